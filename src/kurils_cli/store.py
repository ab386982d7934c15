"""The bytes of files: find, read, lock and replace them."""

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from kurils_cli.errors import OutputError, TrackerError
from kurils_cli.words import pasted, reason

FILE_NAME = "kurils.toml"
LARGEST = 64 * 1024 * 1024
"""How many bytes a tracker can have; more is a mistake, or an endless device."""
LOCK_SECONDS = 60
"""How long a write waits for another one to end."""


def exists(path: Path | str) -> bool:
    """Tell whether there is something at a path; what can't be looked up is not there."""
    return os.path.exists(path)  # noqa: PTH110  # unlike Path.exists, never raises


def is_folder(path: Path) -> bool:
    """Tell whether there is a folder at a path; what can't be looked up is none."""
    return os.path.isdir(path)  # noqa: PTH112  # unlike Path.is_dir, never raises


def nearest_tracker(folder: Path) -> Path | None:
    """Return the `kurils.toml` of a folder, or of the nearest folder above it."""
    paths = (above / FILE_NAME for above in (folder, *folder.parents))
    return next((path for path in paths if exists(path)), None)


def within_limit(data: bytes, label: str) -> bytes:
    """Return the bytes; raises `TrackerError` if they are more than `LARGEST`."""
    if len(data) > LARGEST:
        raise TrackerError(f"`{label}` is larger than {LARGEST >> 20} MiB")
    return data


def read(path: Path) -> bytes:
    """Return the bytes of the tracker at a path; raises `TrackerError`."""
    try:
        with path.open("rb") as file:
            return within_limit(file.read(LARGEST + 1), f"{path}")
    except FileNotFoundError:
        raise TrackerError(
            f"there is no tracker at `{path}`", hint=f"kurils init {pasted(path)}"
        ) from None
    except IsADirectoryError:
        inside = path / FILE_NAME
        raise TrackerError(
            f"`{path}` is a folder, not a tracker",
            hint=f"name the tracker in it: {pasted(inside)}" if exists(inside) else None,
        ) from None
    except (OSError, ValueError) as error:
        raise TrackerError(f"can't read `{path}`: {reason(error)}") from None


class Writing:
    """A tracker whose lock is held: its bytes, and the means to replace them."""

    def __init__(self, path: Path, real: Path, data: bytes) -> None:
        self.path = path
        self._real = real
        self.data = data

    def save(self, data: bytes) -> None:
        """Put new bytes in the tracker's place, whole or not at all; raises `TrackerError`."""
        if len(data) > LARGEST:
            raise TrackerError(
                f"`{self.path}` would be larger than {LARGEST >> 20} MiB; nothing was written"
            )
        try:
            _replace(self._real, data)
        except OSError as error:
            raise TrackerError(
                f"can't write `{self.path}`: {reason(error)}; it is as it was"
            ) from None


@contextlib.contextmanager
def writing(path: Path) -> Iterator[Writing]:
    """Hold a tracker's lock, so that nobody else's change is lost.

    Raises `TrackerError` if it can't be read, locked or written.
    """
    real = _real(path)
    if not is_folder(real):
        _ensure_ordinary(path, real)
    read(path)
    _ensure_writable(path, real)
    with _locked(path, real):
        yield Writing(path, real, read(path))


@contextlib.contextmanager
def creating(path: Path, *, overwrite: bool = False) -> Iterator[Writing]:
    """Hold the lock of a tracker to be; raises `TrackerError` if one is there, or on failure."""
    real = _real(path)
    if is_folder(real):
        raise TrackerError(f"`{path}` is a folder", hint=f"kurils init {pasted(path / FILE_NAME)}")
    if not is_folder(real.parent):
        raise TrackerError(
            f"can't write `{path}`: there is no folder `{real.parent}`",
            hint=f"mkdir -p {pasted(real.parent)}",
        )
    _ensure_ordinary(path, real)
    with _locked(path, real):
        if exists(real):
            if not overwrite:
                raise TrackerError(
                    f"`{path}` is there already; nothing was written",
                    hint=f"to overwrite it: kurils init --force {pasted(path)}",
                )
            _ensure_writable(path, real)
        yield Writing(path, real, read(path) if exists(real) else b"")


def _ensure_ordinary(path: Path, real: Path) -> None:
    """Raise `TrackerError` for a device, a pipe or the like, which can't be replaced."""
    if exists(path) and not os.path.isfile(real):  # noqa: PTH113  # unlike is_file, never raises
        raise TrackerError(f"`{path}` is no ordinary file; nothing was written")


def _ensure_writable(path: Path, real: Path) -> None:
    """Raise `TrackerError` for a file that may not be written, though it could be replaced."""
    if not real.stat().st_mode & 0o222:
        raise TrackerError(f"can't write `{path}`: the file is read-only; it is as it was")
    if not os.access(real, os.W_OK):
        raise TrackerError(f"can't write `{path}`: permission denied; it is as it was")


def remove(path: Path) -> None:
    """Remove a file that is no longer needed; one that can't be removed stays."""
    with contextlib.suppress(OSError):
        path.unlink()


def _real(path: Path) -> Path:
    """Return what a path leads to: a link stays, what it points to is replaced."""
    try:
        real = Path(os.path.realpath(path))
    except ValueError as error:
        raise TrackerError(f"can't write `{path}`: {reason(error)}") from None
    if os.path.islink(real):  # noqa: PTH114  # unlike Path.is_symlink, never raises
        raise TrackerError(f"can't write `{path}`: its symbolic links lead in a circle")
    return real


@contextlib.contextmanager
def _locked(path: Path, real: Path) -> Iterator[None]:
    """Hold the lock of a tracker, which lies beside what its path leads to."""
    from filelock import FileLock, Timeout

    lock_path = real.with_name(f".{real.name}.lock")
    lock = FileLock(lock_path, timeout=LOCK_SECONDS, mode=0o666)
    try:
        lock.acquire()
    except Timeout:
        raise TrackerError(
            f"another kurils has been writing `{path}` for {LOCK_SECONDS} seconds; "
            "nothing was written"
        ) from None
    except (OSError, ValueError) as error:
        raise TrackerError(f"can't write beside `{path}`: {reason(error)}") from None
    try:
        yield
    finally:
        # Held, so nobody else's; who waits for it sees that it is gone and starts anew.
        with contextlib.suppress(OSError):
            lock_path.unlink()
        lock.release()


def replace_private(path: Path, data: bytes) -> None:
    """Put a file in place that only its owner may read, whole or not at all; raises `OSError`."""
    _put(path, data, lambda _: None)


def _replace(path: Path, data: bytes) -> None:
    """Put a tracker in place, whole or not at all; its mode and group stay."""
    status = path.stat() if exists(path) else None
    for left in path.parent.iterdir():  # by runs that were killed
        if left.name.startswith(f".{path.name}.") and left.suffix == ".new":
            remove(left)

    def dress(file: int) -> None:
        if status:
            _take_over(file, status)
        else:
            os.fchmod(file, 0o666 & ~_umask())

    _put(path, data, dress)


def _put(path: Path, data: bytes, dress: Callable[[int], None]) -> None:
    """Write a file beside a path, then let it take the path's place.

    It is its owner's alone until `dress` has given it, still empty, its rights.
    """
    new = path.with_name(f".{path.name}.{os.urandom(4).hex()}.new")
    try:
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            dress(file.fileno())
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError:
        remove(new)
        raise
    _sync_folder(path.parent)


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _take_over(file: int, status: os.stat_result) -> None:
    """Give a new file the owner, group and mode of an old one.

    Where somebody else owns that one, the new one is ours, but the group must stay
    so that nobody loses access: raises `PermissionError` if it can't.
    """
    try:
        os.fchown(file, status.st_uid, status.st_gid)
    except PermissionError:
        try:
            os.fchown(file, -1, status.st_gid)
        except PermissionError:
            raise PermissionError("its group can't be kept") from None
    os.fchmod(file, status.st_mode & 0o7777)


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where the system lets one."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def is_same_file(path: Path, other: Path) -> bool:
    """Tell whether two paths lead to one file that is there."""
    with contextlib.suppress(OSError, ValueError):
        return path.samefile(other)
    return False


def write_whole(path: Path, data: bytes) -> None:
    """Write a file that is no tracker, whole or not at all, to where its path leads.

    Raises `OutputError`: what was there is then as it was.
    """
    try:
        real = _real(path)
        if exists(real) and not os.path.isfile(real):  # noqa: PTH113  # never raises
            raise OutputError(f"`{path}` is no ordinary file; nothing was written")
        _replace(real, data)
    except TrackerError as error:
        raise OutputError(error.message) from None
    except OSError as error:
        raise OutputError(f"can't write `{path}`: {reason(error)}; it is as it was") from None
