"""What the schemas say of documents and trackers, held against what the program says."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date, time
from functools import cache
from typing import Any, TypeAlias

from jsonschema import Draft202012Validator

from kurils_cli import schemas
from kurils_cli.check import Finding

Schema: TypeAlias = dict[str, Any]
BEYOND_SCHEMAS = (
    r"no (area|area or issue|party) has the id",
    r"is the id of an (area|issue) already",
    r"is an (area|issue), which can be",
    r"the entry puts `.*` into a state twice",
    r"is text, not a day such as",
    r"is a date with a time, not a day such as",
    r"is a (date|time|date with a time), not text",
    r"`schema` is a number, not the number 1",  # 1.0 is 1 to a schema
    r"holds a number of more than 4300 digits",
    r"a byte order mark",
)
"""What is wrong with a tracker that JSON Schema can't say, or not of TOML's dates."""


@cache
def schema_of(name: str) -> Schema:
    return dict(json.loads(schemas.text(name)))


@cache
def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(schema_of(name))


@cache
def hold_document(text: str) -> None:
    """Raise `ValidationError` unless a JSON document is as its schema says."""
    document = json.loads(text)
    name = document["schema"].partition("/")[2].partition("@")[0]
    validator(name).validate(document)
    _hold_keys(document, schema_of(name), schema_of(name)["$defs"])


def _hold_keys(value: Any, schema: Schema, shared: Schema) -> None:
    """Assert that each object has its schema's keys in their order, and no others."""
    forms = [*_forms(schema, shared)]
    if isinstance(value, list):
        [members] = [form["items"] for form in forms if "items" in form]
        for member in value:
            _hold_keys(member, members, shared)
    elif isinstance(value, dict) and any("properties" in form for form in forms):
        fields = {key: of for form in forms for key, of in form.get("properties", {}).items()}
        assert [*value] == [key for key in fields if key in value]
        for key, member in value.items():
            _hold_keys(member, fields[key], shared)


def _forms(schema: Schema, shared: Schema) -> Iterator[Schema]:
    """A schema and all that it refers to."""
    yield schema
    referred = [shared[schema["$ref"].rpartition("/")[2]]] if "$ref" in schema else []
    for each in (*schema.get("allOf", ()), *schema.get("anyOf", ()), *referred):
        yield from _forms(each, shared)


def hold_tracker(text: str, findings: Iterable[Finding]) -> None:
    """Assert that the schema refuses a tracker's text where the reader does, and only there."""
    try:
        table = _as_json(tomllib.loads(text))
    except (ValueError, RecursionError):
        return  # no schema is asked of what is no TOML, or too deep
    wrong = [finding.message for finding in findings if finding.kind == "invalid"]
    said = [each for each in wrong if not any(re.search(beyond, each) for beyond in BEYOND_SCHEMAS)]
    refused = [error.message for error in validator("tracker").iter_errors(table)]
    assert bool(refused) == bool(said) or (refused and wrong), (refused, wrong)


def _as_json(value: Any) -> Any:
    """A value of TOML as JSON has it: dates as texts."""
    if isinstance(value, dict):
        return {key: _as_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_as_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, date | time) else value
