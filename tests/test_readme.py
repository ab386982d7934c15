"""The README, docs/, the man page and the examples do what they show, and are current."""

import importlib.util
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from conftest import ROOT, Run, require
from kurils_cli import records
from kurils_cli.cli import COMMANDS
from kurils_cli.toml_format import read
from terminal import Session

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = {
    path.name: path.read_text(encoding="utf-8")
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
}


def blocks(page: str, language: str) -> list[str]:
    """The code blocks of a page in a language."""
    return re.findall(rf"```{language}\n(.*?)```", PAGES[page], re.DOTALL)


@pytest.fixture
def programs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the path with `kurils` in it."""
    programs = folder / "programs"
    programs.mkdir()
    program = programs / "kurils"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m kurils_cli "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("COLUMNS", "80")
    return programs


@pytest.mark.usefixtures("programs")
@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "console")])
def test_what_a_page_shows_is_what_a_terminal_shows(page: str) -> None:
    for step in "\n".join(blocks(page, "console")).removeprefix("$ ").split("\n$ "):
        command, _, expected = step.rstrip("\n").partition("\n")
        _, shown = Session(["/bin/sh", "-c", command]).end()
        assert shown.replace("\r\n", "\n").rstrip("\n") == expected, command


def test_the_first_two_commands_set_up_and_show_or_test() -> None:
    run, check, *_ = "".join(blocks("README.md", "sh")).splitlines()
    assert run.endswith(".venv/bin/pip install --quiet . && .venv/bin/kurils status")
    assert check.endswith(
        "pytest -q -n 2 --cov -m 'not slow' && .venv/bin/python -m pytest -q -n 2 -m slow"
    )


def test_the_readme_is_short_and_links_each_page() -> None:
    assert len(README.encode()) <= 9000
    for page in PAGES:
        assert page == "README.md" or f"(docs/{page})" in README


@pytest.mark.parametrize("page", PAGES)
def test_each_link_within_the_repository_leads_somewhere(page: str) -> None:
    folder = ROOT if page == "README.md" else ROOT / "docs"
    for link in re.findall(r"\]\(([^):]+)\)", PAGES[page]):
        assert (folder / link).exists(), link


@pytest.mark.parametrize("page", PAGES)
def test_each_command_that_a_page_names_has_the_options_that_it_names(page: str, run: Run) -> None:
    for code in re.findall(r"`(kurils\s[^`]+)`", PAGES[page]):
        name, *words = shlex.split(code.replace("\n", " ").partition(" | ")[0])[1:]
        help = run(*([name] if name in COMMANDS else []), "--help").out
        for option in [word for word in (name, *words) if re.match("--?[a-z]", word)]:
            assert re.search(rf"(^|[\s,]){option}\b", help), (code, option)


def test_the_file_that_is_shown_is_valid() -> None:
    [text] = blocks("file.md", "toml")
    assert read(text, "file.md").findings == ()


@pytest.mark.usefixtures("programs")
def test_git_merges_with_the_two_lines_that_are_given(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    require("git")
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "desk")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "desk@example.org")
    lines = blocks("git.md", "sh")[0].splitlines()
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


def test_the_tables_of_columns_and_keys_are_current() -> None:
    """If not, remake them: python .ci/docs.py"""
    spec = importlib.util.spec_from_file_location("docs", ROOT / ".ci" / "docs.py")
    assert spec is not None
    assert spec.loader is not None
    docs = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(docs)
    assert docs.page(PAGES["formats.md"]) == PAGES["formats.md"]


def test_every_exit_code_is_named() -> None:
    codes = re.findall(r"^\| (\d+) \|", PAGES["formats.md"], re.MULTILINE)
    assert codes == ["0", "1", "2", "3", "129", "130", "141"]


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
    [script] = blocks("recipes.md", "sh")
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        *("aquaculture", "greenhouse", "wind"),
        *("aquaculture never", "greenhouse never", "tourism 2019-12-19", "wind never"),
        *("waste 2019-12-19", "movement 2019-12-19", "legal 2019-12-19"),
    ]


# ---------------------------------------------------------------- the man page


MAN_PAGE = ROOT / "docs" / "kurils.1"


def test_the_page_is_what_the_help_says_now() -> None:
    """If not, remake it: python .ci/man.py > docs/kurils.1"""
    made = subprocess.run(
        [sys.executable, ROOT / ".ci" / "man.py"], capture_output=True, text=True, check=True
    )
    assert MAN_PAGE.read_text(encoding="utf-8") == made.stdout


def test_man_shows_each_command_and_warns_of_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    require("man")
    monkeypatch.setenv("MANWIDTH", "80")
    shown = subprocess.run(
        ["man", "--warnings", "-l", MAN_PAGE], capture_output=True, text=True, check=True
    )
    assert shown.stderr == ""
    for name in COMMANDS:
        assert f"\n   kurils {name}" in shown.stdout
    assert "       141    the reader closed the pipe\n" in shown.stdout


# ---------------------------------------------------------------- examples


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
        *("aquaculture", "greenhouse", "wind"),
        *("area\taquaculture\tpending", "area\tgreenhouse\tpending", "area\ttourism\tpiloted"),
        *("area\twind\tpending", "area\twaste\tpiloted"),
        *("issue\tmovement\topen", "issue\tlegal\topen"),
        *("2 piloted", "3 pending"),
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
def test_the_watch_ends_with_1_when_an_issue_opens(run: Run, tracker_file: Path) -> None:
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


@pytest.mark.usefixtures("programs")
def test_the_makefile_builds_the_report_and_the_picture(folder: Path, tracker_file: Path) -> None:
    require("make")
    shutil.copy(EXAMPLES / "Makefile", folder)
    subprocess.run(["make", "-s"], check=True)
    assert (folder / "report.html").read_text().startswith("<!DOCTYPE html>")
    assert (folder / "timeline.svg").read_text().startswith("<svg")
    assert tomllib.loads(tracker_file.read_text())["schema"] == 1


def test_the_pictures_are_what_the_commands_in_contributing_draw(run: Run, folder: Path) -> None:
    lines = re.findall(
        r"^ *kurils (.* -o (examples/.*))$", (ROOT / "CONTRIBUTING.md").read_text(), re.MULTILINE
    )
    assert [name for _, name in lines] == sorted(
        f"examples/{p.name}" for p in EXAMPLES.glob("*.svg")
    )
    (folder / "examples").mkdir()
    for command, name in lines:
        assert run(*shlex.split(command)).code == 0
        assert (folder / name).read_text() == (ROOT / name).read_text()
