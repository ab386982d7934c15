"""What became of marks, one sentence each: for `diff`, `report --since` and commands that write."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from kurils_cli.reports.plan.blocks import Change, Item, Run, Words, words
from kurils_cli.reports.plan.items import brief
from kurils_cli.reports.plan.wording import BECOMES, Wording, grouped, listed, mark
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
    old, new = before.tracker.marks, after.tracker.marks
    was, now = (
        {id: [(party, word.state) for party, word in said.items()] for id, said in each.items()}
        for each in (before.contested, after.contested)
    )
    return [
        Became(id, old.get(id), new.get(id), id in was, id in now)
        for id in dict.fromkeys((*new, *old))
        if old.get(id) != new.get(id) or was.get(id) != now.get(id)
    ]


def change(wordings: tuple[Wording, Wording], of: Became, entries: Iterable[Item] = ()) -> Change:
    """Word what became of one area or issue, and who says so."""
    before, after = wordings
    wording = after if of.new else before
    kind, contested = wording.kinds[of.id], Run("contested", "strong")
    lines: tuple[Words, ...]
    if before.by and after.by and before.by != after.by:
        lines = (_side(before, of.id, of.old), _side(after, of.id, of.new))
    elif of.is_contested:
        was = wording.state(kind, of.old), BECOMES
        lines = (words(*(["still "] if of.was_contested else was), contested), *after.sides(of.id))
    elif of.new is None:
        lines = (words(wording.state(kind, of.old), BECOMES, Run("gone", "soft")),)
    elif of.was_contested:
        no_longer = words("no longer contested: ", wording.state(kind, of.new))
        lines = (words(no_longer, _said(after, of.id, of.new)),)
    elif of.old == of.new:
        lines = (words(wording.state(kind, of.new), " again", _said(after, of.id, of.new)),)
    else:
        lines = (words(wording.becomes(kind, of.old, of.new), _said(after, of.id, of.new)),)
    state = "" if of.is_contested else of.new or ""
    return Change(wording.thing(of.id), state, lines, tuple(entries))


def once(changes: Iterable[Change]) -> Iterator[Change]:
    """Yield changes in which an entry that an earlier one has is only its day and title."""
    before: set[str] = set()
    for each in changes:
        items = (brief(item) if item.anchor in before else item for item in each.entries)
        yield each._replace(entries=tuple(items))
        before |= {item.anchor for item in each.entries}


def _side(wording: Wording, id: str, state: str | None) -> Words:
    party = words(wording.party(wording.by), ": ")
    if state is None:
        return words(party, Run("does not name it", "soft"))
    [claim] = wording.claims(id, state)
    return words(party, claim.state, wording.since(claim))


def _said(wording: Wording, id: str, state: str) -> Words:
    """Word since when a mark is so, who says so, and if one party alone does, who is silent."""
    [claim] = wording.claims(id, state)
    silent = wording.silent(wording.silent_on(id) if len(wording.past.said_by[id]) == 1 else ())
    return words(
        *(wording.since(claim), ", " if claim.said else "", claim.said),
        *((" (", silent, " on the mark", " by then" * wording.is_past, ")") if silent else ()),
    )


def unchanged(wording: Wording, changed: Iterable[str]) -> tuple[Words, ...]:
    """Name the marks that did not change, a line for each state, then each that is contested."""
    left_out = {*changed}
    same = [thing for thing in wording.tracker.things if thing.id not in left_out]
    alike = grouped((each.status, each.id) for each in same if each.id not in wording.contested)
    contested = [each.id for each in same if each.id in wording.contested]
    return (
        *(words(mark(state), ": ", wording.things(ids)) for state, ids in alike.items()),
        *(
            words(Run("contested", "strong"), ": ", wording.contested_in_full(id))
            for id in contested
        ),
    )


def went(found: Sequence[Became], wordings: tuple[Wording, Wording]) -> Words:
    """Sum up marks that changed: "2 of 5 areas go from pending to piloted", or only how many."""
    before, after = wordings
    ways = Counter(
        (
            after.kinds[each.id],
            "contested" if each.was_contested else each.old,
            "contested" if each.is_contested else each.new,
        )
        for each in found
        if not (each.was_contested and each.is_contested)
    )
    still = len(found) - ways.total()
    if len(ways) > 2:
        things = len({*after.tracker.ids, *before.tracker.ids})
        went = [f"{ways.total()} of {counted(things, 'mark')} changed"]
    else:
        every = Counter(after.kinds.values())
        went = [
            (f"{count} of {every[kind]} {kind}s" if every[kind] > 1 else f"the only {kind}")
            + f" {'goes' if count == 1 else 'go'} from {old} to {new}"
            for (kind, old, new), count in ways.items()
        ]
    return listed([*went, *([f"{counted(still, 'mark')} still contested"] if still else [])])
