"""The one layer that prints, to a terminal or a pipe."""

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator
from importlib import import_module
from io import BytesIO, TextIOWrapper
from typing import TYPE_CHECKING, TextIO

from kurils_cli.cli import pager
from kurils_cli.errors import KurilsError, OutputError, ReaderGone, UsageError
from kurils_cli.formats import Format
from kurils_cli.words import reason, visible

if TYPE_CHECKING:
    from kurils_cli.reports import Report

NARROWEST, WIDEST = 20, 1000


def to_stderr(line: str) -> None:
    """Print one line to standard error."""
    text_to_stderr(f"{visible(line)}\n")


def error_to_stderr(error: KurilsError, *, word: str = "error") -> None:
    """Print an error, its findings and its hint to standard error; `word` says what it is."""
    to_stderr(f"{word}: {error.message}")
    for detail in error.details:
        to_stderr(detail)
    if error.hint:
        to_stderr(f"hint: {error.hint}")


def interrupted_to_stderr() -> None:
    """Say on standard error that nothing was done; on a terminal, below what was typed."""
    text_to_stderr(
        f"{chr(10) if is_terminal(sys.stderr) else ''}interrupted; nothing was written\n"
    )


def to_stdout(text: str) -> None:
    """Print to standard output, all of it: raises `OutputError` or `ReaderGone`."""
    if sys.stdout is None:
        raise OutputError("standard output is closed")
    with _writing_to_output():
        sys.stdout.write(text)
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


def report_to_stdout(report: "Report", format: Format | None) -> None:
    """Print a report in a format: by default a table on a terminal, plain in a pipe.

    What is longer than the terminal goes through the pager.
    """
    if format is None:
        format = "table" if is_terminal(sys.stdout) else "plain"
    if format == "xlsx":
        _workbook_to_stdout(report)
        return
    if format in ("json", "html", "svg") and isinstance(sys.stdout, TextIOWrapper):
        # Documents, which are in UTF-8 whatever the terminal's encoding is.
        sys.stdout.reconfigure(encoding="utf-8")
    to_stdout("")  # raises if it is closed
    texts = _formatted(report, format, sys.stdout, _width(sys.stdout))
    for text in _not_paged(texts) if is_terminal(sys.stdout) else texts:
        to_stdout(text)


def _not_paged(texts: Iterator[str]) -> Iterator[str]:
    """Show texts in the pager if they are longer than the screen; yield what it did not show."""
    kept: list[str] = []
    for text in texts:
        kept.append(text)
        if pager.is_longer_than_screen("".join(kept)):
            with _writing_to_output():
                if pager.show(_kept_first(texts, kept), sys.stdout):
                    return
            break
    yield from kept
    yield from texts


def _kept_first(texts: Iterator[str], kept: list[str]) -> Iterator[str]:
    """Yield the texts that were kept, then the others, keeping these too."""
    yield from tuple(kept)
    for text in texts:
        kept.append(text)
        yield text


def _workbook_to_stdout(report: "Report") -> None:
    if is_terminal(sys.stdout):
        raise UsageError(
            "xlsx is for a file or a pipe, not for a terminal",
            hint=f"kurils {report.name} --output {report.name}.xlsx",
        )
    data = rendered(report, "xlsx")
    to_stdout("")  # raises if it is closed
    with _writing_to_output():
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


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


def text_to_stderr(text: str) -> None:
    """Print lines, already clean, to standard error; go on if that fails."""
    if sys.stderr is None:  # closed
        return
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        _discard_the_rest(sys.stderr)
