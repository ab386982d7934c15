"""`report` and `report --since` for people."""

from collections.abc import Sequence
from datetime import date

from kurils_cli import history
from kurils_cli.history import History, Logged
from kurils_cli.reports.plan import blocks, headlines
from kurils_cli.reports.plan.blocks import Part, Plan, part, words
from kurils_cli.reports.plan.changes import Became, became, change, once
from kurils_cli.reports.plan.findings import findings
from kurils_cli.reports.plan.items import Catalogue, Each, log_of, sources_part
from kurils_cli.reports.plan.rows import blocking, called, drawn, looks, rows
from kurils_cli.reports.plan.wording import Wording
from kurils_cli.words import counted


def plan(wording: Wording, *, is_full: bool) -> Plan:
    """Plan `report`: marks and lanes, what set them, the log, the sources."""
    things, logged, handles = wording.tracker.things, wording.past.happened[::-1], _setting(wording)
    setting = [each for each in logged if each[0] in handles]
    announced = wording.past.announced[::-1]
    catalogue = Catalogue(wording, [*announced, *setting, *logged])
    which = ", and what each side said" if any(entry.says for _, entry, _ in setting) else ""
    set_by = f"What set these marks{which}: {counted(len(setting), 'entry')}"
    log = log_of(catalogue, logged, is_full=is_full, elsewhere=catalogue.anchors(setting))
    title = f"The log: {counted(len(logged), 'entry')}, newest first"
    parts = (
        *findings(wording),
        *part("", "marks", drawn(wording, things), blocks.Paragraph(blocking(wording, things))),
        *called(wording, things, is_for_pages=not is_full),
        *looks(wording, is_for_pages=not is_full),
        *_announced(catalogue, announced),
        *_in_full(set_by, "set-by", catalogue, setting),
        *(part(title, "log", log) if len(setting) < len(logged) else ()),
        *_sources(catalogue, [*announced, *setting], is_full=is_full),
    )
    return Plan(headlines.standing(wording), parts)


def _setting(wording: Wording) -> set[str]:
    """Return the handles of the entries that set the marks, and of each side's word if contested.

    Where both sides say a mark, its row leads to the entry with the second one's word.
    """
    past = wording.past
    return {handle for id, (handle, _) in past.setters.items() if id in past.since} | {
        wording.word(party, id) for id, sides in wording.contested.items() for party in sides
    }


def _in_full(
    title: str, anchor: str, catalogue: Catalogue, entries: Sequence[Logged]
) -> tuple[Part, ...]:
    return part(title, anchor, blocks.Entries(Each(entries, catalogue.item), is_cited=True))


def _announced(catalogue: Catalogue, entries: Sequence[Logged]) -> tuple[Part, ...]:
    """Return the part with entries dated later than the report, which moved nothing yet."""
    title = f"Announced for later: {counted(len(entries), 'entry')}"
    return _in_full(title, "announced", catalogue, entries)


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


def since_plan(wording: Wording, first: date) -> Plan:
    """Plan `report --since`: what changed, the present marks, the entries."""
    later, logged = wording.past.announced[::-1], wording.past.happened
    before = Wording(History(history.before(wording.tracker, first)))
    found = _changed(before, wording, first)
    entries = [each for each in logged[::-1] if each[1].date >= first]
    moving = {of.id: [each for each in entries[::-1] if each[1].names(of.id)] for of in found}
    explaining = [each for of_one in moving.values() for each in of_one]
    catalogue = Catalogue(wording, [*explaining, *later, *entries])
    changes = [change((before, wording), of, map(catalogue.item, moving[of.id])) for of in found]
    strip = blocks.Strip(rows(wording, wording.tracker.things, changed=moving))
    parts = (
        *findings(wording),
        *part("What changed", "changed", blocks.Changes(tuple(once(changes)))),
        *part(words("Where it stands: ", headlines.counts(wording)), "marks", strip),
        *_announced(catalogue, later),
        *_new(catalogue, entries, explaining),
        *sources_part("Sources", "sources", catalogue.all()),
    )
    changed = [each.id for each in found if each.old != each.new]
    same = [each for each in found if each.old == each.new]
    parted = sum(each.is_contested and not each.was_contested for each in same)
    returned = sum(not (each.is_contested or each.was_contested) for each in same)
    return Plan(headlines.since(wording, first, changed, parted, returned, len(entries)), parts)


def _changed(before: Wording, after: Wording, first: date) -> list[Became]:
    """Return what became of marks from a day on: a mark that drifts did not change on a day."""
    past = after.past
    found = {
        each.id: each
        for each in became(before, after)
        if each.is_contested or each.was_contested or past.marks_by_log[each.id] != each.old
    }
    return [
        found.get(thing.id) or Became(thing.id, thing.status, thing.status)
        for thing in after.tracker.things
        if thing.id in found or (thing.id in past.since and past.since[thing.id] >= first)
    ]


def _new(
    catalogue: Catalogue, entries: Sequence[Logged], explaining: Sequence[Logged]
) -> tuple[Part, ...]:
    """Return the new entries as lines, and then those that explain no change in full."""
    above = catalogue.anchors(explaining)
    more = f"The {counted(len(entries), 'entry')}, newest first"
    title = more if len(entries) > 1 else "The only entry"
    rest = [each for each in entries if not above & catalogue.anchors([each])]
    in_full = "The other entries in full" if above else "The entries in full"
    return (
        *part(title, "log", log_of(catalogue, entries, elsewhere=catalogue.anchors(entries))),
        *_in_full(in_full, "entries", catalogue, rest),
    )
