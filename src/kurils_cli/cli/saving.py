"""What every command that saves a tracker has in common."""

import contextlib
import signal
from collections.abc import Iterator

from kurils_cli.cli import printing
from kurils_cli.cli.options import Format
from kurils_cli.errors import OutputError
from kurils_cli.report import Report

_ENDING = (signal.SIGINT, signal.SIGTERM)


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """Let neither Ctrl-C nor SIGTERM come between a change and the word that it is made."""
    try:
        before = [(number, signal.signal(number, signal.SIG_IGN)) for number in _ENDING]
    except ValueError:
        # Not in the main thread, where no signal arrives.
        before = []
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)


def show_done(report: Report, format: Format | None, *, is_saved: bool) -> None:
    """Show what was done; once it is saved, a failing output undoes nothing."""
    try:
        printing.show(report, format)
    except (OutputError, printing.ReaderGone) as error:
        if not is_saved:
            raise
        if isinstance(error, OutputError):
            printing.tell(f"warning: {error.message}; the tracker is saved")
