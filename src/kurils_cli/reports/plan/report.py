"""`report` and `report --since` for people."""

from collections.abc import Sequence
from datetime import date

from kurils_cli import history
from kurils_cli.history import History, Logged
from kurils_cli.model import Party
from kurils_cli.reports.plan import blocks, headlines
from kurils_cli.reports.plan.blocks import Part, Plan, part, words
from kurils_cli.reports.plan.changes import became, change, once
from kurils_cli.reports.plan.findings import findings
from kurils_cli.reports.plan.headlines import Shown, seen
from kurils_cli.reports.plan.items import (
    Catalogue,
    Each,
    entries_in_words,
    log_of,
    sources_part,
)
from kurils_cli.reports.plan.rows import blocking, called, drawn, rows
from kurils_cli.reports.plan.wording import Wording


def plan(past: History, as_of: date | None, by: Party | None, *, is_full: bool) -> Plan:
    """Plan `report`: marks and lanes, what set them, the log, the sources."""
    shown = seen(past, as_of, by)
    things, logged, handles = shown.tracker.things, shown.wording.logged[::-1], _setting(shown)
    setting = [each for each in logged if each[0] in handles]
    announced = _later(shown)
    catalogue = Catalogue(shown.wording, [*announced, *setting, *logged])
    parts = (
        *findings(shown),
        *part("", "marks", drawn(shown, things), blocks.Paragraph(blocking(shown, things))),
        *called(shown, things, is_for_pages=not is_full),
        *_announced(catalogue, announced),
        *_set_by(catalogue, setting),
        *_log(catalogue, logged, setting, is_full=is_full),
        *_sources(catalogue, [*announced, *setting], is_full=is_full),
    )
    return Plan(headlines.standing(shown), parts)


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


def _later(shown: Shown) -> Sequence[Logged]:
    """Return the entries dated later than the report, newest first."""
    return shown.wording.past.logged[len(shown.wording.logged) :][::-1]


def _in_full(
    title: str, anchor: str, catalogue: Catalogue, entries: Sequence[Logged]
) -> tuple[Part, ...]:
    return part(title, anchor, blocks.Entries(Each(entries, catalogue.item), is_cited=True))


def _announced(catalogue: Catalogue, entries: Sequence[Logged]) -> tuple[Part, ...]:
    """Return the part with entries dated later than the report, which moved nothing yet."""
    title = f"Announced for later: {entries_in_words(entries)}"
    return _in_full(title, "announced", catalogue, entries)


def _set_by(catalogue: Catalogue, setting: Sequence[Logged]) -> tuple[Part, ...]:
    has_accounts = any(entry.says for _, entry, _ in setting)
    which = ", and what each side said" if has_accounts else ""
    title = f"What set these marks{which}: {entries_in_words(setting)}"
    return _in_full(title, "set-by", catalogue, setting)


def _log(
    catalogue: Catalogue, logged: Sequence[Logged], setting: Sequence[Logged], *, is_full: bool
) -> tuple[Part, ...]:
    """Return the log as lines; nothing if all of it is shown in full already."""
    if len(logged) == len(setting):
        return ()
    log = log_of(catalogue, logged, is_full=is_full, elsewhere=catalogue.anchors(setting))
    return part(f"The log: {entries_in_words(logged)}, newest first", "log", log)


def _sources(catalogue: Catalogue, full: Sequence[Logged], *, is_full: bool) -> tuple[Part, ...]:
    """Return the sources: first those of entries that are in full, then the others."""
    sources = catalogue.all()
    first = len({address for _, entry, _ in full for address in entry.sources})
    if first in (0, len(sources)):
        return sources_part("Sources", "sources", sources)
    above, others = "Sources of the entries above in full", "Sources of the other entries"
    return (
        *sources_part(above, "sources", sources[:first]),
        *sources_part(others, "more-sources", sources[first:], is_for_pages=not is_full),
    )


# ------------------------------------------------------------------ what is new


def since_plan(past: History, as_of: date | None, by: Party | None, first: date) -> Plan:
    """Plan `report --since`: what changed, the present marks, the entries."""
    shown = seen(past, as_of, by)
    wording, later = shown.wording, _later(shown)
    before = Wording(History(history.before(shown.tracker, first)), wording.by)
    found = became(before, wording)
    entries = [each for each in wording.logged[::-1] if each[1].date >= first]
    moving = {
        of.id: [
            each
            for each in wording.naming.get(of.id, ())
            if each[1].date >= first and each[1].names(of.id)
        ]
        for of in found
    }
    explaining = [each for of_one in moving.values() for each in of_one]
    catalogue = Catalogue(wording, [*explaining, *later, *entries])
    changes = [change((before, wording), of, map(catalogue.item, moving[of.id])) for of in found]
    strip = blocks.Strip(rows(shown, shown.tracker.things, changed=moving))
    parts = (
        *findings(shown),
        *part("What changed", "changed", blocks.Changes(tuple(once(changes)))),
        *part(words("Where it stands: ", headlines.counts(shown)), "marks", strip),
        *_announced(catalogue, later),
        *_new(catalogue, entries, explaining),
        *sources_part("Sources", "sources", catalogue.all()),
    )
    changed = sum(each.old != each.new for each in found)
    parted = len(found) - changed
    return Plan(headlines.since(shown, first, changed, parted, len(entries)), parts)


def _new(
    catalogue: Catalogue, entries: Sequence[Logged], explaining: Sequence[Logged]
) -> tuple[Part, ...]:
    """Return the new entries as lines, and then those that explain no change in full."""
    size, above = entries_in_words(entries), catalogue.anchors(explaining)
    title = f"The {size}, newest first" if len(entries) > 1 else "The only entry"
    rest = [each for each in entries if not above & catalogue.anchors([each])]
    in_full = "The other entries in full" if above else "The entries in full"
    return (
        *part(title, "log", log_of(catalogue, entries, elsewhere=catalogue.anchors(entries))),
        *_in_full(in_full, "entries", catalogue, rest),
    )
