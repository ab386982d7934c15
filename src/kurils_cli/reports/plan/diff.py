"""`diff` for people, and what a command did: marks a sentence each, all else in short."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from kurils_cli.model import Entry, Tracker
from kurils_cli.reports.plan.blocks import (
    Changes,
    Entries,
    Headline,
    Item,
    Paragraph,
    Part,
    Points,
    Run,
    Words,
    joined,
    words,
)
from kurils_cli.reports.plan.changes import Became, became, change, unchanged, went
from kurils_cli.reports.plan.headlines import named
from kurils_cli.reports.plan.items import Catalogue, brief
from kurils_cli.reports.plan.past import History
from kurils_cli.reports.plan.wording import Wording, counted, day, days, paragraphs

if TYPE_CHECKING:
    from kurils_cli.diff import Change

MOST_LISTED = 12
"""Of more differences than this of one kind there is a count, and the command that lists them."""
SIGNS = {"added": "+", "removed": "-", "changed": "~"}


class Compared(NamedTuple):
    """Two trackers and what differs; `old_name` and `new_name` are what the sides go by."""

    old: Wording
    new: Wording
    changes: tuple["Change", ...]
    old_name: str = ""
    new_name: str = ""
    on: date | None = None

    @property
    def marks(self) -> list[Became]:
        """The areas and issues that came, went, or have another mark."""
        return became(self.old, self.new)

    @property
    def others(self) -> list["Change"]:
        """What differs besides marks, and areas and issues that came or went."""
        told = {each.id for each in self.marks}
        return [
            change
            for change in self.changes
            if not (
                change.kind in ("area", "issue")
                and change.id in told
                and (change.how != "changed" or change.field == "status")
            )
        ]


def compared(
    old: Tracker,
    new: Tracker,
    changes: Iterable["Change"],
    old_name: str = "",
    new_name: str = "",
    on: date | None = None,
) -> Compared:
    """Return two trackers as they are compared."""
    wordings = Wording(History(old)), Wording(History(new))
    return Compared(*wordings, tuple(changes), old_name, new_name, on)


# ------------------------------------------------------------------ the headline


def headline(of: Compared) -> Headline:
    """Return the top of `diff`: what changed, in a sentence."""
    if not of.changes and not of.marks:
        found = words(
            "no difference between ", _name(of.old_name, of), " and ", _name(of.new_name, of)
        )
    else:
        found = words(_between(of), ": ", found_in(of))
    standing = words("Compared on ", day(of.on)) if of.on else ()
    top = named(of.new.tracker.title, found)
    return top._replace(deck=tuple(_between_them(of)), standing=standing)


def _between(of: Compared) -> Words:
    """Name both sides: a time, if they are two days."""
    old, new = _day(of.old_name), _day(of.new_name)
    if of.old_name.startswith("the day before") and new:
        return words("on ", day(new))
    if old and new and old < new:
        return words(days(old, new))
    return words(_name(of.old_name, of), " to ", _name(of.new_name, of))


def _day(name: str) -> date | None:
    return date.fromisoformat(name) if re.fullmatch(r"\d{4}-\d\d-\d\d", name) else None


def _name(name: str, of: Compared) -> Words:
    """Return what a side goes by: a day, a party's account, or as the user names it."""
    on = _day(name.removeprefix("the day before "))
    if on:
        return words("the day before " if name.startswith("the") else "", day(on))
    if name.startswith("by:"):
        return words(of.new.party(name.removeprefix("by:")), "'s account")
    return words(name)


def _between_them(of: Compared) -> Iterable[Words]:
    """Say how many entries lie between two days of one log, and how many moved a mark."""
    old, new = of.old.past.logged, of.new.past.logged
    if not (_day(of.old_name) and len(old) < len(new)) or any(
        c.kind == "entry" for c in of.changes
    ):
        return
    later = new[len(old) :]
    moved = sum(any(move.old != move.new for move in moves) for *_, moves in later)
    yield words(
        f"{counted(len(later), 'entry', 'entries')} between them; "
        f"{moved or 'none'} of them moved a mark."
        if len(later) > 1
        else "1 entry between them."
    )


def found_in(of: Compared) -> Words:
    """Sum up what changed: marks, what came, what went, and how much else."""
    marks = [each for each in of.marks if each.old and each.new]
    parts = [went(marks, (of.old, of.new))] if marks else []
    for how in ("added", "removed"):
        came = _came(of, how)
        if came:
            parts.append(words(joined(came, last=" and "), f" {how}"))
    edited = _count_of(of.others, "entry", "changed")
    if edited:
        parts.append(words(f"{counted(edited, 'entry', 'entries')} changed"))
    fields = [c for c in of.others if c.kind != "entry" and c.how == "changed"]
    if fields:
        parts.append(words(f"{counted(len(fields), 'field')} changed"))
    return joined(parts, "; ")


def _came(of: Compared, how: str) -> list[str]:
    """Return how many of each kind came, or went."""
    things = [each for each in of.marks if (each.old if how == "added" else each.new) is None]
    kinds = [
        (_count_of(of.others, "entry", how), "entry", "entries"),
        (sum(_kind(of, each.id) == "area" for each in things), "area", "areas"),
        (sum(_kind(of, each.id) == "issue" for each in things), "issue", "issues"),
        (_count_of(of.others, "party", how), "party", "parties"),
    ]
    return [_some(count, one, more) for count, one, more in kinds if count]


def _some(count: int, one: str, more: str) -> str:
    article = "an" if one[0] in "aei" else "a"
    return f"{article} {one}" if count == 1 else f"{count} {more}"


def _kind(of: Compared, id: str) -> str:
    things = {each.id: each.kind for each in (*of.old.tracker.things, *of.new.tracker.things)}
    return things[id]


def _count_of(changes: Iterable["Change"], kind: str, how: str) -> int:
    return len(_whole(change for change in changes if (change.kind, change.how) == (kind, how)))


def _whole(changes: Iterable["Change"]) -> list["Change"]:
    """Return the first change of each entry or party: one has several, a field each."""
    found: list[Change] = []
    seen: set[object] = set()
    for each in changes:
        name = (each.how, each.kind, each.id, each.name)
        if (*name, each.field) in seen or name not in seen:
            seen = {name}
            found.append(each)
        seen.add((*name, each.field))
    return found


# ------------------------------------------------------------------ the body


def body(of: Compared, command: str = "") -> tuple[Part, ...]:
    """Return the parts of `diff`: changed marks, what else differs, what did not change."""
    marks = _changes(of)
    rest = unchanged(of.new, [each.id for each in of.marks])
    return (
        *((Part(words("Changed"), "changed", (marks,)),) if marks.changes else ()),
        *_other_parts(of, command),
        *((Part(words("Unchanged"), "unchanged", (Points(rest),)),) if rest else ()),
    )


def _changes(of: Compared) -> Changes:
    explaining = {c.id: c.entries for c in of.changes if c.kind in ("area", "issue") and c.entries}
    told: set[str] = set()
    found = []
    for each in of.marks:
        items = [_item(of, entry, told) for entry in explaining.get(each.id, ())]
        found.append(change((of.old, of.new), each, items))
    return Changes(tuple(found))


def _item(of: Compared, entry: Entry, told: set[str]) -> Item:
    """Return an entry that explains a change; its accounts the first time that it is told."""
    wording = of.new if any(entry is other for other in of.new.tracker.log) else of.old
    logged = next(each for each in wording.past.logged if each[1] is entry)
    item = Catalogue(wording, [logged]).item(logged)
    is_told = item.anchor in told
    told.add(item.anchor)
    return brief(item)._replace(accounts=() if is_told else item.accounts)


def _other_parts(of: Compared, command: str) -> tuple[Part, ...]:
    """Return what else differs: entries a line each, then fields; of many, how many."""
    entries = _whole(c for c in of.others if c.kind == "entry" and c.how != "changed")
    fields = [
        c for c in of.others if c not in entries and (c.kind != "entry" or c.how == "changed")
    ]
    return (
        *_part("Entries", "entries", [_came_line(each) for each in entries], command),
        *_part("Fields", "fields", [_field_line(each) for each in fields], command),
    )


def _part(title: str, anchor: str, lines: Sequence[Words], command: str) -> tuple[Part, ...]:
    if not lines:
        return ()
    if len(lines) > MOST_LISTED:
        size = f"{len(lines)} differences. To list them: "
        return (Part(words(title), anchor, (Paragraph(words(size, Run(command, "command"))),)),)
    return (Part(words(title), anchor, (Points(tuple(lines)),)),)


def _came_line(of: "Change") -> Words:
    return words(
        Run(SIGNS[of.how], "sign", of.how), " ", day(date.fromisoformat(of.id)), " ", of.name
    )


def _field_line(of: "Change") -> Words:
    """Word a field that changed: "~ Tourism, note: old → new"."""
    name = words(day(date.fromisoformat(of.id)), " ") if of.kind == "entry" else ()
    return words(
        *(Run(SIGNS[of.how], "sign", of.how), " ", name, of.name),
        *(f", {of.field}: " if of.field else "",),
        *(_value(of, of.old), Run(" → ", "sign", "becomes")) if of.how == "changed" else (),
        _value(of, of.new if of.how != "removed" else of.old),
    )


def _value(of: "Change", value: str | tuple[str, ...] | None) -> Words:
    if of.field == "blocks" and value is None:
        return words("every area")
    if not value:
        return words(Run("no area" if of.field == "blocks" else "none", "soft"))
    return joined(paragraphs(value), " ") if isinstance(value, str) else words(", ".join(value))


# ------------------------------------------------------------------ what a command did


def done_headline(of: Compared, did: str) -> Headline:
    """Return the top of what a command did, or would do."""
    return named(of.new.tracker.title or of.old.tracker.title, words(did))


def done_body(of: Compared, entry: Entry | None, command: str = "") -> tuple[Part, ...]:
    """Return what a command changed: marks, the entry in full where it is new, other fields."""
    marks = Changes(tuple(change((of.old, of.new), each) for each in of.marks))
    logged = [each for each in of.new.past.logged if each[1] is entry]
    is_new = bool(logged) and entry not in of.old.tracker.log
    item = [Catalogue(of.new, logged).item(each) for each in logged if is_new]
    rest = of._replace(changes=tuple(c for c in of.changes if c.kind != "entry")) if is_new else of
    return (
        *((Part((), "changed", (marks,)),) if marks.changes else ()),
        *((Part((), "entry", (Entries(item),)),) if item else ()),
        *_other_parts(rest, command),
    )
