"""What Typer finds wrong with a command line, in the words of this program."""

import os
import re
import shlex
from collections.abc import Sequence

from typer import TyperException
from typer.main import get_command

from kurils_cli.cli import COMMANDS, app, values
from kurils_cli.errors import UsageError
from kurils_cli.formats import FORMATS
from kurils_cli.model import KIND_OF_STATE
from kurils_cli.words import did_you_mean, nearest, pasted

_NO_OPTION = re.compile(r"no such option: (--?[\w-]+)(?: \(.*options: (.*)\))?")
_TOO_MANY = re.compile(r"got unexpected extra argument\(s\) \((.*)\)")
_MEANT = {
    "status": ("list", "ls", "show"),
    "log": ("history",),
    "log --grep": ("find", "grep", "search"),
    "update": ("new", "record"),
    "set": ("rename",),
    "remove": ("delete", "rm"),
}
"""Commands, and the words that other programs have for them."""


def usage_error(error: TyperException, arguments: Sequence[str]) -> UsageError:
    """Return our error for one that Typer raised for these arguments."""
    message = re.sub(r"'([^']*)'", r"`\1`", error.format_message()).rstrip(".")
    message = f"{message[:1].lower()}{message[1:]}"
    command, *rest = arguments
    if command.startswith("-"):
        return _without_command(message, arguments)
    if command not in COMMANDS:
        message = message.partition(". ")[0].partition(" (")[0]
        return UsageError(message, hint=_command_meant(command, rest))
    hint = f"kurils {command} --help"
    if command == "add" and rest and "=" in rest[0]:
        message = f"`{rest[0]}` is no area, issue or party to add"
        return UsageError(message, hint=shlex.join(["kurils", "update", *rest]))
    if found := _NO_OPTION.fullmatch(message):
        message, word = f"no such option: {found[1]}", found[1].lstrip("-")
        close = nearest(word, (found[2] or "").replace("--", "").split(", "))
        hint = f"did you mean `--{close}`? {hint}" if close else hint
        hint = _short_meant(command, found[1], rest) or _format_meant(command, word) or hint
    elif found := _TOO_MANY.fullmatch(message):
        message, word = f"too many arguments: `{found[1]}`", found[1]
        if os.path.exists(word) and "--file" in _options_of(command):
            hint = f"kurils {command} --file {pasted(word)}"
        hint = _format_meant(command, word) or hint
        if command == "set" and word in KIND_OF_STATE:
            hint = f"kurils update {rest[0]}={word}"
    return UsageError(message, hint=hint)


def _options_of(command: str) -> set[str]:
    parameters = get_command(app([command])).params
    return {name for each in parameters for name in each.opts if name.startswith("-")}


def _without_command(message: str, arguments: Sequence[str]) -> UsageError:
    found = _NO_OPTION.fullmatch(message)
    at = next((at for at, word in enumerate(arguments) if word in COMMANDS), len(arguments))
    command, *rest = arguments[at:] or ["status"]
    if found and found[1] in _options_of(command):
        line = ["kurils", command, *rest, *arguments[:at]]
        return UsageError(f"`{found[1]}` goes after the command", hint=shlex.join(line))
    return UsageError(message.partition(" (")[0], hint="kurils --help")


def _command_meant(word: str, rest: Sequence[str]) -> str:
    if word == "help":
        return f"kurils {rest[0]} --help" if rest and rest[0] in COMMANDS else "kurils --help"
    if word == "show" and rest and values.is_entry(rest[0]):
        return shlex.join(["kurils", "log", *rest])
    for command, words in _MEANT.items():
        if word in words:
            return shlex.join(["kurils", *command.split(), *rest])
    return f"{did_you_mean(word, COMMANDS)}kurils --help"


def _short_meant(command: str, option: str, rest: Sequence[str]) -> str | None:
    """Return the command that `-m` for a title, or `-7d` or `-7` for the newest, is meant for."""
    options = _options_of(command)
    if option == "-m" and "--title" in options:
        return shlex.join(["kurils", command, *("--title" if w == "-m" else w for w in rest)])
    given = next((word for word in rest if word.startswith(option)), "")
    if "--since" in options and (since := values.days_ago(given)):
        return f"kurils {command} --since {since}"
    if "--limit" in options and re.fullmatch(r"-[0-9]+", given):
        return f"kurils {command} --limit {given[1:]}"
    return None


def _format_meant(command: str, word: str) -> str | None:
    is_meant = word in FORMATS and "--format" in _options_of(command)
    return f"kurils {command} --format {word}" if is_meant else None
