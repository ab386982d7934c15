"""`check`: what is wrong with a tracker."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kurils_cli.reports.parts import Column, Report, Section

if TYPE_CHECKING:
    from kurils_cli.toml_format import Located


_FINDING_COLUMNS = (
    Column("line", "Line"),
    Column("finding", "Finding"),
    Column("message", "Message"),
)


def check(label: str, findings: Sequence["Located"]) -> Report:
    """Report the findings in the file that goes by the name `label`."""
    return Report(
        name="check",
        title=label,
        sections=(
            Section(
                "finding",
                "Findings",
                _FINDING_COLUMNS,
                tuple((f"{line}", f.kind, f.message) for line, f in findings),
                empty="no findings",
            ),
        ),
        data={
            "file": label,
            "findings": [
                {"line": line, "finding": f.kind, "message": f.message} for line, f in findings
            ],
        },
    )
