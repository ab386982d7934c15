"""Errors carry what the user is told; words are listed and likened for hints."""

import pytest

from kurils_cli.errors import KurilsError, OutputError, TrackerError, UsageError
from kurils_cli.words import did_you_mean, listed, nearest, visible

AREAS = ("aquaculture", "greenhouse", "tourism", "wind", "waste")


@pytest.mark.parametrize(
    ("kind", "exit_code"),
    [(KurilsError, 3), (UsageError, 2), (TrackerError, 3), (OutputError, 3)],
)
def test_each_kind_of_error_has_its_exit_code(kind: type[KurilsError], exit_code: int) -> None:
    assert kind("no such thing").exit_code == exit_code
    assert issubclass(kind, KurilsError)


def test_an_error_keeps_its_message_hint_and_details() -> None:
    error = TrackerError("can't read `x`", hint="kurils init x", details=iter(["x:1: a", "x:2: b"]))
    assert (f"{error}", error.message, error.hint, error.details) == (
        "can't read `x`",
        "can't read `x`",
        "kurils init x",
        ("x:1: a", "x:2: b"),
    )


def test_an_error_needs_no_more_than_a_message() -> None:
    error = UsageError("nothing to log")
    assert (error.message, error.hint, error.details) == ("nothing to log", None, ())


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


@pytest.mark.parametrize(("word", "hint"), [("turism", "did you mean `tourism`? "), ("xyz", "")])
def test_a_hint_asks_for_the_nearest_word_only_if_there_is_one(word: str, hint: str) -> None:
    assert did_you_mean(word, AREAS) == hint


@pytest.mark.parametrize(
    ("words", "text"), [((), ""), (("wind",), "`wind`"), (("wind", "waste"), "`wind`, `waste`")]
)
def test_words_are_listed_in_backticks(words: tuple[str, ...], text: str) -> None:
    assert listed(iter(words)) == text


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
