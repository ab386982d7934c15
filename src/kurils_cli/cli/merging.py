"""Three texts of a tracker in, one out: by lines where that means the same, else by meaning."""

import contextlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from kurils_cli import git
from kurils_cli.cli import printing
from kurils_cli.errors import TrackerError
from kurils_cli.model import Tracker
from kurils_cli.toml_format import read


class Side(NamedTuple):
    """The file of one side of a merge, its text, and what it reads as."""

    file: Path
    text: str
    tracker: Tracker


class Merged(NamedTuple):
    """A merged text, with a message for each conflict and each lost comment."""

    text: str
    conflicts: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()

    def to_stderr(self) -> None:
        """Print the messages to standard error."""
        for conflict in self.conflicts:
            printing.to_stderr(f"conflict: {conflict}")
        for comment in self.lost:
            printing.to_stderr(f"note: {comment}")


def merged(base: Side, ours: Side, theirs: Side) -> Merged:
    """Merge two texts that began as `base`; raises `TrackerError` if no text can be edited so.

    Where git's merge by lines means what the merge by meaning does, it is the result, byte
    for byte. Elsewhere git's text, ours or theirs is edited: the one that loses the fewest
    comments.
    """
    from kurils_cli.merge import laid_out_as, merge
    from kurils_cli.toml_format.writing import rewrite

    tracker, conflicts = merge(base.tracker, ours.tracker, theirs.tracker)
    best: Merged | None = None
    failures: list[TrackerError] = []
    for text, old in _candidates(base, ours, theirs):
        try:
            edited = rewrite(text, f"{ours.file}", old, laid_out_as(old, tracker)).text
        except TrackerError as error:
            failures.append(error)
            continue
        lost = _lost_comments(base.text, ours.text, theirs.text, edited)
        if best is None or len(lost) < len(best.lost):
            best = Merged(edited, conflicts, lost)
        if not lost:
            break
    if best is None:
        raise failures[0]
    return best


def _candidates(base: Side, ours: Side, theirs: Side) -> Iterator[tuple[str, Tracker]]:
    """Yield the texts that may be edited into the merged one, and what each reads as."""
    by_lines = git.merged_lines(base.file, ours.file, theirs.file)
    if by_lines is not None:
        with contextlib.suppress(TrackerError):
            yield by_lines, read(by_lines, f"{ours.file}", ours.tracker.on).tracker
    yield ours.text, ours.tracker
    yield theirs.text, theirs.tracker


def _lost_comments(base: str, ours: str, theirs: str, merged: str) -> tuple[str, ...]:
    """Return in words each comment that the merged text lacks and that no side took away."""
    from kurils_cli.toml_format.places import comments

    b, o, t, m = (Counter(comments(text)) for text in (base, ours, theirs, merged))
    lost: list[str] = []
    for comment in dict.fromkeys((*o, *t)):
        taken_away = o[comment] < b[comment] or t[comment] < b[comment]
        wanted = (min if taken_away else max)(o[comment], t[comment])
        whose = "theirs" if t[comment] > o[comment] else "ours"
        lost += (wanted - m[comment]) * [f"a comment of {whose} did not come along: {comment}"]
    return tuple(lost)
