"""The questions of a bare update: answers, review, and every way out."""

import json
import re
import shlex
import tomllib
from datetime import date
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from conftest import KURILS, Run
from kurils_cli.cli import asking
from kurils_cli.model import Entry, Party, Tracker
from terminal import Session

ENTER, UP, DOWN, LEFT, RUB_OUT = "\r", "\x1b[A", "\x1b[B", "\x1b[D", "\x7f"
CTRL_C, CTRL_D, CTRL_U = "\x03", "\x04", "\x15"
THINGS = ("aquaculture", "greenhouse", "tourism", "wind", "waste", "movement", "legal")
FIRST, SECOND = f"{DOWN}{ENTER}", f"{DOWN}{DOWN}{ENTER}"
"""The first and the second state of what is asked for; Enter alone leaves it as it was."""
WRITE = ENTER
LEAVE = f"{UP}{ENTER}"
SHOWN = "2020-06-01 Working group"


def paste(text: str) -> str:
    """A text as a terminal marks what is pasted."""
    return f"\x1b[200~{text}\x1b[201~"


def answers(
    *,
    on: str = "2020-06-01",
    title: str = "T",
    place: str = "",
    sources: str = "",
    states: dict[str, str] | None = None,
    about: str = "",
    note: str = "",
) -> str:
    """What is typed at each question in turn, up to the review."""
    texts = [on, title, place]
    typed = "".join(f"{text}{ENTER}" for text in texts) + sources + ENTER
    typed += "".join((states or {}).get(id, ENTER) for id in THINGS)
    return typed + about + ENTER + note + ENTER


def screen(err: str) -> str:
    """What was shown, without what moves the cursor and what colours it."""
    return re.sub("\x1b\\[[0-9;?]*[a-zA-Z]", "", err).replace("\r", "")


def last_entry(tracker_file: Path) -> dict[str, object]:
    entry: dict[str, object] = tomllib.loads(tracker_file.read_text())["log"][-1]
    return entry


# ---------------------------------------------------------------- answers


@pytest.mark.usefixtures("clock")
def test_a_bare_update_asks_shows_and_writes(in_terminal: Run, tracker_file: Path) -> None:
    typed = answers(
        title="Working group",
        place="Tokyo",
        sources=f"https://a{ENTER}https://b{ENTER}",
        states={"wind": SECOND, "legal": SECOND},
        about=" ",
        note=f"One{ENTER}Two{ENTER}",
    )
    code, out, err = in_terminal("update", "--format", "plain", typed=typed + WRITE)
    assert (code, out) == (
        0,
        f"area\t~\twind\tWind energy\tstatus\tpending\tpiloted\t{SHOWN}\n"
        "issue\t~\tlegal\tLegal aspects of joint economic activity\t"
        f"status\topen\tresolved\t{SHOWN}\n"
        "entry\t+\t2020-06-01\tWorking group\tplace\t\tTokyo\t\n"
        "entry\t+\t2020-06-01\tWorking group\tsources\t\thttps://a https://b\t\n"
        "entry\t+\t2020-06-01\tWorking group\tnote\t\tOne\\nTwo\t\n"
        "entry\t+\t2020-06-01\tWorking group\tchanges\t\twind=piloted legal=resolved\t\n"
        "entry\t+\t2020-06-01\tWorking group\tabout\t\taquaculture\t\n",
    )
    shown = screen(err)
    for question in (
        "Date: (Enter: today, 2026-11-24)",
        "Title:",
        "Place:",
        "Sources: (an empty line ends it)",
        "aquaculture, Aquaculture: pending, as before",
        "greenhouse, Greenhouse farming: pending, as before",
        "tourism, Tourism: piloted, as before",
        "wind, Wind energy: piloted",
        "waste, Waste management: piloted, as before",
        "movement, Movement of those involved in joint economic act…: open, as before",
        "legal, Legal aspects of joint economic activity: resolved",
        "About: [aquaculture, Aquaculture]",
        "Note: (an empty line ends it)",
        "Would log the entry of 2020-06-01: Working group\n",
        "Write it, or change an answer?",
    ):
        assert question in shown
        shown = shown.partition(question)[2]
    assert last_entry(tracker_file) == {
        "date": date(2020, 6, 1),
        "title": "Working group",
        "place": "Tokyo",
        "sources": ["https://a", "https://b"],
        "note": "One\nTwo",
        "piloted": ["wind"],
        "resolved": ["legal"],
        "about": ["aquaculture"],
    }


@pytest.mark.usefixtures("clock")
def test_the_enter_key_alone_is_today_and_writes_no_key(
    in_terminal: Run, tracker_file: Path
) -> None:
    typed = answers(on="", title="", states={"wind": SECOND})
    assert in_terminal("update", typed=typed + WRITE).code == 0
    assert last_entry(tracker_file) == {"date": date(2026, 11, 24), "piloted": ["wind"]}


def test_texts_in_japanese_and_russian_are_edited_by_character(
    in_terminal: Run, tracker_file: Path
) -> None:
    title = f"協議会議{LEFT}{RUB_OUT}"
    place = "Южно\u00a0Сахалинск\u3000市"
    typed = answers(title=title, place=place, note=f"\u3000Остров Итуруп / 択捉島{ENTER}")
    assert in_terminal("update", typed=typed + WRITE).code == 0
    assert last_entry(tracker_file) == {
        "date": date(2020, 6, 1),
        "title": "協議議",
        "place": "Южно\u00a0Сахалинск\u3000市",
        "note": "Остров Итуруп / 択捉島",
    }


def test_what_is_pasted_is_text_and_answers_no_other_question(
    in_terminal: Run, tracker_file: Path
) -> None:
    typed = answers(
        title=paste("Talks\r\nin\tTokyo\n"),
        sources=paste("https://a https://b\nhttps://a") + ENTER,
        note=paste("One\n\nTwo") + ENTER,
    )
    assert in_terminal("update", typed=typed + WRITE).code == 0
    assert last_entry(tracker_file) == {
        "date": date(2020, 6, 1),
        "title": "Talks in Tokyo",
        "sources": ["https://a", "https://b"],
        "note": "One\n\nTwo",
    }


def test_the_arrow_keys_bring_back_what_the_log_has(in_terminal: Run, tracker_file: Path) -> None:
    rest = answers(place=UP).split(ENTER, 2)[2]
    keys = {"Date:": lambda: f"{UP}{ENTER}", "Title:": lambda: f"T{ENTER}", "Place:": lambda: rest}
    assert in_terminal("update", answers=keys | {"Write it": lambda: WRITE}).code == 0
    entry = last_entry(tracker_file)
    assert (entry["date"], entry["place"]) == (date(2019, 12, 19), "Moscow")


def test_an_answer_that_cannot_be_read_is_not_taken(in_terminal: Run, tracker_file: Path) -> None:
    escape = paste("\x1b[31mT")
    keys = {
        "Date:": lambda: f"Dec 19{ENTER}",
        "date: `Dec 19` is no date": lambda: f"{CTRL_U}2019-02-30{ENTER}",
        "`2019-02-30`": lambda: f"{CTRL_U} 2020-06-01{ENTER}",
        "Title:": lambda: f"{escape}{ENTER}",
        "the answer has a control character": lambda: CTRL_U + answers().partition(ENTER)[2],
        "Write it": lambda: WRITE,
    }
    assert in_terminal("update", answers=keys).code == 0
    assert last_entry(tracker_file) == {"date": date(2020, 6, 1), "title": "T"}


def test_a_state_is_asked_for_with_what_held_on_that_date(
    in_terminal: Run, tracker_file: Path
) -> None:
    typed = answers(on="2019-01-01", states={"tourism": FIRST})
    code, _, err = in_terminal("update", typed=typed + WRITE)
    shown = screen(err)
    assert code == 0
    assert "tourism, Tourism: pending, said again" in shown
    assert "waste, Waste management: pending, as before" in shown
    assert "legal, Legal aspects of joint economic activity: not raised yet" in shown
    assert last_entry(tracker_file)["pending"] == ["tourism"]


def test_nothing_is_asked_that_the_tracker_has_no_use_for(
    in_terminal: Run, tracker_file: Path
) -> None:
    tracker_file.write_text('schema = 1\ntitle = "Bare"\n')
    typed = f"2020-06-01{ENTER}T{ENTER}{ENTER}{ENTER}{ENTER}{WRITE}"
    code, _, err = in_terminal("update", typed=typed)
    assert code == 0
    assert "About" not in err
    tracker_file.write_text(
        'schema = 1\ntitle = "One"\n[areas.wind]\nname = "Wind"\nstatus = "pending"\n'
    )
    typed = f"2020-06-01{ENTER}T{ENTER}{ENTER}{ENTER}{SECOND}{ENTER}{WRITE}"
    assert in_terminal("update", typed=typed).code == 0
    assert last_entry(tracker_file)["piloted"] == ["wind"]


def test_a_hostile_name_is_asked_for_as_text(in_terminal: Run, tracker_file: Path) -> None:
    text = tracker_file.read_text().replace('"Wind energy"', '"\\u001b[2JWind"')
    tracker_file.write_text(text)
    code, _, err = in_terminal("update", typed=answers() + LEAVE)
    assert code == 0
    assert "\x1b[2J" not in err
    assert "wind, \\x1b[2JWind: pending, as before" in screen(err)


def test_who_says_so_is_asked_for_where_there_are_parties() -> None:
    tracker = Tracker("T", parties=(Party("jp", "Japan"), Party("ru", "Russia")))
    talks = ["2020-06-01", "Talks", "", "", f"{DOWN} ", "", f"One{ENTER}Two{ENTER}", ""]
    with create_pipe_input() as keyboard, create_app_session(keyboard, DummyOutput()):
        keyboard.send_text("".join(f"{answer}{ENTER}" for answer in talks))
        entry = asking.ask_for_entry(tracker, date(2020, 6, 2), None)
    assert entry == Entry(date(2020, 6, 1), "Talks", by=("ru",), says=(("ru", "One\nTwo"),))


# ---------------------------------------------------------------- review


def test_any_answer_can_be_changed_before_it_is_written(
    in_terminal: Run, tracker_file: Path
) -> None:
    typed = answers(title="Wroking group", states={"wind": SECOND})
    to_title = f"{DOWN}{DOWN}{ENTER}"
    to_wind = f"{DOWN * 8}{ENTER}"
    typed += f"{to_title}{CTRL_U}Working group{ENTER}"
    typed += f"{to_wind}{UP}{UP}{ENTER}"
    typed += f"{DOWN}{ENTER}{CTRL_U}2020-06-02{ENTER}"
    code, _, err = in_terminal("update", typed=typed + WRITE)
    assert code == 0
    assert "Would log the entry of 2020-06-02: Working group" in screen(err)
    assert last_entry(tracker_file) == {"date": date(2020, 6, 2), "title": "Working group"}


def test_what_may_surprise_is_said_once_in_the_review(in_terminal: Run, tracker_file: Path) -> None:
    typed = answers(on="2019-12-01", states={"tourism": FIRST})
    code, _, err = in_terminal("update", typed=typed + WRITE)
    before, asked, after = screen(err).partition("Write it")
    assert (code, bool(asked)) == (0, True)
    assert "note: `tourism` stays `piloted`: the entry of 2019-12-19" in before
    assert "note:" not in after
    assert "2019-12-01" in tracker_file.read_text()


def test_what_cannot_be_written_is_told_and_can_be_mended(
    in_terminal: Run, tracker_file: Path
) -> None:
    dispute = answers(on="2019-12-19", states={"tourism": FIRST})
    mended = f"{ENTER}{CTRL_U}2019-12-20{ENTER}"
    code, _, err = in_terminal("update", typed=dispute + mended + WRITE)
    assert code == 0
    assert "would be a dispute" in screen(err)
    assert last_entry(tracker_file)["date"] == date(2019, 12, 20)


def test_nothing_to_log_can_only_be_left(in_terminal: Run, tracker_file: Path) -> None:
    old = tracker_file.read_bytes()
    code, _, err = in_terminal("update", typed=answers(title="") + LEAVE)
    assert code == 0
    assert "error: nothing to log: no title was given, and no mark changed\n" in screen(err)
    assert "Write it\n" not in screen(err)
    assert err.endswith("nothing was written\n")
    assert tracker_file.read_bytes() == old


def test_questions_leave_standard_output_to_what_was_asked_for(
    in_terminal: Run, tracker_file: Path
) -> None:
    code, out, _ = in_terminal("update", "--format", "plain", typed=answers() + WRITE)
    assert (code, out) == (0, "entry\t+\t2020-06-01\tT\t\t\t\t\n")
    assert "2020-06-01" in tracker_file.read_text()


def test_a_bare_dry_run_asks_and_shows_and_writes_nothing(
    in_terminal: Run, tracker_file: Path
) -> None:
    old = tracker_file.read_bytes()
    code, out, _ = in_terminal("update", "-n", typed=answers())
    assert code == 0
    assert out.startswith("\x1b[1mWould log the entry of 2020-06-01: T\x1b[0m\n")
    _, out, _ = in_terminal("update", "-n", "--format", "json", typed=answers())
    assert json.loads(out)["dry_run"] is True
    code, _, err = in_terminal("update", "-n", typed=answers(title=""))
    assert code == 2
    assert err.endswith("error: nothing to log: no title was given, and no mark changed\n")
    assert tracker_file.read_bytes() == old


# ---------------------------------------------------------------- ways out


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D])
@pytest.mark.parametrize("typed", ["", "2020-06-01\rT\r", "2020-06-01\rT\r\r\r", answers()])
def test_an_interrupt_at_any_question_changes_nothing(
    in_terminal: Run, tracker_file: Path, typed: str, key: str
) -> None:
    old = tracker_file.read_bytes()
    code, out, err = in_terminal("update", typed=typed + key)
    assert (code, out) == (130, "")
    assert err.endswith("interrupted; nothing was written\n")
    assert tracker_file.read_bytes() == old


def test_ctrl_d_deletes_where_there_is_something_to_delete(
    in_terminal: Run, tracker_file: Path
) -> None:
    typed = answers(title=f"Talks{LEFT}{CTRL_D}")
    assert in_terminal("update", typed=typed + WRITE).code == 0
    assert last_entry(tracker_file)["title"] == "Talk"


@pytest.mark.parametrize("question", ["Date", "Title", "Write it"])
def test_ctrl_c_in_a_terminal_changes_nothing(tracker_file: Path, question: str) -> None:
    old = tracker_file.read_bytes()
    session = Session([*KURILS, "update"])
    for asked, answer in {"Date": "2020-06-01\r", "Title": answers().partition("\r")[2]}.items():
        if asked == question:
            break
        session.expect(asked)
        session.type(answer)
    session.expect(question)
    session.interrupt()
    code, shown = session.end()
    assert code == 130
    assert "Traceback" not in shown
    assert tracker_file.read_bytes() == old


def test_answers_outlast_a_change_of_the_tracker_meanwhile(
    in_terminal: Run, tracker_file: Path
) -> None:
    theirs = tracker_file.read_text() + "# theirs\n"

    def change_and_write() -> str:
        tracker_file.write_text(theirs)
        return WRITE

    code, _, err = in_terminal(
        *("update",),
        typed=answers(),
        answers={
            "or change an answer": change_and_write,
            "error: `kurils.toml` was changed by somebody else meanwhile": lambda: WRITE,
        },
    )
    assert code == 0
    assert screen(err).count("Would log the entry of 2020-06-01: T\n") == 2
    assert tracker_file.read_text().startswith(theirs)
    assert last_entry(tracker_file) == {"date": date(2020, 6, 1), "title": "T"}


def test_what_cannot_be_written_ends_the_questions(in_terminal: Run, tracker_file: Path) -> None:
    def protect_and_write() -> str:
        tracker_file.chmod(0o444)
        return WRITE

    code, _, err = in_terminal(
        "update", typed=answers(), answers={"or change an answer": protect_and_write}
    )
    assert code == 3
    assert "error: can't write `kurils.toml`: the file is read-only" in err


@pytest.mark.parametrize("option", ["--date", "--place", "--source", "--note"])
def test_an_update_that_names_something_does_not_ask(
    in_terminal: Run, tracker_file: Path, option: str
) -> None:
    old = tracker_file.read_bytes()
    code, out, err = in_terminal("update", option, "2020-01-01")
    assert (code, out) == (2, "")
    assert err.startswith("error: nothing to log: an entry needs a title")
    assert tracker_file.read_bytes() == old


def test_a_terminal_that_can_show_no_questions_gets_none(
    in_terminal: Run, tracker_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    code, out, err = in_terminal("update")
    assert (code, out) == (2, "")
    assert err.startswith("error: nothing to log: an entry needs a title")
    assert tracker_file.exists()


def test_nobody_is_asked_who_does_not_see_the_question(tracker_file: Path) -> None:
    old = tracker_file.read_text()
    session = Session(["/bin/sh", "-c", f"{shlex.join(KURILS)} update 2> told; cat told"])
    code, shown = session.end()
    assert code == 0
    assert shown.startswith("error: nothing to log: an entry needs a title")
    assert tracker_file.read_text() == old
