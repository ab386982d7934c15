"""Words for the user: lists, near misses, and text that a terminal takes as text."""

from collections.abc import Iterable
from difflib import get_close_matches


def reason(error: Exception) -> str:
    """Return what the system says is wrong, to stand behind a colon."""
    told = getattr(error, "strerror", None) or f"{error}"
    return f"{told[:1].lower()}{told[1:]}"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that `word` was most likely meant to be."""
    return next(iter(get_close_matches(word, list(known), n=1)), None)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return "did you mean `x`? " or nothing, to start a hint with."""
    close = nearest(word, known)
    return f"did you mean `{close}`? " if close else ""


def listed(words: Iterable[str]) -> str:
    """Return the words as `a`, `b`, `c`."""
    return ", ".join(f"`{word}`" for word in words)


def pasted(word: object) -> str:
    """Return a word as a shell takes it for one, to stand in a command to paste."""
    import shlex

    return shlex.quote(f"{word}")


_BLANKS = "\u00a0\u2002\u2003\u2009\u202f\u3000"
"""Blanks other than the usual one that texts in our languages have."""


def visible(text: str) -> str:
    """Return the text on one line, with every control character written out.

    So are marks of direction and all else that has no shape, as in `\\x1b`.
    """
    if text.isprintable():
        return text
    return "".join(
        character
        if character.isprintable() or character in _BLANKS
        else character.encode("unicode_escape").decode()
        for character in text
    )
