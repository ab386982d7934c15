"""`kurils check`: every finding at once."""

from typing import Annotated

import typer

from kurils_cli import reports
from kurils_cli.cli import opening, options, printing
from kurils_cli.cli.options import File
from kurils_cli.cli.values import Format
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
        label, text = opening.open_tracker(file)
        findings = opening.with_remedies(read(text, label).findings, file)
    except InvalidTracker as error:
        label, findings = error.label, error.findings
    if format:
        printing.show(reports.check(label, findings), format)
    else:
        printing.put("".join(f"{visible(f.told(label))}\n" for f in findings))
    if not findings:
        printing.tell(f"{label}: no findings")
    if strict or any(located.finding.kind != "warning" for located in findings):
        raise typer.Exit(1 if findings else 0)
