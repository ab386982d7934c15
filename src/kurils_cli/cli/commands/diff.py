"""`kurils diff`: two sides, and what changed between them."""

import os
import re
import sys
from collections.abc import Callable
from functools import cache
from typing import Annotated, NamedTuple

import typer

from kurils_cli import history
from kurils_cli.cli import completion, options, printing, reading, source, values
from kurils_cli.cli.source import BY
from kurils_cli.diff import diff as compare
from kurils_cli.errors import UsageError
from kurils_cli.history import View
from kurils_cli.model import Tracker
from kurils_cli.reports.changes import diff as report_on
from kurils_cli.words import pasted

_REVISION = re.compile(r"(HEAD|main|master|[0-9a-f]{7,40})([~^@].*)?")
"""What is probably a git revision without its `git:`."""


class Side(NamedTuple):
    """One side of a diff: what to call it, and whether it is a file of its own."""

    name: str
    past: history.History
    is_file: bool = False


def diff(
    old: Annotated[
        str | None,
        options.argument(
            "[OLD]",
            "A date, a file, - for standard input, git:REV, record:NAME or by:PARTY.",
            completion.sides,
        ),
    ] = None,
    new: Annotated[
        str | None,
        options.argument(
            "[NEW]", "The same; otherwise the tracker as it is now.", completion.sides
        ),
    ] = None,
    exit_code: Annotated[
        bool, options.flag("--exit-code", "Exit 1 if there is a difference.")
    ] = False,
    as_of: options.AsOf = None,
    by: options.Account = None,
    format: options.FormatOption = None,
    output: options.Output = None,
    file: options.File = source.HERE,
) -> None:
    """Show what changed between two dates, files or accounts, and why.

    Each change comes with the entries that explain it. With no side named: what the
    last date that moved a mark changed. `kurils diff by:jp by:ru` shows where the
    accounts of two parties differ, with --as-of where they differed on a day.

    Example: kurils diff 2019-09-01 2019-12-19
    """
    to = printing.destination(format, output, file, old, new)
    if [file.file, old, new].count("-") > 1:
        raise UsageError("standard input can be read once, so only one side can be `-`")
    sides = [side for side in (old, new) if side]
    if by and any(side.startswith(BY) for side in sides):
        meant = [*([f"{BY}{by}"] if len(sides) == 1 else []), *sides]
        raise UsageError(
            "--by and a side `by:PARTY` both name an account",
            hint=file.hint(" ".join(["kurils diff", *map(pasted, meant)])),
        )
    if as_of and len([*filter(values.is_day, sides)]) == 2:
        raise UsageError("--as-of goes with sides that are no dates", hint="kurils diff --help")
    path = file.path if file.named else None
    opened = cache(lambda target: reading.open_asked(target, as_of=as_of, by=by, path=path))
    if old is None:
        before, after = _last_moved(opened(file)[1])
    else:
        before = _side(old, file, opened)
        after = _now(opened(file)[1]) if new is None else _side(new, file, opened)
    tracker = after.past.tracker
    changes = compare(before.past.tracker, tracker, with_log=before.is_file or after.is_file)
    shown = report_on(
        tracker.title,
        changes,
        old=before.name,
        new=after.name,
        by=by,
        as_of=as_of,
        pasts=(before.past, after.past),
        command=file.hint(" ".join(["kurils diff --format csv", *map(pasted, sides)])),
    )
    printing.show(shown, to)
    if not changes and format is None and not printing.is_terminal(sys.stdout):
        # plain has no line for that
        printing.to_stderr(f"no difference between {before.name} and {after.name}")
    if exit_code and changes:
        raise typer.Exit(1)


def _last_moved(view: View) -> tuple[Side, Side]:
    """Return the day before the last date that moved a mark, and that date."""
    past = view.past
    moving = (entry.date for entry, move in past.transitions if move.old != move.new)
    last = max(moving, default=None)
    if last is None:
        return Side("the start", past), _now(view)
    return (
        Side(f"the day before {last}", history.History(history.before(past.tracker, last))),
        Side(f"{last}", history.History(history.as_of(past.tracker, last))),
    )


def _now(view: View) -> Side:
    """Return the tracker as it is now, or the shipped record as of its day."""
    return Side(f"{view.as_of or 'now'}", view.past)


def _side(
    side: str, file: source.Target, opened: Callable[[source.Target], tuple[Tracker, View]]
) -> Side:
    if values.is_day(side):
        day = values.day(side, "kurils diff")
        whole, view = opened(file)
        on = reading.on_day(reading.by_account(whole, view.by), day)
        return Side(f"{day}", history.History(on))
    if side.startswith(BY):
        whole, view = opened(file)
        account = reading.by_account(whole, reading.by_whom(whole, side.removeprefix(BY)))
        return Side(side, history.History(reading.on_day(account, view.as_of, quiet=True)))
    target = source.Target(side)
    if target.is_readable_only or os.path.exists(side):
        return Side(side, opened(target)[1].past, is_file=True)
    forms = "kurils diff 2019-09-01, old.toml, git:HEAD, record:2019-12-19 or by:PARTY"
    raise UsageError(
        f"`{side}` is no date, file, git revision, record or account",
        hint=f"kurils diff git:{side}" if _REVISION.fullmatch(side) else forms,
    )
