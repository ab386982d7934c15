"""`kurils check`: every finding at once."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

from kurils_cli import reports, store
from kurils_cli.check import stale, warnings
from kurils_cli.cli import clock, findings, printing, values
from kurils_cli.cli.options import File, Output
from kurils_cli.cli.output import Destination, destination, show
from kurils_cli.cli.source import HERE, Target
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
    stale_: Annotated[
        int | None,
        typer.Option(
            "--stale",
            metavar="DAYS",
            parser=values.count("--stale", "of days", "kurils check --stale 90"),
            help="Also find areas and open issues for which nothing was logged or looked for "
            "in this many days.",
            show_default=False,
        ),
    ] = None,
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
    file: File = HERE,
) -> None:
    """Find everything that is wrong with a tracker, line by line.

    Exit 0: nothing. 1: something, as FILE:LINE: message, one a line. With --stale, a
    cron job can find what nobody has looked into for a long time.

    Example: kurils check --strict
    """
    if output and format == "github":
        raise UsageError("--output: annotations are for standard output")
    to = destination(None if format == "github" else format, output, file, *files or ())
    if files and file != HERE:
        raise UsageError("--file and FILE both name a tracker", hint="kurils check FILE FILE")
    unreadable: list[tuple[str, TrackerError]] = []
    named = [_as_file(name) for name in files] if files else [file]
    checked = [*_checked(named, unreadable, stale_)]
    for _, error in unreadable:
        printing.error_to_stderr(error)
    if format == "github":
        lines = [*_annotations(checked)]
        lines += [_command("error", each, error.message) for each, error in unreadable]
        printing.to_stdout("".join(f"{line}\n" for line in lines))
    elif to == Destination(None):
        lines = [_line(label, located) for label, found in checked for located in found]
        printing.to_stdout("".join(f"{line}\n" for line in lines))
    elif checked:
        show(reports.check(checked), to)
    for label, found in checked:
        if not found:
            printing.to_stderr(f"{label}: no findings")
    raise typer.Exit(TrackerError.exit_code if unreadable else _are_wrong(checked, strict))


def _are_wrong(checked: Iterable[Checked], strict: bool) -> bool:
    kinds = {located.finding.kind for _, found in checked for located in found}
    return bool(kinds if strict else kinds - {"warning"})


def _checked(
    files: Iterable[Target], unreadable: list[tuple[str, TrackerError]], days: int | None
) -> Iterator[Checked]:
    """Yield each tracker with its findings; one that can't be read goes to `unreadable`."""
    for file in files:
        try:
            label, text = file.open(or_shipped=False)
            reading = read(text, label, clock.today())
            past = reading.past
            more = [*warnings(past), *(stale(past, days) if days is not None else ())]
            found = sorted((*reading.findings, *locate(text, more)), key=lambda each: each.line)
            yield Checked(label, findings.with_fixes(found, file))
        except InvalidTracker as error:
            yield Checked(error.label, error.findings)
        except TrackerError as error:
            unreadable.append((file.file or store.FILE_NAME, error))


def _as_file(name: str) -> Target:
    """Return what a name means: the file of that name, if there is one."""
    is_file = name != "-" and Target(name).is_readable_only and os.path.exists(name)
    return Target(f"./{name}" if is_file else name)


def _line(label: str, located: Located) -> str:
    return visible(located.message_in(label))


def _annotations(checked: Iterable[Checked]) -> Iterator[str]:
    """Yield findings as commands of GitHub's workflows, which other forges read too."""
    for label, found in checked:
        for line, (kind, message, *_) in found:
            level = "warning" if kind == "warning" else "error"
            yield _command(level, label, message, f",line={line}", kind)


def _command(
    level: str, label: str, message: str, line: str = "", kind: str = "can't be read"
) -> str:
    place = f"file={_escaped(_from_top(label), ':,')}{line}"
    return f"::{level} {place},title=kurils: {kind}::{_escaped(message)}"


def _from_top(label: str) -> str:
    """Return the path of a file from the top of the repository, as a forge needs it."""
    if label == "<stdin>" or (Target(label).is_readable_only and not os.path.exists(label)):
        return label
    path, here = Path(os.path.normpath(Path(label).absolute())), Path.cwd()
    for top in (here, *here.parents):
        if os.path.exists(top / ".git") and path.is_relative_to(top):
            return path.relative_to(top).as_posix()
    return label


def _escaped(text: str, marks: str = "") -> str:
    """Escape the characters that would end a part of the workflow command."""
    return "".join(
        f"%{ord(character):02X}" if character in f"%{marks}" else character
        for character in visible(text)
    )
