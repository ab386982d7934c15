"""`kurils redo`: make again the change that `undo` took back."""

from kurils_cli.cli import options, printing, recording, source


def redo(
    dry_run: options.DryRun = False,
    format: options.FormatOption = None,
    output: options.Output = None,
    file: options.WritableFile = source.HERE,
) -> None:
    """Make the change again that undo took back last.

    This works until something new is written.

    Example: kurils redo
    """
    to = printing.destination(format, output, file)
    recording.step_through("redo", file, dry_run=dry_run, to=to)
