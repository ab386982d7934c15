"""The tracker that a command shows: `--file`, `--as-of` and `--by` together."""

from datetime import date
from pathlib import Path

from kurils_cli import history, records
from kurils_cli.cli import clock
from kurils_cli.cli.findings import inconsistencies_to_stderr
from kurils_cli.cli.printing import to_stderr
from kurils_cli.cli.source import RECORD, SHIPPED, Target
from kurils_cli.errors import UsageError
from kurils_cli.history import History, View
from kurils_cli.model import Party, Tracker
from kurils_cli.toml_format import read
from kurils_cli.words import nearest, one_of


def open_asked(
    file: Target,
    *,
    as_of: date | None,
    by: str | None,
    path: Path | None = None,
    quiet: bool = False,
) -> tuple[Tracker, View]:
    """Read the tracker that `--file` means; return it whole, and as of a day and by an account.

    `quiet` is for scripts: nothing on stderr, and no shipped record where there is no tracker.
    The shipped record is shown as of its day.
    """
    label, text = file.open(path=path, quiet=quiet, or_shipped=not quiet)
    reading = read(text, label, clock.today())
    whole = reading.tracker
    if not quiet:
        inconsistencies_to_stderr(reading, label, file)
        ahead = sorted(each.date for each in whole.log if each.date > whole.on and each.changes)
        if len(ahead) == 1:
            to_stderr(f"note: an entry dated in the future moves nothing yet: {ahead[0]}")
        elif ahead:
            what = f"{len(ahead)} entries dated in the future move nothing yet"
            to_stderr(f"note: {what}, the first of them is of {ahead[0]}")
    if label == SHIPPED:
        if as_of and as_of > _SHIPPED_DAY:
            to_stderr(f"note: shown as of {_SHIPPED_DAY}, when that record ends, not of {as_of}")
        whole, as_of = _standing_in(whole), min(as_of or _SHIPPED_DAY, _SHIPPED_DAY)
    party = by_whom(whole, by)
    shown = on_day(by_account(whole, party), as_of, quiet=quiet)
    past = reading.past if shown is reading.tracker else History(shown)
    return whole, View(past, as_of, party)


_SHIPPED_DAY = date.fromisoformat(records.DEFAULT)
"""The day of the record that is shown where there is no tracker."""


def _standing_in(tracker: Tracker) -> Tracker:
    """Return the shipped record with a title that says that it is not today's news."""
    what = f"the record of {_SHIPPED_DAY} that ships with kurils"
    longer = next(name for name in records.names() if name != records.DEFAULT)
    return tracker._replace(
        title=f"{tracker.title}: {what} (a longer one: --file {RECORD}{longer})"
    )


def by_whom(
    tracker: Tracker, id: str | None, none: str = "this tracker names no parties"
) -> Party | None:
    """Return the party of an id, None for None; raises `UsageError` for one that is not there.

    `none` is the hint where there is no party.
    """
    parties = {party.id: party for party in tracker.parties}
    if id is None or id in parties:
        return parties[id] if id else None
    names = {party.name: party.id for party in tracker.parties}
    meant = names.get(nearest(id, names) or "", id)
    hint = one_of(meant, parties, "the parties are") if parties else none
    raise UsageError(f"no party has the id `{id}`", hint=hint)


def by_account(tracker: Tracker, party: Party | None) -> Tracker:
    """Return the tracker by a party's account; whole for None."""
    return history.account(tracker, party.id) if party else tracker


def on_day(tracker: Tracker, as_of: date | None, *, quiet: bool = False) -> Tracker:
    """Return the tracker as of a day; unless `quiet`, note if the log has nothing up to it."""
    if as_of is None:
        return tracker
    if not quiet and as_of > tracker.on:
        to_stderr(f"note: {as_of} is after today, {tracker.on}: more may happen by then")
    began = min((entry.date for entry in tracker.log), default=None)
    if not quiet and began is None:
        to_stderr("note: the log is empty, so the marks are the same on every date")
    elif not quiet and began and as_of < began:
        to_stderr(f"note: {as_of} is before the log, which begins on {began}")
    return history.as_of(tracker, as_of)
