"""The questions of a bare `update`, and those that are answered by yes or no."""

import os
import re
import sys
import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from functools import partial
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
    """One thing to ask about an entry, with the answer so far as text.

    `key` chooses it in the review. `ask` returns None for back. `is_first`: it is asked
    before the review, too.
    """

    key: str
    name: str
    answer: str
    ask: Callable[[], Answers | None]
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
    known: Collection[str] | None,
) -> Answers | None:
    """Ask what there is to log; return the answers, or None if nothing is to be written.

    `review` returns notes of what may surprise, or raises `UsageError`; each answer can then
    be changed. With None, they are returned at once. The questions named in `known` are
    answered already; with None all are, and only the review is left.
    """
    from kurils_cli.cli import keyboard

    with keyboard.on_stderr():
        if known is not None:
            answers = _first_answers(tracker, today, answers, known)
        said: Sequence[str] = ()
        while review:
            question, write = "Write it, or change an answer?", [(WRITE, "Write it")]
            try:
                notes = review(answers)
                _say(*(note for note in notes if note not in said))
                said = notes
            except UsageError as error:
                printing.error_to_stderr(error)
                question, write = "Change an answer?", []
            questions = {each.key: each for each in _questions(tracker, today, answers)}
            rows = [(key, f"{each.name}: {_short(each.answer)}") for key, each in questions.items()]
            chosen = keyboard.menu(question, [*write, *rows, (LEAVE, "Write nothing")])
            if chosen == WRITE:
                return answers
            if chosen == LEAVE:
                return None
            if chosen:
                answered = questions[chosen].ask()
                answers = answers if answered is None or answered.is_back else answered
        return answers


def _first_answers(
    tracker: Tracker, today: date, answers: Answers, known: Collection[str]
) -> Answers:
    """Ask the questions that come before the review; Esc goes back to the one before."""
    at = 0
    while True:
        questions = _questions(tracker, today, answers)
        first = [each for each in questions if each.is_first and each.name not in known]
        if at >= len(first):
            return answers
        answered = first[at].ask()
        is_back = answered is None or answered.is_back
        at = max(at - 1, 0) if is_back else at + 1
        answers = (answered or answers)._replace(is_back=False)


def _short(text: str) -> str:
    shown = visible(" / ".join(line for line in text.split("\n") if line.strip()))
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"


def _questions(tracker: Tracker, today: date, answers: Answers) -> list[Question]:
    """Return what to ask, in order; about parties only where the tracker has some."""
    entry, log = answers.entry, tracker.log
    questions = [
        _date(tracker, today, answers),
        _words(answers, "t", "Title", "title", _one_line, [each.title for each in log]),
        _sources(answers),
    ]
    if tracker.things or answers.raised:
        ask = partial(_moved, tracker, answers)
        questions.append(Question("m", "Moved", _changes(answers), ask))
    if tracker.parties:
        questions.append(_said_by(tracker.parties, answers))
    speaking = {*entry.by, *dict(entry.says)}
    said = [party for party in tracker.parties if party.id in speaking]
    questions += [_account(answers, at, party) for at, party in enumerate(said, 1)]
    questions.append(
        _words(answers, "p", "Place", "place", _one_line, [each.place for each in log])
    )
    if tracker.things:
        questions.append(_about(tracker, answers))
    return [*questions, _words(answers, "n", "Note", "note", _cleaned)]


def _date(tracker: Tracker, today: date, answers: Answers) -> Question:
    on = answers.entry.date
    ask = partial(
        _text,
        "Date",
        f"year-month-day; Enter: {on}",
        lambda given: _with(answers, date=values.day(given.strip() or f"{on}", "Date")),
        past=sorted({f"{entry.date}" for entry in tracker.log}),
    )
    return Question("d", "Date", f"{on}, today" if on == today else f"{on}", ask)


def _words(
    answers: Answers,
    key: str,
    name: str,
    field: str,
    read: Callable[[str], str],
    past: Iterable[str | None] = (),
) -> Question:
    """Ask for a text; the arrow keys recall those that the log has in that field."""
    text = getattr(answers.entry, field) or ""
    ask = partial(
        _text,
        name,
        "",
        lambda given: _with(answers, **{field: read(given) or None}),
        default=text,
        past=[each for each in past if each and visible(each) == each],
    )
    return Question(key, name, text, ask, field == "title")


def _account(answers: Answers, at: int, party: Party) -> Question:
    name, says = f"{visible(party.name)} says", dict(answers.entry.says)
    text = says.get(party.id, "")

    def take(given: str) -> Answers:
        return _with(answers, says=values.texts(says | {party.id: _cleaned(given)}))

    ask = partial(_text, name, "Ctrl-J: new line", take, default=text)
    return Question(f"{at}" if at < 10 else "", name, text, ask)


def _sources(answers: Answers) -> Question:
    text, advice = " ".join(answers.entry.sources), "addresses, a blank between; Enter: none"

    def take(given: str) -> Answers:
        return _with(answers, sources=values.sources(_cleaned(given).split()))

    return Question("s", "Source", text, partial(_text, "Source", advice, take, default=text))


def _said_by(parties: Sequence[Party], answers: Answers) -> Question:
    by = answers.entry.by

    def take(chosen: tuple[str, ...]) -> Answers:
        gone = {*by} - {*chosen}
        says = tuple(said for said in answers.entry.says if said[0] not in gone)
        return _with(answers, by=chosen, says=says)

    ask = partial(_ticked, "Who says so", _TICK, parties, by, take)
    return Question("b", "Said by", ", ".join(by), ask)


def _about(tracker: Tracker, answers: Answers) -> Question:
    """Ask what an entry is about; what it moves is not offered."""
    about = answers.entry.about

    def take(chosen: tuple[str, ...]) -> Answers:
        return _with(answers, about=chosen)

    offered = [each for each in tracker.things if not answers.entry.names(each.id)]
    ask = partial(_ticked, "About, without moving it", _TICK, offered, about, take)
    return Question("a", "About", ", ".join(about), ask, False)


def _moved(tracker: Tracker, answers: Answers) -> Answers:
    """Ask which areas and issues entered a state, and for new issues."""
    from kurils_cli.cli import keyboard

    advice = f"{_TICK}; +: a new issue. Piloted: the day it ended"
    while True:
        changes = dict(answers.entry.changes)
        key = keyboard.tick("What moved", advice, _moves(tracker, answers), changes, RAISE)
        moved = tuple(change for change in changes.items() if change[1])
        raised = tuple(issue for issue in answers.raised if issue.id in dict(moved))
        answers = _with(answers._replace(raised=raised), changes=moved)
        if key == RAISE:
            answers = _raised(tracker, answers) or answers
            continue
        if key is not None:
            _say(f"What moved: {_changes(answers) or 'nothing'}")
        return answers._replace(is_back=key is None)


def _changes(answers: Answers) -> str:
    return ", ".join(f"{id} {state}" for id, state in answers.entry.changes)


def _moves(tracker: Tracker, answers: Answers) -> dict[str, dict[str, str]]:
    """Return the row of each thing, with its present state, by what is ticked: nothing first."""
    held = history.as_of(tracker, answers.entry.date).marks
    rows = {}
    for thing in (*tracker.things, *answers.raised):
        now = held.get(thing.id)
        unnamed = "not named yet" if thing.kind == "area" else "not raised yet"
        row = f"{thing.id}, {visible(thing.name)}: {now or unnamed}"
        states: tuple[str, ...] = STATES[thing.kind]
        if thing in answers.raised:
            states = states[:1]
        elif now == states[0]:
            states = states[::-1]  # the likelier one first
        rows[thing.id] = {"": row} | {
            state: f"{row}, said again" if state == now else f"{row} → {state}" for state in states
        }
    return rows


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

    def take(blocks: tuple[str, ...]) -> Answers:
        changes = (*answers.entry.changes, (id, "open"))
        raised = (*answers.raised, Issue(id, title, "open", blocks or None))
        return _with(answers._replace(raised=raised), changes=changes)

    advice = f"none ticked: every area; {_TICK}"
    return _ticked("What it blocks", advice, tracker.areas, (), take, none="every area")


def _ticked(
    label: str,
    advice: str,
    known: Sequence[Area | Issue | Party],
    chosen: Sequence[str],
    take: Callable[[tuple[str, ...]], Answers],
    none: str = "none",
) -> Answers | None:
    """Ask which of some things are meant, and hand their ids to `take`; return None for back.

    `none` says what it means that nothing is ticked.
    """
    from kurils_cli.cli import keyboard

    rows = {each.id: dict.fromkeys(("", "x"), f"{each.id}, {visible(each.name)}") for each in known}
    ticked = dict.fromkeys(chosen, "x")
    if known and keyboard.tick(label, advice, rows, ticked) is None:
        return None
    ids = tuple(id for id in rows if ticked.get(id))
    _say(f"{label}: {', '.join(ids) or none}")
    return take(ids)


def _say(*texts: str) -> None:
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
