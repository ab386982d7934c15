"""What a cell of a report holds: each fact once, typed.

A format takes from it what its readers need: `cell_text` for programs, `cell_items`
for people, `cell_data` for JSON.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from kurils_cli.history import History, Move
from kurils_cli.model import Entry
from kurils_cli.words import visible

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"


class Fact(NamedTuple):
    """A cell of more than one part: its text for programs, its data for JSON, and for people."""

    text: str
    data: Json
    items: tuple[str, ...]


Cell: TypeAlias = str | int | date | Fact | tuple[str | int | date | Fact, ...] | None


def every(ids: tuple[str, ...], words: str) -> Fact:
    """Return all the areas that an issue blocks, or issues that block an area, with their name."""
    return Fact(" ".join(ids), ids, (words,))


def blocks(ids: tuple[str, ...] | None) -> Fact:
    """Return what the key `blocks` of an issue holds; None: it is left out."""
    items = ("every area",) if ids is None else ids or ("no area",)
    return Fact(" ".join(items), ids, items)


def sign(how: Literal["added", "removed", "changed"]) -> Fact:
    """Return how something differs."""
    text = {"added": "+", "removed": "-", "changed": "~"}[how]
    return Fact(text, how, (text,))


def moved(move: Move) -> Fact:
    """Return what an entry did to an id: from which state to which."""
    id, old, new = move
    became = f"{old or 'not named yet'} → {new}" if old != new else f"{new}, as before"
    data = {"id": id, "from": old, "to": new}
    return Fact(f"{id}:{old or ''}->{new}", data, (f"{id}: {became}",))


def entered(id: str, state: str) -> Fact:
    """Return a state that an entry puts an id into."""
    return Fact(f"{id}={state}", {"id": id, "to": state}, (f"{id}={state}",))


def explanation(entry: Entry) -> Fact:
    """Return an entry that explains a change."""
    on, title = f"{entry.date}", entry.title
    text = f"{on} {title}" if title else on
    return Fact(text, {"date": on, "title": title, "sources": entry.sources}, (text,))


def reference(handle: str, entry: Entry) -> Fact:
    """Return an entry by its handle; its title is for people."""
    return Fact(handle, handle, (f"{handle} {entry.title}" if entry.title else handle,))


def by_party(texts: Mapping[str, str]) -> Fact:
    """Return a text of each party, by the party's id."""
    items = tuple(f"{party}: {text}" for party, text in texts.items())
    return Fact(" ".join(items), texts, items)


def accounts(past: History, id: str) -> tuple[Fact, Fact]:
    """Return the state of an id by each party's account, and since which day it is so."""
    states, days = past.accounts[id], past.accounts_since[id]
    parties = [party.id for party in past.tracker.parties]
    return (
        Fact(
            " ".join(f"{party}:{state}" for party, state in states.items()),
            {party: states.get(party) for party in parties},
            tuple(_who_says_what(past, id)),
        ),
        Fact(
            " ".join(f"{party}:{day}" for party, day in days.items()),
            {party: f"{days[party]}" if party in days else None for party in parties},
            (),
        ),
    )


def sides(past: History, id: str) -> str:
    """Say of a contested id what each party says, and since when."""
    names = {party.id: party.name for party in past.tracker.parties}
    days = past.accounts_since[id]
    each = past.contested[id].items()
    return "; ".join(f"{names[party]}: {state} since {days[party]}" for party, state in each)


def _who_says_what(past: History, id: str) -> list[str]:
    """Say which parties say the mark, which are silent, and what each says if it is contested."""
    states, days = past.accounts[id], past.accounts_since[id]
    silent = [f"{party.id} silent" for party in past.tracker.parties if party.id not in states]
    if id in past.contested:
        first, *rest = (f"{party} {state} since {days[party]}" for party, state in states.items())
        return [f"contested: {first}", *rest, *silent]
    if past.said_by[id]:
        return [*past.said_by[id], *silent]
    return ["nobody in particular"] if past.tracker.parties and id in past.since else []


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
