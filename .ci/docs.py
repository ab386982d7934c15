"""Bring the tables of docs/formats.md up to date: python .ci/docs.py

Columns are the headers that commands print as csv, keys those of their JSON Schemas.
"""

import contextlib
import csv
import io
import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

from kurils_cli import schemas
from kurils_cli.cli import main

Schema: TypeAlias = dict[str, Any]
PAGE = Path(__file__).parent.parent / "docs" / "formats.md"
ENTRY = ("--date", "2020-01-01", "--title", "Talks", "--dry-run")
COMMANDS = {
    "status": ("status",),
    "log": ("log",),
    "log --oneline": ("log", "--oneline"),
    "diff": ("diff", "2019-01-01"),
    "update": ("update", "wind=piloted", *ENTRY),
    "amend": ("amend", "2019-12-19", "--place", "Tokyo", "--dry-run"),
    "remove": ("remove", "2019-12-19", "--dry-run"),
    "add": ("add", "area", "ports", "Ports", "--dry-run"),
    "set": ("set", "wind", "--name", "Wind", "--dry-run"),
    "looked": ("looked", "--dry-run"),
    "import": ("import", "entries.csv", "--dry-run"),
    "undo": ("undo", "--dry-run"),
    "redo": ("redo", "--dry-run"),
    "undo --list": ("undo", "--list"),
    "timeline": ("timeline",),
    "report": ("report",),
    "report --since": ("report", "--since", "2019"),
    "check": ("check",),
}


def run(*command: str) -> str:
    """Run a command and return what it prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        main(command)
    return out.getvalue()


def columns(*command: str) -> str:
    """Return the columns of a command, the accounts of all parties as one."""
    header = next(csv.reader(io.StringIO(run(*command, "--format", "csv"))))
    return " ".join(dict.fromkeys(re.sub(r"^says\..*", "says.PARTY", name) for name in header))


def columns_of_commands() -> Iterator[tuple[str, str]]:
    """Yield each command with its columns, run where there is a step to undo and to redo."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        os.environ["XDG_STATE_HOME"] = folder
        Path("entries.csv").write_text("date,title\n2020-01-01,Talks\n", encoding="utf-8")
        run("init")
        run("update", "--title", "Talks")
        run("update", "--title", "More")
        run("undo")
        for name, arguments in COMMANDS.items():
            yield f"`{name}`", columns(*arguments)


def keys(schema: Schema, shared: Schema, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the path of each object that a schema describes, with its keys."""
    while reference := schema.get("$ref"):
        schema = shared[reference.rpartition("/")[2]]
    names = dict(schema.get("properties", {}))
    for part in schema.get("allOf", ()):
        names |= shared[part["$ref"].rpartition("/")[2]]["properties"]
    if names:
        yield path, " ".join(name for name in names if path or name != "schema")
    for name, inner in names.items():
        yield from keys(inner, shared, f"{path}.{name}".lstrip("."))
    for inner in (schema.get("items"), *schema.get("anyOf", ())):
        if inner:
            yield from keys(inner, shared, path)


def keys_of_commands() -> Iterator[tuple[str, str, str]]:
    """Yield each command with the path of each object in its JSON, and that one's keys."""
    for name in schemas.names()[1:]:
        schema = json.loads(schemas.text(name))
        for path, found in keys(schema, schema["$defs"]):
            yield name.replace("-list", " --list"), path, found


def table(heads: tuple[str, str], rows: Iterable[tuple[str, str]]) -> str:
    """Return a table of Markdown; names with the same contents share a row."""
    shared: dict[str, list[str]] = {}
    for name, contents in rows:
        shared.setdefault(contents, []).append(name)
    lines = [f"| {', '.join(names)} | {contents} |" for contents, names in shared.items()]
    return "\n".join([f"| {heads[0]} | {heads[1]} |", "| --- | --- |", *lines])


def quoted(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def tables() -> dict[str, str]:
    """Return each table that the page has, by the name that it has there."""
    found = list(keys_of_commands())
    inner: dict[str, dict[str, list[str]]] = {}
    for command, path, names in found:
        if path:
            inner.setdefault(path, {}).setdefault(names, []).append(command)
    rows = [
        (f"`{path}`" if len(kinds) == 1 else f"`{path}` of {quoted(commands)}", names)
        for path, kinds in inner.items()
        for names, commands in kinds.items()
    ]
    return {
        "columns": table(("command", "columns of `plain` and `csv`"), columns_of_commands()),
        "keys": table(
            ("command", "keys after `schema`"),
            [(f"`{command}`", names) for command, path, names in found if not path],
        ),
        "inner": table(("in", "keys"), rows),
    }


def page(text: str) -> str:
    """Return the page with its tables as they should be."""
    for name, lines in tables().items():
        start = text.index(f"<!-- {name} -->\n") + len(f"<!-- {name} -->\n")
        text = f"{text[:start]}{lines}\n{text[text.index('<!-- end -->', start) :]}"
    return text


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
