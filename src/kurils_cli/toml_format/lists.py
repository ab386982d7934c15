"""A list of a TOML text, taken apart into its members with their comments, and written again."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kurils_cli.toml_format.literals import value_on_one_line
from kurils_cli.toml_format.places import SCALAR, STRING, compiled, line_start


def _bracketed(inner: str) -> str:
    """Return the pattern of brackets with strings, comments and an inner pattern in them."""
    within = rf"""(?: [^][{{}}"'\#]++ | {STRING} | \#[^\n]*+ | {inner} )*+"""
    return rf"(?: \[ {within} \] | \{{ {within} \}} )"


VALUE = rf"(?: {SCALAR} | {_bracketed(_bracketed(_bracketed('(?!)')))} )"
_TOKEN = (
    rf"(?P<value> {VALUE} ) | (?P<comment> [ \t]* \#[^\n]* ) | (?P<newline> \n ) | , | [ \t\r]+"
)


class Member(NamedTuple):
    """A member, the lines above it that are blank or comments, and the comment behind it.

    Of a statement, `head` is its key, up to the value.
    """

    above: str
    value: str
    behind: str
    head: str = ""


class List(NamedTuple):
    """A list: what follows its opening bracket, its members, and what follows the last one.

    Members are known by their values. `closing` is what is before the closing bracket.
    """

    opening: str
    members: Mapping[str, Member]
    tail: str
    is_on_lines: bool
    indent: str
    closing: str
    has_last_comma: bool = True

    @classmethod
    def of(cls, text: str, values: Sequence[object]) -> "List":
        """Take apart the text of a list of these values, whose lines end with `\\n`."""
        members: list[Member] = []
        opening = above = indent = ""
        is_new_line = has_last_comma = False
        for token in compiled(_TOKEN).finditer(text, 1, len(text) - 1):
            if token["value"]:
                before = text[line_start(text, token.start()) : token.start()]
                if is_new_line and not before.strip():
                    indent = before
                members.append(Member(above, token["value"], ""))
                above, is_new_line, has_last_comma = "", False, False
            elif token["newline"]:
                above += "\n" if is_new_line else ""
                is_new_line = True
            elif token["comment"] and is_new_line:
                above += token["comment"]
            elif token["comment"] and members:
                members[-1] = members[-1]._replace(behind=token["comment"])
            elif token["comment"]:
                opening = token["comment"]
            else:
                has_last_comma |= token[0] == ","
        closing = text[line_start(text, len(text)) : -1] if "\n" in text else ""
        return cls(
            opening,
            dict(zip(keyed(values), members, strict=True)),
            above,
            "\n" in text,
            indent,
            closing if not closing.strip() else "",
            has_last_comma,
        )

    @property
    def text(self) -> str:
        """The list in TOML: on one line, or with a line for each member."""
        members = self.members.values()
        beside = "".join([self.opening, self.tail, *(each.above + each.behind for each in members)])
        if not self.is_on_lines and not beside.strip():
            return f"[{', '.join(member.value for member in members)}]"
        body = ""
        for number, (above, value, behind, _) in enumerate(members, 1):
            comma = "," if self.has_last_comma or number < len(members) else ""
            body += f"{above}{self.indent}{value}{comma}{behind}\n"
        return f"[{self.opening}\n{body}{self.tail}{self.closing}]"

    def holding(self, values: Sequence[object]) -> "List":
        """Return the list with these members; one that it has keeps its text and comments."""
        members = {
            key: self.members.get(key) or Member("", value_on_one_line(value), "")
            for key, value in keyed(values).items()
        }
        return self._replace(members=members)


def keyed(members: Sequence[object]) -> dict[str, object]:
    """Return members by their values, and the second of two equal ones by its number too."""
    keyed: dict[str, object] = {}
    for number, member in enumerate(members):
        key = repr(member)
        keyed[f"{key} {number}" if key in keyed else key] = member
    return keyed
