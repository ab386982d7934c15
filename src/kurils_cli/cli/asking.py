"""The questions of a bare `update`, and those that want a yes or a no."""

import os
import re
import sys
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

from kurils_cli import history
from kurils_cli.cli import printing, values
from kurils_cli.errors import UsageError
from kurils_cli.model import STATES, Area, Entry, Issue, Party, Tracker
from kurils_cli.words import visible

T = TypeVar("T")

WRITE, LEAVE, RAISE = "w", "q", "+"
_TICK = "1-9 or blank: tick; Enter: go on; Esc: back"
_LONGEST = 400
"""How much of an answer the review shows, in characters."""


class Answers(NamedTuple):
    """The answers so far: an entry, and the issues that it raises.

    `is_back`: Esc left a list, and what is ticked in it stays ticked.
    """

    entry: Entry
    raised: tuple[Issue, ...] = ()
    is_back: bool = False


class Question(NamedTuple):
    """One thing to ask about an entry.

    `key` chooses it in the review. `ask` returns None for back. `answer` returns the answer
    as text. `is_first`: it is asked before the review, too.
    """

    key: str
    name: str
    ask: Callable[[Answers], Answers | None]
    answer: Callable[[Answers], str]
    is_first: bool = True


def is_terminal() -> bool:
    """Tell whether there is somebody who sees the question and can answer it."""
    return (
        printing.is_terminal(sys.stdin)
        and printing.is_terminal(sys.stderr)
        and os.environ.get("TERM") != "dumb"
    )


def confirm(question: str) -> bool:
    """Ask for yes or no; Enter alone is yes."""
    from kurils_cli.cli import keyboard

    with keyboard.on_stderr():
        return keyboard.menu(question, [("y", "yes"), ("n", "no")]) == "y"


def ask_for_entry(
    tracker: Tracker,
    today: date,
    review: Callable[[Answers], Sequence[str]] | None,
    answers: Answers,
    known: Collection[str] | None = (),
) -> Answers | None:
    """Ask what there is to log; return the answers, or None if nothing is to be written.

    `review` returns what may surprise in them, or raises `UsageError`; each answer can then
    be changed. With None, they are returned at once. The questions named in `known` are
    answered already; with None all are, and only the review is left.
    """
    from kurils_cli.cli import keyboard

    with keyboard.on_stderr():
        if known is not None:
            answers = _first_answers(tracker, today, answers, known)
        while review:
            can_write = True
            try:
                _say(*review(answers))
            except UsageError as error:
                printing.error_to_stderr(error)
                can_write = False
            questions = {each.key: each for each in _questions(tracker, today, answers)}
            chosen = _reviewed(answers, questions.values(), can_write=can_write)
            if chosen == WRITE:
                return answers
            if chosen == LEAVE:
                return None
            if chosen:
                answered = questions[chosen].ask(answers)
                answers = answers if answered is None or answered.is_back else answered
        return answers


def _first_answers(
    tracker: Tracker, today: date, answers: Answers, known: Collection[str]
) -> Answers:
    """Ask the questions that come before the review; Esc goes back to the one before."""
    at = 0
    while True:
        first = [
            each
            for each in _questions(tracker, today, answers)
            if each.is_first and each.name not in known
        ]
        if at >= len(first):
            return answers
        answered = first[at].ask(answers)
        is_back = answered is None or answered.is_back
        at = max(at - 1, 0) if is_back else at + 1
        answers = (answered or answers)._replace(is_back=False)


def _reviewed(answers: Answers, questions: Iterable[Question], *, can_write: bool) -> str | None:
    """Return the key of the question to ask again, or what to do with the answers as they are."""
    from kurils_cli.cli import keyboard

    rows = [(each.key, f"{each.name}: {_short(each.answer(answers))}") for each in questions]
    write = [(WRITE, "Write it")] if can_write else []
    question = "Write it, or change an answer?" if can_write else "Change an answer?"
    return keyboard.menu(question, [*write, *rows, (LEAVE, "Write nothing")])


def _short(text: str) -> str:
    shown = visible(" / ".join(line for line in text.split("\n") if line.strip()))
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"


def _questions(tracker: Tracker, today: date, answers: Answers) -> list[Question]:
    """Return what to ask, in order; about parties only where the tracker has some."""
    speaking = {*answers.entry.by, *dict(answers.entry.says)}
    questions = [
        _date(tracker, today),
        _words("t", "Title", "title", (entry.title for entry in tracker.log)),
        _sources(),
    ]
    if tracker.areas or tracker.issues or answers.raised:
        questions.append(_moved(tracker))
    if tracker.parties:
        questions.append(_said_by(tracker.parties))
    said = [party for party in tracker.parties if party.id in speaking]
    questions += [_account(f"{at}" if at < 10 else "", party) for at, party in enumerate(said, 1)]
    questions.append(_words("p", "Place", "place", (entry.place for entry in tracker.log)))
    if tracker.things:
        questions.append(_about(tracker))
    return [*questions, _words("n", "Note", "note", is_long=True)]


def _date(tracker: Tracker, today: date) -> Question:
    def ask(answers: Answers) -> Answers | None:
        on = _text(
            "Date",
            f"year-month-day; Enter: {answers.entry.date}",
            lambda answer: values.day(answer.strip() or f"{answers.entry.date}", "Date"),
            past=sorted({f"{entry.date}" for entry in tracker.log}),
        )
        return None if on is None else _with(answers, date=on)

    return Question("d", "Date", ask, lambda answers: _when(answers.entry.date, today))


def _when(on: date, today: date) -> str:
    return f"{on}, today" if on == today else f"{on}"


def _words(
    key: str, name: str, field: str, past: Iterable[str | None] = (), *, is_long: bool = False
) -> Question:
    """Ask for a text; the arrow keys recall those that the log has in that field."""
    known = [text for text in past if text and visible(text) == text]

    def ask(answers: Answers) -> Answers | None:
        default = getattr(answers.entry, field) or ""
        given = _text(name, "", _cleaned if is_long else _one_line, default=default, past=known)
        return None if given is None else _with(answers, **{field: given or None})

    is_first = field == "title"
    return Question(key, name, ask, lambda answers: getattr(answers.entry, field) or "", is_first)


def _account(key: str, party: Party) -> Question:
    name = f"{visible(party.name)} says"

    def ask(answers: Answers) -> Answers | None:
        says = dict(answers.entry.says)
        given = _text(name, "Ctrl-J: new line", _cleaned, default=says.get(party.id, ""))
        if given is None:
            return None
        return _with(answers, says=values.texts(says | {party.id: given}))

    return Question(key, name, ask, lambda answers: dict(answers.entry.says).get(party.id, ""))


def _sources() -> Question:
    def ask(answers: Answers) -> Answers | None:
        sources = _text(
            "Source",
            "addresses, a blank between; Enter: none",
            lambda answer: values.sources(_cleaned(answer).split()),
            default=" ".join(answers.entry.sources),
        )
        return None if sources is None else _with(answers, sources=sources)

    return Question("s", "Source", ask, lambda answers: " ".join(answers.entry.sources))


def _moved(tracker: Tracker) -> Question:
    """Ask which areas and issues entered a state, and for new issues."""

    def ask(answers: Answers) -> Answers | None:
        while True:
            key, answers = _ticked_moves(tracker, answers)
            if key != RAISE:
                return answers._replace(is_back=key is None)
            answers = _raised(tracker, answers) or answers

    return Question("m", "Moved", ask, _changes)


def _ticked_moves(tracker: Tracker, answers: Answers) -> tuple[str | None, Answers]:
    """Ask what moved; return the key that ended it, None for back, and the answers."""
    from kurils_cli.cli import keyboard

    things = (*tracker.things, *answers.raised)
    held = {each.id: each.status for each in history.as_of(tracker, answers.entry.date).things}
    changes = dict(answers.entry.changes)

    def rows() -> list[str]:
        return [_move(each, held.get(each.id), changes.get(each.id)) for each in things]

    def press(at: int) -> None:
        id = things[at].id
        states = ["", *(("open",) if things[at] in answers.raised else _next(things[at], held))]
        changes[id] = states[(states.index(changes.get(id, "")) + 1) % len(states)]

    key = keyboard.tick(
        "What moved", f"{_TICK}; +: a new issue. Piloted: the day it ended", rows, press, RAISE
    )
    moved = tuple(change for change in changes.items() if change[1])
    raised = tuple(issue for issue in answers.raised if issue.id in dict(moved))
    answers = _with(answers._replace(raised=raised), changes=moved)
    if key == "":
        _say(f"What moved: {_changes(answers) or 'nothing'}")
    return key, answers


def _next(thing: Area | Issue, held: Mapping[str, str]) -> tuple[str, str]:
    """Return the states that a thing may enter, the likelier first, without the present one."""
    before, after = STATES[thing.kind]
    return (after, before) if held.get(thing.id) == before else (before, after)


def _changes(answers: Answers) -> str:
    return ", ".join(f"{id} {state}" for id, state in answers.entry.changes)


def _move(thing: Area | Issue, held: str | None, state: str | None) -> str:
    """Return the row of a thing: its present state, and the one that is ticked."""
    on_day = held or ("not named yet" if thing.kind == "area" else "not raised yet")
    row = f"{'[x]' if state else '[ ]'} {thing.id}, {visible(thing.name)}: {on_day}"
    if not state:
        return row
    return f"{row}, said again" if state == held else f"{row} → {state}"


def _raised(tracker: Tracker, answers: Answers) -> Answers | None:
    """Ask for a new issue: its title, its id, and what it blocks; return None for back."""
    title = _text("New issue: its title", "", _one_line)
    if not title:
        return None
    known = tracker._replace(issues=(*tracker.issues, *answers.raised))
    slug = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")[:30].strip("-")
    id = _text(
        "Its id",
        "a short name",
        lambda answer: values.new_id(known, answer.strip(), "Its id"),
        default=slug if re.match("[a-z]", slug) else "",
    )
    if id is None:
        return None
    advice = f"none ticked: every area; {_TICK}"
    blocks = _ticked("What it blocks", advice, tracker.areas, (), none="every area")
    if blocks is None:
        return None
    changes = (*answers.entry.changes, (id, "open"))
    raised = (*answers.raised, Issue(id, title, "open", blocks or None))
    return _with(answers._replace(raised=raised), changes=changes)


def _said_by(parties: Sequence[Party]) -> Question:
    def ask(answers: Answers) -> Answers | None:
        entry = answers.entry
        by = _ticked("Who says so", _TICK, parties, entry.by)
        if by is None:
            return None
        gone = {*entry.by} - {*by}
        says = tuple(said for said in entry.says if said[0] not in gone)
        return _with(answers, by=by, says=says)

    return Question("b", "Said by", ask, lambda answers: ", ".join(answers.entry.by))


def _about(tracker: Tracker) -> Question:
    """Ask what an entry is about; what it moves is not offered."""

    def ask(answers: Answers) -> Answers | None:
        offered = [each for each in tracker.things if not answers.entry.names(each.id)]
        about = _ticked("About, without moving it", _TICK, offered, answers.entry.about)
        return None if about is None else _with(answers, about=about)

    return Question("a", "About", ask, lambda answers: ", ".join(answers.entry.about), False)


def _ticked(
    label: str,
    advice: str,
    known: Sequence[Area | Issue | Party],
    chosen: Sequence[str],
    *,
    none: str = "none",
) -> tuple[str, ...] | None:
    """Ask which of some things are meant; return their ids, None for back.

    `none` says what it means that nothing is ticked.
    """
    from kurils_cli.cli import keyboard

    ticked = dict.fromkeys(chosen)

    def rows() -> list[str]:
        marks = ["[x]" if each.id in ticked else "[ ]" for each in known]
        return [
            f"{mark} {each.id}, {visible(each.name)}"
            for mark, each in zip(marks, known, strict=True)
        ]

    def press(at: int) -> None:
        id = known[at].id
        if id in ticked:
            del ticked[id]
        else:
            ticked[id] = None

    if known and keyboard.tick(label, advice, rows, press) is None:
        return None
    ids = tuple(each.id for each in known if each.id in ticked)
    _say(f"{label}: {', '.join(ids) or none}")
    return ids


def _say(*texts: str) -> None:
    """Print texts between the questions, no word broken."""
    from kurils_cli.cli import keyboard

    for text in texts:
        for line in keyboard.folded(text):
            printing.to_stderr(line)


def _with(answers: Answers, **fields: object) -> Answers:
    entry = answers.entry._replace(**fields)  # type: ignore[arg-type] # a field's name is data here
    return answers._replace(entry=entry)


def _one_line(answer: str) -> str:
    """Return an answer on one line, also where several were pasted."""
    return _cleaned(" ".join(filter(None, (line.strip() for line in answer.splitlines()))))


def _cleaned(answer: str) -> str:
    """Return an answer without blanks around it; raises `UsageError` for one that can't be text."""
    text = answer.replace("\t", " ").strip()
    if any(unicodedata.category(each) == "Cc" for each in text.replace("\n", "")):
        raise UsageError("the answer has a control character")
    return values.text(text, "the answer") if text else ""


def _text(
    label: str,
    advice: str,
    read: Callable[[str], T],
    *,
    default: str = "",
    past: Sequence[str] = (),
) -> T | None:
    """Ask until `read` accepts the answer; return what it reads, None for back."""
    from kurils_cli.cli import keyboard

    while True:
        answer = keyboard.text(label, advice, default=default, past=past)
        if answer is None:
            return None
        try:
            return read(answer)
        except UsageError as error:
            printing.error_to_stderr(error)
            default = answer
