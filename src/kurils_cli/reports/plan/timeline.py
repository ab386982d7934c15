"""`timeline` for people: the marks with their lanes, and the entries that moved them."""

from collections.abc import Collection
from datetime import date

from kurils_cli import history
from kurils_cli.history import History
from kurils_cli.model import Party
from kurils_cli.reports.plan import headlines
from kurils_cli.reports.plan.blocks import Headline, Paragraph, Plan, part, words
from kurils_cli.reports.plan.findings import findings
from kurils_cli.reports.plan.headlines import Shown, seen
from kurils_cli.reports.plan.rows import drawn, within
from kurils_cli.reports.plan.wording import Wording


def plan(
    past: History,
    as_of: date | None,
    by: Party | None,
    ids: Collection[str],
    first: date | None,
    last: date | None,
) -> Plan:
    """Plan `timeline`, or that of a window, with nothing from after it."""
    shown = _until(seen(past, as_of, by), last)
    is_window = bool(first or last)
    begin, end = _ends(shown, first, last)
    things = [each for each in shown.tracker.things if not ids or each.id in ids]
    if is_window:
        things = within(shown, things, begin, end)
        headline = _of_window(shown, ids, begin, end)
        marks = drawn(shown, things, begin, end)
    else:
        headline = headlines.standing(shown, ids)
        marks = drawn(shown, things)
    nothing = f"no area or issue {'was named by then' if is_window else 'is named yet'}"
    said = Paragraph(words("" if things else nothing), is_soft=True)
    return Plan(headline, (*findings(shown), *part("", "marks", marks, said)))


def _until(shown: Shown, last: date | None) -> Shown:
    """Return what a window that ends on a day shows, without what is later."""
    if last is None or (shown.day and last >= shown.day):
        return shown
    past = History(history.as_of(shown.tracker, last))
    return shown._replace(wording=Wording(past, shown.wording.by), day=last, is_past=True)


def _ends(shown: Shown, first: date | None, last: date | None) -> tuple[date, date]:
    """Return the first and last day of a window that may be open at one end."""
    log = shown.wording.logged
    end = last or shown.day or (log[-1][1].date if log else first or date.min)
    return first or min([entry.date for _, entry, _ in log] + [end]), max(end, first or end)


def _of_window(shown: Shown, ids: Collection[str], begin: date, end: date) -> Headline:
    inside = [
        moves
        for _, entry, moves in shown.wording.logged
        if begin <= entry.date <= end and (not ids or entry.mentions(ids))
    ]
    moved = sum(
        any(move.old != move.new and (not ids or move.id in ids) for move in moves)
        for moves in inside
    )
    return headlines.window(shown, begin, end, len(inside), moved)
