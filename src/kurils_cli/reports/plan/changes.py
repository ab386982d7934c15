"""What became of marks, one sentence each: for `diff`, `report --since` and commands that write."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kurils_cli.reports.plan.blocks import Change, Item, Run, Words, words
from kurils_cli.reports.plan.items import brief
from kurils_cli.reports.plan.wording import BECOMES, Wording, listed, mark
from kurils_cli.words import counted


class Became(NamedTuple):
    """A mark before and after; None where there was or is no such thing."""

    id: str
    old: str | None
    new: str | None
    was_contested: bool = False
    is_contested: bool = False


def became(before: Wording, after: Wording) -> list[Became]:
    """Return the marks that differ between two trackers, in the order of the newer one."""
    old = {each.id: each.status for each in before.tracker.things}
    new = {each.id: each.status for each in after.tracker.things}
    was, now = before.contested_marks, after.contested_marks
    return [
        Became(id, old.get(id), new.get(id), id in was, id in now)
        for id in dict.fromkeys((*new, *old))
        if old.get(id) != new.get(id) or was.get(id) != now.get(id)
    ]


def change(wordings: tuple[Wording, Wording], of: Became, entries: Iterable[Item] = ()) -> Change:
    """Word what became of one area or issue, and who says so."""
    before, after = wordings
    wording = after if of.new else before
    lines: tuple[Words, ...]
    if before.by and after.by and before.by != after.by:
        lines = (_side(before, of.id, of.old), _side(after, of.id, of.new))
    elif of.is_contested:
        lines = (_parted(wording, of), *after.sides(of.id))
    else:
        lines = (words(_move(wording, of), _said(after, of)),)
    return Change(wording.thing(of.id), of.new or "", lines, tuple(entries))


def once(changes: Iterable[Change]) -> Iterator[Change]:
    """Yield changes, with more than the day and title of each entry only where it is first."""
    before: set[str] = set()
    for each in changes:
        items = (brief(item) if item.anchor in before else item for item in each.entries)
        yield each._replace(entries=tuple(items))
        before |= {item.anchor for item in each.entries}


def _side(wording: Wording, id: str, state: str | None) -> Words:
    """Word in which state one party's account leaves a thing."""
    party = words(wording.party(wording.by), ": ")
    if state is None:
        return words(party, Run("does not name it", "soft"))
    [claim] = wording.claims(id, state)
    return words(party, claim.state, wording.since(claim))


def _parted(wording: Wording, of: Became) -> Words:
    contested = Run("contested", "strong")
    if of.was_contested:
        return words("still ", contested)
    return words(wording.state(wording.kinds[of.id], of.old), BECOMES, contested)


def _move(wording: Wording, of: Became) -> Words:
    kind = wording.kinds[of.id]
    if of.new is None:
        return words(wording.state(kind, of.old), BECOMES, Run("gone", "soft"))
    if of.was_contested:
        return words("no longer contested: ", wording.state(kind, of.new))
    return wording.becomes(kind, of.old, of.new)


def _said(wording: Wording, of: Became) -> Words:
    """Word since when a mark is so, who says so, and if one party alone does, who is silent."""
    if of.new is None:
        return ()
    [claim] = wording.claims(of.id, of.new)
    silent = wording.silent_on(of.id) if len(wording.past.said_by[of.id]) == 1 else ()
    return words(
        *(wording.since(claim), ", " if claim.said else "", claim.said),
        *((" (", wording.silent(silent), " on the mark)") if silent else ()),
    )


def unchanged(wording: Wording, changed: Iterable[str]) -> tuple[Words, ...]:
    """Name the marks that did not change, a line for each state, then each that is contested."""
    left_out, alike = {*changed}, dict[str, list[str]]()
    contested = []
    for thing in wording.tracker.things:
        if thing.id in left_out:
            continue
        if thing.id in wording.contested_marks:
            contested.append(wording.contested_in_full(thing.id))
        else:
            alike.setdefault(thing.status, []).append(thing.id)
    return (
        *(words(mark(state), ": ", wording.things(ids)) for state, ids in alike.items()),
        *(words(Run("contested", "strong"), ": ", sides) for sides in contested),
    )


def went(found: Iterable[Became], wordings: tuple[Wording, Wording]) -> Words:
    """Sum up marks that changed: "2 of 5 areas go from pending to piloted", or only how many."""
    before, after = wordings
    ways = Counter(
        (
            after.kinds[each.id],
            _state(each.old, each.was_contested),
            _state(each.new, each.is_contested),
        )
        for each in found
    )
    if len(ways) > 2:
        things = len({*after.tracker.ids, *before.tracker.ids})
        return words(f"{ways.total()} of {counted(things, 'mark')} changed")
    every = Counter(after.kinds.values())
    return listed(
        f"{count} of {counted(every[kind], kind)} {'goes' if count == 1 else 'go'}"
        f" from {old} to {new}"
        for (kind, old, new), count in ways.items()
    )


def _state(state: str | None, is_contested: bool) -> str | None:
    return "contested" if is_contested else state
