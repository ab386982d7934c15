"""What 0.1.0 printed is a contract: plain, csv and JSON gain columns and keys, and those come last.

`golden/` has what 0.1.0 printed about the trackers in `trackers/`, which have no party, but for
areas whose first entry says that they are pending: that entry names them, so that they are not
there before it. Two answers differ, both on purpose:

- a report that is not `--full` has the entries that set the marks too, behind the newest ones;
- the summary of a report is worded anew.
"""

import csv
import json
import shlex
from typing import Any

import pytest

from conftest import TRACKERS, Run

Case = tuple[str, str]
"""A tracker, and a command about it."""


def golden(format: str) -> dict[Case, str]:
    """What 0.1.0 printed in a format."""
    folder = TRACKERS.parent / "golden"
    return {
        (tracker, command): printed
        for tracker in ("small", "long")
        for part in (folder / f"{tracker}.{format}").read_text("utf-8").split("$ kurils ")[1:]
        for command, _, printed in [part.partition("\n")]
    }


PLAIN, CSV, JSON = (golden(format) for format in ("plain", "csv", "json"))


@pytest.fixture(autouse=True)
def among_the_trackers(monkeypatch: pytest.MonkeyPatch) -> None:
    """0.1.0 was run in their folder."""
    monkeypatch.chdir(TRACKERS)


def printed_now(run: Run, case: Case, format: str) -> str:
    tracker, command = case
    done = run(*shlex.split(command), "--format", format, "--file", f"{tracker}.toml")
    assert done.code == 0
    return done.out


Row = dict[str, Any]


def without_older_entries(rows: list[Row], count: int) -> list[Row]:
    entries = [row for row in rows if row["kind"] == "entry"]
    return [row for row in rows if row not in entries[count:]]


def table(text: str) -> list[list[str]]:
    return [*csv.reader(text.splitlines())]


@pytest.mark.parametrize("case", CSV, ids=" ".join)
def test_csv_gains_columns_at_the_end_only(case: Case, run: Run) -> None:
    header, *before = table(CSV[case])
    new_header, *now = table(printed_now(run, case, "csv"))
    assert new_header[: len(header)] == header
    rows = [dict(zip(header, row, strict=False)) for row in now]
    entries = sum(row[0] == "entry" for row in before)
    assert [[*row.values()] for row in without_older_entries(rows, entries)] == before


@pytest.mark.parametrize("case", PLAIN, ids=" ".join)
def test_plain_has_the_records_of_csv(case: Case, run: Run) -> None:
    """So it was in 0.1.0, and what holds for csv holds for plain."""
    now = printed_now(run, case, "plain"), printed_now(run, case, "csv")
    for plain, csv_text in ((PLAIN[case], CSV[case]), now):
        _, *records = table(csv_text)
        assert plain == "".join("\t".join(record) + "\n" for record in records)


def assert_gains_keys_at_the_end(before: Any, now: Any) -> None:
    """Assert that a value of JSON is what it was, objects with more keys behind the old ones."""
    if isinstance(before, dict):
        assert [*now][: len(before)] == [*before]
        for key, value in before.items():
            assert_gains_keys_at_the_end(value, now[key])
    elif isinstance(before, list):
        assert len(now) == len(before)
        for was, member in zip(before, now, strict=True):
            assert_gains_keys_at_the_end(was, member)
    else:
        assert now == before


@pytest.mark.parametrize("case", JSON, ids=" ".join)
def test_json_gains_keys_at_the_end_only(case: Case, run: Run) -> None:
    before, now = json.loads(JSON[case]), json.loads(printed_now(run, case, "json"))
    if "sources" in now:
        now["entries"] = now["entries"][: len(before["entries"])]
        now["summary"] = before["summary"]
    assert_gains_keys_at_the_end(before, now)
