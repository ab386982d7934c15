"""What reports are made of: sections of columns and rows, and what stands in a cell."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from kurils_cli.history import Interval, Move
from kurils_cli.model import Tracker
from kurils_cli.words import visible


class EveryArea(NamedTuple):
    """The areas that an issue blocks which names none: all there are."""

    ids: tuple[str, ...]


Cell: TypeAlias = str | date | EveryArea | tuple["str | Move", ...] | None
Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"


class Column(NamedTuple):
    """One column: its key in csv, its heading for people, and what it holds."""

    key: str
    heading: str
    holds: Literal["text", "state", "date", "sign", "links", "note"] = "text"


class Section(NamedTuple):
    """Rows of one kind; `documents` are too much for a line each.

    `empty` is what to say where there are none: nothing, and the section is left out.
    """

    kind: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = "none"
    documents: bool = False


class Lane(NamedTuple):
    """One area or issue over time."""

    kind: str
    id: str
    name: str
    intervals: tuple[Interval, ...]


class Timeline(NamedTuple):
    """Lanes from the first day to the last, and the days of the entries."""

    start: date
    end: date
    ticks: tuple[date, ...]
    lanes: tuple[Lane, ...]


class Report(NamedTuple):
    """All that a command shows. A section of kind `interval` is drawn as `timeline`."""

    name: str
    title: str
    sections: tuple[Section, ...]
    data: Mapping[str, Json]
    summary: str = ""
    as_of: date | None = None
    timeline: Timeline | None = None

    @property
    def shown(self) -> tuple[Section, ...]:
        """The sections that people see."""
        return tuple(section for section in self.sections if section.rows or section.empty)

    @property
    def json(self) -> Mapping[str, Json]:
        """The data, with the name and version of its form first."""
        return {"schema": f"kurils/{self.name}@1", **self.data}


def is_link(text: str) -> bool:
    """Tell whether a text is an address that may be made a link, not just shown."""
    return re.fullmatch(r"https?://[^\s<>\"'\\`]+", text) is not None


def cell_text(cell: Cell) -> str:
    """Return what a program reads in a cell: lists parted by one blank."""
    match cell:
        case None:
            return ""
        case Move():
            return f"{cell.id}:{cell.old or ''}->{cell.new}"
        case EveryArea():
            return visible(" ".join(cell.ids))
        case tuple():
            return visible(" ".join(cell_text(item) for item in cell))
        case _:
            return visible(f"{cell}")


def cell_items(cell: Cell) -> list[str]:
    """Return what people read in a cell, item by item."""
    match cell:
        case None | "":
            return []
        case Move():
            old, new = cell.old or "not yet raised", cell.new
            return [f"{cell.id}: {new}" if old == new else f"{cell.id}: {old} → {new}"]
        case EveryArea():
            return ["every area"]
        case tuple():
            return [shown for item in cell for shown in cell_items(item)]
        case _:
            return [visible(f"{cell}")]


def shown_columns(section: Section) -> list[tuple[int, Column]]:
    """Return the columns that say something in some row, each with its place."""
    return [
        (place, column)
        for place, column in enumerate(section.columns)
        if any(cell_items(row[place]) for row in section.rows)
    ]


def heading(tracker: Tracker, as_of: date | None) -> dict[str, Json]:
    """Return what every JSON document about a tracker starts with."""
    return {"title": tracker.title, "as_of": iso(as_of)}


def iso(day: date | None) -> str | None:
    """Return a day as JSON has it."""
    return day.isoformat() if day else None
