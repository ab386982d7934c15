"""The blocks that people's formats render: words and their order are decided, looks are not.

A report has a `Headline` and parts of blocks. A format renders a block by a small function
and adds no word. It may choose colours and signs, widths, whether a day is `2019-11-02`
or `spelled`, and in the cells of a table an id in place of a name. No text here is
escaped, and invisible characters are still in it: each format's function for a run sees
to both.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from kurils_cli.reports.cells import is_link

RunKind: TypeAlias = Literal[
    "text",  # as it is
    "strong",  # stressed
    "soft",  # less important than what is beside it
    "day",  # text: YYYY-MM-DD; `spelled` in pages and their headlines
    "days",  # text: YYYY-MM-DD to YYYY-MM-DD; likewise
    "mark",  # text: the word for a state; to: the state, for its colour and sign, or `none`
    "sign",  # text: + - ~ →; to: added, removed, changed, becomes
    "thing",  # text: the name of an area or issue; to: its id
    "party",  # text: the name of a party; to: its id
    "entry",  # text: the title, or a word in its place; to: its anchor
    "part",  # text: any; to: the anchor of a part
    "source",  # text: the host or address; to: the address, a link only if `is_link`
    "command",  # text: a command to paste
]


class Run(NamedTuple):
    """Some words of one kind. `to` is what they lead to, without `#`: see the kinds.

    A `day` with `to` leads to the entry of that anchor. `lang` is a BCP 47 tag where the
    text is in another language than English.
    """

    text: str
    kind: RunKind = "text"
    to: str = ""
    lang: str = ""


Words: TypeAlias = tuple[Run, ...]


def plain(words: Words) -> str:
    """Return words as text, days in ISO form."""
    return "".join(run.text for run in words)


_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)  # not strftime, which speaks the user's language


def spelled(run: Run) -> str:
    """Return the text of a run for a page: `2 November 2019`, `1 to 9 May 2019`."""
    if run.kind not in ("day", "days"):
        return run.text
    *firsts, last = map(date.fromisoformat, run.text.split(" to "))
    until = f"{last.day} {_MONTHS[last.month - 1]} {last.year}"
    for first in firsts:
        month = (
            ""
            if (first.year, first.month) == (last.year, last.month)
            else f" {_MONTHS[first.month - 1]}"
        )
        year = "" if first.year == last.year else f" {first.year}"
        until = f"{first.day}{month}{year} to {until}"
    return until


def shortened(run: Run) -> str:
    """Return the text of a run for a narrow place in a page: `2 Nov 2019`."""
    is_of_days = run.kind in ("day", "days")
    return re.sub(r"\b([A-Z][a-z]{2})[a-z]+", r"\1", spelled(run)) if is_of_days else run.text


def day_in_year(day: date) -> str:
    """Return a day for a narrow place below its year: `2 Nov`."""
    return f"{day.day} {_MONTHS[day.month - 1][:3]}"


class Headline(NamedTuple):
    """The top of a report: the finding, a sentence without a full stop, and what it rests on.

    `deck` are sentences that follow from it. `title` is the tracker's, in pieces that each
    stay on a line where they fit. `standing` says as of when this is, and how old the log
    is. `notes` say what to do next.
    """

    finding: Words
    deck: tuple[Words, ...] = ()
    title: tuple[str, ...] = ()
    standing: Words = ()
    notes: tuple[Words, ...] = ()


class Source(NamedTuple):
    """A source, numbered from 1 throughout a report; `cited` are days that lead to entries."""

    number: int
    address: str
    cited: tuple[Run, ...] = ()

    @property
    def is_link(self) -> bool:
        return is_link(self.address)

    @property
    def short(self) -> str:
        """The name of its host, without `www.`."""
        host = re.split("[/?#]", self.address.partition("://")[2], maxsplit=1)[0]
        return host.removeprefix("www.") if self.is_link else "source"


class Account(NamedTuple):
    """What one party says of an entry. Those of one entry get the same room, side by side."""

    party: Run
    paragraphs: tuple[Words, ...]


class Item(NamedTuple):
    """An entry: a line of a log, which is bold where it `has_moved` a mark, or in full.

    `anchor` lasts: it is made of date and title. `handle` is how a command names it.
    `who` is "Japan, Russia", or empty: nobody in particular. `moves` are lines such as
    "piloted: Tourism". `met` is where it was and what it is about. `moved` is what a line of
    a log says that it moved.
    """

    anchor: str
    handle: str
    day: date
    title: Words
    who: Words = ()
    moves: tuple[Words, ...] = ()
    met: Words = ()
    paragraphs: tuple[Words, ...] = ()
    accounts: tuple[Account, ...] = ()
    sources: tuple[Source, ...] = ()
    has_moved: bool = False
    moved: Words = ()

    @property
    def circumstances(self) -> Words:
        """Who says so, where it was and what it is about, for a line of its own."""
        return joined((words("Said by ", self.who) if self.who else (), self.met), "; ")


class Paragraph(NamedTuple):
    """One paragraph."""

    words: Words
    is_soft: bool = False


class Points(NamedTuple):
    """A list, a line or more each."""

    points: tuple[Words, ...]


class Grid(NamedTuple):
    """A plain table. The first column heads its row."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]


class Claim(NamedTuple):
    """One answer to what state an area or issue is in.

    `state` is a `mark` run, `since` a `day` run that leads to the entry that set it, or
    nothing. `who` is for a column "Said by": "Japan, Russia (from 2019-11-06)", "Russia
    alone", "Japan, Russia; China silent". `said` is the same as part of a sentence: "said by
    Japan, Russia". `brief` is `who` without days, for a narrow place; empty: `who` has none.
    `silent` follows the last claim about a contested mark: "; China silent".
    """

    state: Run
    since: Run | None
    who: Words
    said: Words
    brief: Words = ()
    silent: Words = ()


class Tick(NamedTuple):
    """An entry in a lane. `sign` is `entry`, or the state that it put the thing into;
    `party` the one in whose line it is, where a lane splits.
    """

    day: date
    anchor: str
    title: str
    sign: str = "entry"
    party: str = ""


class Stretch(NamedTuple):
    """A time in one state, from `start` to `end`, which is at most the end of the drawing."""

    state: str
    start: date
    end: date


class Line(NamedTuple):
    """The stretches of a lane; of one party where the lane splits, else `party` is None."""

    party: Run | None
    stretches: tuple[Stretch, ...]


class Lane(NamedTuple):
    """One area or issue over time: the line for everybody, then if it is contested one for each
    party from the day on which they differ, in the order of `Mark.claims`.
    """

    lines: tuple[Line, ...]
    ticks: tuple[Tick, ...]
    looked: tuple[date, ...] = ()


NO_LANE = Lane((Line(None, ()),), ())
"""The lane of a mark in a table without lanes."""


class Mark(NamedTuple):
    """A row: an area or issue, and its state.

    `claims` has one; where the mark is contested one for each party that says a state, in the
    order of the file. `last_heard` and `looked` are `day` runs. `finding` says that it does
    not add up, or is empty. `anchor` is where a `thing` run leads.
    """

    kind: Literal["area", "issue"]
    name: Run
    anchor: str
    claims: tuple[Claim, ...]
    is_contested: bool = False
    last_heard: Run | None = None
    looked: Run | None = None
    finding: Words = ()
    lane: Lane = NO_LANE
    is_changed: bool = False


class Event(NamedTuple):
    """An entry that moved a mark, numbered from the oldest; `moves` are lines for its key."""

    number: int
    day: date
    anchor: str
    title: str
    moves: tuple[Words, ...]


class Gap(NamedTuple):
    """A time of more than a year in which no entry names any area of the drawing."""

    start: date
    end: date
    words: Words


class Meaning(NamedTuple):
    """A sign that is drawn and what it means: `gap`, or a key of `wording.MEANINGS`."""

    sign: str
    words: Words


class Timeline(NamedTuple):
    """The scale that the lanes of `Marks` share, and what is above and below them.

    Beyond `newest`, the day of the newest entry, a line is dotted. `day` is as of when it
    is, or None where a window leaves it out. `several` and `many` explain a sign that means
    several entries.
    """

    start: date
    end: date
    newest: date | None
    day: date | None
    events: tuple[Event, ...] = ()
    gaps: tuple[Gap, ...] = ()
    legend: tuple[Meaning, ...] = ()
    several: str = "or how many"
    many: str = "ten or more"
    caption: str = "Where it stands: each area and issue, its entries over time, its mark"


class Heads(NamedTuple):
    """The headings of `Marks`; a column that is empty in every row is not shown."""

    areas: str = "Areas"
    issues: str = "Issues"
    mark: str = "Mark"
    since: str = "Since"
    who: str = "Said by"
    last_heard: str = "Last heard"
    looked: str = "Looked"
    name: str = "Name"
    contested: str = "contested"
    lane: str = "Entries over time"


class Marks(NamedTuple):
    """The one table that is picture and marks at once: areas, then issues.

    With a `timeline` each row has a lane, and `timeline.events` name what moved marks.
    """

    rows: tuple[Mark, ...]
    timeline: Timeline | None = None
    heads: Heads = Heads()

    @property
    def tables(self) -> "Iterator[tuple[Grid, tuple[Mark, ...]]]":
        """The areas, then the issues, as a table with a row for each claim; and each row's mark."""
        heads, optional = self.heads, ("last_heard", "looked")
        later = [field for field in optional if any(getattr(row, field) for row in self.rows)]
        labels = (heads.mark, heads.since, heads.who, *(getattr(heads, field) for field in later))
        for kind, head in (("area", heads.areas), ("issue", heads.issues)):
            marks = [mark for mark in self.rows if mark.kind == kind]
            cells = [line for mark in marks for line in self.lines(mark, later)]
            of = [mark for mark in marks for _ in mark.claims]
            if marks:
                yield Grid((head, *labels), tuple(cells)), tuple(of)

    def lines(self, mark: Mark, later: Sequence[str] = ()) -> Iterator[tuple[Words, ...]]:
        """Yield the cells of a mark, those of each claim on a line."""
        firsts = [mark.name, Run(self.heads.contested, "mark", "contested")]
        for at, claim in enumerate(mark.claims):
            since = words(claim.since) if claim.since else ()
            days = [None if at else getattr(mark, field) for field in later]
            yield (
                words(*firsts[at : at + 1]),
                words(claim.state),
                since,
                words(claim.who, claim.silent),
                *(words(day) if day else () for day in days),
            )


class Strip(NamedTuple):
    """The marks in short: name, mark and day; `is_changed` rows say `changed`."""

    rows: tuple[Mark, ...]
    changed: str = "changed"

    @property
    def grid(self) -> "Grid":
        """The same as a table without headings."""
        changed = words(Run(self.changed, "strong"))
        rows = (
            (*cells[:3], changed if row.is_changed and cells[0] == words(row.name) else ())
            for row in self.rows
            for cells in Marks((row,)).lines(row)
        )
        return Grid(("", "", "", ""), tuple(rows))


class Change(NamedTuple):
    """What became of one area or issue, in a sentence or more, and the entries that explain it.

    `state` is its present one, for a colour; empty: it was removed, or is contested. `entries`
    have title and day, and their accounts where they are to be shown.
    """

    name: Run
    state: str
    lines: tuple[Words, ...]
    entries: tuple[Item, ...] = ()


class Changes(NamedTuple):
    """The marks that changed, a sentence each."""

    changes: tuple[Change, ...]


class Entries(NamedTuple):
    """Entries in full, under a heading each. `items` may be worked out one by one.

    `is_cited`: a part of `Sources` has their addresses, and a terminal shows only numbers.
    """

    items: Collection[Item]
    is_cited: bool = False


class Year(NamedTuple):
    """A year of a log, and how many entries it has ("4 entries")."""

    year: str
    size: str
    items: Collection[Item]


class Log(NamedTuple):
    """Entries as one line each, by year, newest first.

    A page shows the whole of an item when it is opened, a terminal and Markdown only if it
    `is_full`, as in `Entries`. An item whose anchor is in `elsewhere` is in full in another
    part: here it is a line, which leads there. `anchors` are those of all items, which a page
    needs before the items are worked out.
    """

    years: tuple[Year, ...]
    is_full: bool = False
    elsewhere: frozenset[str] = frozenset()
    anchors: frozenset[str] = frozenset()


class Sources(NamedTuple):
    """Sources, by number."""

    sources: tuple[Source, ...]


Block: TypeAlias = Paragraph | Points | Grid | Marks | Strip | Changes | Entries | Log | Sources


class Part(NamedTuple):
    """Blocks under a heading, or under none where `title` is empty.

    One that `is_folded` is closed in a page until it is opened; one that `is_for_pages` is
    left out by a terminal and Markdown.
    """

    title: Words
    anchor: str
    blocks: tuple[Block, ...]
    is_folded: bool = False
    is_for_pages: bool = False


class Plan(NamedTuple):
    """All that people read of a report."""

    headline: Headline
    parts: tuple[Part, ...]


def part(
    title: "str | Words",
    anchor: str,
    *blocks: Block,
    is_folded: bool = False,
    is_for_pages: bool = False,
) -> tuple[Part, ...]:
    """Return a part with those blocks that are not empty; no part if all are."""
    found = tuple(each for each in blocks if (each.rows if isinstance(each, Grid) else each[0]))
    return (Part(words(title), anchor, found, is_folded, is_for_pages),) if found else ()


def words(*parts: "str | Run | Words") -> Words:
    """Return words, from texts, runs and other words in this order; empty ones are left out."""
    found: list[Run] = []
    for part in parts:
        each = Run(part) if isinstance(part, str) else part
        found += [run for run in ((each,) if isinstance(each, Run) else each) if run.text]
    return tuple(found)


def joined(items: "Iterable[str | Run | Words]", between: str = ", ", last: str = "") -> Words:
    """Return items that are not empty with words between them, or `last` before the last."""
    every = [item for item in items if item]
    if len(every) < 2:
        return words(*every)
    *rest, end = every
    parted = [each for item in rest for each in (item, between)][:-1]
    return words(*parted, last or between, end)
