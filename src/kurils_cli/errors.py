"""What can go wrong, in words for the user; each kind carries its exit code."""

from collections.abc import Iterable
from typing import ClassVar


class KurilsError(Exception):
    """An error to show to the user, which ends the command.

    `message` says what is wrong and where, without a full stop; `hint` is the
    next step, `or_else` another; `details` are further lines, one finding each.
    """

    exit_code: ClassVar[int] = 3

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        or_else: str | None = None,
        details: Iterable[str] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.or_else = or_else
        self.details = tuple(details)


class UsageError(KurilsError):
    """The command line is wrong."""

    exit_code = 2


class TrackerError(KurilsError):
    """The tracker can't be found, read, understood or written."""


class OutputError(KurilsError):
    """Standard output can't be written."""


class NothingLeft(KurilsError):
    """There is no change to undo, or to redo."""

    exit_code = 1


class ReaderGone(KurilsError):
    """The reader closed the pipe, which is no error, so nothing is printed."""

    exit_code = 141
