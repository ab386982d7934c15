"""merge --install and --uninstall: kurils as the merge driver of a repository, and no more."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Run, failing, in_git, names, refused, require
from kurils_cli import git
from kurils_cli.errors import TrackerError

LINE = git.ATTRIBUTE.encode()
DRIVER = f"git config merge.kurils.driver '{git.DRIVER}'"


@pytest.fixture
def repository(folder: Path) -> Path:
    """A repository, the current folder."""
    in_git(".", "init", "--quiet")
    return folder


def state(repository: Path) -> tuple[bytes | None, bytes]:
    """What `.gitattributes` and git's configuration have."""
    file = repository / ".gitattributes"
    config = (repository / ".git" / "config").read_bytes()
    return file.read_bytes() if file.exists() else None, config


BEFORE = [
    None,
    b"*.png binary\n",
    b"*.png binary",
    b"*.png binary\r\n*.svg text\r\n",
    b"*.png binary\r\n*.svg text",
    b"# \x0c\xff\r*.png binary\n\n",
    b"*.toml merge=kurils\n*.png binary\n",
    b"",
]


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("where", [".", "below"])
def test_the_driver_is_installed_once_and_taken_back_byte_for_byte(
    run: Run, repository: Path, monkeypatch: pytest.MonkeyPatch, before: bytes | None, where: str
) -> None:
    file = repository / ".gitattributes"
    if before is not None:
        file.write_bytes(before)
    as_it_was = state(repository)
    (repository / where).mkdir(exist_ok=True)
    monkeypatch.delenv("GIT_CEILING_DIRECTORIES")
    monkeypatch.chdir(repository / where)
    installed = (0, f"echo '{git.ATTRIBUTE}' >> {file}\n{DRIVER}\n", "")
    assert run("merge", "--install") == installed
    assert file.read_bytes().startswith(before or b"")
    assert file.read_bytes().splitlines().count(LINE) == 1
    assert in_git(".", "config", "merge.kurils.driver") == f"{git.DRIVER}\n"
    assert in_git(".", "check-attr", "merge", "--", "a.toml") == "a.toml: merge: kurils\n"
    both = state(repository)
    assert run("merge", "--install") == installed
    assert state(repository) == both
    undone = f"sed -i '/^\\*\\.toml merge=kurils$/d' {file}\n"
    section = "git config --remove-section merge.kurils\n"
    was_there = LINE in (before or b"").splitlines()
    assert run("merge", "--uninstall") == (0, section if was_there else undone + section, "")
    assert state(repository) == as_it_was
    note = "note: kurils is not the merge driver of this clone\n"
    assert run("merge", "--uninstall") == (0, "", note)
    assert state(repository) == as_it_was


@given(data=st.binary() | st.lists(st.sampled_from([b"a", b"\r", b"\n", LINE[:3]])).map(b"".join))
def test_what_comes_at_the_end_of_any_file_goes_and_nothing_else(data: bytes) -> None:
    added = git.with_line(data)
    assert added.startswith(data)
    assert added.split(b"\n")[-2:].count(LINE) + added.split(b"\n")[-2:].count(LINE + b"\r") == 1
    assert git.with_line(added) == added
    assert git.without_line(added) == data


@pytest.mark.usefixtures("repository")
def test_what_version_0_2_installed_is_taken_back_too_and_other_lines_stay(
    run: Run, repository: Path
) -> None:
    as_it_was = state(repository)[1]
    (repository / ".gitattributes").write_text(f"*.png binary\n{git.ATTRIBUTE}\n*.svg text\n")
    in_git(".", "config", "merge.kurils.driver", git.DRIVER)
    assert run("merge", "--uninstall").code == 0
    assert state(repository) == (b"*.png binary\n*.svg text\n", as_it_was)
    in_git(".", "config", "merge.kurils.driver", git.DRIVER)
    (repository / ".gitattributes").unlink()
    assert run("merge", "--uninstall").out == "git config --remove-section merge.kurils\n"
    in_git(".", "config", "merge.kurils.driver", git.DRIVER)
    assert run("merge", "--install").code == 0
    with (repository / ".gitattributes").open("a") as file:
        file.write("*.png binary\n")
    assert run("merge", "--uninstall").code == 0
    assert state(repository) == (b"*.png binary\n", as_it_was)


def test_nothing_is_written_outside_the_repository(run: Run, repository: Path) -> None:
    """Nor does git follow such a link."""
    (repository / "inside").write_text("mine")
    before = state(repository)
    file = repository / ".gitattributes"
    for target in ("inside", "nowhere"):
        file.symlink_to(target)
        for option in ("--install", "--uninstall"):
            told = f"`{file}` is a link, which git does not follow; nothing was written"
            assert run("merge", option) == refused(129, told)
        file.unlink()
    assert (repository / "inside").read_text() == "mine"
    assert state(repository) == before


@pytest.mark.parametrize("option", ["--install", "--uninstall"])
@pytest.mark.parametrize("what", ["configuration", "attributes"])
@pytest.mark.parametrize("before", [None, b"*.png binary"])
def test_it_is_done_wholly_or_not_at_all(
    run: Run, repository: Path, option: str, what: str, before: bytes | None
) -> None:
    file = repository / ".gitattributes"
    if before:
        file.write_bytes(before)
    if option == "--uninstall":
        run("merge", "--install")
    as_it_was = state(repository)
    if what == "configuration":
        (repository / ".git" / "config.lock").touch()
    elif file.exists():
        file.chmod(0o444)
    else:
        file.mkdir()
    code, out, err = run("merge", option)
    if what == "attributes" and option == "--uninstall" and not before:
        assert code == 0  # as `rm` takes away a file that may not be written
        return
    assert (code, out) == (129, "")
    assert err.startswith("error: ")
    if file.is_dir():
        file.rmdir()
    assert state(repository) == as_it_was
    assert names(repository) == sorted([".git"] + [".gitattributes"] * (as_it_was[0] is not None))


@pytest.mark.parametrize("has_driver", [False, True])
def test_an_install_that_git_ends_half_way_is_taken_back(
    run: Run, repository: Path, monkeypatch: pytest.MonkeyPatch, has_driver: bool
) -> None:
    if has_driver:
        in_git(".", "config", "merge.kurils.name", "trackers of kurils, by meaning")
        in_git(".", "config", "merge.kurils.driver", git.DRIVER)
    as_it_was = state(repository)
    real = git._run

    def failing(*arguments: str, **options: Any) -> bytes:
        if arguments[-1] == git.DRIVER:
            raise TrackerError("git: no room")
        return real(*arguments, **options)

    monkeypatch.setattr(git, "_run", failing)
    assert run("merge", "--install") == refused(129, "git: no room")
    assert state(repository) == as_it_was


def test_a_file_that_can_not_be_removed_leaves_the_driver(
    run: Run, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("merge", "--install")
    as_it_was = state(repository)
    monkeypatch.setattr("kurils_cli.store.remove", lambda _: None)
    told = f"can't remove `{repository}/.gitattributes`; nothing was written"
    assert run("merge", "--uninstall") == refused(129, told)
    assert state(repository) == as_it_was


def test_a_driver_of_that_name_that_somebody_set_stays(run: Run, repository: Path) -> None:
    in_git(".", "config", "merge.kurils.driver", "my kurils")
    as_it_was = state(repository)
    told = "another command is the merge driver `kurils` here: `my kurils`; nothing was written"
    hint = "to let it go: git config --remove-section merge.kurils"
    assert run("merge", "--install") == refused(129, told, hint)
    assert state(repository) == as_it_was


@pytest.mark.parametrize("wins", ["a later line", "nested", "info"])
def test_what_wins_over_the_line_is_named(run: Run, repository: Path, wins: str) -> None:
    (repository / "sub").mkdir()
    for name in ("sub/b.toml", "kurils.toml"):
        (repository / name).touch()
    in_git(".", "add", ".")
    where = {
        "a later line": repository / ".gitattributes",
        "nested": repository / "sub" / ".gitattributes",
        "info": repository / ".git" / "info" / "attributes",
    }[wins]
    where.parent.mkdir(exist_ok=True)
    first = f"{git.ATTRIBUTE}\n" if wins == "a later line" else ""
    where.write_text(f"{first}*.toml merge=union\n")
    code, _, err = run("merge", "--install")
    files = "" if wins == "nested" else "`kurils.toml` (union), "
    told = "another line, a `.gitattributes` further down or `.git/info/attributes` decides"
    assert (code, err) == (0, f"note: {told} how git merges {files}`sub/b.toml` (union)\n")


def test_of_many_files_that_are_merged_otherwise_some_are_named(run: Run, repository: Path) -> None:
    for number in range(15):
        (repository / f"{number}.toml").touch()
    in_git(".", "add", ".")
    (repository / ".git" / "info" / "attributes").write_text("*.toml -merge\n")
    assert run("merge", "--install").err.endswith("`4.toml` (unset) and 6 more\n")


@pytest.mark.parametrize(
    "options", [("--install", "--uninstall"), ("--install", "base.toml"), ("--uninstall", "x")]
)
def test_each_option_stands_alone(run: Run, repository: Path, options: tuple[str, ...]) -> None:
    as_it_was = state(repository)
    told = "--install and --uninstall take no other argument"
    assert run("merge", *options) == refused(129, told)
    assert state(repository) == as_it_was


@pytest.mark.parametrize("option", ["--install", "--uninstall"])
def test_outside_a_repository_there_is_nothing_to_set_up(
    run: Run, folder: Path, option: str
) -> None:
    require("git")
    code, out, err = run("merge", option)
    assert (code, out) == (129, "")
    assert "not a git repository" in err
    assert names(folder) == []


def test_attributes_that_can_not_be_looked_up_are_not_absent(
    run: Run, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_it_was = state(repository)
    monkeypatch.setattr("kurils_cli.store.is_gone", failing(5))
    told = f"can't read `{repository}/.gitattributes`: input/output error; nothing was written"
    assert run("merge", "--install") == refused(129, told)
    monkeypatch.undo()
    assert state(repository) == as_it_was
