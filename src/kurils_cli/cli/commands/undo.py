"""`kurils undo`: take back the last change that kurils made here."""

from typing import Annotated

from kurils_cli import journal, store
from kurils_cli.cli import options, printing, recording, source
from kurils_cli.errors import KurilsError, NothingLeft
from kurils_cli.reports import changes


def undo(
    list_: Annotated[
        bool, options.flag("--list", "Show what can be taken back, the next step first.")
    ] = False,
    dry_run: options.DryRun = False,
    format: options.FormatOption = None,
    output: options.Output = None,
    file: options.WritableFile = source.HERE,
) -> None:
    """Take back the last change that kurils made to this tracker here.

    The file is then what it was, byte for byte. Run it again to take back the
    change before that. Changes by other programs are never taken back.

    Example: kurils undo --dry-run
    """
    to = printing.destination(format, output, file)
    if not list_:
        recording.step_through("undo", file, dry_run=dry_run, to=to)
        return
    path = file.writable()
    data = store.read(path)
    steps = journal.undoable(path, data)
    if not steps:
        try:
            recording.next_step("undo", path, data, file, dry_run=True)
        except KurilsError as error:
            if not (isinstance(error, NothingLeft) and to.is_table):
                printing.error_to_stderr(error, word="note")
            elif error.hint:
                printing.to_stderr(f"hint: {error.hint}")
    printing.show(changes.steps(f"{path}", steps), to)
