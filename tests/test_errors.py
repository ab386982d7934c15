"""Errors carry what the user is told; words are listed and likened for hints."""

import pytest

from kurils_cli.errors import TrackerError
from kurils_cli.words import nearest, one_of, visible

AREAS = ("aquaculture", "greenhouse", "tourism", "wind", "waste")


def test_an_error_keeps_its_message_hint_and_details() -> None:
    error = TrackerError("can't read `x`", hint="kurils init x", details=iter(["x:1: a", "x:2: b"]))
    assert (f"{error}", error.message, error.hint, error.details) == (
        "can't read `x`",
        "can't read `x`",
        "kurils init x",
        ("x:1: a", "x:2: b"),
    )


@pytest.mark.parametrize(
    ("word", "known", "close"),
    [
        ("turism", AREAS, "tourism"),
        ("wnd", AREAS, "wind"),
        ("tourism", AREAS, "tourism"),
        ("xyz", AREAS, None),
        ("", AREAS, None),
        ("tourism", (), None),
    ],
)
def test_the_nearest_word_is_one_that_looks_alike_or_none(
    word: str, known: tuple[str, ...], close: str | None
) -> None:
    assert nearest(word, iter(known)) == close


@pytest.mark.parametrize(
    ("word", "known", "hint"),
    [
        ("turism", AREAS[2:4], "did you mean `tourism`? the areas are `tourism`, `wind`"),
        ("xyz", AREAS[3:4], "the areas are `wind`"),
        ("xyz", (), "the areas are none"),
    ],
)
def test_a_hint_has_the_nearest_word_if_there_is_one_and_the_known_ones(
    word: str, known: tuple[str, ...], hint: str
) -> None:
    assert one_of(word, known, "the areas are") == hint


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Переговоры 交渉", "Переговоры 交渉"),
        ("", ""),
        ("a\u00a0b\u3000c\u202fd", "a\u00a0b\u3000c\u202fd"),
        ("a\nb\tc", "a\\nb\\tc"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\u202eb\u200bc", "a\\u202eb\\u200bc"),
    ],
    ids=["printable", "empty", "blanks", "lines", "escape", "without shape"],
)
def test_what_has_no_shape_is_written_out_and_blanks_of_our_languages_stay(
    text: str, shown: str
) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "\N{WOMAN}\u200d\N{WOMAN}\u200d\N{GIRL}",
        "\N{HEAVY BLACK HEART}\ufe0f\u200d\N{FIRE}",
        "\N{MAN}\N{EMOJI MODIFIER FITZPATRICK TYPE-4}\u200d\N{PERSONAL COMPUTER}",
        "1\ufe0f\u20e3",
        "\u845b\U000e0100\u57ce\u5e02",
        "\u8fbb\ufe00",
        "か\u3099",
        "\u0438\u0306",
    ],
    ids=["family", "heart", "skin", "keycap", "variant", "standard variant", "dakuten", "breve"],
)
def test_joined_emoji_and_forms_of_a_character_stay(text: str) -> None:
    assert visible(f"{text}\n{text}") == f"{text}\\n{text}"
    assert visible(text) == text


@pytest.mark.parametrize(
    "shapeless",
    [
        *("\u034f", "\u115f", "\u1160", "\u17b4", "\u180b", "\u2800", "\u3164", "\ufe0f"),
        *("\uffa0", "\U000e0100", "\u200d", "\u2060", "\U000e0061"),
    ],
)
def test_what_counts_as_printable_and_shows_nothing_is_written_out(shapeless: str) -> None:
    for before, after in (("", ""), ("a", "b"), ("и", "て"), ("", "\N{FIRE}")):
        written = shapeless.encode("unicode_escape").decode()
        assert visible(f"{before}{shapeless}{after}") == f"{before}{written}{after}"
