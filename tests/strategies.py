"""Hypothesis strategies for trackers that are valid, and for what goes into them."""

from collections.abc import Iterable
from datetime import date

from hypothesis import strategies as st

from kurils_cli.history import History
from kurils_cli.model import STATES, Area, Entry, Issue, Looked, Party, Texts, Tracker
from kurils_cli.toml_format import read
from kurils_cli.toml_format.writing import rewrite

dates = st.dates(date(2016, 1, 1), date(2026, 12, 31))
texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=12
).filter(str.strip)
ids = st.from_regex(r"[a-z][a-z0-9-]{0,5}", fullmatch=True)


extras = st.lists(
    st.sampled_from(
        [("x-note", 'x-note = "n"'), ("x-size", "x-size = 3"), ("x-t", "[x-t]\nk = 1")]
    ),
    unique=True,
    max_size=2,
).map(lambda pairs: tuple(sorted(pairs)))
"""Keys that kurils does not know, one of them a table of its own."""


def ids_of(areas: Iterable[Area]) -> tuple[str, ...]:
    return tuple(area.id for area in areas)


def texts_of(parties: Iterable[str]) -> st.SearchStrategy[Texts]:
    """A text of some of the parties."""
    return st.fixed_dictionaries({}, optional=dict.fromkeys(parties, texts)).map(
        lambda said: tuple(sorted(said.items()))
    )


@st.composite
def entries(
    draw: st.DrawFn, things: tuple[Area | Issue, ...], parties: tuple[str, ...] = ()
) -> Entry:
    """An entry about some of the things, moving some of them, by some of the parties."""
    moved = draw(st.lists(st.sampled_from(things), unique=True, max_size=3)) if things else []
    changes = [(thing.id, draw(st.sampled_from(STATES[thing.kind]))) for thing in moved]
    order = [state for states in STATES.values() for state in states]
    return Entry(
        date=draw(dates),
        title=draw(texts if not changes else st.none() | texts),
        place=draw(st.none() | texts),
        sources=tuple(draw(st.lists(texts, max_size=2))),
        note=draw(st.none() | texts),
        changes=tuple(sorted(changes, key=lambda pair: order.index(pair[1]))),
        about=tuple(thing.id for thing in things if thing not in moved and draw(st.booleans())),
        by=tuple(draw(st.lists(st.sampled_from(parties), unique=True))) if parties else (),
        says=draw(texts_of(parties)),
        extra=draw(extras),
    )


def looks(known: tuple[str, ...]) -> st.SearchStrategy[Looked]:
    """A day on which somebody looked for news of some ids, or of all."""
    about = st.lists(st.sampled_from(known), unique=True, max_size=2) if known else st.just([])
    where = st.lists(texts, max_size=2)
    return st.builds(Looked, dates, about.map(tuple), where.map(tuple), st.none() | texts, extras)


@st.composite
def trackers(
    draw: st.DrawFn, *, drifting: bool = True, disputed: bool = True, spoken: int = 0
) -> Tracker:
    """A valid tracker of at least `spoken` parties, up to two.

    Its marks may differ from its log, its entries from each other.
    """
    names = draw(st.lists(ids, unique=True, min_size=spoken, max_size=8))
    cut = draw(st.integers(0, len(names) - spoken))
    parties = tuple(
        Party(
            names.pop(), draw(texts), draw(st.none() | st.sampled_from(["ja", "ru"])), draw(extras)
        )
        for _ in range(draw(st.integers(spoken, min(2, len(names) - cut))))
    )
    speakers = tuple(party.id for party in parties)
    areas = tuple(
        Area(
            id,
            draw(texts),
            draw(st.sampled_from(STATES["area"])),
            draw(st.none() | texts),
            draw(texts_of(speakers)),
            draw(extras),
        )
        for id in names[:cut]
    )
    issues = tuple(
        Issue(
            id,
            draw(texts),
            draw(st.sampled_from(STATES["issue"])),
            draw(st.none() | st.lists(st.sampled_from(areas), unique=True).map(ids_of))
            if areas
            else None,
            draw(st.none() | texts),
            draw(texts_of(speakers)),
            draw(extras),
        )
        for id in names[cut:]
    )
    things: tuple[Area | Issue, ...] = (*areas, *issues)
    log: list[Entry] = []
    for entry in draw(st.lists(entries(things, speakers), max_size=6)):
        taken = {(e.date, id) for e in log for id, _ in e.changes}
        if disputed or not any((entry.date, id) in taken for id, _ in entry.changes):
            log.append(entry)
    looked = tuple(draw(st.lists(looks(tuple(thing.id for thing in things)), max_size=2)))
    tracker = Tracker(draw(texts), areas, issues, tuple(log), parties, looked, draw(extras))
    if drifting:
        return tracker
    left = History(Tracker("", log=tuple(log))).standings
    return tracker.marked({id: standing.state for id, standing in left.items()})


def text_of(tracker: Tracker) -> str:
    """The text of a tracker, written from nothing by the writer under test."""
    bare = 'schema = 1\ntitle = "x"\n'
    return rewrite(bare, "generated", read(bare, "generated").tracker, tracker).text
