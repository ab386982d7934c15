"""`kurils check`: several files, a forge's annotations, silence, and a hook of pre-commit."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT, SMALL, Run, require

DRIFTING = SMALL.replace('"piloted"\n\n[areas.wind]', '"pending"\n\n[areas.wind]')
DRIFT = (
    "drift: `tourism` is marked `pending`, but the log leaves it `piloted` (2019-12-19); "
    "to log the mark: kurils update tourism=pending --title TITLE --date DATE{of}; "
    "to change it: kurils edit{of}"
)
OF = " --file drift.toml"


@pytest.fixture
def trackers(folder: Path) -> Path:
    """Three trackers: one as it should be, one with drift, one that is no TOML."""
    (folder / "good.toml").write_text(SMALL)
    (folder / "drift.toml").write_text(DRIFTING)
    (folder / "no,toml:1.toml").write_text("schema = 1\ntitle\n")
    return folder


@pytest.mark.usefixtures("trackers")
def test_several_trackers_are_checked_at_once(run: Run) -> None:
    code, out, err = run("check", "good.toml", "drift.toml", "no,toml:1.toml")
    drift, invalid = out.splitlines()
    assert (code, err) == (1, "good.toml: no findings\n")
    assert drift == f"drift.toml:19: {DRIFT.format(of=OF)}"
    assert invalid.startswith("no,toml:1.toml:2: not TOML")


@pytest.mark.usefixtures("trackers")
def test_that_there_are_no_findings_is_said_once(run: Run) -> None:
    table = ("check", "--format", "table")
    assert run(*table, "good.toml") == (0, "No findings in good.toml\n", "")
    assert run(*table, "good.toml", "good.toml").err == "good.toml: no findings\n" * 2


@pytest.mark.usefixtures("trackers")
def test_a_tracker_that_can_not_be_read_hides_nothing_of_the_others(run: Run) -> None:
    files = ("nowhere.toml", "drift.toml", "nor-here.toml")
    told = [
        f"error: there is no tracker at `{name}`\nhint: kurils init {name}\n" for name in files[::2]
    ]
    drift = run("check", "drift.toml").out
    assert run("check", *files) == (3, drift, "".join(told))
    found = json.loads(run("check", "drift.toml", "--format", "json").out)
    done = run("check", *files, "--format", "json")
    assert (done.code, json.loads(done.out)) == (3, found)
    assert run("check", "nowhere.toml", "--format", "json") == (3, "", told[0])
    code, out, err = run("check", *files, "--format", "github")
    assert (code, err) == (3, "".join(told))
    assert out.splitlines()[1:] == [
        f"::error file={name},title=kurils: can't be read::there is no tracker at `{name}`"
        for name in files[::2]
    ]
    assert out.splitlines()[0].startswith("::error file=drift.toml,line=19,")


@pytest.mark.usefixtures("trackers")
@pytest.mark.parametrize("where", ["", "sub/", "sub/deep/"])
def test_a_forge_is_given_paths_from_the_top_of_the_repository(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    (folder / "sub" / "deep").mkdir(parents=True)
    (folder / ".git").touch()  # as it is in a work tree and a submodule
    (folder / "drift.toml").rename(folder / f"{where}drift.toml")
    monkeypatch.chdir(folder / where)
    out = run("check", "drift.toml", "../nowhere.toml", "--format", "github").out
    assert [line.partition(",")[0] for line in out.splitlines()] == [
        f"::error file={where}drift.toml",
        "::error file=" + {"": "../", "sub/": "", "sub/deep/": "sub/"}[where] + "nowhere.toml",
    ]
    text = (folder / where / "drift.toml").read_text()
    out = run("check", "--file", "-", "--format", "github", stdin=text).out
    assert out.startswith("::error file=<stdin>,")


@pytest.mark.parametrize("name", ["git:HEAD:sub/kurils.toml", "record:x", "-fsub/kurils.toml"])
def test_a_file_that_is_there_is_a_file_whatever_its_name_looks_like(
    run: Run, folder: Path, name: str
) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("schema = 1\ntitle\n")
    hook = (ROOT / ".pre-commit-hooks.yaml").read_text()
    [entry] = [line for line in hook.splitlines() if "entry:" in line]
    done = run(*entry.partition("kurils ")[2].split(), name)
    assert done.code == 1
    assert done.out.startswith(f"{name}:2: not TOML")


@pytest.mark.usefixtures("trackers")
def test_the_file_of_each_finding_is_told(run: Run) -> None:
    one = json.loads(run("check", "drift.toml", "--format", "json").out)
    both = json.loads(run("check", "good.toml", "drift.toml", "--format", "json").out)
    assert (one["file"], both["file"]) == ("drift.toml", None)
    assert [finding["file"] for finding in both["findings"]] == ["drift.toml"]
    assert one["findings"] == both["findings"]


@pytest.mark.usefixtures("trackers")
def test_a_forge_shows_findings_beside_their_lines(run: Run) -> None:
    code, out, _ = run("check", "drift.toml", "no,toml:1.toml", "--format", "github")
    drift, invalid = out.splitlines()
    message = DRIFT.format(of=OF).removeprefix("drift: ")
    assert (code, drift) == (1, f"::error file=drift.toml,line=19,title=kurils: drift::{message}")
    place = "file=no%2Ctoml%3A1.toml,line=2,title=kurils: invalid"
    assert invalid.startswith(f"::error {place}::not TOML")


def test_a_warning_is_one_for_a_forge_too_and_its_text_ends_nothing(
    run: Run, tracker_file: Path
) -> None:
    tracker_file.write_text(SMALL.replace("schema = 1\n", 'schema = 1\n"a::b%\\n" = 1\n'))
    code, out, _ = run("check", "--format", "github")
    assert (code, out) == (
        0,
        "::warning file=kurils.toml,line=7,title=kurils: warning::unknown key `a::b%25\\n`\n",
    )


def test_pre_commit_runs_the_hook_on_trackers_alone(folder: Path) -> None:
    require("git")
    # pre-commit would install kurils from a repository: here it is what is under test.
    hook = (ROOT / ".pre-commit-hooks.yaml").read_text()
    hook = hook.replace("language: python", "language: system")
    hook = hook.replace("entry: kurils", f"entry: {sys.executable} -m kurils_cli")
    local = "\n".join(f"      {line}" for line in hook.splitlines())
    repository = folder / "repository"
    (repository / "sub").mkdir(parents=True)
    config = f"repos:\n  - repo: local\n    hooks:\n{local}\n"
    (repository / ".pre-commit-config.yaml").write_text(config)
    (repository / "sub" / "kurils.toml").write_text(DRIFTING)
    (repository / "other.toml").write_text("no tracker")
    git = ["git", "-C", str(repository)]
    subprocess.run([*git, "init", "--quiet"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    hooks = [sys.executable, "-m", "pre_commit", "run", "--all-files"]
    done = subprocess.run(hooks, cwd=repository, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "sub/kurils.toml:19: drift" in done.stdout
    assert "other.toml" not in done.stdout
    (repository / "sub" / "kurils.toml").write_text(SMALL)
    subprocess.run(hooks, cwd=repository, capture_output=True, check=True)


UNEXPLAINED = (
    "kurils.toml:19: warning: unexplained: `tourism` is marked `piloted`, and no entry of the log "
    "names it; to log the mark: kurils update tourism=piloted --title TITLE --date DATE; "
    "to change it: kurils edit\n"
)
AHEAD = (
    "warning: an entry is dated in the future, 2026-11-25: it announces `tourism=piloted`, "
    "`waste=piloted`, `movement=open`, `legal=open`, and moves nothing until then; "
    "to take it out: kurils amend 2026-11-25 tourism= waste= movement= legal=\n"
)
TO_COME = SMALL.replace("date = 2019-12-19", "date = 2026-11-25")


def test_a_mark_that_no_entry_names_is_a_warning(run: Run, tracker_file: Path) -> None:
    tracker_file.write_text(SMALL.replace('["tourism", "waste"]', '["waste"]'))
    assert run("check") == (0, UNEXPLAINED, "")
    assert run("check", "--strict").code == 1


@pytest.mark.usefixtures("clock")
def test_without_a_log_a_mark_needs_no_entry(run: Run, tracker_file: Path) -> None:
    tracker_file.write_text(SMALL[: SMALL.index("[[log]]")])
    assert run("check", "--strict").code == 0


@pytest.mark.usefixtures("clock")
def test_what_reads_says_that_an_entry_of_the_future_moves_nothing_yet(
    run: Run, tracker_file: Path
) -> None:
    tracker_file.write_text(TO_COME)
    drift = (
        "kurils.toml:{}: drift: `{}` is marked `piloted`, but the entry that says so is dated in "
        "the future (2026-11-25); to settle it: kurils edit\n"
    )
    told = "note: an entry dated in the future moves nothing yet: 2026-11-25\n"
    assert run("status").err == drift.format(19, "tourism") + drift.format(27, "waste") + told
    assert run("check").code == 1
    tracker_file.write_text(TO_COME.replace('status = "piloted"', 'status = "pending"'))
    assert run("status").err == told
    code, out, _ = run("check")
    assert (code, AHEAD in out) == (0, True)
    assert run("check", "--strict").code == 1
    assert run("is", "tourism", "pending") == (0, "", "")
    with tracker_file.open("a") as file:
        file.write('[[log]]\ndate = 2027-01-01\npiloted = ["wind"]\n')
    two = "note: 2 entries dated in the future move nothing yet, the first of them is of "
    assert run("status").err == f"{two}2026-11-25\n"


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("format", ["csv", "json", "xlsx"])
def test_what_an_entry_announces_has_no_state_from_which_it_moved(
    run: Run, tracker_file: Path, format: str
) -> None:
    tracker_file.write_text(TO_COME.replace('status = "piloted"', 'status = "pending"'))
    announced = "tourism=piloted waste=piloted movement=open legal=open\n"
    assert run("log", "--oneline").out.endswith(f"\t{announced}")
    assert f"\t{announced.strip()}\t" in run("report").out
    [entry] = json.loads(run("log", "--format", "json").out)["entries"]
    assert entry["changes"][0] == {"id": "tourism", "from": None, "to": "piloted"}
    run("log", "-o", f"log.{format}")
    assert "skipped: 1\n" in run("import", f"log.{format}").err


@pytest.mark.usefixtures("clock", "tracker_file")
def test_check_finds_what_nobody_logged_or_looked_for_in_so_many_days(run: Run) -> None:
    run("looked", "wind", "--date", "2026-11-04")
    assert run("check", "--stale", "20").out == "".join(
        f"kurils.toml:{line}: stale: nothing was logged or looked for about `{id}` since "
        f"2019-12-19, 2532 days ago; if you looked and found none: kurils looked {id}\n"
        for line, id in zip(
            (9, 13, 17, 25, 31, 35),
            ("aquaculture", "greenhouse", "tourism", "waste", "movement", "legal"),
            strict=True,
        )
    )
    assert run("check", "--stale", "20").code == 1
    assert run("check", "--stale", "19").out.count("`wind` since 2026-11-04, 20 days ago") == 1
    run("looked")
    assert run("check", "--stale", "0") == (0, "", "kurils.toml: no findings\n")


@pytest.mark.usefixtures("clock")
def test_what_was_never_heard_of_is_stale_and_what_is_resolved_is_not(
    run: Run, tracker_file: Path
) -> None:
    tracker_file.write_text(
        'schema = 1\ntitle = "T"\nareas.ports = {name = "Ports", status = "pending"}\n'
        'issues.fees = {title = "Fees", status = "resolved"}\n'
    )
    assert run("check", "--stale", "9999").out == (
        "kurils.toml:3: stale: nothing was ever logged or looked for about `ports`; "
        "if you looked and found none: kurils looked ports\n"
    )
