"""`kurils undo`: the last entry goes."""

from kurils_cli import history
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
        last = tracker.log[-1]
        named = {id for entry in tracker.log[:-1] for id, _ in entry.changes}
        gone = {id for id, _ in last.changes if id not in named}
        issues = tuple(issue for issue in tracker.issues if issue.id not in gone)
        rest = tracker._replace(log=tracker.log[:-1], issues=issues)
        return Step(tracker, history.settled(rest, dict(last.changes)), last)

    recording.change("undo", file, step, dry_run=dry_run, format=format)
