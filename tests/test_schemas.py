"""The JSON Schemas: they agree with the reader, and with each JSON document that is printed."""

import json

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator, ValidationError

from agreement import hold_document, hold_tracker
from conftest import LONG_RECORD, SMALL, Run
from kurils_cli import records, schemas
from kurils_cli.model import Tracker
from strategies import text_of, trackers


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


@given(trackers())
def test_any_valid_tracker_is_valid_by_its_schema(tracker: Tracker) -> None:
    hold_tracker(text_of(tracker), [])


def test_the_records_and_the_trackers_of_the_tests_are_valid_by_the_schema() -> None:
    for text in (*map(records.text, records.names()), SMALL, LONG_RECORD.read_text()):
        hold_tracker(text, [])


def test_a_document_that_is_not_as_its_schema_says_is_found() -> None:
    """So the check of all documents that the tests print can fail."""
    with pytest.raises(ValidationError):
        hold_document('{"schema": "kurils/log@1", "title": 1}')
    with pytest.raises(AssertionError):
        hold_document('{"schema": "kurils/check@1", "findings": [], "file": null}')
