"""An id renamed in a text, wherever it is named: only the id itself is touched."""

from collections.abc import Sequence

from kurils_cli.model import KIND_OF_STATE
from kurils_cli.things import TABLES
from kurils_cli.toml_format.edits import Edits
from kurils_cli.toml_format.places import Places

_LISTS = (*KIND_OF_STATE, "about", "by")
"""The keys under which an entry has lists of ids."""


def renamed(text: str, old: str, new: str) -> str:
    """Return a valid tracker's text with an id renamed, and everything else as it was."""
    places, edits = Places(text), Edits(text)
    found = [place for place, _ in places.within(())]
    while found:
        place = found.pop()
        found += places.members(place.path) if place.how != "header" else []
        names = [part for part in place.path if isinstance(part, str)]
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


def _is_list_of_ids(names: Sequence[str]) -> bool:
    match names:
        case ["issues", _, "blocks"] | ["looked", "about"]:
            return True
        case ["log", key]:
            return key in _LISTS
    return False


def _is_id(names: Sequence[str]) -> bool:
    """Tell whether the last of the names that lead to a key is the id of a thing."""
    match names:
        case ["log", "says", _]:
            return True
        case [table, _] | [table, _, "called", _]:
            return table in TABLES.values()
    return False
