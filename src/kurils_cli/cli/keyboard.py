"""Questions on a terminal: a text, a list to tick, a menu.

What is pasted, with or without a terminal's marks of a paste, and what was typed before a
question was on the screen is text: it never confirms and never chooses. Only a key that comes
by itself does, because a hand is slower than a paste.
"""

import contextlib
import os
import re
import select
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import typer
from prompt_toolkit import PromptSession
from prompt_toolkit.application import Application, create_app_session, get_app_session
from prompt_toolkit.data_structures import Point
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import Input, create_input
from prompt_toolkit.input.typeahead import clear_typeahead
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.key_binding.key_processor import KeyPress
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import FormattedTextControl, HSplit, Layout, Window
from prompt_toolkit.output import create_output
from prompt_toolkit.utils import get_cwidth

ENTER, BLANK = "\r", " "
PAUSE = 0.02
"""What follows within this many seconds was not typed by hand."""
_OPENED, _CLOSED = "\x1b[200~", "\x1b[201~"
_KEY = re.compile(r"\x1b(?:\[[0-9;]*[A-HZ~]|O[A-S])")
"""What a terminal sends for an arrow key and the like."""
_INDENT = 4
"""How far the lines of a row after the first are indented."""
_PARTS = re.compile(
    rf"(?P<key>{_KEY.pattern})|(?:(?!{_KEY.pattern})[^\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]){{2,}}"
)
"""One such key, or else several letters and line breaks at once."""
_NO_TEXT = re.compile(rf"{_KEY.pattern}|\x1b\[20[01]~|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def as_typed(data: str) -> str:
    """Return what came at once, with the marks of a paste around the text in it.

    Arrow keys with nothing but blanks and a last Enter between them come from a script, as keys.
    """
    if _OPENED in data or (_KEY.search(data) and re.fullmatch(r" *\r?", _KEY.sub("", data))):
        return data
    return _PARTS.sub(
        lambda found: found[0] if found["key"] else f"{_OPENED}{found[0]}{_CLOSED}", data
    )


if sys.platform == "win32":

    def _keyboard() -> Input:
        return create_input()

    def _typed_ahead(_: Input) -> str:
        return ""
else:
    from prompt_toolkit.input.vt100 import Vt100Input

    class _Keyboard(Vt100Input):
        """The keyboard of a terminal, which distinguishes what is pasted from what is typed."""

        is_in_paste = False

        def read_keys(self) -> list[KeyPress]:
            """Return the keys that came at once."""
            data, was_in_paste = self.burst(), self.is_in_paste
            if _OPENED in data or _CLOSED in data:
                self.is_in_paste = data.rfind(_OPENED) > data.rfind(_CLOSED)
            self.vt100_parser.feed(data if was_in_paste else as_typed(data))
            keys, self._buffer = self._buffer, []
            return keys

        def burst(self) -> str:
            """Return what came at once, up to a pause."""
            data = self.stdin_reader.read()
            while (len(data) > 1 or data in "\r\n") and self.is_ready(PAUSE):
                data += self.stdin_reader.read()
            return data

        def is_ready(self, seconds: float) -> bool:
            """Tell whether something comes within so many seconds."""
            return not self.closed and bool(select.select([self.fileno()], [], [], seconds)[0])

    def _keyboard() -> Input:
        return _Keyboard(sys.stdin)

    def _typed_ahead(source: Input) -> str:
        assert isinstance(source, _Keyboard), "questions are asked within `on_stderr`"
        return source.burst() if source.is_ready(0) else ""


@contextlib.contextmanager
def on_stderr() -> Iterator[None]:
    """Ask on standard error: standard output is for what was asked for."""
    os.environ["PROMPT_TOOLKIT_NO_CPR"] = "1"  # a terminal's answer is no key
    with create_app_session(input=_keyboard(), output=create_output(stdout=sys.stderr)):
        yield


def text(
    label: str, advice: str = "", *, default: str = "", past: Sequence[str] = ()
) -> str | None:
    """Ask for a text, under its label; return None for back. The arrow keys recall `past`."""
    keys, notice = _keys(), advice

    @keys.add("c-j")
    def go_on(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    @keys.add(Keys.BracketedPaste)
    def paste(event: KeyPressEvent) -> None:
        nonlocal notice
        data = event.data.replace("\r\n", "\n").replace("\r", "\n")
        event.current_buffer.insert_text(data.rstrip("\n"))
        notice = "Enter takes what was pasted" if data.endswith("\n") else notice

    session: PromptSession[str | None] = PromptSession(
        lambda: [*_head(label, notice), ("", "\n> ")],
        history=InMemoryHistory(past),
        key_bindings=keys,
        prompt_continuation="  ",
        reserve_space_for_menu=0,
        interrupt_exception=typer.Abort,
        eof_exception=typer.Abort,
    )

    def insert(ahead: str) -> None:
        session.default_buffer.insert_text(_NO_TEXT.sub("", ahead).replace("\r", "\n").strip("\n"))

    _take_what_is_ahead(session.app, insert)
    return session.prompt(default=default)


def tick(
    label: str,
    advice: str,
    rows: Mapping[str, Mapping[str, str]],
    ticked: dict[str, str],
    others: str = "",
) -> str | None:
    """Ask to tick rows of a list, by their numbers or the space bar, until Enter ends it.

    `rows` has for each id what it can be ticked as, in turn, and how the row then reads: "" is
    not ticked. `ticked` has what each id is ticked as, and is changed. Return which of the
    `others` keys ended it, "" for Enter, None for back.
    """
    ids = [*rows]

    def shown() -> Sequence[str]:
        boxes = [(ticked.get(id), rows[id][ticked.get(id, "")]) for id in ids]
        return [
            f"{n if n < 10 else ' '} {'[x]' if is_ticked else '[ ]'} {row}"
            for n, (is_ticked, row) in enumerate(boxes, 1)
        ]

    def pressed(key: str, at: int) -> str | None:
        if key.isdecimal():
            key, at = BLANK, int(key) - 1
        if key == BLANK and 0 <= at < len(ids):
            turn = [*rows[ids[at]]]
            ticked[ids[at]] = turn[(turn.index(ticked.get(ids[at], "")) + 1) % len(turn)]
        elif key in others:
            return key
        return "" if key == ENTER else None

    return _list(label, advice, shown, pressed)


def menu(label: str, rows: Sequence[tuple[str, str]]) -> str | None:
    """Ask to choose one of some rows, by its key or by Enter; return its key, None for back."""

    def pressed(key: str, at: int) -> str | None:
        chosen = rows[at][0] if key in (ENTER, BLANK) else key
        return chosen if chosen in dict(rows) else None

    return _list(label, "", lambda: [f"{key} {row}" for key, row in rows], pressed)


def _head(label: str, advice: str) -> StyleAndTextTuples:
    first, *more = folded(f"{label}  {advice}".rstrip(), 0)
    rest = "\n".join([first[len(label) :], *more])
    return [("bold", first[: len(label)]), ("", rest)]


def folded(text: str, indent: int = 2) -> list[str]:
    """Return the lines of a text that fit on the terminal, broken at blanks where that is possible.

    All but the first are indented.
    """
    room = max(get_app_session().output.get_size().columns - 1, 10)
    lines, line = [], ""
    for word in re.findall(r"\S+\s*|\s+", text):
        if get_cwidth(f"{line}{word}".rstrip()) <= room:
            line += word
            continue
        if line.strip():
            lines.append(line.rstrip())
            line = " " * indent
        for character in word:
            if get_cwidth(f"{line}{character}") > room:
                lines.append(line)
                line = " " * indent
            line += character
    return [*lines, line.rstrip()]


def _list(
    label: str,
    advice: str,
    rows: Callable[[], Sequence[str]],
    pressed: Callable[[str, int], str | None],
) -> str | None:
    """Show rows until `pressed`, which gets each key and the row that it is at, returns a text."""
    at, keys, notice = 0, _keys(), advice

    @keys.add(Keys.BracketedPaste)
    def paste(_: KeyPressEvent) -> None:
        nonlocal notice
        notice = "What was pasted is no answer: press a key"

    @keys.add("up")
    @keys.add("down")
    def move(event: KeyPressEvent) -> None:
        nonlocal at
        step = 1 if event.key_sequence[0].key == Keys.Down else -1
        at = (at + step) % len(rows())

    @keys.add(Keys.Any)
    @keys.add("enter")
    def press(event: KeyPressEvent) -> None:
        answer = pressed(event.data, at)
        if answer is not None:
            event.app.exit(result=answer)

    @keys.add("c-c")
    @keys.add("c-d")
    def interrupt(event: KeyPressEvent) -> None:
        event.app.exit(exception=typer.Abort)

    def lines() -> list[list[str]]:
        marked = (f"{'>' if n == at else ' '} {row}" for n, row in enumerate(rows()))
        return [folded(row, _INDENT) for row in marked]

    def shown() -> StyleAndTextTuples:
        return [("", "\n".join(line for row in lines() for line in row))]

    control = FormattedTextControl(
        shown,
        focusable=True,
        show_cursor=False,
        get_cursor_position=lambda: Point(0, sum(map(len, lines()[: at + 1])) - 1),
    )
    windows = [
        Window(FormattedTextControl(lambda: _head(label, notice)), dont_extend_height=True),
        Window(control, dont_extend_height=True),
    ]
    app: Application[str | None] = Application(
        Layout(HSplit(windows)), key_bindings=keys, erase_when_done=True
    )
    _take_what_is_ahead(app, lambda _: None)
    return app.run()


def _keys() -> KeyBindings:
    """Return the keys that every question has: Esc goes back."""
    keys = KeyBindings()

    @keys.add("escape", eager=True)
    def go_back(event: KeyPressEvent) -> None:
        event.app.exit(result=None)

    return keys


def _take_what_is_ahead(app: "Application[Any]", take: Callable[[str], None]) -> None:
    """Hand what is typed already to `take` just before a question is first drawn."""
    source = get_app_session().input
    clear_typeahead(source)
    app.ttimeoutlen = 0.05  # the seconds after which Esc is a key of its own

    def first(app: "Application[Any]") -> None:
        app.before_render -= first
        ahead = _typed_ahead(source)
        if {"\x03", "\x04"} & {*ahead}:
            app.exit(exception=typer.Abort)
        elif ahead:
            take(ahead)

    app.before_render += first
