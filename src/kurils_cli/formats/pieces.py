"""What a page may have thousands of: words, entries, sources, shapes.

Functions write them, because macros of a template take three times as long. Each text goes
through `escaped` or `prose` once, and through nothing else.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache

from kurils_cli.formats.drawing import Shape
from kurils_cli.formats.lettering import glued
from kurils_cli.formats.templates import escaped, prose
from kurils_cli.reports.cells import is_link
from kurils_cli.reports.plan import blocks
from kurils_cli.reports.plan.blocks import Item, Log, Run, Source, Words, shortened, spelled

_ELEMENTS = {
    "strong": "<strong>{}</strong>",
    "soft": '<span class="soft">{}</span>',
    "command": "<code>{}</code>",
}


class Pieces:
    """The pieces of a page that has some anchors, among them those of things by their ids."""

    def __init__(self, anchors: Collection[str], things: Mapping[str, str]) -> None:
        self._anchors, self._things = anchors, things
        self._again = cache(self.words)
        """What is the same in many entries: who says so, where it was, what it is about."""

    def words(self, words: Words, *, in_full: bool = False, linked: bool = True) -> str:
        """Return words as HTML: a heading has months in full, and breaks in no count."""
        if in_full:
            words = tuple(run._replace(text=glued(run.text)) for run in words)
        form = spelled if in_full else shortened
        anchors = self._anchors if linked else ()
        return "".join([self._run(run, form, anchors) for run in words])

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

    def moves(self, item: Item) -> str:
        """Return what an entry did to marks, as a list."""
        lines = "".join([f"<li>{self.words(line)}</li>" for line in item.moves])
        return f'<ul class="moves">{lines}</ul>\n' if lines else ""

    def above(self, item: Item) -> str:
        """Return all else that an entry says, below its title."""
        found = [f'<p class="met">{self._again(item.met)}</p>'] if item.met else []
        found += [f"<p>{self.words(each)}</p>\n" for each in item.paragraphs]
        if item.accounts:
            found.append('<dl class="accounts">\n')
            for account in item.accounts:
                said = "".join([f"<dd>{self.words(each)}</dd>" for each in account.paragraphs])
                found.append(f"<div><dt>{self.words((account.party,))}</dt>{said}</div>\n")
            found.append("</dl>\n")
        if item.sources:
            found.append('<p class="from">')
            for source in item.sources:
                shown = f"[{source.number}] {escaped(source.short)}"
                found.append(f'<a href="#s-{source.number}">{shown}</a> ')
            found.append("</p>\n")
        return "".join(found)

    def lines(self, items: Iterable[Item], log: Log) -> str:
        """Return entries as the lines of a log; what a line has no room for opens below it."""
        return "".join([self._line(item, log) for item in items])

    def _line(self, item: Item, log: Log) -> str:
        anchor, is_elsewhere = escaped(item.anchor), item.anchor in log.elsewhere
        title = self.words(item.title)
        if is_elsewhere and item.anchor in self._anchors:
            title = f'<a href="#{anchor}">{title}</a>'
        title = f'<span class="title">{title}</span>'
        if item.moved:
            title = f"<span>{title}{self.words(item.moved)}</span>"
        row = (
            f'<time datetime="{item.day.isoformat()}">{blocks.day_in_year(item.day)}</time> '
            f'{title} <span class="by">{self._again(item.who)}</span>'
        )
        if is_elsewhere or not is_whole(item):
            whole = f'<div class="row">{row}</div>'
        else:
            whole = (
                f"<details{' open' if log.is_full else ''}><summary>{row}</summary>\n"
                f'<div class="whole">{self.moves(item)}{self.above(item)}</div></details>'
            )
        id = "" if is_elsewhere else f' id="{anchor}"'
        moved = ' class="moved"' if item.has_moved else ""
        return f"<li{id}{moved}>\n{whole}\n</li>\n\n"

    def sources(self, sources: Iterable[Source]) -> str:
        """Return sources, each with the entries that cite it."""
        return "".join([self._source(source) for source in sources])

    def _source(self, source: Source) -> str:
        number, address = source.number, escaped(source.address)
        if source.is_link:
            address = f'<a href="{address}" rel="noreferrer">{address}</a>'
        days = "".join([f"{self.words((run,))} " for run in source.cited])
        cited = f' <span class="cited">{days}</span>' if days else ""
        return (
            f'<li id="s-{number}"><span class="number">{number}</span> '
            f"<span>{address}{cited}</span></li>\n"
        )


def is_whole(item: Item) -> bool:
    """Tell whether there is more of an entry than its day and title."""
    return bool(item.met or item.moves or item.paragraphs or item.accounts or item.sources)


def _shown(run: Run, form: Callable[[Run], str]) -> str:
    kind = run.kind
    if kind in ("day", "days"):
        ends = escaped(form(run)).split(" to ")
        return " to ".join([f'<span class="day">{end}</span>' for end in ends])
    if kind == "mark":
        return f'<span class="state {escaped(run.to)}">{escaped(run.text)}</span>'
    if kind == "sign":
        return f'<span role="img" aria-label="{escaped(run.to)}">{escaped(run.text)}</span>'
    return _ELEMENTS.get(kind, "{}").format(prose(run.text))


def shapes(every: Iterable[Shape], anchors: Collection[str] = ()) -> str:
    """Return shapes; one that represents an entry of the page is a link to it."""
    return "".join([_shape(shape, anchors) for shape in every])


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
