"""`timeline` for people: the marks with their lanes, and the entries that moved them."""

from collections.abc import Collection
from datetime import date

from kurils_cli import history
from kurils_cli.history import History
from kurils_cli.reports.plan import headlines
from kurils_cli.reports.plan.blocks import Headline, Paragraph, Plan, part, words
from kurils_cli.reports.plan.findings import findings
from kurils_cli.reports.plan.rows import drawn, within
from kurils_cli.reports.plan.wording import Wording


def plan(wording: Wording, ids: Collection[str], first: date | None, last: date | None) -> Plan:
    """Plan `timeline`, or that of a window, with nothing from after it."""
    if last and not (wording.day and last >= wording.day):
        past = History(history.as_of(wording.tracker, last))
        wording = Wording(past, wording.by, last)
    things = [each for each in wording.tracker.things if not ids or each.id in ids]
    window = _window(wording, first, last) if first or last else None
    if window:
        things = within(wording, things, *window)
        headline = _of_window(wording, ids, *window)
    else:
        headline = headlines.standing(wording, ids)
    nothing = f"no area or issue {'was named by then' if window else 'is named yet'}"
    said = Paragraph(words("" if things else nothing), is_soft=True)
    marks = drawn(wording, things, window)
    return Plan(headline, (*findings(wording), *part("", "marks", marks, said)))


def _window(wording: Wording, first: date | None, last: date | None) -> tuple[date, date]:
    """Return the first and last day of a window that may be open at one end."""
    days = [entry.date for _, entry, _ in wording.logged]
    end = last or wording.day or max(days, default=first or date.min)
    return first or min([*days, end]), max(end, first or end)


def _of_window(wording: Wording, ids: Collection[str], begin: date, end: date) -> Headline:
    inside = [
        moves
        for _, entry, moves in wording.logged
        if begin <= entry.date <= end and (not ids or entry.mentions(ids))
    ]
    moved = sum(
        any(move.old != move.new and (not ids or move.id in ids) for move in moves)
        for moves in inside
    )
    return headlines.window(wording, begin, end, len(inside), moved)
