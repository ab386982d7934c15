"""The JSON Schemas, of the tracker's file and of each command's JSON, as data.

`defs.json` has what several of them share. The fields of a tracker's records are those
of the model.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kurils_cli.model import (
    FIELDS,
    IN_COLUMNS,
    KIND_OF_STATE,
    STATES,
    Area,
    Entry,
    Field,
    Issue,
    Looked,
    Party,
)

TRACKER = "tracker"
"""The schema of the tracker's file; the others go by the name of their command."""

_RECORDS = {"parties": Party, "areas": Area, "issues": Issue, "log": Entry, "looked": Looked}
"""The records under the keys of the tracker's file."""
_FOLDER = Path(__file__).parent


def names() -> tuple[str, ...]:
    """Return the names of the schemas: the tracker's first."""
    commands = sorted(path.stem for path in _FOLDER.glob("*.json"))
    return TRACKER, *(name for name in commands if name not in (TRACKER, "defs"))


def text(name: str) -> str:
    """Return the schema of a name that `names` has, with all that it refers to, as JSON."""
    schema = _read(name)
    if name == TRACKER:
        _add_fields(schema)
    shared, used = _read("defs"), dict[str, Any]()
    for entry in (shared["entry"], shared["recorded"]["properties"]["entry"]["anyOf"][0]):
        _add_columns(entry)
    missing = _references(schema)
    while missing:
        used |= {name: shared[name] for name in missing}
        missing = _references(used) - used.keys()
    return json.dumps({**schema, "$defs": dict(sorted(used.items()))}, indent=2) + "\n"


def _add_fields(schema: dict[str, Any]) -> None:
    """Say which fields the records of a tracker have."""
    for key, record in _RECORDS.items():
        table = schema["properties"][key]
        described = table["items" if "items" in table else "additionalProperties"]
        fields = FIELDS[record]
        described["properties"] = {
            each: of for key, field in fields.items() for each, of in _described(key, field, record)
        }
        described["required"] = [key for key, field in fields.items() if field.is_required]


def _add_columns(entry: dict[str, Any]) -> None:
    """Say which fields an entry has in the JSON of a command: all, some of them null.

    A newer field comes last, as in the JSON.
    """
    kinds: dict[str, Any] = {
        "day": {"$ref": "#/$defs/day"},
        "line": {"type": ["string", "null"]},
        "prose": {"type": ["string", "null"]},
        "changes": {"type": "array", "items": {"$ref": "#/$defs/move"}},
        "texts": {"type": "array", "items": {"type": "string"}},
        "by party": {"$ref": "#/$defs/texts"},
    }
    fields = {
        key: kinds.get(field.kind, {"$ref": "#/$defs/ids"}) for key, field in FIELDS[Entry].items()
    }
    in_columns = {key: fields.pop(key) for key in IN_COLUMNS}
    entry["required"] += [*in_columns, *fields]
    entry["properties"] = in_columns | entry["properties"] | fields


def _described(key: str, field: Field, record: type[object]) -> Iterator[tuple[str, Any]]:
    """Yield each key of a field, and what it holds."""
    ids = {"type": "array", "items": {"$ref": "#/$defs/id"}}
    if field.kind == "changes":
        for state in KIND_OF_STATE:
            yield state, {"description": f"The ids that became {state}", **ids, "uniqueItems": True}
        return
    kinds: dict[str, Any] = {
        "day": {"$ref": "#/$defs/day"},
        "mark": {"enum": STATES["area" if record is Area else "issue"]},
        "texts": {"type": "array", "items": {"type": "string"}},
        "by party": {"$ref": "#/$defs/texts"},
        "parties": {**ids, "minItems": 1, "uniqueItems": True},
        "ids": ids,
        "areas": ids,
    }
    yield key, {"description": field.what, **kinds.get(field.kind, {"type": "string"})}


def _read(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return read


def _references(schema: dict[str, Any]) -> set[str]:
    return set(re.findall(r'"#/\$defs/(\w+)"', json.dumps(schema)))
