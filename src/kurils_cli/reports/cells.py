"""What stands in a cell of a report: each fact once, typed.

A format takes from it what its readers need: `cell_text` for programs, `cell_items`
for people, `cell_data` for JSON.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from kurils_cli.words import visible

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"


class Every(NamedTuple):
    """All the areas that an issue blocks, or issues that block an area; `words` are for people."""

    ids: tuple[str, ...]
    words: str

    @property
    def text(self) -> str:
        return " ".join(self.ids)

    @property
    def items(self) -> Sequence[str]:
        return [self.words]

    @property
    def data(self) -> Json:
        return self.ids


class Blocks(NamedTuple):
    """What the key `blocks` of an issue holds; None: it is left out."""

    ids: tuple[str, ...] | None

    @property
    def text(self) -> str:
        return " ".join(self.items)

    @property
    def items(self) -> Sequence[str]:
        return ["every area"] if self.ids is None else self.ids or ["no area"]

    @property
    def data(self) -> Json:
        return self.ids


class Sign(NamedTuple):
    """How something differs."""

    how: Literal["added", "removed", "changed"]

    @property
    def text(self) -> str:
        return {"added": "+", "removed": "-", "changed": "~"}[self.how]

    @property
    def items(self) -> Sequence[str]:
        return [self.text]

    @property
    def data(self) -> Json:
        return self.how


class Moved(NamedTuple):
    """What an entry did to an id: from which state to which; None: not yet raised."""

    id: str
    old: str | None
    new: str

    @property
    def text(self) -> str:
        return f"{self.id}:{self.old or ''}->{self.new}"

    @property
    def items(self) -> Sequence[str]:
        return [self.told({})]

    def told(self, names: Mapping[str, str]) -> str:
        """Say what happened to an id, by its name if that is among `names`."""
        name, old = names.get(self.id, self.id), self.old or "not yet raised"
        return f"{name}: {old} → {self.new}" if old != self.new else f"{name}: {old}"

    @property
    def data(self) -> Json:
        return {"id": self.id, "from": self.old, "to": self.new}


class Entered(NamedTuple):
    """A state that an entry puts an id into."""

    id: str
    state: str

    @property
    def text(self) -> str:
        return f"{self.id}={self.state}"

    @property
    def items(self) -> Sequence[str]:
        return [self.text]

    @property
    def data(self) -> Json:
        return {"id": self.id, "to": self.state}


class Explanation(NamedTuple):
    """An entry that explains a change."""

    date: date
    title: str | None
    sources: tuple[str, ...]

    @property
    def text(self) -> str:
        return f"{self.date} {self.title}" if self.title else f"{self.date}"

    @property
    def items(self) -> Sequence[str]:
        return [self.text]

    @property
    def data(self) -> Json:
        return {"date": self.date.isoformat(), "title": self.title, "sources": self.sources}


class Reference(NamedTuple):
    """An entry by its handle; its title is for people."""

    entry: str
    title: str | None

    @property
    def text(self) -> str:
        return self.entry

    @property
    def items(self) -> Sequence[str]:
        return [f"{self.entry} {self.title}" if self.title else self.entry]

    @property
    def data(self) -> Json:
        return self.entry


class Accounts(NamedTuple):
    """The state of an id by each party's account; None: the party is silent.

    `said_by` are the parties that say its mark. `is_logged`: an entry set the mark.
    """

    states: tuple[tuple[str, str | None], ...]
    said_by: tuple[str, ...] = ()
    is_logged: bool = False

    @property
    def is_contested(self) -> bool:
        return len({state for _, state in self.states if state}) > 1

    def told(self, names: Mapping[str, str]) -> list[str]:
        """Say which parties say the mark, who is silent, and what each says of one contested."""
        silent = [f"{names.get(party, party)} silent" for party, state in self.states if not state]
        if self.is_contested:
            told = [f"{names.get(party, party)} {state}" for party, state in self.states if state]
            return [f"contested: {told[0]}", *told[1:], *silent]
        if self.said_by:
            return [*(names.get(party, party) for party in self.said_by), *silent]
        return ["nobody in particular"] if self.states and self.is_logged else []

    @property
    def text(self) -> str:
        return " ".join(f"{party}:{state}" for party, state in self.states if state)

    @property
    def items(self) -> Sequence[str]:
        return self.told({})

    @property
    def data(self) -> Json:
        return dict(self.states)


class Says(NamedTuple):
    """The texts of parties: pairs of a party's id and its text."""

    texts: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        return " ".join(self.items)

    @property
    def items(self) -> Sequence[str]:
        return [f"{party}: {text}" for party, text in self.texts]

    @property
    def data(self) -> Json:
        return dict(self.texts)


Fact: TypeAlias = (
    Every | Blocks | Sign | Moved | Entered | Explanation | Reference | Accounts | Says
)
"""A cell of more than one part, which knows its text for each kind of reader."""
Cell: TypeAlias = str | int | date | Fact | tuple[str | int | date | Fact, ...] | None


def is_link(text: str) -> bool:
    """Tell whether a text is an address that may be made a link, not just shown."""
    return re.fullmatch(r"https?://[^\s<>\"'\\`]+", text) is not None


def cell_text(cell: Cell) -> str:
    """Return what a program reads in a cell: lists parted by one blank."""
    if cell is None or isinstance(cell, str | int | date):
        return "" if cell is None else visible(f"{cell}")
    if isinstance(cell, Fact):
        return visible(cell.text)
    return " ".join(cell_text(item) for item in cell)


def cell_items(cell: Cell) -> list[str]:
    """Return what people read in a cell, item by item."""
    if cell is None or isinstance(cell, str | int | date):
        return [] if cell in (None, "") else [visible(f"{cell}")]
    if isinstance(cell, Fact):
        return [visible(item) for item in cell.items]
    return [shown for item in cell for shown in cell_items(item)]


def cell_data(cell: Cell) -> Json:
    """Return what JSON has of a cell."""
    if cell is None or isinstance(cell, str | int):
        return cell
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Fact):
        return cell.data
    return [cell_data(item) for item in cell]
