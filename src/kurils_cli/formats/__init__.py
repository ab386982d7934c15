"""A report in each format: a module for each, with `render`."""

from typing import Literal, TypeAlias, get_args

Format: TypeAlias = Literal["table", "plain", "csv", "json", "markdown", "html", "svg", "xlsx"]
FORMATS: tuple[Format, ...] = get_args(Format)
ENDINGS: dict[str, Format] = {
    ".txt": "plain",
    ".csv": "csv",
    ".json": "json",
    ".md": "markdown",
    ".html": "html",
    ".svg": "svg",
    ".xlsx": "xlsx",
}
"""The format of a file, by the ending of its name."""
