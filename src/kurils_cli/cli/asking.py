"""The questions that a bare `update` asks on a terminal."""

import contextlib
import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TextIO, TypeVar

import typer

from kurils_cli.cli import printing, values
from kurils_cli.errors import UsageError
from kurils_cli.model import STATES, Entry, Tracker
from kurils_cli.words import visible

T = TypeVar("T")


def is_terminal() -> bool:
    """Tell whether there is somebody to ask and to see the question."""
    return printing.is_terminal(sys.stdin) and printing.is_terminal(sys.stderr)


def confirm(question: str) -> bool:
    """Ask for yes or no; the Enter key alone is yes."""
    with _on_stderr():
        return typer.confirm(question, default=True, err=True)


def ask_for_entry(tracker: Tracker, today: date) -> Entry:
    """Ask what there is to log: date, title, place, sources, then each mark."""
    on = _ask("Date", f"{today}", lambda text: values.day(text, "date"))
    title = _ask("Title", "", _text)
    place = _ask("Place", "", _text)
    sources = []
    while source := _ask("Source (empty: no more)", "", _text):
        sources.append(source)
    changes = []
    for thing in tracker.things:
        states = STATES[thing.kind]
        question = f"{visible(thing.name)} ({thing.id}): {' or '.join(states)}"
        known = partial(values.known_state, tracker, thing.id)
        state = _ask(question, thing.status, known)
        if state != thing.status:
            changes.append((thing.id, state))
    if not title and not changes:
        raise UsageError("nothing to log: no title was given, and no mark changed")
    return Entry(on, title or None, place or None, tuple(sources), changes=tuple(changes))


def _text(answer: str) -> str:
    if not answer.strip():
        return ""
    text = values.text(answer, "the answer")
    if not text.isprintable():
        raise UsageError("the answer has a character with no shape, such as an arrow key sends")
    return text


def _ask(question: str, default: str, read: Callable[[str], T]) -> T:
    """Ask until the answer can be read."""
    while True:
        with _on_stderr():
            answer: str = typer.prompt(
                question, default=default, show_default=bool(default), err=True
            )
        try:
            return read(answer)
        except UsageError as error:
            printing.error_to_stderr(error)


def _on_stderr() -> contextlib.redirect_stdout[TextIO]:
    """Keep all of a question out of standard output: Typer puts its last blank there."""
    return contextlib.redirect_stdout(sys.stderr)
