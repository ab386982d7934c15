"""What Typer finds wrong with a command line, in the words of this program."""

import os
import re
import shlex
from collections.abc import Callable, Collection, Sequence

from typer import Typer, TyperException
from typer.main import get_command

from kurils_cli.cli import values
from kurils_cli.errors import UsageError
from kurils_cli.formats import FORMATS
from kurils_cli.model import KIND_OF_STATE
from kurils_cli.words import did_you_mean, nearest, pasted

Options = Callable[[str], Collection[str]]
"""The options that a command takes, such as `-f` and `--file`."""

_NO_OPTION = re.compile(r"no such option: (--?[\w-]+)(?: \(.*options: (.*)\))?")
_TOO_MANY = re.compile(r"got unexpected extra argument\(s\) \((.*)\)")
_MEANT = {
    "delete": "remove",
    "find": "log --grep",
    "grep": "log --grep",
    "history": "log",
    "list": "status",
    "ls": "status",
    "new": "update",
    "record": "update",
    "rename": "set",
    "rm": "remove",
    "search": "log --grep",
    "show": "status",
}
"""The command that is meant by a word that other programs have for it."""


def options_of(app: Typer) -> set[str]:
    """Return the options of an app of one command, as its signature has them."""
    parameters = get_command(app).params
    return {name for each in parameters for name in each.opts if name.startswith("-")}


def usage_error(
    error: TyperException, arguments: Sequence[str], commands: Collection[str], options: Options
) -> UsageError:
    """Return our error for one that Typer raised for these arguments."""
    message = re.sub(r"'([^']*)'", r"`\1`", error.format_message()).rstrip(".")
    message = f"{message[:1].lower()}{message[1:]}"
    command, *rest = arguments
    if command.startswith("-"):
        return _without_command(message, arguments, commands, options)
    if command not in commands:
        message = message.partition(". ")[0].partition(" (")[0]
        return UsageError(message, hint=_command_meant(command, rest, commands))
    hint = f"kurils {command} --help"
    if command == "add" and rest and "=" in rest[0]:
        message = f"`{rest[0]}` is no area, issue or party to add"
        return UsageError(message, hint=shlex.join(["kurils", "update", *rest]))
    if found := _NO_OPTION.fullmatch(message):
        message, word = f"no such option: {found[1]}", found[1].lstrip("-")
        close = nearest(word, (found[2] or "").replace("--", "").split(", "))
        hint = f"did you mean `--{close}`? {hint}" if close else hint
        hint = _format_meant(command, word, options(command)) or hint
        hint = _short_meant(command, found[1], rest, options(command)) or hint
    elif found := _TOO_MANY.fullmatch(message):
        message, word = f"too many arguments: `{found[1]}`", found[1]
        if os.path.exists(word) and "--file" in options(command):
            hint = f"kurils {command} --file {pasted(word)}"
        hint = _format_meant(command, word, options(command)) or hint
        if command == "set" and word in KIND_OF_STATE:
            hint = f"kurils update {rest[0]}={word}"
    return UsageError(message, hint=hint)


def _without_command(
    message: str, arguments: Sequence[str], commands: Collection[str], options: Options
) -> UsageError:
    """Return the error for an option that comes first; it may be one of a command."""
    found = _NO_OPTION.fullmatch(message)
    at = next((at for at, word in enumerate(arguments) if word in commands), len(arguments))
    command, *rest = arguments[at:] or ["status"]
    if found and found[1] in options(command):
        line = ["kurils", command, *rest, *arguments[:at]]
        return UsageError(f"`{found[1]}` goes after the command", hint=shlex.join(line))
    return UsageError(message.partition(" (")[0], hint="kurils --help")


def _command_meant(word: str, rest: Sequence[str], commands: Collection[str]) -> str:
    if word == "help":
        return f"kurils {rest[0]} --help" if rest and rest[0] in commands else "kurils --help"
    if word == "show" and rest and values.is_entry(rest[0]):
        return shlex.join(["kurils", "log", *rest])
    if word in _MEANT:
        return shlex.join(["kurils", *_MEANT[word].split(), *rest])
    return f"{did_you_mean(word, commands)}kurils --help"


def _short_meant(
    command: str, option: str, rest: Sequence[str], options: Collection[str]
) -> str | None:
    """Return the command that is meant with `-m` for a title, or `-7d` or `-7` for the last."""
    if option == "-m" and "--title" in options:
        return shlex.join(["kurils", command, *("--title" if w == "-m" else w for w in rest)])
    given = next((word for word in rest if word.startswith(option)), "")
    if "--since" in options and (since := values.days_ago(given)):
        return f"kurils {command} --since {since}"
    if "--limit" in options and re.fullmatch(r"-[0-9]+", given):
        return f"kurils {command} --limit {given[1:]}"
    return None


def _format_meant(command: str, word: str, options: Collection[str]) -> str | None:
    return (
        f"kurils {command} --format {word}" if word in FORMATS and "--format" in options else None
    )
