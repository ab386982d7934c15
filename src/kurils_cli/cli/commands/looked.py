"""`kurils looked`: log a day on which somebody looked for news and found none."""

from datetime import date
from typing import Annotated

from kurils_cli.cli import clock, completion, options, printing, recording, source, values
from kurils_cli.errors import UsageError
from kurils_cli.history import History
from kurils_cli.model import Looked


def looked(
    ids: Annotated[
        options.Several,
        options.argument(
            "[ID]...",
            "The areas and issues that you looked for news of; otherwise all.",
            completion.ids,
        ),
    ] = None,
    on: Annotated[
        date | None, options.day_option("--date", "When you looked; otherwise today.")
    ] = None,
    where: Annotated[
        options.Several,
        options.option("--where", "SITE", "Where you looked, such as mofa.go.jp."),
    ] = None,
    note: options.Note = None,
    dry_run: options.DryRun = False,
    format: options.FormatOption = None,
    output: options.Output = None,
    file: options.WritableFile = source.HERE,
) -> None:
    """Log that you looked for news and found none.

    A reader then knows that somebody checked. It moves no mark. `kurils check
    --stale DAYS` finds what nobody has logged or looked for.

    Example: kurils looked wind --where mofa.go.jp --where tass.com --dry-run
    """
    to = printing.destination(format, output, file)
    today = clock.today()
    if on and on > today:
        raise UsageError(
            f"--date {on} is after today, {today}: nobody has looked yet",
            hint="kurils looked --date today",
        )

    def step(old: History) -> recording.Step:
        found = Looked(
            date=on or today,
            about=tuple(dict.fromkeys(values.known_ids(old.tracker, ids))),
            where=tuple(
                dict.fromkeys(values.text(each, "--where").strip() for each in where or ())
            ),
            note=values.one_text(note, "--note"),
        )
        if found in old.tracker.looked:
            raise UsageError(
                f"the tracker already says so, with the date {found.date}",
                hint=file.hint("kurils status"),
            )
        new = History(old.tracker._replace(looked=(*old.tracker.looked, found)))
        remarks = () if on else (f"note: dated today, {today}",)
        of = ", ".join(found.about) or "anything"
        return recording.Step(old, new, remarks=remarks, thing=f"no news of {of} on {found.date}")

    recording.change("looked", file, step, dry_run=dry_run, to=to)
