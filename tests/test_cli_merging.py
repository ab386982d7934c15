"""merge as git calls it: a result in OURS, conflicts told, or nothing done."""

from pathlib import Path

import pytest

from conftest import Run
from kurils_cli import store


def merged(run: Run, base: str, ours: str, theirs: str) -> tuple[int, str, str]:
    for name, text in (("base", base), ("ours", ours), ("theirs", theirs)):
        Path(f"{name}.toml").write_text(text)
    return run("merge", "base.toml", "ours.toml", "theirs.toml")


def logged(on: str, state: str = "piloted") -> str:
    return f'\n[[log]]\ndate = {on}\n{state} = ["wind"]\n'


def with_wind(text: str, state: str) -> str:
    head, wind, tail = text.partition('[areas.wind]\nname = "Wind energy"\nstatus = "')
    return f"{head}{wind}{state}{tail[len('pending') :]}"


def test_merge_puts_both_sides_into_ours(run: Run, folder: Path) -> None:
    base = store.shipped()
    theirs = with_wind(base, "piloted") + logged("2020-06-01")
    assert merged(run, base, base + "# mine\n", theirs) == (0, "", "")
    ours = (folder / "ours.toml").read_text()
    assert "# mine" in ours
    assert "2020-06-01" in ours
    assert run("is", "wind", "piloted", "-f", "ours.toml").code == 0
    assert run("check", "-f", "ours.toml").code == 0


def test_an_empty_base_is_that_of_a_file_which_both_sides_added(run: Run, folder: Path) -> None:
    text = store.shipped()
    assert merged(run, "", text, text) == (0, "", "")
    assert (folder / "ours.toml").read_text() == text


def test_merge_tells_a_conflict_and_what_to_do(run: Run, folder: Path) -> None:
    base = store.shipped()
    ours = with_wind(base, "piloted") + logged("2020-06-01")
    theirs = base + logged("2020-06-01", "pending")
    assert merged(run, base, ours, theirs) == (
        1,
        "",
        "conflict: two entries of 2020-06-01 put `wind` into different states: "
        "`piloted` and `pending`; both stay in the log\n"
        "hint: kurils edit --file ours.toml && git add ours.toml\n",
    )
    assert run("check", "-f", "ours.toml").code == 1
    assert (folder / "ours.toml").read_text().count("2020-06-01") == 2


@pytest.mark.parametrize("broken", ["base", "ours", "theirs"])
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<<<<<<< ours\n", ".toml:1: not TOML"),
        ('schema = 2\ntitle = "T"\n', ".toml:1: "),
        (None, "there is no tracker at"),
    ],
    ids=["unparsable", "newer schema", "missing"],
)
def test_merge_in_trouble_ends_with_129_and_leaves_ours_alone(
    run: Run, folder: Path, broken: str, text: str | None, reason: str
) -> None:
    for name in ("base", "ours", "theirs"):
        (folder / f"{name}.toml").write_text(store.shipped())
    path = folder / f"{broken}.toml"
    path.unlink()
    if text is not None:
        path.write_text(text)
    before = {each.name: each.read_bytes() for each in folder.iterdir()}
    code, out, err = run("merge", "base.toml", "ours.toml", "theirs.toml")
    assert (code, out) == (129, "")
    assert err.startswith("error: ")
    assert reason in err
    assert "hint:" not in err
    assert f"{broken}.toml" in err
    assert {each.name: each.read_bytes() for each in folder.iterdir()} == before
