"""The README's commands do what it shows, and its tables are true."""

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from conftest import ROOT, Run, require
from kurils_cli import report
from kurils_cli.cli import COMMANDS
from kurils_cli.toml_format import read
from terminal import Session

README = (ROOT / "README.md").read_text()


def blocks(language: str) -> list[str]:
    """The README's code blocks in a language."""
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


@pytest.fixture
def programs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the path with `kurils` in it, and the examples beside the tracker."""
    programs = folder / "programs"
    programs.mkdir()
    program = programs / "kurils"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m kurils_cli "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("COLUMNS", "80")
    (folder / "examples").symlink_to(ROOT / "examples")
    return programs


@pytest.mark.usefixtures("programs")
def test_the_tour_is_what_a_terminal_shows() -> None:
    steps = [step for block in blocks("console") for step in block.split("$ ") if step]
    assert len(steps) == 6
    for step in steps:
        command, _, expected = step.partition("\n")
        session = Session(["/bin/sh", "-c", command])
        _, shown = session.end()
        assert shown.replace("\r\n", "\n") == expected, command


def test_the_first_two_commands_set_up_and_show_or_test() -> None:
    run, check, *_ = "".join(blocks("sh")).splitlines()
    assert run.endswith(".venv/bin/pip install --quiet . && .venv/bin/kurils status")
    assert check.endswith(".venv/bin/python -m pytest --cov")


def test_the_file_that_it_shows_is_valid() -> None:
    [text] = blocks("toml")
    assert read(text, "README").findings == ()


@pytest.mark.usefixtures("programs")
def test_git_merges_with_the_two_lines_that_it_gives(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    require("git")
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "desk")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "desk@example.org")
    lines = blocks("sh")[2].splitlines()
    script = [
        "set -e; git init -q -b main; kurils init",
        *lines,
        "git add .gitattributes kurils.toml; git commit -qm start; git checkout -qb other",
        "kurils update wind=piloted --date 2020-01-01; git commit -qam wind",
        "git checkout -q main",
        "kurils update waste=pending --date 2020-01-02; git commit -qam waste",
        "git merge -q --no-edit other",
    ]
    subprocess.run(["/bin/sh", "-c", "\n".join(script)], cwd=folder, check=True)
    assert run("is", "wind", "piloted").code == 0
    assert run("is", "waste", "pending").code == 0
    assert run("check").code == 0


def table(heading: str) -> dict[str, str]:
    """The two columns of the README's table under a heading."""
    [rows] = re.findall(rf"\| {re.escape(heading)} \|\n\|[- |]+\|\n((?:\|.*\|\n)+)", README)
    cells = [row.strip("| ").split(" | ") for row in rows.splitlines()]
    return {name.strip(): value.strip() for name, value in cells}


PLAIN = table("command | columns of `plain` and `csv`")
KEYS = table("command | keys after `schema`")


@pytest.mark.parametrize("command", ["status", "log", "timeline", "diff", "check"])
def test_the_columns_and_keys_are_those_that_it_names(
    command: str, run: Run, tracker_file: Path
) -> None:
    named = next(value for names, value in PLAIN.items() if f"`{command}`" in names)
    header = run(command, "--format", "csv").out.splitlines()[0]
    assert header.replace(",", " ") == named
    data = run(command, "--format", "json").out
    keys = re.findall(r'^  "(\w+)":', data, re.MULTILINE)
    assert keys == ["schema", *next(v for n, v in KEYS.items() if f"`{command}`" in n).split()]
    assert tracker_file.exists()


def test_the_report_has_the_keys_that_it_names(run: Run, tracker_file: Path) -> None:
    data = run("report", "--format", "json", "--file", str(tracker_file)).out
    assert re.findall(r'^  "(\w+)":', data, re.MULTILINE) == ["schema", *KEYS["`report`"].split()]


def test_every_exit_code_is_named() -> None:
    assert set(table("code | meaning")) == {"0", "1", "2", "3", "129", "130", "141"}


def test_the_modules_are_listed_from_the_model_up() -> None:
    listed = re.findall(r"`(\w+)`", README.partition("stands above them:")[2].partition(".")[0])
    found = {
        path.stem for path in (ROOT / "src" / "kurils_cli").glob("[a-z]*") if path.suffix != ".toml"
    }
    assert set(listed) == found - {"py"}
    for place, name in enumerate(listed):
        path = ROOT / "src" / "kurils_cli" / name
        files = (
            [path.with_suffix(".py")]
            if path.with_suffix(".py").exists()
            else list(path.glob("*.py"))
        )
        for file in files:
            imported = set(
                re.findall(r"(?:from|import) kurils_cli\.?(?: import )?(\w+)", file.read_text())
            )
            assert imported & set(listed[place + 1 :]) == set(), file.name


def test_the_project_names_one_version(run: Run) -> None:
    version = run("--version").out.removeprefix("kurils ").strip()
    assert f"## [{version}]" in (ROOT / "CHANGELOG.md").read_text()
    assert "version" in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dynamic"]


def test_every_command_is_documented(run: Run) -> None:
    listed = run("--help").out
    assert all(re.search(rf"^  {command} ", listed, re.MULTILINE) for command in COMMANDS)
    assert report.RECENT == 10
