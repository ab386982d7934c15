"""`status` for people: the marks, and what blocks what."""

from collections.abc import Sequence

from kurils_cli.model import Area, Issue
from kurils_cli.reports.plan.blocks import Block, Marks, Paragraph, Part, words
from kurils_cli.reports.plan.findings import findings
from kurils_cli.reports.plan.headlines import Shown
from kurils_cli.reports.plan.rows import blocking, called, rows


def body(
    shown: Shown, things: Sequence[Area | Issue], *, is_chosen: bool = False
) -> tuple[Part, ...]:
    """Return the parts of `status` on some areas and issues; chosen ones with their notes."""
    said = blocking(shown, things)
    none = words("none is like that" if shown.tracker.things else "no area or issue is named yet")
    blocks: tuple[Block, ...] = (Marks(rows(shown, things)),) if things else (Paragraph(none),)
    return (
        *findings(shown),
        Part((), "marks", (*blocks, *((Paragraph(said),) if said else ()))),
        *called(shown, things, is_for_pages=not is_chosen),
    )
