"""`status` for people: the marks, and what blocks what."""

from collections.abc import Collection, Sequence

from kurils_cli.model import Area, Issue
from kurils_cli.reports.plan.blocks import Marks, Paragraph, Plan, part, words
from kurils_cli.reports.plan.findings import findings
from kurils_cli.reports.plan.headlines import standing
from kurils_cli.reports.plan.rows import blocking, called, rows
from kurils_cli.reports.plan.wording import Wording


def plan(wording: Wording, things: Sequence[Area | Issue], chosen: Collection[str]) -> Plan:
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
    return Plan(standing(wording, chosen, is_brief=True), parts)
