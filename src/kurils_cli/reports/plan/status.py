"""`status` for people: the marks, and what blocks what."""

from collections.abc import Sequence

from kurils_cli.model import Area, Issue
from kurils_cli.reports.plan.blocks import Marks, Paragraph, Part, part, words
from kurils_cli.reports.plan.findings import findings
from kurils_cli.reports.plan.headlines import Shown
from kurils_cli.reports.plan.rows import blocking, called, rows


def body(
    shown: Shown, things: Sequence[Area | Issue], *, is_chosen: bool = False
) -> tuple[Part, ...]:
    """Return the parts of `status` on some areas and issues; chosen ones with their notes."""
    none = "none is like that" if shown.tracker.things else "no area or issue is named yet"
    return (
        *findings(shown),
        *part(
            "",
            "marks",
            Marks(rows(shown, things)),
            Paragraph(words("" if things else none)),
            Paragraph(blocking(shown, things)),
        ),
        *called(shown, things, is_for_pages=not is_chosen),
    )
