"""What became of marks, a sentence each: for `diff`, `report --since` and what a command did."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kurils_cli.model import Area, Issue
from kurils_cli.reports.plan.blocks import Change, Item, Run, Words, joined, words
from kurils_cli.reports.plan.wording import Wording, mark


class Became(NamedTuple):
    """A mark before and after: None where there was or is no such thing."""

    id: str
    old: str | None
    new: str | None
    was_contested: bool = False
    is_contested: bool = False


def became(before: Wording | None, after: Wording) -> list[Became]:
    """Return the marks that differ between two trackers, in the order of the newer one."""
    old = {each.id: each.status for each in before.tracker.things} if before else {}
    new = {each.id: each.status for each in after.tracker.things}
    was = before.past.contested if before else {}
    now = after.past.contested
    return [
        Became(id, old.get(id), new.get(id), id in was, id in now)
        for id in dict.fromkeys((*new, *old))
        if old.get(id) != new.get(id) or was.get(id) != now.get(id)
    ]


def change(wordings: tuple[Wording, Wording], of: Became, entries: Iterable[Item] = ()) -> Change:
    """Word what became of one area or issue, and who says so."""
    before, after = wordings
    wording = after if of.new else before
    things: dict[str, Area | Issue] = {each.id: each for each in wording.tracker.things}
    kind = things[of.id].kind
    if of.is_contested:
        first = words(_was(wording, kind, of), Run("contested", "strong"))
        claims = after.claims(of.id, of.new or "")
        return Change(
            wording.thing(of.id),
            of.new or "",
            (first, *(after.claim(claim) for claim in claims)),
            tuple(entries),
        )
    said: Words = ()
    if of.new:
        [claim] = after.claims(of.id, of.new)
        silent = after.silent_on(of.id) if len(after.past.said_by[of.id]) == 1 else ()
        said = words(
            after.since(claim),
            ", " if claim.said else "",
            claim.said,
            *((" (", after.silent(silent), " on the mark)") if silent else ()),
        )
    line = words(_move(wording, kind, of), said)
    return Change(wording.thing(of.id), of.new or "", (line,), tuple(entries))


def _was(wording: Wording, kind: str, of: Became) -> Words:
    if of.was_contested:
        return words("contested, as before; now ")
    return words(wording.state(kind, of.old), Run(" → ", "sign", "becomes"))


def _move(wording: Wording, kind: str, of: Became) -> Words:
    if of.was_contested:
        return words("no longer contested: ", wording.state(kind, of.new))
    if of.new is None:
        return words(
            wording.state(kind, of.old), Run(" → ", "sign", "becomes"), Run("gone", "soft")
        )
    return wording.becomes(kind, of.old, of.new)


def unchanged(wording: Wording, changed: Iterable[str]) -> tuple[Words, ...]:
    """Name the marks that did not change, a line a state."""
    left_out, alike = {*changed}, dict[str, list[str]]()
    for thing in wording.tracker.things:
        if thing.id not in left_out:
            is_contested = thing.id in wording.past.contested
            alike.setdefault("contested" if is_contested else thing.status, []).append(thing.id)
    return tuple(
        words(
            Run(state, "strong") if state == "contested" else mark(state), ": ", wording.things(ids)
        )
        for state, ids in alike.items()
    )


def went(found: Sequence[Became], wordings: tuple[Wording, Wording]) -> Words:
    """Sum up marks that changed: "2 of 5 areas go from pending to piloted"; of many, how many."""
    before, after = wordings
    ways: dict[tuple[str, str | None, str | None, bool], int] = {}
    kinds = {each.id: each.kind for each in (*before.tracker.things, *after.tracker.things)}
    for each in found:
        way = (kinds[each.id], each.old, each.new, each.is_contested)
        ways[way] = ways.get(way, 0) + 1
    every: dict[str, int] = {
        kind: len([t for t in after.tracker.things if t.kind == kind]) for kind in kinds.values()
    }
    if len(ways) > 2 or any(is_contested for *_, is_contested in ways):
        things = len({*after.tracker.ids, *before.tracker.ids})
        return words(f"{len(found)} of {_marks(things)} changed")
    return joined(
        (_way(*way[:3], count, every.get(way[0], 0)) for way, count in ways.items()), ", ", " and "
    )


def _marks(count: int) -> str:
    return f"{count} mark{'s' if count != 1 else ''}"


def _way(kind: str, old: str | None, new: str | None, count: int, all: int) -> str:
    many = kind if count == 1 else f"{kind}s"
    if old is None:
        return f"{'an' if count == 1 else count} {many} added"
    if new is None:
        return f"{'an' if count == 1 else count} {many} removed"
    if old == new:
        return f"{count} {many} no longer contested"
    every = kind if all == 1 else f"{kind}s"
    return f"{count} of {all} {every} {'goes' if count == 1 else 'go'} from {old} to {new}"
