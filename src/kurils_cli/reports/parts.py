"""What reports are made of: sections of columns and rows, and a timeline."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from kurils_cli.check import inconsistencies
from kurils_cli.history import History, Interval, newest_day
from kurils_cli.model import Party
from kurils_cli.reports.cells import Cell, Json, Moved, cell_data, cell_items
from kurils_cli.words import visible

if TYPE_CHECKING:
    from kurils_cli.reports.plan.blocks import Headline, Part
    from kurils_cli.reports.plan.headlines import Shown


class Column(NamedTuple):
    """One column: its key in csv, its heading for people, and what it holds.

    `mark` is a state of an area or issue, `state` what a field held, which may be a
    state; `data` is for JSON alone, `programs` for programs alone: people read it in
    another column. A column that is `late` came after 0.1.0: it stands behind all others,
    so that none of them moves.
    """

    key: str
    heading: str
    holds: Literal["text", "mark", "state", "date", "sign", "links", "note", "data", "programs"] = (
        "text"
    )
    late: bool = False

    @property
    def is_for_people(self) -> bool:
        return self.holds not in ("data", "programs")


class Lane(NamedTuple):
    """One area or issue over time."""

    kind: str
    id: str
    name: str
    intervals: tuple[Interval, ...]


class Tick(NamedTuple):
    """An entry on a timeline: its handle, its title, and the marks that it moved."""

    day: date
    entry: str
    title: str | None
    moved: tuple[Moved, ...] = ()


class Timeline(NamedTuple):
    """Lanes from the first day to the last, and the entries, oldest first.

    `newest` is the day of the newest entry of the log. `until` is the last day that is
    asked for, which a later day of the report does not move.
    """

    start: date
    end: date
    ticks: tuple[Tick, ...]
    lanes: tuple[Lane, ...]
    newest: date | None = None
    until: date | None = None

    def last(self, day: date | None) -> date:
        """Return the last day to draw in a report about a day."""
        return self.end if self.until else max(self.end, day or self.end)

    def days(self, day: date | None) -> list[date]:
        """Return the days of the entries, and the last day to draw if it is later than all."""
        days = [tick.day for tick in self.ticks]
        last = self.last(day)
        return [*days, last] if days and self.newest and last > self.newest else days


class Section(NamedTuple):
    """Rows of one kind; entries are too much for a line each, `brief` notes get one.

    `keys` says which cell stands under which key of JSON: by its column's key, or
    `kind`. `empty` is what to say where there are no rows: nothing, and the section
    is left out. A section with a `timeline` is drawn as that.
    """

    kind: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    keys: Mapping[str, str] = {}
    empty: str = "none"
    is_of_entries: bool = False
    brief: bool = False
    timeline: Timeline | None = None

    def cells(self, row: tuple[Cell, ...]) -> dict[str, Cell]:
        """Return a row's cells by the keys of their columns, and its kind."""
        keys = (column.key for column in self.columns)
        return {"kind": self.kind, **dict(zip(keys, row, strict=True))}


Data: TypeAlias = Cell | Section | tuple[Section, ...] | Mapping[str, Cell]


class Report(NamedTuple):
    """All that a command shows. `document` is what JSON has, key by key.

    `names` are those of the areas, issues and parties, by their ids. `findings` say
    where the log and the marks do not add up. `figures` sum up: each a value, and what
    it is. `made` is the day on which it was shown. `headline` and `body` are what people
    read, worked out only where they do.
    """

    name: str
    title: str
    sections: tuple[Section, ...]
    document: Mapping[str, Data]
    summary: str = ""
    as_of: date | None = None
    by: Party | None = None
    entries: int = 0
    newest: date | None = None
    names: Mapping[str, str] = {}
    findings: tuple[str, ...] = ()
    figures: tuple[tuple[str, str], ...] = ()
    made: date | None = None
    headline: "Callable[[], Headline] | None" = None
    body: "Callable[[], tuple[Part, ...]] | None" = None

    @property
    def is_of_a_tracker(self) -> bool:
        """Tell whether this shows a tracker as it stood on one day."""
        return self.name in ("status", "log", "timeline", "report")

    @property
    def standing(self) -> str:
        """Say as of when this is and by whose account; nothing of the whole tracker today."""
        return self._stood(f"as of {self.as_of}" if self.as_of else "")

    @property
    def dated_standing(self) -> str:
        """Say the same for a page or a picture, which is still read on a later day."""
        if self.as_of or not self.made:
            return self.standing
        return self._stood(f"as the file stood on {self.made}")

    def _stood(self, when: str) -> str:
        whose = f"by {visible(self.by.name)}'s account" if self.by else ""
        return capitalized(", ".join(filter(None, (when, whose))))

    @property
    def day(self) -> date | None:
        """The day that this is about."""
        return self.as_of or self.made

    @property
    def newest_entry(self) -> str:
        """Say how many entries the log has and when the newest was; nothing of an empty log."""
        if self.newest is None:
            return ""
        return f"newest of {counted(self.entries, 'entry', 'entries')}: {self.newest}"

    @property
    def shown(self) -> tuple[Section, ...]:
        """The sections that people see."""
        return tuple(section for section in self.sections if section.rows or section.empty)

    @property
    def data(self) -> Mapping[str, Json]:
        """The data, with the name and version of its form first."""
        data = {key: _data(value) for key, value in self.document.items()}
        return {"schema": f"kurils/{self.name}@1", **data}


def _data(value: Data) -> Json:
    """Return what JSON has of a value of a report's document."""
    if isinstance(value, Section):
        return _rows_data(value)
    if isinstance(value, Mapping):
        return {key: cell_data(cell) for key, cell in value.items()}
    if isinstance(value, tuple) and value and isinstance(value[0], Section):
        sections = (section for section in value if isinstance(section, Section))
        return [row for section in sections for row in _rows_data(section)]
    return cell_data(value)  # type: ignore[arg-type]  # mypy can't tell what is left


def _rows_data(section: Section) -> list[Json]:
    rows = (section.cells(row) for row in section.rows)
    return [
        {key: cell_data(cells[column]) for key, column in section.keys.items()} for cells in rows
    ]


def shown_columns(section: Section) -> list[tuple[int, Column]]:
    """Return the columns that say something to people in some row, each with its place."""
    return [
        (place, column)
        for place, column in enumerate(section.columns)
        if column.is_for_people and any(cell_items(row[place]) for row in section.rows)
    ]


def same(*keys: str) -> dict[str, str]:
    """Return the keys of JSON that are named as their columns are."""
    return dict(zip(keys, keys, strict=True))


def counted(count: int, one: str, more: str) -> str:
    """Return a count and what is counted, in the singular or plural."""
    return f"{count} {one if count == 1 else more}"


def capitalized(text: str) -> str:
    """Return a text with a capital letter at its start, the rest as it is."""
    return f"{text[:1].upper()}{text[1:]}"


def seen(past: History, as_of: date | None, by: Party | None) -> "Callable[[], Shown]":
    """Return how to see a tracker as people read it, worked out once, and only if they do."""

    @cache
    def shown() -> "Shown":
        from kurils_cli.reports.plan import headlines

        return headlines.seen(past, as_of, by)

    return shown


def about(
    past: History,
    name: str,
    sections: tuple[Section, ...],
    document: Mapping[str, Data],
    *,
    as_of: date | None,
    by: Party | None,
    summary: str = "",
) -> Report:
    """Return a report about a tracker as of a day and by a party's account."""
    tracker = past.tracker
    named = (*tracker.things, *tracker.parties)
    return Report(
        name,
        tracker.title,
        sections,
        {"title": tracker.title, "as_of": as_of, **document, "by": by and by.id},
        summary,
        as_of,
        by,
        entries=len(past.happened),
        newest=newest_day(past.happened),
        names={each.id: each.name for each in named},
        findings=tuple(finding.message for finding in inconsistencies(past)),
    )
