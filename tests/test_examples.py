"""The examples work as they stand, and the long record is what it says."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from conftest import LONG_RECORD, ROOT, Run, require
from kurils_cli import history, records
from kurils_cli.model import Tracker
from test_readme import programs

__all__ = ["programs"]

EXAMPLES = ROOT / "examples"


def sh(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run an example's script."""
    return subprocess.run(
        ["/bin/sh", str(EXAMPLES / script), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_long_record_passes_the_strict_check(run: Run) -> None:
    assert run("check", "--strict", "--file", str(LONG_RECORD)).code == 0


def test_the_long_record_has_sources_for_every_entry_and_one_title_each(
    long_record: Tracker,
) -> None:
    assert all(entry.sources and entry.title for entry in long_record.log)
    assert len({entry.title for entry in long_record.log}) == len(long_record.log) == 33


def test_the_long_record_takes_no_side_in_its_own_voice(long_record: Tracker) -> None:
    words = LONG_RECORD.read_text()
    assert not re.search(r"\b(?:border|handover)\b", words, re.IGNORECASE)
    assert "administered by Russia, claimed by Japan" in re.sub(r"\n# ", " ", words)
    assert "Southern Kurils / Northern Territories" in long_record.title


def test_the_shipped_record_and_the_long_one_agree_on_that_day(
    shipped: Tracker, long_record: Tracker
) -> None:
    day = shipped.log[0].date
    marks = [{t.id: t.status for t in history.as_of(r, day).things} for r in (shipped, long_record)]
    assert marks[0] == marks[1]


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


@pytest.mark.parametrize(
    ("picture", "command"),
    [
        ("status.svg", ["status"]),
        ("timeline.svg", ["timeline", "--file", "record:2016-2026", "--as-of", "2026-11-25"]),
    ],
)
def test_the_pictures_are_what_the_program_draws(
    picture: str, command: list[str], run: Run
) -> None:
    assert (EXAMPLES / picture).read_text() == run(*command, "--format", "svg").out
