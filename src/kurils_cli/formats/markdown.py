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
    parts = [part for part in plan.parts if not part.is_for_pages]
    paragraphs = (*_headline(plan.headline), *(each for part in parts for each in _part(part)))
    return "\n\n".join(paragraphs) + "\n"


def _headline(headline: blocks.Headline) -> Lines:
    yield f"# {_words(headline.finding)}"
    if headline.deck:
        yield " ".join(_words(each, starts=True) for each in headline.deck)
    if headline.title:
        yield escaped(" ".join(headline.title), starts=True)
    for each in filter(None, (headline.standing, *headline.notes)):
        yield _words(each, starts=True)


def _part(part: blocks.Part) -> Lines:
    """Yield a part paragraph by paragraph."""
    if part.title:
        yield f"## {_words(part.title)}"
    for block in part.blocks:
        yield from _block(block)


def _block(block: blocks.Block) -> Lines:
    match block:
        case blocks.Paragraph():
            yield _words(block.words, starts=True)
        case blocks.Points():
            yield _points(block.points)
        case blocks.Grid():
            yield _grid(block)
        case blocks.Marks():
            yield from _marks(block)
        case blocks.Strip():
            yield _grid(block.grid)
        case blocks.Changes():
            yield from _changes(block)
        case blocks.Entries():
            yield from chain.from_iterable(map(_entry, block.items))
        case blocks.Log():
            yield from _log(block)
        case _:
            yield "\n".join(map(_numbered, block.sources))


def _points(points: Iterable[Words]) -> str:
    return "\n".join(f"- {_words(point, starts=True)}" for point in points)


def _grid(grid: blocks.Grid) -> str:
    return _table(grid.heads, (map(_words, row) for row in grid.rows))


def _table(heads: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    cells = ([*map(escaped, heads)], ["---"] * len(heads), *rows)
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


def _marks(block: blocks.Marks) -> Lines:
    """Yield a table of the areas and one of the issues, and what moved them."""
    yield from (_grid(grid) for grid, _ in block.tables)
    findings = [words(row.name, ": ", row.finding) for row in block.rows if row.finding]
    if findings:
        yield _points(findings)
    if block.timeline:
        yield from _timeline(block.timeline)


def _timeline(timeline: blocks.Timeline) -> Lines:
    """Yield what moved a mark, oldest first, and the times in which no entry names an area."""
    if timeline.events:
        yield "\n".join(
            f"{event.number}. {event.day}: {escaped(event.title)}"
            + "".join(f"; {_words(move)}" for move in event.moves)
            for event in timeline.events
        )
    if timeline.gaps:
        yield _points(
            words(Run(f"{gap.start} to {gap.end}", "days"), ": ", gap.words)
            for gap in timeline.gaps
        )


def _changes(block: blocks.Changes) -> Lines:
    """Yield what became of each thing, and the entries that explain it."""
    for change in block.changes:
        name = words(Run(change.name.text, "strong"), ": ")
        for line in (words(name, change.lines[0]), *change.lines[1:]):
            yield _words(line, starts=True)
        for item in change.entries:
            yield _heading(item)
            yield from _accounts(item)


def _heading(item: blocks.Item) -> str:
    return f"### {escaped(item.handle)} {_words(item.title)}".rstrip()


def _entry(item: blocks.Item) -> Lines:
    """Yield an entry: a heading and what is under it."""
    yield _heading(item)
    if item.moves:
        yield _points(item.moves)
    if circumstances := item.circumstances:
        yield _words(circumstances, starts=True)
    for each in item.paragraphs:
        yield _words(each, starts=True)
    yield from _accounts(item)
    if item.sources:
        yield ", ".join(map(_reference, item.sources))


def _accounts(item: blocks.Item) -> Lines:
    """Yield what each party says, side by side in a table, or of a single one as a paragraph."""
    texts = [[*map(_words, account.paragraphs)] for account in item.accounts]
    if len(texts) > 1:
        yield _table([account.party.text for account in item.accounts], [map(" ".join, texts)])
    for account in item.accounts if len(texts) == 1 else ():
        first, *rest = account.paragraphs or ((),)
        yield _words(words(Run(account.party.text, "strong"), ": ", first), starts=True)
        yield from (_words(each, starts=True) for each in rest)


def _log(block: blocks.Log) -> Lines:
    """Yield entries by year, as lines, or in a full log each in full that is not elsewhere."""
    for year in block.years:
        yield f"### {escaped(year.year)}: {escaped(year.size)}"
        if block.is_full:
            for item in year.items:
                yield from [_heading(item)] if item.anchor in block.elsewhere else _entry(item)
        else:
            yield _points(_line(item) for item in year.items)


def _line(item: blocks.Item) -> Words:
    """Return an entry as one line, which is strong if it moved a mark."""
    title = [run._replace(kind="strong") if item.has_moved else run for run in item.title]
    return words(f"{item.handle} ", *title, words(" (", item.who, ")") if item.who else ())


def _numbered(source: blocks.Source) -> str:
    address = f"<{source.address}>" if source.is_link else escaped(source.address, starts=True)
    return f"{source.number}. {address}"


def _reference(source: blocks.Source) -> str:
    if source.is_link:
        return f"[{source.number}](<{source.address}>)"
    return escaped(source.address, starts=True)


# ------------------------------------------------------------------ words


def _words(each: Words, *, starts: bool = False) -> str:
    """Return words as Markdown, on one line; `starts`: they begin a paragraph."""
    text = "".join([_run(run) for run in each]).strip()
    return _guarded(text) if starts else text


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


def escaped(text: str, *, starts: bool = False) -> str:
    """Return text that Markdown shows as it is, with its addresses as links.

    Only what would mean something is escaped, so that it is legible in a mail too.
    """
    parts = _ADDRESS.split(visible(text))
    escaped = "".join(f"<{part}>" if at % 2 else _marked(part) for at, part in enumerate(parts))
    return _guarded(escaped.strip()) if starts else escaped


def _marked(text: str) -> str:
    """Return text with a mark before each character that means something to Markdown.

    An empty comment keeps a forge from notifying somebody of that name.
    """
    escaped = _MEANS_SOMETHING.sub(lambda found: f"\\{found[0]}", text)
    return re.sub(r"(?<![\w.])@(?=\w)", "@<!-- -->", escaped)


def _guarded(paragraph: str) -> str:
    """Return a paragraph that Markdown does not read as a list, heading or rule."""
    return re.sub(r"^([-+=:%]|\d+(?=[.)]))", _unlisted, paragraph)


def _unlisted(found: re.Match[str]) -> str:
    start = found[0]
    return f"{start}\\" if start.isdecimal() else f"\\{start}"
