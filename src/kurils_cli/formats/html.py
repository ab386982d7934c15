"""A report as one HTML page, which needs no other file: it runs no script, fetches nothing."""

import base64
import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from textwrap import shorten
from typing import TypeVar

from kurils_cli.formats.board import board
from kurils_cli.formats.drawing import sample
from kurils_cli.formats.pieces import Pieces, is_whole, shapes
from kurils_cli.formats.templates import Markup, environment
from kurils_cli.reports.parts import Report
from kurils_cli.reports.plan import blocks
from kurils_cli.reports.plan.blocks import Part, Run, Words, spelled
from kurils_cli.words import visible

_DESCRIPTION = 300
"""How many letters a description has at most."""
B = TypeVar("B", bound=blocks.Block)


def render(report: Report) -> str:
    """Return one page that needs no other file, readable on a phone, in print, in the dark."""
    return "".join(chunks(report))


def chunks(report: Report) -> Iterator[str]:
    """Return the same piece by piece: the page of a long log is larger than all else."""
    return page(*report.plan())


def page(headline: blocks.Headline, body: Sequence[Part]) -> Iterator[str]:
    """Return a page of parts under a headline, piece by piece."""
    body = [part._replace(blocks=tuple(map(_worked_out, part.blocks))) for part in body]
    title = _text(headline.finding)
    description = " ".join(map(_text, headline.deck)) or title
    style = Path(__file__).with_name("templates").joinpath("style.css").read_text("utf-8")
    styles = (style, _running_title(" ".join(headline.title)))
    tables = _all(body, blocks.Marks)
    boards = {id(block): board(block) for block in tables}
    ends = [each for drawn in boards.values() if drawn for each in drawn.ends]
    events = [event for block in tables if block.timeline for event in block.timeline.events]
    whole = frozenset(item.anchor for block in _all(body, blocks.Entries) for item in block.items)
    lines = frozenset[str]().union(*(log.anchors - log.elsewhere for log in _all(body, blocks.Log)))
    below = _anchors_below(body)
    things = {row.name.to: row.anchor for block in tables for row in block.rows}
    anchors = whole | lines | below | {*things.values(), *(part.anchor for part in body)}
    pieces = Pieces(anchors, things)
    stream = (
        environment()
        .get_template("page.html")
        .stream(
            headline=headline,
            body=body,
            title=title,
            description=shorten(description, _DESCRIPTION, placeholder="…"),
            policy=_policy(styles),
            styles=styles,
            anchors=anchors,
            whole=whole,
            here=below - whole - lines,
            is_whole=is_whole,
            numbers={event.anchor: event.number for event in events},
            words=_as_html(pieces.words),
            moves=_as_html(pieces.moves),
            above=_as_html(pieces.above),
            lines=_as_html(pieces.lines),
            sources=_as_html(pieces.sources),
            shapes=_as_html(shapes),
            kind_of=lambda block: type(block).__name__,
            halves=_halves,
            board=lambda block: boards[id(block)],
            numbered=" ".join(dict.fromkeys(each.form for each in ends if not each.is_named)),
            sample=sample,
            day_of=lambda each: Run(f"{each.day}", "day"),
        )
    )
    stream.enable_buffering(16)
    return stream


def _as_html(piece: Callable[..., str]) -> Callable[..., Markup]:
    """Return a function whose text a template puts in as it is."""
    return lambda *given, **options: Markup(piece(*given, **options))


def _worked_out(block: blocks.Block) -> blocks.Block:
    """Return a block whose items are worked out once: the page goes through them twice."""
    return block._replace(items=[*block.items]) if isinstance(block, blocks.Entries) else block


def _all(body: Sequence[Part], kind: type[B]) -> list[B]:
    return [block for part in body for block in part.blocks if isinstance(block, kind)]


def _anchors_below(body: Sequence[Part]) -> frozenset[str]:
    """Return the anchors of the entries that are in full below a change."""
    return frozenset(
        item.anchor
        for block in _all(body, blocks.Changes)
        for change in block.changes
        for item in change.entries
        if is_whole(item)
    )


def _text(words: Words) -> str:
    """Return words as text, for what has no elements."""
    return visible("".join(map(spelled, words)))


def _halves(years: Sequence[blocks.Year]) -> list[Sequence[blocks.Year]]:
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
