"""`kurils check`: every finding at once."""

from typing import Annotated

import typer

from kurils_cli import reports
from kurils_cli.cli import findings, options, printing, source
from kurils_cli.cli.options import File
from kurils_cli.formats import Format
from kurils_cli.toml_format import InvalidTracker, read
from kurils_cli.words import visible


def check(
    strict: Annotated[
        bool, typer.Option("--strict", help="Let warnings fail the check too.")
    ] = False,
    format: Annotated[
        Format | None, options.format_option("FILE:LINE: message, one a line")
    ] = None,
    file: File = None,
) -> None:
    """Find all that is wrong with the tracker, line by line.

    Exit 0: nothing. 1: something, as FILE:LINE: message, one a line.

    Example: kurils check --strict
    """
    try:
        label, text = source.open_tracker(file)
        found = findings.with_fixes(read(text, label).findings, file)
    except InvalidTracker as error:
        label, found = error.label, error.findings
    if format:
        printing.report_to_stdout(reports.check(label, found), format)
    else:
        printing.to_stdout("".join(f"{visible(f.told(label))}\n" for f in found))
    if not found:
        printing.to_stderr(f"{label}: no findings")
    if strict or any(located.finding.kind != "warning" for located in found):
        raise typer.Exit(1 if found else 0)
