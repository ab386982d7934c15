"""Random merges of trackers with comments, and what a user expects of them.

An entry bears a hidden word, in its title, and each comment a number, so that whatever becomes
of a text, it shows what was lost, moved, doubled or came back. Nothing here knows how kurils
merges: what is expected is worked out fact by fact, and a text is read by a reader of its own.

Run by hand, it prints a table: python tests/merging.py [ROUNDS]
"""

import contextlib
import io
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import TypeAlias

TOPICS = {
    "fees": "what a landing at Yuzhno-Kurilsk costs, and fees",
    "visas": "joint statement on passage without visas",
    "crabs": "Sea urchin farms and crabs",
    "roofs": "greenhouses: glass or foil roofs",
    "buses": "Third survey by a tour in 14 buses",
    "masts": "wind measured at low masts",
    "barges": "Rubbish is shipped off on barges",
    "seeds": "strawberries, soil, seeds",
    "ports": "ministers meet in Nagato on ports",
    "tolls": "Query about customs and tolls",
    "roads": "no progress; next round on roads",
    "boats": "A delegation inspects two boats",
}
"""What entries are about, each unlike the others; it ends with the hidden word."""
OLD, OURS, THEIRS, BOTH = (
    ("fees", "visas", "crabs", "roofs", "buses"),
    ("masts", "barges"),
    ("ports", "tolls"),
    ("seeds", "roads", "boats"),
)
STATES = {
    "wind": ("pending", "piloted"),
    "waste": ("pending", "piloted"),
    "legal": ("open", "resolved"),
}
MOVES = ("pending", "piloted", "open", "resolved")
ABOUT = ('"wind"', '"waste"', '"legal"')
OF_ENTRIES = ("add", "add", "remove", "swap")
OF_FIELDS = ("title", "date", "place", "note", "source", "source", "drop", "above", "behind")
OF_OTHERS = ("of a source", "uncomment", "move", "about", "apart", "head", "area", "rename")
"""What a side may do."""
Slot: TypeAlias = tuple[str, ...]
Facts: TypeAlias = dict[Slot, str]
Comments: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class Member:
    """A source, and the comments above it and behind it."""

    value: str
    above: Comments = ()
    behind: Comments = ()


@dataclass(frozen=True)
class Block:
    """An entry, area or issue in the file: `name` is its hidden word, or its table and id."""

    name: str
    fields: dict[str, str]
    sources: tuple[Member, ...] = ()
    on_lines: bool = True
    above: Comments = ()
    behind: dict[str, Comments] = field(default_factory=dict)
    apart: Comments = ()
    """Comments above it, with a blank line between."""

    @property
    def is_entry(self) -> bool:
        return "." not in self.name

    def __str__(self) -> str:
        apart = [*self.apart, ""] if self.apart else []
        lines = [*apart, *self.above, "[[log]]" if self.is_entry else f"[{self.name}]"]
        for key, value in self.fields.items():
            if key == "title" and self.is_entry:
                value = f'"{value}{TOPICS[self.name]}"'
            lines.append(" ".join([f"{key} = {value}", *self.behind.get(key, ())]))
            if key == "title" and self.sources:
                lines += self._sources()
        return "\n".join(lines) + "\n"

    def _sources(self) -> list[str]:
        if not self.on_lines and not any(each.above or each.behind for each in self.sources):
            return [f"sources = [{', '.join(each.value for each in self.sources)}]"]
        lines = ["sources = ["]
        for each in self.sources:
            lines += [*(f"    {comment}" for comment in each.above)]
            lines.append("    " + " ".join([f"{each.value},", *each.behind]))
        return [*lines, "]"]


Blocks: TypeAlias = tuple[Block, ...]


def text_of(blocks: Blocks) -> str:
    """The text of a tracker whose marks are what its log leaves."""
    marks = {id: states[0] for id, states in STATES.items()} | {"refuse": "pending"}
    for block in sorted((b for b in blocks if b.is_entry), key=lambda b: b.fields["date"]):
        for state in MOVES:
            marks |= dict.fromkeys(re.findall(r"\w+", block.fields.get(state, "")), state)
    marked = [
        block
        if block.is_entry or block.name.startswith("parties.")
        else replace(
            block,
            fields=block.fields
            | {"status": f'"{marks.get(block.name.partition(".")[2], "pending")}"'},
        )
        for block in blocks
    ]
    return "\n".join(['schema = 1 # the format\ntitle = "T"\n', *map(str, marked)])


class Side:
    """One who edits the file, with comments that nobody else writes."""

    def __init__(self, random: Random, name: str) -> None:
        self.random, self.name, self.count, self.how = random, name, 0, ""

    def comment(self) -> str:
        self.count += 1
        return f"# {self.name} {self.count}"

    def some(self) -> Comments:
        return tuple(self.comment() for _ in range(self.random.choice([0, 0, 1])))

    def source(self, word: str) -> Member:
        self.count += 1
        return Member(
            f'"https://x.example/{word}/{self.name}/{self.count}"', self.some(), self.some()
        )

    def entry(self, word: str, day: int | None = None) -> Block:
        random = self.random
        fields = {"date": f"2020-01-{day or random.randint(1, 28):02}", "title": ""}
        if random.random() < 0.4:
            fields["place"] = '"Tokyo"'
        if random.random() < 0.4:
            id = random.choice([*STATES])
            fields[random.choice(STATES[id])] = f'["{id}"]'
        sources = tuple(self.source(word) for _ in range(random.choice([0, 1, 2, 3])))
        if random.random() < 0.3:
            fields["about"] = f"[{', '.join(random.sample(ABOUT, random.randint(1, 3)))}]"
        behind = {key: self.some() for key in fields}
        apart = self.some() if random.random() < 0.3 else ()
        return Block(word, fields, sources, random.random() < 0.6, self.some(), behind, apart)

    def base(self) -> Blocks:
        heads = (
            Block("areas.wind", {"name": '"Wind"', "status": ""}, above=self.some()),
            Block("areas.waste", {"name": '"Waste"', "status": ""}, behind={"name": self.some()}),
            Block("issues.legal", {"title": '"Legal"', "status": ""}, above=self.some()),
        )
        words = self.random.sample(OLD, self.random.randint(2, 5))
        return (*heads, *(self.entry(word) for word in words))

    def edited(self, blocks: Blocks, mine: tuple[str, ...]) -> Blocks:
        """What the side makes of it; `mine` are the words for the entries that it adds."""
        log, new = list(blocks), list(mine)
        for _ in range(self.random.randint(1, 4)):
            self._step(log, new)
        return consistent(log)

    def _step(self, log: list[Block], new: list[str]) -> None:
        random = self.random
        entries = [at for at, block in enumerate(log) if block.is_entry]
        how = random.choice((*OF_ENTRIES, *OF_FIELDS, *OF_OTHERS))
        if how == "add" and new:
            log.insert(random.choice([len(log), len(log), *entries]), self.entry(new.pop(0)))
        elif how == "area" and f"areas.{self.name}" not in {b.name for b in log}:
            area = Block(
                f"areas.{self.name}", {"name": f'"{self.name}"', "status": ""}, above=self.some()
            )
            log.insert(random.choice([1, 2]), area)
        elif how == "rename" and random.random() < 0.3:
            log[:] = [_renamed(block, "waste", "refuse") for block in log]
        elif how == "head":
            at = random.randrange(3)
            log[at] = self._told(log[at], "note")
        elif how == "remove" and entries:
            del log[random.choice(entries)]
        elif how == "swap" and entries:
            log.insert(random.choice(entries), log.pop(random.choice(entries)))
        elif entries:
            at = random.choice(entries)
            log[at] = self._changed(log[at], how)

    def _told(self, block: Block, key: str) -> Block:
        self.count += 1
        fields = block.fields | {key: f'"{self.name} {self.count}"'}
        return replace(block, fields=fields, behind={**block.behind, key: self.some()})

    def _changed(self, block: Block, how: str) -> Block:
        changes: dict[str, Callable[[Block], Block]] = {
            "title": self._known,
            "date": self._known,
            "note": lambda block: self._told(block, "note"),
            "place": self._place,
            "move": self._moving,
            "source": self._source,
            "drop": self._source,
            "of a source": self._source,
            "about": lambda block: _having(block, about=f"[{', '.join(self._ids())}]"),
            "apart": lambda block: replace(block, apart=(*block.apart, self.comment())),
            "above": lambda block: replace(block, above=(*block.above, self.comment())),
            "behind": self._behind,
            "uncomment": _bare,
        }
        self.how = how if how != "drop" or block.sources else "source"
        return changes[self.how](block) if self.how in changes else block

    def _ids(self) -> list[str]:
        return self.random.sample(ABOUT, self.random.randint(1, 3))

    def _known(self, block: Block) -> Block:
        """Of an entry with little more, its title or its date says which it is."""
        key = self.how if block.sources else ("title", "date")[[*TOPICS].index(block.name) % 2]
        if key == "title":
            return _having(block, title=self.random.choice(["On: ", "Re "]))
        return _having(block, date=f"2020-01-{self.random.randint(1, 28):02}")

    def _place(self, block: Block) -> Block:
        rest = {key: value for key, value in block.fields.items() if key != "place"}
        place = self.random.choice(['"Moscow"', '"Sapporo"', ""])
        return replace(block, fields=rest | ({"place": place} if place else {}))

    def _moving(self, block: Block) -> Block:
        id = self.random.choice([*STATES])
        rest = {key: value for key, value in block.fields.items() if key not in MOVES}
        return replace(block, fields=rest | {self.random.choice(STATES[id]): f'["{id}"]'})

    def _behind(self, block: Block) -> Block:
        key = self.random.choice([*block.fields])
        return replace(block, behind=block.behind | {key: (self.comment(),)})

    def _source(self, block: Block) -> Block:
        sources = [*block.sources]
        at = self.random.randrange(len(sources) + (self.how == "source")) if sources else 0
        if self.how == "source":
            sources.insert(at, self.source(block.name))
        elif self.how == "drop":
            del sources[at : at + 1]
        elif sources:
            sources[at] = replace(sources[at], above=self.some(), behind=(self.comment(),))
        return replace(block, sources=tuple(sources))


def _having(block: Block, **fields: str) -> Block:
    return replace(block, fields=block.fields | fields)


def _bare(block: Block) -> Block:
    sources = tuple(Member(source.value) for source in block.sources)
    return replace(block, above=(), behind={}, sources=sources)


def _renamed(block: Block, old: str, new: str) -> Block:
    """The block in which the area of waste has another id."""
    fields = {
        key: value.replace(f'"{old}"', f'"{new}"') if value.startswith("[") else value
        for key, value in block.fields.items()
    }
    return replace(block, name=block.name.replace(f"areas.{old}", f"areas.{new}"), fields=fields)


def consistent(blocks: list[Block]) -> Blocks:
    """The blocks with one id for the area of waste: the new one where its table has it."""
    is_renamed = any(block.name == "areas.refuse" for block in blocks)
    ids = ("waste", "refuse") if is_renamed else ("refuse", "waste")
    return tuple(_renamed(block, *ids) for block in blocks)


@dataclass(frozen=True)
class Case:
    """Three texts to merge, and what they are made of."""

    base: Blocks
    ours: Blocks
    theirs: Blocks

    @property
    def texts(self) -> tuple[str, str, str]:
        return text_of(self.base), text_of(self.ours), text_of(self.theirs)

    @property
    def swapped(self) -> "Case":
        return Case(self.base, self.theirs, self.ours)


def case_of(random: Random) -> Case:
    base = Side(random, "base").base()
    one, other = Side(random, "one"), Side(random, "two")
    ours, theirs = one.edited(base, OURS), other.edited(base, THEIRS)
    if random.random() < 0.2:  # both log one meeting
        word, day = random.choice(BOTH), random.randint(1, 28)
        ours = consistent([*ours, one.entry(word, day)])
        theirs = consistent([*theirs, other.entry(word, day)])
    return Case(base, ours, theirs)


# What is expected


def facts(blocks: Blocks) -> Facts:
    """What a text says, and where each comment of it stands."""
    return dict(facts_in(text_of(blocks)))


def facts_in(text: str) -> Iterator[tuple[Slot, str]]:
    """Read what a text says, each fact under what it is about; twice what stands there twice."""
    for above, header, lines in _tables(text):
        title = re.search(r'^title = "(?:.* )?(\w+)"', "\n".join(lines), re.MULTILINE)
        name = title[1] if header == "[[log]]" and title else header.strip("[]")
        body, *apart = re.split(r"\n\n(?=#)", "\n".join(lines))
        yield (name,), "there"
        yield from (((name, "above", comment), "") for comment in above)
        yield from _statements(name, body)
        yield from ((("apart", each), "") for some in apart for each in some.split("\n") if each)


def _tables(text: str) -> Iterator[tuple[list[str], str, list[str]]]:
    """Each header, the comments right above it, and the lines below it."""
    found: list[tuple[list[str], str, list[str]]] = []
    lines: list[str] = []
    for line in text.splitlines():
        if not line.startswith("["):
            lines.append(line)
            continue
        above: list[str] = []
        while lines and lines[-1].startswith("#"):
            above.insert(0, lines.pop())
        lines = []
        found.append((above, line, lines))
    return iter(found)


def _statements(name: str, text: str) -> Iterator[tuple[Slot, str]]:
    text = re.sub(
        r"^sources = \[(.+)\]$",
        lambda m: "sources = [\n" + m[1].replace(", ", ",\n") + "\n]",
        text,
        flags=re.MULTILINE,
    )
    key, pending = "", []
    for line in map(str.strip, text.splitlines()):
        before, mark, comment = line.partition("#")
        if found := re.match(r"([\w.-]+) = (.*)", before):
            key = found[1]
            if key in MOVES:
                yield from (((name, "moves", id), key) for id in re.findall(r"\w+", found[2]))
            elif key == "about":
                yield from (((name, "about", id), "") for id in re.findall(r"\w+", found[2]))
            elif key != "sources":
                hidden = f'{TOPICS.get(name, "")}"' if key == "title" else ""
                yield (name, key), found[2].strip().removesuffix(hidden)
            slot: Slot = (name, "sources" if key == "sources" else f"behind {key}")
        elif value := before.strip().rstrip(","):
            if value == "]":
                slot = (name, "below")
            else:
                slot = (name, value)
                yield slot, "there"
        elif line:
            pending.append(line)
            continue
        else:
            continue
        yield from (((*slot, each), "") for each in pending)
        if mark:
            yield from (((*slot, f"# {each.strip()}"), "") for each in comment.split("#"))
        pending = []
    yield from (((name, "below", each), "") for each in pending)


@dataclass
class Expected:
    """What a merge must leave, what may be either, and whether a conflict is to be told."""

    facts: Facts = field(default_factory=dict)
    clashing: set[Slot] = field(default_factory=set)
    orphans: set[str] = field(default_factory=set)
    """Comments of one side on what the other took out: they stand apart, or at their old place."""

    def take_one(self, name: str, base: Facts, left: Facts) -> None:
        """Take what one side took out: it stays if the other changed it."""
        was, said = ({s: v for s, v in side.items() if not is_comment(s)} for side in (base, left))
        if said == was:
            self.orphans |= {slot[-1] for slot in left if is_comment(slot) and slot not in base}
        else:
            self.facts |= left
            self.clashing.add((name,))

    def take_both(self, base: Facts, ours: Facts, theirs: Facts) -> None:
        for slot in {slot for slot in (*base, *ours, *theirs) if slot[1:] != ("status",)}:
            was, one, other = base.get(slot), ours.get(slot), theirs.get(slot)
            value = one if other in (was, one) else other
            if one != was != other != one:
                self.clashing.add(slot)
                value = one or other
            if value is not None:
                self.facts[slot] = value


def expected(case: Case) -> Expected:
    sides: list[Blocks] = [case.base, case.ours, case.theirs]
    renames = [any(block.name == "areas.refuse" for block in side) for side in sides]
    if any(renames):
        ids = ("refuse", "waste") if renames[0] and not all(renames) else ("waste", "refuse")
        sides = [tuple(_renamed(block, *ids) for block in side) for side in sides]
    base, ours, theirs = map(facts, sides)
    found = Expected()
    for name in {slot[0] for slot in (*ours, *theirs)}:
        b, o, t = ({s: v for s, v in side.items() if s[0] == name} for side in (base, ours, theirs))
        if b and name != "apart" and not (o and t):
            found.take_one(name, b, o or t)
        else:
            found.take_both(b, o, t)
    for block in (*sides[1], *sides[2]):
        if (block.name,) in found.clashing:  # it stays, with what was above it
            found.facts |= {("apart", comment): "" for comment in block.apart}
    homeless = [s for s in found.facts if is_comment(s) and not _has_place(s, found.facts)]
    for slot in homeless:
        del found.facts[slot]
        found.orphans |= set() if slot in base else {slot[-1]}
    return found


def is_comment(slot: Slot) -> bool:
    return slot[-1].startswith("#")


def key_of(slot: Slot) -> str:
    return slot[1].removeprefix("behind ")


def _has_place(slot: Slot, facts: Facts) -> bool:
    """Tell whether what a comment stands at is still there."""
    place = slot[1]
    if key_of(slot) == "about":
        return any(s[:2] == (slot[0], "about") for s in facts)
    if place.startswith('"'):
        return slot[:2] in facts
    key = place.removeprefix("behind ")
    if key in MOVES:
        return any(s[0] == slot[0] and s[1:2] == ("moves",) and v == key for s, v in facts.items())
    if place.startswith("behind ") and key not in ("status", "about"):
        return (slot[0], key) in facts
    return True


# What came of it


@dataclass(frozen=True)
class Result:
    code: int
    err: str
    text: str

    @property
    def conflicts(self) -> list[str]:
        return re.findall("^conflict: (.*)", self.err, re.MULTILINE)


def judged(case: Case, result: Result) -> Counter[str]:
    """Return how often a merge did what nobody expects."""
    want, found = expected(case), Counter[str]()
    there = list(facts_in(result.text))
    is_at = dict(there)
    counts = Counter(slot for slot, _ in there)
    comments = Counter(slot[-1] for slot in counts.elements() if is_comment(slot))
    found["twice"] = sum(counts[slot] > 1 for slot in counts if not is_comment(slot))
    found["doubled"] = sum(count > 1 for count in comments.values())
    wanted = {slot[-1] for slot in want.facts if is_comment(slot)}
    found["returned"] = len({*comments} - wanted - want.orphans - {"# the format"})
    for slot, value in want.facts.items():
        if is_comment(slot):
            found["lost"] += slot[-1] not in comments
            found["moved"] += slot[-1] in comments and slot not in is_at
        elif slot not in want.clashing and slot[1:] != ("status",) and is_at.get(slot) != value:
            found["said otherwise"] += 1
    known = {*facts(case.ours), *facts(case.theirs)}
    found["moved"] += sum(
        slot not in known and slot[0] != "apart" for slot in is_at if slot[-1] in want.orphans
    )
    found["lost"] += len(want.orphans - {*comments})
    found["said otherwise"] += sum(
        slot not in want.facts and slot not in want.clashing
        for slot in is_at
        if not is_comment(slot) and slot[1:] != ("status",)
    )
    is_dispute = any(
        "into different states" in told or "disputed" in told for told in result.conflicts
    )
    found["false conflict"] = bool(result.conflicts) and not want.clashing and not is_dispute
    found["untold conflict"] = bool(want.clashing) and not result.conflicts
    found["marks that drift"] = _drift(there)
    return +found


def _drift(facts: list[tuple[Slot, str]]) -> int:
    """How many marks of a text are not what its log leaves."""
    days = {slot[0]: value for slot, value in facts if slot[1:] == ("date",)}
    left = {}
    moves = [(slot, state) for slot, state in facts if slot[1:2] == ("moves",)]
    for (_, _, id), state in sorted(moves, key=lambda move: days[move[0][0]]):
        left[id] = state
    marks = {slot[0].partition(".")[2]: value for slot, value in facts if slot[1:] == ("status",)}
    return sum(marks[id].strip('"') != state for id, state in left.items() if id in marks)


def merged(texts: tuple[str, str, str], call: Callable[[list[str]], int]) -> Result:
    for name, text in zip(("base", "ours", "theirs"), texts, strict=True):
        Path(f"{name}.toml").write_text(text)
    err = io.StringIO()
    with contextlib.redirect_stderr(err):
        code = call(["merge", "base.toml", "ours.toml", "theirs.toml"])
    return Result(code, err.getvalue(), Path("ours.toml").read_text())


def by_git(case: Case) -> str | None:
    """What git's merge by lines makes of it, where that is clean and as expected."""
    for name, text in zip(("base", "ours", "theirs"), case.texts, strict=True):
        Path(f"{name}.toml").write_text(text)
    command = ["git", "merge-file", "-p", "ours.toml", "base.toml", "theirs.toml"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (
        done.stdout
        if done.returncode == 0 and not judged(case, Result(0, "", done.stdout))
        else None
    )


def main() -> None:
    from kurils_cli.cli import main as call

    found = Counter[str]()
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    show = int(os.environ.get("SHOW", "0"))
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.environ["XDG_STATE_HOME"] = f"{folder}/state"
        for seed in range(rounds):
            case = case_of(Random(seed))
            text = by_git(case)
            result, other = merged(case.texts, call), merged(case.swapped.texts, call)
            judgement = judged(case, result)
            found.update(judgement.keys())
            found["not merged"] += result.code not in (0, 1)
            found["with conflicts"] += bool(result.conflicts)
            found["git is right"] += text is not None
            found["git is right, the same text"] += text == result.text
            found["other text when swapped"] += not result.conflicts and result.text != other.text
            if show and judgement:
                show -= 1
                print(seed, dict(judgement), result.err)
    for what, count in found.items():
        print(f"{what:28} {count:6} {count / rounds:.2%}")


if __name__ == "__main__":
    main()
