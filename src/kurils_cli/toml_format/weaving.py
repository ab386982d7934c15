"""Three texts of a tracker woven into one: what one side changed is written as that side has it.

A text is taken apart into tables with their comments; where both sides changed one, that into
statements; and where both changed a list, that into its members. Which of them is which, and what
each says in the end, was decided by the merge of what they mean.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TypeVar

from kurils_cli.check import KeyPath
from kurils_cli.merge import Merge, Side, Tables, interwoven, without
from kurils_cli.model import Record, Tracker
from kurils_cli.toml_format.lists import VALUE, List, Member, keyed
from kurils_cli.toml_format.literals import value_on_lines, value_on_one_line
from kurils_cli.toml_format.places import HEADER, KEY, Places, comments, names_of
from kurils_cli.toml_format.renaming import renamed
from kurils_cli.toml_format.writing import document, written

_COMMENTS = re.compile(r"^[ \t]*#[^\n]*(?:\n[ \t]*#[^\n]*)*", re.MULTILINE)
"""Comments on lines one below the other."""
_LINE = re.compile(r"[ \t]*#[^\n]*\n(?:[ \t]*\n)*")
"""A comment with the blank lines below it."""
_APART = re.compile(r"\A(?:(?:[ \t]*#[^\n]*\n)+(?:[ \t]*\n)+)+")
"""Comments above a table with a blank line below them."""
_ITEM = re.compile(
    rf"""
    (?P<above> (?: [ \t]* (?: \#[^\n]* )? \n )*+ )
    (?P<head> [ \t]*+ (?: (?P<header> {HEADER} )
      | (?P<key> {KEY} ) [ \t]*=[ \t]* ) )
    (?(key) (?P<value> {VALUE} ) )
    (?P<behind> [ \t]* (?: \#[^\n]* )? ) (?: \n | \Z )
    """,
    re.VERBOSE | re.DOTALL,
)
_ABSENT = object()
_NOTHING = Member("", "", "")
_END = ("#",)
"""The path of comments at the end of a text."""
T = TypeVar("T")

Key = tuple[object, ...]


class _Unwoven(Exception):
    """A layout that can't be taken apart."""


class _Sheet:
    """A text taken apart: its parts by what they are, and the blank lines between them."""

    def __init__(self, text: str, side: Side) -> None:
        self.side = side
        self.parts: dict[Key, str] = {}
        self.between: dict[tuple[Key | None, Key | None], str] = {}
        numbers = {"log": [*side.tables.log], "looked": [*side.tables.looked]}
        above, end = None, 0
        for path, start, stop in _spans(text):
            key: Key = path
            match path:
                case ("log" | "looked" as table, int(place)):
                    key = (table, numbers[table][place])
            if key in self.parts:
                raise _Unwoven
            self.between[above, key] = text[end:start]
            self.parts[key] = text[start:stop]
            above, end = key, stop
        self.end = self.between[above, None] = text[end:]

    def record(self, key: Key) -> Record | None:
        """Return the record that a part is; None for any other part."""
        match key:
            case (str(table), id) if table in Tables._fields:
                records: Mapping[object, Record] = getattr(self.side.tables, table)
                return records.get(id)
        return None

    def fields(self, key: Key) -> object:
        """Return what a part holds, by its keys."""
        record = self.record(key)
        return written(record) if record else _at(document(self.side.tracker), key)


def _spans(text: str) -> Iterable[tuple[KeyPath, int, int]]:
    """Yield each table, and where it starts and ends; at last the comments at the end of the text.

    Comments above a header belong to it, but for those right below the table before it.
    """
    starts: list[tuple[KeyPath, int]] = [((), 0)]
    for path, start in Places(text).headers():
        if path[:2] != starts[-1][0]:
            starts.append((path[:2], text.rfind("\n", 0, start) + 1))
    top = 0
    for (path, start), (_, stop) in pairwise([*starts, (_END, len(text))]):
        end = _last_line(text, start, stop)
        spans = [found.span() for found in _COMMENTS.finditer(text, end, stop)]
        is_below = spans and text[end : spans[0][0]] == "\n"
        if is_below and (stop == len(text) or text[spans[0][1] : stop] != "\n"):
            end = spans.pop(0)[1]
        yield path, top, end
        top = spans[0][0] if spans else stop
    if spans:
        yield _END, top, spans[-1][1]


def _last_line(text: str, start: int, stop: int) -> int:
    """Return where the last line of a part ends that is not a comment."""
    while stop > start:
        begin = max(start, text.rfind("\n", start, stop - 1) + 1)
        line = text[begin:stop].strip()
        if line and (line[0] != "#" or '"""' in line or "'''" in line):
            return begin + len(text[begin:stop].rstrip("\n"))
        stop = begin
    return start


def weave(texts: Sequence[str], merged: Merge) -> str | None:
    """Return the text of a merge of base, ours and theirs; None if their layout prevents it."""
    ends = ["\r\n" in text and text.count("\n") == text.count("\r\n") for text in texts]
    sheets = []
    try:
        for text, side, has_crlf in zip(texts, merged.sides, ends, strict=True):
            for old, new in side.renamed.items():
                text = renamed(text, old, new)
            sheets.append(_Sheet(text.replace("\r\n", "\n") if has_crlf else text, side))
        text = _Weaver(sheets, _Sheet("", merged.result)).text()
    except _Unwoven:
        return None
    return text.replace("\n", "\r\n") if _picked(*ends) else text


def stand_elsewhere(one: str, as_one: Tracker, other: str, as_other: Tracker) -> bool:
    """Tell whether two texts of like trackers have their comments in other tables.

    A comment with a blank line below it may belong to either of two.
    """
    return _standing(one, as_one) != _standing(other, as_other)


def _standing(text: str, tracker: Tracker) -> Counter[tuple[object, str]]:
    """Return each comment of a text with the entry, or the path of the table, that has it."""
    found = Counter[tuple[object, str]]()
    text = text.replace("\r\n", "\n")
    for path, start, stop in _spans(text):
        table: object = path
        match path:
            case ("log", int(place)):
                table = tracker.log[place]
        part = _APART.sub("", text[start:stop])
        found.update((table, comment) for comment in comments(part))
    return found


def lost_comments(texts: Sequence[str], merged: str) -> list[tuple[str, str]]:
    """Return each comment that a merged text lacks and that no side took away, and whose it is."""
    b, o, t, m = (Counter(comments(text)) for text in (*texts, merged))
    lost: list[tuple[str, str]] = []
    for comment in dict.fromkeys((*o, *t)):
        taken_away = o[comment] < b[comment] or t[comment] < b[comment]
        wanted = (min if taken_away else max)(o[comment], t[comment])
        whose = "theirs" if t[comment] > o[comment] else "ours"
        lost += (wanted - m[comment]) * [(comment, whose)]
    return lost


class _Weaver:
    def __init__(self, sheets: Sequence[_Sheet], result: _Sheet) -> None:
        self.sheets = self.base, self.ours, self.theirs = [*sheets]
        self.result = result

    def text(self) -> str:
        order = self._order()
        parts = {key: self._part(key) for key in order}
        apart = self._apart(parts)
        pieces: list[str] = []
        for above, key in pairwise([None, *order, None]):
            between, strays = self._between(above, key), apart.get(key, ())
            if key is None:
                pieces += [*(f"\n\n{comment}" for comment in strays), between]
            else:
                pieces += [between, *(f"{comment}\n\n" for comment in strays), parts[key]]
        return "".join(pieces)

    def _apart(self, parts: Mapping[Key, str]) -> dict[Key | None, list[str]]:
        """Return comments whose place is gone, by the part above which they go; None: the end."""
        texts = ["\n".join(sheet.parts.values()) for sheet in self.sheets]
        lost = Counter(comment for comment, _ in lost_comments(texts, "\n".join(parts.values())))
        apart: dict[Key | None, list[str]] = {}
        for sheet in (self.ours, self.theirs) if lost else ():
            waiting: list[str] = []
            for key, part in sheet.parts.items():
                for comment in comments(part):
                    if lost[comment]:
                        lost[comment] -= 1
                        waiting.append(comment)
                if key in parts:
                    apart.setdefault(key, []).extend(waiting)
                    waiting = []
            apart.setdefault(None, []).extend(waiting)
        return apart

    def _order(self) -> list[Key]:
        """Return the parts of the result; entries are in the order of the merged log."""
        base, ours, theirs = ([*sheet.parts] for sheet in self.sheets)
        gone = {key for key in (*ours, *theirs) if not self._stays(key)}
        rank = self._ranks((ours, theirs)).__getitem__
        order = interwoven(base, ours, theirs, gone=gone, by=rank)
        logged = iter([("log", number) for number in self.result.side.tables.log])
        return [next(logged) if key[:1] == ("log",) else key for key in order]

    def _stays(self, key: Key) -> bool:
        if len(key) > 1 and key[0] in Tables._fields:
            return self.result.record(key) is not None
        in_both = key in self.ours.parts and key in self.theirs.parts
        text = self.ours.parts.get(key, self.theirs.parts.get(key))
        return in_both or self.base.parts.get(key) != text

    def _ranks(self, sides: Iterable[list[Key]]) -> dict[Key, tuple[int, str]]:
        """Return how to sort parts that both sides added: by the entries that they are above."""
        log = self.result.side.tables.log
        places = {("log", number): place for place, number in enumerate(log)}
        ranks: dict[Key, tuple[int, str]] = {}
        for side in sides:
            rank = len(places)
            for key in reversed(side):
                rank = places.get(key, rank)  # type: ignore[arg-type]  # others are not there
                ranks[key] = (rank, repr(key))
        return ranks

    def _between(self, above: Key | None, key: Key | None) -> str:
        base, ours, theirs = (sheet.between.get((above, key)) for sheet in self.sheets)
        if ours is None and theirs is None:
            return "\n\n" if key is not None else self.ours.end
        return _settled(base, ours, theirs)

    def _part(self, key: Key) -> str:
        base, ours, theirs = (sheet.parts.get(key) for sheet in self.sheets)
        text = _picked(base, ours or theirs, theirs or ours)
        if key == _END:
            return _lines(*(f"{each}\n" if each else "" for each in (base, ours, theirs))).rstrip()
        whose = self.ours if text == ours else self.theirs
        if text is not None and whose.record(key) == self.result.record(key):
            return text
        return self._statements(key, base, ours, theirs)

    def _statements(self, key: Key, *texts: str | None) -> str:
        """Weave a part that both sides changed, statement by statement."""
        depth = 1 if key[:1] in (("log",), ("looked",)) else len(key)
        (base, ours, theirs), tails = zip(
            *(_items(text or "", depth) for text in texts), strict=True
        )
        our, their, result = (sheet.fields(key) for sheet in (*self.sheets[1:], self.result))
        gone = {path for path in {*ours, *theirs} if _at(result, path[1:]) is _ABSENT}
        pieces = []
        for path in interwoven([*base], [*ours], [*theirs], gone=gone):
            forms = [
                (items[path], _at(fields, path[1:]))
                for items, fields in ((ours, our), (theirs, their))
                if path in items
            ]
            item = _woven(base.get(path, _NOTHING), forms, _at(result, path[1:]))
            pieces.append(f"{item.above}{item.head}{item.value}{item.behind}\n")
        return ("".join(pieces) + _lines(*tails)).removesuffix("\n")


def _at(fields: object, path: Iterable[object]) -> object:
    """Return what is under a path of keys."""
    for key in path:
        if not isinstance(fields, Mapping) or key not in fields:
            return _ABSENT
        fields = fields[key]
    return fields


def _picked(base: T, ours: T, theirs: T) -> T | None:
    """Return the text of the side that changed it; None if both did."""
    return ours if theirs in (base, ours) else theirs if ours == base else None


def _settled(base: str | None, ours: str | None, theirs: str | None) -> str:
    """Return the text of the side that changed it, or if both did, the one that sorts first."""
    picked = _picked(base, ours, theirs)
    return min(each for each in (ours, theirs) if each is not None) if picked is None else picked


def _items(text: str, depth: int) -> tuple[dict[Key, Member], str]:
    """Return the statements of a part by their paths, and the comments at its end.

    A path starts with `[` for a header and `=` for a statement; its table is left out.
    """
    items: dict[Key, Member] = {}
    table: tuple[str, ...] = ()
    at = 0
    while found := _ITEM.match(text, at):
        if found["header"]:
            table = names_of(found["header"])[depth:]
            path: Key = ("[", *table)
        else:
            path = ("=", *table, *names_of(found["key"]))
        items[path] = Member(found["above"], found["value"] or "", found["behind"], found["head"])
        at = found.end()
    tail = text[at:]
    if any(line.strip()[:1] not in ("", "#") for line in tail.split("\n")):
        raise _Unwoven
    return items, f"{tail}\n" if tail else ""


def _lines(base: str, ours: str, theirs: str) -> str:
    """Weave lines of comments: those that a side took out stay out."""
    picked = _picked(base, ours, theirs)
    if picked is not None:
        return picked
    b, o, t = (
        {line.strip(): line for line in _LINE.findall(side)} for side in (base, ours, theirs)
    )
    # Those with a blank line below them come first.
    order = interwoven(
        *([*b], [*o], [*t]),
        gone=without(b, o, t),
        by=lambda comment: (not (o.get(comment) or t[comment]).endswith("\n\n"), comment),
    )
    return "".join(_settled(b.get(each), o.get(each), t.get(each)) for each in order)


def _woven(base: Member, forms: Sequence[tuple[Member, object]], result: object) -> Member:
    """Return a statement or member that says `result`, of what the sides have and what that says.

    Of two comments after it, one goes above.
    """
    if not forms:
        return _NOTHING._replace(value=value_on_one_line(result))
    (ours, our), (theirs, their) = forms[0], forms[-1]
    picked = _picked(base, ours, theirs)
    if picked is not None and (our if picked == ours else their) == result:
        return picked
    above = _lines(base.above, ours.above, theirs.above)
    behind = _picked(base.behind, ours.behind, theirs.behind)
    if behind is None:
        both = (ours.behind, theirs.behind)
        behind, other = sorted(both, key=lambda each: (not each.strip(), each))
        above += f"{other.strip()}\n" if other.strip() else ""
    head = _settled(base.head, ours.head, theirs.head)
    return Member(above, _value(base.value, forms, result), behind, head)


def _value(base: str, forms: Sequence[tuple[Member, object]], result: object) -> str:
    """Return the text of a value: as a side has it, or woven, or else written anew."""
    ours, theirs = forms[0][0].value, forms[-1][0].value
    picked = _picked(base, ours, theirs)
    having = sorted(item.value for item, value in forms if value == result)
    if not ours or (picked is not None and picked in having):
        return picked or ""
    if isinstance(result, list) and ours[0] == theirs[0] == "[":
        return _list(base or "[]", ours, theirs, result)
    return having[0] if having else value_on_lines(result, like=ours)


def _list(base_text: str, our_text: str, their_text: str, result: Sequence[object]) -> str:
    """Weave a list, member by member."""
    base, ours, theirs = (
        List.of(text, tomllib.loads(f"values = {text}")["values"])
        for text in (base_text, our_text, their_text)
    )
    members = {}
    for key, value in keyed(result).items():
        forms = [(side.members[key], value) for side in (ours, theirs) if key in side.members]
        members[key] = _woven(base.members.get(key, _NOTHING), forms, value)
    indent, closing = max((side.indent, side.closing) for side in (ours, theirs))
    return List(
        _settled(base.opening, ours.opening, theirs.opening),
        members,
        _lines(base.tail, ours.tail, theirs.tail),
        bool(_picked(base.is_on_lines, ours.is_on_lines, theirs.is_on_lines)),
        indent,
        closing,
    ).text
