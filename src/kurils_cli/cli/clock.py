"""The one place that asks which day it is."""

from datetime import date


def today() -> date:
    """Return today's date by the computer's clock."""
    return date.today()
