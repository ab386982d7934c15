"""A `Report` as a page of HTML, and its timeline as an SVG: both fetch nothing."""

from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape

from kurils_cli.formats.timescale import Scale
from kurils_cli.model import KIND_OF_STATE
from kurils_cli.reports import Report
from kurils_cli.reports.parts import (
    Cell,
    Column,
    Lane,
    Section,
    Timeline,
    cell_items,
    is_link,
    shown_columns,
)
from kurils_cli.words import visible

_LANE = 38
"""How high a lane is, in pixels: a line of text, and the bar below it."""
_BAR = 12
_MOST_LABELS = 8
_ROOM = 0.02
"""Which part of the width lies behind the last day: what began on it must be seen."""

_COLOURS = """
:root { color-scheme: light dark; --ink: #1c2126; --soft: #59636e; --line: #d0d6dc;
  --paper: #ffffff; --pending: #9a6700; --piloted: #0b6e8a; --open: #8250a0; --resolved: #2c7a3f }
@media screen and (prefers-color-scheme: dark) { :root { --ink: #e3e7eb; --soft: #9aa5b0;
  --line: #3a434c; --paper: #14181c; --pending: #d9a441; --piloted: #58b6d1;
  --open: #c397dd; --resolved: #6cc182 } }
"""
_DRAWING = """
.timeline text { fill: var(--ink); font: 13px system-ui, sans-serif;
  paint-order: stroke; stroke: var(--paper); stroke-width: 4px }
.timeline .title { font-size: 15px; font-weight: 600 }
.timeline .soft { fill: var(--soft); font-size: 11px }
.timeline line { stroke: var(--line) }
.timeline .tick { stroke: var(--soft) }
.timeline rect { stroke-width: 1 }
.timeline .pending { fill: none; stroke: var(--pending) }
.timeline .piloted { fill: var(--piloted); stroke: var(--piloted) }
.timeline .open { fill: url(#hatch); stroke: var(--open) }
.timeline .resolved { fill: none; stroke: var(--resolved); stroke-dasharray: 2 3 }
.timeline pattern path { stroke: var(--open); stroke-width: 2 }
"""
_PAGE = """
body { margin: 0 auto; padding: 1rem; max-width: 64rem; color: var(--ink);
  background: var(--paper); font: 16px/1.5 system-ui, sans-serif; overflow-wrap: break-word }
.note, .links { overflow-wrap: anywhere }
h1 { font-size: 1.5rem; line-height: 1.25 }
h2 { font-size: 1.15rem; margin-top: 2rem }
.as-of, caption { color: var(--soft) }
table { border-collapse: collapse; width: 100%; font-size: .925rem }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0;
  border-bottom: 1px solid var(--line) }
thead th { color: var(--soft); font-weight: 600 }
tbody th { font-weight: inherit }
.day { white-space: nowrap }
.table { overflow-x: auto }
.pending { color: var(--pending) } .piloted { color: var(--piloted); font-weight: 600 }
.open { color: var(--open) } .resolved { color: var(--resolved) }
a { color: inherit }
ul { margin: 0; padding-left: 1.1rem }
@media print {
  body { max-width: none; padding: 0; font-size: 11pt }
  h2 { break-after: avoid } tr, svg { break-inside: avoid } details { display: none }
}
"""


def _stacked(tables: str) -> str:
    """Return the style of tables whose rows are a few lines each, a cell a line."""
    rules = """
{0} table, {0} tbody, {0} tr, {0} td, {0} tbody th {{ display: block }}
{0} thead {{ position: absolute; clip-path: inset(50%) }}
{0} tr {{ padding: .6rem 0; border-bottom: 1px solid var(--line) }}
{0} td, {0} tbody th {{ border: 0; padding: .1rem 0 }}
{0} tbody th {{ font-weight: 600 }}
{0} td:empty {{ display: none }}
{0} td::before {{ content: attr(data-label) " "; color: var(--soft); font-size: .8rem }}
"""
    return rules.format(tables)


_STYLE = (
    f"{_COLOURS}{_DRAWING}{_PAGE}{_stacked('.documents')}"
    "@media (max-width: 44rem) {\n"
    "body { overflow-wrap: anywhere } .timeline text { font-size: 11px }"
    f"{_stacked('.table')}"
    "td.note::before, td.links::before { display: block }\n}\n"
)


def render(report: Report) -> str:
    """Return one page that stands alone: readable on a phone, in print and in the dark."""
    return "\n".join(_page(report)) + "\n"


def timeline_svg(report: Report, width: int = 900) -> str:
    """Return the report's timeline as a picture `width` pixels wide."""
    timeline = report.sections[0].timeline
    assert timeline is not None, "only a report with a timeline is drawn"
    height = _height(timeline)
    style = f"<style>{_COLOURS}{_DRAWING}svg {{ background: var(--paper) }}</style>"
    title = ". ".join(filter(None, (report.title, report.standing)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height + 64}" '
        f'role="img" aria-label="{_text(title)}">\n{style}\n'
        f'<g class="timeline"><text class="title" x="16" y="30">{_text(title)}</text></g>\n'
        f'<svg x="16" y="48" width="{width - 32}" height="{height}">\n'
        + "\n".join(_drawn(timeline, title))
        + "\n</svg>\n</svg>\n"
    )


def _text(text: str) -> str:
    return escape(visible(text))


def _page(report: Report) -> Iterator[str]:
    yield from (
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>{_text(report.title)}</title>",
        f"<style>{_STYLE}</style>",
        "</head>",
        "<body>",
        "<main>",
        f"<h1>{_text(report.title)}</h1>",
    )
    if report.standing:
        yield f'<p class="as-of">{_text(report.standing)}</p>'
    if report.summary:
        yield f"<p>{_text(report.summary)}</p>"
    for section in report.shown:
        yield from _section(section, report)
    yield from ("</main>", "</body>", "</html>")


def _section(section: Section, report: Report) -> Iterator[str]:
    yield f"<h2>{_text(section.title)}</h2>"
    if not section.rows:
        yield f"<p>{_text(section.empty)}</p>"
    elif section.timeline:
        height = _height(section.timeline)
        yield f'<svg width="100%" height="{height}" role="img" aria-label="Timeline">'
        yield from _drawn(section.timeline, report.title)
        yield "</svg>"
        yield "<details><summary>The same as a table</summary>"
        yield from _table(section)
        yield "</details>"
    else:
        yield from _table(section)


def _table(section: Section) -> Iterator[str]:
    columns = shown_columns(section)
    headings = (f'<th scope="col">{_text(_heading(column))}</th>' for _, column in columns)
    yield f'<div class="table{" documents" if section.documents else ""}">'
    yield "<table>"
    yield f"<thead><tr>{''.join(headings)}</tr></thead>"
    yield "<tbody>"
    heads = next(column for _, column in columns if column.holds != "sign")
    for row in section.rows:
        cells = (_cell(row[place], column, is_head=column is heads) for place, column in columns)
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody>"
    yield "</table>"
    yield "</div>"


def _heading(column: Column) -> str:
    """Return a column's heading: a table can do without one where a page can't."""
    return column.heading or column.key.capitalize()


def _cell(cell: Cell, column: Column, *, is_head: bool) -> str:
    content = _content(cell, column)
    if is_head:
        return f'<th scope="row" class="{column.holds}">{content}</th>'
    return f'<td class="{column.holds}" data-label="{_text(_heading(column))}">{content}</td>'


def _content(cell: Cell, column: Column) -> str:
    items = cell_items(cell)
    if column.holds == "links":
        links = [_link(item) for item in items]
        return links[0] if len(links) == 1 else _list(links)
    if column.holds in ("mark", "state") and cell in KIND_OF_STATE:
        return "".join(f'<span class="{_text(item)}">{_text(item)}</span>' for item in items)
    if column.holds == "date":
        return ", ".join(f'<span class="day">{_text(item)}</span>' for item in items)
    return _text(", ".join(items))


def _list(items: Iterable[str]) -> str:
    members = "".join(f"<li>{item}</li>" for item in items)
    return f"<ul>{members}</ul>" if members else ""


def _link(address: str) -> str:
    shown = _text(address)
    if is_link(address):
        return f'<a href="{shown}" rel="noreferrer">{shown}</a>'
    return shown


def _height(timeline: Timeline) -> int:
    return (len(timeline.lanes) + 1) * _LANE + 70


def _drawn(timeline: Timeline, title: str) -> Iterator[str]:
    """Draw the inside of an svg as wide as it may be: places across are in percent."""
    scale = Scale(timeline, room=_ROOM)
    bottom = (len(timeline.lanes) + 1) * _LANE
    yield f'<g class="timeline"><title>{_text(title)}</title>'
    yield (
        '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<path d="M0 6L6 0"/></pattern></defs>'
    )
    if timeline.ticks:
        yield from _axis(timeline, scale, bottom - _LANE)
    for place, lane in enumerate(timeline.lanes):
        yield from _lane(lane, scale, place * _LANE)
    yield from _legend(timeline, bottom + 20)
    yield "</g>"


def _lane(lane: Lane, scale: Scale, top: int) -> Iterator[str]:
    yield f'<text x="0" y="{top + 14}">{_text(lane.name)}</text>'
    for state, start, end in lane.intervals:
        left = scale.part(start) if start else 0.0
        right = scale.part(end) if end else 1.0
        when = f"{start or 'before the log'} to {end or 'now'}"
        yield (
            f'<rect class="{state}" x="{left:.3%}" y="{top + 19}" width="{right - left:.3%}" '
            f'height="{_BAR}"><title>{_text(lane.id)}: {state}, {when}</title></rect>'
        )


def _axis(timeline: Timeline, scale: Scale, top: int) -> Iterator[str]:
    for day, count in Counter(tick.day for tick in timeline.ticks).items():
        x = f"{scale.part(day):.3%}"
        entries = "1 entry" if count == 1 else f"{count} entries"
        yield (
            f'<line class="tick" x1="{x}" y1="{top + 4}" x2="{x}" y2="{top + 16}">'
            f"<title>{day}: {entries}</title></line>"
        )
    for day, label in scale.labels(_MOST_LABELS):
        part = scale.part(day)
        x = f"{part:.3%}"
        anchor = "start" if part < 0.05 else "end" if part > 0.95 else "middle"
        yield f'<line x1="{x}" y1="0" x2="{x}" y2="{top + 20}"/>'
        yield (f'<text class="soft" x="{x}" y="{top + 34}" text-anchor="{anchor}">{label}</text>')


def _legend(timeline: Timeline, top: int) -> Iterator[str]:
    """Draw what each mark means, three to a line, so that a phone has room."""
    states = {i.state for lane in timeline.lanes for i in lane.intervals}
    meanings = [
        (f'<rect class="{state}" x="1" y="8" width="18" height="10"/>', state)
        for state in KIND_OF_STATE
        if state in states
    ]
    if timeline.ticks:
        meanings.append(('<line class="tick" x1="10" y1="7" x2="10" y2="19"/>', "entry"))
    for place, (mark, meaning) in enumerate(meanings):
        line, column = divmod(place, 3)
        yield f'<svg x="{column * 33}%" y="{top + line * 22}" width="33%" height="22">'
        yield f'{mark}<text class="soft" x="24" y="17">{meaning}</text></svg>'
