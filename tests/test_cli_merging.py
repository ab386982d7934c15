"""merge as git calls it: a result in OURS, conflicts told, or nothing done."""

from pathlib import Path

import pytest

from conftest import SMALL, Ran, Run, in_git, refused, require
from kurils_cli import git
from kurils_cli.toml_format import read

TOP = 'schema = 1\ntitle = "T"\n'
ONE = '\n[[log]]\ndate = 2020-01-01\ntitle = "x"\n'


FILES = ("base.toml", "ours.toml", "theirs.toml")


def merged(run: Run, base: str, ours: str, theirs: str, *more: str) -> Ran:
    for name, text in zip(FILES, (base, ours, theirs), strict=True):
        Path(name).write_text(text)
    return run("merge", *FILES, *more)


def logged(on: str, state: str = "piloted") -> str:
    return f'\n[[log]]\ndate = {on}\n{state} = ["wind"]\n'


def piloted(text: str) -> str:
    """The text after an entry that wind is piloted."""
    head, wind, tail = text.partition('[areas.wind]\nname = "Wind energy"\nstatus = ')
    return head + wind + tail.replace("pending", "piloted", 1) + logged("2020-06-01")


PENDING = SMALL + logged("2020-06-01", "pending")


def test_merge_tells_a_conflict_and_what_to_do(run: Run, folder: Path) -> None:
    assert merged(run, SMALL, piloted(SMALL), PENDING) == (
        1,
        "",
        "conflict: two entries of 2020-06-01 put `wind` into different states: "
        "`pending` and `piloted`; both stay in the log\n"
        "hint: kurils edit --file ours.toml && git add ours.toml\n",
    )
    assert run("check", "-f", "ours.toml").code == 1
    assert (folder / "ours.toml").read_text().count("2020-06-01") == 2


@pytest.mark.parametrize(
    ("broken", "text", "reason"),
    [
        ("base", "<<<<<<< ours\n", ".toml:1: not TOML"),
        ("theirs", 'schema = 2\ntitle = "T"\n', ".toml:1: "),
        ("ours", "", ".toml:1: the file is empty"),
        ("theirs", "", ".toml:1: the file is empty"),
        *((side, None, "there is no tracker at") for side in ("base", "ours", "theirs")),
    ],
)
def test_merge_in_trouble_ends_with_129_and_leaves_ours_alone(
    run: Run, folder: Path, broken: str, text: str | None, reason: str
) -> None:
    for name in FILES:
        (folder / name).write_text(SMALL if text is None or broken not in name else text)
    if text is None:
        (folder / f"{broken}.toml").unlink()
    before = {each.name: each.read_bytes() for each in folder.iterdir()}
    code, out, err = run("merge", *FILES)
    assert (code, out, err.startswith("error: ")) == (129, "", True)
    assert reason in err
    assert "hint:" not in err
    assert f"{broken}.toml" in err
    assert {each.name: each.read_bytes() for each in folder.iterdir()} == before


def test_merge_goes_by_the_name_that_git_gives(run: Run, folder: Path) -> None:
    for name, text in (("base", SMALL), ("ours", piloted(SMALL)), ("theirs", PENDING)):
        (folder / f".merge_{name}").write_text(text)
    files = (".merge_base", ".merge_ours", ".merge_theirs", "our data/kurils.toml")
    code, _, err = run("merge", *files)
    assert code == 1
    there = "'our data/kurils.toml'"
    assert err.endswith(f"hint: kurils edit --file {there} && git add {there}\n")
    (folder / ".merge_theirs").write_text("<<<<<<<\n")
    code, _, err = run("merge", *files)
    assert code == 129
    assert "our data/kurils.toml (theirs):1: not TOML" in err
    (folder / ".merge_theirs").unlink()
    code, _, err = run("merge", *files)
    told = "error: there is no tracker at `.merge_theirs` (theirs of our data/kurils.toml)\n"
    assert err == told


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("is_ours", [True, False])
def test_a_comment_that_can_not_be_kept_is_named(run: Run, is_ours: bool) -> None:
    """Where the layout can't be woven, ours is edited, and then theirs is lost."""
    base = f"{TOP}{ONE}\n[a.b]\nx = 1\n\n[c]\n\n[a.b.d]\ny = 1\n"
    sides = [base.replace("\n\n[a.b]", f"\n{x} = '{x}' # {x}\n\n[a.b]") for x in ("note", "place")]
    code, _, err = merged(run, base, *(sides if is_ours else sides[::-1]))
    theirs = "place" if is_ours else "note"
    assert (code, err) == (0, f"note: a comment of theirs did not come along: # {theirs}\n")


@pytest.mark.usefixtures("folder")
def test_a_hint_is_for_the_folder_in_which_git_was_called(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_PREFIX", "my data/")
    _, _, err = merged(run, SMALL, piloted(SMALL), PENDING, "my data/kurils.toml")
    assert err.endswith("hint: kurils edit --file kurils.toml && git add kurils.toml\n")


@pytest.mark.parametrize(
    "arguments", [(), ("a", "b"), ("a", "b", "c", "d", "e"), ("--foo",), ("a", "b", "c", "d", "-x")]
)
def test_a_slip_on_its_command_line_is_no_merge_for_git(run: Run, arguments: tuple[str]) -> None:
    code, out, err = run("merge", *arguments)
    assert (code, out) == (129, "")
    assert err.startswith("error: ")


def test_a_tracker_may_be_named_as_an_option_is(run: Run, folder: Path) -> None:
    ours, (base, mine, theirs) = SMALL.replace("Tourism", "Tours"), FILES
    assert merged(run, SMALL, ours, SMALL, "-h") == (0, "", "")
    assert run("merge", "--", base, theirs, mine, "-h") == (0, "", "")
    assert (folder / theirs).read_text() == (folder / mine).read_text() == ours


@pytest.mark.parametrize(("theirs", "code"), [("a = 1\n\n\nb = 3\n", 0), ("a = 5\n", 1)])
def test_a_file_that_is_no_tracker_is_merged_by_lines(
    run: Run, folder: Path, theirs: str, code: int
) -> None:
    base, ours = "a = 1\n\n\nb = 2\n", "a = 4\n\n\nb = 2\n"
    assert merged(run, base, ours, theirs, "other.toml") == (code, "", "")
    text = (folder / "ours.toml").read_text()
    if code:
        assert "<<<<<<< other.toml (ours)\n" in text
        assert ">>>>>>> other.toml (theirs)\n" in text
    else:
        assert text == "a = 4\n\n\nb = 3\n"


def test_what_git_can_not_merge_by_lines_is_no_merge(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = folder / "bin"
    bad.mkdir()
    (bad / "git").write_text("#!/bin/sh\necho 'error: no room' >&2\nexit 255\n")
    (bad / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{bad}")
    lines = ["a = 1\n"] * 3
    assert merged(run, *lines) == refused(129, "git: no room")
    (bad / "git").unlink()
    assert merged(run, *lines) == refused(129, "can't run git: no such file or directory")


def test_lines_that_are_no_text_are_not_taken_for_one(folder: Path) -> None:
    """As when somebody writes to a side after it was read: no byte may become a guess."""
    files = [folder / name for name in FILES]
    for file, data in zip(files, (b"a\n", b"a\n", b"a\n# \xff\n"), strict=True):
        file.write_bytes(data)
    assert git.merged_lines(*files) is None


def test_a_merge_by_lines_is_written_as_carefully_as_one_by_meaning(run: Run, folder: Path) -> None:
    require("git")
    ours = folder / "ours.toml"
    for file in (ours, folder / "base.toml"):
        file.write_text("base = 1\n")
    (folder / "theirs.toml").write_text("theirs = 1\n")
    ours.chmod(0o444)
    told = "can't write `ours.toml`: the file is read-only; it is as it was"
    assert run("merge", *FILES) == refused(129, told)
    assert ours.read_text() == "base = 1\n"


@pytest.mark.parametrize(("markers", "usual", "is_told"), [(9, "", False), (32, "32", True)])
def test_what_git_merges_for_itself_is_told_to_nobody(
    run: Run, folder: Path, markers: int, usual: str, is_told: bool
) -> None:
    """A base of its own, for which git makes its conflict markers longer."""
    in_git(folder, "init", "--quiet")
    if usual:
        (folder / ".gitattributes").write_text(f"*.toml conflict-marker-size={usual}\n")
    texts = (SMALL.replace("Tourism", title) for title in ("Tourism", "Tours", "Travel"))
    code, out, err = merged(run, *texts, "kurils.toml", f"{markers}")
    assert (code, out, "conflict: " in err) == (1, "", is_told)


def test_an_id_that_both_sides_rename_is_told_and_is_that_of_ours(run: Run, folder: Path) -> None:
    base = SMALL.replace('"wind"', '"waste"')
    ours, theirs = (base.replace("[areas.wind]", f"[areas.{id}]") for id in ("gale", "breeze"))
    assert merged(run, base, ours, theirs + "# end\n") == (
        1,
        "",
        "conflict: `wind` was renamed: ours is `gale` and theirs `breeze`; ours stays\n"
        "hint: kurils edit --file ours.toml && git add ours.toml\n",
    )
    assert (folder / "ours.toml").read_text() == ours + "# end\n"


NAMING = TOP + (
    '[areas.{0}]\nname = "W"\nstatus = "pending"\n[parties.{1}]\nname = "J"\n'
    '[[log]]\ndate = 2020-05-01\ntitle = "T"\nabout = ["{0}"]\nplace = "p"\n{2}'
)
ADDED = (
    '\n# new\n[[log]]\ndate = 2020-06-01\ntitle = "x"\nabout = ["{0}"] # it\nby = ["{1}"]\n'
    'says.{1} = "S"\n'
)
FIRST, SECOND, THIRD = (f"{{ date = 2020-01-0{n}, title = 'n{n}' }}" for n in range(1, 4))
LAYOUTS: dict[str, tuple[str, str, str, str | None]] = {
    "comments at the end": (
        f"{TOP}{ONE}\n# end\n",
        f"{TOP}{ONE}\n# ours\n\n# end\n",
        f"{TOP}{ONE}\n# new\n{ONE.replace('x', 'y')[1:]}\n# end\n\n# theirs\n",
        f"{TOP}{ONE}\n# new\n{ONE.replace('x', 'y')[1:]}\n# ours\n\n# end\n\n# theirs\n",
    ),
    "line ends of Windows": (
        f"{TOP}{ONE}".replace("\n", "\r\n"),
        f"{TOP}{ONE}place = 'a' # b\n".replace("\n", "\r\n"),
        f"{TOP}{ONE}note = 'c'\n".replace("\n", "\r\n"),
        f"{TOP}{ONE}note = 'c'\nplace = 'a' # b\n".replace("\n", "\r\n"),
    ),
    "a file that both sides added": (
        "",
        f"# a\n{TOP}{ONE}",
        f"{TOP}\n[areas.wind]\nname = 'W'\nstatus = 'pending'\n{ONE}",
        f"# a\n{TOP}\n[areas.wind]\nname = 'W'\nstatus = 'pending'\n{ONE}",
    ),
    "comments of a list and of its members": (
        f"{TOP}{ONE}sources = ['a', 'b']\n",
        f"{TOP}{ONE}sources = [ # ours\n  'a',\n  'b',  # b\n  # end\n]\n",
        f"{TOP}{ONE}sources = [\n  'b',\n  'c',\n]\n",
        f"{TOP}{ONE}sources = [ # ours\n  'b',  # b\n  'c',\n  # end\n]\n",
    ),
    "two comments behind one value": (
        f"{TOP}{ONE}place = 'p'\n",
        f"{TOP}{ONE}place = 'p' # a\n",
        f"{TOP}{ONE}place = 'p' # b\n",
        f"{TOP}{ONE}# b\nplace = 'p' # a\n",
    ),
    "a field that one side takes out, and a table of the entry": (
        f"{TOP}{ONE}place = 'p'\nnote = 'n'\n[log.more]\na = 1\n",
        f"{TOP}{ONE}note = 'n'\n[log.more]\na = 1\n",
        f"{TOP}{ONE}place = 'p'\nnote = 'm' # m\n[log.more]\na = 2 # two\n",
        f"{TOP}{ONE}note = 'm' # m\n[log.more]\na = 2 # two\n",
    ),
    "a comment on an entry that goes": (
        f"{TOP}{ONE}",
        f"{TOP}\n# said\n{ONE[1:]}",
        TOP,
        f"{TOP}\n# said\n",
    ),
    "a comment on a field that goes": (
        f"{TOP}{ONE}place = 'p'\nnote = 'n' # stays\n",
        f"{TOP}{ONE}# said\nplace = 'p'\nnote = 'n' # stays\n",
        f"{TOP}{ONE}note = 'n' # stays\n",
        f"{TOP}\n# said\n\n{ONE[1:]}note = 'n' # stays\n",
    ),
    "a comment that lines alone would leave at another entry": (
        f"{TOP}{ONE}",
        f"{TOP}{ONE.replace('x', 'y')}{ONE}",
        f"{TOP}\n# doubtful{ONE}",
        f"{TOP}{ONE.replace('x', 'y')}\n# doubtful{ONE}",
    ),
    "ids that one side renames, wherever the other names them": (
        NAMING.format("wind", "jp", ""),
        NAMING.format("gale", "japan", ""),
        NAMING.format("wind", "jp", ADDED.format("wind", "jp")),
        NAMING.format("gale", "japan", ADDED.format("gale", "japan")),
    ),
    "an entry that both sides add, at two places": (
        f"{TOP}{ONE}",
        f"{TOP}{ONE.replace('x', 'y')}{ONE}",
        f"{TOP}{ONE}{ONE.replace('x', 'y')}",
        f"{TOP}{ONE}{ONE.replace('x', 'y')}",
    ),
    "days of looking": (
        f"{TOP}\n[[looked]]\ndate = 2020-01-01\n",
        f"{TOP}\n[[looked]]\ndate = 2020-01-01\nnote = 'n' # ours\n",
        f"{TOP}\n[[looked]]\ndate = 2020-01-01\nwhere = ['w']\n"
        "# new\n[[looked]]\ndate = 2020-01-02\n",
        f"{TOP}\n[[looked]]\ndate = 2020-01-01\nnote = 'n' # ours\nwhere = ['w']\n"
        "# new\n[[looked]]\ndate = 2020-01-02\n",
    ),
    "an entry that one side corrects": (
        f"{TOP}\n# one\n{ONE[1:]}",
        f"{TOP}\n# one\n{ONE[1:].replace('01-01', '01-11')}",
        f"{TOP}\n# one\n{ONE[1:]}\n# new\n{ONE[1:].replace('x', 'y')}",
        f"{TOP}\n# one\n{ONE[1:].replace('01-01', '01-11')}\n# new\n{ONE[1:].replace('x', 'y')}",
    ),
    "entries in brackets": (
        f"{TOP}log = [{FIRST}]\n",
        f"{TOP}log = [{FIRST}, {SECOND}]\n",
        f"{TOP}log = [{FIRST}, {THIRD}]\n",
        f"{TOP}log = [{FIRST}, {SECOND}, {THIRD}]\n",
    ),
    "an entry in brackets that both edit": (
        f"{TOP}log = [{{ date = 2020-01-01, title = 'x' }}] # all\n",
        f"{TOP}log = [{{ date = 2020-01-01, title = 'x', place = 'p' }}] # all\n",
        f"{TOP}log = [{{ date = 2020-01-01, title = 'x', note = 'n' }}] # all\n",
        f'{TOP}log = [{{ date = 2020-01-01, title = "x", place = "p", note = "n" }}] # all\n',
    ),
    "brackets deeper than anybody has them": (
        f"{TOP}{ONE}z = [[[[[1]]]]]\n",
        f"{TOP}{ONE}place = 'p'\nz = [[[[[1]]]]]\n",
        f"{TOP}{ONE}note = 'n'\nz = [[[[[1]]]]]\n",
        None,
    ),
    "a list of them": (
        f"{TOP}{ONE}z = [[[1]]]\n",
        f"{TOP}{ONE}z = [[[1]], 2]\n",
        f"{TOP}{ONE}z = [[[1]]] # z\nnote = 'n'\n",
        f"{TOP}{ONE}z = [[[1]], 2] # z\nnote = 'n'\n",
    ),
}
"""Base, ours, theirs and what becomes of them; None: it is valid and says what both say."""


@pytest.mark.parametrize(("is_ours", "path"), [(True, "."), (False, "."), (True, None)])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_is_woven_whichever_side_is_ours(
    run: Run,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    layout: str,
    is_ours: bool,
    path: str | None,
) -> None:
    """With git, which would do some of them, and without it."""
    base, *sides, both = LAYOUTS[layout]
    if path:
        monkeypatch.setenv("PATH", path)
    assert merged(run, base, *(sides if is_ours else sides[::-1])) == (0, "", "")
    text = (folder / "ours.toml").read_bytes().decode()
    if both is None:
        assert run("check", "ours.toml").code == 0
        entry = read(text, "k").tracker.log[0]
        assert (entry.place, entry.note) == ("p", "n")
    else:
        assert text == both


def test_what_can_neither_be_woven_nor_edited_is_refused(run: Run, folder: Path) -> None:
    base, *sides = (
        f"{TOP}areas = {{ a = {{ name = 'A', status = 'pending' }}{more} }}\n"
        f"{ONE}{field}\n[x.y]\nz = 1\n[v]\n[x.y.w]\n"
        for more, field in (
            ("", ""),
            (", b = { name = 'B', status = 'pending' }", "place = 'p'"),
            (", c = { name = 'C', status = 'pending' }", "note = 'n'"),
        )
    )
    code, _, err = merged(run, base, *sides)
    assert code == 129
    assert "laid out in a way that can't be edited faithfully" in err
    assert (folder / "ours.toml").read_text() == sides[0]


@pytest.mark.usefixtures("folder")
def test_what_the_entries_of_either_side_leave_contested_is_told(run: Run) -> None:
    parties = '\n[parties.jp]\nname = "Japan"\n[parties.ru]\nname = "Russia"\n'
    base = SMALL + parties
    ours = piloted(base) + 'by = ["ru"]\n'
    theirs = base + logged("2020-05-01", "pending") + 'by = ["jp"]\n'
    assert merged(run, base, ours, theirs) == (
        0,
        "",
        "note: `wind` is contested: Japan: pending since 2020-05-01; Russia: piloted since "
        "2020-06-01; each account is kept, the mark is the newest\n",
    )
