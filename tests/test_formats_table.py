"""A report in a terminal: what `test_formats_blocks` does not show, and laws."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

import reports
from block_samples import BRIEF, ENTRY, JAPAN, LANES, ROWS, RUSSIA, claim, day, report, row
from kurils_cli.formats import table as terminal_table
from kurils_cli.model import Tracker
from kurils_cli.reports import Report
from kurils_cli.reports.plan import blocks
from kurils_cli.reports.plan.blocks import Run, words
from kurils_cli.words import visible
from samples import DAY, HOSTILE, NAMES, every_report, table, tracker_saying
from strategies import trackers

WIDTHS = (20, 40, 59, 60, 80, 120)
ODD = "A note of many words, each of which has to be there. ".join(["", *HOSTILE.values(), ""])
"""A long text, odd in every way."""
DYED = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\")


def shown(*blocks: blocks.Block, width: int | None = 80, name: str = "report") -> str:
    """What is below the finding."""
    return table(report(*blocks, name=name), width).removeprefix("A finding\n\n")


def test_who_says_so_has_days_where_there_is_room() -> None:
    both = claim("piloted", "2019-09-16", JAPAN, ", ", RUSSIA)
    who = words(*both.who, " (from ", day("2019-11-06"), ")")
    dated = both._replace(who=who, said=words("said by ", who), brief=both.who)
    marks = blocks.Marks((row("waste", "Waste management", dated),))
    assert "2019-09-16  jp, ru (from 2019-11-06)  2020-08-28  Waste" in shown(marks, width=90)
    below = (
        "2019-09-16  jp, ru   2020-08-28  Waste management\n  said by jp, ru (from 2019-11-06)\n"
    )
    assert below in shown(marks, width=70)
    assert "\n  said by jp, ru (from 2019-11-06)\n" in shown(marks, width=40)


def test_what_has_no_width_is_not_wrapped() -> None:
    long = words("word " * 500 + "end")
    for block in (
        blocks.Paragraph(long),
        blocks.Points((long,)),
        blocks.Grid(("A", "B"), ((words("a"), long),)),
    ):
        assert "word " * 500 + "end" in shown(block, width=None)


# ---------------------------------------------------------------- entries


@pytest.mark.parametrize("width", [80, 100, 121])
def test_accounts_of_one_length_get_the_same_room(width: int) -> None:
    text = words("a few words of one and the same length, then " * 3)
    entry = ENTRY._replace(
        accounts=(blocks.Account(JAPAN, (text,)), blocks.Account(RUSSIA, (text,)))
    )
    lines = shown(blocks.Entries((entry,)), width=width).splitlines()
    middle = 2 + (width - 2) // 2
    accounts = [line for line in lines if "few words" in line or "length" in line]
    assert len(accounts) > 1
    assert [line[2:middle].rstrip() for line in accounts] == [line[middle:] for line in accounts]


# ---------------------------------------------------------------- the timeline


def test_bars_in_ascii() -> None:
    signs = str.maketrans("◆○●◦┄·─", "*ox?:.-")
    lanes = report(LANES, name="timeline")
    assert table(lanes, 80, "ascii") == table(lanes, 80).translate(signs)


def test_lanes_have_a_width_of_their_own_where_none_is_given() -> None:
    first, *_ = shown(LANES, width=None, name="timeline").splitlines()[1:]
    assert first.index("  * piloted") == 100 + len("tourism  ")


def test_lanes_without_events_have_a_scale_and_no_key() -> None:
    start = DAY - timedelta(900)
    gap = blocks.Gap(start, DAY, words("many words " * 5))
    bare = blocks.Timeline(start, DAY, None, DAY, gaps=(gap,))
    signs = (blocks.Meaning("entry", words("an entry")),)
    lane = blocks.Lane((blocks.Line(None, ()),), (blocks.Tick(start, "e", "Talks"),))
    rows = [row(id, id, claim("pending", None), lane=lane) for id in ("tourism", "wind")]
    assert shown(blocks.Marks(tuple(rows[:1]), bare), width=40, name="timeline") == (
        """\
tourism  - pending
|
        2018            2019  2019-12-19
many words many words many words many
words many words
"""
    )
    short = bare._replace(gaps=(gap._replace(words=words("2 years " * 5)),), legend=signs)
    said = shown(blocks.Marks(tuple(rows), short), width=60, name="timeline")
    assert said.startswith("tourism  | 2 years 2 years 2 years 2 years 2  ")
    assert "\nwind     | years  " in said
    assert "\n| an entry\n" in said
    parted = rows[1]._replace(claims=(*rows[1].claims, claim("piloted", None)), is_contested=True)
    said = shown(blocks.Marks((rows[0], parted), short), width=60, name="timeline")
    assert "\n2 years 2 years 2 years 2 years 2 years\n" in said  # not across a parted lane


def test_of_no_thing_there_are_no_lanes() -> None:
    assert shown(LANES._replace(rows=()), name="timeline") == ""


# ---------------------------------------------------------------- laws


def unfit(each: Report, width: int) -> list[str]:
    """The lines of a report that are wider than a screen, or end in a blank."""
    lines = table(each, width).split("\n")
    return [line for line in lines if cell_len(line) > width or line != line.rstrip()]


@pytest.mark.slow
@given(trackers(), st.sampled_from(WIDTHS))
def test_any_tracker_fits_any_width(tracker: Tracker, width: int) -> None:
    for make in (reports.status, reports.log, reports.timeline, reports.report):
        assert unfit(make(tracker), width) == []


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_no_line_is_wider_than_the_width(name: str, width: int, long_record: Tracker) -> None:
    for each in (every_report(tracker_saying(ODD), ODD)[name], every_report(long_record)[name]):
        assert unfit(each, width) == []


@pytest.mark.parametrize("name", ["status", "log", "diff", "report", "check"])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_markup_and_escapes_are_shown_as_text(text: str, name: str) -> None:
    assert visible(text) in table(every_report(tracker_saying(text), text)[name], None)


@pytest.mark.parametrize("name", NAMES)
def test_an_ascii_stream_gets_ascii(name: str, long_record: Tracker) -> None:
    assert table(every_report(tracker_saying(ODD), ODD)[name], 80, "ascii").isascii()
    assert table(every_report(long_record)[name], 80, "ascii").isascii()


def test_ascii_has_an_arrow_and_quotes_and_letters_spelt_out() -> None:
    text = blocks.Paragraph(words("経済 Ы → “a” – b…"))
    assert table(report(text), 80, "ascii").endswith('\n\\u7d4c\\u6e08 \\u042b -> "a" - b...\n')


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "a word and another-word-that-is-long",
            ["a word and", "another-wo", "rd-that-is", "-long"],
        ),
        ("Россия и Япония", ["Россия и", "Япония"]),
        ("日本 and 北方四島における", ["日本 and", "北方四島に", "おける"]),
        ("a longword日本", ["a longword", "日本"]),
        ("abcdefghi日本", ["abcdefghi", "日本"]),
        ("é" * 12 + "日", ["é" * 10, "éé日"]),
    ],
)
def test_a_line_ends_between_words_and_letters_of_japanese(text: str, lines: list[str]) -> None:
    assert shown(blocks.Paragraph(words(text)), width=10).splitlines() == lines


def test_the_first_lines_are_there_before_the_last_are_made() -> None:
    made: list[int] = []

    def items() -> Iterator[blocks.Item]:
        for number in range(1000):
            made.append(number)
            yield BRIEF

    class Lazy(tuple[blocks.Item, ...]):
        def __iter__(self) -> Iterator[blocks.Item]:
            return items()

    chunks = terminal_table.chunks(report(blocks.Entries(Lazy())), io.StringIO(), 80)
    assert next(chunks).startswith("A finding\n\n2020-01-01#2  Talks\n\n")
    assert len(made) < 50
    assert sum(chunk.count("Talks") for chunk in chunks) + 19 == 1000


# ---------------------------------------------------------------- colour


def coloured(each: Report, monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return terminal_table.render(each, io.StringIO(), 80)


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"NO_COLOR": "1"},
        {"TERM": "dumb"},
        {"TERM": "dumb", "FORCE_COLOR": "1"},
        {"FORCE_COLOR": ""},
    ],
    ids=str,
)
def test_no_colour_where_none_is_wanted(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    each = report(ROWS)
    assert coloured(each, monkeypatch, **environment) == table(each, 80)
    assert "\x1b" not in table(each, 80)


@pytest.mark.parametrize("name", NAMES)
def test_colour_adds_nothing_but_colour(
    name: str, shipped: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    samples = [every_report(shipped)[name], every_report(tracker_saying(HOSTILE["escapes"]))[name]]
    bare = [table(each, 80) for each in samples]
    dyed = [coloured(each, monkeypatch, FORCE_COLOR="1") for each in samples]
    assert all("\x1b[" in text for text in dyed)
    assert [DYED.sub("", text) for text in dyed] == bare


def test_a_state_has_its_colour_and_a_source_its_link(monkeypatch: pytest.MonkeyPatch) -> None:
    marks = coloured(report(ROWS, LANES), monkeypatch, FORCE_COLOR="1")
    assert "\x1b[1;32m* piloted\x1b[0m" in marks
    assert "\x1b[35m! open\x1b[0m" in marks
    assert "\x1b[34m+ resolved\x1b[0m" in marks  # not the green of piloted
    assert re.search("^waste        - pending +Waste$", DYED.sub("", marks), re.MULTILINE)
    address = "https://a.b/c"
    entry = coloured(report(blocks.Entries((ENTRY,))), monkeypatch)
    assert f"\x1b]8;;{address}\x1b\\{address}\x1b]8;;\x1b\\" in entry
    assert entry.count("\x1b]8;;h") == 1


def test_no_color_wins_over_force_color(monkeypatch: pytest.MonkeyPatch) -> None:
    dyed = coloured(report(ROWS), monkeypatch, FORCE_COLOR="1", NO_COLOR="1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", dyed)
    assert "\x1b[1m" in dyed


def test_what_is_no_address_is_no_link(monkeypatch: pytest.MonkeyPatch) -> None:
    text = words(Run("javascript:x", "source", "javascript:x"), Run("a", "source", "https://a.b"))
    dyed = coloured(report(blocks.Paragraph(text)), monkeypatch, FORCE_COLOR="1")
    assert re.findall(r"\x1b]8;;([^\x1b]+)", dyed) == ["https://a.b"]
    assert "javascript:x" in dyed
