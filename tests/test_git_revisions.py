"""A file in a revision of git, and what a hostile repository can't make of the question."""

import os
import shlex
from pathlib import Path

import pytest

from conftest import Run, in_bash, in_git, refusal, require
from kurils_cli import git, store
from kurils_cli.toml_format import InvalidTracker, decode


def read_revision(revision: str, name: str, folder: Path) -> str:
    return decode(git.read_revision(revision, name, folder), f"git:{revision}")


def refused(revision: str, name: str, folder: Path) -> tuple[str, str | None]:
    """The message and the hint with which a question is refused."""
    return refusal(lambda: read_revision(revision, name, folder))


@pytest.fixture
def repository(folder: Path) -> Path:
    """A repository with a tracker of three revisions, in a folder of its own within it."""
    sub = folder / "repo" / "sub"
    sub.mkdir(parents=True)
    in_git(sub.parent, "init", "--quiet")
    (sub.parent / "other.txt").write_text("x")
    in_git(sub.parent, "add", ".")
    in_git(sub.parent, "commit", "--quiet", "-m", "none yet")
    for text in ("one é\n", "two\r\n", "three"):
        (sub / "kurils.toml").write_bytes(text.encode())
        in_git(sub, "add", "kurils.toml")
        in_git(sub, "commit", "--quiet", "-m", text.strip())
    in_git(sub, "tag", "v1", "HEAD~1")
    (sub / "kurils.toml").write_text("not committed")
    return sub


REVISIONS = {"HEAD": "three", "HEAD~1": "two\r\n", "main~2": "one é\n", "HEAD^{/one}": "one é\n"}
UPSTREAM = {"main@{upstream}": "three", "@{u}": "three", "main@{push}": "three", "v1": "two\r\n"}


def test_a_revision_gives_the_text_of_its_time_in_every_clone(repository: Path) -> None:
    clone = repository.parent.parent / "clone"
    in_git(repository, "clone", "--quiet", "..", f"{clone}")
    for revision, text in (REVISIONS | UPSTREAM).items():
        assert read_revision(revision, "./kurils.toml", clone / "sub") == text
    for revision, text in REVISIONS.items():
        commit = in_git(repository, "rev-parse", revision)[:10]
        for name in ("./kurils.toml", "sub/kurils.toml", "../sub/kurils.toml"):
            assert read_revision(commit, name, repository) == text


@pytest.mark.parametrize(
    ("revisions", "told", "hint"),
    [
        (
            ("main@{yesterday}", "HEAD@{0}", "@{1}", "@{-1}", "main@{2019-12-19}", "HEAD@{1}~1"),
            "`git:{}` is looked up in the reflog, which differs from clone to clone",
            "git rev-list -1 --before=2019-12-19 HEAD",
        ),
        (
            ("nope", "HEAD~99", "0" * 40, "HEAD^{tree}", "a b", "\udcff"),
            "git knows no revision `{}` in `{folder}`",
            "git -C {folder} log --oneline",
        ),
        (("", "-h", "--all", "HEAD:kurils.toml", ":0"), "`{}` is no git revision", None),
    ],
)
def test_what_is_no_revision_that_all_clones_share_is_refused(
    repository: Path, revisions: tuple[str, ...], told: str, hint: str | None
) -> None:
    for revision in revisions:
        assert refused(revision, "./kurils.toml", repository) == (
            told.format(revision, folder=repository),
            hint and hint.format(folder=repository),
        )


def test_a_file_that_a_revision_lacks_is_refused(repository: Path) -> None:
    for revision, name in (
        ("HEAD~3", "./kurils.toml"),
        ("HEAD", "kurils.toml"),
        ("HEAD^{/two}", "my file.toml"),
        ("HEAD", "."),
        ("HEAD", ""),
        ("HEAD", "../../x"),
    ):
        assert refused(revision, name, repository) == (
            f"`{name}` is not in revision `{revision}`",
            f"git ls-tree -r --full-tree --name-only {shlex.quote(revision)}",
        )


def test_a_revision_that_is_not_utf_8_is_refused(repository: Path) -> None:
    (repository / "kurils.toml").write_bytes(b"a\n\xff")
    in_git(repository, "commit", "--quiet", "-am", "bad")
    with pytest.raises(InvalidTracker) as caught:
        read_revision("HEAD", "./kurils.toml", repository)
    assert caught.value.details == ("git:HEAD:2: not UTF-8 text: byte 0xff at offset 2",)


def test_where_git_can_not_be_asked_it_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    require("git")
    message, hint = refused("HEAD", "./kurils.toml", folder)
    assert (message[:25], hint) == ("git: not a git repository", None)
    told = f"can't read a git revision: there is no folder `{folder}/no`"
    assert refused("HEAD", "./kurils.toml", folder / "no") == (told, None)
    monkeypatch.setenv("PATH", f"{folder}")
    told = "can't read a git revision: git is not installed"
    assert refused("HEAD", "./kurils.toml", folder) == (told, None)
    (folder / "git").write_bytes(b"\0")
    (folder / "git").chmod(0o755)
    assert refused("HEAD", "./kurils.toml", folder) == ("can't run git: exec format error", None)


# A partial clone, and one of a hostile repository


@pytest.fixture
def partial(repository: Path, request: pytest.FixtureRequest) -> Path:
    """A clone without old files or trees, whose origin is a program that leaves a mark."""
    top = repository.parent
    in_git(top, "config", "uploadpack.allowFilter", "true")
    clone = top.parent / "partial"
    source = ["clone", "--quiet", f"--filter={request.param}", f"file://{top}"]
    in_git(top.parent, *source, f"{clone}")
    mark = top.parent / "ran"
    for key, value in {
        "remote.origin.url": f"ext::sh -c touch% {mark}",
        "remote.origin.uploadpack": f"touch {mark};",
        "protocol.ext.allow": "always",
        "core.fsmonitor": f"touch {mark}",
        "core.sshCommand": f"touch {mark}",
        "pager.cat-file": f"touch {mark}",
        "diff.x.textconv": f"touch {mark};",
    }.items():
        in_git(clone, "config", key, value)
    (clone / ".gitattributes").write_text("* diff=x\n")
    return clone / "sub"


@pytest.mark.parametrize("partial", ["blob:none", "tree:0"], indirect=True)
def test_a_partial_clone_fetches_nothing_and_runs_nothing_that_it_names(
    partial: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refused("HEAD~1", "./kurils.toml", partial) == (
        "`./kurils.toml` of revision `HEAD~1` is not in this clone, which is a partial one",
        "to fetch it: git cat-file -e 'HEAD~1:./kurils.toml'",
    )
    assert read_revision("HEAD", "./kurils.toml", partial) == "three"
    assert refused("HEAD", "./no.toml", partial)[0] == ("`./no.toml` is not in revision `HEAD`")
    monkeypatch.chdir(partial)
    words = ["kurils", "status", "-f", "git", ":", "HEAD~1", "to"]
    assert in_bash(run, monkeypatch, words) == []
    assert not (partial.parent.parent / "ran").exists()


def test_a_revision_that_is_too_large_is_refused(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "LARGEST", 1 << 20)
    (repository / "kurils.toml").write_text("#" * (10 << 20))
    in_git(repository, "commit", "--quiet", "-am", "large")
    assert refused("HEAD", "./kurils.toml", repository) == (
        "`git:HEAD` is larger than 1 MiB",
        None,
    )


def test_a_repository_of_somebody_else_is_not_asked(repository: Path) -> None:
    if os.getuid() != 0:
        pytest.skip("gives a repository to somebody else")
    os.chown(repository.parent, 12345, 12345)
    message, _ = refused("HEAD", "./kurils.toml", repository)
    assert message == f"git: detected dubious ownership in repository at '{repository.parent}'"
