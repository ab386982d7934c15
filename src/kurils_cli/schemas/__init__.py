"""The JSON Schemas, of the tracker's file and of each command's JSON, as data.

`defs.json` has what several of them share. The fields of a tracker's records are those
of the model.
"""

import json
import re
from pathlib import Path
from typing import Any

from kurils_cli.model import (
    FIELDS,
    IN_COLUMNS,
    KIND_OF_STATE,
    STATES,
    Area,
    Entry,
    Issue,
    Looked,
    Party,
)

TRACKER = "tracker"
"""The schema of the tracker's file; the others go by the name of their command."""

_RECORDS = {"parties": Party, "areas": Area, "issues": Issue, "log": Entry, "looked": Looked}
"""The records under the keys of the tracker's file."""
_FOLDER = Path(__file__).parent
_TEXT, _TEXT_OR_NULL = {"type": "string"}, {"type": ["string", "null"]}
_IDS: dict[str, Any] = {"type": "array", "items": {"$ref": "#/$defs/id"}}
_EVERYWHERE: dict[str, Any] = {
    "day": {"$ref": "#/$defs/day"},
    "texts": {"type": "array", "items": _TEXT},
    "by party": {"$ref": "#/$defs/texts"},
}
_IN_FILE: dict[str, Any] = _EVERYWHERE | {
    "line": _TEXT,
    "prose": _TEXT,
    "changes": {**_IDS, "uniqueItems": True},
    "parties": {**_IDS, "minItems": 1, "uniqueItems": True},
    "ids": _IDS,
    "areas": _IDS,
}
"""What each kind of field but a mark holds in the file."""
_IN_JSON: dict[str, Any] = _EVERYWHERE | {
    "line": _TEXT_OR_NULL,
    "prose": _TEXT_OR_NULL,
    "changes": {"type": "array", "items": {"$ref": "#/$defs/move"}},
    "parties": {"$ref": "#/$defs/ids"},
    "ids": {"$ref": "#/$defs/ids"},
}
"""What each kind of field of an entry holds in the JSON of a command."""


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
    for table, record in _RECORDS.items():
        of_table = schema["properties"][table]
        described = of_table["items" if "items" in of_table else "additionalProperties"]
        properties = described["properties"] = dict[str, Any]()
        for key, field in FIELDS[record].items():
            if field.kind == "changes":
                for state in KIND_OF_STATE:
                    became = f"The ids that became {state}"
                    properties[state] = {"description": became, **_IN_FILE["changes"]}
            else:
                mark = {"enum": STATES["area" if record is Area else "issue"]}
                properties[key] = {"description": field.what, **_IN_FILE.get(field.kind, mark)}
        described["required"] = [key for key, field in FIELDS[record].items() if field.is_required]


def _add_columns(entry: dict[str, Any]) -> None:
    """Say which fields an entry has in the JSON of a command: all, some of them null.

    A newer field comes last, as in the JSON.
    """
    fields = {key: _IN_JSON[field.kind] for key, field in FIELDS[Entry].items()}
    in_columns = {key: fields.pop(key) for key in IN_COLUMNS}
    entry["required"] += [*in_columns, *fields]
    entry["properties"] = in_columns | entry["properties"] | fields


def _read(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return read


def _references(schema: dict[str, Any]) -> set[str]:
    return set(re.findall(r'"#/\$defs/(\w+)"', json.dumps(schema)))
