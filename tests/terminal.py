"""Terminals for tests: one that `main` has in this process, and one for a program."""

import contextlib
import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
from collections import deque
from collections.abc import Callable, Sequence
from threading import Thread, Timer

SECONDS = 30
"""How long a program may say nothing before a test gives up."""


class Screen:
    """A terminal for a program in this process, and what was written to it.

    `steps` are typed one by one, each once its text has come behind that of the one before.
    """

    def __init__(
        self, steps: Sequence[tuple[str, str | Callable[[], str]]] = (), columns: int = 80
    ) -> None:
        self._keyboard, self.line = pty.openpty()
        fcntl.ioctl(self.line, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        attributes = termios.tcgetattr(self.line)
        attributes[1] &= ~termios.OPOST
        # What is typed ahead reaches the program as it is, as if typed at each question.
        attributes[0] &= ~termios.ICRNL
        attributes[3] &= ~(termios.ECHO | termios.ICANON | termios.ISIG)
        termios.tcsetattr(self.line, termios.TCSANOW, attributes)
        self._steps = deque(steps)
        self._seen = 0
        self._shown = b""
        self._reader = Thread(target=self._read)
        self._reader.start()
        # A program that waits for more than was typed is interrupted.
        self._watch = Timer(SECONDS, lambda: self.type("\x03"))
        self._watch.start()

    def type(self, text: str) -> None:
        """Type what the program will read, before it asks."""
        os.write(self._keyboard, text.encode())

    def end(self) -> str:
        """Return all that was written."""
        self._watch.cancel()
        os.close(self.line)
        self._reader.join()
        os.close(self._keyboard)
        shown = self._shown[self._seen :]
        assert not self._steps, f"{self._steps[0]} did not come, this did: {shown!r}"
        return self._shown.decode()

    def _read(self) -> None:
        with contextlib.suppress(OSError):
            while data := os.read(self._keyboard, 4096):
                self._shown += data
                while self._steps and self._has_come(self._steps[0][0].encode()):
                    answer = self._steps.popleft()[1]
                    self.type(answer if isinstance(answer, str) else answer())

    def _has_come(self, text: bytes) -> bool:
        at = self._shown.find(text, self._seen)
        self._seen = self._seen if at < 0 else at + len(text)
        return at >= 0


class Session:
    """A program in a terminal of its own, which is its controlling one."""

    _TAKE_TERMINAL = (
        "import os, sys; os.close(os.open(os.ttyname(0), os.O_RDWR)); "
        "os.execvp(sys.argv[1], sys.argv[1:])"
    )

    def __init__(self, arguments: Sequence[str]) -> None:
        self._keyboard, line = pty.openpty()
        self._process = subprocess.Popen(
            [sys.executable, "-c", self._TAKE_TERMINAL, *arguments],
            stdin=line,
            stdout=line,
            stderr=line,
            start_new_session=True,
        )
        os.close(line)
        self._shown = b""

    def type(self, text: str) -> None:
        """Type a text, control characters too."""
        os.write(self._keyboard, text.encode())

    def expect(self, text: str) -> None:
        """Wait for a text on the screen; what is before it is seen no more."""
        while text.encode() not in self._shown:
            assert self._read(), f"{text!r} did not come after {self._shown!r}"
        self._shown = self._shown.partition(text.encode())[2]

    def interrupt(self) -> None:
        """Press Ctrl-C until the program ends.

        Python misses one that comes just before it starts to wait for an answer.
        """
        for _ in range(30):
            # First it starts: until Python has set itself up, Ctrl-C ends it as the system does.
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(1)
                return
            self.type("\x03")

    def end(self) -> tuple[int, str]:
        """Wait for the program; return its exit code and what it wrote last."""
        while self._read():
            pass
        os.close(self._keyboard)
        return self._process.wait(SECONDS), self._shown.decode()

    def _read(self) -> bool:
        ready, _, _ = select.select([self._keyboard], [], [], SECONDS)
        data = b""
        with contextlib.suppress(OSError):
            data = os.read(self._keyboard, 4096) if ready else b""
        self._shown += data
        return bool(data)
