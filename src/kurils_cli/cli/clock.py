"""The one place that asks which day it is."""

from datetime import date


def today() -> date:
    """Return the day that it is, as the computer has it."""
    return date.today()
