"""The questions of a bare `update`, and those that want a yes or a no."""

import contextlib
import os
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import typer

from kurils_cli import history
from kurils_cli.cli import printing, values
from kurils_cli.errors import UsageError
from kurils_cli.model import STATES, Area, Entry, Issue, Party, Tracker
from kurils_cli.words import visible

if TYPE_CHECKING:
    import questionary
    from prompt_toolkit.key_binding import KeyBindings

T = TypeVar("T")

WRITE, LEAVE = "Write it", "Write nothing"
_SEVERAL_LINES = "(an empty line ends it)"


class Question(NamedTuple):
    """One thing to ask about an entry: its name, how to ask for it, and the answer as text."""

    name: str
    ask: Callable[[Entry], Entry]
    answer: Callable[[Entry], str]


def is_terminal() -> bool:
    """Tell whether there is somebody to ask and to see the question."""
    return (
        printing.is_terminal(sys.stdin)
        and printing.is_terminal(sys.stderr)
        and os.environ.get("TERM") != "dumb"
    )


@contextlib.contextmanager
def on_stderr() -> Iterator[None]:
    """Ask on standard error: standard output is for what was asked for."""
    from prompt_toolkit.application import create_app_session
    from prompt_toolkit.output import create_output

    with create_app_session(output=create_output(stdout=sys.stderr)):
        yield


def confirm(question: str) -> bool:
    """Ask for yes or no; the Enter key alone is yes."""
    import questionary

    with on_stderr():
        return _answer(questionary.confirm(question), bool)


def ask_for_entry(
    tracker: Tracker,
    today: date,
    review: Callable[[Entry], None] | None,
    asked: Entry | None = None,
) -> Entry | None:
    """Ask what there is to log; return the entry, or None if it is not to be written.

    `review` shows the entry before it is written, or raises `UsageError`; each answer
    can be changed then. With None, the entry is returned at once. `asked` is one that
    was asked for before and only has to be reviewed again.
    """
    entry = asked or Entry(today)
    questions = _questions(tracker, today)
    for question in questions if asked is None else ():
        entry = question.ask(entry)
    while review:
        can_write = True
        try:
            review(entry)
        except UsageError as error:
            printing.error_to_stderr(error)
            can_write = False
        chosen = _reviewed(entry, questions, can_write=can_write)
        if isinstance(chosen, str):
            return entry if chosen == WRITE else None
        entry = chosen.ask(entry)
    return entry


def _reviewed(entry: Entry, questions: Iterable[Question], *, can_write: bool) -> str | Question:
    """Return the question to ask again, or what to do with the entry as it is."""
    import questionary
    from questionary import Choice

    answers = [
        Choice(_fitting(f"{q.name}: {visible(q.answer(entry))}", beside=4), q) for q in questions
    ]
    choices: list[str | Choice] = [*([WRITE] if can_write else []), *answers, LEAVE]
    question = "Write it, or change an answer?" if can_write else "Change an answer?"
    chosen = _answer(questionary.select(question, choices, instruction=" "), object)
    assert isinstance(chosen, str | Question), "the choices have no other values"
    return chosen


def _questions(tracker: Tracker, today: date) -> list[Question]:
    """Return what to ask, in order; about parties only where the tracker has some."""
    questions = [
        _date(tracker, today),
        _words("Title", "title", (entry.title for entry in tracker.log), is_long=False),
        _words("Place", "place", (entry.place for entry in tracker.log), is_long=False),
        _sources(),
        *(_state(tracker, thing) for thing in tracker.things),
    ]
    if tracker.things:
        questions.append(_several("About", "about", tracker.things))
    if tracker.parties:
        questions.append(_several("Said by", "by", tracker.parties))
    questions += [_account(party) for party in tracker.parties]
    return [*questions, _words("Note", "note", is_long=True)]


def _date(tracker: Tracker, today: date) -> Question:
    def ask(entry: Entry) -> Entry:
        on = _text(
            "Date",
            lambda answer: values.day(answer.strip() or f"{today}", "date"),
            default="" if entry == Entry(today) else f"{entry.date}",
            advice=f"(Enter: today, {today})",
            past=sorted({f"{entry.date}" for entry in tracker.log}),
        )
        return entry._replace(date=on)

    return Question("Date", ask, lambda entry: f"{entry.date}")


def _words(name: str, field: str, past: Iterable[str | None] = (), *, is_long: bool) -> Question:
    """Ask for a text; the arrow keys recall those that the log has in that field."""
    known = [text for text in past if text and visible(text) == text]
    reader = _cleaned if is_long else _one_line

    def ask(entry: Entry) -> Entry:
        default = getattr(entry, field) or ""
        told = _text(name, reader, default=default, past=known, is_long=is_long)
        return _with(entry, field, told)

    return Question(name, ask, lambda entry: getattr(entry, field) or "")


def _account(party: Party) -> Question:
    name = f"{visible(party.name)} says"

    def ask(entry: Entry) -> Entry:
        says = dict(entry.says)
        told = _text(name, _cleaned, default=says.pop(party.id, ""), is_long=True)
        if told:
            says[party.id] = told
        return entry._replace(says=tuple(sorted(says.items())))

    return Question(name, ask, lambda entry: dict(entry.says).get(party.id, ""))


def _sources() -> Question:
    def ask(entry: Entry) -> Entry:
        sources = _text(
            "Sources",
            lambda answer: values.sources((_cleaned(answer) or "").split()),
            default="\n".join(entry.sources),
            is_long=True,
        )
        return entry._replace(sources=sources)

    return Question("Sources", ask, lambda entry: " ".join(entry.sources))


def _state(tracker: Tracker, thing: Area | Issue) -> Question:
    """Ask which state an area or issue entered; by default it stays as it was."""
    from questionary import Choice

    name = f"{thing.id}, {visible(thing.name)}"

    def ask(entry: Entry) -> Entry:
        on_day = history.as_of(tracker, entry.date)
        held = {each.id: each.status for each in on_day.things}.get(thing.id)
        choices = [Choice(f"{held}, as before" if held else "not raised yet", "")]
        for state in STATES[thing.kind]:
            choices.append(Choice(f"{state}, said again" if state == held else state, state))
        changes = dict(entry.changes)
        changes[thing.id] = _choose(name, choices, changes.get(thing.id, ""))
        return entry._replace(changes=tuple(pair for pair in changes.items() if pair[1]))

    return Question(thing.id, ask, lambda entry: dict(entry.changes).get(thing.id, "as before"))


def _several(name: str, field: str, known: Sequence[Area | Issue | Party]) -> Question:
    """Ask which ids a field lists; those that the entry moves are not offered."""
    from questionary import Choice, checkbox

    def ask(entry: Entry) -> Entry:
        chosen = getattr(entry, field)
        choices = [
            Choice(f"{each.id}, {visible(each.name)}", each.id, checked=each.id in chosen)
            for each in known
            if not entry.names(each.id)
        ]
        if not choices:
            return _with(entry, field, ())
        advice = "(blank: mark, Enter: go on)"
        ids = _answer(checkbox(f"{name}:", choices, instruction=advice), list)
        return _with(entry, field, tuple(ids))

    return Question(name, ask, lambda entry: " ".join(getattr(entry, field)))


def _with(entry: Entry, field: str, value: object) -> Entry:
    return entry._replace(**{field: value})  # type: ignore[arg-type] # a field's name is data here


def _one_line(answer: str) -> str | None:
    """Return an answer on one line, also where several were pasted."""
    return _cleaned(" ".join(line.strip() for line in answer.splitlines()))


def _cleaned(answer: str) -> str | None:
    """Return an answer without blanks around it, None if nothing is left.

    Raises `UsageError` for one that can't be text.
    """
    text = answer.replace("\t", " ").strip()
    if any(unicodedata.category(each) == "Cc" for each in text.replace("\n", "")):
        raise UsageError("the answer has a control character")
    return values.text(text, "the answer") if text else None


def _text(
    name: str,
    read: Callable[[str], T],
    *,
    default: str = "",
    advice: str = "",
    past: Sequence[str] = (),
    is_long: bool = False,
) -> T:
    """Ask until `read` takes the answer; return what it makes of it."""
    import questionary
    from prompt_toolkit.history import InMemoryHistory

    def validate(answer: str) -> bool | str:
        try:
            read(answer)
        except UsageError as error:
            return error.message
        return True

    question = questionary.text(
        " ".join(filter(None, [f"{name}:", advice or (_SEVERAL_LINES if is_long else "")])),
        default=default,
        validate=validate,
        instruction="",
        multiline=is_long,
        history=InMemoryHistory(past),
        key_bindings=_ending_at_empty_line() if is_long else None,
    )
    return read(_answer(question, str))


def _choose(name: str, choices: Sequence["questionary.Choice"], default: str) -> str:
    import questionary

    [chosen] = [choice for choice in choices if choice.value == default]
    name = _fitting(name, beside=5 + max(len(f"{choice.title}") for choice in choices))
    return _answer(questionary.select(f"{name}:", choices, default=chosen, instruction=" "), str)


def _fitting(text: str, *, beside: int) -> str:
    """Return a text cut to fit on a line of the terminal with other columns beside it."""
    from prompt_toolkit.application.current import get_app_session
    from prompt_toolkit.utils import get_cwidth

    room = max(get_app_session().output.get_size().columns - beside, 10)
    if get_cwidth(text) <= room:
        return text
    while get_cwidth(text) >= room:
        text = text[:-1]
    return f"{text}…"


def _answer(question: "questionary.Question", kind: type[T]) -> T:
    """Ask a question, and return its answer, which is of that type.

    Ctrl-C interrupts, and so does Ctrl-D where there is nothing to delete.
    """
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings

    keys = KeyBindings()

    @keys.add("c-d", eager=True)
    def delete_or_end(event: KeyPressEvent) -> None:
        if event.current_buffer.document.current_char:
            event.current_buffer.delete()
        else:
            event.app.exit(exception=typer.Abort)

    application = question.application
    before = [application.key_bindings] if application.key_bindings else []
    application.key_bindings = merge_key_bindings([*before, keys])
    try:
        answer = question.unsafe_ask()
    except KeyboardInterrupt:
        raise typer.Abort from None
    assert isinstance(answer, kind), "each kind of question has one kind of answer"
    return answer


def _ending_at_empty_line() -> "KeyBindings":
    """Return keys with which Enter on an empty line ends a text of several lines."""
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

    keys = KeyBindings()

    @keys.add("enter")
    def end_or_go_on(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.document.current_line.strip():
            buffer.newline(copy_margin=False)
        else:
            buffer.delete_before_cursor()  # the line break that made the empty line
            buffer.validate_and_handle()

    return keys
