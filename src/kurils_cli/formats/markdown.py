"""A report as a Markdown document, which is also legible unrendered, such as in a mail."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from kurils_cli.reports import Report
from kurils_cli.reports.cells import is_link
from kurils_cli.reports.plan import blocks
from kurils_cli.reports.plan.blocks import Run, Words, words
from kurils_cli.words import visible

Lines = Iterator[str]


def render(report: Report) -> str:
    """Return a document: the finding, tables of marks, entries under headings, sources."""
    plan = report.plan()
    paragraphs = [f"# {_words(plan.headline.finding)}"]
    if plan.headline.deck:
        paragraphs.append(" ".join(map(_paragraph, plan.headline.deck)))
    below = (words(" ".join(plan.headline.title)), plan.headline.standing, *plan.headline.notes)
    paragraphs += map(_paragraph, filter(None, below))
    for part in plan.parts:
        if not part.is_for_pages:
            paragraphs += [f"## {_words(part.title)}"] if part.title else []
            paragraphs += chain.from_iterable(map(_block, part.blocks))
    return "\n\n".join(paragraphs) + "\n"


def _block(block: blocks.Block) -> Lines:
    match block:
        case blocks.Paragraph():
            yield _paragraph(block.words)
        case blocks.Points():
            yield _points(block.points)
        case blocks.Grid():
            yield _grid(block)
        case blocks.Marks():
            yield from _marks(block)
        case blocks.Strip():
            yield _grid(block.grid)
        case blocks.Changes():
            yield from chain.from_iterable(map(_change, block.changes))
        case blocks.Entries():
            yield from chain.from_iterable(map(_entry, block.items))
        case blocks.Log():
            yield from _log(block)
        case _:
            yield "\n".join(f"{each.number}. {_address(each)}" for each in block.sources)


def _points(points: Iterable[Words]) -> str:
    return "\n".join(f"- {_paragraph(point)}" for point in points)


def _grid(grid: blocks.Grid) -> str:
    return _table(grid.heads, (map(_words, row) for row in grid.rows))


def _table(heads: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    cells = ([*map(escaped, heads)], ["---"] * len(heads), *rows)
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


def _marks(block: blocks.Marks) -> Lines:
    """Yield a table of the areas and one of the issues, and what moved them, oldest first."""
    yield from (_grid(grid) for grid, _ in block.tables)
    findings = [words(row.name, ": ", row.finding) for row in block.rows if row.finding]
    if findings:
        yield _points(findings)
    if block.timeline and block.timeline.events:
        yield "\n".join(map(_event, block.timeline.events))
    if block.timeline and block.timeline.gaps:
        yield _points(
            words(f"{gap.start} to {gap.end}: ", gap.words) for gap in block.timeline.gaps
        )


def _event(event: blocks.Event) -> str:
    moved = "".join(f"; {_words(move)}" for move in event.moves)
    return f"{event.number}. {event.day}: {escaped(event.title)}{moved}"


def _change(change: blocks.Change) -> Lines:
    yield f"### {_words((change.name,))}"
    yield from map(_paragraph, change.lines)
    for item in change.entries:
        yield _paragraph(words(Run(item.handle, "strong"), " ", item.title))
        yield from _accounts(item)


def _heading(item: blocks.Item) -> str:
    return f"### {_words(words(f'{item.handle} ', item.title))}"


def _entry(item: blocks.Item) -> Lines:
    yield _heading(item)
    if item.moves:
        yield _points(item.moves)
    yield from map(_paragraph, filter(None, (item.circumstances, *item.paragraphs)))
    yield from _accounts(item)
    if item.sources:
        yield ", ".join(
            f"[{each.number}](<{each.address}>)" if each.is_link else _address(each)
            for each in item.sources
        )


def _accounts(item: blocks.Item) -> Lines:
    """Yield what each party says, side by side in a table, or of a single one as a paragraph."""
    if len(item.accounts) > 1:
        texts = (" ".join(map(_words, account.paragraphs)) for account in item.accounts)
        yield _table([account.party.text for account in item.accounts], [texts])
        return
    for account in item.accounts:
        first, *rest = account.paragraphs or ((),)
        yield _paragraph(words(account.party._replace(kind="strong"), ": ", first))
        yield from map(_paragraph, rest)


def _log(block: blocks.Log) -> Lines:
    """Yield entries by year, as lines, or in a full log each in full that is not elsewhere."""
    for year in block.years:
        yield f"### {escaped(year.year)}: {escaped(year.size)}"
        if block.is_full:
            for item in year.items:
                yield from [_heading(item)] if item.anchor in block.elsewhere else _entry(item)
        else:
            yield _points(map(_line, year.items))


def _line(item: blocks.Item) -> Words:
    title = [run._replace(kind="strong") if item.has_moved else run for run in item.title]
    who = words(" (", item.who, ")") if item.who else ()
    return words(f"{item.handle} ", *title, item.moved, who)


def _address(source: blocks.Source) -> str:
    return f"<{source.address}>" if source.is_link else _paragraph(words(source.address))


# ------------------------------------------------------------------ words


def _paragraph(each: Words) -> str:
    """Return words that begin a paragraph, and that nobody reads as a list, heading or rule."""
    text = re.sub(r"^([-+=:%])", r"\\\1", _words(each))
    return re.sub(r"^(\d+)(?=[.)])", r"\1\\", text)


def _words(each: Words) -> str:
    return "".join([_run(run) for run in each]).strip()


def _run(run: Run) -> str:
    if run.kind == "source" and is_link(run.to):
        return f"[{escaped(run.text)}](<{run.to}>)"
    if run.kind == "strong" and run.text.strip():
        blanks = run.text[: len(run.text) - len(run.text.lstrip())]
        return f"{blanks}**{escaped(run.text.strip())}**"
    return escaped(run.text)


_ADDRESS = re.compile(r"""(https?(?!\S*&#?\w+;)://[^\s<>"'\\`|]*[^\s<>"'\\`|.,;:!?)])""")
_MEANS_SOMETHING = re.compile(
    r"[\\`*\[\]<>|~$^{}]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # not within a word
    r"|(?<!\S)#|#(?=\s|$)|&(?=#?\w+;)"
)


def escaped(text: str) -> str:
    """Return text that Markdown shows as it is, with its addresses as links.

    Only what would mean something is escaped, so that it is legible in a mail too.
    """
    parts = _ADDRESS.split(visible(text))
    return "".join(f"<{part}>" if at % 2 else _marked(part) for at, part in enumerate(parts))


def _marked(text: str) -> str:
    """Return text with a mark before each character that means something to Markdown.

    An empty comment keeps a forge from notifying somebody of that name.
    """
    escaped = _MEANS_SOMETHING.sub(lambda found: f"\\{found[0]}", text)
    return re.sub(r"(?<![\w.])@(?=\w)", "@<!-- -->", escaped)
