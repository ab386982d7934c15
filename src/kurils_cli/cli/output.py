"""Where a report goes: to standard output, or to a file, and in which format."""

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kurils_cli import store
from kurils_cli.cli import clock, printing
from kurils_cli.cli.source import Target
from kurils_cli.errors import UsageError
from kurils_cli.formats import ENDINGS, Format
from kurils_cli.words import listed

if TYPE_CHECKING:
    from kurils_cli.reports import Report


_STDOUT = ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")
"""What means standard output where a file is named."""
_KEPT = re.compile(
    rb"""^(?:\xef\xbb\xbf)?[ \t]*["']?schema["']?[ \t]*=|"kurils/journal@""", re.MULTILINE
)
"""What a tracker has, also one that is not valid, or an index of what undo needs."""


class Destination(NamedTuple):
    """A format, and the file to write; None: standard output, in its usual format."""

    format: Format | None
    path: Path | None = None

    @property
    def is_table(self) -> bool:
        """Whether it is a table on standard output, which says in words that there is nothing."""
        format = self.format or ("table" if printing.is_terminal(sys.stdout) else "plain")
        return self.path is None and format == "table"


def destination(
    format: Format | None, output: Path | None, file: Target, *others: str | Path | None
) -> Destination:
    """Return where `--format` and `--output` send a report about the tracker `file`.

    `others` are the other files that the command reads. Raises `UsageError` where the ending
    of the output names no format, or the output is one of these, or any tracker, and
    `TrackerError` where that can't be found out.
    """
    if output is None or f"{output}" in _STDOUT:
        return Destination(format)
    named = ENDINGS.get(output.suffix.lower())
    if format is None and named is None:
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
    return Destination(format or named, output)


def _may_be_tracker(path: Path) -> bool:
    """Tell whether a path leads to what may be a tracker; raises `TrackerError` if it can't."""
    if ".toml" in (path.suffix.lower(), Path(os.path.realpath(path)).suffix.lower()):
        return True
    return os.path.isfile(path) and bool(_KEPT.search(store.read(path)))


def show(report: "Report", to: Destination) -> None:
    """Print a report, or write it to its file; raises `OutputError` if that fails."""
    report = report._replace(made=clock.today())
    if to.path is None or to.format is None:
        printing.report_to_stdout(report, to.format)
    else:
        store.write_whole(to.path, printing.rendered(report, to.format))
