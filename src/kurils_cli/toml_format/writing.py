"""A changed `Tracker` back into its text: only what changes is touched."""

import re
import tomllib
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

import tomli_w

from kurils_cli.check import KeyPath
from kurils_cli.diff import LogChanges, compare_logs
from kurils_cli.errors import TrackerError
from kurils_cli.model import Area, Entry, Extra, Issue, Party, Tracker
from kurils_cli.toml_format.places import Place, Places, UnderHeader
from kurils_cli.toml_format.reading import InvalidTracker, Reading, read

Fields = dict[str, object]
"""The keys of one table of the file, in the order to write them."""


class Rewritten(NamedTuple):
    """A tracker's new text, and what it reads as."""

    text: str
    reading: Reading


def rewrite(text: str, label: str, old: Tracker, new: Tracker) -> Rewritten:
    """Return the text of `old` edited into that of `new`.

    Comments, layout, quotes, line ends and unknown keys stay. The result is
    read again: raises `TrackerError` unless it is the tracker that was meant.
    """
    edited = _Editor(text, label).apply(old, new)
    try:
        reading = read(edited, label)
    except InvalidTracker as error:
        raise TrackerError(
            f"the change would leave `{label}` invalid; nothing was written",
            details=error.details,
        ) from None
    if reading.tracker != new:
        raise _unfaithful(label)
    return Rewritten(edited, reading)


def _unfaithful(label: str) -> TrackerError:
    return TrackerError(
        f"`{label}` is laid out in a way that can't be edited faithfully; nothing was written",
        hint="kurils edit",
    )


def _entry_fields(entry: Entry) -> Fields:
    """Return an entry's keys as they stand in the file."""
    states: dict[str, list[str]] = {}
    for id, state in entry.changes:
        states.setdefault(state, []).append(id)
    return _present(
        date=entry.date,
        title=entry.title,
        place=entry.place,
        by=list(entry.by) or None,
        says=dict(entry.says) or None,
        sources=list(entry.sources) or None,
        note=entry.note,
        **states,
        about=list(entry.about) or None,
        extra=entry.extra,
    )


def _table_fields(thing: Area | Issue | Party) -> Fields:
    """Return the keys of an area, issue or party as they stand in the file."""
    if isinstance(thing, Party):
        return _present(name=thing.name, extra=thing.extra)
    called = dict(thing.called) or None
    if isinstance(thing, Area):
        return _present(
            name=thing.name,
            status=thing.status,
            note=thing.note,
            called=called,
            extra=thing.extra,
        )
    return _present(
        title=thing.title,
        status=thing.status,
        blocks=None if thing.blocks is None else list(thing.blocks),
        note=thing.note,
        called=called,
        extra=thing.extra,
    )


def _aligned(
    old: Sequence[Entry], new: Sequence[Entry]
) -> Iterator[tuple[int, Entry | None, Entry | None]]:
    """Compare two logs: yield a place in the old one, the old entry, and the new entry.

    The new entry is None where the old one is removed; the old entry is None where a
    new one is inserted at that place.
    """
    changes = _compared(old, new)
    removed, added = Counter(changes.removed), Counter(changes.added)
    edited = dict(changes.edited)
    coming, new_here = deque(new), deque[Entry]()
    for place, entry in enumerate(old):
        may_become = (entry, edited.get(entry))
        while coming and coming[0] not in may_become and added[coming[0]]:
            added[coming[0]] -= 1
            new_here.append(coming.popleft())
        if coming and coming[0] in may_become:
            # What is new comes in behind what goes, so that no two edits overlap.
            while new_here:
                yield place, None, new_here.popleft()
            yield place, entry, coming.popleft()
        elif removed[entry]:
            removed[entry] -= 1
            yield place, entry, None
        else:
            # Out of order: it goes here and comes in again elsewhere.
            added[edited.get(entry, entry)] += 1
            yield place, entry, None
    for entry in (*new_here, *coming):
        yield len(old), None, entry


def _compared(old: Sequence[Entry], new: Sequence[Entry]) -> LogChanges:
    """Compare two logs; where they differ in one place alone, that entry was edited."""
    if len(old) == len(new):
        differing = tuple(pair for pair in zip(old, new, strict=True) if pair[0] != pair[1])
        if len(differing) == 1:
            return LogChanges((), (), differing)
    return compare_logs(old, new)


def _present(*, extra: Extra, **fields: object) -> Fields:
    present = {key: value for key, value in fields.items() if value is not None}
    for _, written in extra:
        present.update(tomllib.loads(written))
    return present


_COMMENTS_BELOW = re.compile(r"(?:\r?\n[ \t]*#[^\r\n]*)+(?=\s*\Z|\r?\n[ \t]*\r?\n)")
"""Comments on the lines that follow at once, with a blank line or nothing behind them."""
_REST_OF_MEMBER = re.compile(r"[ \t]*(?P<comma>,?)[ \t]*(?:#[^\r\n]*)?(?=\r?\n)")
"""The rest of a line that holds one element of an array: comma, comment."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
"""What a text of several lines can't hold as it is."""
_OPENING = r"(?:\"{3}(?:\r?\n)?|'{3}(?:\r?\n)?|\"|')"
"""The quotes that open a text, and the line break that may follow three of them."""


class _Edit(NamedTuple):
    """What to put in the place of a part of the text.

    Where several start at one place they are made by rank: what is put in goes
    before what is taken out, and a whole block behind both.
    """

    start: int
    rank: Literal[0, 1, 2]
    end: int
    text: str


class _Editor:
    """Collects edits of a text, then makes them all."""

    def __init__(self, text: str, label: str) -> None:
        self._text = text
        self._label = label
        self._places = Places(text)
        self._edits: list[_Edit] = []

    def apply(self, old: Tracker, new: Tracker) -> str:
        self._fields(
            (),
            _present(title=old.title, extra=old.extra),
            _present(title=new.title, extra=new.extra),
        )
        self._tables("parties", old.parties, new.parties)
        self._tables("areas", old.areas, new.areas)
        self._tables("issues", old.issues, new.issues)
        self._log(old.log, new.log)
        pieces, at = [], 0
        for edit in sorted(self._edits, key=lambda edit: edit[:3]):
            pieces += [self._text[at : edit.start], edit.text]
            at = max(at, edit.end)
        return "".join([*pieces, self._text[at:]])

    def _tables(
        self,
        key: str,
        old: Sequence[Area | Issue | Party],
        new: Sequence[Area | Issue | Party],
    ) -> None:
        before = {thing.id: thing for thing in old}
        after = {thing.id: thing for thing in new}
        gone = {id for id in before if id not in after}
        added = {id: _table_fields(thing) for id, thing in after.items() if id not in before}
        for id, thing in before.items():
            if id in after and after[id] != thing:
                self._fields((key, id), _table_fields(thing), _table_fields(after[id]))
        container = self._places.of.get((key,))
        if container and container.how == "statement":
            members = self._members((key,))
            places = {place for place, (path, _) in enumerate(members) if path[1] in gone}
            texts = [f"{_key(id)} = {_toml(fields)}" for id, fields in added.items()]
            self._members_change((key,), container, places, [(len(members), t) for t in texts])
            return
        for id in gone:
            self._remove((key, id))
        if added:
            at = self._end_of_tables((key,))
            for id, fields in added.items():
                self._insert_block(at, _block(f"[{key}.{id}]", fields))

    def _log(self, old: Sequence[Entry], new: Sequence[Entry]) -> None:
        gone: set[int] = set()
        added: list[tuple[int, Fields]] = []
        for place, entry, becomes in _aligned(old, new):
            if becomes is None:
                gone.add(place)
            elif entry is None:
                added.append((place, _entry_fields(becomes)))
            elif entry != becomes:
                self._fields(("log", place), _entry_fields(entry), _entry_fields(becomes))
        container = self._places.of.get(("log",))
        if container and container.how == "statement":
            texts = [(count, _toml(fields)) for count, fields in added]
            self._members_change(("log",), container, gone, texts)
            return
        for place in gone:
            self._remove(("log", place))
        for count, fields in added:
            self._add_entry(count, fields, has_entries=bool(old))

    def _fields(self, table: KeyPath, old: Fields, new: Fields) -> None:
        place = self._places.of.get(table)
        if place and place.how != "header" and old.keys() != new.keys():
            # An inline table has no comments to lose.
            self._replace_part(place.value, place.end, _toml(new))
            return
        changed = [key for key, value in old.items() if key in new and new[key] != value]
        for key in changed[:]:
            before, after = old[key], new[key]
            if (
                isinstance(before, dict)
                and isinstance(after, dict)
                and before.keys() & after.keys()
            ):
                self._fields((*table, key), before, after)
                changed.remove(key)
        spread = [key for key in changed if not self._is_one_value((*table, key))]
        gone = [(*table, key) for key in old if key not in new or key in spread]
        for path in gone:
            self._remove(path)
        for key in changed:
            if key not in spread and not self._list_changes((*table, key), old[key], new[key]):
                self._replace((*table, key), new[key])
        for key, value in new.items():
            if key not in old or key in spread:
                self._add_field(table, key, value, gone)

    def _list_changes(self, path: KeyPath, old: object, new: object) -> bool:
        """Take items out of an array and put others at its end, if that is all that changes."""
        if not isinstance(old, list) or not isinstance(new, list):
            return False
        kept = [item for item in old if item in new]
        added = [item for item in new if item not in old]
        if not kept or kept + added != new:
            return False
        gone = {place for place, item in enumerate(old) if item not in new}
        texts = [(len(old), _toml(item)) for item in added]
        self._members_change(path, self._places.of[path], gone, texts)
        return True

    def _is_one_value(self, path: KeyPath) -> bool:
        """Tell whether a value is written at one place, not under headers or dotted keys."""
        place = self._places.of.get(path)
        return place is not None and place.how != "header"

    def _replace(self, path: KeyPath, value: object) -> None:
        place = self._places.of[path]
        written = self._text[place.value : place.end]
        if place.how == "statement":
            text = _statement(value, like=written.replace("\r\n", "\n"))
            text = text.replace("\n", self._newline_at(place.value))
        else:
            text = _toml(value, like=written)
        self._replace_part(place.value, place.end, text)

    def _add_field(self, table: KeyPath, key: str, value: object, gone: Sequence[KeyPath]) -> None:
        at, header = self._last_statement(table, gone)
        prefix = "".join(f"{_key(str(part))}." for part in table[len(header) :])
        self._insert(at, "".join(f"\n{prefix}{line}" for line in _lines(key, value)))

    def _last_statement(self, table: KeyPath, gone: Sequence[KeyPath]) -> tuple[int, KeyPath]:
        """Return where a table's last line that stays ends, and the header above it."""
        found = None
        for path, place, under in self._places.within(table):
            is_gone = any(path[: len(each)] == each for each in gone)
            # Under the table's own header, or dotted under one above it.
            if len(under.header) <= len(table) and not is_gone:
                found = (self._line_end(place.end), under.header)
        if found is None:  # its keys stand dotted in the braces of the table around it
            raise _unfaithful(self._label)
        return found

    def _add_entry(self, count: int, fields: Fields, *, has_entries: bool) -> None:
        """Add an entry behind the first `count` ones of the log."""
        block = _block("[[log]]", fields)
        if count:
            self._insert_block(self._end_of_tables(("log", count - 1)), block)
        elif has_entries:
            at = self._line_start(self._places.of["log", 0].start)
            self._insert(at, f"{block}\n\n")
        else:
            self._insert_block(self._end_of_text(), block)

    def _end_of_tables(self, table: KeyPath) -> int:
        """Return where the last part of the text ends that is about a table.

        Comments on the lines right below it are part of it, unless what follows
        them at once is the next part.
        """
        written = self._places.within(table)
        if not written:
            return self._end_of_text()
        end = self._line_end(written[-1].under.end)
        comments = _COMMENTS_BELOW.match(self._text, end)
        return comments.end() if comments else end

    def _end_of_text(self) -> int:
        return self._line_end(len(self._text.rstrip()))

    def _members_change(
        self, path: KeyPath, container: Place, gone: set[int], added: Sequence[tuple[int, str]]
    ) -> None:
        """Take members out of an inline table or array, and put others behind a count."""
        members = [place for _, place in self._members(path)]
        kept = [place for place in range(len(members)) if place not in gone]
        for place in sorted(gone):
            self._remove_member(members, place, kept)
        if gone and kept and self._line_rest(members[-1]) == "":
            # The last one goes, which had no comma behind it: so does what is last now.
            last = members[kept[-1]]
            comma = re.compile(r"[ \t]*,").match(self._text, last.end)
            if comma:
                self._replace_part(last.end, comma.end(), "")
        places = sorted({bisect_left(kept, count) for count, _ in added})
        for before in places:
            texts = [text for count, text in added if bisect_left(kept, count) == before]
            if before:
                self._add_members(members[kept[before - 1]], texts)
            elif kept:
                self._insert(members[kept[0]].start, "".join(f"{text}, " for text in texts))
            else:
                self._insert(container.value + 1, ", ".join(texts))

    def _remove_member(self, members: Sequence[Place], place: int, kept: Sequence[int]) -> None:
        member, before = members[place], bisect_left(kept, place)
        rest = self._line_rest(member)
        if rest is not None and kept:
            end = self._line_end(member.end)
            self._replace_part(self._end_of_line_above(member.start), end, "")
        elif before:
            self._replace_part(members[kept[before - 1]].end, member.end, "")
        elif kept:
            self._replace_part(member.start, members[kept[0]].start, "")
        else:
            comma = re.compile(r"(\s*,)?").match(self._text, member.end)
            self._replace_part(member.start, comma.end() if comma else member.end, "")

    def _add_members(self, last: Place, texts: Sequence[str]) -> None:
        """Put members behind one, each on a line of its own if that one has one."""
        rest, indent = self._line_rest(last), self._indent(last.start)
        if rest is None:
            gap = " " if indent is None else f"\n{indent}"
            self._insert(last.end, "".join(f",{gap}{text}" for text in texts))
            return
        lines = f",\n{indent}".join(texts)
        if not rest:
            self._insert(last.end, ",")
        self._insert(self._line_end(last.end), f"\n{indent}{lines}{rest}")

    def _line_rest(self, member: Place) -> str | None:
        """Return the comma, or nothing, behind a member that has its lines to itself.

        None: it shares them with other members or with the brackets.
        """
        rest = _REST_OF_MEMBER.match(self._text, member.end)
        return rest["comma"] if rest and self._indent(member.start) is not None else None

    def _members(self, path: KeyPath) -> list[tuple[KeyPath, Place]]:
        """Return an inline table's or array's members, in order."""
        return [
            (inner, place)
            for inner, place in self._places.of.items()
            if place.how in ("inline", "element")
            and len(inner) > len(path)
            and inner[: len(path)] == path
            and not any(
                inner[:length] in self._places.of for length in range(len(path) + 1, len(inner))
            )
        ]

    def _remove(self, path: KeyPath) -> None:
        """Take away a statement, or all headers and statements of a table."""
        for _, place, under in self._places.within(path):
            if place.how == "header":
                self._remove_under(place, under)
            elif under.header[: len(path)] != path:
                start = self._end_of_line_above(place.start)
                self._replace_part(start, self._line_end(place.end), "")

    def _remove_under(self, header: Place, under: UnderHeader) -> None:
        """Take away a header, its statements and the blank line above."""
        start = self._end_of_line_above(header.start)
        blank = re.search(r"(\r?\n)?\Z", self._text[max(0, start - 2) : start])
        above = len(blank[0]) if blank else 0
        self._replace_part(start - above, self._line_end(under.end), "")

    def _replace_part(self, start: int, end: int, text: str) -> None:
        self._edits.append(_Edit(start, 1, end, text))

    def _insert(self, at: int, text: str) -> None:
        self._edits.append(_Edit(at, 0, at, text.replace("\n", self._newline_at(at))))

    def _insert_block(self, at: int, block: str) -> None:
        """Put a block and a blank line above it where a line ends."""
        newline = self._newline_at(at)
        self._edits.append(_Edit(at, 2, at, f"\n\n{block}".replace("\n", newline)))

    def _newline_at(self, at: int) -> str:
        """Return how the line ends in which a place is, or the one before it if that is last."""
        end = self._text.find("\n", at)
        if end < 0:
            end = self._text.rfind("\n")
        return "\r\n" if self._text[max(0, end - 1) : end] == "\r" else "\n"

    def _line_start(self, at: int) -> int:
        return self._text.rfind("\n", 0, at) + 1

    def _end_of_line_above(self, at: int) -> int:
        start = self._line_start(at)
        newline = re.search(r"(\r?\n)?\Z", self._text[max(0, start - 2) : start])
        return start - len(newline[0]) if newline else start

    def _line_end(self, at: int) -> int:
        """Return where the line's text ends, before its newline."""
        end = re.compile(r"[^\r\n]*").match(self._text, at)
        return end.end() if end else at

    def _indent(self, at: int) -> str | None:
        """Return what stands before `at` on its line, if that is only white space."""
        before = self._text[self._line_start(at) : at]
        return before if not before.strip() else None


def _block(header: str, fields: Fields) -> str:
    lines = (line for key, value in fields.items() for line in _lines(key, value))
    return "\n".join([header, *lines])


def _lines(key: str, value: object) -> Iterator[str]:
    """Yield the lines of a key: one for each party where each has a text."""
    if key in ("says", "called") and isinstance(value, Mapping):
        for party, text in value.items():
            yield f"{_key(key)}.{_key(party)} = {_statement(text)}"
    else:
        yield f"{_key(key)} = {_statement(value)}"


def _statement(value: object, like: str = "") -> str:
    """Return a value in TOML where it has lines to itself: a text of several lines has as many."""
    if not isinstance(value, str) or "\n" not in value or _CONTROL.search(value):
        return _toml(value, like)
    escaped = value.replace("\\", "\\\\").replace('"""', '""\\"')
    if escaped.endswith('"'):
        escaped = f'{escaped[:-1]}\\"'
    return f'"""\n{escaped}"""'


def _toml(value: object, like: str = "") -> str:
    """Return a value in TOML, on one line; text in the quotes of `like` if those can hold it."""
    if isinstance(value, Mapping):
        members = [f"{_key(key)} = {_toml(inner)}" for key, inner in value.items()]
        return f"{{ {', '.join(members)} }}" if members else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_toml(item) for item in value)}]"
    opening = re.match(_OPENING, like)
    if opening and isinstance(value, str) and re.fullmatch(r"[\w -]+", value):
        return f"{opening[0]}{value}{opening[0].strip()}"
    return tomli_w.dumps({"v": value}).removeprefix("v = ").removesuffix("\n")


def _key(key: str) -> str:
    return tomli_w.dumps({key: 0}).removesuffix(" = 0\n")
