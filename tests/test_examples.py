"""The examples work as they stand, and the pictures are what the program draws."""

import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from conftest import ROOT, Run, require
from kurils_cli import records
from test_readme import programs

__all__ = ["programs"]

EXAMPLES = ROOT / "examples"


def sh(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run an example's script."""
    return subprocess.run(
        ["/bin/sh", str(EXAMPLES / script), *arguments], capture_output=True, text=True, check=False
    )


@pytest.mark.usefixtures("programs")
def test_one_liners_answer_from_the_shipped_record() -> None:
    require("jq")
    done = sh("one-liners.sh")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "aquaculture",
        "greenhouse",
        "wind",
        "area\taquaculture\tpending",
        "area\tgreenhouse\tpending",
        "area\ttourism\tpiloted",
        "area\twind\tpending",
        "area\twaste\tpiloted",
        "issue\tmovement\topen",
        "issue\tlegal\topen",
        "2 piloted",
        "3 pending",
        "https://tass.com/politics/1101355",
        "https://www.mofa.go.jp/mofaj/erp/rss/hoppo/page1_000985.html",
        *(f"{area}\t13" for area in ("aquaculture", "greenhouse", "tourism", "wind", "waste")),
    ]


def test_the_morning_brief_is_sent_once_for_each_change(
    programs: Path, folder: Path, run: Run, tracker_file: Path
) -> None:
    (programs / "mail").write_text(f"#!/bin/sh\ncat >> {folder}/sent\n")
    (programs / "mail").chmod(0o755)
    tracker_file.write_text(records.text(records.DEFAULT), encoding="utf-8")
    assert sh("morning-brief.sh", "kurils.toml", "desk").returncode == 0
    assert not (folder / "sent").exists()
    run("update", "wind=piloted", "--date", "2020-01-01", "--title", "Working group")
    assert sh("morning-brief.sh", "kurils.toml", "desk").returncode == 0
    brief = (folder / "sent").read_text()
    assert "3 of 5 areas piloted" in brief
    assert sh("morning-brief.sh", "kurils.toml", "desk").returncode == 0
    assert (folder / "sent").read_text() == brief
    tracker_file.write_text("no tracker")
    assert sh("morning-brief.sh", "kurils.toml", "desk").returncode == 3


@pytest.mark.usefixtures("programs")
def test_the_watch_ends_with_1_when_an_issue_opens(
    folder: Path, run: Run, tracker_file: Path
) -> None:
    require("git", "jq")
    git = ["git", "-c", "user.name=desk", "-c", "user.email=desk@example.org"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", tracker_file.name], check=True)
    subprocess.run([*git, "commit", "-qm", "start"], check=True)
    assert sh("watch-issues.sh", "HEAD").returncode == 0
    run("update", "--raise", "visas=Visas", "--date", "2020-01-01")
    done = sh("watch-issues.sh", "HEAD")
    assert (done.returncode, done.stdout) == (1, "opened: visas: Visas\n")
    done = sh("watch-issues.sh", "no-such-revision")
    assert (done.returncode, done.stdout) == (3, "")
    assert folder.exists()


@pytest.mark.usefixtures("programs")
def test_the_makefile_builds_the_report_and_the_picture(folder: Path, tracker_file: Path) -> None:
    require("make")
    shutil.copy(EXAMPLES / "Makefile", folder)
    subprocess.run(["make", "-s"], check=True)
    assert (folder / "report.html").read_text().startswith("<!DOCTYPE html>")
    assert (folder / "timeline.svg").read_text().startswith("<svg")
    assert tomllib.loads(tracker_file.read_text())["schema"] == 1


CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()
DRAWING = re.findall(r"^ *kurils (.* -o (examples/.*))$", CONTRIBUTING, re.MULTILINE)


@pytest.mark.parametrize(("command", "picture"), DRAWING)
def test_the_pictures_are_what_the_commands_in_contributing_draw(
    command: str, picture: str, run: Run, folder: Path
) -> None:
    (folder / "examples").mkdir()
    assert run(*shlex.split(command)).code == 0
    assert (folder / picture).read_text() == (ROOT / picture).read_text()


def test_every_picture_is_drawn_by_a_command() -> None:
    pictures = sorted(path.name for path in EXAMPLES.glob("*.svg"))
    assert [f"examples/{name}" for name in pictures] == [picture for _, picture in DRAWING]
