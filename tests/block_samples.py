"""Blocks of every kind, made by hand."""

from datetime import date

from kurils_cli.reports import Report
from kurils_cli.reports.plan import blocks
from kurils_cli.reports.plan.blocks import Account, Claim, Mark, Run, Source, Words, words

FOUND = blocks.Headline(words("A finding"))
JAPAN, RUSSIA = Run("Japan", "party", "jp"), Run("Russia", "party", "ru")


def report(*made: blocks.Block, headline: blocks.Headline = FOUND, name: str = "report") -> Report:
    """A report of one part with some blocks."""
    parts = (blocks.Part((), "all", made),) if made else ()
    return Report(name, "T", (), {}, lambda: blocks.Plan(headline, parts))


def mark(state: str) -> Run:
    return Run(state, "mark", state)


def day(text: str) -> Run:
    return Run(text, "day")


def claim(state: str, since: str | None, *who: str | Run) -> Claim:
    return Claim(mark(state), day(since) if since else None, words(*who), words("said by ", *who))


ISLANDS = blocks.Headline(
    words("2 of 5 areas piloted, the last on ", day("2019-11-02")),
    (words("All 3 issues are open."),),
    (
        "Joint economic activity on the four islands",
        "(Southern Kurils / Northern Territories),",
        "2016 to 2026",
    ),
    words("As of 2026-11-28; newest of 81 entries: ", day("2026-02-20"), ", 9 months earlier"),
    (words("The record that ships."),),
)


def row(
    id: str,
    name: str,
    *claims: Claim,
    heard: str = "2020-08-28",
    lane: blocks.Lane = blocks.NO_LANE,
    looked: str = "",
    finding: Words = (),
) -> Mark:
    kind = "issue" if claims[0].state.to in ("open", "resolved") else "area"
    return Mark(
        "issue" if kind == "issue" else "area",
        Run(name, "thing", id),
        id,
        claims,
        is_contested=len(claims) > 1,
        last_heard=day(heard) if heard else None,
        looked=day(looked) if looked else None,
        finding=finding,
        lane=lane,
    )


ROWS = blocks.Marks(
    (
        row("tourism", "Tourism", claim("piloted", "2019-11-02", JAPAN, ", ", RUSSIA)),
        row(
            "wind",
            "Wind energy",
            claim("piloted", "2020-02-01", RUSSIA, " alone"),
            claim("pending", "2017-09-07", JAPAN, " alone"),
            claim("pending", None, "others"),
        ),
        row("waste", "Waste", claim("pending", None), heard="", finding=words("It has drifted.")),
        row(
            "movement", "Movement of those who take part in it", claim("open", "2017-09-07", JAPAN)
        ),
    )
)


GRID = blocks.Grid(
    ("", "Id", "Field", "What it is"),
    (
        (
            words(Run("+", "sign", "added")),
            words(Run("Wind", "thing", "wind")),
            words("status"),
            words("one word after the other, ", mark("pending")),
        ),
        (
            words(Run("~", "sign", "changed")),
            words("waste"),
            words("name"),
            words("https://a.b/" + "c" * 30),
        ),
    ),
)


ENTRY = blocks.Item(
    "e",
    "2019-09-16",
    date(2019, 9, 16),
    words("Waste pilot ends"),
    words(JAPAN, ", ", RUSSIA),
    (words(mark("piloted"), ": ", Run("Waste management", "thing", "waste")),),
    words("Nemuro"),
    (words("A note of some words. " * 3),),
    (
        Account(JAPAN, (words("It went well, and there is more to come. " * 2), words("Soon."))),
        Account(RUSSIA, (words("No."),)),
    ),
    (Source(9, "https://a.b/c"), Source(10, "a book")),
    has_moved=True,
)
BRIEF = blocks.Item("f", "2020-01-01#2", date(2020, 1, 1), words("Talks"))
SILENT = blocks.Item("g", "2020-01-02", date(2020, 1, 2), ())


def line(*stretches: str, party: Run | None = None) -> blocks.Line:
    """A line of stretches such as `pending 2010-01-01 2012-01-01`."""
    return blocks.Line(
        party,
        tuple(
            blocks.Stretch(state, date.fromisoformat(start), date.fromisoformat(end))
            for state, start, end in map(str.split, stretches)
        ),
    )


def lane(*lines: blocks.Line, ticks: str = "", looked: tuple[date, ...] = ()) -> blocks.Lane:
    """A lane with ticks such as `2014-01-01`, or `2014-01-01 pending ru`, with commas between."""
    found = [tick.split() for tick in ticks.split(", ") if tick]
    return blocks.Lane(
        lines,
        tuple(blocks.Tick(date.fromisoformat(day), "e", "Talks", *sign) for day, *sign in found),
        looked,
    )


def event(number: int, on: str, title: str, moved: Run) -> blocks.Event:
    moves = (words(mark("piloted"), ": ", moved),)
    return blocks.Event(number, date.fromisoformat(on), "e", title, moves)


TOURISM, WIND, LAW = (
    Run("Tourism", "thing", "tourism"),
    Run("Wind energy", "thing", "wind"),
    Run("Law", "thing", "law"),
)
LANES = blocks.Marks(
    (
        row(
            "tourism",
            "Tourism",
            claim("piloted", "2012-01-01", JAPAN),
            lane=lane(
                line("pending 2010-01-01 2012-01-01", "piloted 2012-01-01 2020-01-01"),
                ticks="2010-01-01, 2010-01-02, 2012-01-01 piloted, 2012-01-02",
            ),
        ),
        row(
            "wind",
            "Wind energy",
            claim("piloted", "2012-02-01", JAPAN),
            claim("pending", "2014-01-01", RUSSIA),
            lane=lane(
                line("pending 2010-01-01 2014-01-01"),
                line("piloted 2014-01-01 2020-01-01", party=JAPAN),
                line("pending 2014-01-01 2020-01-01", party=RUSSIA),
                ticks="2012-02-01 piloted, 2014-01-01 pending ru",
                looked=(date(2019, 6, 1),),
            ),
        ),
        row(
            "law",
            "Law",
            claim("resolved", "2018-06-01", JAPAN),
            lane=lane(
                line("open 2010-01-01 2018-06-01", "resolved 2018-06-01 2020-01-01"),
                ticks="2015-01-01, " * 10 + "2018-06-01 resolved",
            ),
        ),
        row(
            "trade",
            "Trade",
            claim("open", "2010-01-01", JAPAN),
            lane=lane(line("open 2010-01-01 2020-01-01")),
        ),
        row("none", "Never named", claim("open", None)),
    ),
    blocks.Timeline(
        date(2010, 1, 1),
        date(2020, 1, 1),
        date(2018, 6, 1),
        date(2020, 1, 1),
        (
            event(1, "2012-01-01", "A pilot ends", TOURISM),
            event(2, "2012-02-01", "Another ends", WIND),
            event(3, "2018-06-01", "The law", LAW),
        ),
        (
            blocks.Gap(date(2014, 6, 1), date(2019, 6, 1), words("5 years without an area")),
            blocks.Gap(date(2019, 6, 2), date(2020, 1, 1), words("a short time")),
        ),
        legend=(
            blocks.Meaning("entry", words("an entry")),
            blocks.Meaning("piloted", words("the day a pilot ended")),
            blocks.Meaning("contested", words("contested: a line a side")),
            blocks.Meaning("gap", words("5 years")),
        ),
    ),
)
