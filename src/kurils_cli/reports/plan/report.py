"""`report` and `report --since` for people."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from kurils_cli import history
from kurils_cli.history import History
from kurils_cli.reports.plan import headlines
from kurils_cli.reports.plan.blocks import (
    Block,
    Change,
    Changes,
    Entries,
    Headline,
    Paragraph,
    Part,
    Strip,
    words,
)
from kurils_cli.reports.plan.changes import Became, became, change
from kurils_cli.reports.plan.findings import findings
from kurils_cli.reports.plan.headlines import Shown
from kurils_cli.reports.plan.items import Catalogue, Each, brief, log_of, sources_part
from kurils_cli.reports.plan.rows import blocking, called, drawn, rows
from kurils_cli.reports.plan.wording import Logged, Wording, counted


def body(shown: Shown, *, is_full: bool = False) -> tuple[Part, ...]:
    """Return the parts of `report`: marks and lanes, what set them, the log, the sources."""
    tracker, logged = shown.tracker, shown.wording.logged[::-1]
    announced = _later(shown)
    handles = _setting(shown)
    setting = [each for each in logged if each[0] in handles]
    rest = [each for each in logged if each[0] not in handles]
    catalogue = Catalogue(shown.wording, [*announced, *setting, *rest])
    return (
        *findings(shown),
        *_marks(shown),
        *called(shown, tracker.things, is_for_pages=not is_full),
        *_announced(catalogue, announced),
        *_set_by(catalogue, setting),
        *_log(catalogue, logged, setting, is_full=is_full),
        *_sources(catalogue, [*announced, *setting], rest, is_full=is_full),
    )


def _setting(shown: Shown) -> set[str]:
    """Return the handles of the entries that set the marks, or a side of a contested one."""
    past = shown.wording.past
    found = {handle for id, (handle, _) in past.setters.items() if id in past.since}
    sides = {
        (id, on, shown.wording.contested_marks[id][party])
        for id in shown.wording.contested_marks
        for party, on in past.accounts_since[id].items()
    }
    return found | {
        handle
        for handle, entry, moves in shown.wording.logged
        if any((move.id, entry.date, move.new) in sides for move in moves)
    }


def _marks(shown: Shown) -> tuple[Part, ...]:
    things = shown.tracker.things
    if not things:
        return ()
    said = blocking(shown, things)
    blocks: tuple[Block, ...] = (drawn(shown, things),)
    return (Part((), "marks", (*blocks, *((Paragraph(said),) if said else ()))),)


def _later(shown: Shown) -> Sequence[Logged]:
    """Return the entries dated later than the report, newest first."""
    return shown.wording.past.logged[len(shown.wording.logged) :][::-1]


def _announced(catalogue: Catalogue, entries: Sequence[Logged]) -> tuple[Part, ...]:
    """Return the part with entries dated later than the report, which moved nothing yet."""
    if not entries:
        return ()
    title = words(f"Announced for later: {counted(len(entries), 'entry', 'entries')}")
    return (Part(title, "announced", (Entries(Each(entries, catalogue.item), is_cited=True),)),)


def _set_by(catalogue: Catalogue, setting: Sequence[Logged]) -> tuple[Part, ...]:
    if not setting:
        return ()
    has_accounts = any(entry.says for _, entry, _ in setting)
    which = ", and what each side said" if has_accounts else ""
    title = words(f"What set these marks{which}: {counted(len(setting), 'entry', 'entries')}")
    return (Part(title, "set-by", (Entries(Each(setting, catalogue.item), is_cited=True),)),)


def _log(
    catalogue: Catalogue, logged: Sequence[Logged], setting: Sequence[Logged], *, is_full: bool
) -> tuple[Part, ...]:
    if len(logged) == len(setting):
        return ()
    size = counted(len(logged), "entry", "entries")
    full = [catalogue.item(each).anchor for each in setting]
    log = log_of(catalogue, logged, is_full=is_full, elsewhere=full)
    return (Part(words(f"The log: {size}, newest first"), "log", (log,)),)


def _sources(
    catalogue: Catalogue, setting: Sequence[Logged], rest: Sequence[Logged], *, is_full: bool
) -> tuple[Part, ...]:
    sources = catalogue.all()
    first = len({address for _, entry, _ in setting for address in entry.sources})
    if not setting or not rest:
        return sources_part("Sources", "sources", sources, is_for_pages=False)
    return (
        *sources_part(
            "Sources of the entries above in full", "sources", sources[:first], is_for_pages=False
        ),
        *sources_part(
            "Sources of the other entries",
            "more-sources",
            sources[first:],
            is_for_pages=not is_full,
        ),
    )


# ------------------------------------------------------------------ what is new


def _before(shown: Shown, first: date) -> Wording:
    return Wording(History(history.before(shown.tracker, first)), shown.wording.by)


def since_headline(shown: Shown, first: date) -> Headline:
    """Return the top of `report --since`."""
    found = became(_before(shown, first), shown.wording)
    changed = sum(each.old != each.new for each in found)
    entries = len(_entries(shown, first))
    return headlines.since(shown, first, changed, len(found) - changed, entries)


def _entries(shown: Shown, first: date) -> list[Logged]:
    return [each for each in shown.wording.logged[::-1] if each[1].date >= first]


def since_body(shown: Shown, first: date) -> tuple[Part, ...]:
    """Return the parts of `report --since`: what changed, where it stands, the entries."""
    before, entries = _before(shown, first), _entries(shown, first)
    found = became(before, shown.wording)
    moving = [each for each in entries if _moves_one(each, found)]
    ordered = [each for of in found for each in moving[::-1] if each[1].names(of.id)]
    catalogue = Catalogue(shown.wording, [*ordered, *_later(shown), *entries])
    changes = tuple(
        change(
            (before, shown.wording),
            each,
            (catalogue.item(logged) for logged in moving[::-1] if logged[1].names(each.id)),
        )
        for each in found
    )
    told = {item.anchor for each in changes for item in each.entries}
    return (
        *findings(shown),
        *(
            (Part(words("What changed"), "changed", (Changes(tuple(_once(changes))),)),)
            if changes
            else ()
        ),
        *_strip(shown, found),
        *_announced(catalogue, _later(shown)),
        *_new_entries(catalogue, entries, told),
        *sources_part("Sources", "sources", catalogue.all(), is_for_pages=False),
    )


def _moves_one(logged: Logged, found: Sequence[Became]) -> bool:
    return any(logged[1].names(each.id) for each in found)


def _once(changes: Iterable[Change]) -> Iterator[Change]:
    """Yield changes, each of their entries in full the first time that it is there."""
    told: set[str] = set()
    for each in changes:
        yield each._replace(
            entries=tuple(brief(item) if item.anchor in told else item for item in each.entries)
        )
        told |= {item.anchor for item in each.entries}


def _strip(shown: Shown, found: Sequence[Became]) -> tuple[Part, ...]:
    things = shown.tracker.things
    if not things:
        return ()
    strip = Strip(rows(shown, things, changed=[each.id for each in found]))
    return (Part(words("Where it stands: ", headlines.counts(shown)), "marks", (strip,)),)


def _new_entries(
    catalogue: Catalogue, entries: Sequence[Logged], told: set[str]
) -> tuple[Part, ...]:
    if not entries:
        return ()
    rest = [each for each in entries if catalogue.item(each).anchor not in told]
    size = counted(len(entries), "entry", "entries")
    log = log_of(catalogue, entries, elsewhere=[catalogue.item(each).anchor for each in entries])
    lines = Part(
        words(f"The {size}, newest first" if len(entries) > 1 else "The only entry"), "log", (log,)
    )
    full = Entries(Each(rest, catalogue.item), is_cited=True)
    title = words("The other entries in full" if told else "The entries in full")
    return (lines, *((Part(title, "entries", (full,)),) if rest else ()))
