"""A report as a picture: the timeline as bars, all else as a terminal shows it."""

from kurils_cli.reports.parts import Report, capitalized


def render(report: Report) -> str:
    """Return the report as a picture; it fetches nothing."""
    timeline = report.sections[0].timeline if report.name == "timeline" else None
    if timeline is None:
        from kurils_cli.formats import terminal_svg

        return terminal_svg.render(report)
    from kurils_cli.formats.templates import rendered
    from kurils_cli.formats.timeline_picture import picture

    told = (report.dated_standing, capitalized(report.newest_entry), *report.findings)
    lines = [line for line in told if line]
    drawn = picture(timeline, report.day, heading=(report.title, lines))
    return rendered("timeline.svg", title=report.title, lines=lines, picture=drawn)
