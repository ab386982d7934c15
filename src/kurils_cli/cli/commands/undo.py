"""`kurils undo`: the last entry goes."""

from kurils_cli.cli import recording
from kurils_cli.cli.options import DryRun, FormatOption, WritableFile
from kurils_cli.cli.recording import Step
from kurils_cli.errors import NothingLeft
from kurils_cli.model import Tracker


def undo(dry_run: DryRun = False, format: FormatOption = None, file: WritableFile = None) -> None:
    """Take back the entry recorded last: the last one in the file.

    Example: kurils undo --dry-run
    """

    def step(tracker: Tracker) -> Step:
        if not tracker.log:
            raise NothingLeft("nothing is left to undo: the log is empty")
        return Step(tracker, tracker.undo(), tracker.log[-1])

    recording.change("undo", file, step, dry_run=dry_run, format=format)
