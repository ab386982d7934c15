"""What people read of each report: its words, their order, their numbers and what they lead to.

`plan/shores.txt` has what is expected of `plan/shores.toml`, a tracker on which two of three
parties differ. `python tests/test_plan.py` makes it anew; read the difference before it stays.
"""

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pytest

import reports
from kurils_cli import history, things
from kurils_cli.check import Finding
from kurils_cli.diff import diff
from kurils_cli.history import History
from kurils_cli.journal import Step
from kurils_cli.model import Area, Entry, Party, Tracker
from kurils_cli.reports import Report
from kurils_cli.reports.findings import Checked
from kurils_cli.toml_format import Located, read
from plan_text import text_of

FOLDER = Path(__file__).parent / "plan"
DAY = date(2021, 6, 30)


@cache
def shores() -> Tracker:
    return read((FOLDER / "shores.toml").read_text("utf-8"), "shores.toml", DAY).tracker


def on(day: str) -> Tracker:
    return history.as_of(shores(), date.fromisoformat(day))


def by(party: str) -> Tracker:
    return history.account(shores(), party)


def compared(old: Tracker, new: Tracker, *names: str, party: Party | None = None) -> Report:
    """Two trackers as `diff` shows them: two files, unless they go by other names."""
    return reports.diff(
        new.title,
        diff(old, new, with_log="a" in names),
        old=names[0],
        new=names[1],
        by=party and party.id,
        pasts=(History(old), History(new)),
        command="kurils diff a b --format csv",
    )


def did(new: Tracker, entry: Entry | None, what: str) -> Report:
    return reports.recorded(
        "update",
        new.title,
        diff(shores(), new),
        what,
        entry=entry,
        dry_run=False,
        pasts=(History(shores()), History(new)),
    )


def _rewritten() -> Tracker:
    """The tracker with a name, a note and an entry changed, a party gone and an area come."""
    whole = shores()
    first, *rest = whole.log
    return whole._replace(
        title="Work on three shores",
        areas=(
            *(a._replace(name="Sun") if a.id == "wind" else a for a in whole.areas),
            Area("sea", "Sea", "pending"),
        ),
        issues=tuple(
            i._replace(blocks=(), note="N" * 70) if i.id == "law" else i for i in whole.issues[:1]
        ),
        parties=whole.parties[:2],
        log=(first._replace(place=None, sources=("b",)), *rest[:-1]),
        looked=(),
    )


LAND = Entry(
    date(2021, 6, 1),
    "Land talk",
    "East Town",
    ("c",),
    "They met.",
    (("waste", "piloted"),),
    by=("ea",),
)
STEPS = [Step("2021-06-30T10:00:00+00:00", "update", "the entry of 2021-06-01", "", "")]

REPORTS: dict[str, Callable[[], Report]] = {
    "status": lambda: reports.status(shores()),
    "status wind visas": lambda: reports.status(shores(), ids=["wind", "visas"]),
    "status --only resolved --as-of 2018-01-01": lambda: reports.status(
        on("2018-01-01"), as_of=date(2018, 1, 1), only=["resolved"]
    ),
    "status --by ea": lambda: reports.status(by("ea"), by=shores().parties[0]),
    "log --limit 3": lambda: reports.log(shores(), limit=3),
    "log --limit 1": lambda: reports.log(shores(), limit=1),
    "log --grep asked": lambda: reports.log(shores(), grep="asked"),
    "log --oneline": lambda: reports.log(shores(), oneline=True),
    "log --grep nothing": lambda: reports.log(shores(), grep="nothing at all"),
    "timeline --since 2018-01-01 --until 2018-12-31": lambda: reports.timeline(
        shores(), since=date(2018, 1, 1), until=date(2018, 12, 31)
    ),
    "timeline --until 2016-12-31": lambda: reports.timeline(shores(), until=date(2016, 12, 31)),
    "timeline wind": lambda: reports.timeline(shores(), ids=["wind"]),
    "timeline tourism wind --since 2021-01-01": lambda: reports.timeline(
        shores(), ids=["tourism", "wind"], since=date(2021, 1, 1)
    ),
    "timeline --since 2030-01-01": lambda: reports.timeline(shores(), since=date(2030, 1, 1)),
    "timeline wind --until 2030-01-01": lambda: reports.timeline(
        shores(), ids=["wind"], until=date(2030, 1, 1)
    ),
    "report": lambda: reports.report(shores()),
    "report --full --as-of 2017-04-01": lambda: reports.report(
        on("2017-04-01"), as_of=date(2017, 4, 1), full=True
    ),
    "report --since 2019-01-01": lambda: reports.report_since(shores(), date(2019, 1, 1)),
    "report of a tracker that drifts": lambda: reports.report(
        shores().marked({"tourism": "pending"})
    ),
    "report of marks alone": lambda: reports.report(shores()._replace(log=(), looked=())),
    "report --since 2019-01-01 --by ea": lambda: reports.report_since(
        by("ea"), date(2019, 1, 1), by=shores().parties[0]
    ),
    "report --since 2021-06-01 of one party": lambda: reports.report_since(
        by("ea"), date(2021, 6, 1), by=shores().parties[0]
    ),
    "report --since 2021-06-01 of a log alone": lambda: reports.report_since(
        Tracker("T", log=(Entry(date(2021, 6, 1), "Talk"),)), date(2021, 6, 1)
    ),
    "log of one entry": lambda: reports.log(Tracker("T", log=(Entry(date(2021, 6, 1), "Talk"),))),
    "report of nothing": lambda: reports.report(Tracker("T")),
    "diff 2018-01-01 2021-06-30": lambda: compared(
        on("2018-01-01"), on("2021-06-30"), "2018-01-01", "2021-06-30"
    ),
    "diff": lambda: compared(
        on("2020-03-31"), on("2020-04-01"), "the day before 2020-04-01", "2020-04-01"
    ),
    "diff by:ea by:we": lambda: compared(by("ea"), by("we"), "by:ea", "by:we"),
    "diff 2018-01-01 2021-06-30 --by ea": lambda: compared(
        history.as_of(by("ea"), date(2018, 1, 1)),
        by("ea"),
        *("2018-01-01", "2021-06-30"),
        party=shores().parties[0],
    ),
    "diff a b": lambda: compared(shores(), _rewritten(), "a", "b"),
    "diff 2020-04-02 a": lambda: compared(on("2020-04-02"), shores(), "2020-04-02", "a"),
    "diff b a": lambda: compared(_rewritten(), shores(), "b", "a"),
    "diff empty a": lambda: compared(Tracker("T"), shores(), "empty", "a"),
    "diff a a": lambda: compared(shores(), shores(), "a", "now"),
    "diff of an id that was renamed": lambda: compared(
        shores(), things.renamed(shores(), "law", "rules"), "a", "b"
    ),
    "undo of a new id": lambda: did(things.renamed(shores(), "wind", "sea"), None, "the area"),
    "update": lambda: did(history.logged(shores(), LAND), LAND, "the entry"),
    "amend": lambda: did(_rewritten(), None, "entries"),
    "check": lambda: reports.check(
        [Checked("a.toml", [Located(3, Finding("drift", "`a` is not so"))]), Checked("b.toml", [])]
    ),
    "check b.toml": lambda: reports.check([Checked("b.toml", [])]),
    "undo --list": lambda: reports.steps("a.toml", STEPS),
    "undo --list of nothing": lambda: reports.steps("a.toml", []),
}


def expected() -> dict[str, str]:
    sections = (FOLDER / "shores.txt").read_text("utf-8").split("$ ")[1:]
    return {name: text.strip() for name, _, text in (each.partition("\n") for each in sections)}


@pytest.mark.parametrize("name", REPORTS)
def test_what_people_read_of_a_report(name: str) -> None:
    assert text_of(REPORTS[name]()) == expected()[name]


def test_nothing_else_is_expected() -> None:
    assert [*expected()] == [*REPORTS]


if __name__ == "__main__":
    sections = [f"$ {name}\n{text_of(make())}\n" for name, make in REPORTS.items()]
    (FOLDER / "shores.txt").write_text("\n".join(sections), "utf-8")
