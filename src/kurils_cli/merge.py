"""Three trackers in, one tracker and its conflicts out: a merge by meaning."""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple, TypeVar

from kurils_cli import things
from kurils_cli.check import disputes, new_disputes
from kurils_cli.diff import paired
from kurils_cli.history import left
from kurils_cli.model import (
    FIELDS,
    KIND_OF_STATE,
    Area,
    Entry,
    Extra,
    Field,
    Issue,
    Looked,
    Party,
    Tracker,
)

T = TypeVar("T")
Key = TypeVar("Key", bound=Hashable)
Thing = TypeVar("Thing", Area, Issue, Party)
Dated = TypeVar("Dated", Entry, Looked)
Named = TypeVar("Named", Area, Issue, Entry, Party, Looked)

_EMPTY: Mapping[object, str] = {None: "nothing"}
_BLOCKS: Mapping[object, str] = {None: "every area", (): "no area"}


class Side(NamedTuple):
    """One of the three as it was merged, with the ids that the result has.

    `renamed` maps its own ids to these. `log` and `looked` identify its entries and days of
    looking: each has one number in every side that it is in.
    """

    tracker: Tracker
    renamed: Mapping[str, str]
    log: tuple[int, ...] = ()
    looked: tuple[int, ...] = ()


class Merge(NamedTuple):
    """The merged tracker, each conflict in words, and what it was made of.

    The result is one more side; the others are base, ours and theirs.
    """

    result: Side
    conflicts: tuple[str, ...]
    sides: tuple[Side, Side, Side]


def merge(base: Tracker, ours: Tracker, theirs: Tracker) -> Merge:
    """Merge two trackers that began as `base`.

    Entries are a set; each area, issue, field and member of a list merges by itself; an id
    that a side renamed is renamed everywhere; marks are what the merged log leaves. Where the
    sides changed one thing in different ways, ours stays and the conflict is listed.
    """
    merging = _Merging()
    renames = merging.renames(base, ours, theirs)
    was, our, their = (
        _with_ids(side, ids) for side, ids in zip((base, ours, theirs), renames, strict=True)
    )
    numbers, log = merging.log(was.log, our.log, their.log)
    days, looked = merging.looked(was.looked, our.looked, their.looked)
    tracker = merging.things(
        Tracker(
            title=merging.value("`title` of the tracker", was.title, our.title, their.title),
            log=tuple(log.values()),
            looked=tuple(looked.values()),
            extra=merging.extra(" of the tracker", was.extra, our.extra, their.extra),
            on=ours.on,
        ),
        was,
        our,
        their,
    )
    sides = [Side(*each) for each in zip((was, our, their), renames, numbers, days, strict=True)]
    result = Side(tracker, {}, tuple(log), tuple(looked))
    return Merge(result, tuple(merging.conflicts), (sides[0], sides[1], sides[2]))


def laid_out_as(text: Tracker, merged: Tracker) -> Tracker:
    """Return a merged tracker in the order of one that its text is made of.

    The log is so only where the order leaves the same marks.
    """
    is_same = text.log == merged.log or (
        Counter(text.log) == Counter(merged.log)
        and left(text.log, text.on) == left(merged.log, text.on)
    )
    return merged._replace(
        parties=_by_ids_of(text.parties, merged.parties),
        areas=_by_ids_of(text.areas, merged.areas),
        issues=_by_ids_of(text.issues, merged.issues),
        log=text.log if is_same else merged.log,
        looked=text.looked if Counter(text.looked) == Counter(merged.looked) else merged.looked,
    )


def interwoven(
    base: Sequence[Key],
    ours: Sequence[Key],
    theirs: Sequence[Key],
    *,
    gone: Collection[Key] = (),
    by: Callable[[Key], Any] = repr,
) -> list[Key]:
    """Return what two sequences have, each item once, without what was removed.

    What both have keeps its order, or that of the side that changed it; what only one has
    follows what it follows there. Several that follow the same item are sorted `by`
    themselves, so that it does not matter which side is ours.
    """
    if not gone and ours == theirs:
        return [*ours]
    one, other = ([key for key in side if key not in gone] for side in (ours, theirs))
    shared = {*one} & {*other}
    both = [[key for key in side if key in shared] for side in (one, other)]
    order = _order(base, both[0], both[1], by)
    behind_one, behind_other = (_behind(side, shared) for side in (one, other))
    found: list[Key] = []
    for key in (None, *order):
        found += () if key is None else [key]
        found += _in_turn(behind_one.get(key, []), behind_other.get(key, []), by)
    return found


def without(base: Collection[Key], ours: Collection[Key], theirs: Collection[Key]) -> set[Key]:
    """Return what the base has and a side does not."""
    return {*base} - ({*ours} & {*theirs})


def _order(
    base: Sequence[Key], ours: list[Key], theirs: list[Key], by: Callable[[Key], Any]
) -> list[Key]:
    places = {key: place for place, key in enumerate(base)}
    one, other = ([places[key] for key in side if key in places] for side in (ours, theirs))
    if one != other:
        return theirs if one == sorted(one) or (other != sorted(other) and other < one) else ours
    last = len(places)
    return min(ours, theirs, key=lambda side: [(places.get(key, last), by(key)) for key in side])


def _behind(side: Iterable[Key], shared: Collection[Key]) -> dict[Key | None, list[Key]]:
    """Return what only one side has, by the shared item that it follows; None: at the top."""
    behind: dict[Key | None, list[Key]] = {}
    at: Key | None = None
    for key in side:
        if key in shared:
            at = key
        else:
            behind.setdefault(at, []).append(key)
    return behind


def _in_turn(one: list[Key], other: list[Key], by: Callable[[Key], Any]) -> list[Key]:
    """Return two runs as one, in which each keeps its own order."""
    found: list[Key] = []
    one, other = one[::-1], other[::-1]
    while one and other:
        found.append((one if by(one[-1]) <= by(other[-1]) else other).pop())
    return [*found, *one[::-1], *other[::-1]]


def _by_ids_of(text: Sequence[Thing], merged: Sequence[Thing]) -> tuple[Thing, ...]:
    """Sort things in the order of a text; those that it lacks come last."""
    order = {thing.id: place for place, thing in enumerate(text)}
    return tuple(sorted(merged, key=lambda thing: order.get(thing.id, len(order))))


class _Merging:
    def __init__(self) -> None:
        self.conflicts: list[str] = []

    def renames(
        self, base: Tracker, ours: Tracker, theirs: Tracker
    ) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
        """Return the new ids of base, ours and theirs in the result."""
        our, their = _renamed(base, ours, theirs), _renamed(base, theirs, ours)
        for old, new in their.items():
            if our.get(old, new) != new:
                self.conflicts.append(
                    f"`{old}` was renamed: ours is `{our[old]}` and theirs `{new}`; ours stays"
                )
        final = {**their, **our}
        return (
            final,
            {our.get(old, old): new for old, new in final.items() if old not in our},
            {their.get(old, old): new for old, new in final.items() if their.get(old) != new},
        )

    def value(
        self,
        what: str,
        base: T,
        ours: T,
        theirs: T,
        *,
        empty: Mapping[object, str] = _EMPTY,
    ) -> T:
        """Merge one value; of two new ones, ours stays. `empty` names what has no words."""
        if theirs in (ours, base):
            return ours
        if ours != base:
            both = " and theirs ".join(empty.get(side) or _shown(side) for side in (ours, theirs))
            self.conflicts.append(f"{what}: ours is {both}; ours stays")
            return ours
        return theirs

    def members(
        self, what: str, base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]
    ) -> tuple[str, ...]:
        """Merge a list, each member by itself; of two that replace the same one, ours stays."""
        if theirs in (ours, base):
            return tuple(ours)
        if ours == base:
            return tuple(theirs)
        gone = without(base, ours, theirs)
        here, there = _replacing(base, ours), _replacing(base, theirs)
        for old in here.keys() & there.keys():
            one = [member for member in here[old] if member not in theirs]
            other = [member for member in there[old] if member not in ours]
            if one and other and gone.isdisjoint(other):
                gone |= {*other}
                both = f"ours is {_shown(tuple(one))} and theirs {_shown(tuple(other))}"
                self.conflicts.append(f"{what}: {both}; ours stays")
        return tuple(interwoven(base, ours, theirs, gone=gone))

    def fields(self, what: str, base: object, ours: Named, theirs: Named) -> Named:
        """Merge two of one kind, each field by itself, but for the mark."""
        if theirs in (ours, base):
            return ours
        if ours == base:
            return theirs
        merged: dict[str, Any] = {}
        for key, field in FIELDS[type(ours)].items():
            if field.kind != "mark":
                values = (getattr(side, key, None) for side in (base, ours, theirs))
                merged[key] = self._field(key, field, what, *values)
        extras = (getattr(side, "extra", ()) for side in (base, ours, theirs))
        merged["extra"] = self.extra(f" of {what}", *extras)
        return ours._replace(**merged)

    def _field(self, key: str, field: Field, of: str, base: Any, ours: Any, theirs: Any) -> Any:
        match field.kind:
            case "by party":
                return self._pairs(f"`{key}.%s` of {of}", base or (), ours, theirs)
            case "changes":
                return self._changes(of, base or (), ours, theirs)
            case "areas" if None not in (base, ours, theirs):
                return self.members(f"`{key}` of {of}", base, ours, theirs)
            case "areas":
                return self.value(f"`{key}` of {of}", base, ours, theirs, empty=_BLOCKS)
            case _ if field.is_list:
                return self.members(f"`{key}` of {of}", base or (), ours, theirs)
            case _:
                return self.value(f"`{key}` of {of}", base, ours, theirs)

    def _pairs(self, what: str, base: Extra, ours: Extra, theirs: Extra) -> Extra:
        """Merge what is under ids or keys, each by itself."""
        b, o, t = dict(base), dict(ours), dict(theirs)
        merged = {
            key: self.value(what % key, b.get(key), o.get(key), t.get(key))
            for key in sorted({*o, *t})
        }
        return tuple((key, value) for key, value in merged.items() if value is not None)

    def _changes(
        self,
        of: str,
        base: tuple[tuple[str, str], ...],
        ours: tuple[tuple[str, str], ...],
        theirs: tuple[tuple[str, str], ...],
    ) -> tuple[tuple[str, str], ...]:
        """Merge what an entry moves, each id by itself."""
        states = dict(self._pairs(f"state of `%s` in {of}", base, ours, theirs))
        b, o, t = ([id for id, _ in side] for side in (base, ours, theirs))
        merged = [(id, states[id]) for id in interwoven(b, o, t) if id in states]
        return tuple(sorted(merged, key=lambda change: [*KIND_OF_STATE].index(change[1])))

    def extra(self, of: str, base: Extra, ours: Extra, theirs: Extra) -> Extra:
        """Merge unknown keys, each by itself."""
        return self._pairs(f"`%s`{of}", base, ours, theirs)

    def looked(
        self, base: Sequence[Looked], ours: Sequence[Looked], theirs: Sequence[Looked]
    ) -> tuple[list[tuple[int, ...]], dict[int, Looked]]:
        """Merge the days of looking, as `log` does; of one day and one matter there is one."""
        known: dict[tuple[object, int], int] = {}
        numbers: list[tuple[int, ...]] = []
        for side in (base, ours, theirs):
            seen = Counter[object]()
            found: list[int] = []
            for each in side:
                matter = (each.date, each.about)
                seen[matter] += 1
                found.append(known.setdefault((matter, seen[matter]), len(known)))
            numbers.append(tuple(found))
        b, o, t = (
            dict(zip(*each, strict=True))
            for each in zip(numbers, (base, ours, theirs), strict=True)
        )
        merged = self._together(b, o, t, lambda each: f"the look of {each.date}")
        return numbers, _in_order(numbers, merged)

    def log(
        self, base: Sequence[Entry], ours: Sequence[Entry], theirs: Sequence[Entry]
    ) -> tuple[list[tuple[int, ...]], dict[int, Entry]]:
        """Merge the logs: return the number of each entry of each side, and the merged ones.

        An entry is known across the sides by what it is, so that each of its fields
        merges by itself, whoever corrected its date or title.
        """
        numbers = _numbers(base, ours, theirs)
        b, o, t = (
            dict(zip(*each, strict=True))
            for each in zip(numbers, (base, ours, theirs), strict=True)
        )
        merged = self._together(
            b, o, t, lambda e: f"the entry of {e.date} ({e.title or 'no title'})"
        )
        for number, entry in merged.items():
            if not entry.title and not entry.changes:
                merged[number] = o[number]
                self.conflicts.append(
                    f"of the entry of {entry.date} one side took the title and the other what it "
                    "moved; ours stays"
                )
        for at in self._settled_twice(base, ours, theirs, merged.values()):
            if at in o or at in t:
                merged[at] = base[at]
        in_order = _in_order(numbers, merged)
        for id, on, (earlier, later), _ in new_disputes(in_order.values(), base, ours, theirs):
            self.conflicts.append(
                f"two entries of {on} put `{id}` into different states: "
                f"`{earlier}` and `{later}`; both stay in the log"
            )
        return numbers, in_order

    def _together(
        self,
        base: Mapping[Key, Named],
        ours: Mapping[Key, Named],
        theirs: Mapping[Key, Named],
        word: Callable[[Named], str],
        named: Collection[Key] = (),
    ) -> dict[Key, Named]:
        """Merge what is known by a key: one taken out goes unless it was edited or is `named`."""
        merged: dict[Key, Named] = {}
        for key in dict.fromkeys((*ours, *theirs)):
            if key in ours and key in theirs:
                what = word(base.get(key, ours[key]))
                merged[key] = self.fields(what, base.get(key), ours[key], theirs[key])
                continue
            left = ours[key] if key in ours else theirs[key]
            if key in base and left == base[key] and key not in named:
                continue
            if key in base:
                why = "the tracker still names it" if key in named else "the other side edited it"
                self.conflicts.append(f"{word(left)} was removed on one side, but {why}; it stays")
            merged[key] = left
        return merged

    def _settled_twice(
        self,
        base: Sequence[Entry],
        ours: Iterable[Entry],
        theirs: Iterable[Entry],
        merged: Iterable[Entry],
    ) -> set[int]:
        """Return the places of disputed entries in the base where each side removed another one."""
        kept: set[int] = set()
        for id, on in dict.fromkeys((d.id, d.on) for d in disputes(base)):
            left, other, both = (
                [entry for entry in side if entry.date == on and entry.names(id)]
                for side in (ours, theirs, merged)
            )
            if left and other and not both:
                self.conflicts.append(
                    f"of the entries of {on} that disputed `{id}`, each side took back "
                    "what the other kept; both stay in the log"
                )
                kept |= {
                    at for at, entry in enumerate(base) if entry.date == on and entry.names(id)
                }
        return kept

    def things(self, merged: Tracker, base: Tracker, ours: Tracker, theirs: Tracker) -> Tracker:
        """Return a merged tracker, which has a log, with the areas, issues and parties."""
        named = {id for entry in merged.log for id in (*entry.about, *dict(entry.changes))}
        named |= {id for looked in merged.looked for id in looked.about}
        marks = self.marks(base, ours, theirs, merged.log)
        sides = (base, ours, theirs)
        # An id may have gone from the issues to the areas, or back.
        are_areas = {area.id for side in (ours, theirs) for area in side.areas}
        are_issues = {issue.id for side in (ours, theirs) for issue in side.issues}
        issues = self._kind(*(side.issues for side in sides), named=named - are_areas)
        named |= {id for issue in issues for id in issue.blocks or ()}
        areas = self._kind(*(side.areas for side in sides), named=named - are_issues)
        marked: tuple[Area | Issue, ...] = (*areas, *issues)
        speaking = {id for thing in marked for id in dict(thing.called)}
        speaking |= {id for entry in merged.log for id in (*entry.by, *dict(entry.says))}
        parties = self._kind(*(side.parties for side in sides), named=speaking)
        return merged._replace(areas=areas, issues=issues, parties=parties).marked(marks)

    def _kind(self, *sides: Iterable[Thing], named: Collection[str]) -> tuple[Thing, ...]:
        """Merge areas, issues or parties, by id."""
        base: dict[str, Thing]
        ours: dict[str, Thing]
        theirs: dict[str, Thing]
        base, ours, theirs = ({thing.id: thing for thing in side} for side in sides)
        merged = self._together(base, ours, theirs, _kind_and_id, named)
        order = interwoven([*base], [*ours], [*theirs], gone={*ours, *theirs}.difference(merged))
        return tuple(merged[id] for id in order)

    def marks(
        self, base: Tracker, ours: Tracker, theirs: Tracker, log: Sequence[Entry]
    ) -> Mapping[str, str]:
        """Return the mark of each id: what the merged log leaves, or a mark by hand.

        A mark is by hand where it is not what its tracker's log leaves; one that
        no entry explains gives way as soon as the merged log names the id.
        """
        marks = left(log, ours.on)
        by_hand = [_marks_by_hand(side, marks) for side in (base, ours, theirs)]
        shared = {*ours.ids}.intersection(theirs.ids)
        for id in dict.fromkeys((*ours.ids, *theirs.ids)):
            hands = [side.get(id) for side in by_hand]
            if id in shared:
                hand = self.value(f"`status` of `{id}`", *hands)
            else:  # where one side has none, there is nothing to disagree about
                hand = hands[1] or hands[2]
            if hand:
                marks[id] = hand
        return marks


def _numbers(
    base: Sequence[Entry], ours: Sequence[Entry], theirs: Sequence[Entry]
) -> list[tuple[int, ...]]:
    """Return the number of each entry of each side: those of one number are one entry."""
    numbers = [[*range(len(base))]]
    for side in (ours, theirs):
        origins = {place: at for at, place in paired(base, side).items()}
        first = max(len(base), *numbers[-1], -1) + 1
        numbers.append([origins.get(place, first + place) for place in range(len(side))])
    _, our, their = numbers
    in_ours, in_theirs = {*our}, {*their}
    here = [place for place, number in enumerate(our) if number not in in_theirs]
    there = [place for place, number in enumerate(their) if number not in in_ours]
    same = paired([ours[at] for at in here], [theirs[at] for at in there], must_share=True)
    for one, other in same.items():
        place, at = here[one], there[other]
        if max(our[place], their[at]) >= len(base):  # one of them at least is new
            our[place] = their[at] = min(our[place], their[at])
    return [tuple(side) for side in numbers]


def _in_order(numbers: Sequence[Sequence[int]], merged: Mapping[int, Dated]) -> dict[int, Dated]:
    """Sort what is merged as the sides have it; what both added at one place, by its day."""
    days = [merged[number].date for number in numbers[0] if number in merged]
    sign = -1 if days[:1] > days[-1:] else 1
    gone = {number for side in numbers for number in side if number not in merged}

    def by_day(number: int) -> tuple[int, str]:
        return sign * merged[number].date.toordinal(), repr(merged[number])

    base, ours, theirs = numbers
    return {
        number: merged[number] for number in interwoven(base, ours, theirs, gone=gone, by=by_day)
    }


def _names(tracker: Tracker) -> dict[str, tuple[str, str]]:
    """Return the kind and the name of each area, issue and party."""
    return {thing.id: (thing.kind, thing.name) for thing in (*tracker.things, *tracker.parties)}


def _with_ids(tracker: Tracker, ids: Mapping[str, str]) -> Tracker:
    for old, new in ids.items():
        tracker = things.renamed(tracker, old, new)
    return tracker


def _renamed(base: Tracker, side: Tracker, other: Tracker) -> dict[str, str]:
    """Return which ids of the base a side renamed, and to what: alone of their kind, by name.

    A new id that the other side has too is none for it, unless it renamed the same one so.
    """
    here, there, elsewhere = _names(base), _names(side), _names(other)
    gone = _named((id, name) for id, name in here.items() if id not in there)
    came = _named((id, name) for id, name in there.items() if id not in here)
    return {
        gone[name][0]: ids[0]
        for name, ids in came.items()
        if len(ids) == len(gone.get(name, ())) == 1
        and elsewhere.get(ids[0], name) == name
        and not {ids[0], gone[name][0]} <= {*elsewhere}
    }


def _kind_and_id(thing: Area | Issue | Party) -> str:
    return f"{thing.kind} `{thing.id}`"


def _named(ids: Iterable[tuple[str, tuple[str, str]]]) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for id, name in ids:
        found.setdefault(name, []).append(id)
    return found


def _replacing(base: Sequence[str], side: Sequence[str]) -> dict[str, list[str]]:
    """Return what a side has in the place of members of the base."""
    steps = SequenceMatcher(None, base, side, autojunk=False).get_opcodes()
    return {
        old: [*side[new_start:new_end]]
        for how, start, end, new_start, new_end in steps
        if how == "replace"
        for old in base[start:end]
    }


def _marks_by_hand(side: Tracker, merged: Mapping[str, str]) -> dict[str, str]:
    states = left(side.log, side.on)
    return {
        thing.id: thing.status
        for thing in side.things
        if (thing.id not in merged if thing.id not in states else thing.status != states[thing.id])
    }


def _shown(value: object) -> str:
    match value:
        case tuple():
            return ", ".join(map(_shown, value))
        case _:
            return f"`{value}`"
