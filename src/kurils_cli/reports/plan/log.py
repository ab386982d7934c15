"""`log` for people: entries in full, or a line each."""

from collections.abc import Sequence

from kurils_cli.reports.plan.blocks import Entries, Paragraph, Part, part, words
from kurils_cli.reports.plan.headlines import Shown
from kurils_cli.reports.plan.items import Catalogue, Each, log_of, sources_part
from kurils_cli.reports.plan.wording import Logged


def body(shown: Shown, entries: Sequence[Logged], *, oneline: bool = False) -> tuple[Part, ...]:
    """Return the parts of `log`, newest entry first."""
    if not entries:
        none = "no entry is like that" if shown.tracker.log else "no entry yet"
        return part("", "log", Paragraph(words(none), is_soft=True))
    catalogue = Catalogue(shown.wording, entries)
    if oneline:
        return part("", "log", log_of(catalogue, entries))
    return (
        *part("", "log", Entries(Each(entries, catalogue.item))),
        *sources_part("Sources", "sources", catalogue.all(), is_for_pages=True),
    )
