"""`--output`: a report in a file, whole or not at all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import LONG_RECORD, Run
from kurils_cli.cli import main

LONG = ("--file", str(LONG_RECORD))
COMMANDS = ("status", "log", "diff", "timeline", "report", "check")
TEXT_ENDINGS = {
    ".txt": "plain",
    ".csv": "csv",
    ".json": "json",
    ".md": "markdown",
    ".html": "html",
    ".svg": "svg",
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("ending", "format"), TEXT_ENDINGS.items())
def test_the_ending_names_the_format(
    run: Run, folder: Path, command: str, ending: str, format: str
) -> None:
    path = folder / f"r{ending.upper()}"
    code, out, _ = run(command, *LONG, "-o", str(path))
    assert (code, out) == (0, "")
    assert path.read_text(encoding="utf-8") == run(command, *LONG, "--format", format).out


def test_format_wins_over_the_ending(run: Run, folder: Path) -> None:
    assert run("log", *LONG, "--output", "log.data", "--format", "csv").code == 0
    assert (folder / "log.data").read_text() == run("log", *LONG, "--format", "csv").out
    assert run("status", *LONG, "-o", "wide.csv", "--format", "table").code == 0
    assert "Waste management" in (folder / "wide.csv").read_text()


def test_a_workbook_goes_to_a_file_or_a_pipe_but_to_no_terminal(
    run: Run, in_terminal: Run, folder: Path
) -> None:
    assert run("status", *LONG, "-o", "s.xlsx").code == 0
    command = [sys.executable, "-m", "kurils_cli", "status", *LONG, "--format", "xlsx"]
    piped = subprocess.run(command, capture_output=True, check=True).stdout
    assert (folder / "s.xlsx").read_bytes()[:2] == piped[:2] == b"PK"
    shown = in_terminal("status", *LONG, "--format", "xlsx")
    assert (shown.code, shown.out) == (2, "")
    assert "hint: kurils status --output status.xlsx" in shown.err


def test_a_workbook_in_a_pipe_is_the_file_byte_for_byte(
    folder: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["status", *LONG, "-o", "s.xlsx"]) == 0
    assert main(["status", *LONG, "--format", "xlsx"]) == 0
    assert capsysbinary.readouterr().out == (folder / "s.xlsx").read_bytes()


@pytest.mark.parametrize("name", ["report", "report.pdf", "report.toml"])
def test_an_ending_that_names_no_format_is_refused(run: Run, folder: Path, name: str) -> None:
    code, out, err = run("report", *LONG, "-o", name)
    assert (code, out) == (2, "")
    assert err.startswith(f"error: --output: the ending of `{name}` names no format\nhint: ")
    assert not (folder / name).exists()


@pytest.mark.parametrize("name", ["kurils.toml", "other.toml", "link.csv"])
def test_a_tracker_is_never_overwritten(
    run: Run, folder: Path, tracker_file: Path, name: str
) -> None:
    before = tracker_file.read_bytes()
    (folder / "link.csv").symlink_to(tracker_file)
    code, _, err = run("report", "-o", name, "--format", "csv")
    assert (code, tracker_file.read_bytes()) == (2, before)
    assert f"error: --output: `{name}` may be a tracker" in err


def test_a_link_stays_and_what_it_leads_to_is_written(run: Run, folder: Path) -> None:
    (folder / "real.csv").write_text("old")
    (folder / "link.csv").symlink_to("real.csv")
    assert run("status", *LONG, "-o", "link.csv").code == 0
    assert (folder / "link.csv").is_symlink()
    assert (folder / "real.csv").read_text().startswith("kind,id,")


def test_a_folder_or_a_device_is_refused(run: Run, folder: Path) -> None:
    (folder / "folder.csv").mkdir()
    os.mkfifo(folder / "pipe.csv")
    for name in ("folder.csv", "pipe.csv"):
        code, out, err = run("status", *LONG, "-o", name)
        assert (code, out) == (3, "")
        assert err == f"error: `{name}` is no ordinary file; nothing was written\n"


def test_a_file_stays_as_it_was_where_the_new_one_has_no_room(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "s.csv").write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    code, out, err = run("status", *LONG, "-o", "s.csv")
    assert (code, out) == (3, "")
    assert err == "error: can't write `s.csv`: no space left on device; it is as it was\n"
    assert (folder / "s.csv").read_text() == "old"
    assert [path.name for path in folder.iterdir()] == ["s.csv"]


def test_a_folder_that_is_missing_is_told(run: Run) -> None:
    code, out, err = run("status", *LONG, "-o", "no/s.csv")
    assert (code, out) == (3, "")
    assert err.startswith("error: can't write `no/s.csv`: no such file or directory")


def test_annotations_of_a_forge_go_to_standard_output_alone(run: Run) -> None:
    code, _, err = run("check", *LONG, "--format", "github", "-o", "x.txt")
    assert (code, err) == (2, "error: --output: annotations are for standard output\n")
