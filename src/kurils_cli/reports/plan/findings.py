"""What does not add up, `check`, and what `undo` can take back: lists for people."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kurils_cli.check import inconsistencies
from kurils_cli.reports.plan.blocks import Grid, Headline, Part, Points, Run, part, words
from kurils_cli.reports.plan.headlines import Shown, named
from kurils_cli.reports.plan.rows import FINDINGS
from kurils_cli.reports.plan.wording import counted

if TYPE_CHECKING:
    from kurils_cli.journal import Step
    from kurils_cli.reports.findings import Checked


def findings(shown: Shown) -> tuple[Part, ...]:
    """Return the part on where the log and the marks do not add up; none if they do."""
    found = inconsistencies(shown.wording.past)
    points = tuple(words(finding.message) for finding in found)
    return part("What does not add up", FINDINGS, Points(points))


def checked_headline(checked: Sequence["Checked"]) -> Headline:
    """Return the top of `check`: how many findings there are, and in what."""
    count = sum(len(findings) for _, findings in checked)
    where = checked[0].label if len(checked) == 1 else counted(len(checked), "file")
    return named("", words(f"{counted(count, 'finding') if count else 'no findings'} in {where}"))


def checked_body(checked: Sequence["Checked"]) -> tuple[Part, ...]:
    """Return the findings of trackers, by file and line."""
    rows = tuple(
        (
            words(f"{label}:{line}" if len(checked) > 1 else f"{line}"),
            words(Run(finding.kind, "strong")),
            words(finding.message),
        )
        for label, findings in checked
        for line, finding in findings
    )
    return part("", FINDINGS, Grid(("Line", "Finding", "Message"), rows))


def steps_headline(label: str, steps: Sequence["Step"]) -> Headline:
    """Return the top of `undo --list`."""
    what = f"{counted(len(steps), 'change')} can be undone" if steps else "nothing to undo"
    return named("", words(f"{what} in {label}"))


def steps_body(steps: Sequence["Step"]) -> tuple[Part, ...]:
    """Return what `undo` can take back, the next step first."""
    rows = tuple(
        (words(step.when.replace("+00:00", "Z")), words(step.command), words(step.what))
        for step in steps
    )
    return part("", "steps", Grid(("When", "Command", "What"), rows))
