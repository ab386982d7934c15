"""An id renamed in a text, wherever it is named: only the id itself is touched."""

from collections.abc import Iterator

from kurils_cli.check import KeyPath
from kurils_cli.model import KIND_OF_STATE
from kurils_cli.toml_format.edits import Edits
from kurils_cli.toml_format.places import Place, Places

_TABLES = ("parties", "areas", "issues")
_DEEPEST = 3
"""How many parts the path of a list or table that holds ids has."""
_LISTS = {
    *(("log", key) for key in (*KIND_OF_STATE, "about", "by")),
    ("looked", "about"),
}
"""Lists of ids: the table, without the number of an entry, and the key."""


def renamed(text: str, old: str, new: str) -> str:
    """Return a valid tracker's text with an id renamed, and everything else as it was."""
    places, edits = Places(text), Edits(text)
    for path, place in _everything(places):
        names = [part for part in path if isinstance(part, str)]
        if place.how == "element":
            value = text[place.start : place.end]
            if _is_list_of_ids(names) and value.strip("\"'") == old:
                edits.replace(place.start, place.end, f"{value[0]}{new}{value[0]}")
            continue
        spans = places.names(place)
        for at, (name, start, end) in enumerate(spans, len(names) - len(spans)):
            if name == old and _is_id(names[: at + 1]):
                edits.replace(start, end, new)
    return edits.made()


def _everything(places: Places) -> Iterator[tuple[KeyPath, Place]]:
    """Yield the place of each header, statement and member, with its path."""
    found = [(written.path, written.place) for written in places.within(())]
    while found:
        path, place = found.pop()
        yield path, place
        if len(path) <= _DEEPEST and places.text[place.value] in "[{" and place.how != "header":
            found += places.members(path)


def _is_list_of_ids(names: list[str]) -> bool:
    is_blocks = len(names) == 3 and (names[0], names[2]) == ("issues", "blocks")
    return tuple(names) in _LISTS or is_blocks


def _is_id(names: list[str]) -> bool:
    """Tell whether the last of the names that lead to a key is the id of a thing."""
    match names:
        case [table, _] | [table, _, "called", _] if table in _TABLES:
            return True
        case ["log", "says", _]:
            return True
    return False
