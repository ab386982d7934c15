"""What does not add up, `check`, and what `undo` can take back: lists for people."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kurils_cli.check import inconsistencies
from kurils_cli.reports.plan.blocks import Grid, Part, Plan, Points, Run, part, words
from kurils_cli.reports.plan.headlines import named
from kurils_cli.reports.plan.rows import FINDINGS
from kurils_cli.reports.plan.wording import Wording
from kurils_cli.words import counted

if TYPE_CHECKING:
    from kurils_cli.reports.findings import Checked


def findings(wording: Wording) -> tuple[Part, ...]:
    """Return the part on where the log and the marks do not add up; none if they do."""
    points = tuple(words(finding.message) for finding in inconsistencies(wording.past))
    return part("What does not add up", FINDINGS, Points(points))


def checked_plan(checked: Sequence["Checked"]) -> Plan:
    """Plan `check`: how many findings there are, and each with its file and line."""
    count = sum(len(findings) for _, findings in checked)
    where = checked[0].label if len(checked) == 1 else counted(len(checked), "file")
    rows = tuple(
        (
            words(f"{label}:{line}" if len(checked) > 1 else f"{line}"),
            words(Run(finding.kind, "strong")),
            words(finding.message),
        )
        for label, findings in checked
        for line, finding in findings
    )
    found = words(f"{counted(count, 'finding') if count else 'no findings'} in {where}")
    grid = Grid(("Line", "Finding", "Message"), rows)
    return Plan(named("", found), part("", FINDINGS, grid))


def steps_plan(label: str, steps: Sequence[tuple[str, str, str]]) -> Plan:
    """Plan `undo --list`: what can be taken back, the next step first."""
    what = f"{counted(len(steps), 'change')} can be undone" if steps else "nothing to undo"
    grid = Grid(("When", "Command", "What"), tuple((*map(words, step),) for step in steps))
    return Plan(named("", words(f"{what} in {label}")), part("", "steps", grid))
