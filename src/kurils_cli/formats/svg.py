"""A report as a picture: the timeline as bars, all else as a terminal shows it."""

from kurils_cli.reports.parts import Report


def render(report: Report) -> str:
    """Return the report as a picture; it fetches nothing."""
    if report.name == "timeline":
        from kurils_cli.formats.html import timeline_svg

        return timeline_svg(report)
    from kurils_cli.formats import terminal_svg

    return terminal_svg.render(report)
