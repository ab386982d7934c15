"""A report as a page of HTML, which stands alone: it runs no script and fetches nothing."""

import base64
import hashlib
import re
from textwrap import shorten
from typing import Any, NamedTuple

from kurils_cli.formats import timeline_picture
from kurils_cli.formats.documents import numbered_sources, told_by
from kurils_cli.formats.templates import rendered, source_of
from kurils_cli.formats.timeline_picture import STACKED, WIDE, picture
from kurils_cli.model import KIND_OF_STATE
from kurils_cli.reports.cells import Cell, cell_items, is_link
from kurils_cli.reports.parts import Report, Section, Timeline, shown_columns

_ANCHORS = {"interval": "timeline", "entry": "log"}
"""Where a section stands in its page, if not under the plural of its kind."""
_DESCRIPTION = 300
"""How many letters a description has at most."""


class View(NamedTuple):
    """A section as a page shows it: in which form, under which anchor, and its rows by key."""

    section: Section
    form: str
    anchor: str
    rows: list[dict[str, Cell]]


class Picture(NamedTuple):
    """A timeline in a page: wide, or for a phone, and the key to its numbers."""

    wide: timeline_picture.Picture
    stacked: timeline_picture.Picture
    numbers: list[timeline_picture.Number]
    unnumbered: str


def render(report: Report) -> str:
    """Return one page that stands alone: readable on a phone, in print and in the dark."""
    views = [_view(section) for section in report.shown]
    entries = [row for view in views if view.form == "entries" for row in view.rows]
    marks = [row for view in views if view.form == "marks" for row in view.rows]
    handles = [str(row["entry"]) for row in entries]
    several = [row for row in entries if len(told_by(row)) > 1]
    title = _title(report)
    styles = (source_of("style.css"), _running_title(title))
    sources = numbered_sources(report)
    return rendered(
        "page.html",
        report=report,
        title=title,
        description=shorten(report.summary or title, _DESCRIPTION, placeholder="…"),
        policy=_policy(styles),
        styles=styles,
        stood=report.dated_standing if report.is_of_a_tracker else _made(report),
        views=[view for view in views if view.form != "sources"],
        entries=entries,
        accounts=several if report.name == "report" else [],
        links={handle: anchor(handle) for handle in handles},
        marked={str(row["id"]): f"{row['kind']}-{row['id']}" for row in marks},
        mentions=_mentions(entries),
        sources=list(sources.values()),
        numbers=sources,
        items=cell_items,
        columns=shown_columns,
        is_link=is_link,
        states=KIND_OF_STATE,
        told_by=told_by,
        drawn=lambda timeline: _drawn(timeline, report),
        moves_in_words=timeline_picture.moves_in_words,
    )


def anchor(handle: str) -> str:
    """Return where an entry stands in a page: e-DATE, or e-DATE-2 for the second of a date."""
    return f"e-{handle.removesuffix('#1').replace('#', '-')}"


def _view(section: Section) -> View:
    rows = [section.cells(row) for row in section.rows]
    return View(section, _form(section), _ANCHORS.get(section.kind, f"{section.kind}s"), rows)


def _form(section: Section) -> str:
    if section.kind == "source":
        return "sources"
    if not section.rows:
        return "empty"
    if section.timeline:
        return "timeline"
    if section.is_of_entries:
        return "entries"
    is_of_marks = any(column.key == "set_by" for column in section.columns)
    return "marks" if is_of_marks else "table"


def _title(report: Report) -> str:
    """Return a title that tells one page of a tracker from another."""
    kind = report.name.replace("-", " ").capitalize()
    day = f", as of {report.day}" if report.day and report.is_of_a_tracker else ""
    whose = f", by {report.by.name}'s account" if report.by else ""
    return f"{kind}: {report.title}{day}{whose}"


def _made(report: Report) -> str:
    return f"Made on {report.made}" if report.made else ""


def _mentions(entries: list[dict[str, Cell]]) -> dict[str, list[str]]:
    """Return the handles of the entries that move an area or issue or are about it."""
    found: dict[str, list[str]] = {}
    for row in entries:
        changes: Any = row["changes"]
        for id in dict.fromkeys([*(move.id for move in changes), *cell_items(row["about"])]):
            found.setdefault(id, []).append(str(row["entry"]))
    return found


def _drawn(timeline: Timeline, report: Report) -> Picture:
    return Picture(
        picture(timeline, report.day, WIDE),
        picture(timeline, report.day, STACKED),
        timeline_picture.numbers(timeline, WIDE),
        timeline_picture.unnumbered(timeline, WIDE),
    )


def _running_title(title: str) -> str:
    """Return the style of printed pages, with the title on top of each."""
    escaped = re.sub(r"[^A-Za-z0-9 ]", lambda found: f"\\{ord(found[0]):x} ", title)
    first = '@page :first { @top-left { content: "" } }'
    return f'@page {{ @top-left {{ content: "{escaped}" }} }} {first}'


def _policy(styles: tuple[str, ...]) -> str:
    """Return what the page may do: use its own styles, and nothing else."""
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"
        for style in styles
    )
    return f"default-src 'none'; style-src {hashes}"
