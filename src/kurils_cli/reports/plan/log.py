"""`log` for people: entries in full, or a line each."""

from collections.abc import Sequence

from kurils_cli.reports.plan.blocks import Entries, Paragraph, Part, Sources, words
from kurils_cli.reports.plan.headlines import Shown
from kurils_cli.reports.plan.items import Catalogue, Each, log_of
from kurils_cli.reports.plan.wording import Logged


def body(shown: Shown, entries: Sequence[Logged], *, oneline: bool = False) -> tuple[Part, ...]:
    """Return the parts of `log`, newest entry first."""
    if not entries:
        nothing = "no entry is like that" if shown.tracker.log else "no entry yet"
        return (Part((), "log", (Paragraph(words(nothing), is_soft=True),)),)
    catalogue = Catalogue(shown.wording, entries)
    if oneline:
        return (Part((), "log", (log_of(catalogue, entries),)),)
    sources = catalogue.all()
    return (
        Part((), "log", (Entries(Each(entries, catalogue.item)),)),
        *(
            (
                Part(
                    words(f"Sources: {len(sources)}"),
                    "sources",
                    (Sources(sources),),
                    is_folded=True,
                    is_for_pages=True,
                ),
            )
            if sources
            else ()
        ),
    )
