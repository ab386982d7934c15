"""What can go wrong, in words for the user; each kind carries its exit code."""

from collections.abc import Iterable
from typing import ClassVar


class KurilsError(Exception):
    """Something the user must be told, after which nothing goes on.

    `message` says what is wrong and where, with no full stop; `hint` is the
    next step; `details` are further lines, one finding each.
    """

    exit_code: ClassVar[int] = 3

    def __init__(
        self, message: str, *, hint: str | None = None, details: Iterable[str] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.details = tuple(details)


class UsageError(KurilsError):
    """The command was called in a way that it does not understand."""

    exit_code = 2


class TrackerError(KurilsError):
    """The tracker can't be found, read, understood or written."""


class OutputError(KurilsError):
    """Standard output takes no more."""


class NothingLeft(KurilsError):
    """There is no change to take back, or to make again."""

    exit_code = 1


class ReaderGone(KurilsError):
    """The reader closed the pipe: it wants no more, so nothing is said."""

    exit_code = 141
