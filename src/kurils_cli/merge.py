"""Three trackers in, one tracker and its conflicts out: a merge by meaning."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from kurils_cli.check import disputes, new_disputes
from kurils_cli.diff import paired
from kurils_cli.history import left
from kurils_cli.model import (
    FIELDS,
    KIND_OF_STATE,
    Area,
    Entry,
    Extra,
    Issue,
    Looked,
    Party,
    Texts,
    Tracker,
)

T = TypeVar("T")
Thing = TypeVar("Thing", Area, Issue)
Identified = TypeVar("Identified", Area, Issue, Party)
Named = TypeVar("Named", Area, Issue, Entry, Party)


_EMPTY: Mapping[object, str] = {None: "nothing", (): "nothing"}
_BLOCKS: Mapping[object, str] = {None: "every area", (): "no area"}


class Merge(NamedTuple):
    """The merged tracker, and each conflict in words, with what was done about it."""

    tracker: Tracker
    conflicts: tuple[str, ...]


def merge(base: Tracker, ours: Tracker, theirs: Tracker) -> Merge:
    """Merge two trackers that came of `base`.

    Entries are a set; each area, issue and field merges by itself; marks are what
    the merged log leaves. Where the sides changed one thing in different ways, ours
    stays and the conflict is told.
    """
    merging = _Merging()
    log = merging.log(base.log, ours.log, theirs.log)
    marks = merging.marks(base, ours, theirs, log)
    looked = _looked(base.looked, ours.looked, theirs.looked)
    named = {id for entry in log for id in (*entry.about, *dict(entry.changes))}
    named |= {id for each in looked for id in each.about}
    # An id may have gone from the issues to the areas, or back.
    are_areas = {area.id for side in (ours, theirs) for area in side.areas}
    are_issues = {issue.id for side in (ours, theirs) for issue in side.issues}
    issues = merging.things(base.issues, ours.issues, theirs.issues, named - are_areas, marks)
    named |= {id for issue in issues for id in issue.blocks or ()}
    tracker = Tracker(
        title=merging.value("`title` of the tracker", base.title, ours.title, theirs.title),
        areas=merging.things(base.areas, ours.areas, theirs.areas, named - are_issues, marks),
        issues=issues,
        log=log,
        parties=merging.parties(base.parties, ours.parties, theirs.parties),
        looked=looked,
        extra=merging.extra(" of the tracker", base.extra, ours.extra, theirs.extra),
        on=ours.on,
    )
    return Merge(tracker, tuple(merging.conflicts))


def laid_out_as(text: Tracker, merged: Tracker) -> Tracker:
    """Return a merged tracker in the order of one that its text is made of.

    The log is so only where the order leaves the same marks.
    """
    is_same = Counter(text.log) == Counter(merged.log) and left(text.log, text.on) == left(
        merged.log, text.on
    )
    return merged._replace(
        parties=_by_ids_of(text.parties, merged.parties),
        areas=_by_ids_of(text.areas, merged.areas),
        issues=_by_ids_of(text.issues, merged.issues),
        log=text.log if is_same else merged.log,
    )


def _looked(
    base: Sequence[Looked], ours: Sequence[Looked], theirs: Sequence[Looked]
) -> tuple[Looked, ...]:
    """Merge the days of looking, which are a set: ours, then what theirs added."""
    if theirs in (ours, base):
        return tuple(ours)
    if ours == base:
        return tuple(theirs)
    gone = {each for each in base if each not in ours or each not in theirs}
    return tuple(each for each in dict.fromkeys((*ours, *theirs)) if each not in gone)


def _by_ids_of(text: Sequence[Identified], merged: Sequence[Identified]) -> tuple[Identified, ...]:
    """Sort things by the order of a text's own; those that it lacks come last."""
    order = {thing.id: place for place, thing in enumerate(text)}
    return tuple(sorted(merged, key=lambda thing: order.get(thing.id, len(order))))


class _Merging:
    def __init__(self) -> None:
        self.conflicts: list[str] = []

    def value(
        self, what: str, base: T, ours: T, theirs: T, *, empty: Mapping[object, str] = _EMPTY
    ) -> T:
        """Merge one value; of two new ones, ours stays. `empty` names what has no words."""
        if theirs in (ours, base):
            return ours
        if ours != base:
            told = " and theirs ".join(empty.get(side) or _shown(side) for side in (ours, theirs))
            self.conflicts.append(f"{what}: ours is {told}; ours stays")
            return ours
        return theirs

    def fields(self, what: str, base: object, ours: Named, theirs: Named) -> Named:
        """Merge two areas, issues or entries, each field by itself, but for the mark."""
        merged: dict[str, Any] = {}
        for key, field in FIELDS[type(ours)].items():
            values = [getattr(side, key, None) for side in (base, ours, theirs)]
            if field.kind == "by party":
                merged[key] = self.texts(
                    f"`{key}.%s` of {what}", *(value or () for value in values)
                )
            elif field.kind != "mark":
                empty = _BLOCKS if field.kind == "areas" else _EMPTY
                merged[key] = self.value(f"`{key}` of {what}", *values, empty=empty)
        extras = (getattr(side, "extra", ()) for side in (base, ours, theirs))
        merged["extra"] = self.extra(f" of {what}", *extras)
        return ours._replace(**merged)

    def texts(self, what: str, base: Texts, ours: Texts, theirs: Texts) -> Texts:
        """Merge what the parties say, each by itself."""
        b, o, t = dict(base), dict(ours), dict(theirs)
        merged = {
            id: self.value(what % id, b.get(id), o.get(id), t.get(id)) for id in sorted({*o, *t})
        }
        return tuple((id, text) for id, text in merged.items() if text is not None)

    def extra(self, of: str, base: Extra, ours: Extra, theirs: Extra) -> Extra:
        """Merge unknown keys, each by itself."""
        b, o, t = dict(base), dict(ours), dict(theirs)
        merged = {
            key: self.value(f"`{key}`{of}", b.get(key), o.get(key), t.get(key))
            for key in sorted({*o, *t})
        }
        return tuple((key, value) for key, value in merged.items() if value is not None)

    def marks(
        self, base: Tracker, ours: Tracker, theirs: Tracker, log: Sequence[Entry]
    ) -> Mapping[str, str]:
        """Return the mark of each id: what the merged log leaves, or a mark by hand.

        A mark is by hand where it is not what its tracker's log leaves; one that
        no entry explains gives way as soon as the merged log names the id.
        """
        marks = left(log, ours.on)
        by_hand = [_marks_by_hand(side, marks) for side in (base, ours, theirs)]
        for id in dict.fromkeys((*ours.ids, *theirs.ids)):
            hands = [side.get(id) for side in by_hand]
            if id in ours.ids and id in theirs.ids:
                hand = self.value(f"`status` of `{id}`", *hands)
            else:  # where one side has none, there is nothing to disagree about
                hand = hands[1] or hands[2]
            if hand:
                marks[id] = hand
        return marks

    def things(
        self,
        base: Iterable[Thing],
        ours: Iterable[Thing],
        theirs: Iterable[Thing],
        named: Collection[str],
        marks: Mapping[str, str],
    ) -> tuple[Thing, ...]:
        """Merge areas or issues, by id: ours in their order, then what theirs added."""
        b: dict[str, Thing] = _by_id(base)
        o: dict[str, Thing] = _by_id(ours)
        t: dict[str, Thing] = _by_id(theirs)
        merged = []
        for id in dict.fromkeys((*o, *t)):
            thing = self._thing(b.get(id), o.get(id), t.get(id), id in named)
            if thing:
                status = marks.get(id, thing.status)
                merged.append(thing._replace(status=status))
        return tuple(merged)

    def _thing(
        self, base: Thing | None, ours: Thing | None, theirs: Thing | None, is_named: bool
    ) -> Thing | None:
        if ours and theirs:
            return self.fields(f"{ours.kind} `{ours.id}`", base, ours, theirs)
        left = ours or theirs
        if left is None or base is None:
            return left
        if left == base and not is_named:
            return None
        why = "the tracker still names it" if is_named else "the other side edited it"
        self.conflicts.append(
            f"{left.kind} `{left.id}` was removed on one side, but {why}; it stays"
        )
        return left

    def parties(
        self, base: Iterable[Party], ours: Iterable[Party], theirs: Iterable[Party]
    ) -> tuple[Party, ...]:
        """Merge parties, by id: ours in their order, then what theirs added; none goes."""
        b, o, t = ({party.id: party for party in side} for side in (base, ours, theirs))
        return tuple(
            self.fields(f"party `{id}`", b.get(id), o[id], t[id])
            if id in o and id in t
            else o.get(id) or t[id]
            for id in dict.fromkeys((*o, *t))
        )

    def log(
        self, base: Sequence[Entry], ours: Sequence[Entry], theirs: Sequence[Entry]
    ) -> tuple[Entry, ...]:
        """Merge the logs: what both sides have in its order, and what one has where it has it.

        An entry is known across the sides by what it is, so that each of its fields
        merges by itself, whoever corrected its date or title.
        """
        in_ours, in_theirs = paired(base, ours), paired(base, theirs)
        origins = {place: at for at, place in in_ours.items()}
        both = {in_ours[at]: in_theirs[at] for at in in_ours if at in in_theirs}
        both |= _added_alike(ours, in_ours, theirs, in_theirs)
        met = {
            place: self._entry(base[origins[place]], ours[place], theirs[both[place]])
            if place in origins
            else ours[place]
            for place in sorted(both)
        }
        our_own = self._own(base, ours, in_ours, both)
        their_own = self._own(base, theirs, in_theirs, both.values())
        merged = (*met.values(), *our_own.values(), *their_own.values())
        for at in self._settled_twice(base, ours, theirs, merged):
            if at in in_ours and at not in in_theirs:
                our_own[in_ours[at]] = base[at]
            elif at in in_theirs and at not in in_ours:
                their_own[in_theirs[at]] = base[at]
        order = sorted(both)
        if _is_in_order(in_ours) and not _is_in_order(in_theirs):
            order.sort(key=lambda place: both[place])
        behind_ours = _behind(our_own, {place: place for place in both})
        behind_theirs = _behind(their_own, {there: here for here, there in both.items()})
        log: list[Entry] = []
        for place in (None, *order):
            log += () if place is None else [met[place]]
            log += _in_turn(behind_ours.get(place, []), behind_theirs.get(place, []))
        self._tell_new_disputes(log, base, ours, theirs)
        return tuple(log)

    def _own(
        self,
        base: Sequence[Entry],
        side: Sequence[Entry],
        in_side: Mapping[int, int],
        shared: Collection[int],
    ) -> dict[int, Entry]:
        """Return by place what only one side has and what stays: added, or edited there."""
        origins = {place: at for at, place in in_side.items()}
        own: dict[int, Entry] = {}
        for place, entry in enumerate(side):
            if place in shared:
                continue
            if place not in origins:
                own[place] = entry
            elif entry != base[origins[place]]:
                self._edited_and_removed(entry)
                own[place] = entry
        return own

    def _entry(self, base: Entry, ours: Entry, theirs: Entry) -> Entry:
        """Merge one entry, each field by itself, but for fields that leave it empty."""
        merged = self.fields(f"the entry of {base.date}", base, ours, theirs)
        if merged.title or merged.changes:
            return merged
        self.conflicts.append(
            f"of the entry of {base.date} one side took the title and the other what it moved; "
            "ours stays"
        )
        return ours

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

    def _edited_and_removed(self, entry: Entry) -> None:
        self.conflicts.append(
            f"the entry of {entry.date} ({entry.title or 'no title'}) was edited on "
            "one side and removed on the other; the edited one stays"
        )

    def _tell_new_disputes(self, merged: Sequence[Entry], *sides: Sequence[Entry]) -> None:
        for id, on, (earlier, later), _ in new_disputes(merged, *sides):
            self.conflicts.append(
                f"two entries of {on} put `{id}` into different states: "
                f"`{earlier}` and `{later}`; both stay in the log"
            )


def _added_alike(
    ours: Sequence[Entry],
    in_ours: Mapping[int, int],
    theirs: Sequence[Entry],
    in_theirs: Mapping[int, int],
) -> dict[int, int]:
    """Return the places in both sides of the entries that both added."""
    from_us, from_them = {*in_ours.values()}, {*in_theirs.values()}
    places: dict[Entry, list[int]] = {}
    for place, entry in enumerate(theirs):
        if place not in from_them:
            places.setdefault(entry, []).append(place)
    return {
        place: places[entry].pop(0)
        for place, entry in enumerate(ours)
        if place not in from_us and places.get(entry)
    }


def _is_in_order(places: Mapping[int, int]) -> bool:
    """Tell whether what a side has of the base stands in the order of the base."""
    in_side = [places[at] for at in sorted(places)]
    return in_side == sorted(in_side)


def _behind(own: Mapping[int, Entry], shared: Mapping[int, int]) -> dict[int | None, list[Entry]]:
    """Return a side's own entries by the shared one that they stand behind; None: at the top."""
    behind: dict[int | None, list[Entry]] = {}
    at: int | None = None
    for place in sorted({*own, *shared}):
        if place in shared:
            at = shared[place]
        else:
            behind.setdefault(at, []).append(own[place])
    return behind


def _in_turn(ours: list[Entry], theirs: list[Entry]) -> list[Entry]:
    """Return ours, then theirs, unless both move an id on one day: the text decides then.

    The later one in the log makes the mark, which must not depend on whose it is.
    """
    moved, also = ({(e.date, id) for e in side for id, _ in e.changes} for side in (ours, theirs))
    return theirs + ours if moved & also and repr(theirs) < repr(ours) else ours + theirs


def _marks_by_hand(side: Tracker, merged: Mapping[str, str]) -> dict[str, str]:
    states = left(side.log, side.on)
    return {
        thing.id: thing.status
        for thing in side.things
        if (thing.id not in merged if thing.id not in states else thing.status != states[thing.id])
    }


def _by_id(things: Iterable[Thing]) -> dict[str, Thing]:
    return {thing.id: thing for thing in things}


def _shown(value: object) -> str:
    match value:
        case (str(id), str(state)) if state in KIND_OF_STATE:
            return f"`{id}={state}`"
        case tuple():
            return ", ".join(map(_shown, value))
        case _:
            return f"`{value}`"
