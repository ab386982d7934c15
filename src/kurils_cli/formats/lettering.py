"""Estimate how wide text will be, and fold or cut lines to fit a picture."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from itertools import accumulate

_EMS = {
    **dict.fromkeys("ijlI',.:;/| \u00a0", 0.35),
    **dict.fromkeys('!()[]-ftr`"', 0.43),
    **dict.fromkeys("cszkxvy–", 0.6),
    **dict.fromkeys("%@MWmwЖМШЩЫЮжшщыюфФ—…→", 1.02),
}
"""How wide letters are in the widest of the common fonts, DejaVu Sans, and a little more."""
BOLDER = 1.15
_JOINER = "\u200d"
GLUE = "\u00a0"
ELLIPSIS = "…"


def clusters(text: str) -> Iterator[str]:
    """Yield the characters of a text, each with the marks and joined emoji that belong to it."""
    cluster = ""
    for character in text:
        if cluster and not _belongs(character, cluster):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def _belongs(character: str, before: str) -> bool:
    is_flag = re.fullmatch("[\U0001f1e6-\U0001f1ff]{2}", before + character) is not None
    is_mark = unicodedata.category(character) in ("Mn", "Mc", "Me")
    is_skin = "\U0001f3fb" <= character <= "\U0001f3ff"
    return is_mark or is_skin or is_flag or character == _JOINER or before.endswith(_JOINER)


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a text is at most, in a common sans serif of a size."""
    return size * sum(map(_ems, clusters(text))) * (BOLDER if bold else 1)


@cache
def _ems(cluster: str) -> float:
    first = cluster[0]
    if unicodedata.category(first) == "So" and first > "\uffff":
        # A font that can't join emoji shows them side by side.
        return 1.3 * (1 + cluster.count(_JOINER))
    if unicodedata.east_asian_width(first) in "WF":
        return 1.0
    plain = 0.64 if first.isascii() else 0.72
    return _EMS.get(first, 0.8 if first.isupper() else plain)


def cut(text: str, room: float, size: float) -> str:
    """Return a text that fits into a width, its end an ellipsis if it was longer."""
    if width(text, size) <= room:
        return text
    parts = [*clusters(text)]
    ends = accumulate(width(part, size) for part in parts)
    kept = sum(end <= room - width(ELLIPSIS, size) for end in ends)
    return f"{''.join(parts[:kept]).rstrip()}{ELLIPSIS}"


def end_of_line(text: str, room: float, wide: Callable[[str], float]) -> int:
    """Return where the first line of a text ends: at a blank, or beside a letter of Japanese.

    A word that is longer than a line ends anywhere.
    """
    end = can_end = 0
    for cluster in clusters(text):
        is_wide = unicodedata.east_asian_width(cluster[0]) in "WF"
        if cluster == " " or is_wide:
            can_end = end
        room -= wide(cluster)
        if room < 0 and end:
            return can_end or end
        end += len(cluster)
        if is_wide:
            can_end = end
    return end


def glued(text: str) -> str:
    """Return a text in which no line ends within a count, such as "2 of 5"."""
    return re.sub(r"(\d) of (?=\d)", f"\\1{GLUE}of{GLUE}", text)


def folded(text: str, room: float, size: float, most: int = 100) -> list[str]:
    """Return a text as lines that fit into a width; what `most` lines can't hold is cut.

    Two names of one thing in brackets stay on one line if they fit on one.
    """

    def whole(pair: re.Match[str]) -> str:
        return pair[0].replace(" ", GLUE) if width(pair[0], size) <= room else pair[0]

    rest = re.sub(r"\([^()]+ / [^()]+\)", whole, glued(text)).strip()
    lines: list[str] = []
    while rest:
        end = end_of_line(rest, room, lambda cluster: width(cluster, size))
        lines.append(rest[:end].replace(GLUE, " ").strip())
        rest = rest[end:].lstrip()
    if len(lines) > most:
        lines[most - 1 :] = [cut(" ".join(lines[most - 1 :]), room, size)]
    return lines
