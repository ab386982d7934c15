"""What Typer finds wrong with a command line, in the words of this program."""

import re
from collections.abc import Collection, Sequence

from typer import TyperException

from kurils_cli import store
from kurils_cli.errors import UsageError
from kurils_cli.formats import FORMATS
from kurils_cli.words import did_you_mean, nearest

_NO_OPTION = re.compile(r"no such option: (--[\w-]+)(?: \(.*options: (.*)\))?")
_TOO_MANY = re.compile(r"got unexpected extra argument\(s\) \((.*)\)")
WITHOUT_FILE = ("init", "merge", "schema")
WITHOUT_FORMAT = ("init", "is", "merge", "schema")


def usage_error(
    error: TyperException, arguments: Sequence[str], commands: Collection[str]
) -> UsageError:
    """Return what is to be told of an error that Typer raised for these arguments."""
    message = re.sub(r"'([^']*)'", r"`\1`", error.format_message()).rstrip(".")
    message = f"{message[:1].lower()}{message[1:]}"
    command = arguments[0]
    if command not in commands:
        message = message.partition(". ")[0].partition(" (")[0]
        return UsageError(message, hint=f"{did_you_mean(command, commands)}kurils --help")
    hint = f"kurils {command} --help"
    if found := _NO_OPTION.fullmatch(message):
        message = f"no such option: {found[1]}"
        word, others = found[1].removeprefix("--"), (found[2] or "").replace("--", "")
        if word in FORMATS and command not in WITHOUT_FORMAT:
            hint = f"kurils {command} --format {word}"
        elif close := nearest(word, others.split(", ")):
            hint = f"did you mean `--{close}`? {hint}"
    elif found := _TOO_MANY.fullmatch(message):
        message, word = f"too many arguments: `{found[1]}`", found[1]
        if word in FORMATS and command not in WITHOUT_FORMAT:
            hint = f"kurils {command} --format {word}"
        elif store.exists(word) and command not in WITHOUT_FILE:
            hint = f"kurils {command} --file {word}"
    return UsageError(message, hint=hint)
