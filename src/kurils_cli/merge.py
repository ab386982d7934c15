"""Three trackers in, one tracker and its conflicts out: a merge by meaning."""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple, TypeVar, cast

from kurils_cli import things
from kurils_cli.check import disputes, new_disputes
from kurils_cli.diff import paired, renames
from kurils_cli.history import grouped, left
from kurils_cli.model import (
    FIELDS,
    Area,
    Entry,
    Field,
    Issue,
    Looked,
    Party,
    Record,
    Texts,
    Tracker,
)

T = TypeVar("T")
Key = TypeVar("Key", bound=Hashable)
AnyThing = TypeVar("AnyThing", bound=things.Thing)
AnyRecord = TypeVar("AnyRecord", bound=Record)


class Tables(NamedTuple):
    """The records of a tracker in its order, each under what it is known by in every side.

    That is the id of a party, area or issue; a number of an entry; the day of a look, what it
    was about, and its number among those.
    """

    parties: Mapping[object, Party]
    areas: Mapping[object, Area]
    issues: Mapping[object, Issue]
    log: Mapping[object, Entry]
    looked: Mapping[object, Looked]


class Side(NamedTuple):
    """One of the three as it was merged, with the ids that the result has.

    `renamed` maps its own ids to these.
    """

    tracker: Tracker
    renamed: Mapping[str, str]
    tables: Tables


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
    conflicts: list[str] = []
    ids = _renames(base, ours, theirs, conflicts)
    trackers = []
    for tracker, renamed in zip((base, ours, theirs), ids, strict=True):
        for old, new in renamed.items():
            tracker = things.renamed(tracker, old, new)
        trackers.append(tracker)
    numbers = _numbers(*(tracker.log for tracker in trackers))
    was, our, their = (
        Side(tracker, renamed, _tables(tracker, places))
        for tracker, renamed, places in zip(trackers, ids, numbers, strict=True)
    )
    result = _Merging((was, our, their), conflicts).result()
    return Merge(result, tuple(conflicts), (was, our, their))


def _renames(
    base: Tracker, ours: Tracker, theirs: Tracker, conflicts: list[str]
) -> tuple[Mapping[str, str], ...]:
    """Return the new ids of base, ours and theirs in the result.

    A new id that the other side has too is none, unless it renamed the same one so.
    """
    was, here, there = map(things.by_id, (base, ours, theirs))
    our, their = (renames(was.values(), side.values()) for side in (here, there))
    our, their = (
        {old: new for old, new in one.items() if new not in ids or other.get(old) == new}
        for one, other, ids in ((our, their, there), (their, our, here))
    )
    for old, new in their.items():
        if our.get(old, new) != new:
            conflicts.append(
                f"`{old}` was renamed: ours is `{our[old]}` and theirs `{new}`; ours stays"
            )
    final = {**their, **our}
    return (
        final,
        {our.get(old, old): new for old, new in final.items() if old not in our},
        {their.get(old, old): new for old, new in final.items() if their.get(old) != new},
    )


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


def _tables(tracker: Tracker, numbers: Iterable[object]) -> Tables:
    looked: dict[object, Looked] = {}
    count = Counter[object]()
    for day in tracker.looked:
        matter = (day.date, day.about)
        count[matter] += 1
        looked[matter, count[matter]] = day
    return Tables(
        {party.id: party for party in tracker.parties},
        {area.id: area for area in tracker.areas},
        {issue.id: issue for issue in tracker.issues},
        dict(zip(numbers, tracker.log, strict=True)),
        looked,
    )


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


def _by_ids_of(text: Sequence[AnyThing], merged: Sequence[AnyThing]) -> tuple[AnyThing, ...]:
    """Sort things in the order of a text; those that it lacks come last."""
    order = {thing.id: place for place, thing in enumerate(text)}
    return tuple(sorted(merged, key=lambda thing: order.get(thing.id, len(order))))


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


class _Merging:
    """The merge of three sides, table by table; conflicts are added to a list."""

    def __init__(self, sides: Sequence[Side], conflicts: list[str]) -> None:
        self.trackers = [side.tracker for side in sides]
        self.tables = [side.tables for side in sides]
        self.conflicts = conflicts

    def result(self) -> Side:
        base, ours, theirs = self.trackers
        _, here, there = self.tables
        log, looked = self.log(), self.table([each.looked for each in self.tables])
        title = self.value("`title` of the tracker", base.title, ours.title, theirs.title)
        extra = self.pairs("`%s` of the tracker", base.extra, ours.extra, theirs.extra)
        marks = self.marks(tuple(log.values()))
        dated: tuple[Entry | Looked, ...] = (*log.values(), *looked.values())
        named = {id for each in dated for id in each.about}
        named |= {id for entry in log.values() for id, _ in entry.changes}
        # An id may have gone from the issues to the areas, or back.
        no_issues, no_areas = {*here.areas, *there.areas}, {*here.issues, *there.issues}
        issues = self.table([each.issues for each in self.tables], named.difference(no_issues))
        named |= {id for issue in issues.values() for id in issue.blocks or ()}
        areas = self.table([each.areas for each in self.tables], named.difference(no_areas))
        marked: tuple[Area | Issue, ...] = (*areas.values(), *issues.values())
        speaking = {id for thing in marked for id, _ in thing.called}
        speaking |= {id for entry in log.values() for id in (*entry.by, *dict(entry.says))}
        parties = self.table([each.parties for each in self.tables], speaking)
        tracker = Tracker(title, (*areas.values(),), (*issues.values(),), (*log.values(),))
        tracker = tracker._replace(parties=(*parties.values(),), looked=(*looked.values(),))
        tracker = tracker._replace(extra=extra, on=ours.on).marked(marks)
        return Side(tracker, {}, _tables(tracker, log))

    def table(
        self, sides: Sequence[Mapping[object, AnyRecord]], named: Collection[object] = ()
    ) -> dict[object, AnyRecord]:
        """Merge records of one kind; one taken out goes unless it was edited or is `named`."""
        return _in_order(sides, self.records(sides, named))

    def records(
        self, sides: Sequence[Mapping[object, AnyRecord]], named: Collection[object] = ()
    ) -> dict[object, AnyRecord]:
        base, ours, theirs = sides
        merged: dict[object, AnyRecord] = {}
        for key in dict.fromkeys((*ours, *theirs)):
            if key in ours and key in theirs:
                merged[key] = self.fields(base.get(key), ours[key], theirs[key])
                continue
            kept = ours[key] if key in ours else theirs[key]
            if key in base and _unordered(kept) == _unordered(base[key]) and key not in named:
                continue
            if key in base:
                why = "the tracker still names it" if key in named else "the other side edited it"
                self.conflicts.append(f"{_word(kept)} was removed on one side, but {why}; it stays")
            merged[key] = kept
        return merged

    def log(self) -> dict[object, Entry]:
        """Merge the logs; the places of entries in the base are their numbers.

        An entry is known across the sides by what it is, so that each of its fields
        merges by itself, whoever corrected its date or title.
        """
        sides = [each.log for each in self.tables]
        base, ours, theirs = sides
        merged = self.records(sides)
        for number, entry in merged.items():
            if not entry.title and not entry.changes:
                merged[number] = ours[number]
                self.conflicts.append(
                    f"of the entry of {entry.date} one side took the title and the other what it "
                    "moved; ours stays"
                )
        for number in self.settled_twice(merged.values()):
            if number in ours or number in theirs:
                merged[number] = base[number]
        merged = _in_order(sides, merged)
        before = (side.values() for side in sides)
        for id, on, (earlier, later), _ in new_disputes(merged.values(), *before):
            self.conflicts.append(
                f"two entries of {on} put `{id}` into different states: "
                f"`{earlier}` and `{later}`; both stay in the log"
            )
        return merged

    def settled_twice(self, merged: Collection[Entry]) -> set[int]:
        """Return the places of disputed entries in the base where each side removed another one."""
        base, ours, theirs = (tracker.log for tracker in self.trackers)
        kept: set[int] = set()
        for id, on in dict.fromkeys((dispute.id, dispute.on) for dispute in disputes(base)):
            left, other, both = (
                [entry for entry in side if entry.date == on and entry.names(id)]
                for side in (ours, theirs, merged)
            )
            if left and other and not both:
                self.conflicts.append(
                    f"of the entries of {on} that disputed `{id}`, each side took back "
                    "what the other kept; both stay in the log"
                )
                kept |= {at for at, e in enumerate(base) if e.date == on and e.names(id)}
        return kept

    def marks(self, log: Sequence[Entry]) -> Mapping[str, str]:
        """Return the mark of each id: what the merged log leaves, or a mark by hand.

        A mark is by hand where it is not what its tracker's log leaves; one that
        no entry explains gives way as soon as the merged log names the id.
        """
        _, ours, theirs = self.trackers
        marks = left(log, ours.on)
        by_hand = [_marks_by_hand(tracker, marks) for tracker in self.trackers]
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

    def fields(self, base: AnyRecord | None, ours: AnyRecord, theirs: AnyRecord) -> AnyRecord:
        """Merge two forms of a record, each field by itself, but for the mark."""
        if theirs in (ours, base):
            return ours
        if ours == base:
            return theirs
        of = _word(base or ours)
        merged: dict[str, Any] = {}
        for key, field in FIELDS[type(ours)].items():
            was, our, their = (getattr(side, key, None) for side in (base, ours, theirs))
            if field.kind != "mark" and their not in (our, was):
                merged[key] = their if our == was else self.field(key, field, of, was, our, their)
        extra = base.extra if base else ()
        merged["extra"] = self.pairs(f"`%s` of {of}", extra, ours.extra, theirs.extra)
        return cast(AnyRecord, ours._replace(**merged))

    def field(self, key: str, field: Field, of: str, base: Any, ours: Any, theirs: Any) -> Any:
        what = f"`{key}` of {of}"
        match field.kind:
            case "by party":
                return self.pairs(f"`{key}.%s` of {of}", base or (), ours, theirs)
            case "changes":
                states = dict(self.pairs(f"state of `%s` in {of}", base or (), ours, theirs))
                ids = interwoven([*dict(base or ())], [*dict(ours)], [*dict(theirs)])
                return grouped((id, states[id]) for id in ids if id in states)
            case "areas" if None in (base, ours, theirs):
                return self.value(what, base, ours, theirs, nothing="every area")
            case _ if field.is_list:
                return self.members(what, base or (), ours, theirs)
            case _:
                return self.value(what, base, ours, theirs)

    def value(self, what: str, base: T, ours: T, theirs: T, *, nothing: str = "nothing") -> T:
        """Merge one value; of two new ones, ours stays. `nothing` is what None means."""
        if theirs in (ours, base):
            return ours
        if ours == base:
            return theirs
        both = (nothing if side is None else _shown(side) for side in (ours, theirs))
        self.conflicts.append(f"{what}: ours is {' and theirs '.join(both)}; ours stays")
        return ours

    def members(
        self, what: str, base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]
    ) -> tuple[str, ...]:
        """Merge a list, each member by itself; of two that replace the same one, ours stays."""
        gone = without(base, ours, theirs)
        here, there = _replacing(base, ours), _replacing(base, theirs)
        for old in (each for each in here if each in there):
            one = [member for member in here[old] if member not in theirs]
            other = [member for member in there[old] if member not in ours]
            if one and other and gone.isdisjoint(other):
                gone |= {*other}
                both = f"ours is {_shown(tuple(one))} and theirs {_shown(tuple(other))}"
                self.conflicts.append(f"{what}: {both}; ours stays")
        return tuple(interwoven(base, ours, theirs, gone=gone))

    def pairs(self, what: str, base: Texts, ours: Texts, theirs: Texts) -> Texts:
        """Merge what is under ids or keys, each by itself."""
        sides = [dict(side) for side in (base, ours, theirs)]
        keys = sorted({*sides[1], *sides[2]})
        merged = (
            # The words after the `%s` may have a `%` of the user.
            (key, self.value(what.replace("%s", key, 1), *(side.get(key) for side in sides)))
            for key in keys
        )
        return tuple((key, value) for key, value in merged if value is not None)


def _in_order(
    sides: Sequence[Mapping[object, AnyRecord]], merged: Mapping[object, AnyRecord]
) -> dict[object, AnyRecord]:
    """Sort what is merged as the sides have it; what both added at one place, by day or id."""
    base, ours, theirs = sides
    days = [_day(merged[key]) for key in base if key in merged]
    sign = -1 if days[:1] > days[-1:] else 1

    def rank(key: object) -> tuple[int, str]:
        return sign * _day(merged[key]), repr(merged[key])

    gone = {*ours, *theirs}.difference(merged)
    order = interwoven([*base], [*ours], [*theirs], gone=gone, by=rank)
    return {key: merged[key] for key in order}


def _unordered(record: Record) -> list[object]:
    """Return what a record says, whatever the order of its lists."""
    return [sorted(value) if isinstance(value, tuple) else value for value in record]


def _day(record: Record) -> int:
    return record.date.toordinal() if isinstance(record, Entry | Looked) else 0


def _word(record: Record) -> str:
    match record:
        case Entry():
            return f"the entry of {record.date} ({record.title or 'no title'})"
        case Looked():
            return f"the look of {record.date}"
        case _:
            return f"{record.kind} `{record.id}`"


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
    if isinstance(value, tuple):
        return ", ".join(map(_shown, value)) or "no area"
    return f"`{value}`"
