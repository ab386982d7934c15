"""Entries as people read them: a line or in full, and their numbered sources; `log`."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache

from kurils_cli.history import Logged
from kurils_cli.reports.plan import blocks, headlines
from kurils_cli.reports.plan.blocks import Part, Run, Words, joined, part, words
from kurils_cli.reports.plan.wording import Wording, grouped, paragraphs
from kurils_cli.words import counted


class Each(Collection[blocks.Item]):
    """Items that are worked out one by one, because a log may be long."""

    def __init__(self, entries: Sequence[Logged], make: Callable[[Logged], blocks.Item]) -> None:
        self._entries, self._make = entries, make

    def __iter__(self) -> Iterator[blocks.Item]:
        return map(self._make, self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, item: object) -> bool:
        return any(item == each for each in self)


class Catalogue:
    """The sources of a report's entries, numbered in the order in which these are shown."""

    def __init__(self, wording: Wording, entries: Iterable[Logged]) -> None:
        self._wording = wording
        self._met, self._who = cache(self._in_words), cache(wording.parties)
        self._cited = grouped(
            (address, Run(handle, "entry", wording.anchors[handle]))
            for handle, entry in {handle: entry for handle, entry, _ in entries}.items()
            for address in dict.fromkeys(entry.sources)
        )
        self._numbers = {address: at for at, address in enumerate(self._cited, start=1)}

    def anchors(self, entries: Iterable[Logged]) -> set[str]:
        """Return where some entries are in a page."""
        return {self._wording.anchors[handle] for handle, _, _ in entries}

    def all(self) -> tuple[blocks.Source, ...]:
        """Return all sources, each with the entries that cite it."""
        return tuple(
            blocks.Source(self._numbers[address], address, tuple(cited))
            for address, cited in self._cited.items()
        )

    def item(self, logged: Logged) -> blocks.Item:
        """Return an entry in full, what each party says in the order of the file."""
        handle, entry, moves = logged
        wording, says = self._wording, dict(entry.says)
        return blocks.Item(
            wording.anchors[handle],
            handle,
            entry.date,
            words(entry.title or ""),
            self._who(entry.by),
            wording.of_entry(entry, moves),
            self._met(entry.place, entry.about),
            paragraphs(entry.note),
            tuple(
                blocks.Account(wording.party(party.id), paragraphs(says[party.id]))
                for party in wording.tracker.parties
                if party.id in says
            ),
            tuple(blocks.Source(self._numbers[address], address) for address in entry.sources),
            has_moved=wording.happened(entry) and any(m.old != m.new for m in moves),
        )

    def with_moves(self, logged: Logged) -> blocks.Item:
        """Return an entry whose line says what it moved."""
        item = self.item(logged)
        moved = words(" (", joined(item.moves, "; "), ")") if item.moves else ()
        return item._replace(moved=moved, moves=())

    def _in_words(self, place: str | None, about: tuple[str, ...]) -> Words:
        """Say where an entry was, and what it is about."""
        of = words("about ", self._wording.things(about)) if about else ()
        return joined(((place or "").strip(), of), "; ")


def brief(item: blocks.Item) -> blocks.Item:
    """Return an entry as its day and title alone, where the rest is elsewhere."""
    return blocks.Item(item.anchor, item.handle, item.day, item.title)


def log_of(
    catalogue: Catalogue,
    entries: Sequence[Logged],
    *,
    is_full: bool = False,
    elsewhere: Iterable[str] = (),
    make: Callable[[Logged], blocks.Item] | None = None,
) -> blocks.Log:
    """Return entries, newest first, as lines by year."""
    by_year = grouped((logged[1].date.year, logged) for logged in entries)
    years = tuple(
        blocks.Year(f"{year:04d}", counted(len(each), "entry"), Each(each, make or catalogue.item))
        for year, each in by_year.items()
    )
    anchors = frozenset(catalogue.anchors(entries))
    return blocks.Log(years, is_full, frozenset(elsewhere), anchors)


def sources_part(
    title: str, anchor: str, sources: Sequence[blocks.Source], *, is_for_pages: bool = False
) -> tuple[Part, ...]:
    """Return the part that lists sources; none where there are none."""
    block = blocks.Sources(tuple(sources))
    title = f"{title}: {len(sources)}"
    return part(title, anchor, block, is_folded=True, is_for_pages=is_for_pages)


def log_plan(wording: Wording, entries: Sequence[Logged], *, oneline: bool) -> blocks.Plan:
    """Plan `log`, newest entry first."""
    catalogue = Catalogue(wording, entries)
    parts: tuple[Part, ...]
    if not entries:
        none = "no entry matches" if wording.tracker.log else "no entry yet"
        parts = part("", "log", blocks.Paragraph(words(none), is_soft=True))
    elif oneline:
        parts = part("", "log", log_of(catalogue, entries, make=catalogue.with_moves))
    else:
        parts = (
            *part("", "log", blocks.Entries(Each(entries, catalogue.item))),
            *sources_part("Sources", "sources", catalogue.all(), is_for_pages=True),
        )
    return blocks.Plan(headlines.log(wording, [entry for _, entry, _ in entries]), parts)
