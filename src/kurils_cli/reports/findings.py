"""`check`: what is wrong with trackers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from kurils_cli.reports import plan
from kurils_cli.reports.parts import Column, Report, Section

if TYPE_CHECKING:
    from kurils_cli.toml_format import Located

_COLUMNS = (
    Column("line", "Line"),
    Column("finding", "Finding"),
    Column("message", "Message"),
    Column("file", "File"),
)


class Checked(NamedTuple):
    """A tracker that was checked: what its file is called, and its findings."""

    label: str
    findings: Sequence["Located"]


def check(checked: Sequence[Checked]) -> Report:
    """Report the findings of one tracker or more; JSON's `file` is null where there are more."""
    labels = [label for label, _ in checked]
    section = Section(
        "finding",
        "Findings",
        _COLUMNS,
        lambda: (
            (line, finding.kind, finding.message, label)
            for label, findings in checked
            for line, finding in findings
        ),
    )
    file = labels[0] if len(labels) == 1 else None
    return Report(
        "check",
        ", ".join(labels),
        (section,),
        {"file": file, "findings": section},
        lambda: plan.findings.checked_plan(checked),
    )
