"""The tracker's file: what is wrong with it and where, and edits that touch nothing else."""

import difflib
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from agreement import hold_tracker
from conftest import LONG_RECORD, SMALL, refusal
from kurils_cli import history
from kurils_cli.errors import TrackerError
from kurils_cli.model import FIELDS, Area, Entry, Issue, Looked, Party, Tracker
from kurils_cli.toml_format import InvalidTracker, read, writing
from kurils_cli.toml_format.literals import value_on_one_line
from kurils_cli.toml_format.places import Places
from samples import without_last
from strategies import entries, text_of, texts, texts_of, trackers

BASE = """\
schema = 1
title = "T"

[areas.wind]
name = "Wind"
status = "pending"

[issues.legal]
title = "Legal"
status = "open"

[[log]]
date = 2020-01-02
title = "Talks"
"""
WITH_PARTIES = f"""\
{BASE}by = ["jp"]
says.jp = "A"

[parties.jp]
name = "Japan"
"""
TOML = Path(__file__).with_name("toml")
"""Texts of TOML: all that its syntax has, and trackers in each layout."""
DIGITS = "1" + "0" * 5000


def told(text: str) -> list[str]:
    """Every finding of a text, as `LINE: message`."""
    try:
        findings = read(text, "k.toml").findings
    except InvalidTracker as error:
        findings = error.findings
    hold_tracker(text, [located.finding for located in findings])
    return [located.message_in("k.toml").removeprefix("k.toml:") for located in findings]


def edited(old: str, new: str) -> str:
    """The base text with its first `old` replaced."""
    assert old in BASE
    return BASE.replace(old, new, 1)


# Reading


DATE = "a day such as `2019-12-19` without quotes"


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        (BASE, " \t\r\n\n", "1: the file is empty; `kurils init` writes a tracker"),
        ("schema", "\ufeffschema", "1: a byte order mark comes before the text: remove it"),
        ("schema = 1\n", "", "1: `schema` is missing: write `schema = 1`"),
        ("= 1\n", "= true\n", "1: `schema` is true or false, not the number 1"),
        ("= 1\n", "= 0\n", "1: `schema` is a number, not the number 1"),
        (
            "= 1\n",
            "= 2\n",
            "1: `schema` is newer than 1, the newest that this kurils reads: upgrade kurils",
        ),
        ('title = "T"\n', "", "1: `title` is missing"),
        ('"T"', "1e400", "2: `title` is a number, not text"),
        ('"pending"', '"open"', "6: `status` is `open`; an area is one of `pending`, `piloted`"),
        ('"pending"', '"pending"\nnote = {}', "7: `note` is a table, not text"),
        ('"Legal"', "2020-01-01", "9: `title` is a date, not text"),
        ('"Legal"', "10:00:00", "9: `title` is a time, not text"),
        ('"open"', '"open"\nblocks = "wind"', "11: `blocks` is text, not an array of texts"),
        ('"open"', '"open"\nblocks = [\n 1]', "12: `blocks` holds a number, not just texts"),
        ("date = 2020-01-02\n", "", "12: `date` is missing: write one as `2019-12-19`"),
        ("2020-01-02", '"2020-01-02"', f"13: `date` is text, not {DATE}"),
        ("2020-01-02", "2020-01-02 10:00:00", f"13: `date` is a date with a time, not {DATE}"),
        ('title = "Talks"\n', "", "12: an entry needs a `title` or a change"),
        ('"Talks"', '"x"\nsources = ["u",\n\n 3]', "17: `sources` holds a number, not just texts"),
        ('"Talks"', '"x"\nopen = {}', "15: `open` is a table, not an array of texts"),
        ("[issues.legal]", "[issues.wind]", "8: `wind` is the id of an area already"),
        ("[areas.wind]", "[[areas]]", "4: `areas` is an array, not a table for each id"),
        (
            '[areas.wind]\nname = "Wind"\nstatus = "pending"',
            "[areas]\nwind = 3",
            "5: `areas` gives `wind` a number, not a table",
        ),
        ("[[log]]", "[log]", "12: `log` is a table; an entry starts with `[[log]]`"),
        (
            '"Talks"',
            '"x"\npiloted = ["wind"]',
            "6: drift: `wind` is marked `pending`, but the log leaves it `piloted` (2020-01-02)",
        ),
        ('"T"', '"T"\nauthor = "A"', "3: warning: unknown key `author`"),
        (
            '"Talks"',
            '"x"\n[log.source]\na = 1e400',
            "15: warning: unknown key `source`; did you mean `sources`?",
        ),
        ("says.jp", "says.xx", "16: no party has the id `xx`: valid ids: `jp`"),
        ('"open"', '"open"\ncalled.ru = "W"', "11: no party has the id `ru`: valid ids: none"),
        ('"A"', "1", "16: `says` gives `jp` a number, not text"),
        ('says.jp = "A"', 'says = "A"', "16: `says` is text, not a text for each party"),
        ('["jp"]', "[]", "15: `by` is empty: name a party, or leave it out"),
        ('["jp"]', '"jp"', "15: `by` is text, not an array of texts"),
        ('["jp"]', '["jp", "jp"]', "15: `by` names `jp` twice"),
        ('name = "Japan"', "", "18: `name` is missing"),
        ('"Japan"', '"Japan"\nnme = "x"', "20: warning: unknown key `nme`; did you mean `name`?"),
    ],
)
def test_a_mistake_is_told_once_with_its_line(old: str, new: str, finding: str) -> None:
    text = BASE if old in BASE else WITH_PARTIES
    assert old in text
    assert told(text.replace(old, new, 1)) == [finding]


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ('"T"', "T", '2: Invalid value; a text needs quotes, as in `title = "T"`'),
        (
            '"Talks"',
            '"Talks',
            "14: Illegal character '\\n'; close the quote, as in `title = \"Talks\"`",
        ),
        (
            '"Talks"',
            '"""Talks',
            '14: Unterminated string; a text that starts with `"""` ends with it',
        ),
        (
            '"Talks"',
            '"a\x00"',
            "14: Illegal character '\\x00'; "
            "in double quotes it is written by its code, as in `\\u0000`",
        ),
        ('"Talks"', '"\\ud800"', "14: Escaped character is not a Unicode scalar value"),
        ('"T"', '"T"\ntitle = 1', "3: Cannot overwrite a value; a table has each key once"),
        ("2020-01-02", "2020-02-30", "13: there is no day `2020-02-30`"),
        ("2020-01-02", "0000-01-01", "13: there is no day `0000-01-01`"),
        (
            "2020-01-02",
            "2019-02-28 x",
            "13: Expected newline or end of document after a statement; "
            "a date is written `2019-12-19`",
        ),
        (
            "[areas.wind]",
            "[areas.wind",
            "4: Expected ']' at the end of a table declaration; "
            "a heading is closed, as in `[areas.wind]` or `[[log]]`",
        ),
        (
            "date = ",
            "<<<<<<< ours\ndate = ",
            "13: a conflict marker of git; keep one side, or both, without it",
        ),
        (
            'title = "Talks"',
            'title = "\u200b"\n\ufefftitle\u00a0= "Talks"',
            "15: an invisible character in column 1, U+FEFF ZERO WIDTH NO-BREAK SPACE: remove it",
        ),
        (
            '"Talks"',
            f'a{" " * 1_000_000}"b',
            '14: Invalid value; a text needs quotes, as in `title = "a"`',
        ),
    ],
)
def test_what_is_no_toml_is_told_with_what_to_write(old: str, new: str, finding: str) -> None:
    assert told(edited(old, new)) == [finding.replace(": ", ": not TOML: ", 1)]


def test_what_is_no_entry_leaves_the_places_of_the_entries_as_they_are() -> None:
    entries = '[\n  1,\n  {date = 2020-01-01, title = "x"},\n  {date = 2020-01-01},\n]'
    assert told(f'schema = 1\ntitle = "T"\nlooked = [2]\nlog = {entries}\n') == [
        "3: `looked` holds a number, not a day of looking",
        "5: `log` holds a number, not an entry",
        "7: an entry needs a `title` or a change",
    ]


LOOKED = f"""\
{BASE}
[[looked]]  # once
date = 2026-11-25
about = ["wind"]
where = ["mofa.go.jp", "tass.com"]
note = "Nothing."
"""


def test_days_of_looking_are_read_written_and_taken_out_in_place() -> None:
    tracker = read(LOOKED, "k").tracker
    first = Looked(date(2026, 11, 25), ("wind",), ("mofa.go.jp", "tass.com"), "Nothing.")
    assert tracker.looked == (first,)
    two = tracker._replace(looked=(first, Looked(date(2026, 11, 26))))
    both = f"{LOOKED}\n[[looked]]\ndate = 2026-11-26\n"
    assert rewrite(LOOKED, tracker, two) == both
    assert rewrite(both, two, tracker) == LOOKED
    none = tracker._replace(looked=())
    assert rewrite(LOOKED, tracker, none) == LOOKED.partition("\n[[looked]]")[0]


RESOLVED = '"x"\nresolved = ["legal"]'
DRIFT = "9: drift: `legal` is marked `open`, but the log leaves it `resolved` (2020-01-02)"


@pytest.mark.parametrize(
    ("changes", "findings"),
    [
        (
            {
                '"T"': "3",
                '"Wind"': "[]",
                '"open"': '"shut"',
                "2020-01-02": '"soon"',
                '"Talks"': '"x"\nabout = ["sea"]',
            },
            [
                "2: `title` is a number, not text",
                "5: `name` is an array, not text",
                "10: `status` is `shut`; an issue is one of `open`, `resolved`",
                f"13: `date` is text, not {DATE}",
                "15: no area or issue has the id `sea`: valid ids: `wind`, `legal`",
            ],
        ),
        ({'name = "Wind"\n': "", '"Talks"': RESOLVED}, ["4: `name` is missing", DRIFT]),
        (
            {
                '[areas.wind]\nname = "Wind"\nstatus = "pending"': "areas = 5",
                '"Talks"': '"x"\nabout = ["wind"]',
            },
            ["4: `areas` is a number, not a table for each id"],
        ),
        (
            {'"open"': "3", '"Talks"': RESOLVED},
            ["10: `status` is a number; an issue is one of `open`, `resolved`"],
        ),
        ({'status = "open"': "", '"Talks"': RESOLVED}, ["8: `status` is missing"]),
        ({'"T"': f'"T"\nx = -{DIGITS}'}, ["3: a number has more than 4300 digits"]),
        (
            {'"T"': f'"T"\nx = 0x{DIGITS}'},
            ["3: `x` holds a number of more than 4300 digits", "3: warning: unknown key `x`"],
        ),
    ],
)
def test_all_mistakes_are_told_by_line_and_what_only_follows_from_one_is_not(
    changes: dict[str, str], findings: list[str]
) -> None:
    text = BASE
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new, 1)
    assert told(text) == findings


@pytest.mark.parametrize("brackets", ["[]", "{}"])
def test_brackets_ten_thousand_deep_are_a_finding(brackets: str) -> None:
    opening = brackets[0] if brackets == "[]" else "{a="
    value = opening * 10_000 + ("" if brackets == "[]" else "1") + brackets[1] * 10_000
    found = told(edited('"T"', f'"T"\nx = {value}'))
    assert [line.split(": ", 1)[1] for line in found] == ["brackets or keys are nested too deeply"]
    assert len(told(opening * 10_000)) == 1


@pytest.mark.parametrize(
    "value", ["[" * 300 + "]" * 300, "{a=" * 150 + "[{}," * 90 + "]" * 90 + "}" * 150]
)
def test_deep_brackets_hide_no_other_mistake(value: str) -> None:
    text = edited('"Talks"', f'"x"\nnote = {value}\nplace = 3')
    kind = "an array" if value[0] == "[" else "a table"
    assert told(text) == [f"15: `note` is {kind}, not text", "16: `place` is a number, not text"]


@given(st.text(max_size=60) | st.text(alphabet="[]{}=.,\"'#\\ \na1-:", max_size=60))
def test_any_text_is_read_or_refused_with_lines_that_it_has(text: str) -> None:
    with pytest.raises(InvalidTracker) as caught:
        read(text, "k.toml")
    last = text.count("\n") + 1
    assert caught.value.findings
    assert all(1 <= located.line <= last for located in caught.value.findings)


# Places

CORPUS = ["", "# only a comment", BASE, SMALL, LONG_RECORD.read_text()]
CORPUS += [path.read_text() for path in sorted((TOML / "corpus").iterdir())]
CORPUS += [text.replace("\n", "\r\n") for text in CORPUS]


TomlPath = tuple[str | int, ...]


def values_of(value: object, path: TomlPath = ()) -> Iterator[tuple[TomlPath, object]]:
    """A value and all that is in it, by their paths."""
    yield path, value
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from values_of(inner, (*path, key))


def assert_places_are_true(text: str) -> None:
    places = Places(text)
    for path, value in values_of(tomllib.loads(text)):
        place = Places(text).of(path)  # asked for alone, or after others
        assert place == places.of(path)
        if place is None:  # a table may be nowhere by itself, an array has only its tables
            assert isinstance(value, dict) or places.of((*path, 0))
            continue
        written = text[place.value : place.end]
        if place.how == "header":
            assert (written, text[place.start], text[place.end - 1]) == ("", "[", "]")
            assert isinstance(value, dict)
        else:
            assert written == written.strip()
            assert tomllib.loads(f"v = {written}")["v"] == value
            # What stands before it is its key, so the whole is a statement or an element.
            whole = text[place.start : place.end]
            assert place.how != "element" or whole == written
            assert place.how == "element" or tomllib.loads(whole)
        line = text[: place.start].count("\n") + 1
        assert places.line(path) == line
        assert places.line((*path, "no such key", 3)) == line
    starts = [place.start for place, _ in places.within(())]
    assert starts == sorted(starts)


@pytest.mark.parametrize("text", CORPUS)
def test_each_place_holds_the_value_of_its_path(text: str) -> None:
    assert_places_are_true(text)


toml_values = st.recursive(
    st.integers(-(2**63), 2**63 - 1)
    | st.booleans()
    | st.floats(allow_nan=False)
    | st.text(st.characters(codec="utf-8"), max_size=8)
    | st.text(alphabet="\"'\\\n#[]{}=,.", max_size=8)
    | st.dates()
    | st.times()
    | st.datetimes(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=4), toml_values, max_size=5), st.booleans())
def test_places_are_true_in_any_document(document: dict[str, object], multiline: bool) -> None:
    assert_places_are_true(tomli_w.dumps(document, multiline_strings=multiline))


def test_what_lies_too_deep_is_placed_with_what_holds_it() -> None:
    value = f"{'[' * 100}\n1, '[', {{}}{']' * 100}"
    places = Places(f"a = 1\nx = {value}\ny = 2\n")
    assert (places.line(("x", *[0] * 99, 0)), places.line(("y",))) == (2, 4)
    place = places.of(("x",))
    assert place
    assert places.text[place.value : place.end] == value


def test_a_path_that_nothing_is_near_is_on_the_first_line() -> None:
    assert Places("\n\na = 1").line(("b",)) == 1
    assert Places("\n\na = 1").line(()) == 1


# Writing

INLINE = """\
schema = 1
title = "T"
log = [{date = 2020-01-02, title = "Talks", piloted = ["waste"], open = ["legal"]}] # all
areas = { wind = { name = "Wind", status = "pending" }, waste = {name="Waste",status='piloted'} }

[issues]
legal = { title = "Legal", status = "open" } # a comment
"""
LAYOUTS = {path.stem: path.read_text() for path in sorted((TOML / "layouts").iterdir())}
HEADERS = LAYOUTS["comments and spacing"]
NO_LOG = HEADERS[: HEADERS.index("[[log]]")]
LAYOUTS |= {
    "single quotes": HEADERS.replace('"', "'"),
    "three quotes, a backslash and blanks behind it": HEADERS.replace(
        'name = "Wind"', 'name = """\\   \t\n  \n   Wi\\\n  nd\\  \n"""'
    ),
    "unknown keys": HEADERS.replace(
        "[[log]]", "[extra]\nx.y = [1, {z = 2}]\n\n[[log]]\nunknown = 3\n"
    ),
    "an unknown table in the entry": HEADERS + "[log.more]\nx = 1\n\n# the end",
    "no newline at the end": BASE.rstrip("\n"),
    "blanks at the end": HEADERS.rstrip("\n") + "  \t \n\n   \n\t",
    "no log": NO_LOG,
    "no log and no issues": NO_LOG[: NO_LOG.index("[issues.legal]")].rstrip("\n"),
    "no blank lines": "\n".join(line for line in HEADERS.split("\n") if line),
    "shipped": SMALL,
    "long": LONG_RECORD.read_text(),
}
LAYOUTS |= {f"{name}, CRLF": text.replace("\n", "\r\n") for name, text in LAYOUTS.items()}
layouts = pytest.mark.parametrize("text", LAYOUTS.values(), ids=LAYOUTS.keys())

ENTRY = '{date = 2020-01-02, title = "Talks", piloted = ["waste"], open = ["legal"]}'
SIMPLE = Entry(date(2021, 3, 4), 'New "talks"', "Tokyo", ("u", "v"), "N")


def changed_lines(old: str, new: str) -> tuple[list[str], list[str]]:
    """The lines that went and those that came."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    _, _, *diff = difflib.unified_diff(before, after, n=0)
    gone, come = ([line[1:] for line in diff if line[0] == sign] for sign in "-+")
    return gone, come


def rewrite(text: str, old: Tracker, new: Tracker, at: int | None = None) -> str:
    """The text rewritten, once it is shown to read as what comes with it."""
    rewritten = writing.rewrite(text, "k", old, new, at)
    again = read(rewritten.text, "k")
    assert rewritten.reading.tracker == again.tracker
    assert rewritten.reading.findings == again.findings
    return rewritten.text


def updated(text: str, entry: Entry, raised: tuple[Issue, ...] = ()) -> str:
    old = read(text, "k").tracker
    return rewrite(text, old, history.logged(old, entry, raised))


def amended(text: str, **fields: Any) -> str:
    """The text with some fields of its first entry changed."""
    old = read(text, "k").tracker
    new = old._replace(log=(old.log[0]._replace(**fields), *old.log[1:]))
    rewritten = rewrite(text, old, new)
    assert read(rewritten, "k").tracker == new
    return rewritten


def undone(text: str) -> str:
    old = read(text, "k").tracker
    return rewrite(text, old, without_last(old))


@layouts
def test_update_then_undo_gives_the_text_back(text: str) -> None:
    tracker = read(text, "k").tracker
    assert rewrite(text, tracker, tracker) == text
    raised = (Issue("sea-law", "Law of the sea", "open"),)
    entry = SIMPLE._replace(changes=(("wind", "piloted"), ("sea-law", "open")))
    once = updated(text, entry, raised)
    assert read(once, "k").tracker == history.logged(tracker, entry, raised)
    assert undone(once) == text


@layouts
def test_an_update_changes_the_line_of_the_mark_alone(text: str) -> None:
    end = "\r\n" if "\r" in text else "\n"
    text = text.rstrip() + end
    entry = Entry(date(2027, 3, 4), "X", changes=(("wind", "piloted"),))
    block = ["", "[[log]]", "date = 2027-03-04", 'title = "X"', 'piloted = ["wind"]']
    before = text.split("[areas.wind]")[-1] if "[areas.wind]" in text else text
    [mark] = [line for line in before.splitlines(keepends=True) if "pending" in line][:1]
    gone, come = changed_lines(text, updated(text, entry))
    assert gone == [mark]
    assert sorted(come) == sorted(
        [mark.replace("pending", "piloted"), *(f"{line}{end}" for line in block)]
    )


@pytest.mark.parametrize(
    ("text", "change"),
    [
        (INLINE, lambda tracker: history.logged(tracker, SIMPLE)),
        (INLINE, without_last),
        (INLINE, lambda t: t._replace(areas=(*t.areas, Area("sea", "Sea", "pending")))),
        (INLINE, lambda t: t._replace(areas=t.areas[:1], log=())),
        (INLINE, lambda t: t._replace(areas=t.areas[::-1])),
        ('schema = 1\ntitle = "T"\nlog = []\n', lambda t: history.logged(t, SIMPLE)),
        (
            'schema = 1\ntitle = "T"\nareas = { wind.name = "W", wind.status = "pending" }\n',
            lambda t: t._replace(areas=(t.areas[0]._replace(note="N"),)),
        ),
    ],
)
def test_a_layout_that_nobody_writes_is_refused(
    text: str, change: Callable[[Tracker], Tracker]
) -> None:
    """Brackets take no more entries, areas or keys, and give none up."""
    old = read(text, "k").tracker
    assert refusal(lambda: rewrite(text, old, change(old))) == (
        "`k` is laid out in a way that can't be edited faithfully; nothing was written",
        "kurils edit",
    )


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_braces_whose_keys_change_are_written_anew_and_others_in_place(newline: str) -> None:
    text = INLINE.replace("\n", newline)
    old = read(text, "k").tracker
    wind, waste = old.areas
    areas = (wind._replace(note="N"), waste._replace(name="It's\n"))
    log = (old.log[0]._replace(changes=old.log[0].changes[:1], place="P"),)
    new = old._replace(areas=areas, log=log)
    entry = '{ date = 2020-01-02, title = "Talks", place = "P", piloted = ["waste"] }'
    assert rewrite(text, old, new, 0) == text.replace(ENTRY, entry).replace(
        '"pending" }', '"pending", note = "N" }'
    ).replace('name="Waste"', 'name="It\'s\\n"')


def test_the_users_own_last_entry_is_undone_with_its_block_and_the_blank_line_above() -> None:
    start = HEADERS.index("[issues.legal]")
    assert undone(HEADERS) == (
        HEADERS[: start - 1].replace("'piloted'", "'pending'") + "# at the end of the log\n"
    )


@pytest.mark.parametrize("written", ['"pend\\u0069ng"', '"""pend\\\n  ing"""'])
def test_a_mark_written_with_escapes_gives_way_to_a_new_one(written: str) -> None:
    text = edited('"pending"', written)
    after = updated(text, Entry(date(2021, 3, 4), changes=(("wind", "piloted"),)))
    assert after.startswith(edited('"pending"', '"piloted"').rstrip("\n"))


def test_what_would_leave_the_tracker_invalid_is_refused() -> None:
    old = read(BASE, "k").tracker
    with pytest.raises(TrackerError) as caught:
        rewrite(BASE, old, old._replace(log=(Entry(date(2020, 1, 2)),)))
    assert (caught.value.message, caught.value.hint, caught.value.details) == (
        "the change would leave `k` invalid; nothing was written",
        None,
        ("k:12: an entry needs a `title` or a change",),
    )


@pytest.mark.slow
@given(trackers())
def test_a_tracker_written_and_read_is_the_same(tracker: Tracker) -> None:
    assert read(text_of(tracker), "k").tracker == tracker


@pytest.mark.slow
@given(st.data(), trackers())
def test_any_update_taken_back_gives_the_text_back(data: st.DataObject, tracker: Tracker) -> None:
    text = WRITERS[data.draw(st.sampled_from(["headers", "dotted"]))](tracker)
    text = text.replace("\n", data.draw(st.sampled_from(["\n", "\r\n"])))
    text += data.draw(st.sampled_from(["", "\n", "\r\n", "  ", "# end", "\n\n# end\n "]))
    entry = data.draw(entries(tracker.things))
    old, new = (read(each, "k").tracker for each in (text, updated(text, entry)))
    assert rewrite(updated(text, entry), new, old) == text


def dotted(tracker: Tracker) -> str:
    """The text of a tracker with its parties, areas and issues in dotted keys."""
    document: dict[str, Any] = tomllib.loads(text_of(tracker))
    lines = [f"schema = 1\ntitle = {value_on_one_line(document['title'])}\n"]
    for kind in ("parties", "areas", "issues"):
        for id, fields in document.get(kind, {}).items():
            lines += [f"{kind}.{id}.{key} = {value_on_one_line(v)}\n" for key, v in fields.items()]
    for entry in document.get("log", []):
        lines += ["[[log]]\n", *(f"{key} = {value_on_one_line(v)}\n" for key, v in entry.items())]
    return "".join(lines)


WRITERS = {"headers": text_of, "dotted": dotted}


@pytest.mark.parametrize(
    ("says", "written"),
    [
        ({"ru": "B"}, 'says.ru = "B"\n'),
        ({"jp": "B", "ru": "C"}, 'says.jp = "B" # of jp\nsays.ru = "C"\n'),
    ],
)
def test_what_the_parties_say_is_edited_party_by_party(says: dict[str, str], written: str) -> None:
    text = WITH_PARTIES.replace('"A"', '"A" # of jp') + '[parties.ru]\nname = "R"\n'
    assert amended(text, says=(*says.items(),)) == text.replace('says.jp = "A" # of jp\n', written)


def test_a_removal_where_line_ends_are_mixed_keeps_the_next_line() -> None:
    text = BASE.replace('name = "Wind"\n', 'name = "Wind"\nnote = "N"\n# a comment\n') + "\r\n"
    old = read(text, "k").tracker
    new = old._replace(areas=(old.areas[0]._replace(note=None),))
    assert rewrite(text, old, new) == text.replace('note = "N"\n', "")


@st.composite
def edits(draw: st.DrawFn) -> tuple[Tracker, Tracker]:
    """A tracker, and what a merge may make of it: things and entries edited, added, removed."""

    def mixed(record: Any, fresh: Any) -> Any:
        """Take some of the fields of another record."""
        keys = draw(st.sets(st.sampled_from([*FIELDS[type(record)]])))
        return record._replace(**{key: getattr(fresh, key) for key in keys})

    old = draw(trackers())
    speakers = tuple(party.id for party in old.parties)
    fresh = entries(old.things, speakers)
    log = [mixed(entry, draw(fresh)) for entry in old.log if draw(st.integers(0, 3))]
    log = [e if e.title or e.changes else e._replace(title="New") for e in log]
    log += draw(st.lists(fresh, max_size=2))
    named = {id for entry in log for id in (*dict(entry.changes), *entry.about)}
    named |= {id for issue in old.issues for id in issue.blocks or ()}
    notes, terms = st.none() | texts, texts_of(speakers)
    areas = [
        mixed(area, Area(area.id, "New", "piloted", draw(notes), draw(terms)))
        for area in old.areas
        if area.id in named or draw(st.booleans())
    ]
    issues = [
        mixed(issue, Issue(issue.id, "New", "resolved", draw(st.none() | st.just(())), draw(notes)))
        for issue in old.issues
        if issue.id in named or draw(st.booleans())
    ]
    parties = [mixed(party, Party(party.id, "New", "ja")) for party in old.parties]
    if draw(st.booleans()):
        areas.append(Area("new-area", "New", "pending"))
        issues.append(Issue("new-issue", "New", "open", ("new-area",), extra=(("x", "x = 1"),)))
        parties.append(Party("new-party", "New"))
    title = draw(st.just(old.title) | texts)
    return old, Tracker(title, tuple(areas), tuple(issues), tuple(log), tuple(parties))


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["headers", "dotted"])
@given(pair=edits())
def test_any_edit_is_written_in_any_layout(layout: str, pair: tuple[Tracker, Tracker]) -> None:
    old, new = pair
    text = WRITERS[layout](old)
    assert read(rewrite(text, old, new), "k").tracker == new


def test_an_entry_goes_before_the_first_one_under_a_header() -> None:
    old = read(BASE, "k").tracker
    new = old._replace(log=(Entry(date(2019, 1, 1), "a"), *old.log))
    first = '[[log]]\ndate = 2019-01-01\ntitle = "a"\n\n'
    assert rewrite(BASE, old, new) == edited("[[log]]", f"{first}[[log]]")


# Comments and line ends beside what is added or taken out


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_comments_below_the_last_entry_stay_with_it(newline: str) -> None:
    below = '# place = "Moscow, to be confirmed"\n  # and more\n'
    text = f"{BASE}{below}".replace("\n", newline)
    new = updated(text, Entry(date(2020, 3, 1), "New"))
    assert new == f'{BASE}{below}\n[[log]]\ndate = 2020-03-01\ntitle = "New"\n'.replace(
        "\n", newline
    )
    assert undone(new) == text


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("note", "written"),
    [
        ("One.\n\nTwo.", '"""\nOne.\n\nTwo."""'),
        ("\nOne\n", '"""\n\nOne\n"""'),
        ('"a" \\ """b"""\n"', '"""\n"a" \\\\ ""\\"b""\\"\n\\""""'),
        ("tab\there\nno\x1b", '"tab\there\\nno\\u001b"'),
        ("a\r\nb", '"a\\r\\nb"'),
    ],
)
def test_a_text_of_several_lines_is_written_as_lines(note: str, written: str, newline: str) -> None:
    once = amended(BASE.replace("\n", newline), note=note)
    assert f"note = {written}".replace("\n", newline) in once
    amended(once, note=f"{note}!")


@given(note=st.text(st.sampled_from('ab"\\\n\r\t\x00 '), max_size=12))
def test_any_text_is_read_as_it_was_written(note: str) -> None:
    amended(BASE, note=note)
    amended(edited('"Talks"', '"Talks"\nnote = "x"'), note=note)
