"""A changed `Tracker` back into its text: only what changes is touched."""

import re
import tomllib
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import tomli_w

from kurils_cli.check import Path
from kurils_cli.diff import compare_logs
from kurils_cli.errors import TrackerError
from kurils_cli.model import Area, Entry, Issue, Tracker
from kurils_cli.toml_format.places import Place, Places, Section
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


def entry_fields(entry: Entry) -> Fields:
    """Return an entry's keys as they stand in the file."""
    states: dict[str, list[str]] = {}
    for id, state in entry.changes:
        states.setdefault(state, []).append(id)
    return _present(
        date=entry.date,
        title=entry.title,
        place=entry.place,
        sources=list(entry.sources) or None,
        note=entry.note,
        **states,
        about=list(entry.about) or None,
        was=dict(entry.was) or None,
        extra=entry.extra,
    )


def thing_fields(thing: Area | Issue) -> Fields:
    """Return an area's or an issue's keys as they stand in the file."""
    if isinstance(thing, Area):
        return _present(name=thing.name, status=thing.status, note=thing.note, extra=thing.extra)
    return _present(
        title=thing.title,
        status=thing.status,
        blocks=None if thing.blocks is None else list(thing.blocks),
        note=thing.note,
        extra=thing.extra,
    )


def _aligned(
    old: Sequence[Entry], new: Sequence[Entry]
) -> Iterator[tuple[int, Entry | None, Entry | None]]:
    """Go through two logs side by side, and say what becomes of each old entry.

    Yields how many old entries stand before, the old entry (None: one comes in
    here) and what it becomes (None: it goes).
    """
    changes = compare_logs(old, new)
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


def _present(*, extra: str, **fields: object) -> Fields:
    known = {key: value for key, value in fields.items() if value is not None}
    return {**known, **tomllib.loads(extra)} if extra else known


_OPENING = r"(?:\"{3}(?:\r?\n)?|'{3}(?:\r?\n)?|\"|')"
"""The quotes that open a text, and the line break that may follow three of them."""


class _Editor:
    """Collects edits of a text, then makes them all."""

    def __init__(self, text: str, label: str) -> None:
        self._text = text
        self._label = label
        self._places = Places(text)
        self._newline = "\r\n" if "\r\n" in text else "\n"
        self._edits: list[tuple[int, int, str]] = []

    def apply(self, old: Tracker, new: Tracker) -> str:
        self._fields(
            (),
            _present(title=old.title, extra=old.extra),
            _present(title=new.title, extra=new.extra),
        )
        self._things("areas", old.areas, new.areas)
        self._things("issues", old.issues, new.issues)
        self._log(old.log, new.log)
        pieces, at = [], 0
        # At one place, what is put in goes before what is taken out, and a block behind both.
        for start, end, replacement in sorted(
            self._edits, key=lambda edit: (edit[0], edit[2].startswith(self._newline * 2), edit[1])
        ):
            pieces += [self._text[at:start], replacement]
            at = max(at, end)
        return "".join([*pieces, self._text[at:]])

    def _things(self, key: str, old: Sequence[Area | Issue], new: Sequence[Area | Issue]) -> None:
        before = {thing.id: thing for thing in old}
        after = {thing.id: thing for thing in new}
        gone = {id for id in before if id not in after}
        added = {id: thing_fields(thing) for id, thing in after.items() if id not in before}
        for id, thing in before.items():
            if id in after and after[id] != thing:
                self._fields((key, id), thing_fields(thing), thing_fields(after[id]))
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
            at = self._end_of_sections((key,))
            for id, fields in added.items():
                self._insert(at, self._block(f"[{key}.{id}]", fields))

    def _log(self, old: Sequence[Entry], new: Sequence[Entry]) -> None:
        gone: set[int] = set()
        added: list[tuple[int, Fields]] = []
        for place, entry, becomes in _aligned(old, new):
            if becomes is None:
                gone.add(place)
            elif entry is None:
                added.append((place, entry_fields(becomes)))
            elif entry != becomes:
                self._fields(("log", place), entry_fields(entry), entry_fields(becomes))
        container = self._places.of.get(("log",))
        if container and container.how == "statement":
            texts = [(count, _toml(fields)) for count, fields in added]
            self._members_change(("log",), container, gone, texts)
            return
        for place in gone:
            self._remove(("log", place))
        for count, fields in added:
            self._add_entry(count, fields, has_entries=bool(old))

    def _fields(self, table: Path, old: Fields, new: Fields) -> None:
        place = self._places.of.get(table)
        if place and place.how != "header" and old.keys() != new.keys():
            # An inline table has no comments to lose.
            self._edits.append((place.value, place.end, _toml(new)))
            return
        changed = [key for key, value in old.items() if key in new and new[key] != value]
        spread = [key for key in changed if not self._is_one_value((*table, key))]
        gone = [(*table, key) for key in old if key not in new or key in spread]
        for path in gone:
            self._remove(path)
        for key in changed:
            if key not in spread:
                self._replace((*table, key), new[key])
        for key, value in new.items():
            if key not in old or key in spread:
                self._add_field(table, key, value, gone)

    def _is_one_value(self, path: Path) -> bool:
        """Tell whether a value is written at one place, not under headers or dotted keys."""
        place = self._places.of.get(path)
        return place is not None and place.how != "header"

    def _replace(self, path: Path, value: object) -> None:
        place = self._places.of[path]
        written = self._text[place.value : place.end]
        if path[-1] == "status" and not re.fullmatch(_OPENING + r"\w+(\"{3}|'{3}|\"|')", written):
            raise TrackerError(
                f"{self._label}:{self._places.line(path)}: `status` is written with "
                "escapes, which undo could not give back; "
                "nothing was written",
                hint="kurils edit",
            )
        self._edits.append((place.value, place.end, _toml(value, like=written)))

    def _add_field(self, table: Path, key: str, value: object, gone: Sequence[Path]) -> None:
        at, header = self._last_statement(table, gone)
        prefix = "".join(f"{_key(str(part))}." for part in table[len(header) :])
        self._insert(at, f"{self._newline}{prefix}{_key(key)} = {_toml(value)}")

    def _last_statement(self, table: Path, gone: Sequence[Path]) -> tuple[int, Path]:
        """Return where a table's last line that stays ends, and the header above it."""
        found = None
        for path, place, section in self._places.within(table):
            is_gone = any(path[: len(each)] == each for each in gone)
            # Under the table's own header, or dotted under one above it.
            if len(section.header) <= len(table) and not is_gone:
                found = (self._line_end(place.end), section.header)
        assert found is not None, "a table keeps the keys that it must have"
        return found

    def _add_entry(self, count: int, fields: Fields, *, has_entries: bool) -> None:
        """Add an entry behind the first `count` ones of the log."""
        block = self._block("[[log]]", fields)
        if count:
            self._insert(self._end_of_sections(("log", count - 1)), block)
        elif has_entries:
            at = self._line_start(self._places.of["log", 0].start)
            self._insert(at, block.lstrip() + self._newline * 2)
        else:
            self._insert(self._end_of_text(), block)

    def _block(self, header: str, fields: Fields) -> str:
        lines = ["", "", header]
        lines += [f"{_key(key)} = {_toml(value)}" for key, value in fields.items()]
        return self._newline.join(lines)

    def _end_of_sections(self, table: Path) -> int:
        """Return where the last line ends of the last section that has to do with a table."""
        written = self._places.within(table)
        return self._line_end(written[-1].section.end) if written else self._end_of_text()

    def _end_of_text(self) -> int:
        return self._line_end(len(self._text.rstrip()))

    def _members_change(
        self, path: Path, container: Place, gone: set[int], added: Sequence[tuple[int, str]]
    ) -> None:
        """Take members out of an inline table or array, and put others behind a count."""
        members = [place for _, place in self._members(path)]
        kept = [place for place in range(len(members)) if place not in gone]
        for place in sorted(gone):
            before = bisect_left(kept, place)
            if before:
                self._edits.append((members[kept[before - 1]].end, members[place].end, ""))
            elif kept:
                self._edits.append((members[place].start, members[kept[0]].start, ""))
            else:
                comma = re.compile(r"(\s*,)?").match(self._text, members[place].end)
                end = comma.end() if comma else members[place].end
                self._edits.append((members[place].start, end, ""))
        for number, (count, text) in enumerate(added):
            before = bisect_left(kept, count)
            if before:
                last = members[kept[before - 1]]
                indent = self._indent(last.start)
                gap = " " if indent is None else self._newline + indent
                self._insert(last.end, f",{gap}{text}")
            elif kept:
                self._insert(members[kept[0]].start, f"{text}, ")
            else:
                self._insert(container.value + 1, f"{', ' if number else ''}{text}")

    def _members(self, path: Path) -> list[tuple[Path, Place]]:
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

    def _remove(self, path: Path) -> None:
        """Take away a statement, or all headers and statements of a table."""
        for _, place, section in self._places.within(path):
            if place.how == "header":
                self._remove_section(place, section)
            elif section.header[: len(path)] != path:
                start = self._end_of_line_above(place.start)
                self._edits.append((start, self._line_end(place.end), ""))

    def _remove_section(self, header: Place, section: Section) -> None:
        """Take away a header, its statements and the blank line above."""
        start = self._end_of_line_above(header.start)
        blank = re.search(r"(\r?\n)?\Z", self._text[max(0, start - 2) : start])
        above = len(blank[0]) if blank else 0
        self._edits.append((start - above, self._line_end(section.end), ""))

    def _insert(self, at: int, text: str) -> None:
        self._edits.append((at, at, text))

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


def _toml(value: object, like: str = "") -> str:
    """Return a value in TOML, on one line; text in the quotes of `like` if they do."""
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
