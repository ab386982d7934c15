"""Keys, values and tables as kurils writes them in TOML."""

import re
from collections.abc import Iterator, Mapping

import tomli_w

Fields = Mapping[str, object]
"""The keys of one table of the file, in the order to write them."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
"""What can't be written as lines."""


def block(header: str, fields: Fields) -> str:
    """Return a table under a header of its own."""
    lines = (line for name, value in fields.items() for line in statements(name, value))
    return "\n".join([header, *lines])


def statements(name: str, value: object) -> Iterator[str]:
    """Yield the statements of a key: one for each party where each has a text."""
    if name in ("says", "called") and isinstance(value, Mapping):
        for party, text in value.items():
            yield f"{quoted_key(name)}.{quoted_key(party)} = {value_on_lines(text)}"
    else:
        yield f"{quoted_key(name)} = {value_on_lines(value)}"


def value_on_lines(value: object, like: str = "") -> str:
    """Return a value as a statement has it: a text of several lines is written as lines."""
    if not isinstance(value, str) or "\n" not in value or _CONTROL.search(value):
        return value_on_one_line(value, like)
    escaped = value.replace("\\", "\\\\").replace('"""', '""\\"')
    if escaped.endswith('"'):
        escaped = f'{escaped[:-1]}\\"'
    return f'"""\n{escaped}"""'


def value_on_one_line(value: object, like: str = "") -> str:
    """Return a value on one line; a text stays in single quotes if `like` has them."""
    if isinstance(value, Mapping):
        members = (f"{quoted_key(key)} = {value_on_one_line(each)}" for key, each in value.items())
        return f"{{ {', '.join(members)} }}" if value else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(value_on_one_line(item) for item in value)}]"
    if like[:1] == "'" and isinstance(value, str) and re.fullmatch(r"[\w -]+", value):
        return f"'{value}'"
    return tomli_w.dumps({"v": value}).removeprefix("v = ").removesuffix("\n")


def quoted_key(name: str) -> str:
    """Return a key, in quotes if it needs them."""
    return tomli_w.dumps({name: 0}).removesuffix(" = 0\n")
