"""`diff`, `update` and `undo`: what changed, and the entries that explain it."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal

from kurils_cli import history
from kurils_cli.model import Entry, Tracker
from kurils_cli.reports.entries import entry_data
from kurils_cli.reports.parts import Cell, Column, Json, Report, Section, iso

if TYPE_CHECKING:
    from kurils_cli.diff import Change


_SIGNS = {"added": "+", "removed": "-", "changed": "~"}
_CHANGE_COLUMNS = (
    Column("change", "", "sign"),
    Column("id", "Id"),
    Column("name", "Name"),
    Column("field", "Field"),
    Column("old", "Old", "state"),
    Column("new", "New", "state"),
    Column("entries", "Entries"),
)
_CHANGE_TITLES = {
    "tracker": "Tracker",
    "area": "Areas",
    "issue": "Issues",
    "entry": "Entries",
}


def diff(
    title: str,
    changes: Sequence["Change"],
    *,
    old: str,
    new: str,
) -> Report:
    """Report what changed between two sides, which go by the names `old` and `new`."""
    return Report(
        name="diff",
        title=title,
        sections=_change_sections(changes),
        summary=_changes_in_words(changes, f"between {old} and {new}"),
        data={"title": title, "old": old, "new": new, "changes": _changes_data(changes)},
    )


def recorded(
    name: Literal["update", "undo"],
    title: str,
    changes: Sequence["Change"],
    entry: Entry,
    *,
    dry_run: bool,
) -> Report:
    """Report what `update` or `undo` did, or would do, with an entry."""
    done = {"update": ("logged", "would log"), "undo": ("took back", "would take back")}
    verb = done[name][dry_run]
    return Report(
        name=name,
        title=title,
        sections=_change_sections(changes),
        summary=f"{verb} the entry of {entry.date}: {entry.title or 'no title'}",
        data={
            "title": title,
            "dry_run": dry_run,
            "entry": {
                **entry_data(entry, ()),
                "changes": [{"id": id, "to": state} for id, state in entry.changes],
            },
            "changes": _changes_data(changes),
        },
    )


def _change_sections(changes: Sequence["Change"]) -> tuple[Section, ...]:
    return tuple(
        Section(
            kind,
            title,
            _CHANGE_COLUMNS,
            tuple(_change_row(change) for change in changes if change.kind == kind),
            empty="",
        )
        for kind, title in _CHANGE_TITLES.items()
    )


def _change_row(change: "Change") -> tuple[Cell, ...]:
    is_blocks = change.field == "blocks" and change.how == "changed"
    return (
        _SIGNS[change.how],
        change.id,
        change.name,
        change.field,
        *(_blocks(value) if is_blocks else value for value in (change.old, change.new)),
        tuple(_named(entry) for entry in change.entries),
    )


def _blocks(ids: Cell) -> Cell:
    """Return what an issue blocks in words where no id says it."""
    return "every area" if ids is None else ids or "no area"


def _named(entry: Entry) -> str:
    return f"{entry.date} {entry.title}" if entry.title else f"{entry.date}"


def _changes_data(changes: Sequence["Change"]) -> Json:
    return [
        {
            "change": change.how,
            "kind": change.kind,
            "id": change.id,
            "name": change.name,
            "field": change.field,
            "old": change.old,
            "new": change.new,
            "entries": [
                {"date": iso(entry.date), "title": entry.title, "sources": entry.sources}
                for entry in change.entries
            ],
        }
        for change in changes
    ]


def _changes_in_words(changes: Sequence["Change"], between: str) -> str:
    if not changes:
        return f"no difference {between}"
    return f"{len(changes)} {'difference' if len(changes) == 1 else 'differences'} {between}"


def remarks(old: Tracker, new: Tracker, today: date) -> Iterator[str]:
    """Say what may surprise: a day to come, and each change that did not move its mark."""
    entry = new.log[-1]
    if entry.date > today:
        yield f"note: {entry.date} is after today, {today}"
    if entry in old.log:
        yield "note: the log has an entry that says the same already"
    marks = {thing.id: thing.status for thing in new.things}
    before = {thing.id: thing.status for thing in old.things}
    since, before_since = history.since(new), history.since(old)
    newest = history.newest_naming(new.log)
    for id, state in entry.changes:
        later = newest[id]
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
