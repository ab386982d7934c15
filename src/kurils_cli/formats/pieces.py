"""What a page may have thousands of: words, entries, sources, shapes.

The templates call these in place of macros, which take three times as long. Each text goes
through `escaped` or `prose` once, and through nothing else.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from kurils_cli.formats.drawing import Shape
from kurils_cli.formats.templates import Markup, escaped, prose
from kurils_cli.reports.cells import is_link
from kurils_cli.reports.plan.blocks import (
    Item,
    Log,
    Run,
    Source,
    Words,
    day_in_year,
    shortened,
    spelled,
)

_ELEMENTS = {
    "strong": ("<strong>", "</strong>"),
    "soft": ('<span class="soft">', "</span>"),
    "command": ("<code>", "</code>"),
}


class Targets(NamedTuple):
    """What a page has: its anchors, and those of areas and issues by id.

    `here` are those of entries that are in full below a change, and nowhere else.
    """

    anchors: frozenset[str]
    things: Mapping[str, str]
    here: frozenset[str]


class Pieces:
    """The pieces of a page that has some targets."""

    def __init__(self, targets: Targets) -> None:
        self._anchors, self._things = targets.anchors, targets.things
        self._again = cache(self._short)
        """What is the same in many entries: who says so, where it was, what it is about."""

    def words(self, words: Words, *, in_full: bool = False, linked: bool = True) -> Markup:
        """Return words as HTML, the name of a month in full or in short."""
        form = spelled if in_full else shortened
        anchors = self._anchors if linked else frozenset[str]()
        return Markup("".join([self._run(run, form, anchors) for run in words]))

    def _short(self, words: Words) -> str:
        return "".join([self._run(run, shortened, self._anchors) for run in words])

    def _run(self, run: Run, form: Callable[[Run], str], anchors: Collection[str]) -> str:
        text, kind, to, lang = run
        if kind == "text" and not lang:
            return prose(text)
        shown = _shown(run, form)
        if lang:
            lang = f' lang="{escaped(lang)}"'
        if kind == "source" and is_link(to):
            return f'<a href="{escaped(to)}" rel="noreferrer">{shown}</a>'
        if to and kind in ("day", "thing", "entry", "part"):
            to = self._things.get(to, "") if kind == "thing" else to
            if to in anchors:
                return f'<a href="#{escaped(to)}"{lang}>{shown}</a>'
        return f"<span{lang}>{shown}</span>" if lang else shown

    def moves(self, item: Item) -> Markup:
        """Return what an entry did to marks, as a list."""
        return Markup(self._moves(item))

    def _moves(self, item: Item) -> str:
        if not item.moves:
            return ""
        lines = "".join([f"<li>{self._short(line)}</li>" for line in item.moves])
        return f'<ul class="moves">{lines}</ul>\n'

    def above(self, item: Item) -> Markup:
        """Return all else that an entry says, below its title."""
        return Markup(self._above(item))

    def _above(self, item: Item) -> str:
        met = f'<p class="met">{self._again(item.met)}</p>' if item.met else ""
        paragraphs = "".join([f"<p>{self._short(each)}</p>\n" for each in item.paragraphs])
        return f"{met}{paragraphs}{self._accounts(item)}{_cited(item.sources)}"

    def _accounts(self, item: Item) -> str:
        if not item.accounts:
            return ""
        said = "".join(
            [
                f"<div><dt>{self._short((account.party,))}</dt>"
                f"{''.join([f'<dd>{self._short(each)}</dd>' for each in account.paragraphs])}"
                "</div>\n"
                for account in item.accounts
            ]
        )
        return f'<dl class="accounts">\n{said}</dl>\n'

    def lines(self, items: Iterable[Item], log: Log) -> Markup:
        """Return entries as the lines of a log; what a line has no room for opens below it."""
        return Markup("".join([self._line(item, log) for item in items]))

    def _line(self, item: Item, log: Log) -> str:
        anchor, is_elsewhere = escaped(item.anchor), item.anchor in log.elsewhere
        title = self._short(item.title)
        if is_elsewhere and item.anchor in self._anchors:
            title = f'<a href="#{anchor}">{title}</a>'
        row = (
            f'<time datetime="{item.day.isoformat()}">{day_in_year(item.day)}</time> '
            f'<span class="title">{title}</span> <span class="by">{self._again(item.who)}</span>'
        )
        if is_elsewhere or not is_whole(item):
            whole = f'<div class="row">{row}</div>'
        else:
            whole = (
                f"<details{' open' if log.is_full else ''}><summary>{row}</summary>\n"
                f'<div class="whole">{self._moves(item)}{self._above(item)}</div></details>'
            )
        id = "" if is_elsewhere else f' id="{anchor}"'
        moved = ' class="moved"' if item.has_moved else ""
        return f"<li{id}{moved}>\n{whole}\n</li>\n\n"

    def sources(self, sources: Iterable[Source]) -> Markup:
        """Return sources, each with the entries that cite it."""
        return Markup("".join([self._source(source) for source in sources]))

    def _source(self, source: Source) -> str:
        number, address = source.number, escaped(source.address)
        if source.is_link:
            address = f'<a href="{address}" rel="noreferrer">{address}</a>'
        days = "".join([f"{self._short((run,))} " for run in source.cited])
        cited = f' <span class="cited">{days}</span>' if days else ""
        return (
            f'<li id="s-{number}"><span class="number">{number}</span> '
            f"<span>{address}{cited}</span></li>\n"
        )


def is_whole(item: Item) -> bool:
    """Tell whether there is more of an entry than its day and title."""
    return bool(item.met or item.moves or item.paragraphs or item.accounts or item.sources)


def _cited(sources: Sequence[Source]) -> str:
    """Return the sources of an entry as links to where they are listed."""
    if not sources:
        return ""
    links = "".join(
        [
            f'<a href="#s-{source.number}">[{source.number}] {escaped(source.short)}</a> '
            for source in sources
        ]
    )
    return f'<p class="from">{links}</p>\n'


def _shown(run: Run, form: Callable[[Run], str]) -> str:
    kind = run.kind
    if kind in ("day", "days"):
        ends = escaped(form(run)).split(" to ")
        return " to ".join([f'<span class="day">{end}</span>' for end in ends])
    if kind == "mark":
        return f'<span class="state {escaped(run.to)}">{escaped(run.text)}</span>'
    if kind == "sign":
        return f'<span role="img" aria-label="{escaped(run.to)}">{escaped(run.text)}</span>'
    before, after = _ELEMENTS.get(kind, ("", ""))
    return f"{before}{prose(run.text)}{after}"


def shapes(every: Iterable[Shape], anchors: Collection[str] = ()) -> Markup:
    """Return shapes; one that represents an entry of the page is a link to it."""
    return Markup("".join([_shape(shape, anchors) for shape in every]))


_attribute = cache(escaped)
"""Colours and coordinates: few, and each in many shapes."""


def _shape(shape: Shape, anchors: Collection[str]) -> str:
    tag, attributes, text, title, entry = shape
    look = "".join([f' {name}="{_attribute(value)}"' for name, value in attributes.items()])
    if title:
        title = f"<title>{escaped(title)}</title>"
    inner = f"{title}{escaped(text)}"
    drawn = f"<{tag}{look}{f'>{inner}</{tag}>' if inner else '/>'}"
    if entry in anchors:
        return f'<a href="#{escaped(entry)}" tabindex="-1">{drawn}</a>'
    return drawn
