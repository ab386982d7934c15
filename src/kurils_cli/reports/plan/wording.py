"""How facts are worded for people: each in one place, whatever the report or format."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TypeVar

from kurils_cli.history import History, Logged, Move, Standing
from kurils_cli.model import Entry
from kurils_cli.reports.plan.blocks import Claim, Run, Words, joined, words
from kurils_cli.words import counted

K = TypeVar("K")
V = TypeVar("V")

NOT_YET = {"area": "not yet named", "issue": "not yet raised"}
"""What an area or issue is before the first entry that names it."""
NOBODY = "nobody in particular"
BECOMES = Run(" → ", "sign", "becomes")
MEANINGS = {
    "entry": "an entry that names it",
    "piloted": "the day a pilot ended; the mark stays",
    "pending": "back to pending",
    "resolved": "an issue resolved",
    "contested": "a line a side where they differ",
    "looked": "a day on which somebody looked for news and found none",
    "after": "after the newest entry",
}
"""What the signs of a timeline mean, except for a gap, which says how long it is."""
MOST_NAMED = 8
"""More areas and issues than this are counted."""
LONGEST_SLUG = 60
"""A longer one is cut, between words where that can be."""
PILOTED_BY = "piloted by that day; the mark stays"
"""What the sign of a pilot means where the log need not have the day on which it ended."""


def day(on: date, to: str = "") -> Run:
    """Return a day, which leads to the entry of an anchor, if one is given."""
    return Run(f"{on}", "day", to)


def days(first: date, last: date) -> Run:
    """Return a time from a first day to a last."""
    return Run(f"{first} to {last}", "days")


def mark(state: str) -> Run:
    """Return a state as a word with the state's colour and sign."""
    return Run(state, "mark", state)


def grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    """Return the values of each key, in order."""
    found: dict[K, list[V]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def listed(items: Iterable[str | Run | Words]) -> Words:
    """Return items as "a, b and c"."""
    return joined(items, last=" and ")


def span(first: date, last: date) -> str:
    """Say how long it is from one day to another, in whole months, years or days."""
    months = (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
    if months < 2:
        return counted((last - first).days, "day")
    years, months = divmod(months, 12)
    parts = [(years, "year"), (months, "month")]
    return " ".join(counted(count, unit) for count, unit in parts if count)


def title_pieces(title: str) -> tuple[str, ...]:
    """Return a title in pieces that each stay on a line: what is in brackets is one."""
    pieces = re.split(r"(?<!\S)(\([^()]*\)\S*)", title)
    return tuple(piece.strip() for piece in pieces if piece.strip())


def paragraphs(text: str | None) -> tuple[Words, ...]:
    """Return the paragraphs of a text, which blank lines separate."""
    if not text:  # as most entries have no note, and a log may be long
        return ()
    parts = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n"))
    return tuple((Run(part.strip("\n").replace("\n", " ")),) for part in parts if part.strip())


def anchors(log: Iterable[tuple[str, Entry, object]]) -> dict[str, str]:
    """Return where each entry is in a page, by its handle: made of its date and title.

    Of two of one date and title, the second in the order of the file gets a number.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for handle, entry, _ in log:
        spoken = (entry.title or "").casefold().replace("'", "").replace("’", "")
        slug = re.sub(r"\W+", "-", spoken).strip("-_")
        if len(slug) > LONGEST_SLUG:
            cut = slug[: LONGEST_SLUG + 1].rpartition("-")[0]
            slug = cut or slug[:LONGEST_SLUG]
        plain = "-".join(filter(None, ("e", f"{entry.date}", slug)))
        anchor, number = plain, 2
        while anchor in taken:
            anchor, number = f"{plain}-{number}", number + 1
        taken.add(anchor)
        found[handle] = anchor
    return found


class Wording:
    """The words for the facts of one tracker, as of the day on which its history ends.

    `by` is the party whose account it is, or empty. In one party's account nothing is
    contested and nobody is silent, because what the others say is not there. `day` is as
    of when it is, if that is known: it was asked for (`is_past`), or it is today.
    """

    def __init__(self, past: History, as_of: date | None = None) -> None:
        self.past = past
        self.tracker = past.tracker
        self.by = past.tracker.by
        self.is_past = as_of is not None
        self.day = as_of or (past.tracker.on if past.tracker.on < date.max else None)
        self._names = {each.id: each.name for each in (*self.tracker.things, *self.tracker.parties)}
        self.kinds = {thing.id: thing.kind for thing in self.tracker.things}

    @property
    def last_look(self) -> date | None:
        """The newest day on which somebody looked for news and found none."""
        return max((on for on in self.past.last_looked.values() if on), default=None)

    @cached_property
    def naming(self) -> Mapping[str, Sequence[Logged]]:
        """The entries that move each id or are about it, oldest first."""
        return grouped(
            (id, logged)
            for logged in self.past.happened
            for id in dict.fromkeys((*logged[1].about, *(id for id, _ in logged[1].changes)))
        )

    @property
    def contested(self) -> Mapping[str, Mapping[str, Standing]]:
        """The ids on which parties differ, with what each says."""
        return self.past.contested

    @cached_property
    def anchors(self) -> Mapping[str, str]:
        """Where each entry is in a page, by its handle."""
        return anchors(self.past.logged)

    def thing(self, id: str) -> Run:
        """Return an area or issue by its name."""
        return Run(self._names.get(id, id), "thing", id)

    def quoted(self, id: str) -> Words:
        """Return an area or issue by its name in quotation marks, for a list or a sentence."""
        return words("“", self.thing(id), "”")

    def party(self, id: str) -> Run:
        """Return a party by its name."""
        return Run(self._names.get(id, id), "party", id)

    def things(self, ids: Sequence[str]) -> Words:
        """Return areas and issues as "a, b and c", or if they are many, how many."""
        if len(ids) <= MOST_NAMED:
            return listed(map(self.thing, ids))
        kinds = {self.kinds.get(id) for id in ids}
        return words(counted(len(ids), f"{kinds.pop()}" if len(kinds) == 1 else "mark"))

    def parties(self, ids: Iterable[str]) -> Words:
        """Return parties as "a, b"."""
        return joined(map(self.party, ids))

    def state(self, kind: str, state: str | None) -> Run:
        """Return a state; for None, what an area or issue is before it is named."""
        return mark(state) if state else Run(NOT_YET[kind], "soft")

    def becomes(self, kind: str, old: str | None, new: str | None) -> Words:
        """Word a move of one area or issue: "pending → piloted"."""
        if old == new:
            return words(self.state(kind, new), ", as before")
        return words(self.state(kind, old), BECOMES, self.state(kind, new))

    def happened(self, entry: Entry) -> bool:
        """Tell whether an entry is of the day of the tracker or earlier: later ones announce."""
        return entry.date <= self.tracker.on

    def of_entry(self, entry: Entry, moves: Iterable[Move]) -> tuple[Words, ...]:
        """Word what an entry did, or announces, one line for marks that moved alike."""
        if self.happened(entry):
            return self.moves(moves)
        states = grouped((new, id) for id, _, new in moves)
        return tuple(
            words("announced as ", mark(new), ": ", self.things(ids)) for new, ids in states.items()
        )

    def moves(self, moves: Iterable[Move]) -> tuple[Words, ...]:
        """Word how marks moved, one line for those that moved alike."""
        alike = grouped(((self.kinds.get(id, "area"), old, new), id) for id, old, new in moves)
        return tuple(
            words(self.becomes(*how), ": ", self.things(ids)) for how, ids in alike.items()
        )

    def silent(self, ids: Sequence[str]) -> Words:
        """Say which parties say nothing of a mark, if any do."""
        return words(self.parties(ids), " silent") if ids else ()

    def silent_on(self, id: str) -> tuple[str, ...]:
        """Return the parties that say nothing of a mark."""
        accounts, parties = self.past.accounts[id], () if self.by else self.tracker.parties
        return tuple(party.id for party in parties if party.id not in accounts)

    def claims(self, id: str, state: str) -> tuple[Claim, ...]:
        """Return the claims about a thing: one, or one for each party where they differ."""
        silent = self.silent_on(id)
        if id in self.contested:
            *firsts, last = (
                Claim(mark(word.state), self._word(party, id), (name,), words("said by ", name))
                for party, word in self.contested[id].items()
                for name in [self.party(party)]
            )
            return (
                *firsts,
                last._replace(silent=words("; ", self.silent(silent)) if silent else ()),
            )
        said, since = self.past.said_by[id], None
        if id in self.past.since:
            since = day(self.past.since[id], self.anchors[self.past.setters[id][0]])
        if not said:
            brief = who = words(NOBODY if since and self.tracker.parties else "")
        else:
            is_alone = bool(silent) and len(self.past.accounts[id]) == 1
            names = {party: words(self.party(party), " alone" * is_alone) for party in said}
            dated = [words(name, self._since(party, id)) for party, name in names.items()]
            others = () if is_alone else self.silent(silent)
            brief, who = (joined((joined(each), others), "; ") for each in (names.values(), dated))
        return (Claim(mark(state), since, who, words("said by ", who) if who else (), brief),)

    def _since(self, party: str, id: str) -> Words:
        """Return the day of a party's word for a mark, if the mark has another."""
        if self.past.accounts[id][party].since == self.past.since.get(id):
            return ()
        return words(" (from ", self._word(party, id), ")")

    def word(self, party: str, id: str) -> str:
        """Return the handle of the entry with which a party's account took its state."""
        on = self.past.accounts[id][party].since
        return [
            handle
            for handle, entry, _ in self.naming[id]
            if entry.date == on and entry.names(id) and party in entry.by
        ][-1]

    def _word(self, party: str, id: str) -> Run:
        return day(self.past.accounts[id][party].since, self.anchors[self.word(party, id)])

    def sides(self, id: str) -> tuple[Words, ...]:
        """Word what each party says of a contested mark: "Japan: pending since 2019-12-19"."""
        return tuple(
            words(self.party(party), ": ", mark(word.state), " since ", self._word(party, id))
            for party, word in self.contested[id].items()
        )

    def sides_in_a_line(self, id: str) -> Words:
        """Word what each party says of a contested mark, and who is silent."""
        return joined((*self.sides(id), self.silent(self.silent_on(id))), "; ")

    def contested_in_full(self, id: str) -> Words:
        """Name a contested thing, with what each party says of it."""
        return words(self.thing(id), " (", self.sides_in_a_line(id), ")")

    def since(self, claim: Claim) -> Words:
        """Word since when a claim holds, to follow its state; nothing if no entry says so."""
        return words(" since ", claim.since) if claim.since else ()
