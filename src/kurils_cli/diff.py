"""What differs between two trackers, and which entries explain it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Literal, NamedTuple, TypeAlias

from kurils_cli.model import FIELDS, Area, Entry, Extra, FieldKind, Issue, Looked, Record, Tracker

Value: TypeAlias = str | tuple[str, ...] | None
_Key: TypeAlias = tuple[Literal["area", "issue"], str]
Kind: TypeAlias = Literal["tracker", "party", "area", "issue", "entry", "looked"]
How: TypeAlias = Literal["added", "removed", "changed"]


class Change(NamedTuple):
    """One difference: of a mark, of another field, or of a whole thing or entry.

    `id` is that of an area or issue, or the date of an entry; `name` its name or
    title. What is added or removed has a change for each field that is not empty, in
    which `old` or `new` is None. For `blocks`, None means every area. `entries` are
    those that only one of the two logs has and that name the id.
    """

    how: How
    kind: Kind
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


def diff(
    old: Tracker,
    new: Tracker,
    *,
    with_log: bool = True,
    pairs: Mapping[int, int] | None = None,
) -> tuple[Change, ...]:
    """Return what changed from one tracker to the other.

    Without `with_log`, entries only explain, and what is added or removed has a change for
    its mark alone, because two days of one tracker differ in nothing else. `pairs` says
    which entry is which, by their places, where that is known.
    """
    log = compare_logs(old.log, new.log, pairs)
    changes = _things(old, new, _explaining(log), whole=with_log)
    if old.title != new.title:
        changes.insert(
            0, Change("changed", "tracker", "", new.title, "title", old.title, new.title)
        )
    changes += _extra("changed", "tracker", "", new.title, old.extra, new.extra)
    if with_log:
        changes += _parties(old, new)
    if with_log:
        changes += _entries(log)
        changes += _looked(old.looked, new.looked)
    return tuple(changes)


def _explaining(log: LogChanges) -> Mapping[str, Sequence[Entry]]:
    """Return for each id the entries added, removed or now moving it otherwise, oldest first.

    Of a corrected entry it is the new form, unless only the old one moves the id.
    """
    moving = [(id, entry) for entry in (*log.removed, *log.added) for id, _ in entry.changes]
    for old, new in log.edited:
        was, now = ((entry.date, dict(entry.changes)) for entry in (old, new))
        for id in dict.fromkeys((*was[1], *now[1])):
            if (was[0], was[1].get(id)) != (now[0], now[1].get(id)):
                moving.append((id, new if id in now[1] else old))
    found: dict[str, list[Entry]] = {}
    for id, entry in sorted(moving, key=lambda pair: pair[1].date):
        found.setdefault(id, []).append(entry)
    return found


def paired(
    old: Sequence[Entry], new: Sequence[Entry], *, must_share: bool = False
) -> dict[int, int]:
    """Return which entry of one log is which of another, by their places.

    Equal entries are one; so are two that share a date, a title or a source and agree on
    most of what they have: the entry was corrected. The most alike are paired first. With
    `must_share`, a date or a title alone is no evidence: they share both, or a source.
    """
    places: dict[Entry, list[int]] = {}
    for place, entry in enumerate(new):
        places.setdefault(entry, []).append(place)
    found = {place: places[entry].pop(0) for place, entry in enumerate(old) if places.get(entry)}
    came = {place: new[place] for rest in places.values() for place in rest}
    gone = {place: entry for place, entry in enumerate(old) if place not in found}
    least = _SURE if must_share else _SAME
    for traits in (_date_and_title, _sources if must_share else _traits):
        likely = sorted(
            (-likeness(gone[place], came[at]), -_equal_fields(gone[place], came[at]), place, at)
            for place, at in _near(gone, came, traits)
        )
        for unlike, _, place, at in likely:
            if -unlike >= least and place in gone and at in came:
                found[place] = at
                del gone[place], came[at]
    return found


_SAME = 0.5
"""Two entries at least this similar are one that was corrected."""
_SURE = 2 / 3
"""Two entries that two people added are one if they are at least this similar."""
_FEW = 64
"""Up to this many pairs of entries with a trait in common are all compared; else only near ones."""
_NEAR = 2
"""How near they must be: places apart, among those with a trait in common."""


def _date_and_title(entry: Entry) -> list[object]:
    return [(entry.date, entry.title)] if entry.title else []


def _sources(entry: Entry) -> list[object]:
    return [("source", source) for source in entry.sources]


def _traits(entry: Entry) -> list[object]:
    title = [("title", entry.title)] if entry.title else []
    return [entry.date, *title, *_sources(entry)]


def _near(
    one: Mapping[int, Entry], other: Mapping[int, Entry], traits: Callable[[Entry], list[object]]
) -> set[tuple[int, int]]:
    """Return the places of pairs to compare: those with a trait in common, near each other."""
    sharing: dict[object, tuple[list[int], list[int]]] = {}
    for side, entries in enumerate((one, other)):
        for place, entry in entries.items():
            for trait in traits(entry):
                sharing.setdefault(trait, ([], []))[side].append(place)
    found: set[tuple[int, int]] = set()
    for places, ats in sharing.values():
        if len(places) * len(ats) <= _FEW:
            found.update(product(places, ats))
        else:
            for rank, place in enumerate(places):
                near = ats[max(0, rank - _NEAR) : rank + _NEAR + 1]
                found.update((place, at) for at in near)
    return found


def likeness(one: Entry, other: Entry) -> float:
    """Return how much of what two entries have is the same, from 0 to 1.

    Two of one date and title are one entry, whatever else was corrected. A field that one of
    them lacks counts half: it may have been added later.
    """
    if one.title and (one.date, one.title) == (other.date, other.title):
        return 1.0
    agreed = total = 0.0
    for key, field in FIELDS[Entry].items():
        value, another = getattr(one, key), getattr(other, key)
        total += field.weight * (bool(value) + bool(another)) / 2
        agreed += field.weight * _agreement(value, another) if value and another else 0
    return agreed / total


def _equal_fields(one: Entry, other: Entry) -> int:
    return sum(value == another for value, another in zip(one, other, strict=True))


def _agreement(one: object, other: object) -> float:
    """Return how much two values of a field agree: a corrected typo still counts."""
    if one == other:
        return 1.0
    if isinstance(one, str) and isinstance(other, str):
        ratio = _overlap(_letters(one), _letters(other))
        return ratio if ratio > _SAME else 0.0
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len({*one} & {*other}) / len({*one} | {*other})
    return 0.0


def _letters(text: str) -> set[str]:
    """Return the letters of a text, each with the one after it."""
    return {text[at : at + 2] for at in range(len(text))}


def _overlap(one: set[str], other: set[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))


def compare_logs(
    old: Iterable[Entry], new: Iterable[Entry], pairs: Mapping[int, int] | None = None
) -> LogChanges:
    """Return which entries were removed, added and corrected."""
    before, after = [*old], [*new]
    same = paired(before, after) if pairs is None else pairs
    came = {*same.values()}
    return LogChanges(
        tuple(entry for place, entry in enumerate(before) if place not in same),
        tuple(entry for place, entry in enumerate(after) if place not in came),
        tuple(
            (before[place], after[other])
            for place, other in same.items()
            if before[place] != after[other]
        ),
    )


def only_entry(old: Tracker, new: Tracker) -> Entry | None:
    """Return the one entry that was added, removed or edited; None if there were more, or none."""
    log = compare_logs(old.log, new.log)
    touched = (*log.removed, *log.added, *(after for _, after in log.edited))
    return touched[0] if len(touched) == 1 else None


def _things(
    old: Tracker, new: Tracker, explaining: Mapping[str, Sequence[Entry]], *, whole: bool
) -> list[Change]:
    before = {(thing.kind, thing.id): thing for thing in old.things}
    after = {(thing.kind, thing.id): thing for thing in new.things}
    changes: list[Change] = []
    for came, gone in _renamed(before, after).items():
        thing = after[came]
        changes.append(Change("changed", *came, thing.name, "id", gone[1], thing.id))
        before[came] = before.pop(gone)
    for key in [*after, *(key for key in before if key not in after)]:
        entries = tuple(explaining.get(key[1], ()))
        changes += _thing(before.get(key), after.get(key), entries, whole=whole)
    return sorted(changes, key=lambda change: change.kind != "area")


def _renamed(
    before: Mapping[_Key, Area | Issue], after: Mapping[_Key, Area | Issue]
) -> dict[_Key, _Key]:
    """Return which new id replaces which old one: the only two of their kind that share a name."""

    def named(keys: Iterable[_Key], things: Mapping[_Key, Area | Issue]) -> dict[_Key, list[_Key]]:
        found: dict[_Key, list[_Key]] = {}
        for key in keys:
            found.setdefault((key[0], things[key].name), []).append(key)
        return found

    gone = named((key for key in before if key not in after), before)
    came = named((key for key in after if key not in before), after)
    return {
        keys[0]: gone[name][0]
        for name, keys in came.items()
        if len(keys) == 1 and len(gone.get(name, ())) == 1
    }


def _parties(old: Tracker, new: Tracker) -> list[Change]:
    before = {party.id: party for party in old.parties}
    after = {party.id: party for party in new.parties}
    changes: list[Change] = []
    for id in dict.fromkeys((*after, *before)):
        was, now = before.get(id), after.get(id)
        party = now or before[id]
        if was and now:
            changes += _edited("party", id, party.name, was, now)
        else:
            how: How = "added" if now else "removed"
            changes += _came_or_went(how, "party", id, party.name, _fields(party), party.extra)
    return changes


def _thing(
    old: Area | Issue | None,
    new: Area | Issue | None,
    entries: tuple[Entry, ...],
    *,
    whole: bool,
) -> list[Change]:
    thing = new or old
    assert thing is not None, "a key is of one of the two trackers"
    kind, id, name = thing.kind, thing.id, thing.name
    if old is None or new is None:
        how: How = "removed" if new is None else "added"
        fields = [field for field in _fields(thing) if field[0] not in ("name", "title")]
        changes = _came_or_went(how, kind, id, name, fields, thing.extra)
        changes[0] = changes[0]._replace(entries=entries)  # the mark
        return changes if whole else changes[:1]
    return [
        change._replace(entries=entries) if change.field == "status" else change
        for change in _edited(kind, id, name, old, new)
    ]


def _edited(kind: Kind, id: str, name: str, old: Record, new: Record) -> list[Change]:
    """Return the fields in which two forms of one record differ."""
    changes = [
        Change("changed", kind, id, name, field, was, now)
        for field, was, now in _paired(_fields(old), _fields(new))
    ]
    return changes + _extra("changed", kind, id, name, old.extra, new.extra)


def _came_or_went(
    how: How, kind: Kind, id: str, name: str, fields: Iterable[tuple[str, Value]], extra: Extra
) -> list[Change]:
    changes = [
        Change(how, kind, id, name, field, *((value, None) if how == "removed" else (None, value)))
        for field, value in fields
        if value is not None
    ]
    return changes + _extra(
        how, kind, id, name, *((extra, ()) if how == "removed" else ((), extra))
    )


_ORDER: Mapping[FieldKind, int] = {"mark": -1, "areas": 1, "by party": 2}
"""Where changes are listed in another order than that of the fields."""


def _fields(record: Record) -> list[tuple[str, Value]]:
    """Return what a record says, field by field, as text."""
    found: list[tuple[str, Value]] = []
    fields = FIELDS[type(record)]
    for key in sorted(fields, key=lambda key: _ORDER.get(fields[key].kind, 0)):
        value = getattr(record, key)
        match fields[key].kind:
            case "day":
                found.append((key, f"{value}"))
            case "changes":
                found.append((key, tuple(f"{id}={state}" for id, state in value)))
            case "by party":
                found += [(f"{key}.{party}", text) for party, text in value]
            case _:
                found.append((key, value))
    return found


def _paired(
    old: Iterable[tuple[str, Value]], new: Iterable[tuple[str, Value]]
) -> Iterator[tuple[str, Value, Value]]:
    """Yield each field that differs, with both values; None where a side lacks it."""
    was, now = dict(old), dict(new)
    for field in dict.fromkeys((*was, *now)):
        if was.get(field) != now.get(field):
            yield field, was.get(field), now.get(field)


def _extra(how: How, kind: Kind, id: str, name: str, old: Extra, new: Extra) -> list[Change]:
    return [Change(how, kind, id, name, key, was, now) for key, was, now in _paired(old, new)]


def _entries(log: LogChanges) -> list[Change]:
    changes = [
        *(change for entry in log.removed for change in _entry("removed", entry)),
        *(change for entry in log.added for change in _entry("added", entry)),
    ]
    for old, new in log.edited:
        changes += _edited("entry", f"{new.date}", new.title or "", old, new)
    return sorted(changes, key=lambda change: (change.id, change.name))


def _looked(old: Iterable[Looked], new: Iterable[Looked]) -> list[Change]:
    """Return the days of looking that went and that came, each by what it has."""
    was, now = Counter(old), Counter(new)
    gone_and_come: tuple[tuple[How, Counter[Looked]], ...] = (
        ("removed", was - now),
        ("added", now - was),
    )
    return [
        change
        for how, found in gone_and_come
        for each in found.elements()
        for change in _dated(how, "looked", each, "")
    ]


def _entry(how: How, entry: Entry) -> list[Change]:
    return _dated(how, "entry", entry, entry.title or "")


def _dated(how: How, kind: Kind, record: Entry | Looked, name: str) -> list[Change]:
    """Return a record that came or went, by what it has besides its day and its name."""
    id = f"{record.date}"
    fields = [
        (key, value) for key, value in _fields(record) if value and key not in ("date", "title")
    ]
    return _came_or_went(how, kind, id, name, fields, record.extra) or [Change(how, kind, id, name)]
