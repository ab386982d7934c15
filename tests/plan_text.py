"""What people read, as plain lines: each block by a few letters, with all that is in it."""

from collections.abc import Iterator
from typing import TypeVar

from kurils_cli.reports import Report
from kurils_cli.reports.plan.blocks import (
    NO_LANE,
    Block,
    Changes,
    Entries,
    Grid,
    Headline,
    Item,
    Log,
    Mark,
    Marks,
    Paragraph,
    Points,
    Sources,
    Strip,
    Timeline,
    plain,
)

B = TypeVar("B", bound=Block)


def blocks_of(report: Report, kind: type[B]) -> list[B]:
    """The blocks of one kind in a report, in order."""
    every = [block for part in report.plan().parts for block in part.blocks]
    return [block for block in every if isinstance(block, kind)]


def text_of(report: Report) -> str:
    """A report as people read it, whatever the format."""
    lines = [*head_of(report.plan().headline), *body_of(report)]
    return "\n".join(line.rstrip() for line in lines)


def head_of(headline: Headline) -> Iterator[str]:
    yield f"= {plain(headline.finding)}"
    yield from (f": {plain(words)}" for words in headline.deck)
    yield f"{' | '.join(headline.title)} | {plain(headline.standing)}"
    yield from (f"! {plain(words)}" for words in headline.notes)


def body_of(report: Report) -> Iterator[str]:
    for part in report.plan().parts:
        how = "folded" * part.is_folded + " for pages" * part.is_for_pages
        yield f"## {plain(part.title)} #{part.anchor} {how}".rstrip()
        for block in part.blocks:
            yield from _lines(block)


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Marks() | Strip():
            yield from (line for row in block.rows for line in _row(row))
            yield from _timeline(block.timeline) if isinstance(block, Marks) else ()
        case Changes():
            for change in block.changes:
                yield f"{change.name.text}: " + "; ".join(map(plain, change.lines))
                yield from (line for item in change.entries for line in _item(item))
        case Entries():
            yield from (line for item in block.items for line in _item(item))
        case Log():
            for year in block.years:
                yield f"{year.year}, {year.size}"
                yield from (_line(item, block) for item in year.items)
        case _:
            yield from _short(block)


def _short(block: Paragraph | Points | Grid | Sources) -> Iterator[str]:
    match block:
        case Paragraph():
            yield plain(block.words)
        case Points():
            yield from (f"- {plain(words)}" for words in block.points)
        case Grid():
            yield " | ".join(block.heads)
            yield from (" | ".join(map(plain, row)) for row in block.rows)
        case Sources():
            for source in block.sources:
                cited = " ".join(run.text for run in source.cited)
                yield f"[{source.number}] {source.address} ({cited})"


def _row(row: Mark) -> Iterator[str]:
    whose = (plain((*claim.who, *claim.silent)) for claim in row.claims)
    claims = [
        f"{claim.state.text} {claim.since.text if claim.since else '-'} {who}"
        for claim, who in zip(row.claims, whose, strict=True)
    ]
    days = [f"{run.text if run else '-'}" for run in (row.last_heard, row.looked)]
    notes = ["contested"] * row.is_contested + ["changed"] * row.is_changed
    notes += [plain(row.finding)] if row.finding else []
    yield " | ".join([row.name.text, "; ".join(claims), *days, *notes])
    if row.lane != NO_LANE:
        for line in row.lane.lines:
            times = [f"{each.state} {each.start} {each.end}" for each in line.stretches]
            yield f"  {line.party.text if line.party else '-'}: {', '.join(times) or '-'}"
        ticks = [f"{tick.day} {tick.sign} {tick.party}".rstrip() for tick in row.lane.ticks]
        ticks += [f"{day} looked" for day in row.lane.looked]
        yield from [f"  {', '.join(ticks)}"] if ticks else []


def _timeline(times: Timeline | None) -> Iterator[str]:
    if times is None:
        return
    yield f"from {times.start} to {times.end}, newest {times.newest}, as of {times.day}"
    for event in times.events:
        yield f"{event.number}. {event.day} {event.title}: {'; '.join(map(plain, event.moves))}"
    yield from (f"gap {gap.start} {gap.end} {plain(gap.words)}" for gap in times.gaps)
    yield from (f"{meaning.sign}: {plain(meaning.words)}" for meaning in times.legend)


def _line(item: Item, log: Log) -> str:
    where = "above" if item.anchor in log.elsewhere else "full" if log.is_full else "opens"
    moved = " (moved)" * item.has_moved
    title = plain((*item.title, *item.moved))
    return f"  {item.handle} {title} | {plain(item.who)} | {where}{moved}"


def _item(item: Item) -> Iterator[str]:
    yield f"* {item.handle} {plain(item.title)} | {plain(item.who)} | #{item.anchor}"
    yield from (f"  {plain(words)}" for words in (*item.moves, *item.paragraphs))
    yield from [f"  {plain(item.met)}"] if item.met else []
    for account in item.accounts:
        yield f"  {account.party.text}: {' / '.join(map(plain, account.paragraphs))}"
    if item.sources:
        yield f"  {' '.join(f'[{source.number}]' for source in item.sources)}"
