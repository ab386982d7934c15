"""What a command shows: a `Report` of sections, columns and rows, and its JSON data."""

from kurils_cli.reports.parts import Report as Report
