"""The questions of a bare update: answers, review, and every way out."""

import re
import shlex
import tomllib
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from conftest import KURILS, Run
from kurils_cli.cli.keyboard import as_typed
from terminal import Session

ENTER, UP, DOWN, LEFT, RUB_OUT, ESC = "\r", "\x1b[A", "\x1b[B", "\x1b[D", "\x7f", "\x1b"
CTRL_C, CTRL_D, CTRL_J, CTRL_U = "\x03", "\x04", "\n", "\x15"
PARTIES = '\n[parties.jp]\nname = "Japan"\n[parties.ru]\nname = "Russia"\n'
UNTICKED = "\x1b[0m \x1b["
"""What is drawn where a tick goes."""
Steps = Sequence[tuple[str, str]]


def paste(text: str) -> str:
    """A text as a terminal marks what is pasted."""
    return f"\x1b[200~{text}\x1b[201~"


def answer(question: str, text: str) -> Steps:
    """Type a text at a question and, once it is on the screen, the Enter key."""
    return [(question, text), (text[-3:], ENTER)] if text else [(question, ENTER)]


def again(before: str, text: str) -> Steps:
    """Type a text in the place of one that is there."""
    return [(f"> {before}", f"{CTRL_U}{text}"), (text[-2:], ENTER)]


def begun(on: str = "2020-06-01", title: str = "Talks", source: str = "") -> Steps:
    """Answer what comes before the list of what moved."""
    return [*answer("Date", on), *answer("Title", title), *answer("Source", source)]


def answers(**begin: str) -> Steps:
    """Answer all questions, up to the review, of a tracker with no party: nothing moved."""
    return [*begun(**begin), ("What moved", ENTER)]


REVIEW = "Write nothing"
"""The last line of the review, on which each answer is a key away."""
WRITE, LEAVE = (REVIEW, ENTER), (REVIEW, "q")
BEFORE: dict[str, Steps] = {
    "Date": [],
    "Title": answers()[:2],
    "What moved": begun(),
    "Write it": answers(),
}
"""What is answered before a question."""


def screen(err: str) -> str:
    """What was shown, without what moves the cursor and what colours it."""
    return re.sub("\x1b\\[[0-9;?]*[a-zA-Z]", "", err).replace("\r", "")


def last_entry(tracker_file: Path) -> dict[str, object]:
    entry: dict[str, object] = tomllib.loads(tracker_file.read_text())["log"][-1]
    return entry


@pytest.fixture
def spoken(tracker_file: Path) -> Path:
    """A tracker with two parties."""
    tracker_file.write_text(tracker_file.read_text() + PARTIES)
    return tracker_file


@pytest.fixture
def unchanged(tracker_file: Path) -> Iterator[None]:
    """See to it that the tracker is in the end as it was."""
    old = tracker_file.read_bytes()
    yield
    assert tracker_file.read_bytes() == old


# ---------------------------------------------------------------- answers


@pytest.mark.usefixtures("clock")
def test_a_talk_is_logged_with_nine_keys_beside_its_texts(in_terminal: Run, spoken: Path) -> None:
    usual: Steps = [
        ("Enter: 2026-11-24", ENTER),
        *answer("Title", "Working group"),
        *answer("Source", "https://a"),
        ("What moved", "4"),
        ("→", ENTER),
        ("Who says so", "1"),
        ("x", ENTER),
        *answer("Japan says", "A success."),
        WRITE,
    ]
    assert sum(keys in (ENTER, "4", "1") for _, keys in usual) == 9
    code, out, err = in_terminal("update", "--format", "plain", steps=usual)
    assert (code, out) == (
        0,
        "area\t~\twind\tWind energy\tstatus\tpending\tpiloted\t2026-11-24 Working group\n"
        "entry\t+\t2026-11-24\tWorking group\tsources\t\thttps://a\t\n"
        "entry\t+\t2026-11-24\tWorking group\tchanges\t\twind=piloted\t\n"
        "entry\t+\t2026-11-24\tWorking group\tby\t\tjp\t\n"
        "entry\t+\t2026-11-24\tWorking group\tsays.jp\t\tA success.\t\n",
    )
    shown = screen(err)
    for line in (
        "3 [ ] tourism, Tourism: piloted",
        "4 [ ] wind, Wind energy: pending",
        "What moved: wind piloted\n",
        "Who says so: jp\n",
        "d Date: 2026-11-24, today",
        "t Title: Working group",
        "s Source: https://a",
        "m Moved: wind piloted",
        "1 Japan says: A success.",
        "n Note:",
    ):
        assert line in shown
        shown = shown.partition(line)[2]
    assert last_entry(spoken) == {
        "date": date(2026, 11, 24),
        "title": "Working group",
        "by": ["jp"],
        "says": {"jp": "A success."},
        "sources": ["https://a"],
        "piloted": ["wind"],
    }


ANSWERED: dict[str, tuple[Steps, dict[str, object]]] = {
    "texts in Japanese and Russian are edited by character": (
        [
            *answer("Date", "2020-06-01"),
            *[("Title", f"協議会議{LEFT}"), ("協議会議", RUB_OUT), ("議", ENTER)],
            *[("Source", ENTER), ("What moved", ENTER), ("Place", "p")],
            *answer("Place", "Южно\u00a0Сахалинск\u3000市"),
            *[(REVIEW, "n"), ("Note", "\u3000Один"), ("Один", CTRL_J), *answer("\r\n", "択捉島")],
        ],
        {"title": "協議議", "place": "Южно\u00a0Сахалинск\u3000市", "note": "Один\n択捉島"},
    ),
    "the arrow keys bring back what the log has": (
        [
            *[("Date", UP), ("12-19", ENTER), *answer("Title", "T"), ("Source", ENTER)],
            *[("What moved", ENTER), (REVIEW, "p"), ("Place", UP), ("Moscow", ENTER)],
        ],
        {"date": date(2019, 12, 19), "title": "T", "place": "Moscow"},
    ),
    "an answer that can't be read is not taken, and its form is said": (
        [
            *answer("Date", "Dec 19"),
            ("hint: a date is `today`, `yesterday` or year-month-day, such as 2019-12-19", ""),
            *again("Dec 19", "2020-02-30"),
            ("error: Date: there is no day `2020-02-30`", ""),
            *again("2020-02-30", "2020-06-01"),
            *[("Title", paste("\x1b[31mT")), ("31mT", ENTER)],
            *[("error: the answer has a control character", ""), *again("", "Talks")],
            *[("Source", ENTER), ("What moved", ENTER)],
        ],
        {"title": "Talks"},
    ),
    "a tick turns from what held on that date to each state and back": (
        [
            *begun(on="2019-01-01"),
            ("tourism, Tourism: pending", ""),
            ("legal, Legal aspects of joint economic activity: not raised yet", "3"),
            *[("→ piloted", "3"), ("again", "3"), (UNTICKED, "7"), ("→ open", DOWN)],
            *[(">", DOWN), (">", " "), ("→ piloted", " "), ("again", ENTER)],
        ],
        {"date": date(2019, 1, 1), "title": "Talks", "pending": ["tourism"], "open": ["legal"]},
    ),
    "lines that are pasted are one title and several sources": (
        [
            *answer("Date", "2020-06-01"),
            *[("Title", "Talks\r\rin\tTokyo\r"), ("Tokyo", ENTER)],
            *[("Source", paste("https://a https://b\nhttps://a")), ("b", ENTER)],
            *[("What moved", ENTER), (REVIEW, "n"), ("Note", paste("One\n\nTwo")), ("Two", ENTER)],
        ],
        {
            "title": "Talks in Tokyo",
            "sources": ["https://a", "https://b"],
            "note": "One\n\nTwo",
        },
    ),
    "every answer is one key away in the review": (
        [
            *[*answers(title="Wroking"), (REVIEW, "t"), *again("Wroking", "Worked")],
            *[(REVIEW, "s"), *answer("Source", "https://a")],
            *[(REVIEW, "a"), ("About", "1"), ("x", "1"), (UNTICKED, "2"), ("x", ENTER)],
            *[(REVIEW, f"{DOWN}{ENTER}"), *answer("Date", "2020-06-02"), (REVIEW, ESC)],
            *[(REVIEW, "p"), ("Place", ESC)],
        ],
        {
            "date": date(2020, 6, 2),
            "title": "Worked",
            "sources": ["https://a"],
            "about": ["greenhouse"],
        },
    ),
    "what can't be written is told, and can be mended": (
        [
            *[*begun(on="2019-12-19"), ("What moved", "3"), ("→", ENTER)],
            *[("would be a dispute", ""), (REVIEW, "d"), *answer("Date", "2019-12-20")],
        ],
        {"date": date(2019, 12, 20), "title": "Talks", "pending": ["tourism"]},
    ),
}
"""What is answered, and the entry that is written, of 1 June 2020 if it has no other date."""


@pytest.mark.parametrize("case", ANSWERED)
def test_the_entry_is_what_was_answered(in_terminal: Run, tracker_file: Path, case: str) -> None:
    steps, entry = ANSWERED[case]
    assert in_terminal("update", steps=[*steps, WRITE]).code == 0
    assert last_entry(tracker_file) == {"date": date(2020, 6, 1), **entry}


def test_a_narrow_terminal_breaks_no_word_of_a_question(in_terminal: Run, spoken: Path) -> None:
    spoken.write_text(spoken.read_text().replace('"Japan"', f'"{"日" * 30}"'))
    title = "東京で開かれた協議会議は有益であったと日本側は発表した"
    steps = [*begun(title=title), ("What", ENTER), ("Who", "1"), ("x", ENTER), ("日 says", ENTER)]
    _, _, err = in_terminal("update", steps=[*steps, (REVIEW, CTRL_C)], columns=40)
    lines = screen(err).splitlines()
    for line in (
        "  6 [ ] movement, Movement of those",
        "    involved in joint economic",
        "日" * 19,
        "  t Title:",
        "    東京で開かれた協議会議は有益であっ",
    ):
        assert line in lines


def test_an_issue_is_raised_and_narrowed_in_the_questions(
    in_terminal: Run, tracker_file: Path
) -> None:
    steps: Steps = [
        *begun(),
        ("What moved", "+"),
        ("New issue", ESC),
        ("What moved", "+"),
        *answer("New issue", "Visa rules & permissions"),
        ("visa-rules-permissions", ESC),
        ("What moved", "+"),
        *answer("New issue", "Visa rules & permissions"),
        *again("visa-rules-permissions", "wind"),
        ("`wind` is there already", ""),
        *again("wind", "visas"),
        ("What it blocks", ESC),
        ("What moved", "+"),
        *answer("New issue", "ビザ"),
        *answer("Its id", "visas"),
        ("What it blocks", "3"),
        ("x", ENTER),
        ("visas, ビザ: not raised yet → open", "+"),
        *answer("New issue", "Tax"),
        ("tax", ENTER),
        ("What it blocks", ENTER),
        ("What it blocks: every area", ""),
        ("tax, Tax: not raised yet → open", f"{UP}{ENTER}"),
        (REVIEW, "m"),
        ("tax, Tax", UP),
        (">", " "),
        (UNTICKED, ENTER),
        WRITE,
    ]
    assert in_terminal("update", steps=steps).code == 0
    issues = tomllib.loads(tracker_file.read_text())["issues"]
    assert [*issues] == ["movement", "legal", "visas"]
    assert issues["visas"] == {"title": "ビザ", "status": "open", "blocks": ["tourism"]}
    assert last_entry(tracker_file)["open"] == ["visas"]


def test_nothing_is_asked_that_the_tracker_has_no_use_for(
    in_terminal: Run, tracker_file: Path
) -> None:
    tracker_file.write_text('schema = 1\ntitle = "Bare"\n')
    code, _, err = in_terminal("update", steps=[*begun(), WRITE])
    assert (code, "About" in err, "What moved" in err) == (0, False, False)


def test_a_hostile_name_is_asked_for_as_text(in_terminal: Run, tracker_file: Path) -> None:
    text = tracker_file.read_text().replace('"Wind energy"', '"\\u001b[2JWind"')
    tracker_file.write_text(text)
    code, _, err = in_terminal("update", steps=[*answers(), LEAVE])
    assert (code, "\x1b[2J" in err) == (0, False)
    assert "wind, \\x1b[2JWind: pending" in screen(err)


@pytest.mark.parametrize("option", ["date", "source", "by", "place", "note", "about", "says"])
def test_an_update_with_nothing_to_log_yet_asks_for_the_rest(
    in_terminal: Run, spoken: Path, run: Run, option: str
) -> None:
    given = {"date": "2020-01-01", "by": "jp", "about": "wind", "says": "jp=J"}.get(option, "x")
    asked = {"date": "Date", "source": "Source", "by": "Who says so"}
    names = {"Title": "Talks", "Date": "2020-06-01", "Source": "", "What moved": ""}
    steps: list[tuple[str, str]] = []
    for name in ("Date", "Title", "Source", "What moved", "Who says so", "Japan says"):
        is_asked = name != "Japan says" or option in ("by", "says")
        if is_asked and name != asked.get(option):
            steps += answer(name, names.get(name, ""))
    assert in_terminal("update", f"--{option}", given, steps=[*steps, WRITE]).code == 0
    entry = last_entry(spoken)
    assert entry["title"] == "Talks"
    written = entry.get({"source": "sources"}.get(option, option))
    assert f"{written}".strip("[]'") == {"says": "{'jp': 'J'}"}.get(option, given)
    assert run("update", f"--{option}", given).err.startswith("error: nothing to log: an entry")


# ---------------------------------------------------------------- what comes at once

LINES = "One\r\rq\rw\r4 + y\rThree\r"


@pytest.mark.parametrize(
    ("data", "kept"),
    [
        (ENTER, True),
        ("w", True),
        ("ab", False),
        ("\r\r", False),
        (" \r", False),
        (f"{DOWN}{DOWN} \r", True),
        (f"{DOWN}x\r", False),
        (f"\x1b[31m{LINES}", False),
        (paste(LINES), True),
        (f"{CTRL_U}T", True),
        (f"{RUB_OUT}{RUB_OUT}", True),
    ],
)
def test_what_comes_at_once_is_text_unless_it_is_keys(data: str, kept: bool) -> None:
    assert (as_typed(data) == data) is kept
    assert as_typed(data).replace("\x1b[200~", "").replace("\x1b[201~", "") in (data, LINES)


@pytest.mark.parametrize("pasted", [LINES, paste(LINES), "T" * 5000 + "\r\r" + "U" * 1019 + "\r"])
@pytest.mark.parametrize("at", ["Title", "What moved", "Write it"])
@pytest.mark.usefixtures("unchanged")
def test_what_is_pasted_never_confirms_chooses_or_writes(
    in_terminal: Run, at: str, pasted: str
) -> None:
    seen = "UUU" if at == "Title" and "UUU" in pasted else "pasted"
    code, _, err = in_terminal("update", steps=[*BEFORE[at], (at, pasted), (seen, CTRL_C)])
    assert code == 130
    last = {"Title": "Source", "What moved": "Write it", "Write it": "What moved  "}[at]
    assert last not in screen(err).rpartition(at)[2]


@pytest.mark.usefixtures("unchanged")
def test_what_is_typed_ahead_answers_no_question_that_was_not_seen(in_terminal: Run) -> None:
    ahead = f"2020-06-01{ENTER}Talks{ENTER}{ENTER}4{ENTER}{ENTER}"
    code, _, err = in_terminal("update", typed=ahead, steps=[("Talks", ENTER), ("hint", CTRL_C)])
    assert code == 130
    assert "error: Date: `2020-06-01\nTalks\n\n4` is no date" in screen(err).replace("\\n", "\n")
    assert "Title" not in screen(err)


# ---------------------------------------------------------------- review


def test_esc_goes_back_from_question_to_question(in_terminal: Run, spoken: Path) -> None:
    steps: Steps = [
        *begun(),
        ("What moved", "4"),
        ("→", ESC),
        ("Source", ENTER),
        ("[x] wind", ENTER),
        ("Who says so", "2"),
        ("x", ENTER),
        ("Russia says", ESC),
        ("Who says so", ESC),
        *[(each, ESC) for each in ("[x] wind", "Source", "Title", "Date")],
        *answer("Date", "2020-06-02"),
        *answer("> Talks", " again"),
        ("Source", ENTER),
        ("[x] wind", ENTER),
        ("[x] ru", ENTER),
        *answer("Russia says", "Da"),
        (REVIEW, "m"),
        ("[x] wind", "4"),
        ("again", ESC),
        (REVIEW, "b"),
        ("[x] ru", "2"),
        (UNTICKED, ENTER),
        WRITE,
    ]
    assert in_terminal("update", steps=steps).code == 0
    assert last_entry(spoken) == {
        "date": date(2020, 6, 2),
        "title": "Talks again",
        "piloted": ["wind"],
    }


def test_what_may_surprise_is_said_once_in_the_review(in_terminal: Run, tracker_file: Path) -> None:
    steps = [*begun(on="2019-12-01"), ("What moved", "3"), ("→", "3"), ("again", ENTER)]
    steps += [(REVIEW, "p"), *answer("Place", "Tokyo")]
    code, _, err = in_terminal("update", steps=[*steps, WRITE])
    before, asked, after = screen(err).partition("Write it")
    assert (code, bool(asked)) == (0, True)
    assert "note: `tourism` stays `piloted`: the entry of 2019-12-19" in before
    assert "note:" not in after
    assert "2019-12-01" in tracker_file.read_text()


@pytest.mark.usefixtures("unchanged")
def test_nothing_to_log_can_only_be_left(in_terminal: Run) -> None:
    code, _, err = in_terminal("update", steps=[*answers(title=""), LEAVE])
    assert code == 0
    assert "error: nothing to log: no title was given, and no mark changed\n" in screen(err)
    assert "Write it" not in screen(err)
    assert err.endswith("nothing was written\n")


@pytest.mark.usefixtures("unchanged")
def test_a_bare_dry_run_asks_and_shows_and_writes_nothing(in_terminal: Run) -> None:
    done = in_terminal("update", "-n", "--format", "plain", steps=answers())
    assert done[:2] == (0, "entry\t+\t2020-06-01\tTalks\t\t\t\t\n")
    code, _, err = in_terminal("update", "-n", steps=answers(title=""))
    assert code == 2
    assert err.endswith("error: nothing to log: no title was given, and no mark changed\n")


# ---------------------------------------------------------------- ways out


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D])
@pytest.mark.parametrize("at", BEFORE)
@pytest.mark.usefixtures("unchanged")
def test_an_interrupt_at_any_question_changes_nothing(in_terminal: Run, at: str, key: str) -> None:
    code, out, err = in_terminal("update", steps=[*BEFORE[at], (at, key)])
    assert (code, out) == (130, "")
    assert err.endswith("interrupted; nothing was written\n")
    assert in_terminal("update", typed=key).code == 130


def test_answers_outlast_a_change_of_the_tracker_meanwhile(
    in_terminal: Run, tracker_file: Path
) -> None:
    theirs = tracker_file.read_text() + "# theirs\n"

    def change_and_write() -> str:
        tracker_file.write_text(theirs)
        return ENTER

    code, _, err = in_terminal("update", steps=[*answers(), (REVIEW, change_and_write), WRITE])
    assert code == 0
    assert "error: `kurils.toml` was changed by somebody else meanwhile" in err
    assert tracker_file.read_text().startswith(theirs)
    assert last_entry(tracker_file) == {"date": date(2020, 6, 1), "title": "Talks"}


def test_what_cannot_be_written_ends_the_questions(in_terminal: Run, tracker_file: Path) -> None:
    def protect_and_write() -> str:
        tracker_file.chmod(0o444)
        return ENTER

    code, _, err = in_terminal("update", steps=[*answers(), (REVIEW, protect_and_write)])
    assert code == 3
    assert "error: can't write `kurils.toml`: the file is read-only" in err


@pytest.mark.usefixtures("unchanged")
def test_a_terminal_that_can_show_no_questions_gets_none(
    in_terminal: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    code, out, err = in_terminal("update")
    assert (code, out) == (2, "")
    assert err.startswith("error: nothing to log: an entry needs a title")


@pytest.mark.usefixtures("unchanged")
def test_nobody_is_asked_who_does_not_see_the_question() -> None:
    session = Session(["/bin/sh", "-c", f"{shlex.join(KURILS)} update 2> told; cat told"])
    code, shown = session.end()
    assert code == 0
    assert shown.startswith("error: nothing to log: an entry needs a title")
