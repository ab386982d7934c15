"""`log` for people: entries in full, or a line each."""

from collections.abc import Sequence

from kurils_cli.history import Logged
from kurils_cli.reports.plan import headlines
from kurils_cli.reports.plan.blocks import Entries, Paragraph, Part, Plan, part, words
from kurils_cli.reports.plan.items import Catalogue, Each, log_of, sources_part
from kurils_cli.reports.plan.wording import Wording


def plan(wording: Wording, entries: Sequence[Logged], *, oneline: bool) -> Plan:
    """Plan `log`, newest entry first."""
    catalogue = Catalogue(wording, entries)
    parts: tuple[Part, ...]
    if not entries:
        none = "no entry matches" if wording.tracker.log else "no entry yet"
        parts = part("", "log", Paragraph(words(none), is_soft=True))
    elif oneline:
        parts = part("", "log", log_of(catalogue, entries))
    else:
        parts = (
            *part("", "log", Entries(Each(entries, catalogue.item))),
            *sources_part("Sources", "sources", catalogue.all(), is_for_pages=True),
        )
    return Plan(headlines.log(wording, [entry for _, entry, _ in entries]), parts)
