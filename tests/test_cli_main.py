"""The program as a whole: help, exit codes, streams, signals, what it imports."""

import contextlib
import gc
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from conftest import KURILS, LONG_RECORD, ROOT, SMALL, Ran, Run, failing, ran, require
from kurils_cli import __main__
from kurils_cli.cli import COMMANDS, PANELS, main
from terminal import Session

READING = [
    *("status", "log", "diff 2019-01-01", "timeline", "report", "status --format json"),
    *("timeline --format svg", "report --format html", "log --format table"),
    *("--help", "--version", "status --help"),
]


def shell(script: str) -> Ran:
    """Run a line of bash in which `kurils` is this program."""
    require("bash")
    kurils = f'kurils() {{ {shlex.join(KURILS)} "$@"; }}\n'
    return ran("bash", "-c", kurils + script)


# ---------------------------------------------------------------- help and version


def test_no_arguments_show_the_help(run: Run) -> None:
    shown = run()
    assert shown == run("--help") == run("-h")
    assert (shown.code, shown.err) == (0, "")
    assert "Example: kurils status\n" in shown.out


@pytest.mark.parametrize("name", COMMANDS)
def test_help_in_a_pipe_is_plain_and_its_example_is_a_line_to_paste_and_runs(
    run: Run, folder: Path, name: str
) -> None:
    code, out, err = shown = run(name, "--help")
    assert shown == run(name, "-h")
    assert (code, err) == (0, "")
    assert out.startswith(f"Usage: kurils {name} ")
    assert not re.search("[\x1b─-╿]", out)
    lines = [line.strip() for line in out.splitlines()]
    [example] = [line for line in lines if line.startswith("Example: ")]
    for file in ("base", "ours", "theirs", "kurils"):
        (folder / f"{file}.toml").write_text(SMALL)
    for before in {"undo": ["update"], "redo": ["update", "undo"]}.get(name, []):
        run(before, *(["--title", "Talks"] if before == "update" else []))
    (folder / "entries.csv").write_text("date,title\n2020-01-01,Talks\n")
    if name == "init":
        (folder / "kurils.toml").unlink()
    line = example.removeprefix("Example: ").replace("nano", "true")
    assert re.search(rf"\bkurils {name}( |$)", line)
    done = shell(line)
    assert done.code == 0
    assert "error" not in done.err


@pytest.mark.usefixtures("tracker_file")
def test_a_terminal_gets_a_table_and_a_pipe_gets_plain(in_terminal: Run, run: Run) -> None:
    code, out, err = in_terminal("status")
    assert (code, err) == (0, "")
    assert "2 of 5 areas piloted" in out.splitlines()[0]
    assert run("status") == run("status", "--format", "plain")
    assert in_terminal("status", "--format", "plain").out == run("status").out


@pytest.mark.parametrize("columns", ["40", "80", "120", "1", "99999999999999999999"])
def test_a_table_fits_the_columns_there_are(
    in_terminal: Run, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("NO_COLOR", "1")
    out = in_terminal("status").out
    assert not re.search("\x1b\\[[34]", out)
    lines = re.sub("\x1b\\[[0-9;]*m", "", out).splitlines()
    assert max(map(len, lines)) <= max(int(columns), 20)


# ---------------------------------------------------------------- errors


@pytest.mark.usefixtures("tracker_file")
@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("kurils status", 0),
        ("kurils log --since 2100-01-01", 0),
        ("kurils is wind piloted", 1),
        ("kurils diff 2019-09-01 --exit-code", 1),
        ("kurils undo && kurils undo", 1),
        ("kurils update wind", 2),
        ("kurils status -f nowhere.toml", 3),
        ("kurils init", 3),
    ],
)
def test_a_process_ends_with_the_documented_code(command: str, code: int) -> None:
    done = shell(command)
    assert done.code == code
    assert "Traceback" not in done.err


@pytest.mark.usefixtures("tracker_file")
def test_text_that_an_error_quotes_cannot_steer_the_terminal(run: Run) -> None:
    code, out, err = run("status", "\x1b[31mred\r\n")
    assert (code, out) == (2, "")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f]", err)
    assert err.count("\n") == 2


def test_text_that_the_locale_lacks_is_written_out(
    folder: Path, monkeypatch: pytest.MonkeyPatch, kurils: Run
) -> None:
    (folder / "kurils.toml").write_text(
        'schema = 1\ntitle = "T"\n[areas.sea]\nname = "海 Море"\nstatus = "pending"\n',
        encoding="utf-8",
    )
    for name, value in (("LC_ALL", "C"), ("PYTHONUTF8", "0"), ("PYTHONCOERCECLOCALE", "0")):
        monkeypatch.setenv(name, value)
    code, out, err = kurils("status")
    assert (code, err) == (0, "")
    assert out.rstrip("\t\n") == "area\tsea\tpending\t\t\\u6d77 \\u041c\\u043e\\u0440\\u0435"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-16"])
@pytest.mark.parametrize(
    ("command", "form"),
    [("status", "json"), ("log", "html"), ("timeline", "svg"), ("status", "svg")],
)
def test_a_document_is_in_utf_8_whatever_the_terminal_has(
    folder: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, command: str, form: str
) -> None:
    (folder / "kurils.toml").write_text('schema = 1\ntitle = "Café 😀 Курилы"\n', "utf-8")
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    done = subprocess.run(
        [*KURILS, command, "--format", form], env=dict(os.environ), capture_output=True, check=True
    )
    text = done.stdout.decode("utf-8")
    assert "Café" in text.replace("&#160;", " ")
    if form == "json":
        assert json.loads(text)["title"] == "Café 😀 Курилы"
    elif form == "svg":
        ElementTree.fromstring(text)


@pytest.mark.parametrize("name", ["COLUMNS", "LINES", "TERMINAL_WIDTH"])
@pytest.mark.parametrize("value", ["", "abc", "0", "-1", "²", "9" * 5000])
@pytest.mark.parametrize("command", ["--help", "timeline"])
def test_an_odd_size_of_the_terminal_breaks_nothing(
    in_terminal: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, command: str
) -> None:
    expected = in_terminal(command)
    monkeypatch.setenv(name, value)
    shown = in_terminal(command)
    assert shown == expected or (value[:1] == "9" and shown.code == 0)
    assert max(map(len, shown.out.splitlines())) <= 1000 + 200  # columns, and what colours them


@pytest.mark.parametrize("columns", [40, 80, 120])
@pytest.mark.parametrize("command", [(), ("update",), ("status",), ("merge",)])
def test_help_has_whole_words_and_no_box_at_any_width(
    in_terminal: Run, monkeypatch: pytest.MonkeyPatch, columns: int, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("COLUMNS", f"{columns}")
    monkeypatch.setenv("LINES", "500")
    shown = in_terminal(*command, "--help").out
    assert shown.isascii() or command == ("timeline",)
    assert "<" not in shown
    assert "\x1b" not in shown
    lines = [line for line in shown.splitlines() if " " in line.strip()]
    assert max(map(len, lines)) <= columns
    monkeypatch.setenv("COLUMNS", "500")
    assert set(shown.split()) == set(in_terminal(*command, "--help").out.split())


def test_help_lists_the_commands_by_panels(run: Run) -> None:
    help = run("--help").out
    assert "..." not in help.partition("Commands:")[2]
    headings = re.findall(r"^(\w+):\n", help, re.MULTILINE)
    assert headings == ["Options", *PANELS]
    listed = re.findall(r"^  ([a-z]+)  ", help[help.index("Look:") :], re.MULTILINE)
    assert listed == [*COMMANDS]
    modules = (ROOT / "src" / "kurils_cli" / "cli" / "commands").glob("[a-z]*.py")
    assert sorted(module.stem.rstrip("_") for module in modules) == sorted(COMMANDS)


# ---------------------------------------------------------------- streams


Into = Callable[..., tuple[int, str]]
Ended = Callable[..., object]


@pytest.fixture
def into(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Into:
    """Run a command line with its standard output elsewhere; return its code and errors."""

    def into(target: str | int | None, *arguments: str) -> tuple[int, str]:
        with contextlib.ExitStack() as streams, monkeypatch.context() as patch:
            streams.enter_context(contextlib.suppress(OSError))
            stream = None
            if target is not None:
                stream = streams.enter_context(open(target, "w"))  # noqa: PTH123  # a file's number too
            patch.setattr(sys, "stdout", stream)
            code = main(arguments)
        return code, capsys.readouterr().err

    return into


UPDATE = ("update", "--source", "https://a", "wind=piloted", "--date", "2020-06-01")
NO_SPACE = "can't write to standard output: no space left on device"


@pytest.mark.parametrize("command", READING)
def test_a_full_device_is_one_error_line(
    into: Into, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("KURILS_FILE", f"{LONG_RECORD}")
    code, err = into("/dev/full", *command.split())
    assert (code, err.count("\n")) == (3, 1)
    assert err.startswith("error: ")
    assert err.lower().endswith("no space left on device\n")


def test_an_update_that_is_saved_is_no_failure_for_want_of_output(
    into: Into, tracker_file: Path
) -> None:
    assert into("/dev/full", *UPDATE) == (0, f"warning: {NO_SPACE}; the tracker is saved\n")
    assert "2020-06-01" in tracker_file.read_text()
    assert into(None, "undo") == (0, "warning: standard output is closed; the tracker is saved\n")
    assert tracker_file.read_text() == SMALL


def test_a_dry_run_that_cannot_be_shown_is_a_failure(into: Into, tracker_file: Path) -> None:
    assert into("/dev/full", *UPDATE, "-n") == (3, f"error: {NO_SPACE}\n")
    assert tracker_file.read_text() == SMALL


GONE = {
    **dict.fromkeys(("status", "status --format table", "report --format html", "--version"), 141),
    **dict.fromkeys(("--help", "status --help", f"{shlex.join(UPDATE)} -n"), 141),
    **dict.fromkeys((shlex.join(UPDATE), "is tourism piloted"), 0),
}
"""What ends with which code where nobody reads its output."""


@pytest.mark.parametrize("redirection", ["> /dev/full", ">&-"])
@pytest.mark.usefixtures("tracker_file")
def test_python_adds_nothing_as_it_ends_with_an_output_that_failed(redirection: str) -> None:
    code, _, err = shell(f"kurils status {redirection}")
    assert (code, err.count("\n")) == (3, 1)
    code, _, err = shell(f"kurils {shlex.join(UPDATE)} {redirection}")
    assert (code, err.count("\n")) == (0, 1)


@pytest.mark.parametrize(("command", "code"), GONE.items())
def test_a_reader_that_is_gone_is_no_news_not_even_as_python_ends(
    into: Into, tracker_file: Path, command: str, code: int
) -> None:
    reader, broken_pipe = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [*KURILS, *command.split()],
        stdout=broken_pipe,
        stderr=subprocess.PIPE,
        env=dict(os.environ),
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (code, "")
    tracker_file.write_text(SMALL)
    assert into(broken_pipe, *command.split()) == (code, "")


def test_a_closed_standard_output_is_an_error_for_a_read(into: Into) -> None:
    assert into(None, "--version") == (3, "error: standard output is closed\n")


@pytest.mark.usefixtures("tracker_file")
def test_a_closed_standard_error_takes_nothing_from_the_output() -> None:
    shown = shell("kurils status")
    assert shell("kurils status 2>&-") == shown


@pytest.mark.parametrize("target", ["/dev/full", None])
def test_where_standard_error_takes_nothing_the_code_says_it_all(
    monkeypatch: pytest.MonkeyPatch, target: str | None
) -> None:
    with contextlib.ExitStack() as streams, monkeypatch.context() as patch:
        stream = streams.enter_context(Path(target).open("w")) if target else None
        patch.setattr(sys, "stderr", stream)
        code = main(["status", "nowhere"])
    assert code == 2


def test_a_closed_standard_input_is_an_error_only_where_it_is_read(
    into: Into, monkeypatch: pytest.MonkeyPatch, tracker_file: Path
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert into("/dev/null", "status", "-f", "-") == (3, "error: standard input is closed\n")
    assert into("/dev/null", "is", "tourism", "piloted") == (0, "")
    assert into("/dev/null", "update")[0] == 2
    assert tracker_file.read_text() == SMALL


@pytest.mark.parametrize("arguments", ["--help", "status", "update wind=piloted", "check"])
@pytest.mark.usefixtures("tracker_file")
def test_with_all_streams_closed_nothing_breaks(arguments: str) -> None:
    done = shell(f"kurils {arguments} <&- >&- 2>&-")
    assert done.code in (0, 3)
    assert (done.out, done.err) == ("", "")


# ---------------------------------------------------------------- signals


def test_ctrl_c_while_the_input_is_read_ends_with_130() -> None:
    session = Session([*KURILS, "status", "-f", "-"])
    session.interrupt()
    code, shown = session.end()
    assert code == 130
    assert "Traceback" not in shown


def test_an_interrupt_is_told_on_no_terminal_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kurils_cli.cli.app", failing(KeyboardInterrupt()))
    assert run("status") == (130, "", "interrupted; nothing was written\n")


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Ended]:
    """Run the program in this process with some arguments; return its exit code."""

    def ended(*arguments: str) -> object:
        monkeypatch.setattr(sys, "argv", ["kurils", *arguments])
        with pytest.raises(SystemExit) as end:
            __main__.run()
        return end.value.code

    yield ended
    gc.enable()
    gc.unfreeze()
    assert tuple(capsys.readouterr()) == ("", "")


def test_the_program_ends_with_the_code_of_its_command(ended: Ended) -> None:
    assert ended("is", "wind", "piloted", "-f", "record:2019-12-19") == 1


def test_a_second_interrupt_while_the_first_is_told_ends_with_130(
    ended: Ended, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kurils_cli.cli.main", failing(KeyboardInterrupt()))
    assert ended() == 130


def python(code: str, *arguments: str) -> Ran:
    """Run code in a Python of its own."""
    return ran(sys.executable, "-c", code, *arguments)


def test_an_interrupt_from_the_start_of_the_program_on_shows_no_traceback() -> None:
    interrupting = (
        "import signal, sys; sys.argv = ['kurils', 'status']; from kurils_cli import __main__; "
        "sys.meta_path.insert(0, type('Finder', (), {'find_spec': staticmethod("
        "lambda *_: signal.raise_signal(signal.SIGINT))})); __main__.run()"
    )
    assert python(interrupting) == (130, "", "")


# ---------------------------------------------------------------- what is imported

HEAVY = ("rich", "jinja2", "openpyxl", "tomli_w", "hashlib", "platformdirs", "prompt_toolkit")
LIST_IMPORTS = (
    "import sys; from kurils_cli.cli import main; code = main(sys.argv[1:]); "
    "print(*sorted(sys.modules), file=sys.stderr); sys.exit(code)"
)


def imports(*arguments: str) -> list[str]:
    """Return which modules a command line imports."""
    done = python(LIST_IMPORTS, *arguments)
    assert done.code == 0
    return done.err.splitlines()[-1].split()


@pytest.mark.usefixtures("tracker_file")
@pytest.mark.parametrize(
    ("arguments", "imported"),
    [
        (["status"], []),
        (["status", "--format", "csv"], []),
        (["status", "--format", "json"], []),
        (["log", "--format", "markdown"], []),
        (["report", "--format", "html"], ["jinja2", "hashlib"]),
        (["timeline", "--format", "svg"], ["jinja2", "hashlib"]),
        (["is", "tourism", "piloted"], []),
        (["check"], []),
        (["diff"], []),
        (["--version"], []),
        (["status", "--format", "table"], ["rich"]),
        (["update", "wind=piloted", "--date", "2020-06-01"], ["tomli_w", "platformdirs"]),
        (["update", "wind=piloted", "--date", "2020-06-01", "-n"], ["tomli_w"]),
        (["undo", "--list"], ["platformdirs"]),
    ],
)
def test_a_command_imports_no_more_than_it_needs(arguments: list[str], imported: list[str]) -> None:
    assert {*imports(*arguments)} & {*HEAVY} <= {*imported}


def test_a_shell_that_completes_a_command_imports_no_other_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("_KURILS_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "kurils\nis\nto")
    monkeypatch.setenv("COMP_CWORD", "2")
    done = python(LIST_IMPORTS.replace("sys.argv[1:]", "[]"))
    assert done.out == "tourism\n"
    commands = re.findall(r"kurils_cli\.cli\.commands\.\w+", done.err)
    assert commands == ["kurils_cli.cli.commands.is_"]


def test_a_command_imports_what_it_shows_and_nothing_that_another_one_does() -> None:
    reports = [name for name in imports("status") if name.startswith("kurils_cli.reports.")]
    assert reports == [
        "kurils_cli.reports.cells",
        "kurils_cli.reports.marks",
        "kurils_cli.reports.parts",
        "kurils_cli.reports.plan",
    ]
