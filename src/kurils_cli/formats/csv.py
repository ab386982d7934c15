"""A report as csv: the records of `plain` under a header."""

import csv
import io

from kurils_cli.formats.plain import columns, records
from kurils_cli.reports.parts import Report


def render(report: Report) -> str:
    """Return the same records as `plain` under a header, as RFC 4180 has it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["kind", *(column.key for column in columns(report))])
    writer.writerows(records(report))
    return text.getvalue()
