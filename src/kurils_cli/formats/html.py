"""A report as one HTML page, which needs no other file: it runs no script, fetches nothing."""

import base64
import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import accumulate
from textwrap import shorten

from kurils_cli.formats.board import Board, board
from kurils_cli.formats.drawing import sample
from kurils_cli.formats.pieces import Pieces, Targets, is_whole, shapes
from kurils_cli.formats.templates import source_of, streamed
from kurils_cli.reports.parts import Report
from kurils_cli.reports.plan.blocks import (
    Block,
    Changes,
    Entries,
    Event,
    Headline,
    Item,
    Log,
    Marks,
    Part,
    Run,
    Words,
    Year,
    spelled,
)
from kurils_cli.words import visible

_DESCRIPTION = 300
"""How many letters a description has at most."""


def render(report: Report) -> str:
    """Return one page that needs no other file, readable on a phone, in print, in the dark."""
    return "".join(chunks(report))


def chunks(report: Report) -> Iterator[str]:
    """Return the same piece by piece: the page of a long log is larger than all else."""
    return page(*report.plan())


def page(headline: Headline, body: Sequence[Part]) -> Iterator[str]:
    """Return a page of parts under a headline, piece by piece."""
    body = [part._replace(blocks=tuple(map(_worked_out, part.blocks))) for part in body]
    blocks = [block for part in body for block in part.blocks]
    title = _text(headline.finding)
    styles = (source_of("style.css"), _running_title(" ".join(headline.title)))
    targets = _targets(body, blocks)
    pieces = Pieces(targets)
    boards = {id(block): board(block) for block in blocks if isinstance(block, Marks)}
    return streamed(
        "page.html",
        headline=headline,
        body=body,
        title=title,
        description=shorten(
            " ".join(map(_text, headline.deck)) or title, _DESCRIPTION, placeholder="…"
        ),
        policy=_policy(styles),
        styles=styles,
        anchors=targets.anchors,
        whole=frozenset(item.anchor for block in blocks for item in _whole(block)),
        here=targets.here,
        is_whole=is_whole,
        numbers={event.anchor: event.number for event in _events(blocks)},
        words=pieces.words,
        pieces=pieces,
        shapes=shapes,
        kind_of=lambda block: type(block).__name__,
        halves=_halves,
        board=lambda block: boards[id(block)],
        numbered=_numbered(boards.values()),
        sample=sample,
        day_of=lambda each: Run(f"{each.day}", "day"),
    )


def _worked_out(block: Block) -> Block:
    """Return a block whose items are worked out once: the page goes through them twice."""
    if isinstance(block, Entries):
        return block._replace(items=[*block.items])
    return block


def _targets(body: Sequence[Part], blocks: Sequence[Block]) -> Targets:
    rows = [row for block in blocks if isinstance(block, Marks) for row in block.rows]
    items = [item.anchor for block in blocks for item in (*_whole(block), *_lines(block))]
    below = [item.anchor for block in blocks for item in _below(block) if is_whole(item)]
    return Targets(
        frozenset((*(part.anchor for part in body), *(row.anchor for row in rows), *items, *below)),
        {row.name.to: row.anchor for row in rows},
        frozenset(below) - frozenset(items),
    )


def _below(block: Block) -> Collection[Item]:
    changes = block.changes if isinstance(block, Changes) else ()
    return [item for change in changes for item in change.entries]


def _whole(block: Block) -> Collection[Item]:
    return block.items if isinstance(block, Entries) else ()


def _lines(block: Block) -> Iterator[Item]:
    if isinstance(block, Log):
        for year in block.years:
            yield from (item for item in year.items if item.anchor not in block.elsewhere)


def _numbered(boards: Iterable[Board | None]) -> str:
    """Return the forms of a page in which events are numbered, as classes."""
    forms = (each.form for drawn in boards if drawn for each in drawn.ends if not each.is_named)
    return " ".join(dict.fromkeys(forms))


def _events(blocks: Sequence[Block]) -> Iterator[Event]:
    for block in blocks:
        if isinstance(block, Marks) and block.timeline:
            yield from block.timeline.events


def _text(words: Words) -> str:
    """Return words as text, for what has no elements."""
    return visible("".join(map(spelled, words)))


def _halves(years: Sequence[Year]) -> list[Sequence[Year]]:
    """Return years as two columns of about as many entries, in which each opens by itself."""
    ends = [*accumulate(len(year.items) for year in years)]
    first = sum(
        end - len(year.items) / 2 <= ends[-1] / 2 for end, year in zip(ends, years, strict=True)
    )
    return [half for half in (years[:first], years[first:]) if half]


def _running_title(title: str) -> str:
    """Return the style of printed pages, with the title at the foot of each."""
    shown = re.sub(r"[^A-Za-z0-9 ]", lambda found: f"\\{ord(found[0]):x} ", visible(title))
    return f'@page {{ @bottom-left {{ content: "{shown}" }} }}'


def _policy(styles: tuple[str, ...]) -> str:
    """Return what the page may do: use its own styles, and nothing else."""
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"
        for style in styles
    )
    return f"default-src 'none'; style-src {hashes}"
