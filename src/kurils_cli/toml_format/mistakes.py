"""Text that is not TOML: where it goes wrong, what is expected there, and an example."""

import re
from datetime import date

_LONG_QUOTES = {"Unterminated string": '"""', "Expected \"'''\"": "'''"}
"""The closing quotes of a long text that the parser misses, by what it says."""
_MOST = 1000
"""How much of a line is looked at, in characters."""


def explained(text: str, error: ValueError) -> tuple[int, str]:
    """Return the line on which the parser found a text wrong, and how, with what it expects."""
    said, _, place = str(error).partition(" (at ")
    if said.startswith("Exceeds the limit"):
        number = re.search(r"[0-9][0-9_]{4300,}", text)
        return _line_of(text, number.start() if number else 0), "a number has more than 4300 digits"
    named = re.match(r"line ([0-9]+)", place)
    line = int(named[1]) if named else _line_of(text, len(text))
    raw = text.split("\n")[line - 1][:_MOST]
    written = raw.strip()
    quotes = _LONG_QUOTES.get(said)
    if quotes and not re.search("[\"']", written.replace(quotes, "")):
        line = _line_of(text, text.rfind(quotes))
        wrong = f"{said}; a text that starts with `{quotes}` ends with it"
    elif re.match(r"(<{7}|={7}|>{7}|\|{7})( |$)", written):
        wrong = "a conflict marker of git; keep one side, or both, without it"
    else:
        wrong = _unseen(raw) or _absent_day(written) or f"{said}{_expected(said, written)}"
    return line, f"not TOML: {wrong}"


def _line_of(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _unseen(raw: str) -> str | None:
    """Name the first character of a line, outside of its texts, that one does not see."""
    import unicodedata

    for found in re.finditer(r"\"[^\"]*\"|'[^']*'|([^\x00-\x7f])", raw):
        if found[1] and not found[1].isprintable():
            code = f"U+{ord(found[1]):04X} {unicodedata.name(found[1], '')}".rstrip()
            return f"an invisible character in column {found.start() + 1}, {code}: remove it"
    return None


def _absent_day(written: str) -> str | None:
    """Name the date on a line, if no calendar has it."""
    if day := re.search(r"=\s*([0-9]{4}-[0-9]{2}-[0-9]{2})\b", written):
        try:
            date.fromisoformat(day[1])
        except ValueError:
            return f"there is no day `{day[1]}`"
    return None


_EXPECTED = (
    ("Cannot declare", r"\[log\]", "an entry starts with `[[log]]`"),
    ("", r"[^=]*=[\s\[]*[“”„«»‘’]", 'quotes are straight, as in `title = "Talks"`'),
    ("", r"[^=]*=\s*\d+[./-]\d+[./-]\d+", "a date is written `2019-12-19`"),
    ("Illegal character '.[^n]", "", "in double quotes it is written by its code, as in `\\u0000`"),
    ("Illegal character|Unterminated", r".*[\"']", 'close the quote, as in `title = "Talks"`'),
    ("Unescaped|Invalid hex", "", "in double quotes a backslash is written twice: `\\\\`"),
    ("Expected '\\]", "", "a heading is closed, as in `[areas.wind]` or `[[log]]`"),
    ("Unclosed array", "", 'an array is written `["tourism", "wind"]`'),
    ("Invalid value", r"[^=]*=\s*(#.*)?$", 'a value follows `=`, as in `title = "Talks"`'),
    ("Expected '='", "", 'a value follows `=`, as in `title = "Talks"`'),
    ("Cannot overwrite", "", "a table has each key once"),
    ("Cannot declare", "", "a table has one heading"),
    (
        "Expected newline",
        r".*\".*\"",
        'a `"` in a text is written `\\"`, and nothing follows a text',
    ),
    ("Expected newline", "", "nothing follows a value on its line"),
)
"""What is expected where the parser says this of a line like that."""


def _expected(said: str, written: str) -> str:
    """Return what to write instead, or "" where that is not clear."""
    for start, line, expected in _EXPECTED:
        if re.match(start, said) and re.match(line, written):
            return f"; {expected}"
    if word := re.fullmatch(r"([\w.-]+)\s*=\s*(\w[^\"'\[\]{}#]*?)[\"']?\s*(#.*)?", written):
        return f'; a text needs quotes, as in `{word[1]} = "{word[2]}"`'
    if "[" in written:
        return '; an array is written `["tourism", "wind"]`'
    return ""
