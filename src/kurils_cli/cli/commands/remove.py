"""`kurils remove`: an entry goes."""

from kurils_cli import history, reports
from kurils_cli.cli import recording, values
from kurils_cli.cli.entry_options import EntryName
from kurils_cli.cli.options import DryRun, FormatOption, Output, WritableFile
from kurils_cli.cli.output import destination
from kurils_cli.cli.recording import Step
from kurils_cli.model import Tracker


def remove(
    entry: EntryName,
    dry_run: DryRun = False,
    format: FormatOption = None,
    output: Output = None,
    file: WritableFile = None,
) -> None:
    """Take an entry out of the log.

    Marks are then what the rest of the log leaves.

    Example: kurils remove 2019-12-19 --dry-run
    """
    to = destination(format, output, file)

    def step(tracker: Tracker) -> Step:
        at = values.entry_at(tracker.log, entry, "remove", file)
        new = history.replaced(tracker, at)
        return Step(tracker, new, tracker.log[at], tuple(reports.consequences(tracker, new)))

    recording.change("remove", file, step, dry_run=dry_run, to=to)
