"""Whatever is in the plan of a report is in each format that people read."""

import io
import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any, NamedTuple

import pytest
from openpyxl import load_workbook

from kurils_cli.formats import html, markdown, svg, table, xlsx
from kurils_cli.reports import Report
from kurils_cli.reports.plan.blocks import (
    Entries,
    Item,
    Log,
    Run,
    Sources,
    Strip,
    shortened,
    spelled,
)
from kurils_cli.words import visible
from test_plan import REPORTS


class Found(NamedTuple):
    """Something that people read: the field that it is in, and the forms that it may take."""

    where: str
    forms: tuple[str, ...]


def walked(value: Any, where: str = "") -> Iterator[Found]:
    """Every run and text of a block, each with the name of its block and field."""
    if isinstance(value, Run):
        yield Found(where, _forms(value))
    elif isinstance(value, str):
        yield Found(where, (value,))
    elif isinstance(value, Strip) or (isinstance(value, Log) and not value.is_full):
        yield from _in_short(value)
    elif hasattr(value, "_fields"):
        for field in value._fields:
            yield from walked(getattr(value, field), f"{type(value).__name__}.{field}")
    elif hasattr(value, "__iter__"):
        for each in value:
            yield from walked(each, where)


def _in_short(block: Strip | Log) -> Iterator[Found]:
    """What a strip has of a mark, and a line of a log of an entry: the rest is elsewhere."""
    if isinstance(block, Strip):
        for row in block.rows:
            yield Found("Strip.name", _forms(row.name))
            yield from (Found("Strip.state", _forms(claim.state)) for claim in row.claims)
            yield from [Found("Strip.changed", (block.changed,))] if row.is_changed else []
        return
    for year in block.years:
        yield Found("Year.year", (year.year,))
        yield Found("Year.size", (year.size,))
        yield from (each for item in year.items for each in walked(_line_of(item)))


def _line_of(item: Item) -> Item:
    return Item(item.anchor, item.handle, item.day, item.title, item.who, moved=item.moved)


def _forms(run: Run) -> tuple[str, ...]:
    if run.kind in ("day", "days"):
        return run.text, spelled(run), shortened(run)
    if run.kind in ("thing", "party"):
        return run.text, run.to
    return (run.text,)


def bare(text: str) -> str:
    """A text without what folding, code and links add to it."""
    return re.sub(r"[\s`<>]+", "", text)


def _inside(markup: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", markup))


def as_table(report: Report) -> str:
    return table.render(report, io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), None)


def as_html(report: Report) -> str:
    return _inside(html.render(report).partition("<main")[2])


def as_markdown(report: Report) -> str:
    return re.sub(r"\\(.)", r"\1", markdown.render(report)).replace("<!-- -->", "")


def as_first_sheet(report: Report) -> str:
    sheet = load_workbook(io.BytesIO(xlsx.render(report))).worksheets[0]
    return " ".join(
        f"{value}" for row in sheet.iter_rows(values_only=True) for value in row if value
    )


FORMATS: dict[str, Callable[[Report], str]] = {
    "table": as_table,
    "markdown": as_markdown,
    "html": as_html,
    "svg": lambda report: _inside(svg.render(report)),
    "xlsx": as_first_sheet,
}

NOT_READ = {"Mark.anchor", "Mark.kind", "Part.anchor", "Item.anchor", "Tick.anchor"}
NOT_READ |= {"Event.anchor", "Tick.sign", "Tick.party", "Stretch.state", "Meaning.sign"}
NOT_READ |= {"Change.state", "Source.address", "Tick.title", "Claim.brief", "Log.anchors"}
"""What is for links, colours, signs or narrow places; an address or title may be a tip."""
HEADS = {f"Heads.{name}" for name in ("areas", "issues", "mark", "since", "who", "last_heard")}
HEADS |= {f"Heads.{name}" for name in ("looked", "name", "contested", "lane")}
HEADS |= {"Timeline.several", "Timeline.many"}
"""Headings stand over the columns that a format has, if a row has something in them; a sign
that stands for several entries is explained where it is drawn."""
LEFT_OUT = {
    # The picture of a terminal has the state at the right of a lane, and gaps where there is room.
    "table": {"Claim.said", "Claim.who", "Gap.words", "Meaning.words", "Timeline.caption"}
    | {"Item.handle"},
    # Markdown has no picture: the entries that moved marks, and the gaps, are in words.
    "markdown": {"Claim.said", "Meaning.words", "Timeline.caption"},
    # A page has the name of a day where others have the handle of an entry.
    "html": {"Claim.said", "Gap.words", "Item.handle"},
    # A picture numbers events, with their moves, only where it can't name them at their line.
    "svg": {"Claim.said", "Event.moves", "Gap.words", "Timeline.caption"},
    # Entries and their sources have sheets of their own, and a lane is the entries of each year.
    "xlsx": {"Claim.said", "Account.paragraphs", "Account.party", "Event.moves", "Event.title"}
    | {"Gap.words", "Item.met", "Item.moves", "Item.paragraphs", "Item.who", "Meaning.words"}
    | {"Timeline.caption"},
}
"""What each format leaves out, with the reason."""


PICTURES = [name for name in REPORTS if name.startswith("timeline")]
"""Of the rest a picture is what a terminal shows."""
CASES = [
    (name, format) for format in FORMATS for name in (PICTURES if format == "svg" else REPORTS)
]


def _has(shown: str, form: str, format: str) -> bool:
    """Tell whether a format shows a text; a picture folds one into several."""
    parts = form.split() if format == "svg" else [form]
    return all(bare(visible(part)) in shown for part in parts)


@pytest.mark.parametrize(("name", "format"), CASES)
def test_every_run_of_every_block_is_in_every_format(name: str, format: str) -> None:
    report = REPORTS[name]()
    parts = [
        part
        for part in report.plan().parts
        if (format == "html" or not part.is_for_pages)
        and not (format == "xlsx" and isinstance(part.blocks[0], Entries | Log | Sources))
    ]
    shown = bare(FORMATS[format](report))
    left_out = NOT_READ | HEADS | LEFT_OUT[format]
    assert [
        found
        for each in (report.plan().headline, *parts)
        for found in walked(each)
        if found.where not in left_out
        and not any(_has(shown, form, format) for form in found.forms)
    ] == []
