"""A changed `Tracker` back into its text: only what changes is touched."""

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from kurils_cli.check import KeyPath, broken
from kurils_cli.diff import paired
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
from kurils_cli.things import TABLES
from kurils_cli.toml_format.edits import Edits
from kurils_cli.toml_format.lists import List
from kurils_cli.toml_format.literals import (
    Fields,
    block,
    quoted_key,
    statements,
    value_on_lines,
    value_on_one_line,
)
from kurils_cli.toml_format.places import Place, Places, line_end
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
        if not broken(new):
            raise _unfaithful(label) from None
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
    Entry: [*{key: FIELDS[Entry][key] for key in (*IN_FILE, *FIELDS[Entry])}.items()],
}
"""The fields of each kind of record in the order in which they are written."""


def document(tracker: Tracker) -> Fields:
    """Return the keys of a tracker as in the file."""
    tables = {key: {thing.id: written(thing) for thing in getattr(tracker, key)} for key in _TABLES}
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


def _present(fields: Fields, extra: Extra) -> Fields:
    present = {key: value for key, value in fields.items() if value is not None}
    for _, written in extra:
        present.update(tomllib.loads(written))
    return present


_TABLES = (*TABLES.values(),)
"""The tables under ids, in the order in which new ones are written."""
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
        before, after = (_present({"title": each.title}, each.extra) for each in (old, new))
        self._fields((), before, after)
        for key in _TABLES:
            self._tables(key, getattr(old, key), getattr(new, key))
        is_alone = at is not None
        same = dict(enumerate(range(len(old.log)))) if is_alone else paired(old.log, new.log)
        self._array("log", old.log, new.log, same)
        blocks = SequenceMatcher(None, old.looked, new.looked, autojunk=False).get_matching_blocks()
        same = {a + place: b + place for a, b, size in blocks for place in range(size)}
        self._array("looked", old.looked, new.looked, same)
        return self._edits.made()

    def _tables(
        self, key: str, old: Sequence[Party | Area | Issue], new: Sequence[Party | Area | Issue]
    ) -> None:
        before = {thing.id: thing for thing in old}
        after = {thing.id: thing for thing in new}
        for id, thing in before.items():
            if id not in after:
                self._remove((key, id))
            elif after[id] != thing:
                self._fields((key, id), written(thing), written(after[id]))
        above = (key, *reversed(_TABLES[: _TABLES.index(key)]))
        end = self._end_of_tables(*((each,) for each in above))
        for id, thing in after.items():
            if id not in before:
                self._edits.insert_block(end, block(f"[{key}.{id}]", written(thing)))

    def _array(
        self,
        key: str,
        old: Sequence[Entry | Looked],
        new: Sequence[Entry | Looked],
        pairs: Mapping[int, int],
    ) -> None:
        """Edit entries or days of looking; `pairs` has the new places of those that stay."""
        came = {*pairs.values()}
        start = at = 0  # from one to the other are new ones that are not written yet
        for place, record in enumerate(old):
            while at < len(new) and at not in came:
                at += 1
            if pairs.get(place) == at:
                self._add(key, place, new[start:at])
                if record != new[at]:
                    self._fields((key, place), written(record), written(new[at]))
                start = at = at + 1
            else:
                self._remove((key, place))
        self._add(key, len(old), new[start:])

    def _add(self, key: str, count: int, records: Sequence[Entry | Looked]) -> None:
        """Add entries or days of looking after the first `count` ones."""
        for record in records:
            item = block(f"[[{key}]]", written(record))
            first = self._places.part((key, 0))
            if first and not count:
                self._edits.insert(first.start, f"{item}\n\n")
            else:
                self._edits.insert_block(self._end_of_tables((key, count - 1)), item)

    def _fields(self, table: KeyPath, old: Fields, new: Fields) -> None:
        """Change what differs between two tables; braces whose keys change are written anew."""
        place = self._places.of(table)
        if place and place.how != "header" and old.keys() != new.keys():
            self._edits.replace(place.value, place.end, value_on_one_line(new))
            return
        gone = {(*table, key) for key in old if key not in new}
        for key, before in old.items():
            after = new.get(key, before)
            if before == after:
                continue
            path = (*table, key)
            at = self._places.of(path)
            in_place = at if at and at.how != "header" else None  # else in headers, or dotted
            if (
                isinstance(before, Mapping)
                and isinstance(after, Mapping)
                and (in_place or before.keys() & after.keys())
            ):
                self._fields(path, before, after)
            elif in_place:
                text = self._value(in_place, before, after)
                self._edits.replace(in_place.value, in_place.end, text)
            else:
                gone.add(path)
        for path in gone:
            self._remove(path)
        for key, value in new.items():
            if key not in old or (*table, key) in gone:
                self._add_field(table, key, value, gone)

    def _value(self, place: Place, old: object, new: object) -> str:
        written = self._text[place.value : place.end].replace("\r\n", "\n")
        if (
            isinstance(old, list)
            and isinstance(new, list)
            and all(isinstance(text, str) for text in old)
        ):
            return List.of(written, old).holding(new).text
        as_value = value_on_lines if place.how == "statement" else value_on_one_line
        return as_value(new, like=written)

    def _add_field(
        self, table: KeyPath, key: str, value: object, gone: Collection[KeyPath]
    ) -> None:
        stays = [
            (place.end, under.header)
            for place, under in self._places.within(table)
            # Under the table's own header, or dotted under one above it.
            if len(under.header) <= len(table) and place.path[: len(table) + 1] not in gone
        ]
        if not stays:  # its keys are dotted in the braces of the table around it
            raise _unfaithful(self._label)
        end, header = stays[-1]
        prefix = "".join(f"{quoted_key(f'{part}')}." for part in table[len(header) :])
        lines = "".join(f"\n{prefix}{line}" for line in statements(key, value))
        self._edits.insert(line_end(self._text, end), lines)

    def _end_of_tables(self, *tables: KeyPath) -> int:
        """Return where the last part of the text ends that is about the first of some tables.

        Comments on the lines right below it are part of it, unless what follows
        them at once is the next part.
        """
        written = next(filter(None, map(self._places.within, tables)), None)
        if written is None:
            return line_end(self._text, len(self._text.rstrip()))
        end = line_end(self._text, written[-1][1].end)
        comments = _COMMENTS_BELOW.match(self._text, end)
        return comments.end() if comments else end

    def _remove(self, path: KeyPath) -> None:
        """Take away a statement, or all headers and statements of a table.

        With a header go the comments right above it and the blank line above those.
        """
        for place, section in self._places.within(path):
            if place.how == "header":
                self._edits.remove_lines(self._places.top(section), section.end, above=1)
            elif section.header[: len(path)] != path:
                self._edits.remove_lines(place.start, place.end)
