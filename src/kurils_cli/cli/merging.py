"""Three texts of a tracker in, one out: by lines where that means the same, else by meaning."""

import contextlib
from pathlib import Path
from typing import NamedTuple

from kurils_cli import git
from kurils_cli.cli import printing
from kurils_cli.errors import TrackerError
from kurils_cli.history import History
from kurils_cli.model import Tracker
from kurils_cli.reports.changes import contests
from kurils_cli.toml_format import read


class Side(NamedTuple):
    """The file of one side of a merge, its text, and what it reads as."""

    file: Path
    text: str
    tracker: Tracker


class Merged(NamedTuple):
    """A merged text, its conflicts, and notes of lost comments and contested marks."""

    text: str
    conflicts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def to_stderr(self) -> None:
        """Print the messages to standard error."""
        for line in (*(f"conflict: {each}" for each in self.conflicts), *self.notes):
            printing.to_stderr(line)


def merged(base: Side, ours: Side, theirs: Side) -> Merged:
    """Merge two texts that began as `base`; raises `TrackerError` if no text can be written.

    Where git's merge by lines will do, it is the result, byte for byte. Otherwise the three
    texts are woven into one.
    """
    from kurils_cli.merge import merge
    from kurils_cli.toml_format.weaving import lost_comments, weave

    merging = merge(base.tracker, ours.tracker, theirs.tracker)
    tracker = merging.result.tracker
    woven = weave([base.text, ours.text, theirs.text], merging)
    text = git.merged_lines(base.file, ours.file, theirs.file)
    if text is None or not _will_do(text, woven, ours, tracker):
        text = _as_meant(woven, ours, theirs, tracker)
    lost = tuple(
        f"note: a comment of {whose} did not come along: {comment}"
        for comment, whose in lost_comments([base.text, ours.text, theirs.text], text)
    )
    known = {*base.tracker.log}
    came = [entry for entry in tracker.log if entry not in known]
    contested = contests(History(ours.tracker), History(tracker), came)
    return Merged(text, merging.conflicts, (*lost, *contested))


def _will_do(text: str, woven: str | None, ours: Side, tracker: Tracker) -> bool:
    """Tell whether a text means the merged tracker, and has each comment where a woven one does."""
    from kurils_cli.merge import laid_out_as
    from kurils_cli.toml_format.weaving import stand_elsewhere

    reads_as = _reads_as(text, ours)
    if reads_as is None or laid_out_as(reads_as, tracker) != reads_as:
        return False
    return woven is None or woven == text or not stand_elsewhere(text, reads_as, woven, tracker)


def _reads_as(text: str, ours: Side) -> Tracker | None:
    """Return what a text reads as; None if it is no valid tracker."""
    with contextlib.suppress(TrackerError):
        return read(text, f"{ours.file}", ours.tracker.on).tracker
    return None


def _as_meant(woven: str | None, ours: Side, theirs: Side, tracker: Tracker) -> str:
    """Return a woven text if it reads as the merged tracker; raises `TrackerError`.

    Otherwise it, or ours or theirs, is edited into that.
    """
    from kurils_cli.merge import laid_out_as
    from kurils_cli.toml_format.writing import rewrite

    label = f"{ours.file}"
    read_as = None if woven is None else _reads_as(woven, ours)
    failure: TrackerError | None = None
    for text, old in ((woven, read_as), (ours.text, ours.tracker), (theirs.text, theirs.tracker)):
        if text is not None and old is not None:
            new = laid_out_as(old, tracker)
            if new == old:
                return text
            try:
                return rewrite(text, label, old, new).text
            except TrackerError as error:
                failure = failure or error
    assert failure is not None, "ours and theirs were tried"
    raise failure
