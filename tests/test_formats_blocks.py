"""Blocks of every kind, as formats show them to people.

`blocks/` has what is expected. `python tests/test_formats_blocks.py` makes it anew; read the
difference before it stays.
"""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from block_samples import (
    BRIEF,
    ENTRY,
    GRID,
    ISLANDS,
    LANES,
    ROWS,
    RUSSIA,
    SILENT,
    claim,
    day,
    mark,
    report,
    row,
)
from kurils_cli.formats import markdown, xlsx
from kurils_cli.reports import Report
from kurils_cli.reports.plan import blocks
from kurils_cli.reports.plan.blocks import Block, Run, words
from samples import table

FOLDER = Path(__file__).with_name("blocks")
LOOKED = row("a", "Aa", claim("pending", "1855-02-07"), heard="", looked="2026-11-25")
LONE = ENTRY._replace(accounts=ENTRY.accounts[:1], moves=())
MUTE = SILENT._replace(accounts=(blocks.Account(RUSSIA, ()),))
CHANGE = blocks.Change(
    Run("Waste management", "thing", "waste"),
    "piloted",
    (
        words(mark("pending"), " ", Run("→", "sign", "becomes"), " ", mark("piloted")),
        words("Said by Japan since ", day("2019-09-16"), " and by others from that day on"),
    ),
    (ENTRY._replace(accounts=ENTRY.accounts[1:]), BRIEF, SILENT),
)
YEARS = (blocks.Year("2020", "1 entry", (BRIEF,)), blocks.Year("2019", "1 entry", (ENTRY,)))
PARTS: dict[str, tuple[Block, ...]] = {
    "Text": (
        blocks.Paragraph(words("One soft line."), is_soft=True),
        blocks.Points(
            (words("a point that is longer than a line of the narrowest screen"), words("- c"))
        ),
    ),
    "Marks": (ROWS,),
    "Looked for": (blocks.Marks((LOOKED,)),),
    "Strip": (blocks.Strip((ROWS.rows[0], ROWS.rows[1]._replace(is_changed=True))),),
    "Grids": (
        GRID,
        blocks.Grid(("", ""), ((words("a"), words("b")),)),
        blocks.Grid(("A", "B"), ((words("a"), ()), ((), ()))),
    ),
    "Changes": (blocks.Changes((CHANGE, CHANGE._replace(entries=()))),),
    "Entries": (blocks.Entries((ENTRY, LONE, BRIEF, MUTE)),),
    "Cited": (blocks.Entries((ENTRY,), is_cited=True),),
    "Log": (blocks.Log(YEARS),),
    "Full log": (blocks.Log(YEARS, is_full=True, elsewhere=frozenset({"f"})),),
    "Sources": (blocks.Sources((*ENTRY.sources, blocks.Source(11, "https://a.b/" + "c" * 30))),),
}


def plan() -> blocks.Plan:
    parts = (blocks.Part(words(title), title, each) for title, each in PARTS.items())
    for_pages = blocks.Part(
        words("Pages"), "p", (blocks.Paragraph(words("for pages")),), is_for_pages=True
    )
    return blocks.Plan(ISLANDS, (*parts, for_pages))


EVERY = Report("report", "T", (), {}, plan)
TIMELINE, BOTH = report(LANES, name="timeline"), report(LANES)


def first_sheet(each: Report) -> str:
    """The rows of a workbook's first sheet, up to the last cell that has something."""
    sheet = load_workbook(io.BytesIO(xlsx.render(each))).worksheets[0]
    rows = [[f"{value or ''}" for value in row] for row in sheet.iter_rows(values_only=True)]
    return "".join(" | ".join(row).rstrip(" |") + "\n" for row in rows)


SHOWN: dict[str, Callable[[], str]] = {
    "every-80.txt": lambda: table(EVERY, 80),
    "every-60.txt": lambda: table(EVERY, 60),
    "every-40.txt": lambda: table(EVERY, 40),
    "every.md": lambda: markdown.render(EVERY),
    "every-sheet.txt": lambda: first_sheet(EVERY),
    "marks-20.txt": lambda: table(report(ROWS), 20),
    "timeline-80.txt": lambda: table(TIMELINE, 80),
    "timeline-40.txt": lambda: table(TIMELINE, 40),
    "timeline.md": lambda: markdown.render(TIMELINE),
    "timeline-sheet.txt": lambda: first_sheet(TIMELINE),
    "report-80.txt": lambda: table(BOTH, 80),
}


@pytest.mark.parametrize("name", SHOWN)
def test_blocks_are_shown_as_they_were(name: str) -> None:
    assert SHOWN[name]() == (FOLDER / name).read_text("utf-8")


if __name__ == "__main__":
    for name, made in SHOWN.items():
        (FOLDER / name).write_text(made(), "utf-8")
