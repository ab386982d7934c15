"""How wide a text is, and lines folded and cut to fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kurils_cli.formats.lettering import clusters, cut, folded, width
from samples import JAPANESE, RUSSIAN

FAMILY = "👨\u200d👩\u200d👧"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("ab", ["a", "b"]),
        ("e\u0301a", ["e\u0301", "a"]),
        ("か\u3099か", ["か\u3099", "か"]),
        (f"{FAMILY}!", [FAMILY, "!"]),
        ("👍🏽👍", ["👍🏽", "👍"]),
        ("🇯🇵🇷🇺", ["🇯🇵", "🇷🇺"]),
        ("葛\U000e0100飾", ["葛\U000e0100", "飾"]),
    ],
)
def test_characters_that_belong_together_stay_together(text: str, parts: list[str]) -> None:
    assert [*clusters(text)] == parts


def test_a_text_is_as_wide_as_its_letters_and_japanese_is_wider() -> None:
    assert width("", 12) == 0
    assert width("il", 10) < width("nn", 10) < width("NN", 10) < width("日本", 10) < width("MM", 10)
    assert width("nn", 20) == 2 * width("nn", 10)
    assert width("e\u0301", 10) == width("e", 10)
    assert width(FAMILY, 10) > width("日", 10)


@pytest.mark.parametrize("text", [RUSSIAN, JAPANESE, "x" * 80, FAMILY * 9])
def test_a_text_that_is_cut_fits_and_ends_on_an_ellipsis(text: str) -> None:
    shown = cut(text, 100, 12)
    assert width(shown, 12) <= 100
    assert shown.endswith("…")
    assert text.startswith(shown[:-1])
    assert cut(text, 10_000, 12) == text


def test_lines_end_between_words_and_in_japanese_anywhere() -> None:
    assert folded("Waste management of islands", 110, 12) == ["Waste", "management of", "islands"]
    assert folded("海産物の共同増養殖", 50, 12) == ["海産物の", "共同増養", "殖"]
    assert folded("x" * 12, 50, 12) == ["x" * 6, "x" * 6]
    assert folded("", 50, 12) == []
    assert folded(RUSSIAN, 160, 12, most=2) == ["Передвижение", "участников совмес…"]


@given(st.text("aж日 \u0301🇯", max_size=60), st.integers(30, 200))
def test_folded_lines_fit_and_say_all(text: str, room: int) -> None:
    lines = folded(text, room, 12)
    assert all(width(line, 12) <= room for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_two_names_of_one_thing_stay_on_one_line_where_they_fit_on_one() -> None:
    title = "Talks on the four islands (Southern Kurils / Northern Territories)"
    assert folded(title, 400, 12) == [
        "Talks on the four islands",
        "(Southern Kurils / Northern Territories)",
    ]
    assert folded(title, 160, 12)[1:] == ["islands (Southern Kurils", "/ Northern Territories)"]


def test_no_line_ends_within_a_count() -> None:
    assert folded("Today 2 of 5 areas", 60, 12) == ["Today", "2 of 5", "areas"]
