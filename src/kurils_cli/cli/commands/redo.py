"""`kurils redo`: make again the change that `undo` took back."""

from kurils_cli.cli import recording
from kurils_cli.cli.options import DryRun, FormatOption, Output, WritableFile
from kurils_cli.cli.output import destination
from kurils_cli.cli.source import HERE


def redo(
    dry_run: DryRun = False,
    format: FormatOption = None,
    output: Output = None,
    file: WritableFile = HERE,
) -> None:
    """Make the change again that undo took back last.

    This works until something new is written.

    Example: kurils redo
    """
    to = destination(format, output, file)
    recording.step_through("redo", file, dry_run=dry_run, to=to)
