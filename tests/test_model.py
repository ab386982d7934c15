"""The tracker's values: what blocks what, what an entry names, and the table of fields."""

from datetime import date

import pytest

from kurils_cli.model import FIELDS, Area, Entry, Issue, Looked, Party, Record, Tracker

SMALL = Tracker("Small", (Area("wind", "Wind", "pending"), Area("waste", "Waste", "piloted")))


@pytest.mark.parametrize(
    ("status", "blocks", "is_blocking"),
    [
        ("open", None, True),
        ("open", ("waste", "wind"), True),
        ("open", ("waste",), False),
        ("open", (), False),
        ("resolved", None, False),
        ("resolved", ("wind",), False),
    ],
)
def test_an_open_issue_blocks_what_it_lists_or_else_every_area(
    status: str, blocks: tuple[str, ...] | None, is_blocking: bool
) -> None:
    legal = Issue("legal", "Legal", status, blocks)
    assert ("wind" in SMALL.blocked(legal)) is is_blocking
    assert SMALL._replace(issues=(legal,)).blockers["wind"] == (("legal",) if is_blocking else ())


def test_an_entry_names_what_it_moves_and_mentions_what_it_is_about_too() -> None:
    talks = Entry(date(2020, 5, 1), changes=(("wind", "piloted"),), about=("waste",))
    assert [talks.names(id) for id in ("wind", "waste", "legal")] == [True, False, False]
    assert talks.mentions(["legal", "wind"])
    assert talks.mentions(["waste"])
    assert not talks.mentions(["legal"])
    assert not talks.mentions([])


@pytest.mark.parametrize("record", [Party, Area, Issue, Entry, Looked])
def test_each_field_of_a_record_is_in_the_table(record: type[Record]) -> None:
    assert {*FIELDS[record]} == {*record._fields} - {"id", "extra"}
