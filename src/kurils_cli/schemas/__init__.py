"""The JSON Schemas, of the tracker's file and of each command's JSON, as data.

`defs.json` has what several of them share.
"""

import json
import re
from pathlib import Path
from typing import Any

TRACKER = "tracker"
"""The schema of the tracker's file; the others go by the name of their command."""

_FOLDER = Path(__file__).parent


def names() -> tuple[str, ...]:
    """Return the names of the schemas: the tracker's first."""
    commands = sorted(path.stem for path in _FOLDER.glob("*.json"))
    return TRACKER, *(name for name in commands if name not in (TRACKER, "defs"))


def text(name: str) -> str:
    """Return the schema of a name that `names` has, with all that it refers to, as JSON."""
    schema = _read(name)
    shared, used = _read("defs"), dict[str, Any]()
    missing = _references(schema)
    while missing:
        used |= {name: shared[name] for name in missing}
        missing = _references(used) - used.keys()
    return json.dumps({**schema, "$defs": dict(sorted(used.items()))}, indent=2) + "\n"


def _read(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return read


def _references(schema: dict[str, Any]) -> set[str]:
    return set(re.findall(r'"#/\$defs/(\w+)"', json.dumps(schema)))
