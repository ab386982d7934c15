"""What reports are made of: sections of columns and rows, and the plan that people read."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from kurils_cli.history import View
from kurils_cli.reports.cells import Cell, Json, cell_data

if TYPE_CHECKING:
    from kurils_cli.reports.plan.blocks import Plan
    from kurils_cli.reports.plan.wording import Wording

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


class Section:
    """Rows of one kind, made once a program's format asks for them: people read the plan.

    `keys` are what JSON has, in its order: columns, or `kind`; without any, all columns.
    `title=name` has the column `name` as `title`.
    """

    def __init__(
        self,
        kind: str,
        title: str,
        columns: tuple[Column, ...],
        rows: Callable[[], Iterable[tuple[Cell, ...]]],
        keys: tuple[str, ...] = (),
    ) -> None:
        self.kind, self.title, self.columns, self.keys = kind, title, columns, keys
        self._make = rows

    @cached_property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        return tuple(self._make())

    def cells(self, row: tuple[Cell, ...]) -> dict[str, Cell]:
        """Return a row's cells by the keys of their columns, and its kind."""
        keys = (column.key for column in self.columns)
        return {"kind": self.kind, **dict(zip(keys, row, strict=True))}

    @property
    def data(self) -> list[Json]:
        """What JSON has of the rows."""
        keys = [key.split("=") for key in self.keys or (column.key for column in self.columns)]
        rows = map(self.cells, self.rows)
        return [{key[0]: cell_data(cells[key[-1]]) for key in keys} for cells in rows]


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
        return value.data
    if isinstance(value, Mapping):
        return {key: cell_data(cell) for key, cell in value.items()}
    if isinstance(value, tuple) and value and isinstance(value[0], Section):
        return [row for each in value if isinstance(each, Section) for row in each.data]
    return cell_data(value)  # type: ignore[arg-type]  # mypy can't know what is left


def report_on(
    view: View,
    name: str,
    sections: tuple[Section, ...],
    document: Mapping[str, Data],
    plan: "Callable[[Wording], Plan]",
) -> Report:
    """Return a report on what is shown; its JSON says of which day and by whose account it is."""
    title, by = view.past.tracker.title, view.by.id if view.by else None

    def planned() -> "Plan":
        from kurils_cli.reports.plan.wording import Wording

        return plan(Wording(view.past, view.as_of))

    document = {"title": title, "as_of": view.as_of, **document, "by": by}
    return Report(name, title, sections, document, planned)
