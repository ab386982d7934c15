"""`timeline` for people: the marks with their lanes, and the entries that moved them."""

from collections.abc import Collection
from datetime import date

from kurils_cli import history
from kurils_cli.history import History
from kurils_cli.reports.plan import headlines
from kurils_cli.reports.plan.blocks import Headline, Paragraph, Part, part, words
from kurils_cli.reports.plan.findings import findings
from kurils_cli.reports.plan.headlines import Shown
from kurils_cli.reports.plan.rows import drawn, within
from kurils_cli.reports.plan.wording import Wording


def windowed(shown: Shown, last: date | None) -> Shown:
    """Return what a window that ends on a day shows: nothing that is later."""
    if last is None or (shown.day and last >= shown.day):
        return shown
    past = History(history.as_of(shown.tracker, last))
    return shown._replace(wording=Wording(past, shown.wording.by), day=last, is_past=True)


def headline(
    shown: Shown, ids: Collection[str], first: date | None = None, last: date | None = None
) -> Headline:
    """Return the top of `timeline`: where things stand, or what a window has."""
    if first is None and last is None:
        return headlines.standing(shown, ids)
    begin, end = _ends(shown, first, last)
    within = [
        moves
        for _, entry, moves in shown.wording.logged
        if begin <= entry.date <= end and (not ids or entry.mentions(ids))
    ]
    moved = sum(
        any(move.old != move.new and (not ids or move.id in ids) for move in moves)
        for moves in within
    )
    return headlines.window(shown, begin, end, len(within), moved)


def _ends(shown: Shown, first: date | None, last: date | None) -> tuple[date, date]:
    """Return the first and last day of a window that may be open at one end."""
    log = shown.wording.logged
    end = last or shown.day or (log[-1][1].date if log else first or date.min)
    return first or min([entry.date for _, entry, _ in log] + [end]), max(end, first or end)


def body(
    shown: Shown,
    ids: Collection[str],
    first: date | None = None,
    last: date | None = None,
) -> tuple[Part, ...]:
    """Return the parts of `timeline`: areas and issues that a window has something of."""
    things = [each for each in shown.tracker.things if not ids or each.id in ids]
    if first or last:
        begin, end = _ends(shown, first, last)
        things = within(shown, things, begin, end)
        marks = drawn(shown, things, begin, end)
    else:
        marks = drawn(shown, things)
    nothing = f"no area or issue {'was named by then' if first or last else 'is named yet'}"
    said = Paragraph(words("" if things else nothing), is_soft=True)
    return (*findings(shown), *part("", "marks", marks, said))
