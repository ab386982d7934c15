"""`diff` for people, and what a command did: one sentence for each mark, the rest in short."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from kurils_cli.history import History
from kurils_cli.model import Entry
from kurils_cli.reports.plan import blocks
from kurils_cli.reports.plan.blocks import Part, Plan, Run, Words, joined, part, plain, words
from kurils_cli.reports.plan.changes import Became, became, change, once, unchanged, went
from kurils_cli.reports.plan.headlines import named
from kurils_cli.reports.plan.items import Catalogue, brief
from kurils_cli.reports.plan.wording import BECOMES, Wording, day, days, listed, paragraphs
from kurils_cli.words import counted

if TYPE_CHECKING:
    from kurils_cli.diff import Change

MOST_LISTED = 12
"""More differences than this are counted, with the command that lists them."""
LONGEST_VALUE = 60
"""A longer text is only said to have changed."""
WHOLES = ("entry", "party", "looked")
"""What is one difference when added or removed; of other things each field is one."""
SIGNS = {"added": "+", "removed": "-", "changed": "~"}


class Compared(NamedTuple):
    """Two trackers and what differs; `old_name` and `new_name` are the names of the sides."""

    old: Wording
    new: Wording
    changes: tuple["Change", ...]
    old_name: str = ""
    new_name: str = ""
    command: str = ""

    @property
    def marks(self) -> list[Became]:
        """The areas and issues that were added or removed, or have another mark."""
        return became(self.old, self.new)

    @property
    def others(self) -> list["Change"]:
        """What differs other than marks, and areas and issues added or removed."""
        marks = {each.id for each in self.marks}
        return [
            change
            for change in self.changes
            if change.kind not in ("area", "issue")
            or change.id not in marks
            or (change.how == "changed" and change.field != "status")
        ]

    @property
    def are_accounts(self) -> bool:
        """Tell whether the sides are what two parties say."""
        return bool(self.old.by and self.new.by) and self.old.by != self.new.by


def plan(
    old: History,
    new: History,
    changes: Iterable["Change"],
    names: tuple[str, str],
    command: str,
    account: str = "",
) -> Plan:
    """Plan `diff` of two trackers by their names, or of one party's `account` in both.

    `command` lists every difference.
    """
    by = [name.removeprefix("by:") if name.startswith("by:") else account for name in names]
    of = Compared(Wording(old, by[0]), Wording(new, by[1]), tuple(changes), *names, command)
    return Plan(_headline(of), _body(of))


def done_plan(
    old: History, new: History, changes: Iterable["Change"], did: str, entry: Entry | None
) -> Plan:
    """Plan what a command did, or would do, to a tracker, or to one `entry` of it."""
    of = Compared(Wording(old), Wording(new), tuple(changes))
    headline = named(new.tracker.title or old.tracker.title, words(did))
    return Plan(headline, _done_body(of, entry))


# ------------------------------------------------------------------ the headline


def _headline(of: Compared) -> blocks.Headline:
    """Return the top of `diff`: what changed, in a sentence."""
    if not of.changes and not of.marks:
        found = words("no difference between ", _both(of))
    else:
        between = () if of.are_accounts else words(_between(of), ": ")
        found = words(between, found_in(of))
    if of.old.by and of.old.by == of.new.by:
        found = words("by ", of.new.party(of.new.by), "'s account, ", found)
    today = of.new.tracker.on
    standing = words("Compared on ", day(today)) if today < date.max else ()
    top = named(of.new.tracker.title, found)
    return top._replace(deck=tuple(_between_them(of)), standing=standing)


def _between(of: Compared) -> Words:
    """Name both sides: a time, if they are two days."""
    old, new = _day(of.old_name), _day(of.new_name)
    if of.old_name.startswith("the day before") and new:
        return words("on ", day(new))
    if old and new and old < new:
        return words(days(old, new))
    return words("from ", _name(of.old_name, of), " to ", _name(of.new_name, of))


def _day(name: str) -> date | None:
    return date.fromisoformat(name) if re.fullmatch(r"\d{4}-\d\d-\d\d", name) else None


def _name(name: str, of: Compared) -> Words:
    """Return the name of a side: a day, a party's account, or as the user names it."""
    on = _day(name)
    if on:
        return words(day(on))
    if name.startswith("by:"):
        return words(of.new.party(name.removeprefix("by:")), "'s account")
    return words(name)


def _between_them(of: Compared) -> Iterable[Words]:
    """Say how many entries lie between two days of one log, and how many moved a mark."""
    later = of.new.past.logged[len(of.old.past.logged) :]
    if not _day(of.old_name) or not later or any(c.kind == "entry" for c in of.changes):
        return
    moved = sum(any(move.old != move.new for move in moves) for *_, moves in later)
    which = "each" if moved == len(later) else f"{moved or 'none'} of them"
    how_many = f"; {which} moved a mark." if len(later) > 1 else "."
    yield words(f"{counted(len(later), 'entry', 'entries')} between them{how_many}")


def found_in(of: Compared) -> Words:
    """Sum up what changed: marks, what was added, what was removed, and how much else."""
    if of.are_accounts:
        return _differing(of)
    marks = [each for each in of.marks if each.old and each.new]
    parts = [went(marks, (of.old, of.new))] if marks else []
    for how in ("added", "removed"):
        if came := _came(of, how):
            parts.append(words(listed(came), f" {how}"))
    edited = _count_of(of.others, "entry", "changed")
    if edited:
        parts.append(words(f"{counted(edited, 'entry', 'entries')} changed"))
    fields = [c for c in of.others if c.kind not in WHOLES]
    if fields:
        parts.append(words(f"{counted(len(fields), 'field')} changed"))
    return joined(parts, "; ")


def _differing(of: Compared) -> Words:
    """Say on how many marks two accounts differ."""
    every = len({*of.old.tracker.ids, *of.new.tracker.ids})
    return words(_both(of), f" differ on {len(of.marks)} of {counted(every, 'mark')}")


def _both(of: Compared) -> Words:
    return words(_name(of.old_name, of), " and ", _name(of.new_name, of))


def _came(of: Compared, how: str) -> list[str]:
    """Return how many of each kind were added or removed."""
    kinds = of.old.kinds | of.new.kinds
    came = [each for each in of.marks if (each.old if how == "added" else each.new) is None]
    things = Counter(kinds[each.id] for each in came)
    counts = {
        ("an entry", "entries"): _count_of(of.others, "entry", how),
        ("an area", "areas"): things["area"],
        ("an issue", "issues"): things["issue"],
        ("a party", "parties"): _count_of(of.others, "party", how),
        ("a look for news", "looks for news"): _count_of(of.others, "looked", how),
    }
    return [
        one if count == 1 else f"{count} {more}" for (one, more), count in counts.items() if count
    ]


def _count_of(changes: Iterable["Change"], kind: str, how: str) -> int:
    return len(_whole(change for change in changes if (change.kind, change.how) == (kind, how)))


def _whole(changes: Iterable["Change"]) -> list["Change"]:
    """Return the first change of each entry or party, which have one for each field."""
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


def _body(of: Compared) -> tuple[Part, ...]:
    """Return the parts of `diff`: changed marks, what else differs, what did not change."""
    titles = ("Where they differ", "The same") if of.are_accounts else ("Changed", "Unchanged")
    return (
        *part(titles[0], "changed", _changes(of)),
        *_others(of),
        *part(
            titles[1], "unchanged", blocks.Points(unchanged(of.new, [each.id for each in of.marks]))
        ),
    )


def _changes(of: Compared) -> blocks.Changes:
    """Return the marks that changed; an entry has its accounts where it is first shown."""
    found = (
        change((of.old, of.new), each, [_item(of, entry) for entry in _explaining(of, each.id)])
        for each in of.marks
    )
    return blocks.Changes(tuple(once(found)))


def _explaining(of: Compared, id: str) -> Sequence[Entry]:
    """Return the entries that explain what became of a thing: those in only one of the logs."""
    for each in of.changes:
        if each.kind in ("area", "issue") and each.id == id and each.entries:
            return [entry for entry in each.entries if of.new.happened(entry)]
    before = {*of.old.tracker.log}
    return [entry for _, entry, _ in of.new.logged if entry.names(id) and entry not in before]


def _item(of: Compared, entry: Entry) -> blocks.Item:
    """Return an entry that explains a change, with its accounts."""
    wording = of.new if any(entry is other for other in of.new.tracker.log) else of.old
    logged = next(each for each in wording.past.logged if each[1] is entry)
    item = Catalogue(wording, [logged]).item(logged)
    return brief(item)._replace(accounts=item.accounts)


def _others(of: Compared) -> tuple[Part, ...]:
    """Return what else differs: a line for each entry, then fields; if many, how to list them."""
    wholes = [c for c in of.others if c.kind in WHOLES and c.how != "changed"]
    fields = [c for c in of.others if c.kind not in WHOLES or c.how == "changed"]
    lines = (*map(_came_line, _whole(wholes)), *map(_field_line, fields))
    more = words("To list each entry and field: ", Run(of.command, "command"))
    is_long = len(lines) > MOST_LISTED and of.command
    shown = blocks.Paragraph(more) if is_long else blocks.Points(lines)
    return part("What else differs" if of.marks else "Changed", "others", shown)


def _came_line(of: "Change") -> Words:
    return words(Run(SIGNS[of.how], "sign", of.how), " ", _named(of))


def _named(of: "Change") -> Words:
    """Name what a change is about: an entry by its day and title, all else by its name."""
    if of.kind == "tracker":
        return words("the tracker")
    if of.kind == "looked":
        return words(day(date.fromisoformat(of.id)), " looked for news, found none")
    if of.kind == "entry":
        return words(day(date.fromisoformat(of.id)), f" {of.name}" if of.name else "")
    return words(of.name or of.id)


def _field_line(of: "Change") -> Words:
    """Word a field that changed: "~ Tourism, name: old → new".

    Of a long text only that it did; of many changes of an entry, which went and came.
    """
    name = words(Run(SIGNS[of.how], "sign", of.how), " ", _named(of))
    values = [_value(of, value) for value in (of.old, of.new)]
    if any(len(plain(value)) > LONGEST_VALUE for value in values):
        if of.field == "changes":
            return words(name, ", changes: ", "; ".join(_gone_and_come(of)))
        return words(name, f": {of.field}")
    return words(name, f", {of.field}: ", values[0], BECOMES, values[1])


def _gone_and_come(of: "Change") -> Iterator[str]:
    for word, here, there in (("no longer", of.old, of.new), ("now", of.new, of.old)):
        if only := [each for each in here or () if each not in (there or ())]:
            yield f"{word} {', '.join(only)}"


def _value(of: "Change", value: str | tuple[str, ...] | None) -> Words:
    if of.field == "blocks" and value is None:
        return words("every area")
    if not value:
        return words(Run("no area" if of.field == "blocks" else "none", "soft"))
    return joined(paragraphs(value), " ") if isinstance(value, str) else words(", ".join(value))


# ------------------------------------------------------------------ what a command did


def _done_body(of: Compared, entry: Entry | None) -> tuple[Part, ...]:
    """Return what a command changed: marks, the entry in full if it is new, else its fields."""
    marks = tuple(change((of.old, of.new), each) for each in of.marks)
    is_new = any((change.kind, change.how) == ("entry", "added") for change in of.changes)
    logged = [each for each in of.new.past.logged if is_new and each[1] == entry][-1:]
    items = [Catalogue(of.new, logged).item(each) for each in logged]
    rest = of._replace(changes=tuple(c for c in of.changes if not (items and c.kind == "entry")))
    return (
        *part("", "changed", blocks.Changes(marks)),
        *part("", "entry", blocks.Entries(items)),
        *_others(rest),
    )
