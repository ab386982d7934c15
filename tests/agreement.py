"""What the schemas say of documents and trackers, held against what the program says."""

import json
import re
import tomllib
from collections.abc import Iterable
from datetime import date, time
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from kurils_cli import schemas
from kurils_cli.check import Finding

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
def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads(schemas.text(name)))


@cache
def hold_document(text: str) -> None:
    """Raise `ValidationError` unless a JSON document is as its schema says."""
    document = json.loads(text)
    validator(document["schema"].partition("/")[2].partition("@")[0]).validate(document)


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
