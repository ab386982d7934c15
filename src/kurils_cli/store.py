"""The bytes of files: find, read, lock and replace them."""

import contextlib
import errno
import os
import re
import stat
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, BinaryIO, NamedTuple

from kurils_cli.errors import OutputError, TrackerError
from kurils_cli.words import pasted, reason

FILE_NAME = "kurils.toml"
LARGEST = 64 * 1024 * 1024
"""How many bytes a tracker can have; more is a mistake, or an endless device."""
LOCK_SECONDS = 60
"""How long a write waits for another one to end."""
_CHUNK = 1 << 18
_ACL = "system.posix_acl_access"
_AT_ONCE: int = getattr(os, "O_NONBLOCK", 0)
_NO_LINK: int = getattr(os, "O_NOFOLLOW", 0)
_MOST_LINKS = 40
"""How many links a path may lead through; with more it leads in a circle."""


def exists(path: Path | str) -> bool:
    """Tell whether there is something at a path; False where that can't be looked up."""
    return os.path.exists(path)  # noqa: PTH110  # unlike Path.exists, never raises


def is_folder(path: Path) -> bool:
    """Tell whether there is a folder at a path; False where that can't be looked up."""
    return os.path.isdir(path)  # noqa: PTH112  # unlike Path.is_dir, never raises


def is_file(path: Path) -> bool:
    """Tell whether there is an ordinary file at a path; False where that can't be looked up."""
    return os.path.isfile(path)  # noqa: PTH113  # unlike Path.is_file, never raises


def is_gone(path: Path) -> bool:
    """Tell whether nothing is at a path; raises `OSError` where that can't be looked up."""
    return _own_status(path) is None


def is_same_file(path: Path, other: Path) -> bool:
    """Tell whether two paths lead to the same existing file."""
    with contextlib.suppress(OSError, ValueError):
        return path.samefile(other)
    return False


def _status(path: Path) -> os.stat_result | None:
    """Return the status of what a path leads to, or None if there is nothing.

    Raises `OSError` for every other reason than "no such file".
    """
    try:
        return path.stat()
    except FileNotFoundError:
        return None


# Finding


def nearest_tracker(folder: Path) -> Path | None:
    """Return the `kurils.toml` of a folder, or of the nearest folder above it.

    Pipes and devices of that name are ignored. A folder is returned, so that reading it is
    an error. Raises `TrackerError` for a name that is there and can't be looked up, such as
    a link to a drive that is not mounted.
    """
    for above in (folder, *folder.parents):
        path = above / FILE_NAME
        try:
            status = _status(path)
        except OSError as error:
            raise TrackerError(f"can't look up `{path}`: {reason(error)}") from None
        if status is None and _is_link(path):
            raise TrackerError(_leads_nowhere(path))
        if status and stat.S_IFMT(status.st_mode) in (stat.S_IFREG, stat.S_IFDIR):
            return path
    return None


def foreign_owner(path: Path) -> str | None:
    """Return who owns a file or the link to it, None if that is the user or root."""
    if sys.platform == "win32":
        return None
    import pwd

    with contextlib.suppress(OSError):
        for owner in (path.lstat().st_uid, path.stat().st_uid):
            if owner not in (0, os.getuid()):
                try:
                    return pwd.getpwuid(owner).pw_name
                except KeyError:
                    return f"{owner}"
    return None


def _is_link(path: Path) -> bool:
    return os.path.islink(path)  # noqa: PTH114  # unlike Path.is_symlink, never raises


def _leads_nowhere(path: Path) -> str:
    return f"`{path}` is a broken link to `{os.path.realpath(path)}`"


# Reading


def read(path: Path) -> bytes:
    """Return the bytes of the tracker at a path; raises `TrackerError`."""
    return _read(path)[0]


def _read(path: Path) -> tuple[bytes, os.stat_result]:
    """Return the bytes of the tracker at a path, and its status; raises `TrackerError`.

    It never waits to open: a pipe that nobody writes to is empty.
    """
    try:
        with open(path, "rb", opener=lambda name, how: os.open(name, how | _AT_ONCE)) as file:
            status = os.fstat(file.fileno())
            _let_wait(file.fileno())
            data = read_all(file, f"{path}")
    except FileNotFoundError:
        raise _nothing_at(path) from None
    except IsADirectoryError:
        raise _folder_at(path) from None
    except (OSError, ValueError) as error:
        raise TrackerError(f"can't read `{path}`: {reason(error)}") from None
    if stat.S_ISFIFO(status.st_mode) and not data:
        raise TrackerError(f"`{path}` is a pipe that nobody writes to")
    return data, status


def _let_wait(handle: int) -> None:
    """Let reads of an open file wait for what is still being written to it."""
    if sys.platform == "win32":
        return
    os.set_blocking(handle, True)


def read_all(file: IO[bytes], label: str) -> bytes:
    """Return the bytes of a stream; raises `TrackerError` if they are more than `LARGEST`."""
    data = bytearray()
    while chunk := file.read(_CHUNK):  # in pieces, to take no more memory than needed
        data += chunk
        if len(data) > LARGEST:
            raise TrackerError(f"`{label}` is larger than {LARGEST >> 20} MiB")
    return bytes(data)


def _nothing_at(path: Path) -> TrackerError:
    if _is_link(path):
        return TrackerError(_leads_nowhere(path))
    return TrackerError(f"there is no tracker at `{path}`", hint=f"kurils init {pasted(path)}")


def _folder_at(path: Path) -> TrackerError:
    inside = path / FILE_NAME
    return TrackerError(
        f"`{path}` is a folder, not a tracker",
        hint=f"name the tracker in it: {pasted(inside)}" if exists(inside) else None,
    )


# Writing


class _Lock(NamedTuple):
    """A lock that is held: the path of its file, and that file, open."""

    path: Path
    handle: int

    def is_held(self) -> bool:
        """Tell whether the lock's file is still there; if not, somebody else may hold one too."""
        with contextlib.suppress(OSError):
            return os.path.samestat(self.path.lstat(), os.fstat(self.handle))
        return False


class Writing:
    """A tracker whose lock is held: its bytes, and the means to replace them."""

    def __init__(
        self, path: Path, real: Path, lock: _Lock, data: bytes, status: os.stat_result | None
    ) -> None:
        self.path = path
        self.data = data
        self._real = real
        self._lock = lock
        self._status = status

    def save(self, data: bytes) -> None:
        """Replace the tracker's bytes, whole or not at all; raises `TrackerError`.

        Once the new ones are in place, nothing that follows is an error.
        """
        if len(data) > LARGEST:
            raise TrackerError(
                f"`{self.path}` would be larger than {LARGEST >> 20} MiB; nothing was written"
            )
        try:
            if self._status is None:
                _create(self._real, data, self._ensure_same)
            else:
                _replace(self._real, data, self._status, self._ensure_same)
        except FileExistsError:
            raise _there_already(self.path) from None
        except FileNotFoundError:
            raise self._changed() from None
        except OSError as error:
            raise TrackerError(
                f"can't write `{self.path}`: {reason(error)}; it is as it was"
            ) from None

    def _ensure_same(self) -> None:
        """Raise `TrackerError` if the tracker is not the one that was read, or the lock is gone."""
        if not self._lock.is_held():
            raise TrackerError(
                f"somebody removed `{self._lock.path}`, the lock of `{self.path}`; "
                "nothing was written"
            )
        if _seen(_status(self._real)) != _seen(self._status):
            raise self._changed()

    def _changed(self) -> TrackerError:
        return TrackerError(
            f"`{self.path}` was changed by somebody else meanwhile; nothing was written"
        )


def _seen(status: os.stat_result | None) -> tuple[int, ...]:
    """Return the values that change when somebody replaces a file or writes to it."""
    if status is None:
        return ()
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


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
    with _locked(path, real) as lock:
        yield _opened(path, real, lock)


@contextlib.contextmanager
def creating(path: Path, *, overwrite: bool = False) -> Iterator[Writing]:
    """Hold the lock of a new tracker; raises `TrackerError` if it exists, or on failure."""
    real = _real(path)
    if is_folder(real):
        raise TrackerError(f"`{path}` is a folder", hint=f"kurils init {pasted(path / FILE_NAME)}")
    if not is_folder(real.parent):
        raise TrackerError(
            f"can't write `{path}`: there is no folder `{real.parent}`",
            hint=f"mkdir -p {pasted(real.parent)}",
        )
    _ensure_ordinary(path, real)
    if _is_link(path) and not overwrite and not exists(real):
        raise TrackerError(
            f"{_leads_nowhere(path)}; nothing was written",
            hint=f"to write there: kurils init --force {pasted(path)}",
        )
    with _locked(path, real) as lock:
        if not _looked_up(path, real):
            yield Writing(path, real, lock, b"", None)
            return
        if not overwrite:
            raise _there_already(path)
        _ensure_writable(path, real)
        yield _opened(path, real, lock)


def _opened(path: Path, real: Path, lock: _Lock) -> Writing:
    """Read a tracker whose lock is held.

    Raises `TrackerError` if it can't be read, or has several names: all but one of them
    would keep the old text.
    """
    _remove_leftovers(real)
    data, status = _read(path)
    if status.st_nlink > 1:
        word = pasted(real)
        raise TrackerError(
            f"`{path}` is one of {status.st_nlink} names (hard links) of a file, "
            "and writing would part it from the others; nothing was written",
            hint=f"to part it: cp -p {word} {word}.new && mv {word}.new {word}",
        )
    return Writing(path, real, lock, data, status)


def _there_already(path: Path) -> TrackerError:
    return TrackerError(
        f"`{path}` is there already; nothing was written",
        hint=f"to see it: kurils status --file {pasted(path)}; "
        f"to overwrite it, which `kurils undo` takes back: kurils init --force {pasted(path)}",
    )


def _looked_up(path: Path, real: Path) -> os.stat_result | None:
    """Return the status of a tracker to write, or None if there is none; raises `TrackerError`."""
    try:
        return _status(real)
    except OSError as error:
        raise TrackerError(f"can't write `{path}`: {reason(error)}; nothing was written") from None


def _ensure_ordinary(path: Path, real: Path) -> None:
    """Raise `TrackerError` for a device, a pipe or the like, which can't be replaced."""
    status = _looked_up(path, real)
    if status and not stat.S_ISREG(status.st_mode):
        raise TrackerError(f"`{path}` is no ordinary file; nothing was written")


def _ensure_writable(path: Path, real: Path) -> None:
    """Raise `TrackerError` for a file that could be replaced but may not be written."""
    status = _looked_up(path, real)
    if status and not status.st_mode & 0o222:
        raise TrackerError(f"can't write `{path}`: the file is read-only; it is as it was")
    if status and not os.access(real, os.W_OK):
        raise TrackerError(f"can't write `{path}`: permission denied; it is as it was")


def remove(path: Path) -> None:
    """Remove a file that is no longer needed, if possible."""
    with contextlib.suppress(OSError):
        path.unlink()


def _real(path: Path) -> Path:
    """Return where a path leads, so that the file behind a link is replaced, and not the link.

    Raises `TrackerError` where a link on the way may not be followed.
    """
    try:
        return _followed(path)
    except (OSError, ValueError) as error:
        raise TrackerError(f"can't write `{path}`: {reason(error)}; nothing was written") from None


def _followed(path: Path) -> Path:
    """Follow a path link by link, as the system would; raises `OSError`."""
    rest, at, links = [*reversed(path.absolute().parts)], Path(), 0
    while rest:
        part = rest.pop()
        at = at.parent if part == ".." else at / part
        status = _own_status(at)
        if status and stat.S_ISLNK(status.st_mode):
            links += 1
            if links > _MOST_LINKS:
                raise OSError(errno.ELOOP, "its symbolic links lead in a circle")
            _ensure_trusted(at, status)
            rest += reversed(at.readlink().parts)
            at = at.parent
    return at


def _own_status(path: Path) -> os.stat_result | None:
    """Return the status of a path or of the link that it is; None if there is nothing."""
    try:
        return path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _ensure_trusted(link: Path, status: os.stat_result) -> None:
    """Raise `PermissionError` for a link that somebody may have planted in a shared folder.

    The system refuses such links too, but it does not see a path that is followed here. Also
    for a link to a file that a process has open: what is written to it later would be lost.
    """
    if sys.platform == "win32":
        return
    if link.parts[:2] == ("/", "proc"):
        raise PermissionError(errno.EPERM, "it is an open file of a process, not a path")
    folder = link.parent.stat()
    if folder.st_mode & stat.S_IWOTH and status.st_uid not in (os.geteuid(), folder.st_uid):
        raise PermissionError(errno.EPERM, f"`{link}` is a link of somebody else")


# Locking


def _lock_path(real: Path) -> Path:
    """Return the path of a tracker's lock, which is beside it.

    In a sticky folder nobody can remove somebody else's files, nor replace somebody
    else's tracker, so each user has a lock of their own there.
    """
    owner = ""
    if sys.platform != "win32" and _is_sticky(real.parent):
        owner = f".{os.getuid()}"
    return real.with_name(f".{real.name}{owner}.lock")


def _is_sticky(folder: Path) -> bool:
    with contextlib.suppress(OSError):
        return bool(folder.stat().st_mode & stat.S_ISVTX)
    return False


@contextlib.contextmanager
def _locked(path: Path, real: Path) -> Iterator[_Lock]:
    """Hold the lock of a tracker, beside the file that its path leads to."""
    lock_path = _lock_path(real)
    end = time.monotonic() + LOCK_SECONDS
    try:
        while (lock := _acquired(lock_path)) is None:
            if time.monotonic() > end:
                raise _still_locked(path, lock_path)
            time.sleep(0.02)
    except (OSError, ValueError) as error:
        raise _not_locked(path, lock_path, error) from None
    try:
        yield lock
    finally:
        _unlock(lock)


def _acquired(path: Path) -> _Lock | None:
    """Take a lock and return it; None while somebody else holds it."""
    before = os.umask(0)  # from the start everybody may open it: another user may be waiting
    try:
        lock = _Lock(path, os.open(path, os.O_RDWR | os.O_CREAT | _NO_LINK | _AT_ONCE, 0o666))
    finally:
        os.umask(before)
    is_ours = False
    try:
        # Whoever held it may have removed its file, and somebody else may have made a new one.
        is_ours = _lock(lock.handle) and lock.is_held()
    finally:
        if not is_ours:
            os.close(lock.handle)
    return lock if is_ours else None


def _lock(handle: int) -> bool:
    """Lock an open file for as long as it is open; return False if another process has it."""
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _still_locked(path: Path, lock_path: Path) -> TrackerError:
    return TrackerError(
        f"another kurils has been writing `{path}` for {LOCK_SECONDS} seconds; nothing was written",
        hint=f"to see which: fuser -v {pasted(lock_path)}",
    )


def _not_locked(path: Path, lock_path: Path, error: OSError | ValueError) -> TrackerError:
    if getattr(error, "errno", None) in (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP):
        return TrackerError(
            f"can't lock `{path}`: its file system has no locks; nothing was written"
        )
    if not os.path.lexists(lock_path):
        return TrackerError(f"can't write beside `{path}`: {reason(error)}")
    how = "rmdir" if is_folder(lock_path) and not _is_link(lock_path) else "rm -f"
    return TrackerError(
        f"can't lock `{path}`: `{lock_path}` is in the way: {reason(error)}; nothing was written",
        hint=f"if no kurils is running: {how} {pasted(lock_path)}",
    )


def _unlock(lock: _Lock) -> None:
    """Release a lock; if that fails, it is released when the program ends."""
    # Removed while the lock is held: a process that waits for it then makes a new one.
    with contextlib.suppress(OSError):
        if lock.is_held() and _is_empty_file(os.fstat(lock.handle)):
            lock.path.unlink()
    with contextlib.suppress(OSError):
        os.close(lock.handle)
    if sys.platform == "win32":  # where a file that is open can't be removed
        remove(lock.path)


def _is_empty_file(status: os.stat_result) -> bool:
    """Tell whether the file of a lock is kurils' own, not something else of that name."""
    return stat.S_ISREG(status.st_mode) and not status.st_size


# Private files, in private folders


def make_private(folder: Path) -> None:
    """Make a folder that only its owner may enter, unless there is one.

    Raises `OSError`, also if the one that is there is not the user's own.
    """
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    ensure_private(folder)


def ensure_private(path: Path) -> None:
    """Raise `OSError` unless a file or folder is there, the user's own, and no link."""
    status = path.lstat()
    if stat.S_ISLNK(status.st_mode):
        raise PermissionError(errno.EPERM, f"`{path}` is a link")
    if sys.platform == "win32":
        return
    if status.st_uid != os.geteuid():
        raise PermissionError(errno.EPERM, f"`{path}` belongs to somebody else")
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise PermissionError(errno.EPERM, f"others may write `{path}`")


def read_private(path: Path) -> bytes | None:
    """Return the bytes of the user's own file, None if there is none; raises `TrackerError`."""
    try:
        ensure_private(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise TrackerError(f"can't read `{path}`: {reason(error)}") from None
    return read(path)


def replace_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all; raises `OSError`."""
    with _written_beside(path, data, 0o600) as new:
        new.replace(path)


# Replacing


def write_whole(path: Path, data: bytes) -> None:
    """Write a file that is not a tracker, whole or not at all, to where its path leads.

    Raises `OutputError`, and then leaves the old file as it was.
    """
    try:
        real = _real(path)
        _ensure_ordinary(path, real)
        _ensure_writable(path, real)
        if status := _status(real):
            _replace(real, data, status)
        else:
            with _written_beside(real, data, 0o666) as new:
                new.replace(real)
    except TrackerError as error:
        raise OutputError(error.message) from None
    except OSError as error:
        kept = "it is as it was" if exists(path) else "nothing was written"
        raise OutputError(f"can't write `{path}`: {reason(error)}; {kept}") from None


def _replace(
    path: Path,
    data: bytes,
    old: os.stat_result,
    ensure_same: Callable[[], None] = lambda: None,
) -> None:
    """Replace a file, keeping its owner, group, mode, ACL and attributes."""
    with _written_beside(path, data, 0o600, lambda file: _take_over(file, path, old)) as new:
        ensure_same()
        new.replace(path)


def _create(path: Path, data: bytes, ensure_same: Callable[[], None]) -> None:
    """Write a new file; raises `FileExistsError` if there is one, even since just now."""
    with _written_beside(path, data, 0o666) as new:
        ensure_same()
        try:
            os.link(new, path)
        except FileExistsError:
            raise
        except OSError:  # a file system on which a file has one name: claim it first
            _new_file(path, 0o666).close()
            new.replace(path)


@contextlib.contextmanager
def _written_beside(
    path: Path, data: bytes, mode: int, dress: Callable[[int], None] = lambda _: None
) -> Iterator[Path]:
    """Yield a new file beside a path, whole and on the disk, to take the path's place.

    `dress` gives it its rights while it is still empty. It is locked until it has taken the
    path's place: one that nobody holds was left by a kill, and the next write removes it.
    """
    _remove_leftovers(path)
    file = _temporary(path, mode)
    new = Path(file.name)
    try:
        dress(file.fileno())
        _fill(file, data)
        if sys.platform == "win32":  # where an open file can't be renamed over another
            file.close()
        yield new
        _sync_folder(path.parent)
    finally:
        remove(new)
        with contextlib.suppress(OSError):  # everything is on the disk, or has failed before
            file.close()


def _temporary(path: Path, mode: int) -> BinaryIO:
    """Open a new, locked file beside a path; other runs may remove files that are not locked."""
    while True:
        file = _new_file(path.with_name(f".{path.name}.{os.urandom(4).hex()}.new"), mode)
        try:
            if _lock(file.fileno()) and os.fstat(file.fileno()).st_nlink:
                return file
        except OSError:  # without locks nobody removes it either
            return file
        file.close()


def _new_file(path: Path, mode: int) -> BinaryIO:
    return open(path, "xb", opener=lambda name, how: os.open(name, how, mode))


def _fill(file: BinaryIO, data: bytes) -> None:
    file.write(data)
    file.flush()
    os.fsync(file.fileno())


def leftover_names(name: str) -> str:
    """Return the pattern of the names that the temporary files of a file have."""
    return rf"\.{name}\.[0-9a-f]{{8}}\.new"


def _remove_leftovers(path: Path) -> None:
    """Remove the user's own temporary files that killed runs left beside a file."""
    names = re.compile(leftover_names(re.escape(path.name)))
    with contextlib.suppress(OSError):
        for each in path.parent.iterdir():
            if names.fullmatch(each.name):
                remove_leftover(each)


def remove_leftover(left: Path) -> None:
    """Remove the user's own temporary file, unless a process is still writing it."""
    with contextlib.suppress(OSError):
        handle = os.open(left, os.O_RDONLY | _NO_LINK | _AT_ONCE)
        try:
            if _is_own_file(os.fstat(handle)) and _lock(handle):
                left.unlink()
        finally:
            os.close(handle)


def _is_own_file(status: os.stat_result) -> bool:
    is_own = sys.platform == "win32" or status.st_uid == os.geteuid()
    return is_own and stat.S_ISREG(status.st_mode)


def _take_over(file: int, path: Path, old: os.stat_result) -> None:
    """Give a new file the owner, group, mode, ACL and attributes of an old one.

    Where somebody else owns the old one, the new one is ours. The group and the ACL must
    stay, so that nobody gains or loses access: raises `PermissionError` if they can't.
    """
    if sys.platform == "win32":
        return
    try:
        os.fchown(file, old.st_uid, old.st_gid)
    except PermissionError:
        try:
            os.fchown(file, -1, old.st_gid)
        except PermissionError:
            raise PermissionError("its group can't be kept") from None
    # The ACL comes before the mode, whose group bits mean the ACL's mask.
    _copy_attributes(file, path)
    os.fchmod(file, stat.S_IMODE(old.st_mode))


def _copy_attributes(file: int, path: Path) -> None:
    """Give a new file the ACL of an old one, and those other attributes that the system allows."""
    if sys.platform != "linux":
        return
    names = _attributes(path)
    if _ACL not in names and _ACL in _attributes(file):  # the folder's default
        os.removexattr(file, _ACL)
    for name in names:
        try:
            os.setxattr(file, name, os.getxattr(path, name))
        except OSError:
            if name == _ACL:
                raise PermissionError("its access control list can't be kept") from None


def _attributes(file: int | Path) -> list[str]:
    """Return the names of the attributes of a file, on a file system that has any."""
    if sys.platform != "linux":
        return []
    try:
        return os.listxattr(file)
    except OSError as error:
        if error.errno == errno.ENOTSUP:
            return []
        raise


def _sync_folder(folder: Path) -> None:
    """Make a new name survive a power cut, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
