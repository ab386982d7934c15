"""What reports are made of: sections of columns and rows, and a timeline."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, overload

from kurils_cli.history import History
from kurils_cli.model import Party
from kurils_cli.reports.cells import Cell, Json, cell_data

if TYPE_CHECKING:
    from kurils_cli.reports.plan.blocks import Plan


Holds: TypeAlias = Literal["text", "mark", "state", "date", "sign", "links", "note", "data"]


class Column(NamedTuple):
    """One column: its key in csv, its heading in a sheet, and what it holds.

    `mark` is a state of an area or issue, `state` what a field held, which may be a
    state; `data` is for JSON alone. `late` says in which version after 0.1.0 a column came:
    it follows all older ones, so that none of them moves.
    """

    key: str
    heading: str
    holds: Holds = "text"
    late: int = 0


class Rows(Sequence[tuple[Cell, ...]]):
    """Rows that are worked out when they are first read: people read the plan instead."""

    def __init__(self, make: Callable[[], Iterable[tuple[Cell, ...]]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> tuple[tuple[Cell, ...], ...]:
        return tuple(self._make())

    def __len__(self) -> int:
        return len(self._made)

    @overload
    def __getitem__(self, at: int) -> tuple[Cell, ...]: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[tuple[Cell, ...], ...]: ...
    def __getitem__(self, at: int | slice) -> tuple[Cell, ...] | tuple[tuple[Cell, ...], ...]:
        return self._made[at]

    def __iter__(self) -> Iterator[tuple[Cell, ...]]:
        return iter(self._made)


class Section(NamedTuple):
    """Rows of one kind. `keys` says which cell is under which key of JSON: by its column's
    key, or `kind`.
    """

    kind: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]
    keys: Mapping[str, str] = {}
    is_of_entries: bool = False

    def cells(self, row: tuple[Cell, ...]) -> dict[str, Cell]:
        """Return a row's cells by the keys of their columns, and its kind."""
        keys = (column.key for column in self.columns)
        return {"kind": self.kind, **dict(zip(keys, row, strict=True))}


Data: TypeAlias = Cell | Section | tuple[Section, ...] | Mapping[str, Cell]


class Report(NamedTuple):
    """Everything that a command shows. `document` is the JSON, key by key.

    `plan` works out what people read. `made` is the day on which it was shown.
    """

    name: str
    title: str
    sections: tuple[Section, ...]
    document: Mapping[str, Data]
    plan: "Callable[[], Plan]"
    made: date | None = None

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
    return cell_data(value)  # type: ignore[arg-type]  # mypy can't know what is left


def _rows_data(section: Section) -> list[Json]:
    rows = (section.cells(row) for row in section.rows)
    return [
        {key: cell_data(cells[column]) for key, column in section.keys.items()} for cells in rows
    ]


def same(*keys: str) -> dict[str, str]:
    """Return the keys of JSON that are named as their columns are."""
    return dict(zip(keys, keys, strict=True))


def about(
    past: History,
    name: str,
    sections: tuple[Section, ...],
    document: Mapping[str, Data],
    plan: "Callable[[], Plan]",
    *,
    as_of: date | None,
    by: Party | None,
) -> Report:
    """Return a report about a tracker as of a day and by a party's account."""
    title = past.tracker.title
    document = {"title": title, "as_of": as_of, **document, "by": by and by.id}
    return Report(name, title, sections, document, plan)
