"""Members of an array or inline table: taken out and put in, each with its comments."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from kurils_cli.toml_format.edits import Edits
from kurils_cli.toml_format.places import BLANKS, Place

_REST_OF_LINE = re.compile(r"[ \t]*(?:(?:#[^\n]*)?\n|\r\n)?")
"""What follows a member on its line; only blanks where another one follows there."""


class _Member(NamedTuple):
    """A member, and the part of the text that is its own: comments above, comma, end of line."""

    start: int
    place: Place
    comma: int | None
    end: int


def change_members(
    edits: Edits,
    container: Place,
    places: Sequence[Place],
    gone: Collection[int],
    added: Mapping[int, Sequence[str]],
) -> None:
    """Take members out by their number, and put others in, each after that many old ones.

    At least one of the old ones stays. A new one gets a line of its own if the member
    beside it has one.
    """
    members = list(_members(edits.text, container, places))
    kept = [number for number in range(len(members)) if number not in gone]
    for number in gone:
        _remove(edits, members[number])
    ends_with_comma = members[-1].comma is not None
    last_is_new = False
    for count, texts in added.items():
        if not texts:
            continue
        above = [number for number in kept if number < count]
        if above:
            last_is_new = above[-1] == kept[-1]
            comma = "," if ends_with_comma or not last_is_new else ""
            _put_behind(edits, members[above[-1]], texts, comma)
        else:
            _put_before(edits, members[kept[0]], texts)
    if not ends_with_comma and not last_is_new:
        _remove_comma(edits, members[kept[-1]])


def _members(text: str, container: Place, places: Sequence[Place]) -> Iterator[_Member]:
    start = _end_of_line(text, container.value + 1)
    for place in places:
        comma = _comma(text, place.end)
        end = _end_of_line(text, place.end if comma is None else comma + 1)
        if comma is None and text[end - 1] != "\n":
            end = place.end  # the blank before the closing bracket
        yield _Member(start, place, comma, end)
        start = end


def _end_of_line(text: str, at: int) -> int:
    rest = _REST_OF_LINE.match(text, at)
    return rest.end() if rest else at


def _comma(text: str, at: int) -> int | None:
    """Return where the comma after a member is; None if it is the last and has none."""
    blanks = BLANKS.match(text, at)
    end = blanks.end() if blanks else at
    return end if text[end] == "," else None


def _remove(edits: Edits, member: _Member) -> None:
    """Take a member out; a newline after it stays for what is before it on its line."""
    own = edits.text[member.start : member.end]
    if edits.line_start(member.start) != member.start:
        own = own.rstrip("\r\n")
    edits.remove(member.start, member.start + len(own))


def _put_before(edits: Edits, first: _Member, texts: Sequence[str]) -> None:
    indent = edits.indent(first.place.start)
    if indent is None or edits.line_start(first.start) != first.start:
        edits.insert(first.place.start, "".join(f"{text}, " for text in texts))
    else:
        edits.insert(first.start, "".join(f"{indent}{text},\n" for text in texts))


def _put_behind(edits: Edits, member: _Member, texts: Sequence[str], comma: str) -> None:
    """Put members after one; `comma` is what follows the last of them."""
    has_newline = edits.text[member.end - 1] == "\n"
    indent = edits.indent(member.place.start)
    before = edits.text[edits.line_start(member.place.start) : member.place.start]
    if has_newline and before.strip() == ",":
        edits.insert(member.end, "".join(f"{before}{text}\n" for text in texts))
    elif has_newline and indent is not None:
        if member.comma is None:
            edits.insert(member.place.end, ",")
        lines = f",\n{indent}".join(texts)
        edits.insert(member.end, f"{indent}{lines}{comma}\n")
    elif has_newline or member.comma is None:
        edits.insert(member.place.end, "".join(f", {text}" for text in texts))
    else:
        edits.insert(member.end, ", ".join(texts) + (comma and f"{comma} "))


def _remove_comma(edits: Edits, member: _Member) -> None:
    """Take away the comma of a member, and the blanks after it."""
    if member.comma is not None:
        has_newline = edits.text[member.end - 1] == "\n"
        edits.remove(member.comma, member.comma + 1 if has_newline else member.end)
