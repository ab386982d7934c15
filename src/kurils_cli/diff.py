"""What differs between two trackers, and which entries explain it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import eq
from typing import Literal, NamedTuple, TypeAlias, TypeVar

from kurils_cli.model import FIELDS, Entry, FieldKind, Looked, Record, Tracker
from kurils_cli.things import Thing

Value: TypeAlias = str | tuple[str, ...] | None
Kind: TypeAlias = Literal["tracker", "party", "area", "issue", "entry", "looked"]
How: TypeAlias = Literal["added", "removed", "changed"]
_Fields: TypeAlias = Mapping[str, Value]
Name = TypeVar("Name")
AnyThing = TypeVar("AnyThing", bound=Thing)


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
    title, extra = (
        [Change("changed", "tracker", "", new.title, *each) for each in _differing(*sides)]
        for sides in (
            ({"title": old.title}, {"title": new.title}),
            (dict(old.extra), dict(new.extra)),
        )
    )
    things = _things(old, new, log)
    if not with_log:
        marks = (each for each in things if each.how == "changed" or each.field == "status")
        return (*title, *marks, *extra)
    parties = _matched(old.parties, new.parties, {})
    edited = [*((entry, None) for entry in log.removed), *((None, entry) for entry in log.added)]
    entries = [change for each in (*edited, *log.edited) for change in _compared(*each)]
    was, now = Counter(old.looked), Counter(new.looked)
    return (
        *(*title, *things, *extra),
        *(change for each in parties for change in _compared(*each)),
        *sorted(entries, key=lambda change: (change.id, change.name)),
        *(change for looked in (was - now).elements() for change in _compared(looked, None)),
        *(change for looked in (now - was).elements() for change in _compared(None, looked)),
    )


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


def renames(old: Iterable[Thing], new: Iterable[Thing]) -> dict[str, str]:
    """Return which old id is which new one: of the only two of their kind that share a name."""
    was, now = ({thing.id: (thing.kind, thing.name) for thing in side} for side in (old, new))
    gone, came = _alone(was, now), _alone(now, was)
    return {gone[name]: id for name, id in came.items() if name in gone}


def _alone(names: Mapping[str, Name], other: Mapping[str, Name]) -> dict[Name, str]:
    """Return the ids that the other side lacks by their names, but for names of several."""
    count = Counter(name for id, name in names.items() if id not in other)
    return {name: id for id, name in names.items() if id not in other and count[name] == 1}


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
            (-_likeness(gone[place], came[at]), -sum(map(eq, gone[place], came[at])), place, at)
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
        are_few = len(places) * len(ats) <= _FEW
        for rank, place in enumerate(places):
            near = ats if are_few else ats[max(0, rank - _NEAR) : rank + _NEAR + 1]
            found.update((place, at) for at in near)
    return found


def _likeness(one: Entry, other: Entry) -> float:
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


def _agreement(one: object, other: object) -> float:
    """Return how much two values of a field agree: a corrected typo still counts."""
    if one == other:
        return 1.0
    if isinstance(one, str) and isinstance(other, str):
        # Letters, each with the one after it.
        here, there = ({text[at : at + 2] for at in range(len(text))} for text in (one, other))
        ratio = 2 * len(here & there) / (len(here) + len(there))
        return ratio if ratio > _SAME else 0.0
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len({*one} & {*other}) / len({*one} | {*other})
    return 0.0


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


def _things(old: Tracker, new: Tracker, log: LogChanges) -> list[Change]:
    """Return what changed of areas, then of issues, each mark with the entries that explain it."""
    explaining, ids = _explaining(log), renames(old.things, new.things)
    names = {thing.id: (thing.kind, thing.id, thing.name) for thing in new.things}
    changes = [Change("changed", *names[id], "id", gone, id) for gone, id in ids.items()]
    for was, now in _matched(old.things, new.things, ids):
        for change in _compared(was, now):
            is_mark = change.field == "status"
            entries = tuple(explaining.get(change.id, ())) if is_mark else ()
            changes.append(change._replace(entries=entries))
    return sorted(changes, key=lambda change: change.kind != "area")


def _matched(
    old: Iterable[AnyThing], new: Iterable[AnyThing], ids: Mapping[str, str]
) -> Iterator[tuple[AnyThing | None, AnyThing | None]]:
    """Yield the two forms of each thing, those that are gone last; `ids` are old ones, renamed."""
    before = {(thing.kind, ids.get(thing.id, thing.id)): thing for thing in old}
    after = {(thing.kind, thing.id): thing for thing in new}
    for key in dict.fromkeys((*after, *before)):
        yield before.get(key), after.get(key)


_IN_NAME: Mapping[Kind, Sequence[str]] = {
    "area": ("name",),
    "issue": ("title",),
    "entry": ("date", "title"),
    "looked": ("date",),
}
"""The fields of what came or went that a change has as its id or name."""


def _compared(old: Record | None, new: Record | None) -> list[Change]:
    """Return the fields in which two forms of a record differ; None: it came or went."""
    record = new or old
    assert record is not None, "a record is on one of the two sides"
    kind, id, name = _called(record)
    how: How = "removed" if new is None else "added" if old is None else "changed"
    said = () if how == "changed" else _IN_NAME.get(kind, ())
    changes = [
        Change(how, kind, id, name, field, was, now)
        for field, was, now in (
            *_differing(_fields(old), _fields(new)),
            *_differing(dict(old.extra if old else ()), dict(new.extra if new else ())),
        )
        if field not in said and (how == "changed" or was or now or field == "blocks")
    ]
    return changes or [Change(how, kind, id, name)] * (how != "changed")


def _called(record: Record) -> tuple[Kind, str, str]:
    """Return the kind of a record, and the id and the name that a change has for it."""
    match record:
        case Entry():
            return "entry", f"{record.date}", record.title or ""
        case Looked():
            return "looked", f"{record.date}", ""
        case _:
            return record.kind, record.id, record.name


_ORDER: Mapping[FieldKind, int] = {"mark": -1, "areas": 1, "by party": 2}
"""Where changes are listed in another order than that of the fields."""


def _fields(record: Record | None) -> dict[str, Value]:
    """Return what a record says, field by field, as text."""
    found: dict[str, Value] = {}
    fields = FIELDS[type(record)] if record else {}
    for key in sorted(fields, key=lambda key: _ORDER.get(fields[key].kind, 0)):
        value = getattr(record, key)
        match fields[key].kind:
            case "day":
                found[key] = f"{value}"
            case "changes":
                found[key] = tuple(f"{id}={state}" for id, state in value)
            case "by party":
                found |= {f"{key}.{party}": text for party, text in value}
            case _:
                found[key] = value
    return found


def _differing(old: _Fields, new: _Fields) -> Iterator[tuple[str, Value, Value]]:
    """Yield each field that differs, with both values; None where a side lacks it."""
    for field in dict.fromkeys((*old, *new)):
        if old.get(field) != new.get(field):
            yield field, old.get(field), new.get(field)
