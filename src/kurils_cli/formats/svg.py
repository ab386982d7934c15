"""A report as a picture: a timeline as a card of lanes, every other as a terminal shows it."""

from kurils_cli.reports.parts import Report
from kurils_cli.reports.plan.blocks import Headline, Marks, spelled


def render(report: Report) -> str:
    """Return the report as a picture; it fetches nothing."""
    if report.name == "timeline":
        plan = report.plan()
        for block in (block for part in plan.parts for block in part.blocks):
            if isinstance(block, Marks) and block.timeline:
                return card(plan.headline, block)
    from kurils_cli.formats import terminal_svg

    return terminal_svg.render(report)


def card(headline: Headline, marks: Marks) -> str:
    """Return a table of marks with their lanes as one picture below a headline."""
    from kurils_cli.formats.pieces import shapes
    from kurils_cli.formats.templates import rendered
    from kurils_cli.formats.timeline_picture import WIDTH, in_words, picture

    return rendered(
        "timeline.svg",
        width=WIDTH,
        picture=picture(headline, marks),
        shapes=shapes,
        title=in_words(headline.finding, spelled),
        description=" ".join(map(in_words, (*headline.deck, headline.standing))),
    )
