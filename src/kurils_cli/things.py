"""Areas, issues and parties by id: change, rename or take out one, and find what names it."""

from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple, TypeAlias

from kurils_cli.history import handles
from kurils_cli.model import FIELDS, Area, FieldKind, Issue, Party, Record, Tracker

Thing: TypeAlias = Area | Issue | Party

TABLES = {"party": "parties", "area": "areas", "issue": "issues"}
"""The table of the file, and field of a tracker, that parties, areas and issues are in."""


class Naming(NamedTuple):
    """What names an id: an entry, by its handle, an area or issue, by its id, or a `looked`.

    `title` is its title or name; `keys` are the keys under which it has the id: `changes`,
    `about`, `by`, `says`, `blocks` or `called`.
    """

    what: Literal["entry", "looked", "thing"]
    name: str
    title: str
    keys: tuple[str, ...]


def by_id(tracker: Tracker) -> dict[str, Thing]:
    """Return the areas, issues and parties of a tracker by their ids."""
    return {thing.id: thing for thing in (*tracker.things, *tracker.parties)}


def put(tracker: Tracker, thing: Thing) -> Tracker:
    """Return the tracker with a thing in the place of the one with its id, or else at the end."""
    key = TABLES[thing.kind]
    things: dict[str, Thing] = {each.id: each for each in getattr(tracker, key)}
    changed: dict[str, Any] = {key: tuple((things | {thing.id: thing}).values())}
    return tracker._replace(**changed)


def without(tracker: Tracker, id: str) -> Tracker:
    """Return the tracker without the area, issue or party of an id, which nothing names."""
    kept: dict[str, Any] = {
        key: tuple(each for each in getattr(tracker, key) if each.id != id)
        for key in TABLES.values()
    }
    return tracker._replace(**kept)


def renamed(tracker: Tracker, old: str, new: str) -> Tracker:
    """Return the tracker with an id renamed, wherever it is named."""

    def named(id: str) -> str:
        return new if id == old else id

    def field(kind: FieldKind, value: Any) -> Any:
        match kind:
            case "ids" | "areas" | "parties":
                return None if value is None else tuple(map(named, value))
            case "changes":
                return tuple((named(id), state) for id, state in value)
            case "by party":
                return tuple(sorted((named(id), text) for id, text in value))
        return value

    def record(each: Any) -> Any:
        fields = {key: field(of.kind, getattr(each, key)) for key, of in FIELDS[type(each)].items()}
        return each._replace(**fields, **({"id": named(each.id)} if hasattr(each, "id") else {}))

    keys = (*TABLES.values(), "log", "looked")
    changed: dict[str, Any] = {key: tuple(map(record, getattr(tracker, key))) for key in keys}
    return tracker._replace(**changed)


def naming(tracker: Tracker, id: str) -> Iterator[Naming]:
    """Yield what names an id besides its own table, entries first."""
    for handle, entry in zip(handles(tracker.log), tracker.log, strict=True):
        yield from _naming(entry, id, "entry", handle, entry.title or "")
    for day in tracker.looked:
        yield from _naming(day, id, "looked", f"{day.date}", "looked for news")
    for thing in tracker.things:
        yield from _naming(thing, id, "thing", thing.id, thing.name)


def _naming(
    record: Record, id: str, what: Literal["entry", "looked", "thing"], name: str, title: str
) -> Iterator[Naming]:
    ids = {
        key: _ids(field.kind, getattr(record, key)) for key, field in FIELDS[type(record)].items()
    }
    if keys := tuple(key for key, named in ids.items() if id in named):
        yield Naming(what, name, title, keys)


def _ids(kind: FieldKind, value: Any) -> Iterable[str]:
    match kind:
        case "ids" | "areas" | "parties":
            return tuple(value or ())
        case "changes" | "by party":
            return tuple(id for id, _ in value)
    return ()
