"""`--output`: a report in a file, whole or not at all."""

import fcntl
import os
from pathlib import Path

import pytest

from conftest import LONG_RECORD, SMALL, Run, failing, names, refused
from kurils_cli import store
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


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.iterdir()}


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


def test_a_workbook_goes_to_no_terminal(in_terminal: Run) -> None:
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


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("other.toml", None),
        ("other.TOML", "x"),
        ("link.csv", None),
        ("hard.csv", None),
        ("far.csv", None),
        ("tracker.txt", SMALL),
        ("mine.csv", "\ufeff# Ours\r\n'schema' = 1\r\n"),
        ("broken.md", f"<<<<<<< ours\n{SMALL}"),
        ("index.json", '{"schema": "kurils/journal@2"}'),
    ],
)
def test_a_tracker_is_never_overwritten(
    run: Run, folder: Path, tracker_file: Path, name: str, text: str | None
) -> None:
    """Whatever its name, or the link that leads to it."""
    (folder / "other.toml").write_text("not even TOML")
    (folder / "link.csv").symlink_to(tracker_file)
    (folder / "hard.csv").hardlink_to(tracker_file)
    (folder / "far.csv").symlink_to("other.toml")
    if text is not None:
        (folder / name).write_text(text)
    before = contents(folder)
    assert run("report", *LONG, "-o", name, "--format", "csv") == refused(
        2,
        f"--output: `{name}` may be a tracker, which a report must not overwrite",
        "name another file, such as report.html",
    )
    assert contents(folder) == before


@pytest.mark.usefixtures("tracker_file")
@pytest.mark.parametrize(
    "command",
    [
        "status -o link.csv",
        "check a.csv b.csv -o b.csv",
        "diff a.csv b.csv -o b.csv",
        "diff b.csv -o b.csv",
        "import b.csv -o b.csv",
        "import b.csv -n -o b.csv",
        "import link.csv -o b.csv",
        "edit --resume b.csv -o b.csv",
        "amend 2019-12-19 --resume b.csv -o b.csv",
    ],
)
def test_what_a_command_reads_is_never_overwritten(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    for name in ("a.csv", "b.csv"):
        (folder / name).write_text("date,title\n2020-01-01,Talks\n")
    (folder / "link.csv").symlink_to("b.csv")
    if command.startswith("status"):
        monkeypatch.setenv("KURILS_FILE", "b.csv")
    before = contents(folder)
    code, out, err = run(*command.split())
    assert (code, out) == (2, "")
    name = command.split()[-1]
    told = f"`{name}` is what the command reads, which a report must not overwrite"
    assert err.startswith(f"error: --output: {told}\n")
    assert contents(folder) == before


def test_what_can_not_be_read_may_be_a_tracker_and_stays(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "s.csv").write_text("old")
    monkeypatch.setattr(store, "LARGEST", 2)
    told = "error: `s.csv` is larger than 0 MiB\n"
    assert run("status", "-f", "record:2019-12-19", "-o", "s.csv") == (3, "", told)
    assert (folder / "s.csv").read_text() == "old"


def test_a_link_stays_and_what_it_leads_to_is_written(run: Run, folder: Path) -> None:
    (folder / "far").mkdir()
    (folder / "far" / "real.csv").write_text("old")
    (folder / "near").symlink_to("far")
    (folder / "link.csv").symlink_to("near/../near/real.csv")
    assert run("status", *LONG, "-o", "link.csv").code == 0
    assert (folder / "link.csv").is_symlink()
    assert (folder / "far" / "real.csv").read_text().startswith("kind,id,")


@pytest.mark.skipif(os.getuid() != 0, reason="gives links to others; the gate is root")
@pytest.mark.parametrize("mode", [0o1777, 0o777])
@pytest.mark.parametrize("name", ["s.csv", "folder/s.csv"])
def test_a_link_that_somebody_may_have_planted_is_not_followed(
    run: Run, folder: Path, mode: int, name: str
) -> None:
    """In a folder of everybody's; the system itself follows none in a sticky one."""
    (folder / "mine").mkdir()
    (folder / "mine" / "s.csv").write_text("mine")
    everybodys = folder / "everybodys"
    everybodys.mkdir()
    link = everybodys / name.partition("/")[0]
    link.symlink_to(folder / "mine" / ("" if "/" in name else name))
    os.lchown(link, 12345, 12345)
    everybodys.chmod(mode)
    why = f"`{link}` is a link of somebody else; nothing was written"
    assert run("status", *LONG, "-o", f"everybodys/{name}") == refused(
        3, f"can't write `everybodys/{name}`: {why}"
    )
    assert (folder / "mine" / "s.csv").read_text() == "mine"
    os.lchown(link, 0, 0)
    assert run("status", *LONG, "-o", f"everybodys/{name}").code == 0


@pytest.mark.parametrize("name", ["-", "/dev/stdout"])
def test_standard_output_may_be_named(run: Run, folder: Path, name: str) -> None:
    for format in ([], ["--format", "csv"]):
        assert run("status", *LONG, "-o", name, *format) == run("status", *LONG, *format)
    assert list(folder.iterdir()) == []


def test_an_open_file_of_a_process_is_not_replaced(run: Run, folder: Path) -> None:
    """The process would go on to write to what is no longer there."""
    with (folder / "s.csv").open("w+") as file:
        name = f"/dev/fd/{file.fileno()}"
        code, out, err = run("status", *LONG, "--format", "csv", "-o", name)
        file.write("rest")
    told = "it is an open file of a process, not a path; nothing was written"
    assert (code, out, err) == (3, "", f"error: can't write `{name}`: {told}\n")
    assert (folder / "s.csv").read_text() == "rest"


def test_what_a_killed_run_left_goes_with_the_next_one_and_nothing_else(
    run: Run, folder: Path
) -> None:
    """Also what another run writes just now stays."""
    (folder / ".s.csv.fedcba98.new").touch()
    mine = [".s.csv.mine.new", ".s.csv.01234567.new.txt", ".t.csv.01234567.new"]
    for name in mine:
        (folder / name).touch()
    with (folder / ".s.csv.89abcdef.new").open("w") as busy:
        fcntl.flock(busy, fcntl.LOCK_EX)
        assert run("status", *LONG, "-o", "s.csv").code == 0
    assert names(folder) == sorted([*mine, ".s.csv.89abcdef.new", "s.csv"])


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("folder.csv", "`folder.csv` is no ordinary file; nothing was written"),
        ("pipe.csv", "`pipe.csv` is no ordinary file; nothing was written"),
        ("mine.csv", "can't write `mine.csv`: the file is read-only; it is as it was"),
        ("full.csv", "can't write `full.csv`: no space left on device; it is as it was"),
    ],
)
def test_what_can_not_be_written_stays_as_it_was(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, told: str
) -> None:
    (folder / "folder.csv").mkdir()
    os.mkfifo(folder / "pipe.csv")
    for file in ("mine.csv", "full.csv"):
        (folder / file).write_text("old")
    (folder / "mine.csv").chmod(0o444)
    there = names(folder)
    monkeypatch.setattr(os, "fsync", failing(28))
    assert run("status", *LONG, "-o", name) == (3, "", f"error: {told}\n")
    assert {(folder / file).read_text() for file in ("mine.csv", "full.csv")} == {"old"}
    assert names(folder) == there


def test_the_name_of_a_file_may_be_no_text(run: Run, folder: Path) -> None:
    (folder / "a\udcff").write_text("schema = 1")
    for name in ("s.csv", "s.txt", "s.json", "s.html", "s.xlsx"):
        done = run("check", "a\udcff", "-o", name)
        assert (done.code, done.err) == (1, "")
    assert "a\\udcff" in (folder / "s.csv").read_text()


def test_annotations_of_a_forge_go_to_standard_output_alone(run: Run) -> None:
    code, _, err = run("check", *LONG, "--format", "github", "-o", "x.txt")
    assert (code, err) == (2, "error: --output: annotations are for standard output\n")
