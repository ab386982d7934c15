"""`check`: what is wrong with a tracker."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kurils_cli.reports.parts import Column, Report, Section, same

if TYPE_CHECKING:
    from kurils_cli.toml_format import Located

_COLUMNS = (
    Column("line", "Line"),
    Column("finding", "Finding"),
    Column("message", "Message"),
)


def check(label: str, findings: Sequence["Located"]) -> Report:
    """Report the findings in the file that goes by the name `label`."""
    section = Section(
        "finding",
        "Findings",
        _COLUMNS,
        tuple((line, finding.kind, finding.message) for line, finding in findings),
        same("line", "finding", "message"),
        empty="no findings",
    )
    return Report("check", label, (section,), {"file": label, "findings": section})
