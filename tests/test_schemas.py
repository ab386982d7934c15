"""The JSON Schemas: they agree with the reader, and with each JSON document that is printed."""

import json

import pytest
from jsonschema import Draft202012Validator

from conftest import Run
from kurils_cli import schemas


@pytest.mark.parametrize("name", schemas.names())
def test_a_schema_is_valid_and_whole(name: str) -> None:
    """So an editor finds in it all that it refers to."""
    schema = json.loads(schemas.text(name))
    Draft202012Validator.check_schema(schema)
    references = {part for part in schemas.text(name).split('"') if part.startswith("#/$defs/")}
    assert {reference.rpartition("/")[2] for reference in references} == {*schema["$defs"]}


def test_schema_prints_that_of_the_tracker_or_of_a_command(run: Run) -> None:
    assert run("schema") == (0, schemas.text("tracker"), "")
    assert run("schema", "log") == (0, schemas.text("log"), "")
    assert json.loads(schemas.text("log"))["properties"]["schema"] == {"const": "kurils/log@1"}


def test_a_schema_that_is_not_there_is_refused_with_those_that_are(run: Run) -> None:
    code, out, err = run("schema", "statu")
    assert (code, out) == (2, "")
    assert err.startswith("error: there is no schema `statu`\nhint: did you mean `status`? valid")
