"""`kurils check`: every finding at once."""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

from kurils_cli import store
from kurils_cli.check import stale, warnings
from kurils_cli.cli import clock, findings, options, printing, values
from kurils_cli.cli.source import HERE, Target
from kurils_cli.errors import TrackerError, UsageError
from kurils_cli.formats import FORMATS, Format
from kurils_cli.reports.findings import Checked
from kurils_cli.reports.findings import check as report_on
from kurils_cli.toml_format import InvalidTracker, locate, read
from kurils_cli.words import visible

CheckFormat: TypeAlias = Literal[Format, "github"]


def check(
    files: Annotated[
        options.Several,
        options.argument(
            "[FILE]...", "The trackers to check, instead of the one that --file means."
        ),
    ] = None,
    strict: Annotated[bool, options.flag("--strict", "Let warnings fail the check too.")] = False,
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
        options.option(
            "--format",
            "FORMAT",
            f"{', '.join(FORMATS)} or github. Otherwise FILE:LINE: message, one a line. "
            "With github, a forge shows each finding beside its line.",
        ),
    ] = None,
    output: options.Output = None,
    file: options.File = HERE,
) -> None:
    """Find everything that is wrong with a tracker, line by line.

    Exit 0: nothing. 1: something, as FILE:LINE: message, one a line. With --stale, a
    cron job can find what nobody has looked into for a long time.

    Example: kurils check --strict
    """
    if output and format == "github":
        raise UsageError("--output: annotations are for standard output")
    to = printing.destination(None if format == "github" else format, output, file, *files or ())
    if files and file != HERE:
        raise UsageError("--file and FILE both name a tracker", hint="kurils check FILE FILE")
    checked: list[Checked] = []
    unreadable: list[tuple[str, TrackerError]] = []
    for target in map(_as_file, files) if files else [file]:
        try:
            checked.append(_checked(target, stale_))
        except TrackerError as error:
            printing.error_to_stderr(error)
            unreadable.append((target.file or store.FILE_NAME, error))
    if format == "github":
        _print(_annotations(checked, unreadable))
    elif format is None and to.path is None:
        _print(visible(each.message_in(label)) for label, found in checked for each in found)
    elif checked:
        printing.show(report_on(checked), to)
    says_so = format == "table" and to.is_table and len(checked) == 1
    for label, found in checked:
        if not found and not says_so:
            printing.to_stderr(f"{label}: no findings")
    kinds = {located.finding.kind for _, found in checked for located in found}
    is_wrong = bool(kinds if strict else kinds - {"warning"})
    raise typer.Exit(TrackerError.exit_code if unreadable else is_wrong)


def _as_file(name: str) -> Target:
    """Return what a name means: the file of that name, if there is one."""
    is_file = name != "-" and Target(name).is_readable_only and os.path.exists(name)
    return Target(f"./{name}" if is_file else name)


def _checked(file: Target, days: int | None) -> Checked:
    try:
        label, text = file.open(or_shipped=False)
        reading = read(text, label, clock.today())
    except InvalidTracker as error:
        return Checked(error.label, error.findings)
    past = reading.past
    more = [*warnings(past), *(stale(past, days) if days is not None else ())]
    found = sorted((*reading.findings, *locate(text, more)), key=lambda each: each.line)
    return Checked(label, findings.with_fixes(found, file))


def _print(lines: Iterable[str]) -> None:
    printing.to_stdout("".join(f"{line}\n" for line in lines))


def _annotations(
    checked: list[Checked], unreadable: list[tuple[str, TrackerError]]
) -> Iterator[str]:
    """Yield what is found as commands of GitHub's workflows, which other forges read too."""
    for label, found in checked:
        for line, (kind, message, *_) in found:
            level = "warning" if kind == "warning" else "error"
            yield _annotation(level, label, f",line={line}", kind, message)
    for label, error in unreadable:
        yield _annotation("error", label, "", "can't be read", error.message)


def _annotation(level: str, label: str, line: str, kind: str, message: str) -> str:
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
    return re.sub(f"[%{marks}]", lambda found: f"%{ord(found[0]):02X}", visible(text))
