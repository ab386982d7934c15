"""What each command does grows as its tracker does: steps are counted, not seconds."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import pytest

from conftest import Run

if TYPE_CHECKING:
    from _typeshed import TraceFunction

FEW, MANY = 40, 160


def dated(number: int) -> str:
    """Return a day of its own for each entry."""
    return f"{2000 + number // 336:04}-{number % 12 + 1:02}-{number // 12 % 28 + 1:02}"


def long_log(size: int, day: Callable[[int], str]) -> str:
    """Return a tracker with so many entries, a third of which move a mark."""
    entries = "".join(
        f'\n[[log]]\ndate = {day(n)}\ntitle = "Talks number {n}"\nplace = "Moscow"\n'
        f'sources = ["https://example.org/{n}"]\nabout = ["wind"]\nby = ["{("jp", "ru")[n % 2]}"]\n'
        + (f'{("piloted", "pending")[n % 2]} = ["tourism"]\n' if n % 3 == 0 else "")
        for n in range(size)
    )
    return (
        'schema = 1\ntitle = "Long"\n[parties]\njp.name = "Japan"\nru.name = "Russia"\n'
        '[areas.tourism]\nname = "Tourism"\nstatus = "pending"\n'
        f'[areas.wind]\nname = "Wind"\nstatus = "pending"\n{entries}'
    )


def wide(size: int) -> str:
    """Return a tracker with so many areas, and half as many issues that block some of them."""
    areas = "".join(
        f'[areas.area-{n}]\nname = "Area {n}"\nstatus = "pending"\n' for n in range(size)
    )
    issues = "".join(
        f'[issues.issue-{n}]\ntitle = "Issue {n}"\nstatus = "open"\n'
        f'blocks = ["area-{n}", "area-{n + 1}"]\n'
        for n in range(size // 2)
    )
    log = "".join(
        f'[[log]]\ndate = {dated(n)}\ntitle = "Talks"\npending = ["area-{n}"]\n'
        for n in range(size)
    )
    return f'schema = 1\ntitle = "Wide"\n{areas}{issues}{log}'


SHAPES: dict[str, Callable[[int], str]] = {
    "a day of its own for each entry": lambda size: long_log(size, dated),
    "all on one day": lambda size: long_log(size, lambda _: "2019-03-01"),
    "many areas": wide,
}


def steps(action: Callable[[], object]) -> int:
    """Return how many lines of kurils an action runs."""
    count = 0

    def line(_frame: FrameType, event: str, _: object) -> "TraceFunction":
        nonlocal count
        count += event == "line"
        return line

    def call(frame: FrameType, _event: str, _: object) -> "TraceFunction | None":
        return line if "kurils_cli" in frame.f_code.co_filename else None

    before = sys.gettrace()
    sys.settrace(call)
    try:
        action()
    finally:
        sys.settrace(before)
    return count


COMMANDS = {
    "status": ["status"],
    "status, table": ["status", "--format", "table"],
    "log": ["log"],
    "log, table": ["log", "--format", "table"],
    "diff": ["diff", "1999-01-01", "2019-12-31"],
    "timeline": ["timeline"],
    "timeline, table": ["timeline", "--format", "table"],
    "report": ["report", "--full", "--format", "html"],
    "report since": ["report", "--since", "2001-01-01", "--format", "markdown"],
    "check": ["check"],
    "update": ["update", "--title", "More", "-n"],
    "import": ["import", "rows.csv", "-n"],
    "merge": ["merge", "base.toml", "ours.toml", "theirs.toml"],
}


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_takes_more_steps_than_its_tracker_grows(
    run: Run, folder: Path, shape: str, command: str
) -> None:
    def counted(size: int) -> int:
        text = SHAPES[shape](size)
        (folder / "kurils.toml").write_text(text)
        (folder / "base.toml").write_text(text)
        (folder / "ours.toml").write_text(text.replace("Moscow", "Tokyo"))
        (folder / "theirs.toml").write_text(text.replace("example.org", "example.com"))
        (folder / "rows.csv").write_text(
            "date,title\n" + "".join(f"2019-02-{n % 28 + 1:02},Row {n}\n" for n in range(size))
        )
        return steps(lambda: run(*COMMANDS[command]))

    counted(FEW)  # imports what it needs
    few, many = counted(FEW), counted(MANY)
    assert many < few * MANY / FEW * 1.25
