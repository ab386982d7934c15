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
_user: Callable[[], int] = getattr(os, "geteuid", lambda: 0)
"""Who the user is; on Windows 0, as is the owner of each file."""
_MOST_LINKS = 40
"""How many links a path may lead through; with more it leads in a circle."""


def is_gone(path: Path) -> bool:
    """Tell whether nothing is at a path; raises `OSError` where that can't be looked up."""
    return _status(path, follow=False) is None


def is_same_file(path: Path, other: Path) -> bool:
    """Tell whether two paths lead to the same existing file."""
    with contextlib.suppress(OSError, ValueError):
        return path.samefile(other)
    return False


def _status(path: Path, *, follow: bool = True) -> os.stat_result | None:
    """Return the status of what a path leads to, or of the link that it is; None: nothing is there.

    Raises `OSError` for every other reason than "no such file".
    """
    try:
        return path.stat(follow_symlinks=follow)
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
        if status is None and os.path.islink(path):
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
            if owner not in (0, _user()):
                try:
                    return pwd.getpwuid(owner).pw_name
                except KeyError:
                    return f"{owner}"
    return None


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
        if os.path.islink(path):
            raise TrackerError(_leads_nowhere(path)) from None
        raise TrackerError(
            f"there is no tracker at `{path}`", hint=f"kurils init {pasted(path)}"
        ) from None
    except IsADirectoryError:
        inside = path / FILE_NAME
        hint = f"name the tracker in it: {pasted(inside)}" if os.path.exists(inside) else None
        raise TrackerError(f"`{path}` is a folder, not a tracker", hint=hint) from None
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


class Writing(NamedTuple):
    """A tracker whose lock is held: its bytes, and the means to replace them.

    `real` is where its path leads. A new one has no bytes and no status.
    """

    path: Path
    real: Path
    lock: _Lock
    data: bytes = b""
    status: os.stat_result | None = None

    def save(self, data: bytes) -> None:
        """Replace the tracker's bytes, whole or not at all; raises `TrackerError`.

        Once the new ones are in place, nothing that follows is an error.
        """
        if len(data) > LARGEST:
            raise TrackerError(
                f"`{self.path}` would be larger than {LARGEST >> 20} MiB; nothing was written"
            )
        try:
            with _written_beside(self.real, data, self.status) as new:
                self._ensure_same()
                if self.status:
                    new.replace(self.real)
                else:
                    _name(new, self.real)
        except FileExistsError:
            raise _there_already(self.path) from None
        except FileNotFoundError:
            raise changed_meanwhile(self.path) from None
        except OSError as error:
            raise TrackerError(
                f"can't write `{self.path}`: {reason(error)}; it is as it was"
            ) from None

    def _ensure_same(self) -> None:
        """Raise `TrackerError` if the tracker is not the one that was read, or the lock is gone."""
        if not self.lock.is_held():
            raise TrackerError(
                f"somebody removed `{self.lock.path}`, the lock of `{self.path}`; "
                "nothing was written"
            )
        if _seen(_status(self.real)) != _seen(self.status):
            raise changed_meanwhile(self.path)


def changed_meanwhile(path: Path) -> TrackerError:
    """Return the error for a tracker that is not the one that was read."""
    return TrackerError(f"`{path}` was changed by somebody else meanwhile; nothing was written")


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
    status = None if os.path.isdir(real) else _ordinary(path, real)
    read(path)  # before the lock, whose failure would hide what is wrong with the tracker
    _ensure_writable(path, real, status)
    with _locked(path, real) as lock:
        yield _opened(path, real, lock)


@contextlib.contextmanager
def creating(path: Path, *, overwrite: bool = False) -> Iterator[Writing]:
    """Hold the lock of a new tracker; raises `TrackerError` if it exists, or on failure."""
    real = _real(path)
    if os.path.isdir(real):
        raise TrackerError(f"`{path}` is a folder", hint=f"kurils init {pasted(path / FILE_NAME)}")
    if not os.path.isdir(real.parent):
        raise TrackerError(
            f"can't write `{path}`: there is no folder `{real.parent}`",
            hint=f"mkdir -p {pasted(real.parent)}",
        )
    _ordinary(path, real)
    if os.path.islink(path) and not overwrite and not os.path.exists(real):
        raise TrackerError(
            f"{_leads_nowhere(path)}; nothing was written",
            hint=f"to write there: kurils init --force {pasted(path)}",
        )
    with _locked(path, real) as lock:
        status = _ordinary(path, real)
        if not status:
            yield Writing(path, real, lock)
            return
        if not overwrite:
            raise _there_already(path)
        _ensure_writable(path, real, status)
        yield _opened(path, real, lock)


def _opened(path: Path, real: Path, lock: _Lock) -> Writing:
    """Read a tracker whose lock is held.

    Raises `TrackerError` if it can't be read, or has several names: all but one of them
    would keep the old text.
    """
    remove_leftovers(real.parent, re.escape(real.name))
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
        hint=f"to see it: kurils status --file {pasted(path)}",
        or_else=f"to overwrite it, which can be undone: kurils init --force {pasted(path)}",
    )


def _ordinary(path: Path, real: Path) -> os.stat_result | None:
    """Return the status of a file to write, or None if there is none.

    Raises `TrackerError` for a device, a pipe or the like, which can't be replaced.
    """
    try:
        status = _status(real)
    except OSError as error:
        raise TrackerError(f"can't write `{path}`: {reason(error)}; nothing was written") from None
    if status and not stat.S_ISREG(status.st_mode):
        raise TrackerError(f"`{path}` is no ordinary file; nothing was written")
    return status


def _ensure_writable(path: Path, real: Path, status: os.stat_result | None) -> None:
    """Raise `TrackerError` for a file that could be replaced but may not be written."""
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
        status = _status(at, follow=False)
        if status and stat.S_ISLNK(status.st_mode):
            links += 1
            if links > _MOST_LINKS:
                raise OSError(errno.ELOOP, "its symbolic links lead in a circle")
            _ensure_trusted(at, status)
            rest += reversed(at.readlink().parts)
            at = at.parent
    return at


def _ensure_trusted(link: Path, status: os.stat_result) -> None:
    """Raise `PermissionError` for a link that somebody may have planted in a shared folder.

    The system refuses such links too, but it does not see a path that is followed here. Also
    for a link to a file that a process has open: what is written to it later would be lost.
    """
    if link.parts[:2] == ("/", "proc"):
        raise PermissionError(errno.EPERM, "it is an open file of a process, not a path")
    folder = link.parent.stat()
    if folder.st_mode & stat.S_IWOTH and status.st_uid not in (_user(), folder.st_uid):
        raise PermissionError(errno.EPERM, f"`{link}` is a link of somebody else")


# Locking


def _lock_path(real: Path) -> Path:
    """Return the path of a tracker's lock, which is beside it.

    In a sticky folder nobody can remove somebody else's files, nor replace somebody
    else's tracker, so each user has a lock of their own there.
    """
    owner = ""
    with contextlib.suppress(OSError):
        if real.parent.stat().st_mode & stat.S_ISVTX:
            owner = f".{_user()}"
    return real.with_name(f".{real.name}{owner}.lock")


@contextlib.contextmanager
def _locked(path: Path, real: Path) -> Iterator[_Lock]:
    """Hold the lock of a tracker, beside the file that its path leads to."""
    lock_path = _lock_path(real)
    end = time.monotonic() + LOCK_SECONDS
    try:
        while (lock := _acquired(lock_path)) is None:
            if time.monotonic() > end:
                raise TrackerError(
                    f"another kurils has been writing `{path}` for {LOCK_SECONDS} seconds; "
                    "nothing was written",
                    hint=f"to see which: fuser -v {pasted(lock_path)}",
                )
            time.sleep(0.02)
    except (OSError, ValueError) as error:
        raise _not_locked(path, lock_path, error) from None
    try:
        yield lock
    finally:  # what fails here is released when the program ends
        # Removed while the lock is held: a process that waits for it then makes a new one.
        with contextlib.suppress(OSError):
            status = os.fstat(lock.handle)
            is_kurils_own = stat.S_ISREG(status.st_mode) and not status.st_size
            if is_kurils_own and lock.is_held():
                lock_path.unlink()
        with contextlib.suppress(OSError):
            os.close(lock.handle)


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


def _not_locked(path: Path, lock_path: Path, error: OSError | ValueError) -> TrackerError:
    if getattr(error, "errno", None) in (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP):
        return TrackerError(
            f"can't lock `{path}`: its file system has no locks; nothing was written"
        )
    if not os.path.lexists(lock_path):
        return TrackerError(f"can't write beside `{path}`: {reason(error)}")
    how = "rmdir" if os.path.isdir(lock_path) and not os.path.islink(lock_path) else "rm -f"
    return TrackerError(
        f"can't lock `{path}`: `{lock_path}` is in the way: {reason(error)}; nothing was written",
        hint=f"if no kurils is running: {how} {pasted(lock_path)}",
    )


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
    if status.st_uid != _user():
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
    with _written_beside(path, data, mode=0o600) as new:
        new.replace(path)


# Replacing


def write_whole(path: Path, data: bytes) -> None:
    """Write a file that is not a tracker, whole or not at all, to where its path leads.

    Raises `OutputError`, and then leaves the old file as it was.
    """
    try:
        real = _real(path)
        status = _ordinary(path, real)
        _ensure_writable(path, real, status)
        with _written_beside(real, data, status) as new:
            new.replace(real)
    except TrackerError as error:
        raise OutputError(error.message) from None
    except OSError as error:
        kept = "it is as it was" if os.path.exists(path) else "nothing was written"
        raise OutputError(f"can't write `{path}`: {reason(error)}; {kept}") from None


def _name(new: Path, path: Path) -> None:
    """Give a new file its name; raises `FileExistsError` if there is one, even since just now."""
    try:
        os.link(new, path)
    except OSError:  # a file system on which a file has one name: claim it first
        path.touch(exist_ok=False)
        new.replace(path)


@contextlib.contextmanager
def _written_beside(
    path: Path, data: bytes, old: os.stat_result | None = None, mode: int = 0o666
) -> Iterator[Path]:
    """Yield a new file beside a path, whole and on the disk, to take the path's place.

    It gets the rights of the old one there while it is still empty, or else the mode. It is
    locked until it has taken the path's place: one that nobody holds was left by a kill, and
    the next write removes it.
    """
    remove_leftovers(path.parent, re.escape(path.name))
    file = _temporary(path, 0o600 if old else mode)
    new = Path(file.name)
    try:
        if old:
            _take_over(file.fileno(), path, old)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
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


def remove_leftovers(folder: Path, names: str) -> None:
    """Remove the user's own temporary files that killed runs left in a folder.

    `names` is a pattern of the names that they were to have. What a process still writes stays.
    """
    left = re.compile(rf"\.(?:{names})\.[0-9a-f]{{8}}\.new")
    with contextlib.suppress(OSError):
        for each in folder.iterdir():
            if left.fullmatch(each.name):
                _remove_leftover(each)


def _remove_leftover(left: Path) -> None:
    with contextlib.suppress(OSError):
        handle = os.open(left, os.O_RDONLY | _NO_LINK | _AT_ONCE)
        try:
            status = os.fstat(handle)
            is_own = status.st_uid == _user() and stat.S_ISREG(status.st_mode)
            if is_own and _lock(handle):
                left.unlink()
        finally:
            os.close(handle)


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
    try:
        names, by_default = os.listxattr(path), os.listxattr(file)
    except OSError as error:
        if error.errno == errno.ENOTSUP:  # a file system that has none
            return
        raise
    if _ACL in by_default and _ACL not in names:  # the folder's
        os.removexattr(file, _ACL)
    for name in names:
        try:
            os.setxattr(file, name, os.getxattr(path, name))
        except OSError:
            if name == _ACL:
                raise PermissionError("its access control list can't be kept") from None


def _sync_folder(folder: Path) -> None:
    """Make a new name survive a power cut, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
