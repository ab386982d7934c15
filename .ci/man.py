"""Print the man page, made of the commands' own help: python .ci/man.py > docs/kurils.1"""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from kurils_cli.cli import COMMANDS, PANELS, app

HEAD = """\
.\\" Made of the commands' own help by .ci/man.py: change that, not this.
.TH KURILS 1 "" "kurils" "User Commands"
.SH NAME
kurils \\- track joint economic activity of Japan and Russia on the four islands
.SH SYNOPSIS
.B kurils
.I COMMAND
.RI [ ARGUMENT ]...
.SH DESCRIPTION
"""
FORMATS = (Path(__file__).parent.parent / "docs" / "formats.md").read_text(encoding="utf-8")


def escaped(text: str) -> str:
    """Return a text in which groff sees no command of its own."""
    return re.sub(r"^([.'])", r"\\&\1", text.replace("\\", "\\e").replace("-", "\\-"), flags=re.M)


def paragraphs(help: str) -> Iterator[str]:
    """Yield a help text in the macros of man; an example is set as it is typed."""
    for paragraph in help.split("\n\n"):
        words, is_example, example = paragraph.partition("Example: ")
        if words:
            yield f".PP\n{escaped(words)}"
        if is_example:
            yield f".PP\nExample:\n.PP\n.nf\n.RS\n{escaped(example)}\n.RE\n.fi"


def command_page(name: str, command: Any) -> Iterator[str]:
    """Yield the lines on one command."""
    context = typer.Context(command, info_name=name)
    usage = " ".join(command.collect_usage_pieces(context))
    yield f".SS {escaped(f'kurils {name} {usage}')}"
    yield from paragraphs(inspect.cleandoc(command.help))
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record and parameter.name != "help":
            yield f".TP\n.B {escaped(record[0])}\n{escaped(record[1])}"


def table(head: str) -> Iterator[str]:
    """Yield the rows of a table of docs/formats.md as terms and what they mean."""
    rows = FORMATS.partition(f"| {head} | meaning |\n| --- | --- |\n")[2].partition("\n\n")[0]
    for term, meaning in re.findall(r"^\| (.*) \| (.*) \|$", rows.replace("`", ""), re.MULTILINE):
        yield f".TP\n.B {term}\n{escaped(meaning)}"


def page() -> str:
    """Return the man page."""
    group: Any = typer.main.get_command(app(COMMANDS))
    lines = [
        HEAD.rstrip(),
        *paragraphs(group.help),
        *(
            line
            for panel, names in PANELS.items()
            for line in (
                f".SH COMMANDS: {panel.upper()}",
                *(each for name in names for each in command_page(name, group.commands[name])),
            )
        ),
        ".SH EXIT STATUS",
        *table("code"),
        ".SH ENVIRONMENT",
        *table("variable"),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(page(), end="")
