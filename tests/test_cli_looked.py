"""`looked`, and what `check --stale` finds: silence that somebody looked into, and silence."""

import json
import shlex
from pathlib import Path

import pytest

from conftest import IDS, SMALL, Run, refused, steps

LOOKED = """
[[looked]]
date = 2026-11-24
about = ["wind", "legal"]
where = ["mofa.go.jp", "tass.com"]
note = "Nothing."
"""


@pytest.mark.usefixtures("clock")
def test_a_day_of_looking_is_logged_shown_and_undone(run: Run, tracker_file: Path) -> None:
    found = run(
        *("looked", "wind", "legal", "wind", "--where", "mofa.go.jp", "--where", "tass.com"),
        *("--note", "Nothing."),
    )
    assert found == (
        0,
        "looked\t+\t2026-11-24\t\tabout\t\twind legal\t\n"
        "looked\t+\t2026-11-24\t\twhere\t\tmofa.go.jp tass.com\t\n"
        "looked\t+\t2026-11-24\t\tnote\t\tNothing.\t\n",
        "note: dated today, 2026-11-24\n",
    )
    assert tracker_file.read_text() == SMALL + LOOKED
    shown = json.loads(run("status", "wind", "waste", "--format", "json").out)["areas"]
    assert [(area["last"], area["looked"]) for area in shown] == [
        ("2019-12-19", "2026-11-24"),
        ("2019-12-19", None),
    ]
    assert run("undo", "--list").out.endswith("\tlooked\tno news of wind, legal on 2026-11-24\n")
    assert run("undo").code == 0
    assert tracker_file.read_text() == SMALL


@pytest.mark.usefixtures("clock")
def test_looking_for_news_of_all_may_be_of_a_day_before(run: Run, tracker_file: Path) -> None:
    assert run("looked", "--date", "2026-11-01", "-n").err == ""
    assert tracker_file.read_text() == SMALL
    assert run("looked", "--date", "2026-11-01").code == 0
    assert tracker_file.read_text() == f"{SMALL}\n[[looked]]\ndate = 2026-11-01\n"
    assert run("looked", "--date", "2026-11-01") == refused(
        2, "the tracker already says so, with the date 2026-11-01", "kurils status"
    )


REFUSED = f"""
$ looked wnd
error: no area or issue has the id `wnd`
hint: did you mean `wind`? valid ids: {IDS}
$ looked --date 2026-11-25
error: --date 2026-11-25 is after today, 2026-11-24: nobody has looked yet
hint: kurils looked --date today
$ looked --where ' '
error: --where is empty
$ check --stale x
error: --stale: `x` is no whole number of days
hint: kurils check --stale 90
$ check --stale -1
error: --stale: `-1` is no whole number of days
hint: kurils check --stale 90
$ check --stale ''
error: --stale: `` is no whole number of days
hint: kurils check --stale 90
"""


@pytest.mark.parametrize(("line", "told"), steps(REFUSED))
@pytest.mark.usefixtures("clock", "tracker_file")
def test_what_nobody_can_have_looked_for_is_refused(run: Run, line: str, told: str) -> None:
    assert run(*shlex.split(line)) == (2, "", told)


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
