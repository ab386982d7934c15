"""`status` and `timeline` for people: the marks, what blocks what, and the lanes."""

from collections.abc import Collection, Sequence
from datetime import date

from kurils_cli import history
from kurils_cli.history import History
from kurils_cli.model import Area, Issue
from kurils_cli.reports.plan import headlines
from kurils_cli.reports.plan.blocks import Marks, Paragraph, Plan, part, words
from kurils_cli.reports.plan.findings import findings
from kurils_cli.reports.plan.rows import blocking, called, drawn, rows
from kurils_cli.reports.plan.wording import Wording


def status_plan(wording: Wording, things: Sequence[Area | Issue], chosen: Collection[str]) -> Plan:
    """Plan `status` on some areas and issues; those that were chosen have their notes."""
    none = "none matches" if wording.tracker.things else "no area or issue is named yet"
    marks = (
        Marks(rows(wording, things)),
        Paragraph(words("" if things else none)),
        Paragraph(blocking(wording, things)),
    )
    parts = (
        *findings(wording),
        *part("", "marks", *marks),
        *called(wording, things, is_for_pages=not chosen),
    )
    return Plan(headlines.standing(wording, chosen, is_brief=True), parts)


def timeline_plan(
    wording: Wording, ids: Collection[str], first: date | None, last: date | None
) -> Plan:
    """Plan `timeline`, or that of a window, with nothing from after it."""
    if last and not (wording.day and last >= wording.day):
        past = History(history.as_of(wording.tracker, last))
        wording = Wording(past, last)
    things = [each for each in wording.tracker.things if not ids or each.id in ids]
    which = "none of these" if ids else "no area or issue"
    window, none = None, f"{which} is named yet"
    headline = headlines.standing(wording, ids)
    if first or last:
        window, none = _window(wording, first, last), f"{which} was named by then"
        past = wording.past
        things = [t for t in things if any(i.meets(*window) for i in past.intervals[t.id])]
        headline = headlines.window(wording, ids, *window)
    said = Paragraph(words("" if things else none), is_soft=True)
    marks = drawn(wording, things, window)
    return Plan(headline, (*findings(wording), *part("", "marks", marks, said)))


def _window(wording: Wording, first: date | None, last: date | None) -> tuple[date, date]:
    """Return the first and last day of a window that may be open at one end."""
    days = [entry.date for _, entry, _ in wording.past.happened]
    newest: date = max(days, default=first or date.min)
    end = last or wording.day or newest
    start = first or min([*days, end])
    return start, max(end, start)
