"""Words for the user: lists, near misses, and text that is safe on a terminal."""

import re
import sys
from collections.abc import Collection, Iterable
from difflib import get_close_matches


def reason(error: Exception) -> str:
    """Return what the system says is wrong, to follow a colon."""
    said = getattr(error, "strerror", None) or f"{error}"
    return f"{said[:1].lower()}{said[1:]}"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is nearest to `word`, None if none is near."""
    return next(iter(get_close_matches(word, list(known), n=1)), None)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return "did you mean `x`? ", or "" if no known word is near, to start a hint."""
    close = nearest(word, known)
    return f"did you mean `{close}`? " if close else ""


def one_of(word: str, known: Collection[str], what: str) -> str:
    """Return a hint for a word that is not known: the near one, then "the ids are `a`, `b`"."""
    return f"{did_you_mean(word, known)}{what} {listed(known) or 'none'}"


MOST_LISTED = 40


def listed(words: Iterable[str]) -> str:
    """Return the words as `a`, `b`, `c`; a long list ends with how many more there are."""
    each = [f"`{word}`" for word in words]
    more = len(each) - MOST_LISTED
    return ", ".join([*each[:MOST_LISTED], *([f"and {more} more"] if more > 0 else [])])


def counted(count: int, one: str) -> str:
    """Return a count and what is counted, in the singular or plural."""
    more = f"{one[:-1]}ies" if one.endswith("ry") else f"{one}s"
    return f"{count} {one if count == 1 else more}"


def pasted(word: object) -> str:
    """Return a word quoted for a shell, for a command to paste."""
    import shlex

    return shlex.quote(f"{word}")


_BLANKS = "\u00a0\u2002\u2003\u2009\u202f\u3000"
"""Other kinds of blank in Russian and Japanese texts."""


_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_SHAPELESS = f"\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\uffa0{_SELECTORS}"
"""Characters that count as printable and show nothing, as a class of a pattern."""
_IDEOGRAPH = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_EMOJI = (
    "\xa9\xae\u203c\u2049\u2100-\u27bf\u2900-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
_ONE_EMOJI = f"[{_EMOJI}][\ufe0e\ufe0f]?[\U0001f3fb-\U0001f3ff]?"
_SEQUENCE = f"[{_IDEOGRAPH}][{_SELECTORS}]|{_ONE_EMOJI}(?:\u200d{_ONE_EMOJI})*|[0-9#*]\ufe0f?\u20e3"
"""Where joiners and selectors belong: a form of an ideograph, joined emoji, a keycap."""


def visible(text: str) -> str:
    """Return the text on one line, with every control character written out, as in `\\x1b`.

    So are marks of direction and whatever else shows nothing, except for what gives an
    ideograph or an emoji its form.
    """
    if text.isprintable() and (text.isascii() or not re.search(f"[{_SHAPELESS}]", text)):
        return text
    parts = re.split(f"({_SEQUENCE})", text)
    return "".join(part if at % 2 else _written_out(part) for at, part in enumerate(parts))


def _written_out(text: str) -> str:
    """Return the text with each character that shows nothing as its escape in Python."""
    shapeless = re.compile(f"[{_SHAPELESS}]")
    return "".join(
        character.encode("unicode_escape").decode()
        if not (character.isprintable() or character in _BLANKS) or shapeless.match(character)
        else character
        for character in text
    )


_KEPT = f"\u200d{_SELECTORS}"
_HEX = "x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}"
_ESCAPED = re.compile(rf"(\\+)({_HEX})")
# Readers of workbooks treat `_x000D_` as an escape, and some drop `x005F_`.
_TO_ESCAPE = re.compile(rf"(\\*)(_(?=x[0-9A-Fa-f]{{4}}_)|x(?=005F_)|{_HEX}|[^ -~{_KEPT}])")


def escaped(text: str, kept: str = "\n\t") -> str:
    """Return a text for a cell of a workbook, with what a cell can't hold or show written out.

    `unescaped` restores the text. Backslashes are doubled only where they would be read as
    part of an escape.
    """

    def written(found: re.Match[str]) -> str:
        backslashes, rest = found.groups()
        if len(rest) == 1:
            is_kept = rest in kept or (rest not in "_x" and _written_out(rest) == rest)
            return found[0] if is_kept else f"{backslashes * 2}{_as_hex(rest)}"
        return f"{backslashes * 2}{rest}" if _escaped_character(rest) else found[0]

    return _TO_ESCAPE.sub(written, text)


def unescaped(text: str) -> str:
    """Return the text that `escaped` turned into this one."""

    def read(found: re.Match[str]) -> str:
        backslashes, rest = found.groups()
        character = _escaped_character(rest)
        if not character:
            return found[0]
        half = backslashes[: len(backslashes) // 2]
        return half + (character if len(backslashes) % 2 else rest)

    return _ESCAPED.sub(read, text)


def _as_hex(character: str) -> str:
    code = ord(character)
    return (
        f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"
    )


def _escaped_character(escape: str) -> str:
    """Return the character of an escape, or "" if `escaped` does not write that one out."""
    code = int(escape[1:], 16)
    is_half = 0xD800 <= code < 0xE000  # half a character of UTF-16, which no text has
    character = chr(code) if code <= sys.maxunicode and not is_half else ""
    return character if character in ("_", "x") or _written_out(character) != character else ""
