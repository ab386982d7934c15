"""The README's commands do what it shows, and its tables are true."""

import json
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, SMALL, Run, require
from kurils_cli.cli.panels import COMMANDS
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
    assert len(steps) == 10
    for step in steps:
        command, _, expected = step.partition("\n")
        session = Session(["/bin/sh", "-c", command])
        _, shown = session.end()
        assert shown.replace("\r\n", "\n") == expected, command


def test_the_first_two_commands_set_up_and_show_or_test() -> None:
    run, check, *_ = "".join(blocks("sh")).splitlines()
    assert run.endswith(".venv/bin/pip install --quiet . && .venv/bin/kurils status")
    assert check.endswith(".venv/bin/python -m pytest -q -n 2 --cov")


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
INNER = table("in | keys")
COMMANDS_SHOWN = {
    "status": ("status",),
    "log": ("log",),
    "diff": ("diff", "2019-01-01"),
    "update": ("update", "wind=piloted", "--date", "2020-01-01", "--dry-run"),
    "amend": ("amend", "2020-01-01", "waste=pending", "--dry-run"),
    "remove": ("remove", "2020-01-01", "--dry-run"),
    "import": ("import", "entries.csv", "--dry-run"),
    "undo": ("undo", "--dry-run"),
    "redo": ("redo", "--dry-run"),
    "undo --list": ("undo", "--list"),
    "timeline": ("timeline",),
    "report": ("report",),
    "check": ("check",),
}


def of(command: str, named: dict[str, str]) -> list[str]:
    """What the README names for a command in one of its tables."""
    [value] = [value for names, value in named.items() if f"`{command}`" in names]
    return value.partition(", and ")[0].split()


def document(run: Run, command: str) -> Any:
    """What a command shows as JSON."""
    return json.loads(run(*COMMANDS_SHOWN[command], "--format", "json").out)


@pytest.fixture
def drifting(run: Run, tracker_file: Path) -> Path:
    """A tracker with a finding, and with steps to undo and redo, so that no list is empty."""
    tracker_file.write_text(SMALL.replace('"piloted"\n', '"pending"\n', 1))
    for title in ("Talks", "More"):
        run("update", "waste=piloted", "--date", "2020-01-01", "--title", title)
    run("undo")
    tracker_file.with_name("entries.csv").write_text("date,changes\n2020-02-01,wind=piloted\n")
    return tracker_file


@pytest.mark.usefixtures("drifting")
@pytest.mark.parametrize("command", COMMANDS_SHOWN)
def test_the_columns_and_keys_are_those_that_it_names(command: str, run: Run) -> None:
    header = run(*COMMANDS_SHOWN[command], "--format", "csv").out.splitlines()[0]
    if command == "report":
        parts = [column for name in ("status", "timeline", "log") for column in of(name, PLAIN)]
        late = ["said_by", "accounts", "by"]
        early = [column for column in dict.fromkeys(parts) if column not in late]
        expected = [*early, "source", "dates", *late]
    else:
        expected = of(command, PLAIN)
    assert header.split(",") == expected
    assert [*document(run, command)] == ["schema", *of(command, KEYS)]


@pytest.mark.usefixtures("drifting")
def test_the_inner_keys_are_those_that_it_names(run: Run) -> None:
    found: dict[str, list[list[str]]] = {}
    for command in COMMANDS_SHOWN:
        data = document(run, command)
        for name in ("areas", "issues", "entries", "intervals", "sources", "steps", "findings"):
            if isinstance(data.get(name), list):
                found.setdefault(f"`{name}`", []).append([*data[name][0]])
        if "changes" in data:
            found.setdefault("`changes`", []).append([*data["changes"][0]])
    found["`status`: `summary`"] = [[*document(run, "status")["summary"]]]
    found["`entry`"] = [
        [*document(run, command)["entry"]]
        for command in ("update", "amend", "remove", "undo", "redo")
    ]
    moved = [*document(run, "log")["entries"][0]["changes"][0]]
    recorded = [*document(run, "update")["entry"]["changes"][0]]
    explaining = [*document(run, "diff")["changes"][0]["entries"][0]]
    named = dict(INNER)
    assert (
        named.pop("an entry's `changes`") == f"{' '.join(moved)}; in `entry` {' '.join(recorded)}"
    )
    changes, _, entries = named["`changes`"].partition(" (of each: ")
    assert entries.rstrip(")").split() == explaining
    named["`changes`"] = changes
    assert {name: {*map(tuple, keys)} for name, keys in found.items()} == {
        name: {tuple(keys.split())} for name, keys in named.items()
    }


def test_a_report_since_has_the_keys_that_it_names(run: Run) -> None:
    since = ("report", "--since", "2022", "--file", "record:2016-2026", "--format")
    data = json.loads(run(*since, "json").out)
    [named] = re.findall(r"`report --since` has .*, of each change ([\w ]+)\.\n", README)
    assert [*data["changes"][0]] == named.split()
    assert [*data] == ["schema", *of("report", KEYS), "since", "changes"]
    header = run(*since, "csv").out.splitlines()[0].split(",")
    assert header == [*of("report --since", PLAIN), "says.jp", "says.ru"]
    header = run("log", "--oneline", "--format", "csv").out.splitlines()[0].split(",")
    assert header == of("log --oneline", PLAIN)


def test_every_exit_code_is_named() -> None:
    assert set(table("code | meaning")) == {"0", "1", "2", "3", "129", "130", "141"}


def test_the_project_names_one_version(run: Run) -> None:
    version = run("--version").out.removeprefix("kurils ").strip()
    assert f"## [{version}]" in (ROOT / "CHANGELOG.md").read_text()
    assert "version" in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dynamic"]


def test_every_command_is_documented(run: Run) -> None:
    listed = run("--help").out
    assert all(re.search(rf"^  {command} ", listed, re.MULTILINE) for command in COMMANDS)


@pytest.mark.usefixtures("programs", "tracker_file")
def test_a_shell_reads_columns_that_are_empty() -> None:
    require("bash")
    [script] = [block for block in blocks("sh") if "awk" in block]
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        *("aquaculture", "greenhouse", "wind"),
        *("aquaculture never", "greenhouse never", "tourism 2019-12-19", "wind never"),
        *("waste 2019-12-19", "movement 2019-12-19", "legal 2019-12-19"),
    ]
