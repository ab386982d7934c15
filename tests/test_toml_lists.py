"""Lists whose members come and go, with the comments beside them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kurils_cli.model import Entry, Tracker
from kurils_cli.toml_format import read, writing
from kurils_cli.toml_format.places import comments

ENTRY = Entry(date(2020, 1, 2), "Talks", sources=("a", "b", "c"))
HEAD = 'schema = 1\ntitle = "T"\n\n[[log]]\ndate = 2020-01-02\ntitle = "Talks"\n'


def listed(text: str, old: str, new: str) -> str:
    """The text of a list of sources, each of one letter, with others in it."""
    before = Tracker("T", log=(ENTRY._replace(sources=tuple(old)),))
    after = Tracker("T", log=(ENTRY._replace(sources=tuple(new)),))
    assert read(f"{HEAD}sources = {text}\n", "k").tracker == before
    rewritten = writing.rewrite(f"{HEAD}sources = {text}\n", "k", before, after).text
    assert rewritten.startswith(f"{HEAD}sources = ")
    return rewritten.removeprefix(f"{HEAD}sources = ").removesuffix("\n")


ON_LINES = """\
[ # which ones
    # above a
    "a",    # of a

    # above b, twice
    # the second
    "b",
    "c" # of c
    # the end
  ]"""


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ("bc", ON_LINES.replace('    # above a\n    "a",    # of a\n', "")),
        ("ac", ON_LINES.replace('\n    # above b, twice\n    # the second\n    "b",\n', "")),
        ("ab", ON_LINES.replace('"b",', '"b"').replace('    "c" # of c\n', "")),
        ("abcx", ON_LINES.replace('"c" # of c\n', '"c", # of c\n    "x"\n')),
        ("abxyc", ON_LINES.replace('"b",\n', '"b",\n    "x",\n    "y",\n')),
        ("xabc", ON_LINES.replace("    # above a\n", '    "x",\n    # above a\n')),
        ("xy", '[ # which ones\n    "x",\n    "y"\n    # the end\n  ]'),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_comment_in_a_list_stays_with_its_member(new: str, expected: str, newline: str) -> None:
    text = ON_LINES.replace("\n", newline)
    assert listed(text, "abc", new) == expected.replace("\n", newline)


@pytest.mark.parametrize(
    ("text", "new", "expected"),
    [
        ("['a', \"b\", 'c']", "bxa", '["b", "x", \'a\']'),
        ('[ "a" , "b" , "c", ]', "ac", '["a", "c"]'),
        ('["a", "b", "c"]', "xy", '["x", "y"]'),
        ('[\n"a", "b", # two\n"c",\n]', "abxc", '[\n"a",\n"b", # two\n"x",\n"c",\n]'),
        ('["a"\n, "b" # b\n, "c" # c\n]', "abx", '[\n"a",\n"b", # b\n"x"\n]'),
    ],
)
def test_a_list_stays_on_one_line_or_has_a_line_for_each_member(
    text: str, new: str, expected: str
) -> None:
    assert listed(text, "abc", new) == expected


letters = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=6, unique=True)


@st.composite
def lists(draw: st.DrawFn) -> tuple[str, str, str]:
    """The text of a list whose comments name what they belong to, its letters, and others."""
    old, new = "".join(draw(letters)), "".join(draw(letters))
    text = "[" + draw(st.sampled_from(["", " ", "\n", " # always\n"]))
    for name, following in zip(old, [*old[1:], None], strict=True):
        text += f'"{name}"' + draw(st.sampled_from(["", " "]))
        text += "," if following or draw(st.booleans()) else ""
        text += draw(st.sampled_from(["", " ", "\n", f" # {name}\n", f" # {name} x, y\n"]))
        if text.endswith("\n"):
            above = f"# {following or 'always'}"
            text += draw(st.sampled_from(["", "  ", "\n", f"  {above}\n", f"\n{above}, x\n\n  "]))
    return text + "]", old, new


@given(lists())
def test_comments_go_with_their_member_and_with_nothing_else(case: tuple[str, str, str]) -> None:
    text, old, new = case
    left = [each for each in comments(text) if each[2] in new or each.startswith("# always")]
    assert sorted(comments(listed(text, old, new))) == sorted(left)
