"""Areas, issues and parties by id: change, rename or take out one, and find what names it."""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple, TypeAlias, TypeVar

from kurils_cli.history import handles
from kurils_cli.model import Area, Issue, Party, Texts, Tracker

Thing: TypeAlias = Area | Issue | Party
T = TypeVar("T", bound=Thing)


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
    if isinstance(thing, Party):
        return tracker._replace(parties=_put(tracker.parties, thing))
    if isinstance(thing, Area):
        return tracker._replace(areas=_put(tracker.areas, thing))
    return tracker._replace(issues=_put(tracker.issues, thing))


def _put(things: tuple[T, ...], thing: T) -> tuple[T, ...]:
    if all(each.id != thing.id for each in things):
        return (*things, thing)
    return tuple(thing if each.id == thing.id else each for each in things)


def without(tracker: Tracker, id: str) -> Tracker:
    """Return the tracker without the area, issue or party of an id, which nothing names."""
    return tracker._replace(
        parties=tuple(each for each in tracker.parties if each.id != id),
        areas=tuple(each for each in tracker.areas if each.id != id),
        issues=tuple(each for each in tracker.issues if each.id != id),
    )


def renamed(tracker: Tracker, old: str, new: str) -> Tracker:
    """Return the tracker with an id renamed, wherever it is named."""

    def ids(given: Iterable[str]) -> tuple[str, ...]:
        return tuple(new if id == old else id for id in given)

    def texts(given: Texts) -> Texts:
        return tuple(sorted((new if id == old else id, text) for id, text in given))

    return tracker._replace(
        parties=tuple(each._replace(id=ids([each.id])[0]) for each in tracker.parties),
        areas=tuple(
            each._replace(id=ids([each.id])[0], called=texts(each.called)) for each in tracker.areas
        ),
        issues=tuple(
            each._replace(
                id=ids([each.id])[0],
                blocks=None if each.blocks is None else ids(each.blocks),
                called=texts(each.called),
            )
            for each in tracker.issues
        ),
        log=tuple(
            entry._replace(
                changes=tuple((ids([id])[0], state) for id, state in entry.changes),
                about=ids(entry.about),
                by=ids(entry.by),
                says=texts(entry.says),
            )
            for entry in tracker.log
        ),
        looked=tuple(each._replace(about=ids(each.about)) for each in tracker.looked),
    )


def naming(tracker: Tracker, id: str) -> Iterator[Naming]:
    """Yield what names an id besides its own table, entries first."""
    for handle, entry in zip(handles(tracker.log), tracker.log, strict=True):
        held = {
            "changes": dict(entry.changes),
            "about": entry.about,
            "by": entry.by,
            "says": dict(entry.says),
        }
        if keys := tuple(key for key, ids in held.items() if id in ids):
            yield Naming("entry", handle, entry.title or "", keys)
    for day in tracker.looked:
        if id in day.about:
            yield Naming("looked", f"{day.date}", "looked for news", ("about",))
    for thing in tracker.things:
        blocks = thing.blocks if isinstance(thing, Issue) else None
        named = {"blocks": blocks or (), "called": dict(thing.called)}
        if keys := tuple(key for key, ids in named.items() if id in ids):
            yield Naming("thing", thing.id, thing.name, keys)
