"""Reports of every kind, formats of every kind, and strings that mean harm."""

import io
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import reports
from kurils_cli import history
from kurils_cli.check import Finding
from kurils_cli.diff import diff
from kurils_cli.formats import csv, html, json, markdown, plain, svg
from kurils_cli.formats import table as terminal_table
from kurils_cli.model import Area, Entry, Issue, Party, Tracker
from kurils_cli.reports import Report
from kurils_cli.reports.findings import Checked
from kurils_cli.toml_format import Located

NAMES = ("status", "log", "diff", "update", "undo", "timeline", "report", "check")
"""The reports of every kind."""
DAY = date(2019, 12, 19)
EMPTY = Tracker("Empty")
TINY = Tracker(
    "Tiny",
    (Area("wind", "Wind energy", "piloted"),),
    (Issue("legal", "Law", "resolved"),),
    (
        Entry(date(2019, 1, 1), "First", changes=(("legal", "open"),)),
        Entry(date(2020, 1, 1), "Second", changes=(("wind", "piloted"),)),
        Entry(date(2021, 1, 1), "Third", changes=(("legal", "resolved"),)),
    ),
)
"""Two years, a change a year: each bar changes where it can be counted."""

JAPANESE = (
    "北方四島における共同経済活動に関する人の移動の枠組みについての日露両国間の協議および現地調査"[
        :40
    ]
    * 2
)
RUSSIAN = "Передвижение участников совместной хозяйственной деятельности на южных Курильских"
"""Names of 80 letters."""
MANY = Tracker(
    "Many",
    tuple(Area(f"area-{n}", f"Area number {n}", "pending") for n in range(25)),
    tuple(Issue(f"issue-{n}", f"Issue number {n}", "open") for n in range(40)),
    tuple(
        Entry(
            date(2016 + n // 50, n % 12 + 1, n % 28 + 1),
            f"Talks number {n}",
            "Moscow",
            (f"https://example.org/{n}",),
            "They met.",
            ((f"issue-{n // 8}", "open"),) if n % 8 == 0 and n < 320 else (),
            (f"area-{n % 25}",),
        )
        for n in range(500)
    ),
)
"""25 areas, 40 issues, 500 entries."""
NAMED_AT_LENGTH = Tracker(
    JAPANESE,
    (Area("a" * 60, JAPANESE, "pending"), Area("b", RUSSIAN, "piloted")),
    (Issue("c", RUSSIAN, "open"), Issue("d", JAPANESE, "resolved"), Issue("e", "x" * 80, "open")),
    (
        Entry(date(2017, 3, 1), JAPANESE, RUSSIAN, note=RUSSIAN * 9, changes=(("c", "open"),)),
        Entry(date(2018, 3, 1), RUSSIAN, changes=(("b", "piloted"), ("d", "open"))),
        Entry(date(2022, 3, 1), "👨‍👩‍👧" * 40, changes=(("d", "resolved"),), about=("a" * 60,)),
    ),
)
DRIFTING = Tracker(
    "Drifting",
    (Area("wind", "Wind energy", "piloted"),),
    (Issue("legal", "Law", "open"),),
    (
        Entry(date(2019, 1, 1), "Talks", changes=(("legal", "open"),)),
        Entry(date(2020, 1, 1), "More talks", changes=(("wind", "pending"),)),
    ),
)
"""Its mark is not the one that its log leaves."""
CONTESTED = Tracker(
    "Contested",
    (
        Area(
            "wind",
            "Wind energy",
            "piloted",
            called=(("jp", "風力発電の導入"), ("ru", "ветроэнергетика")),
        ),
    ),
    (Issue("legal", "Law", "open"),),
    (
        Entry(
            date(2019, 1, 1),
            "Talks",
            changes=(("legal", "open"),),
            by=("jp", "ru"),
            says=(("jp", "A framework. " * 9), ("ru", "Russian law. " * 9)),
        ),
        Entry(
            date(2020, 1, 1),
            "Pilot",
            changes=(("wind", "piloted"),),
            by=("jp",),
            says=(("jp", "It ended."),),
        ),
        Entry(date(2020, 1, 1), "No pilot", changes=(("wind", "pending"),), by=("ru",)),
        Entry(date(2020, 1, 2), "Pilot again", changes=(("wind", "piloted"),), by=("jp",)),
    ),
    (Party("jp", "Japan"), Party("ru", "Russia")),
)
"""Two parties differ on a mark."""

HOSTILE = {
    "escapes": "\x1b[31mred\x1b[0m\x1b]0;owned\x07",
    "rich markup": "[red]markup[/] [link=x]y[/link] :smile:",
    "white space": "tab\there\nnew\r\nline\x0b\x0c\x1c\x85end",
    "direction": "\u202egnp.exe\u2066\u200f\u061c",
    "separators": "\u2028line\u2029paragraph\ufeff\u200b",
    "other controls": "\x00\x80\x9b31m\x9f\x7f",
    "formula": '=cmd()|"/C calc"!A0',
    "pipes": "a|b||c\\|d\\",
    "tags": "<script>alert(1)</script><!-- --> <b onclick=x> &amp; ]]>",
    "quotes": "`code` ``x`` \"double\" 'single' \\ back\\\\slash",
    "markdown": "**bold** _it_ ~~s~~ [l](http://x) ![i](http://x) <http://x> $x$ # h",
    "attributes": '" onmouseover="alert(1)" \' style=\'x',
    "address": 'https://example.org/"><script>',
    "script address": "javascript:alert(1)",
    "template": "{0} {unique_id} %s ${x}",
    "states": "it is open",
    "wide": "共同経済活動 совместная деятельность 🏝",
}


def without_last(tracker: Tracker) -> Tracker:
    """The tracker without its last entry, and without the issues that only this one names."""
    *log, last = tracker.log
    named = {id for entry in log for id, _ in entry.changes}
    gone = {id for id, _ in last.changes if id not in named}
    rest = tracker._replace(
        log=tuple(log), issues=tuple(issue for issue in tracker.issues if issue.id not in gone)
    )
    return history.settled(rest, dict(last.changes))


def tracker_saying(text: str) -> Tracker:
    """A tracker with the text in every field that takes any text."""
    said = (("jp", text), ("ru", f"{text} again"))
    return Tracker(
        text,
        (Area("tourism", text, "piloted", text, said, ((text, text),)),),
        (
            Issue("legal", text, "open", None, text, said, ((text, text),)),
            Issue("movement", text, "resolved", ("tourism",), text, said),
        ),
        (
            Entry(
                DAY,
                text,
                text,
                (text, f"{text} again"),
                text,
                (("tourism", "piloted"), ("legal", "open")),
                ("movement",),
                ("jp", "ru"),
                said,
                ((text, text),),
            ),
            Entry(date(2021, 1, 2), None, None, (), None, (("movement", "resolved"),)),
        ),
        (Party("jp", text, extra=((text, text),)), Party("ru", text)),
        extra=((text, text),),
    )


@cache
def every_report(tracker: Tracker, text: str = "some text") -> dict[str, Report]:
    """A report of each kind about a tracker; `text` stands where the tracker has no say."""
    before = Tracker(f"before {text}", (Area("wind", "Wind", "pending"),), (), (Entry(DAY, text),))
    changes = diff(before, tracker)
    entry = tracker.log[-1] if tracker.log else Entry(DAY, text)
    findings = [
        Located(3, Finding("drift", text)),
        Located(70, Finding("warning", f"{text}, once more")),
    ]
    return {
        "status": reports.status(tracker),
        "log": reports.log(tracker),
        "diff": reports.diff(tracker.title, changes, old=f"old {text}", new=f"new {text}"),
        "update": reports.recorded(
            "update", tracker.title, changes, text, entry=entry, dry_run=False
        ),
        "undo": reports.recorded("undo", tracker.title, changes, text, entry=entry, dry_run=True),
        "timeline": reports.timeline(tracker),
        "report": reports.report(tracker),
        "check": reports.check([Checked(text, findings)]),
    }


def table(report: Report, width: int | None = 80, encoding: str = "utf-8") -> str:
    """A report as a table for a stream that is no terminal."""
    return terminal_table.render(report, io.TextIOWrapper(io.BytesIO(), encoding=encoding), width)


FORMATS: dict[str, Callable[[Report], str]] = {
    "table": table,
    "plain": plain.render,
    "csv": csv.render,
    "json": json.render,
    "markdown": markdown.render,
    "html": html.render,
    "svg": svg.render,
}


def squeezed(text: str) -> str:
    """The text without its white space, which a layout is free to choose."""
    return "".join(text.split())


def as_json(data: Any) -> Any:
    """Data as JSON gives it back: tuples as lists."""
    if isinstance(data, dict):
        return {key: as_json(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [as_json(value) for value in data]
    return data
