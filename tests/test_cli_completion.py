"""Completion as the shells ask for it, and in a real bash, zsh and fish."""

import re
import sys
from pathlib import Path

import pytest

from conftest import Run, in_bash, require
from kurils_cli.cli import COMMANDS
from kurils_cli.cli.completion import join_parted
from kurils_cli.model import Area, Tracker
from samples import HOSTILE
from strategies import text_of
from terminal import Session

IDS = ["aquaculture", "greenhouse", "tourism", "wind", "waste", "movement", "legal"]
PAIRS = [f"{id}=" for id in IDS]
RECORDS = ["record:2016-2026", "record:2019-12-19"]
FORMATS = ["table", "plain", "csv", "json", "markdown", "html", "svg", "xlsx"]


def words_of(line: str) -> list[str]:
    """Part a line as bash does, which ends a word at each `=` and `:`."""
    return [
        part for word in line.split(" ") for part in re.split("([=:])", word) if part or not word
    ]


def ask(run: Run, monkeypatch: pytest.MonkeyPatch, shell: str, line: str) -> list[str]:
    """Ask as zsh or fish does for completions of the end of a line; nothing else is printed."""
    monkeypatch.setenv("_KURILS_COMPLETE", f"complete_{shell}")
    monkeypatch.setenv("_TYPER_COMPLETE_ARGS", line)
    monkeypatch.setenv("_TYPER_COMPLETE_FISH_ACTION", "get-args")
    code, out, err = run()
    assert (code, err) == (0, "")
    return (out if shell == "fish" else out.split("((")[1].split("))")[0]).splitlines()


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("kurils ", [*COMMANDS]),
        ("kurils up", ["update"]),
        ("kurils schema --", ["--help"]),
        ("kurils status ", IDS),
        ("kurils status to", ["tourism"]),
        ("kurils log tourism w", ["wind", "waste"]),
        ("kurils is w", ["wind", "waste"]),
        ("kurils is tourism ", ["pending", "piloted"]),
        ("kurils is legal ", ["open", "resolved"]),
        ("kurils is nowhere ", ["pending", "piloted", "open", "resolved"]),
        ("kurils update ", PAIRS),
        ("kurils update to", ["tourism=", "tourism=pending", "tourism=piloted"]),
        ("kurils update --about w", ["wind", "waste"]),
        ("kurils update --by ", []),
        ("kurils update --says ", []),
        ("kurils update tourism=", ["pending", "piloted"]),
        ("kurils update tourism=pi", ["piloted"]),
        ("kurils update tourism=xx", []),
        ("kurils update tourism=piloted wi", ["wind=", "wind=pending", "wind=piloted"]),
        ("kurils update tourism=piloted legal=re", ["resolved"]),
        ("kurils status --only p", ["pending", "piloted"]),
        ("kurils amend ", ["2019-12-19"]),
        ("kurils remove 2019", ["2019-12-19"]),
        ("kurils remove w", ["wind", "waste"]),
        ("kurils log 2", ["2019-12-19"]),
        ("kurils add a", ["area"]),
        ("kurils add issue x X --blocks w", ["wind", "waste"]),
        ("kurils set w", ["wind", "waste"]),
        ("kurils set legal --blocks a", ["aquaculture", "all"]),
        ("kurils amend 2019-12-19 tour", ["tourism=", "tourism=pending", "tourism=piloted"]),
        ("kurils status --format ", FORMATS),
        ("kurils log --format m", ["markdown"]),
        ("kurils update --for", ["--format"]),
        ("kurils status -f record:", ["2016-2026", "2019-12-19"]),
        ("kurils report --file record:2016", ["2016-2026"]),
        ("kurils report --file ", ["folder", "kurils.toml", "mine.toml", *RECORDS]),
        ("kurils status -f mine.toml ", ["sea"]),
        ("kurils status --file mine.toml ", ["sea"]),
        ("kurils report --file r", RECORDS),
        ("kurils report --file k", []),
        ("kurils diff rec", RECORDS),
        ("kurils diff 2020-01-01 by", []),
        ("kurils diff -f record:2019-12-19 by", ["by:jp", "by:ru"]),
        ("kurils diff -f record:2019-12-19 by:jp by:", ["jp", "ru"]),
        ("kurils status -f record:2019-12-19 to", ["tourism"]),
        *((f"kurils status -f {file} ", []) for file in ("record:nowhere", "-", "git:HEAD", ".")),
        ("kurils init --record ", ["2016-2026", "2019-12-19"]),
    ],
)
def test_bash_completes(
    run: Run,
    tracker_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    line: str,
    completed: list[str],
) -> None:
    for name in ("folder", ".hidden", "a name to quote"):
        (tracker_file.parent / name).mkdir()
    sea = Tracker("T", (Area("sea", "Sea", "pending"),))
    (tracker_file.parent / "mine.toml").write_text(text_of(sea))
    assert in_bash(run, monkeypatch, words_of(line)) == completed


def test_ids_are_those_of_the_shipped_record_where_there_is_no_tracker(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert in_bash(run, monkeypatch, ["kurils", "status", ""]) == IDS


@pytest.mark.parametrize(
    "text", [b"", b"schema = ", b"\xff", b"schema = 9\ntitle = 'T'\n", None], ids=repr
)
@pytest.mark.parametrize(
    "line", ["kurils status ", "kurils update to", "kurils update tourism=", "kurils log "]
)
def test_a_broken_or_missing_tracker_completes_nothing(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, text: bytes | None, line: str
) -> None:
    if text is not None:
        (folder / "named.toml").write_bytes(text)
    monkeypatch.setenv("KURILS_FILE", "named.toml")
    assert in_bash(run, monkeypatch, words_of(line)) == []


@pytest.mark.parametrize("at", ["", "x", "-1", "99", "0"])
@pytest.mark.parametrize("words", ["", "kurils\nstatus\n"])
def test_a_shell_that_asks_in_a_strange_way_breaks_nothing(
    run: Run, monkeypatch: pytest.MonkeyPatch, at: str, words: str
) -> None:
    monkeypatch.setenv("_KURILS_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", at)
    code, out, err = run()
    assert (code in (0, 1), err) == (True, "")
    assert set(out.split()) <= {*COMMANDS, *IDS}


@pytest.mark.parametrize(
    ("given", "joined", "start"),
    [
        ((["k", "update", "a", "=", "pi", "b"], 4), (["k", "update", "a=pi"], 2), "a="),
        (
            (["k", "log", "-f", "git", ":", "v1", ":", "x"], 7),
            (["k", "log", "-f", "git:v1:x"], 3),
            "git:v1:",
        ),
    ],
)
def test_words_that_bash_parted_are_joined(
    given: tuple[list[str], int], joined: tuple[list[str], int], start: str
) -> None:
    environ = {"COMP_WORDS": "\n".join(given[0]), "COMP_CWORD": f"{given[1]}"}
    assert join_parted(environ) == start
    assert environ == {"COMP_WORDS": "\n".join(joined[0]), "COMP_CWORD": f"{joined[1]}"}


@pytest.mark.usefixtures("tracker_file")
def test_zsh_and_fish_get_completions_with_names(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    offered = ask(run, monkeypatch, "zsh", "kurils update to")
    names = ["tourism=", "tourism=pending", "tourism=piloted"]
    assert offered == [f'"{name}":"Tourism"' for name in names]
    offered = ask(run, monkeypatch, "fish", "kurils update tourism=p")
    assert offered == [f"{name}\tTourism" for name in names[1:]]


SHELL_CODE = {
    "in parentheses": r"Gas \$(touch PWNED)",
    "in backticks": r"Gas \`touch PWNED\`",
    "behind a list": r"\") ; touch PWNED; ws=(\"",
}


@pytest.mark.parametrize("shell", ["zsh", "fish"])
@pytest.mark.parametrize(
    "name", [*HOSTILE.values(), *SHELL_CODE.values()], ids=[*HOSTILE, *SHELL_CODE]
)
@pytest.mark.parametrize("line", ["kurils update sea=", "kurils status s", "kurils update s"])
def test_nothing_in_a_name_is_more_than_text_to_a_shell(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, shell: str, name: str, line: str
) -> None:
    """zsh evaluates what stands beside a completion, and Rich reads markup in it."""
    (folder / "kurils.toml").write_text(
        text_of(Tracker("T", (Area("sea", name, "pending"),))), encoding="utf-8"
    )
    offered = ask(run, monkeypatch, shell, line)
    assert offered
    form = {"zsh": r'"sea[a-z=]*":"[\w ,.-]*"', "fish": r"sea[a-z=]*\t[\w ,.-]*"}[shell]
    assert all(re.fullmatch(form, text) for text in offered)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_shown_by_option(
    run: Run, monkeypatch: pytest.MonkeyPatch, shell: str
) -> None:
    # Typer then takes the shell as a value, instead of looking for the one that runs.
    monkeypatch.setenv("_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION", "1")
    code, out, err = run("--show-completion", shell)
    assert (code, err) == (0, "")
    assert f"_KURILS_COMPLETE=complete_{shell}" in out


def test_in_a_real_bash_an_id_is_completed_up_to_its_equals_sign(
    tracker_file: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    require("bash")
    monkeypatch.setenv("_KURILS_COMPLETE", "source_bash")
    script = run().out
    monkeypatch.delenv("_KURILS_COMPLETE")
    there = tracker_file.parent / "bin"
    there.mkdir()
    program = there / "kurils"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kurils_cli "$@"\n')
    program.chmod(0o755)
    (tracker_file.parent / "rc").write_text(
        f"PATH={there}:$PATH\n{script}\nbind 'set enable-bracketed-paste off'\nPS1='ready> '\n"
    )
    session = Session(["bash", "--noprofile", "--rcfile", "rc", "-i"])
    session.expect("ready> ")
    session.type("kurils update to\t")
    session.expect("urism=")
    session.type("pi\t")
    session.expect("loted")
    session.type(" --date 2020-01-01\r")
    session.expect("`tourism` was `piloted` already")
    session.type("exit\r")
    code, _ = session.end()
    assert code == 0
    assert "2020-01-01" in tracker_file.read_text()
