"""A changed `Tracker` back into its text: only what changes is touched."""

import re
import tomllib
from collections import Counter, deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple, TypeGuard

from kurils_cli.check import KeyPath
from kurils_cli.diff import compare_logs
from kurils_cli.errors import TrackerError
from kurils_cli.model import (
    FIELDS,
    IN_FILE,
    Area,
    Entry,
    Extra,
    Field,
    Issue,
    Looked,
    Party,
    Record,
    Tracker,
)
from kurils_cli.toml_format.edits import Edits
from kurils_cli.toml_format.literals import (
    Fields,
    block,
    quoted_key,
    statement_on_one_line,
    statements,
    value_on_lines,
    value_on_one_line,
)
from kurils_cli.toml_format.members import change_members
from kurils_cli.toml_format.places import Place, Places, Section
from kurils_cli.toml_format.reading import SCHEMA, InvalidTracker, Reading, read


class Rewritten(NamedTuple):
    """A tracker's new text, and what it reads as."""

    text: str
    reading: Reading


def rewrite(text: str, label: str, old: Tracker, new: Tracker, at: int | None = None) -> Rewritten:
    """Return the text of `old` edited into that of `new`.

    Comments, layout, quotes, line ends and unknown keys stay. `at` is the place of the
    only entry that differs, which was edited, however unlike it became. The result is
    read again: raises `TrackerError` unless it is the tracker that was meant.
    """
    edited = _Editor(text, label).apply(old, new, at)
    try:
        reading = read(edited, label, new.on)
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


def written(record: Record) -> Fields:
    """Return the keys of an area, issue, party, entry or day of looking as in the file."""
    found: dict[str, object] = {}
    for key, field in _IN_FILE[type(record)]:
        found |= _field(key, field, getattr(record, key))
    return _present(found, record.extra)


_IN_FILE: Mapping[type[object], Sequence[tuple[str, Field]]] = {
    **{record: [*fields.items()] for record, fields in FIELDS.items()},
    Entry: sorted(
        FIELDS[Entry].items(), key=lambda field: [*IN_FILE, *FIELDS[Entry]].index(field[0])
    ),
}
"""The fields of each kind of record in the order in which they are written."""


def document(tracker: Tracker) -> Fields:
    """Return the keys of a tracker as in the file."""
    tables = {
        key: {thing.id: written(thing) for thing in things}
        for key, things in (
            ("parties", tracker.parties),
            ("areas", tracker.areas),
            ("issues", tracker.issues),
        )
    }
    lists = {"log": [*map(written, tracker.log)], "looked": [*map(written, tracker.looked)]}
    return _present({"schema": SCHEMA, "title": tracker.title, **tables, **lists}, tracker.extra)


def _field(key: str, field: Field, value: Any) -> Fields:
    """Return a field as in the file: under one key, or one for each state."""
    match field.kind:
        case "changes":
            states = dict.fromkeys(state for _, state in value)
            return {state: [id for id, entered in value if entered == state] for state in states}
        case "by party":
            return {key: dict(value) or None}
        case "areas":
            return {key: None if value is None else list(value)}
        case _ if field.is_list:
            return {key: list(value) or None}
        case _:
            return {key: value}


def _aligned(
    old: Sequence[Entry], new: Sequence[Entry]
) -> Iterator[tuple[int, Entry | None, Entry | None]]:
    """Compare two logs: yield a place in the old one, the old entry, and the new entry.

    The new entry is None where the old one is removed; the old entry is None where a
    new one is inserted at that place.
    """
    changes = compare_logs(old, new)
    added = Counter(changes.added)
    edited = dict(changes.edited)
    coming, new_here = deque(new), deque[Entry]()
    for place, entry in enumerate(old):
        may_become = (entry, edited.get(entry))
        while coming and coming[0] not in may_become and added[coming[0]]:
            added[coming[0]] -= 1
            new_here.append(coming.popleft())
        if coming and coming[0] in may_become:
            # What is new goes after what is removed, so that no two edits overlap.
            while new_here:
                yield place, None, new_here.popleft()
            yield place, entry, coming.popleft()
        else:
            yield place, entry, None
    for entry in (*new_here, *coming):
        yield len(old), None, entry


def _present(fields: Fields, extra: Extra) -> Fields:
    present = {key: value for key, value in fields.items() if value is not None}
    for _, written in extra:
        present.update(tomllib.loads(written))
    return present


_COMMENTS_BELOW = re.compile(r"(?:\r?\n[ \t]*#[^\r\n]*)+(?=\s*\Z|\r?\n[ \t]*\r?\n)")
"""Comments on the lines right below, with a blank line or nothing after them."""


class _Editor:
    """Collects the edits that a changed tracker makes of its text."""

    def __init__(self, text: str, label: str) -> None:
        self._text = text
        self._label = label
        self._places = Places(text)
        self._edits = Edits(text)

    def apply(self, old: Tracker, new: Tracker, at: int | None) -> str:
        self._fields(
            (),
            _present({"title": old.title}, old.extra),
            _present({"title": new.title}, new.extra),
        )
        self._tables("parties", old.parties, new.parties)
        self._tables("areas", old.areas, new.areas)
        self._tables("issues", old.issues, new.issues)
        self._log([*_aligned(old.log, new.log)] if at is None else [(at, old.log[at], new.log[at])])
        self._looked(old.looked, new.looked)
        return self._edits.made()

    def _tables(
        self,
        key: str,
        old: Sequence[Area | Issue | Party],
        new: Sequence[Area | Issue | Party],
    ) -> None:
        before = {thing.id: thing for thing in old}
        after = {thing.id: thing for thing in new}
        for id, thing in before.items():
            if id in after and after[id] != thing:
                self._fields((key, id), written(thing), written(after[id]))
        if before.keys() == after.keys():
            return
        self._open(key)
        for id in before:
            if id not in after:
                self._remove((key, id))
        at = self._end_of_tables((self._last_above(key),))
        for id, thing in after.items():
            if id not in before:
                self._edits.insert_block(at, block(f"[{key}.{id}]", written(thing)))

    def _last_above(self, key: str) -> str:
        """Return the key of the tables after which new ones of a key go."""
        keys = ("parties", "areas", "issues")
        above = (key, *reversed(keys[: keys.index(key)]))
        return next((each for each in above if self._places.within((each,))), key)

    def _log(self, steps: Sequence[tuple[int, Entry | None, Entry | None]]) -> None:
        for place, entry, becomes in steps:
            if entry == becomes:
                continue
            if entry and becomes:
                self._fields(("log", place), written(entry), written(becomes))
                continue
            self._open("log")
            if becomes:
                self._add_item("log", place, block("[[log]]", written(becomes)))
            else:
                self._remove(("log", place))

    def _looked(self, old: Sequence[Looked], new: Sequence[Looked]) -> None:
        """Take out the days of looking that were removed, and put in those that were added."""
        steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        for how, start, end, new_start, new_end in steps:
            if how == "equal":
                continue
            self._open("looked")
            for place in range(start, end):
                self._remove(("looked", place))
            for looked in new[new_start:new_end]:
                self._add_item("looked", end, block("[[looked]]", written(looked)))

    def _open(self, key: str) -> None:
        """Rewrite a log or tables that are empty brackets as headers.

        Raises `TrackerError` for brackets that hold something.
        """
        container = self._places.of((key,))
        if container is None or container.how == "header":
            return
        if self._places.members((key,)):
            raise _unfaithful(self._label)
        self._remove((key,))

    def _fields(self, table: KeyPath, old: Fields, new: Fields) -> None:
        place = self._places.of(table)
        is_inline = place is not None and place.how != "header"
        gone = [key for key in old if key not in new]
        for key, before in old.items():
            after = new.get(key, before)
            if before == after:
                continue
            path = (*table, key)
            at = self._places.of(path)
            if (
                isinstance(before, Mapping)
                and isinstance(after, Mapping)
                and before.keys() & after.keys()
                and (at or not is_inline)
            ):
                self._fields(path, before, after)
            elif at is None or at.how == "header":  # under headers, or dotted keys
                gone.append(key)
            elif not self._list_changes(path, at, before, after):
                self._replace(at, after)
        added = {key: value for key, value in new.items() if key not in old or key in gone}
        if place and is_inline:
            self._inline_fields(table, place, gone, added)
            return
        for key in gone:
            self._remove((*table, key))
        for key, value in added.items():
            self._add_field(table, key, value, [(*table, key) for key in gone])

    def _inline_fields(
        self, table: KeyPath, place: Place, gone: Collection[str], added: Fields
    ) -> None:
        """Take keys out of an inline table, and put others at its end."""
        members = self._places.members(table)
        numbers = [n for n, (path, _) in enumerate(members) if path[len(table)] in gone]
        texts = [statement_on_one_line(key, value) for key, value in added.items()]
        change_members(
            self._edits, place, [place for _, place in members], numbers, {len(members): texts}
        )

    def _list_changes(self, path: KeyPath, place: Place, old: object, new: object) -> bool:
        """Take texts out of an array and put others in; tell whether that was possible."""
        if not (_are_texts(old) and _are_texts(new)):
            return False
        gone, added = list[int](), dict[int, list[str]]()
        steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        for how, start, end, new_start, new_end in steps:
            if how != "equal":
                gone += range(start, end)
                added[start] = [value_on_one_line(text) for text in new[new_start:new_end]]
        if len(gone) == len(old):
            return False
        members = [place for _, place in self._places.members(path)]
        change_members(self._edits, place, members, gone, added)
        return True

    def _replace(self, place: Place, value: object) -> None:
        written = self._text[place.value : place.end]
        if place.how == "statement":
            text = value_on_lines(value, like=written.replace("\r\n", "\n"))
        else:
            text = value_on_one_line(value, like=written)
        self._edits.replace(place.value, place.end, text)

    def _add_field(self, table: KeyPath, key: str, value: object, gone: Sequence[KeyPath]) -> None:
        at, header = self._last_statement(table, gone)
        prefix = "".join(f"{quoted_key(f'{part}')}." for part in table[len(header) :])
        self._edits.insert(at, "".join(f"\n{prefix}{line}" for line in statements(key, value)))

    def _last_statement(self, table: KeyPath, gone: Sequence[KeyPath]) -> tuple[int, KeyPath]:
        """Return where a table's last line that stays ends, and the header above it."""
        found = None
        for path, place, under in self._places.within(table):
            is_gone = any(path[: len(each)] == each for each in gone)
            # Under the table's own header, or dotted under one above it.
            if len(under.header) <= len(table) and not is_gone:
                found = (self._edits.line_end(place.end), under.header)
        if found is None:  # its keys are dotted in the braces of the table around it
            raise _unfaithful(self._label)
        return found

    def _add_item(self, key: str, count: int, item: str) -> None:
        """Add the text of an entry or a day of looking after the first `count` ones."""
        first = self._places.part((key, 0))
        if count:
            self._edits.insert_block(self._end_of_tables((key, count - 1)), item)
        elif first:
            self._edits.insert(first.start, f"{item}\n\n")
        else:
            self._edits.insert_block(self._edits.end_of_text(), item)

    def _end_of_tables(self, table: KeyPath) -> int:
        """Return where the last part of the text ends that is about a table.

        Comments on the lines right below it are part of it, unless what follows
        them at once is the next part.
        """
        written = self._places.within(table)
        if not written:
            return self._edits.end_of_text()
        end = self._edits.line_end(written[-1].under.end)
        comments = _COMMENTS_BELOW.match(self._text, end)
        return comments.end() if comments else end

    def _remove(self, path: KeyPath) -> None:
        """Take away a statement, or all headers and statements of a table."""
        for _, place, under in self._places.within(path):
            if place.how == "header":
                self._remove_under(under)
            elif under.header[: len(path)] != path:
                start = self._edits.end_of_line_above(place.start)
                self._edits.remove(start, self._edits.line_end(place.end))

    def _remove_under(self, section: Section) -> None:
        """Take away a section, the comments right above it and the blank line above those."""
        start = self._edits.end_of_line_above(self._places.top(section))
        blank = re.search(r"(\r?\n)?\Z", self._text[max(0, start - 2) : start])
        above = len(blank[0]) if blank else 0
        self._edits.remove(start - above, self._edits.line_end(section.end))


def _are_texts(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
