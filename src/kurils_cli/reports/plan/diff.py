"""`diff` for people, and what a command did: one sentence for each mark, the rest in short."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from kurils_cli import things
from kurils_cli.diff import Change
from kurils_cli.diff import diff as compare
from kurils_cli.history import History
from kurils_cli.model import Entry
from kurils_cli.reports.cells import sign
from kurils_cli.reports.plan import blocks
from kurils_cli.reports.plan.blocks import Part, Plan, Run, Words, joined, part, plain, words
from kurils_cli.reports.plan.changes import became, change, once, unchanged, went
from kurils_cli.reports.plan.findings import findings
from kurils_cli.reports.plan.headlines import named
from kurils_cli.reports.plan.items import Catalogue, brief
from kurils_cli.reports.plan.wording import BECOMES, Wording, day, days, listed, paragraphs
from kurils_cli.words import counted

MOST_LISTED = 12
"""More differences than this are counted, with the command that lists them."""
LONGEST_VALUE = 60
"""A longer text is only said to have changed."""
WHOLES = ("entry", "party", "looked")
"""What is one difference when added or removed; of other things each field is one."""
SOME = {
    "entry": ("an entry", "entries"),
    "area": ("an area", "areas"),
    "issue": ("an issue", "issues"),
    "party": ("a party", "parties"),
    "looked": ("a look for news", "looks for news"),
}
"""One and several of each kind."""


class Compared:
    """Two trackers and what differs; `names` are the names of the sides.

    An id that was renamed is the new one on the old side too; `renamed` counts by kind what
    names it. `command` lists every difference. `as_of` is the day that was asked for, if the
    sides are not days.
    """

    def __init__(
        self,
        pasts: tuple[History, History],
        changes: Sequence[Change],
        names: Sequence[str] = ("", ""),
        command: str = "",
        as_of: date | None = None,
    ) -> None:
        old, new = pasts
        rest, ids = changes, [change for change in changes if change.field == "id"]
        for each in ids:
            old = History(things.renamed(old.tracker, f"{each.old}", f"{each.new}"))
        if ids:
            with_log = any(change.kind in WHOLES for change in changes)
            other = compare(old.tracker, new.tracker, with_log=with_log)
            rest = tuple(dict.fromkeys((*ids, *other)))
        before, after = ({(c.kind, c.id, c.name) for c in some} for some in (changes, rest))
        self.renamed = Counter[str](kind for kind, *_ in before - after)
        self.old, self.new = (
            Wording(past, _day(name) or as_of) for past, name in zip((old, new), names, strict=True)
        )
        self.changes, self.names, self.command, self.as_of = rest, names, command, as_of
        self.marks = became(self.old, self.new)
        """The areas and issues that were added or removed, or have another mark."""
        marks = {each.id for each in self.marks}
        self.others = [
            change
            for change in rest
            if change.kind not in ("area", "issue")
            or change.id not in marks
            or (change.how == "changed" and change.field != "status")
        ]
        """What differs other than marks, and areas and issues added or removed."""
        self.are_accounts = bool(self.old.by and self.new.by) and self.old.by != self.new.by
        """Whether the sides are what two parties say."""


def plan(
    pasts: tuple[History, History],
    changes: Sequence[Change],
    names: tuple[str, str],
    command: str,
    as_of: date | None = None,
) -> Plan:
    """Plan `diff` of two trackers by the names of the sides."""
    of = Compared(pasts, changes, names, command, as_of)
    titles = ("Where they differ", "The same") if of.are_accounts else ("Changed", "Unchanged")
    explained = (
        change((of.old, of.new), each, [_item(of, entry) for entry in _explaining(of, each.id)])
        for each in of.marks
    )
    same = unchanged(of.new, [each.id for each in of.marks])
    parts = (
        *findings(of.new),
        *part(titles[0], "changed", blocks.Changes(tuple(once(explained)))),
        *_others(of, of.others),
        *part(titles[1], "unchanged", blocks.Points(same)),
    )
    return Plan(_headline(of), parts)


def done_plan(
    pasts: tuple[History, History], changes: Sequence[Change], did: str, entry: Entry | None
) -> Plan:
    """Plan what a command did, or would do: marks, the one `entry` in full if new, else fields."""
    of = Compared(pasts, changes)
    headline = named(of.new.tracker.title or of.old.tracker.title, words(did))
    marks = tuple(change((of.old, of.new), each) for each in of.marks)
    is_new = any((change.kind, change.how) == ("entry", "added") for change in of.changes)
    logged = [each for each in of.new.past.logged if is_new and each[1] == entry][-1:]
    items = [Catalogue(of.new, logged).item(each) for each in logged]
    parts = (
        *part("", "changed", blocks.Changes(marks)),
        *part("", "entry", blocks.Entries(items)),
        *_others(of, [each for each in of.others if not (items and each.kind == "entry")]),
    )
    return Plan(headline, parts)


# ------------------------------------------------------------------ the headline


def _headline(of: Compared) -> blocks.Headline:
    if not of.changes and not of.marks:
        found = words("no difference between ", _both(of))
    else:
        between = () if of.are_accounts else words(_between(of), ": ")
        found = words(between, _found(of))
    if of.old.by and of.old.by == of.new.by:
        found = words("by ", of.new.party(of.new.by), "'s account, ", found)
    standing = words("As of ", day(of.as_of)) if of.as_of else ()
    if of.new.day and not of.new.is_past:
        standing = words("Compared on ", day(of.new.day))
    top = named(of.new.tracker.title, found)
    return top._replace(deck=tuple(_between_them(of)), standing=standing)


def _between(of: Compared) -> Words:
    """Name both sides: a time, if they are two days."""
    old, new = map(_day, of.names)
    if of.names[0].startswith("the day before") and new:
        return words("on ", day(new))
    if old and new and old < new:
        return words(days(old, new))
    return words("from ", _name(of, of.names[0]), " to ", _name(of, of.names[1]))


def _day(name: str) -> date | None:
    return date.fromisoformat(name) if re.fullmatch(r"\d{4}-\d\d-\d\d", name) else None


def _name(of: Compared, name: str) -> Words:
    """Return the name of a side: a day, a party's account, or as the user names it."""
    if on := _day(name):
        return words(day(on))
    if name.startswith("by:"):
        return words(of.new.party(name.removeprefix("by:")), "'s account")
    return words(name)


def _between_them(of: Compared) -> Iterable[Words]:
    """Say how many entries lie between two days of one log, and how many moved a mark."""
    later = of.new.past.logged[len(of.old.past.logged) :]
    if not _day(of.names[0]) or not later or any(c.kind == "entry" for c in of.changes):
        return
    moved = sum(any(move.old != move.new for move in moves) for *_, moves in later)
    which = "each" if moved == len(later) else f"{moved or 'none'} of them"
    how_many = f"; {which} moved a mark." if len(later) > 1 else "."
    yield words(f"{counted(len(later), 'entry')} between them{how_many}")


def _found(of: Compared) -> Words:
    if of.are_accounts:
        every = len({*of.old.tracker.ids, *of.new.tracker.ids})
        return words(_both(of), f" differ on {len(of.marks)} of {counted(every, 'mark')}")
    marks = [each for each in of.marks if each.old and each.new]
    parts = [went(marks, (of.old, of.new))] if marks else []
    kinds = of.old.kinds | of.new.kinds
    wholes = _whole(each for each in of.others if each.kind in WHOLES)
    for how in ("added", "removed"):
        came = [each for each in of.marks if (each.old if how == "added" else each.new) is None]
        marked = Counter[str](kinds[each.id] for each in came)
        counts = marked + Counter(each.kind for each in wholes if each.how == how)
        if some := _some(counts):
            wording = of.new if how == "added" else of.old
            is_one = bool(came) and counts.total() == 1
            name = (" (", wording.thing(came[0].id), ")") if is_one else ()
            parts.append(words(some, f" {how}", *name))
    edited = sum((each.kind, each.how) == ("entry", "changed") for each in wholes)
    if edited:
        parts.append(words(f"{counted(edited, 'entry')} changed"))
    fields = sum(each.kind not in WHOLES for each in of.others)
    if fields:
        parts.append(words(f"{counted(fields, 'field')} changed"))
    return joined(parts, "; ")


def _some(counts: Mapping[str, int]) -> Words:
    """Return how many of each kind there are: "an entry and 2 areas"."""
    found = ((counts[kind], *names) for kind, names in SOME.items() if counts.get(kind))
    return listed(one if count == 1 else f"{count} {more}" for count, one, more in found)


def _both(of: Compared) -> Words:
    old, new = (_name(of, name) for name in of.names)
    return words(old, " and ", new)


def _whole(changes: Iterable[Change]) -> list[Change]:
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


def _explaining(of: Compared, id: str) -> Sequence[Entry]:
    """Return the entries that explain what became of a thing: those in only one of the logs."""
    for each in of.changes:
        if each.kind in ("area", "issue") and each.id == id and each.entries:
            return [entry for entry in each.entries if of.new.happened(entry)]
    naming = [entry for _, entry, _ in of.new.naming.get(id, ()) if entry.names(id)]
    return [entry for entry in naming if entry not in of.old.tracker.log]


def _item(of: Compared, entry: Entry) -> blocks.Item:
    wording = of.new if any(entry is other for other in of.new.tracker.log) else of.old
    logged = next(each for each in wording.past.logged if each[1] is entry)
    item = Catalogue(wording, [logged]).item(logged)
    return brief(item)._replace(accounts=item.accounts)


def _others(of: Compared, others: Sequence[Change]) -> tuple[Part, ...]:
    """Return what else differs: a line for each entry, then fields; if many, how to list them."""
    wholes = [c for c in others if c.kind in WHOLES and c.how != "changed"]
    fields = [c for c in others if c.kind not in WHOLES or c.how == "changed"]
    lines = [*map(_line, _whole(wholes)), *map(_field_line, fields)]
    if of.renamed:
        changed = Run(sign("changed").text, "sign", "changed")
        lines.append(words(changed, " the new id stands in ", _some(of.renamed)))
    more = words("To list each entry and field: ", Run(of.command, "command"))
    is_long = len(lines) > MOST_LISTED and of.command
    shown = blocks.Paragraph(more) if is_long else blocks.Points(tuple(lines))
    return part("What else differs" if of.marks else "Changed", "others", shown)


def _line(of: Change) -> Words:
    """Name what a change is about: an entry by its day and title, all else by its name."""
    name: Run | Words | str = of.name or of.id
    if of.kind == "tracker":
        name = "the tracker"
    elif of.kind == "looked":
        name = words(day(date.fromisoformat(of.id)), " looked for news, found none")
    elif of.kind == "entry":
        name = words(day(date.fromisoformat(of.id)), f" {of.name}" if of.name else "")
    return words(Run(sign(of.how).text, "sign", of.how), " ", name)


def _field_line(of: Change) -> Words:
    """Word a field that changed: "~ Tourism, name: old → new".

    Of a long text only that it did; of many changes of an entry, which went and came.
    """
    name, values = _line(of), [_value(of, value) for value in (of.old, of.new)]
    if all(len(plain(value)) <= LONGEST_VALUE for value in values):
        return words(name, f", {of.field}: ", values[0], BECOMES, values[1])
    if of.field != "changes":
        return words(name, f": {of.field}")
    only = (("no longer", of.old, of.new), ("now", of.new, of.old))
    parts = (
        (how, ", ".join(each for each in here or () if each not in (there or ())))
        for how, here, there in only
    )
    return words(name, ", changes: ", "; ".join(f"{how} {some}" for how, some in parts if some))


def _value(of: Change, value: str | tuple[str, ...] | None) -> Words:
    if of.field == "blocks" and value is None:
        return words("every area")
    if not value:
        return words(Run("no area" if of.field == "blocks" else "none", "soft"))
    return joined(paragraphs(value), " ") if isinstance(value, str) else words(", ".join(value))
