"""A report in a terminal: its finding first, then its parts, a small function for each block."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import IO

from kurils_cli.formats import screen_bars, screen_grid
from kurils_cli.formats.screen import Line, Screen, Span, cell_len, characters, codes_of, parted
from kurils_cli.reports import Report
from kurils_cli.reports.plan import blocks

ROOM = 28
"""Accounts are side by side where each has this many columns."""
INDENT = 2
"""How far what is under a heading is indented."""
_AT_ONCE, _AT_MOST = 40, 1280
"""How many lines are yielded together: first about a screen, then twice as many each time."""


def render(report: Report, stream: IO[str], width: int | None) -> str:
    """Return the report as lines for `stream`, coloured if it takes colours.

    `width` is in columns; None means as wide as the rows are.
    """
    return "".join(chunks(report, stream, width))


def chunks(report: Report, stream: IO[str], width: int | None) -> Iterator[str]:
    """Yield the same a screen at a time, so that the first is there before the last is made."""
    is_ascii = not (getattr(stream, "encoding", None) or "utf-8").lower().startswith("utf")
    codes = codes_of(stream)
    shown = lines(report, Screen(width, is_ascii=is_ascii))
    many = _AT_ONCE
    while some := [characters(line, codes) for line in islice(shown, many)]:
        yield "\n".join([*some, ""])
        many = min(2 * many, _AT_MOST)


def lines(report: Report, screen: Screen) -> Iterator[Line]:
    """Yield the lines of a report, without their codes."""
    plan = report.plan()
    yield from _headline(screen, plan.headline)
    has_rows = report.name != "timeline"
    for part in plan.parts:
        if not part.is_for_pages:
            yield ()
            yield from screen.paragraph(part.title, "strong") if part.title else ()
            yield from parted(_block(screen, block, has_rows=has_rows) for block in part.blocks)


def _headline(screen: Screen, headline: blocks.Headline) -> Iterator[Line]:
    yield from screen.paragraph(headline.finding, "strong")
    for words in headline.deck:
        yield from screen.paragraph(words)
    if headline.title or headline.standing or headline.notes:
        yield ()
    yield from _title(screen, headline.title)
    if headline.standing:
        yield from screen.paragraph(headline.standing, "soft")
    for words in headline.notes:
        yield from screen.paragraph(words)


def _title(screen: Screen, pieces: Iterable[str]) -> Iterator[Line]:
    """Yield a title, each piece of it on one line if it fits."""
    line = ""
    for piece in map(screen.text, pieces):
        longer = f"{line} {piece}" if line else piece
        if line and cell_len(longer) > screen.width:
            yield from screen.folded([Span(line)])
            longer = piece
        line = longer
    if line:
        yield from screen.folded([Span(line)])


def _block(screen: Screen, block: blocks.Block, *, has_rows: bool) -> Iterator[Line]:
    match block:
        case blocks.Paragraph():
            return screen.paragraph(block.words, "soft" if block.is_soft else "")
        case blocks.Points():
            points = (screen.paragraph(words, hanging=INDENT) for words in block.points)
            return chain.from_iterable(points)
        case blocks.Grid():
            return screen_grid.grid(screen, block)
        case blocks.Marks():
            has_table = has_rows or not block.timeline
            table = [screen_grid.marks(screen, block)] if has_table else []
            bars = [screen_bars.bars(screen, block, has_ends=not has_rows)]
            return parted([*table, *(bars if block.timeline else [])])
        case blocks.Strip():
            return screen_grid.strip(screen, block)
        case blocks.Changes():
            return parted(_change(screen, change) for change in block.changes)
        case blocks.Entries():
            is_cited = block.is_cited
            return parted(_entry(screen, item, is_cited=is_cited) for item in block.items)
        case blocks.Log():
            return parted(_year(screen, year, block) for year in block.years)
        case _:
            return _sources(screen, block.sources)


def _change(screen: Screen, change: blocks.Change) -> Iterator[Line]:
    first, *rest = change.lines
    name = screen.span(change.name, "strong", short=True)
    yield from screen.folded([name, Span(": "), *screen.spans(first)], hanging=INDENT)
    for words in rest:
        yield from screen.paragraph(words, indent=INDENT, hanging=INDENT)
    for item in change.entries:
        yield from _heading(screen, item, "", INDENT)
        yield from _accounts(screen, item.accounts, 2 * INDENT)


def _entry(screen: Screen, item: blocks.Item, *, is_cited: bool) -> Iterator[Line]:
    yield from _heading(screen, item, "strong")
    for move in item.moves:
        yield from screen.folded(screen.spans(move, short=True), INDENT, INDENT)
    if circumstances := item.circumstances:
        yield from screen.folded(screen.spans(circumstances, "soft", short=True), INDENT, INDENT)
    for words in item.paragraphs:
        yield from screen.paragraph(words, indent=INDENT)
    yield from _accounts(screen, item.accounts, INDENT)
    if is_cited and item.sources:
        numbers = " ".join(f"[{source.number}]" for source in item.sources)
        yield from screen.folded([Span(numbers, "soft")], INDENT)
    else:
        yield from _sources(screen, item.sources, INDENT)


def _heading(screen: Screen, item: blocks.Item, style: str, indent: int = 0) -> Iterator[Line]:
    """Yield the name and title of an entry: a heading, or indented one of several lines."""
    title = [*screen.spans(item.title, style), *screen.spans(item.moved, short=True)]
    handle = f"{item.handle}  " if title else item.handle
    return screen.folded([Span(handle, style), *title], indent, len(handle) if indent else 0)


def _accounts(screen: Screen, accounts: Sequence[blocks.Account], indent: int) -> Iterator[Line]:
    """Yield accounts in columns of one width, or one below the other where it is narrow."""
    if not accounts:
        return
    room = (screen.width - indent) // len(accounts) - screen_grid.GAP
    is_beside = len(accounts) > 1 and screen.is_limited and room >= ROOM
    width = room if is_beside else screen.width - indent
    texts = [[*_account(screen, account, width)] for account in accounts]
    if is_beside:
        yield from screen_grid.beside(texts, [width] * len(texts), indent)
    else:
        blanks = Span(" " * indent)
        yield from ((blanks, *line) for line in chain.from_iterable(texts))


def _account(screen: Screen, account: blocks.Account, width: int) -> Iterator[Line]:
    yield from screen.folded([screen.span(account.party, "strong")], width=width)
    for words in account.paragraphs:
        yield from screen.folded(screen.spans(words), width=width)


def _year(screen: Screen, year: blocks.Year, log: blocks.Log) -> Iterator[Line]:
    """Yield entries of a year as lines, or in a full log each in full that is not elsewhere."""
    size = Span(screen.text(f"  {year.size}"), "soft")
    yield from screen.folded([Span(year.year, "strong"), size])
    for item in year.items:
        if log.is_full and item.anchor not in log.elsewhere:
            yield from _entry(screen, item, is_cited=True)
        else:
            yield from _heading(screen, item, "strong" if item.has_moved else "", INDENT)


def _sources(screen: Screen, sources: Sequence[blocks.Source], indent: int = 0) -> Iterator[Line]:
    digits = max((len(f"[{source.number}]") for source in sources), default=0)
    room = max(1, screen.width - indent - digits - 1)
    for source in sources:
        address = Span(screen.text(source.address), link=source.address if source.is_link else "")
        number = f"[{source.number}]"
        blanks = f"{'':{indent}}{number:>{digits}} "
        for line in screen.folded([address], width=room):
            yield (Span(blanks, "soft"), *line)
            blanks = " " * len(blanks)
