"""What a cell of a report holds: each fact once, typed.

`cell_text` is what plain, csv and a sheet have of it, `cell_data` what JSON has. People
read the plan, which says all in words.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Literal, NamedTuple, TypeAlias

from kurils_cli.history import History, Move
from kurils_cli.model import Entry
from kurils_cli.words import visible

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"


class Fact(NamedTuple):
    """A cell of more than one part: its text, and its data for JSON."""

    text: str
    data: Json


Cell: TypeAlias = str | int | date | Fact | tuple[str | int | date | Fact, ...] | None


def blocks(ids: tuple[str, ...] | None) -> Fact:
    """Return what the key `blocks` of an issue holds; None: it is left out."""
    return Fact("every area" if ids is None else " ".join(ids) or "no area", ids)


def sign(how: Literal["added", "removed", "changed"]) -> Fact:
    """Return how something differs."""
    return Fact({"added": "+", "removed": "-", "changed": "~"}[how], how)


def moved(move: Move) -> Fact:
    """Return what an entry did to an id: from which state to which."""
    id, old, new = move
    return Fact(f"{id}:{old or ''}->{new}", {"id": id, "from": old, "to": new})


def announced(move: Move) -> Fact:
    """Return what an entry that is dated later announces: it moves nothing yet."""
    return Fact(f"{move.id}={move.new}", {"id": move.id, "from": None, "to": move.new})


def entered(id: str, state: str) -> Fact:
    """Return a state that an entry puts an id into."""
    return Fact(f"{id}={state}", {"id": id, "to": state})


def explanation(entry: Entry) -> Fact:
    """Return an entry that explains a change."""
    on, title = f"{entry.date}", entry.title
    data = {"date": on, "title": title, "sources": entry.sources}
    return Fact(f"{on} {title}" if title else on, data)


def by_party(texts: Mapping[str, str]) -> Fact:
    """Return a text of each party, by the party's id."""
    return Fact(" ".join(f"{party}: {text}" for party, text in texts.items()), texts)


def accounts(past: History, id: str) -> tuple[Fact, Fact]:
    """Return the state of an id by each party's account, and since which day it is so."""
    said = past.accounts[id].items()
    states, since = (
        Fact(
            " ".join(f"{party}:{what}" for party, what in each.items()),
            {party.id: each.get(party.id) for party in past.tracker.parties},
        )
        for each in (
            {party: word.state for party, word in said},
            {party: f"{word.since}" for party, word in said},
        )
    )
    return states, since


def sides(past: History, id: str) -> str:
    """Say of a contested id what each party says, and since when."""
    names = {party.id: party.name for party in past.tracker.parties}
    said = past.contested[id].items()
    return "; ".join(f"{names[party]}: {state} since {day}" for party, (state, day) in said)


@cache
def is_link(text: str) -> bool:
    """Tell whether a text is an address that may become a link."""
    return re.fullmatch(r"https?://[^\s<>\"'\\`]+", text) is not None


def cell_text(cell: Cell) -> str:
    """Return what a program reads in a cell: lists with a blank between items."""
    if cell is None or isinstance(cell, str | int | date):
        return "" if cell is None else visible(f"{cell}")
    if isinstance(cell, Fact):
        return visible(cell.text)
    return " ".join(cell_text(item) for item in cell)


def cell_data(cell: Cell) -> Json:
    """Return what JSON has of a cell."""
    if cell is None or isinstance(cell, str | int):
        return cell
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Fact):
        return cell.data
    return [cell_data(item) for item in cell]
