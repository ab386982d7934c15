"""The records that ship with kurils, each a valid tracker: `2019-12-19` and `2016-2026`."""

from pathlib import Path

DEFAULT = "2019-12-19"
"""The record that is shown where there is no tracker."""


def names() -> tuple[str, ...]:
    """Return the names of the records that ship."""
    return tuple(sorted(path.stem for path in Path(__file__).parent.glob("*.toml")))


def text(name: str) -> str:
    """Return the text of the record of that name, one of `names`."""
    return Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8")
