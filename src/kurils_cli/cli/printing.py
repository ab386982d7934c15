"""The one layer that prints, to a terminal or a pipe."""

import contextlib
import os
import re
import shutil
import signal
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from io import BytesIO, TextIOWrapper
from itertools import accumulate, tee
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TextIO

from kurils_cli import store
from kurils_cli.cli import clock
from kurils_cli.errors import KurilsError, OutputError, ReaderGone, UsageError
from kurils_cli.formats import ENDINGS, Format
from kurils_cli.words import listed, reason, visible

if TYPE_CHECKING:
    from kurils_cli.cli.source import Target
    from kurils_cli.reports import Report

NARROWEST, WIDEST = 20, 1000
_STDOUT = ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")
"""What means standard output where a file is named."""
_KEPT = re.compile(
    rb"""^(?:\xef\xbb\xbf)?[ \t]*["']?schema["']?[ \t]*=|"kurils/journal@""", re.MULTILINE
)
"""What every tracker has, valid or not, and every index of the journal."""
_NO_PAGER = "cat"
_PAGER_OPTIONS = {"LESS": "FRX", "LV": "-c"}
"""What pagers need to show colours, and to end where everything fits; git sets the same."""


def to_stderr(line: str) -> None:
    """Print one line to standard error; go on if that fails."""
    if sys.stderr is None:  # closed
        return
    try:
        sys.stderr.write(f"{visible(line)}\n")
        sys.stderr.flush()
    except OSError:
        _discard_the_rest(sys.stderr)


def error_to_stderr(error: KurilsError, *, word: str = "error") -> None:
    """Print an error, its findings and its hint to standard error; `word` says what it is."""
    to_stderr(f"{word}: {error.message}")
    for detail in error.details:
        to_stderr(detail)
    for hint in filter(None, (error.hint, error.or_else)):
        to_stderr(f"hint: {hint}")


def to_stdout(data: str | bytes) -> None:
    """Print to standard output, all of it: raises `OutputError` or `ReaderGone`."""
    if sys.stdout is None:
        raise OutputError("standard output is closed")
    with _writing_to_output():
        if isinstance(data, bytes):
            sys.stdout.buffer.write(data)
        else:
            sys.stdout.write(data)
        sys.stdout.flush()


@contextlib.contextmanager
def _writing_to_output() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        _discard_the_rest(sys.stdout)
        raise ReaderGone("the reader closed the pipe") from None
    except OSError as error:
        _discard_the_rest(sys.stdout)
        raise OutputError(f"can't write to standard output: {reason(error)}") from None


def _discard_the_rest(stream: TextIO) -> None:
    """Keep the rest of the buffer from failing again when Python ends."""
    with contextlib.suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


class Destination(NamedTuple):
    """A format, and the file to write; None: standard output."""

    format: Format
    path: Path | None = None

    @property
    def is_table(self) -> bool:
        """Whether it is a table on standard output, which says in words that there is nothing."""
        return self.path is None and self.format == "table"


def destination(
    format: Format | None, output: Path | None, file: "Target", *others: str | Path | None
) -> Destination:
    """Return where `--format` and `--output` send a report about the tracker `file`.

    `others` are the other files that the command reads. Raises `UsageError` where the ending
    of the output names no format, or the output is one of these, or any tracker, and
    `TrackerError` where that can't be found out.
    """
    if output is None or f"{output}" in _STDOUT:
        return Destination(format or ("table" if is_terminal(sys.stdout) else "plain"))
    format = format or ENDINGS.get(output.suffix.lower())
    if format is None:
        raise UsageError(
            f"--output: the ending of `{output}` names no format",
            hint=f"name one with --format, or use one of {listed(ENDINGS)}",
        )
    what = None
    if any(store.is_same_file(output, Path(each)) for each in (file.path, *others) if each):
        what = "is what the command reads"
    elif _may_be_tracker(output):
        what = "may be a tracker"
    if what:
        raise UsageError(
            f"--output: `{output}` {what}, which a report must not overwrite",
            hint="name another file, such as report.html",
        )
    return Destination(format, output)


def _may_be_tracker(path: Path) -> bool:
    """Tell whether a path leads to what may be a tracker; raises `TrackerError` if it can't."""
    if ".toml" in (path.suffix.lower(), Path(os.path.realpath(path)).suffix.lower()):
        return True
    return os.path.isfile(path) and bool(_KEPT.search(store.read(path)))


def show(report: "Report", to: Destination) -> None:
    """Print a report, or write it to its file; raises `OutputError` if that fails.

    What is longer than the terminal goes through the pager.
    """
    report = report._replace(made=clock.today())
    format = to.format
    if to.path:
        store.write_whole(to.path, rendered(report, format))
        return
    if format == "xlsx" and is_terminal(sys.stdout):
        raise UsageError(
            "xlsx is for a file or a pipe, not for a terminal",
            hint=f"kurils {report.name} --output {report.name}.xlsx",
        )
    if format in ("json", "html", "svg") and isinstance(sys.stdout, TextIOWrapper):
        # Documents, which are in UTF-8 whatever the terminal's encoding is.
        sys.stdout.reconfigure(encoding="utf-8")
    to_stdout("")  # raises if it is closed
    if format == "xlsx":
        to_stdout(rendered(report, format))
        return
    texts = _formatted(report, format, sys.stdout, _width(sys.stdout))
    for text in _not_paged(texts) if is_terminal(sys.stdout) else texts:
        to_stdout(text)


def _not_paged(texts: Iterator[str]) -> Iterator[str]:
    """Show texts in the pager if they are longer than the screen; yield what it did not show."""
    measured, paged, kept = tee(texts, 3)  # none is made before one of these asks for it
    lines = accumulate(text.count("\n") for text in measured)
    screen = shutil.get_terminal_size().lines
    if any(count >= screen for count in lines):
        with _writing_to_output():
            if show_in_pager(paged, sys.stdout):
                return
    yield from kept


def turn_off_pager() -> None:
    """Use no pager from here on."""
    os.environ["KURILS_PAGER"] = _NO_PAGER


def _pager() -> str | None:
    """Return the command line of the user's pager, chosen as git does; None for none."""
    if os.environ.get("TERM") == "dumb":
        return None
    given = os.environ.get("KURILS_PAGER", os.environ.get("PAGER"))
    if given is None:
        return shutil.which("less") and "less"
    return None if given.strip() in ("", _NO_PAGER) else given


def show_in_pager(texts: Iterable[str], stream: TextIO) -> bool:
    """Show texts in the pager on a stream's terminal; return False where no pager showed them.

    Each can be read before the next is made. To leave the pager early is no error.
    """
    line = _pager()
    if line is None:
        return False
    import subprocess

    interrupts: list[int] = []
    # Ctrl-C is for the pager, which would inherit SIG_IGN, but not this.
    before = signal.signal(signal.SIGINT, lambda number, _: interrupts.append(number))
    try:
        pager = subprocess.Popen(
            line,
            shell=True,
            env={**_PAGER_OPTIONS, **os.environ},
            stdin=subprocess.PIPE,
            stdout=stream,
            stderr=sys.stderr,
        )
        assert pager.stdin, "it is a pipe"
        with contextlib.suppress(BrokenPipeError), pager.stdin:
            for text in texts:
                pager.stdin.write(text.encode(errors="backslashreplace"))
                pager.stdin.flush()
        return pager.wait() == 0 or bool(interrupts)
    except OSError:
        return False
    finally:
        signal.signal(signal.SIGINT, before)


def rendered(report: "Report", format: Format) -> bytes:
    """Return a report in a format as the bytes of a file; tables are as wide as they need."""
    if format == "xlsx":
        data: bytes = import_module("kurils_cli.formats.xlsx").render(report)
        return data
    stream = TextIOWrapper(BytesIO(), encoding="utf-8")
    text = "".join(_formatted(report, format, stream, None))
    return text.encode(errors="backslashreplace")  # of a file's name that is no text


def _formatted(
    report: "Report", format: Format, stream: TextIO, width: int | None
) -> Iterator[str]:
    """Yield a report in a format, a table or page in pieces; only that module is imported.

    A table is for a stream, and `width` columns wide; None: as wide as its rows.
    """
    module = import_module(f"kurils_cli.formats.{format}")
    if format == "table":
        yield from module.chunks(report, stream, width)
    elif format == "html":
        yield from module.chunks(report)
    else:
        yield module.render(report)


def settle_sizes() -> None:
    """Clamp the terminal size that the environment gives: Rich and Typer accept any number."""
    for name in ("COLUMNS", "LINES", "TERMINAL_WIDTH"):
        given = os.environ.pop(name, "")[:9]
        if given.isdecimal() and int(given):
            os.environ[name] = f"{_bounded(int(given))}"


def _bounded(size: int) -> int:
    return min(max(size, NARROWEST), WIDEST)


def is_terminal(stream: TextIO | None) -> bool:
    """Tell whether a stream is a terminal; a closed one is None, and is not."""
    return stream is not None and stream.isatty()


def help_width() -> int:
    """Return the width of help: that of the terminal, up to a limit that reads well."""
    return min(shutil.get_terminal_size().columns, 80) - 2


def _width(stream: TextIO) -> int | None:
    """Return how many columns there are; None if nothing limits them."""
    if not is_terminal(stream) and "COLUMNS" not in os.environ:
        return None
    return _bounded(shutil.get_terminal_size().columns)
