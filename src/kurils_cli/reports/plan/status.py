"""`status` for people: the marks, and what blocks what."""

from collections.abc import Collection, Sequence
from datetime import date

from kurils_cli.history import History
from kurils_cli.model import Area, Issue, Party
from kurils_cli.reports.plan.blocks import Marks, Paragraph, Plan, part, words
from kurils_cli.reports.plan.findings import findings
from kurils_cli.reports.plan.headlines import seen, standing
from kurils_cli.reports.plan.rows import blocking, called, rows


def plan(
    past: History,
    as_of: date | None,
    by: Party | None,
    things: Sequence[Area | Issue],
    chosen: Collection[str],
) -> Plan:
    """Plan `status` on some areas and issues; those that were chosen have their notes."""
    shown = seen(past, as_of, by)
    none = "none matches" if shown.tracker.things else "no area or issue is named yet"
    parts = (
        *findings(shown),
        *part(
            "",
            "marks",
            Marks(rows(shown, things)),
            Paragraph(words("" if things else none)),
            Paragraph(blocking(shown, things)),
        ),
        *called(shown, things, is_for_pages=not chosen),
    )
    return Plan(standing(shown, chosen, is_brief=True), parts)
