"""The findings of a tracker, each with the command that mends it."""

from collections.abc import Iterable
from datetime import date

from kurils_cli.check import Fix
from kurils_cli.cli import clock
from kurils_cli.cli.printing import to_stderr
from kurils_cli.cli.source import Target
from kurils_cli.toml_format import Located, Reading


def inconsistencies_to_stderr(reading: Reading, label: str, file: Target) -> None:
    """Print the findings other than warnings to standard error."""
    for located in with_fixes(reading.findings, file):
        if located.finding.kind != "warning":
            to_stderr(located.message_in(label))


def with_fixes(findings: Iterable[Located], file: Target) -> tuple[Located, ...]:
    """Return the findings, each with the command that mends it at the end of its message."""
    found, today = [], clock.today()
    for located in findings:
        finding = located.finding
        if finding.fix and not file.is_readable_only:
            ways = [f"{what}: {file.hint(way)}" for what, way in _ways(finding.fix, today)]
            message = "; ".join([finding.message, *ways])
            located = located._replace(finding=finding._replace(message=message))
        found.append(located)
    return tuple(found)


def _ways(fix: Fix, today: date) -> list[tuple[str, str]]:
    """Return each way out of a finding: what it does, and its command."""
    if fix.kind == "amend":
        ids = " ".join(f"{id}=" for id in fix.id.split())
        return [("to take it out", f"kurils amend {fix.entry} {ids}")]
    if fix.kind == "look":
        return [("if you looked and found none", f"kurils looked {fix.id}")]
    # An entry of today counts only if no entry of today or later names the id.
    if fix.kind == "log mark" and today > fix.newest:
        return [
            ("to log the mark", f"kurils update {fix.id}={fix.state} --title TITLE --date DATE"),
            ("to change it", "kurils edit"),
        ]
    return [("to settle it", "kurils edit")]
