"""A report in each format: a module for each, with `render`."""

from typing import Literal, TypeAlias, get_args

Format: TypeAlias = Literal["table", "plain", "csv", "json", "markdown", "html", "svg"]
FORMATS: tuple[Format, ...] = get_args(Format)
