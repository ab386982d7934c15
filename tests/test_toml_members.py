"""Members of lists and inline tables that come and go, with the comments beside them."""

import re
from datetime import date
from difflib import SequenceMatcher
from typing import Any

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from kurils_cli.model import Entry, Tracker
from kurils_cli.toml_format import reading, writing
from kurils_cli.toml_format.places import comments

ENTRY = Entry(date(2020, 1, 2), "Talks", sources=("a", "b", "c"))
HEAD = 'schema = 1\ntitle = "T"\n\n[[log]]\ndate = 2020-01-02\ntitle = "Talks"\n'


def listed(text: str, old: str, new: str) -> str:
    """The text of a list of sources, each of one letter, with others in it."""
    before = Tracker("T", log=(ENTRY._replace(sources=tuple(old)),))
    after = Tracker("T", log=(ENTRY._replace(sources=tuple(new)),))
    assert reading.read(f"{HEAD}sources = {text}\n", "k").tracker == before
    rewritten = writing.rewrite(f"{HEAD}sources = {text}\n", "k", before, after).text
    assert rewritten.startswith(f"{HEAD}sources = ")
    return rewritten.removeprefix(f"{HEAD}sources = ").removesuffix("\n")


ON_LINES = """\
[ # which ones
    # above a
    "a", # of a
    # above b, twice
    # the second
    "b",
    "c" # of c
    # the end
]"""


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ("bc", ON_LINES.replace('    # above a\n    "a", # of a\n', "")),
        ("ac", ON_LINES.replace('    # above b, twice\n    # the second\n    "b",\n', "")),
        ("ab", ON_LINES.replace('"b",', '"b"').replace('    "c" # of c\n', "")),
        ("abcx", ON_LINES.replace('"c" # of c\n', '"c", # of c\n    "x"\n')),
        ("abxyc", ON_LINES.replace('"b",\n', '"b",\n    "x",\n    "y",\n')),
        ("xabc", ON_LINES.replace("    # above a\n", '    "x",\n    # above a\n')),
        ("axc", re.sub(r"    # above b(?s:.*)\"b\"", '    "x"', ON_LINES)),
        ("abx", ON_LINES.replace('"c" # of c', '"x"')),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_comment_in_a_list_stays_with_its_member(new: str, expected: str, newline: str) -> None:
    text = ON_LINES.replace("\n", newline)
    assert listed(text, "abc", new) == expected.replace("\n", newline)


@pytest.mark.parametrize(
    ("text", "new", "expected"),
    [
        ('["a", "b", "c"]', "bc", '["b", "c"]'),
        ('["a", "b", "c"]', "ac", '["a", "c"]'),
        ('["a", "b", "c"]', "ab", '["a", "b"]'),
        ('[ "a" , "b" , "c" ]', "a", '[ "a"  ]'),
        ('["a", "b", "c",]', "abcx", '["a", "b", "c","x", ]'),
        ('["a", "b", "c", ]', "ab", '["a", "b", ]'),
        ('["a", "b", "c", ]', "abcx", '["a", "b", "c", "x", ]'),
        ('["a", "b", "c"]', "xabc", '["x", "a", "b", "c"]'),
        ('["a", "b", "c"]', "axyc", '["a", "x", "y", "c"]'),
        ('["a", "b", "c"]', "abx", '["a", "b", "x"]'),
        ('["a", "b", "c"]', "xy", '["x", "y"]'),
        ('["a",\n"b", # of b\n"c"]', "abxc", '["a",\n"b", # of b\n"x",\n"c"]'),
        ('["a", "b", # two\n "c"]', "abxc", '["a", "b", "x", # two\n "c"]'),
        ('["a", "b", # two\n "c"]', "ab", '["a", "b" # two\n]'),
        ('[\n"a" # of a\n, "b", "c"]', "ac", '[\n"a" # of a\n, "c"]'),
        ('["a"\n, "b" # b\n, "c" # c\n]', "abx", '["a"\n, "b" # b\n, "x"\n]'),
        ('["a"\n, "b" # b\n, "c" # c\n]', "acx", '["a"\n, "c" # c\n, "x"\n]'),
        ('["a"\n, "b" # b\n, "c" # c\n]', "axbc", '["a"\n, "x", "b" # b\n, "c" # c\n]'),
        ('[\n"a" # of a, x\n,\n"b","c"]', "a", '[\n"a" # of a, x\n\n]'),
    ],
)
def test_a_list_keeps_its_spacing(text: str, new: str, expected: str) -> None:
    assert listed(text, "abc", new) == expected


letters = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=6, unique=True)


@st.composite
def lists(draw: st.DrawFn) -> tuple[str, str, str]:
    """The text of a list whose comments name what they belong to, its letters, and others."""
    old, new = "".join(draw(letters)), "".join(draw(letters))
    text = "[" + draw(st.sampled_from(["", " ", "\n", " # always\n"]))
    for name, following in zip(old, [*old[1:], None], strict=True):
        end_of_line = st.sampled_from(["", " ", "\n", f" # {name}\n", f" # {name} x, y\n"])
        text += f'"{name}"'
        if following or draw(st.booleans()):
            text += draw(st.sampled_from(["", " ", "\n  ", f" # {name}\n", f"\n # {name}\n"]))
            text += ","
        line = draw(end_of_line)
        above = f"# {following or 'always'}"
        text += line
        if line.endswith("\n"):
            text += draw(st.sampled_from(["", "  ", "\n", f"  {above}\n", f"\n{above}, x\n\n  "]))
    return text + "]", old, new


@given(lists())
def test_comments_go_with_their_member_and_with_nothing_else(case: tuple[str, str, str]) -> None:
    text, old, new = case
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    kept = "".join(old[block.a : block.a + block.size] for block in blocks)
    left = [each for each in comments(text) if each[2] in kept or each.startswith("# always")]
    assert comments(listed(text, old, new)) == (left if kept else [])


# TOML 1.1, which a newer Python reads, has inline tables with lines and comments

TABLE = """\
{ # the entry's
    date = 2020-01-02, # of the date
    title = "Talks",
    # above the place
    place = "Tokyo", # of the place
    says = {
        jp = "One.", # of one account
        ru = "Two." # of the other
    }, dotted.key = 1 # of both
    # the end
}"""
SAYS = (("jp", "One."), ("ru", "Two."))
TOP = """
schema = 1
title = "T"
areas.wind = {name = "Wind", status = "pending"}
parties = {jp.name = "Japan", ru.name = "Russia", third.name = "Third"}
"""


@pytest.mark.parametrize(
    ("fields", "old", "new"),
    [
        (
            {"note": "N", "sources": ("u",)},
            "dotted.key = 1",
            'dotted.key = 1, sources = ["u"], note = "N"',
        ),
        (
            {"says": (*SAYS, ("third", "Three."))},
            '"Two." # of the other\n',
            '"Two.", # of the other\n        third = "Three."\n',
        ),
        ({"title": "New"}, "Talks", "New"),
        ({"place": None}, '    # above the place\n    place = "Tokyo", # of the place\n', ""),
        (
            {"says": SAYS[:1]},
            '"One.", # of one account\n        ru = "Two." # of the other',
            '"One." # of one account',
        ),
        ({"extra": ()}, ", dotted.key = 1 # of both\n", "\n"),
        (
            {"extra": (("dotted", "[dotted]\nnew = 2"),)},
            "dotted.key = 1 # of both",
            "dotted = { new = 2 }",
        ),
    ],
)
def test_an_inline_table_of_lines_keeps_its_comments(
    fields: dict[str, Any], old: str, new: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "tomllib", tomli)
    text = f"log = [{TABLE}]{TOP}"
    tracker = reading.read(text, "k").tracker
    edited = tracker._replace(log=(tracker.log[0]._replace(**fields),))
    assert writing.rewrite(text, "k", tracker, edited).text == text.replace(old, new)
