"""`log` for people: entries in full, or a line each."""

from collections.abc import Sequence
from datetime import date

from kurils_cli.history import History, Logged
from kurils_cli.model import Party
from kurils_cli.reports.plan import headlines
from kurils_cli.reports.plan.blocks import Entries, Paragraph, Part, Plan, part, words
from kurils_cli.reports.plan.headlines import Shown, seen
from kurils_cli.reports.plan.items import Catalogue, Each, log_of, sources_part


def plan(
    past: History,
    as_of: date | None,
    by: Party | None,
    entries: Sequence[Logged],
    *,
    oneline: bool,
) -> Plan:
    """Plan `log`, newest entry first."""
    shown = seen(past, as_of, by)
    headline = headlines.log(shown, [entry for _, entry, _ in entries])
    return Plan(headline, _parts(shown, entries, oneline=oneline))


def _parts(shown: Shown, entries: Sequence[Logged], *, oneline: bool) -> tuple[Part, ...]:
    if not entries:
        none = "no entry matches" if shown.tracker.log else "no entry yet"
        return part("", "log", Paragraph(words(none), is_soft=True))
    catalogue = Catalogue(shown.wording, entries)
    if oneline:
        return part("", "log", log_of(catalogue, entries))
    return (
        *part("", "log", Entries(Each(entries, catalogue.item))),
        *sources_part("Sources", "sources", catalogue.all(), is_for_pages=True),
    )
