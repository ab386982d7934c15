"""Every run of every block is in each format that people read."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given

from kurils_cli import reports
from kurils_cli.formats import markdown
from kurils_cli.model import Tracker
from kurils_cli.reports import Report
from kurils_cli.reports.plan.blocks import Claim, Gap, Log, Mark, Part, Run, Timeline
from kurils_cli.words import visible
from samples import CONTESTED, NAMES, every_report, squeezed, table
from strategies import trackers

LEFT_OUT: dict[str, dict[type, tuple[str, ...]]] = {
    "table": {Claim: ("said",), Gap: ("words",), Timeline: ("legend",)},
    "table of timeline": {Claim: ("said", "who"), Mark: ("last_heard", "looked")},
    "markdown": {Claim: ("said",), Timeline: ("legend",)},
}
"""The fields of blocks that a format has in pieces or in another form, or not at all."""
FORMATS = {"table": lambda report: table(report, None), "markdown": markdown.render}


def runs(block: Any, left_out: dict[type, tuple[str, ...]]) -> Iterator[Run]:
    """The runs of a block and of all that is in it."""
    if isinstance(block, Run):
        yield block
    elif isinstance(block, Part) and block.is_for_pages:
        return
    elif isinstance(block, Log) and not block.is_full:
        yield from (run for year in block.years for item in year.items for run in item.title)
    elif hasattr(block, "_fields"):
        for field in block._fields:
            if field not in left_out.get(type(block), ()):
                yield from runs(getattr(block, field), left_out)
    elif isinstance(block, Sequence) and not isinstance(block, str):
        for each in block:
            yield from runs(each, left_out)


def missing(report: Report, name: str) -> list[str]:
    """The words of a report that a format has left out; an id may stand for a name."""
    assert report.headline
    assert report.body
    shown = squeezed(FORMATS[name](report))
    every = (report.headline(), report.body())
    found = []
    for run in runs(every, LEFT_OUT[name] | LEFT_OUT.get(f"{name} of {report.name}", {})):
        texts = [run.text, *([run.to] if run.kind in ("thing", "party") else [])]
        if name == "markdown":
            texts += [markdown.escaped(text) for text in texts]
        if not any(squeezed(visible(text).strip()) in shown for text in texts):
            found.append(run.text)
    return found


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", NAMES)
def test_every_run_of_every_block_is_there(name: str, format: str, long_record: Tracker) -> None:
    for tracker in (long_record, CONTESTED):
        assert missing(every_report(tracker)[name], format) == []


@pytest.mark.slow
@pytest.mark.parametrize("format", FORMATS)
@given(tracker=trackers())
def test_every_run_of_a_report_of_any_tracker_is_there(tracker: Tracker, format: str) -> None:
    assert missing(reports.report(tracker), format) == []
