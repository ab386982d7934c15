"""What people read of a report. Each report's module here is imported once somebody reads it."""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kurils_cli.reports.plan import diff as diff
    from kurils_cli.reports.plan import findings as findings
    from kurils_cli.reports.plan import items as items
    from kurils_cli.reports.plan import marks as marks
    from kurils_cli.reports.plan import report as report


def __getattr__(name: str) -> ModuleType:
    if name not in ("diff", "findings", "items", "marks", "report"):
        raise AttributeError(name)
    return import_module(f"{__name__}.{name}")
