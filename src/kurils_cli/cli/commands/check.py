"""`kurils check`: every finding at once."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal, TypeAlias

import typer

from kurils_cli import reports
from kurils_cli.check import warnings
from kurils_cli.cli import clock, findings, printing, source
from kurils_cli.cli.options import File, Output
from kurils_cli.cli.output import Destination, destination, show
from kurils_cli.errors import TrackerError, UsageError
from kurils_cli.formats import FORMATS, Format
from kurils_cli.reports.findings import Checked
from kurils_cli.toml_format import InvalidTracker, Located, locate, read
from kurils_cli.words import visible

CheckFormat: TypeAlias = Literal[Format, "github"]


def check(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE]...",
            help="The trackers to check, instead of the one that --file means.",
            show_default=False,
        ),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Let warnings fail the check too.")
    ] = False,
    format: Annotated[
        CheckFormat | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help=f"{', '.join(FORMATS)} or github. Otherwise FILE:LINE: message, one a line. "
            "With github, a forge shows each finding beside its line.",
            show_default=False,
        ),
    ] = None,
    output: Output = None,
    file: File = None,
) -> None:
    """Find all that is wrong with a tracker, line by line.

    Exit 0: nothing. 1: something, as FILE:LINE: message, one a line.

    Example: kurils check --strict
    """
    if output and format == "github":
        raise UsageError("--output: annotations are for standard output")
    to = destination(None if format == "github" else format, output, file, *files or ())
    if files and file is not None:
        raise UsageError("--file and FILE both name a tracker", hint="kurils check FILE FILE")
    unreadable: list[TrackerError] = []
    named: list[str | None] = [*files] if files else [file]
    checked = [*_checked(named, unreadable)]
    for error in unreadable:
        printing.error_to_stderr(error)
    if unreadable:
        raise typer.Exit(TrackerError.exit_code)
    if format == "github" or to == Destination(None):
        line = _annotation if format else _line
        lines = (line(label, located) for label, found in checked for located in found)
        printing.to_stdout("".join(f"{each}\n" for each in lines))
    else:
        show(reports.check(checked), to)
    for label, found in checked:
        if not found:
            printing.to_stderr(f"{label}: no findings")
    kinds = {located.finding.kind for _, found in checked for located in found}
    if kinds if strict else kinds - {"warning"}:
        raise typer.Exit(1)


def _checked(files: Iterable[str | None], unreadable: list[TrackerError]) -> Iterator[Checked]:
    """Yield each tracker with its findings; one that can't be read goes to `unreadable`."""
    for file in files:
        try:
            label, text = source.open_tracker(file, or_shipped=False)
            reading = read(text, label)
            warned = locate(text, warnings(reading.tracker, clock.today()))
            found = sorted((*reading.findings, *warned), key=lambda located: located.line)
            yield Checked(label, findings.with_fixes(found, file))
        except InvalidTracker as error:
            yield Checked(error.label, error.findings)
        except TrackerError as error:
            unreadable.append(error)


def _line(label: str, located: Located) -> str:
    return visible(located.told(label))


def _annotation(label: str, located: Located) -> str:
    """Return a finding as a command of GitHub's workflows, which other forges read too."""
    level = "warning" if located.finding.kind == "warning" else "error"
    place = f"file={_escaped(label, ':,')},line={located.line}"
    message = _escaped(located.finding.message)
    return f"::{level} {place},title=kurils: {located.finding.kind}::{message}"


def _escaped(text: str, marks: str = "") -> str:
    """Escape the characters that would end a part of the workflow command."""
    return "".join(
        f"%{ord(character):02X}" if character in f"%{marks}" else character
        for character in visible(text)
    )
