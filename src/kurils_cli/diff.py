"""What differs between two trackers, and which entries explain it."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Literal, NamedTuple, TypeAlias

from kurils_cli.model import Area, Entry, Issue, Tracker

Value: TypeAlias = str | tuple[str, ...] | None


class Change(NamedTuple):
    """One difference: of a mark, of another field, or of a whole thing or entry.

    `id` is that of an area or issue, or the date of an entry; `name` its name or
    title. A thing added or removed is told by its mark, and by each other field that
    says something: `old` or `new` is None.
    `entries` are those that only one of the two logs has and that name the id.
    """

    how: Literal["added", "removed", "changed"]
    kind: Literal["tracker", "area", "issue", "entry"]
    id: str
    name: str
    field: str | None = None
    old: Value = None
    new: Value = None
    entries: tuple[Entry, ...] = ()


class LogChanges(NamedTuple):
    """How one log became another: entries are known by what they say, not by place."""

    removed: tuple[Entry, ...]
    added: tuple[Entry, ...]
    edited: tuple[tuple[Entry, Entry], ...]


def diff(old: Tracker, new: Tracker, *, with_log: bool = True) -> tuple[Change, ...]:
    """Return what changed from one tracker to the other.

    Without `with_log`, entries only explain, and what comes or goes is told by its
    mark alone: two days of one tracker differ in nothing else.
    """
    log = compare_logs(old.log, new.log)
    edited = [entry for pair in log.edited for entry in pair]
    explaining = (*log.removed, *log.added, *edited)
    changes = _things(old, new, explaining, whole=with_log)
    if old.title != new.title:
        changes.insert(
            0, Change("changed", "tracker", "", new.title, "title", old.title, new.title)
        )
    changes += _extra("tracker", "", new.title, old.extra, new.extra)
    if with_log:
        changes += _entries(log)
    return tuple(changes)


def compare_logs(old: Iterable[Entry], new: Iterable[Entry]) -> LogChanges:
    """Return which entries went, which came, and which were edited.

    An entry that went and one that came are one edited entry if they share
    date and title, or else if they alone share the date, or the title.
    """
    before, after = Counter(old), Counter(new)
    removed, added = before - after, after - before
    edited: list[tuple[Entry, Entry]] = []
    for key in (_date_and_title, _date, _title):
        pairs = _only_matches(tuple(removed.elements()), tuple(added.elements()), key)
        removed -= Counter(gone for gone, _ in pairs)
        added -= Counter(came for _, came in pairs)
        edited += pairs
    return LogChanges(tuple(removed.elements()), tuple(added.elements()), tuple(edited))


def _date_and_title(entry: Entry) -> Hashable:
    return entry.date, entry.title


def _date(entry: Entry) -> Hashable:
    return entry.date


def _title(entry: Entry) -> Hashable:
    return entry.title


def _only_matches(
    removed: Sequence[Entry], added: Sequence[Entry], key: Callable[[Entry], Hashable]
) -> list[tuple[Entry, Entry]]:
    gone, came = (Counter(map(key, entries)) for entries in (removed, added))
    by_key = {key(entry): entry for entry in added}
    return [
        (entry, by_key[key(entry)])
        for entry in removed
        if gone[key(entry)] == came[key(entry)] == 1 and key(entry) is not None
    ]


def _things(
    old: Tracker, new: Tracker, explaining: Sequence[Entry], *, whole: bool
) -> list[Change]:
    before = {(thing.kind, thing.id): thing for thing in old.things}
    after = {(thing.kind, thing.id): thing for thing in new.things}
    changes: list[Change] = []
    for key in [*after, *(key for key in before if key not in after)]:
        changes += _thing(before.get(key), after.get(key), explaining, whole=whole)
    return sorted(changes, key=lambda change: change.kind != "area")


def _thing(
    old: Area | Issue | None,
    new: Area | Issue | None,
    explaining: Sequence[Entry],
    *,
    whole: bool,
) -> list[Change]:
    thing = new or old
    assert thing is not None, "a key is of one of the two trackers"
    entries = tuple(entry for entry in explaining if entry.names(thing.id))
    kind, id, name = thing.kind, thing.id, thing.name
    if old is None or new is None:
        changes = _came_or_went("removed" if new is None else "added", thing, entries)
        return changes if whole else changes[:1]
    changes = [
        Change("changed", kind, id, name, field, was, now, entries if field == "status" else ())
        for (field, was), (_, now) in zip(_fields(old), _fields(new), strict=True)
        if was != now
    ]
    return changes + _extra(kind, id, name, old.extra, new.extra)


def _came_or_went(
    how: Literal["added", "removed"], thing: Area | Issue, entries: tuple[Entry, ...]
) -> list[Change]:
    fields = [*_fields(thing), ("unknown keys", thing.extra or None)]
    return [
        Change(
            how,
            thing.kind,
            thing.id,
            thing.name,
            field,
            old=value if how == "removed" else None,
            new=value if how == "added" else None,
            entries=entries if field == "status" else (),
        )
        for field, value in fields
        if value is not None and field not in ("name", "title")
    ]


def _fields(thing: Area | Issue) -> list[tuple[str, Value]]:
    fields: list[tuple[str, Value]] = [
        ("status", thing.status),
        ("title" if isinstance(thing, Issue) else "name", thing.name),
        ("note", thing.note),
    ]
    if isinstance(thing, Issue):
        fields.append(("blocks", thing.blocks))
    return fields


def _extra(
    kind: Literal["tracker", "area", "issue", "entry"], id: str, name: str, old: str, new: str
) -> list[Change]:
    if old == new:
        return []
    return [Change("changed", kind, id, name, "unknown keys", old or None, new or None)]


def _entries(log: LogChanges) -> list[Change]:
    changes = [
        *(Change("removed", "entry", f"{e.date}", e.title or "") for e in log.removed),
        *(Change("added", "entry", f"{e.date}", e.title or "") for e in log.added),
    ]
    for old, new in log.edited:
        id, name = f"{new.date}", new.title or ""
        changes += [
            Change("changed", "entry", id, name, field, was, now)
            for (field, was), (_, now) in zip(entry_fields(old), entry_fields(new), strict=True)
            if was != now
        ]
        changes += _extra("entry", id, name, old.extra, new.extra)
    return sorted(changes, key=lambda change: (change.id, change.name))


def entry_fields(entry: Entry) -> list[tuple[str, Value]]:
    """Return what an entry says, field by field, as text."""
    return [
        ("date", f"{entry.date}"),
        ("title", entry.title),
        ("place", entry.place),
        ("sources", entry.sources),
        ("note", entry.note),
        ("changes", tuple(f"{id}={state}" for id, state in entry.changes)),
        ("about", entry.about),
        ("was", tuple(f"{id}={state}" for id, state in entry.was)),
    ]
