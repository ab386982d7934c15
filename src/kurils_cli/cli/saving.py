"""What every command that saves a tracker has in common."""

import contextlib
import signal

from kurils_cli.cli import printing
from kurils_cli.cli.values import Format
from kurils_cli.errors import OutputError, ReaderGone
from kurils_cli.reports import Report
from kurils_cli.store import Writing


def save(writing: Writing, text: str) -> None:
    """Save a tracker's new text; raises `TrackerError`.

    From here to its end the program is deaf to Ctrl-C and SIGTERM, so that neither
    comes between a change and the word that it is made.
    """
    with contextlib.suppress(ValueError):  # not in the main thread, where no signal arrives
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
    writing.save(text)


def show_done(report: Report, format: Format | None, *, is_saved: bool) -> None:
    """Show what was done; once it is saved, a failing output undoes nothing."""
    try:
        printing.show(report, format)
    except (OutputError, ReaderGone) as error:
        if not is_saved:
            raise
        if isinstance(error, OutputError):
            printing.tell(f"warning: {error.message}; the tracker is saved")
