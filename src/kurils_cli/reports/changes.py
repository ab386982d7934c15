"""`diff` and the commands that record: what changed, and the entries that explain it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal, TypeAlias

from kurils_cli import history
from kurils_cli.history import History
from kurils_cli.model import Entry, Tracker
from kurils_cli.reports import plan
from kurils_cli.reports.cells import Cell, accounts, blocks, explanation, sides, sign
from kurils_cli.reports.entries import entry_data
from kurils_cli.reports.parts import Column, Report, Section

if TYPE_CHECKING:
    from kurils_cli.diff import Change
    from kurils_cli.journal import Step


Recording: TypeAlias = Literal[
    "update", "amend", "remove", "add", "set", "looked", "import", "undo", "redo"
]
_VERBS: dict[Recording, tuple[str, str]] = {
    "update": ("logged", "would log"),
    "amend": ("amended", "would amend"),
    "remove": ("took out", "would take out"),
    "add": ("added", "would add"),
    "set": ("changed", "would change"),
    "looked": ("logged", "would log"),
    "import": ("logged", "would log"),
    "undo": ("took back", "would take back"),
    "redo": ("made again", "would make again"),
}
"""What a command did, or would do."""
_STEP_COLUMNS = (Column("when", "When"), Column("command", "Command"), Column("what", "What"))
_CHANGE_COLUMNS = (
    Column("change", "Change", "sign"),
    Column("id", "Id"),
    Column("name", "Name"),
    Column("field", "Field"),
    Column("old", "Old", "state"),
    Column("new", "New", "state"),
    Column("entries", "Entries"),
    Column("accounts", "Said by", "data"),
    Column("accounts_since", "Said since", "data"),
)
_DIFF_COLUMNS = (
    *_CHANGE_COLUMNS[:-2],
    Column("accounts", "Accounts", late=2),
    Column("accounts_since", "Accounts since", late=2),
)
_CHANGE_KEYS = ("change", "kind", *(column.key for column in _CHANGE_COLUMNS[1:]))
_CHANGE_TITLES = {
    "tracker": "Tracker",
    "party": "Parties",
    "area": "Areas",
    "issue": "Issues",
    "entry": "Entries",
    "looked": "Looked for news",
}


def diff(
    title: str,
    changes: Sequence["Change"],
    *,
    old: str,
    new: str,
    by: str | None = None,
    as_of: date | None = None,
    pasts: tuple[History, History] | None = None,
    command: str = "",
) -> Report:
    """Report what changed between two sides, which are called `old` and `new`.

    The `pasts` of both are for people, who also read who says so and what did not change; so
    is the `command` that lists what is too much to read.
    """
    sections = _change_sections(changes, pasts and pasts[1], _DIFF_COLUMNS)
    return Report(
        "diff",
        title,
        sections,
        {
            "title": title,
            "old": old,
            "new": new,
            "changes": sections,
            "by": by,
            "as_of": as_of,
        },
        lambda: plan.diff.plan(
            pasts or (History(Tracker(title)),) * 2, changes, (old, new), command, as_of
        ),
    )


def recorded(
    name: Recording,
    title: str,
    changes: Sequence["Change"],
    what: str,
    *,
    entry: Entry | None,
    dry_run: bool,
    pasts: tuple[History, History] | None = None,
) -> Report:
    """Report what a command did, or would do; `entry` is the one that it is about, if any."""
    did = f"{_VERBS[name][dry_run]} {what}"
    sections = _change_sections(changes, pasts and pasts[1])
    about = entry and entry_data(entry)
    return Report(
        name,
        title,
        sections,
        {"title": title, "dry_run": dry_run, "entry": about, "changes": sections, "what": what},
        lambda: plan.diff.done_plan(pasts or (History(Tracker(title)),) * 2, changes, did, entry),
    )


def steps(label: str, steps: Iterable["Step"]) -> Report:
    """Report what `undo` can take back, the next step first."""
    rows = tuple((step.when.replace("+00:00", "Z"), step.command, step.what) for step in steps)
    section = Section("step", "Steps", _STEP_COLUMNS, lambda: rows)
    return Report(
        "undo-list",
        label,
        (section,),
        {"file": label, "steps": section},
        lambda: plan.findings.steps_plan(label, rows),
    )


def _change_sections(
    changes: Sequence["Change"],
    now: History | None,
    columns: tuple[Column, ...] = _CHANGE_COLUMNS,
) -> tuple[Section, ...]:
    """Return a section for each kind of thing; `now` is where the accounts of marks are from."""

    def section(kind: str, title: str) -> Section:
        of_kind = [change for change in changes if change.kind == kind]
        rows = (_change_row(change, now) for change in of_kind)
        return Section(kind, title, columns, lambda: rows, _CHANGE_KEYS)

    return tuple(section(*each) for each in _CHANGE_TITLES.items())


def _change_row(change: "Change", now: History | None) -> tuple[Cell, ...]:
    has_blocks = change.field == "blocks" and change.how == "changed"
    is_mark = now and change.field == "status" and change.id in now.tracker.ids
    return (
        sign(change.how),
        change.id,
        change.name,
        change.field,
        *(
            blocks(value) if has_blocks and not isinstance(value, str) else value
            for value in (change.old, change.new)
        ),
        tuple(map(explanation, change.entries)),
        *(accounts(now, change.id) if now and is_mark else (None, None)),
    )


def consequences(old: History, new: History, touched: Iterable[Entry]) -> Iterator[str]:
    """Say what a correction of the log means for the states of areas and issues in the past.

    `touched` are the entries that were removed, added or changed.
    """
    named = {id for _, entry, _ in new.logged for id, _ in entry.changes}
    for thing in new.tracker.things:
        if thing.id not in named and any(entry.names(thing.id) for _, entry, _ in old.logged):
            stays = f"the {thing.kind} stays, `{thing.status}`"
            yield f"note: no entry names `{thing.id}` any more; {stays}"
    for shift in history.shifts(old, new):
        if shift.id in named or shift.old is not None:
            yield _shifted(shift, new.tracker)
    yield from contests(old, new, touched)


def arrivals(old: History, new: History, entries: Sequence[Entry]) -> Iterator[str]:
    """Say what new entries change in the past, and what they leave contested."""
    came: dict[str, date] = {}
    for entry in history.by_date(entries):
        came = {id: entry.date for id, _ in entry.changes} | came
    for shift in history.shifts(old, new):
        if shift.id in came and (shift.start is None or shift.start < came[shift.id]):
            yield _shifted(shift, new.tracker)
    yield from contests(old, new, entries)


def _shifted(shift: history.Shift, tracker: Tracker) -> str:
    id, start, end, was, now = shift
    time = f"from {start} {f'until {end}' if end else 'on'}" if start else f"until {end}"
    named = "named" if any(area.id == id for area in tracker.areas) else "raised"
    states = [f"`{state}`" if state else f"not yet {named}" for state in (now, was)]
    return f"note: {time}: `{id}` is {states[0]}, was {states[1]}"


YEARS_BEFORE = 10
"""An entry so many years before all others may have a mistyped year."""


def remarks(old: History, new: History, today: date) -> Iterator[str]:
    """Say what may surprise about a new entry: its date, and each change that moved no mark."""
    entry = new.tracker.log[-1]
    if entry.date > today:
        yield f"note: {entry.date} is after today, {today}"
    began = min((other.date for other in old.tracker.log), default=entry.date)
    if entry.date.year < began.year - YEARS_BEFORE:
        yield f"note: {entry.date} is long before the log, which begins on {began}: is it the year?"
    if entry in old.tracker.log:
        yield "note: the log has an entry that says the same already"
    yield from _unmoved(old, new, entry)
    yield from arrivals(old, new, [entry])
    if not entry.sources:
        yield "note: the entry has no source: --source URL says where it is reported"


def _unmoved(old: History, new: History, entry: Entry) -> Iterator[str]:
    marks, before = new.tracker.marks, old.tracker.marks
    since, before_since = new.since, old.since
    for id, state in entry.changes:
        later = new.newest_naming[id]
        is_older = later.date > entry.date and since.get(id) == before_since.get(id)
        if marks[id] != state or is_older:
            stays = "stays" if before[id] == marks[id] else "becomes"
            what = f" ({later.title})" if later.title else ""
            yield f"note: `{id}` {stays} `{marks[id]}`: the entry of {later.date}{what} is later"
        elif before.get(id) == state and since[id] == before_since.get(id):
            yield f"note: `{id}` was `{state}` already"
        elif before.get(id) == state:
            no_longer = f", no longer since {before_since[id]}" if id in before_since else ""
            yield f"note: `{id}` stays `{state}`, now since {since[id]}{no_longer}"


def contests(old: History, new: History, entries: Iterable[Entry]) -> Iterator[str]:
    """Say on which ids of some entries two parties differ, and what that means."""
    for id in dict.fromkeys(id for entry in entries for id, _ in entry.changes):
        if id in new.contested:
            last = new.newest_naming[id].date
            states = {
                dict(each.changes).get(id) for _, each, _ in new.happened if each.date == last
            }
            which = "the later in the file" if len(states - {None}) > 1 else "the newest"
            yield (
                f"note: `{id}` is contested: {sides(new, id)}; "
                f"each account is kept, the mark is {which}"
            )
        elif id in old.contested and id in new.tracker.ids:
            yield f"note: `{id}` is no longer contested"
