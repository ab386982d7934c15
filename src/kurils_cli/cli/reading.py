"""The commands that read: each fetches, calls and prints."""

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from kurils_cli import report as reports
from kurils_cli import store
from kurils_cli.cli import completion, opening, options, printing
from kurils_cli.cli.options import AsOf, File, Format, FormatOption, Ids, day_option
from kurils_cli.errors import UsageError
from kurils_cli.model import KIND_OF_STATE, Tracker
from kurils_cli.toml_format import InvalidTracker, read
from kurils_cli.words import did_you_mean, listed, visible


def status(
    ids: Ids = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STATE",
            help="Only those in this state; may be given more than once.",
            autocompletion=lambda: list(KIND_OF_STATE),
            show_default=False,
        ),
    ] = None,
    as_of: AsOf = None,
    format: FormatOption = None,
    file: File = None,
) -> None:
    """Show the areas, the issues that block them, and since when.

    Example: kurils status --only pending
    """
    for state in only or ():
        if state not in KIND_OF_STATE:
            close = did_you_mean(state, KIND_OF_STATE)
            raise UsageError(
                f"--only: `{state}` is no state",
                hint=f"{close}a state is one of {listed(KIND_OF_STATE)}",
            )
    tracker = opening.open_reading(file).tracker
    chosen = options.known_ids(tracker, ids)
    shown = opening.on_day(tracker, as_of)
    printing.show(reports.status(shown, as_of=as_of, ids=chosen, only=only or ()), format)


def is_(
    id: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            autocompletion=completion.ids,
            help="An area or issue.",
            show_default=False,
        ),
    ],
    state: Annotated[
        str,
        typer.Argument(
            metavar="STATE",
            autocompletion=completion.states,
            help="Of an area: pending or piloted. Of an issue: open or resolved.",
            show_default=False,
        ),
    ],
    as_of: AsOf = None,
    file: File = None,
) -> None:
    """Tell a script whether an id is in a state: exit 0 yes, 1 no.

    Silent, also where the log and the marks do not add up: that is for check.

    Example: kurils is tourism piloted && echo "a pilot was held"
    """
    tracker = opening.open_reading(file, quiet=True).tracker
    options.known_state(tracker, id, state)
    shown = tracker.as_of(as_of) if as_of else tracker
    if not any(thing.id == id and thing.status == state for thing in shown.things):
        raise typer.Exit(1)


def log(
    ids: Ids = None,
    since: Annotated[
        date | None, day_option("--since", "Only entries of that day and later.")
    ] = None,
    until: Annotated[date | None, day_option("--until", "Only entries up to that day.")] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "-n",
            "--limit",
            metavar="N",
            parser=options.count,
            help="At most this many entries.",
            show_default=False,
        ),
    ] = None,
    as_of: AsOf = None,
    format: FormatOption = None,
    file: File = None,
) -> None:
    """Show the log, newest entry first, with places and sources.

    With ids, only the entries that move one of them or are about one.

    Example: kurils log tourism --since 2019-01-01
    """
    tracker = opening.open_reading(file).tracker
    chosen = options.known_ids(tracker, ids)
    shown = opening.on_day(tracker, as_of)
    report = reports.log(shown, as_of=as_of, ids=chosen, since=since, until=until, limit=limit)
    printing.show(report, format)


def timeline(as_of: AsOf = None, format: FormatOption = None, file: File = None) -> None:
    """Draw areas and issues over time as bars, entries as ticks.

    Example: kurils timeline --as-of 2019-12-19
    """
    shown = opening.on_day(opening.open_reading(file).tracker, as_of)
    printing.show(reports.timeline(shown, as_of=as_of), format)


def report(
    full: Annotated[
        bool,
        typer.Option("--full", help="With all entries of the log, not just the recent ones."),
    ] = False,
    as_of: AsOf = None,
    format: FormatOption = None,
    file: File = None,
) -> None:
    """Write one document: summary, status, timeline, log, sources.

    Example: kurils report --format html > report.html
    """
    shown = opening.on_day(opening.open_reading(file).tracker, as_of)
    printing.show(reports.report(shown, as_of=as_of, full=full), format)


class Side(NamedTuple):
    """One side of a diff: what to call it, and whether it is a file of its own."""

    name: str
    tracker: Tracker
    is_file: bool


def diff(
    old: Annotated[
        str | None,
        typer.Argument(
            metavar="[OLD]",
            help="A date, a file, - for standard input, or git:REV.",
            show_default=False,
        ),
    ] = None,
    new: Annotated[
        str | None,
        typer.Argument(
            metavar="[NEW]",
            help="The same; otherwise the tracker as it is now.",
            show_default=False,
        ),
    ] = None,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit 1 if there is a difference.")
    ] = False,
    format: FormatOption = None,
    file: File = None,
) -> None:
    """Show what changed between two dates or files, and why.

    The entries that explain a change stand beside it. With no side named: what the
    last date in the log changed.

    Example: kurils diff 2019-09-01 2019-12-19
    """
    if [file, old, new].count("-") > 1:
        raise UsageError("standard input can be read once, so only one side can be `-`")
    from kurils_cli.diff import diff as compare

    named = opening.named_tracker(file)
    path = Path(named) if named and not options.is_readable_only(named) else None
    before, after = _sides(old, new, path, cache(lambda: opening.open_reading(file).tracker))
    with_log = before.is_file or after.is_file
    changes = compare(before.tracker, after.tracker, with_log=with_log)
    shown = reports.diff(after.tracker.title, changes, old=before.name, new=after.name)
    printing.show(shown, format)
    if exit_code and changes:
        raise typer.Exit(1)


def _sides(
    old: str | None, new: str | None, path: Path | None, now: Callable[[], Tracker]
) -> tuple[Side, Side]:
    if old is not None:
        before = _side(old, path, now)
        return before, Side("now", now(), False) if new is None else _side(new, path, now)
    tracker = now()
    last = max((entry.date for entry in tracker.log), default=None)
    if last is None:
        return Side("the start", tracker, False), Side("now", tracker, False)
    return (
        Side(f"the day before {last}", tracker.before(last), False),
        Side(f"{last}", tracker.as_of(last), False),
    )


def _side(side: str, path: Path | None, now: Callable[[], Tracker]) -> Side:
    if options.is_day(side):
        return Side(side, opening.on_day(now(), options.day(side, "kurils diff")), False)
    if side == "-" or side.startswith("git:") or store.exists(side):
        return Side(side, opening.open_reading(side, path=path).tracker, True)
    raise UsageError(
        f"`{side}` is no date, file or git revision",
        hint="kurils diff 2019-09-01, kurils diff old.toml, or kurils diff git:HEAD",
    )


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
