"""Where a report goes: to standard output, or to a file, and in which format."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kurils_cli import store
from kurils_cli.cli import clock, printing, source
from kurils_cli.errors import UsageError
from kurils_cli.formats import ENDINGS, Format
from kurils_cli.words import listed

if TYPE_CHECKING:
    from kurils_cli.reports import Report


class Destination(NamedTuple):
    """A format, and the file to write; None: standard output, in its usual format."""

    format: Format | None
    path: Path | None = None


def destination(format: Format | None, output: Path | None, file: str | None) -> Destination:
    """Return where `--format` and `--output` send a report about the tracker `file`.

    Raises `UsageError` where the file's ending names no format, or the file is a tracker.
    """
    if output is None:
        return Destination(format)
    named = ENDINGS.get(output.suffix.lower())
    if format is None and named is None:
        raise UsageError(
            f"--output: the ending of `{output}` names no format",
            hint=f"name one with --format, or use one of {listed(ENDINGS)}",
        )
    tracker = source.path_of(file)
    if output.suffix == ".toml" or (tracker and store.is_same_file(output, tracker)):
        raise UsageError(
            f"--output: `{output}` may be a tracker, which a report must not overwrite",
            hint="name another file, such as report.html",
        )
    return Destination(format or named, output)


def show(report: "Report", to: Destination) -> None:
    """Print a report, or write it to its file; raises `OutputError` if that fails."""
    report = report._replace(made=clock.today())
    if to.path is None or to.format is None:
        printing.report_to_stdout(report, to.format)
    else:
        store.write_whole(to.path, printing.rendered(report, to.format))
