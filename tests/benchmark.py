"""Print how fast kurils is, beside what Python, Typer, Rich and tomllib take alone.

Run by hand: python tests/benchmark.py [ROUNDS]. Figures are medians of CPU time over
rounds in which every command runs once, so that a busy machine is busy for all.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from kurils_cli import records

TYPER_FLOOR = """
import typer
app = typer.Typer()

@app.command()
def hello() -> None:
    print("hello")

app()
"""
FROZEN_FLOOR = TYPER_FLOOR.replace("import typer", "import gc; gc.disable(); import typer").replace(
    '    print("hello")', '    print("hello"); gc.freeze()'
)
"""The same with the two things that kurils does about collection: the honest floor."""
READER_FLOOR = """
import sys
import tomllib
from typing import Annotated
import typer
app = typer.Typer()

@app.command()
def status(
    ids: Annotated[list[str] | None, typer.Argument(help="Only these.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="On that day.")] = None,
    by: Annotated[str | None, typer.Option("--by", help="By that account.")] = None,
    only: Annotated[list[str] | None, typer.Option("--only", help="In that state.")] = None,
    format: Annotated[str | None, typer.Option("--format", help="In that format.")] = None,
    output: Annotated[str | None, typer.Option("-o", "--output", help="To that file.")] = None,
    file: Annotated[str | None, typer.Option("-f", "--file", help="Of that file.")] = None,
) -> None:
    with open(sys.argv[0] + ".toml", "rb") as tracker:
        areas = tomllib.load(tracker)["areas"]
    for id, area in areas.items():
        print(id, area["status"], area["name"], sep="\\t")

app()
"""
"""What a program must do that reads a tracker and has the options of `status`."""
RICH_FLOOR = """
import sys
import tomllib
import typer
app = typer.Typer()

@app.command()
def hello() -> None:
    from rich.console import Console
    from rich.table import Table
    with open(sys.argv[0] + ".toml", "rb") as file:
        areas = tomllib.load(file)["areas"]
    table = Table(box=None)
    for heading in ("Id", "Status", "Name"):
        table.add_column(heading)
    for id, area in areas.items():
        table.add_row(id, area["status"], area["name"])
    Console().print(table)

app()
"""
JINJA_FLOOR = """
import sys
import tomllib
import typer
app = typer.Typer()

@app.command()
def hello() -> None:
    from jinja2 import Environment, FileSystemLoader
    with open(sys.argv[0] + ".toml", "rb") as file:
        log = tomllib.load(file)["log"]
    environment = Environment(loader=FileSystemLoader(sys.path[0]), autoescape=True)
    print(environment.get_template("floor.html").render(log=log))

app()
"""
JINJA_MACRO = """
{% macro entry(each) %}
<article><h4>{{ each.date }} {{ each.title }}</h4><p>{{ each.place }}</p><p>{{ each.note }}</p>
{% for party in each.says or () %}<dl><dt>{{ party }}</dt><dd>{{ each.says[party] }}</dd></dl>
{% endfor %}{% for id in each.about %}<a href="#{{ id }}">{{ id }}</a>{% endfor %}
<ol>{% for link in each.sources %}<li><a href="{{ link }}">{{ link }}</a></li>{% endfor %}</ol>
</article>{% endmacro %}
"""
JINJA_TEMPLATE = "".join(JINJA_MACRO.replace("entry(", f"entry{n}(") for n in range(24))
JINJA_TEMPLATE += "{% for each in log %}{{ entry0(each) }}{% endfor %}\n"
"""As much of a template as a report has; the page is as large as well."""
LOAD = "import sys, tomllib; tomllib.load(open(sys.argv[1], 'rb'))"
SIZES = (1_000, 10_000, 100_000)


class Cost(NamedTuple):
    """What one run of a command took: CPU time in milliseconds, memory in MiB."""

    cpu: float
    memory: float


def cost(command: Sequence[str], environment: Mapping[str, str]) -> Cost:
    """Run a command and return what it took."""
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
    ) as process:
        _, _, used = os.wait4(process.pid, 0)
        process.returncode = 0
    return Cost((used.ru_utime + used.ru_stime) * 1000, used.ru_maxrss / 1024)


def medians(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, Cost]:
    """Run every command once a round; return the medians of each."""
    environment = {**os.environ, "COLUMNS": "80"}
    # The first round, which does not count, compiles what is not compiled yet.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    completing = {
        **environment,
        "_KURILS_COMPLETE": "complete_bash",
        "COMP_WORDS": "kurils\nupdate\nto",
        "COMP_CWORD": "2",
    }
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(rounds + 1):
        for name, command in commands.items():
            used = completing if name == "completion" else environment
            costs[name].append(cost(command, used))
    return {
        name: Cost(*(statistics.median(column) for column in zip(*each[1:], strict=True)))
        for name, each in costs.items()
    }


def log_of(size: int) -> str:
    """Return the shipped record with so many more entries."""
    entries = "".join(
        f"\n[[log]]\ndate = {2020 + number * 7 // size}-{number % 12 + 1:02}-{number % 28 + 1:02}\n"
        f'title = "Talks number {number}"\nplace = "Moscow"\n'
        f'sources = ["https://example.org/{number}"]\nabout = ["wind"]\n'
        for number in range(size)
    )
    return records.text(records.DEFAULT) + entries


def start_up(folder: Path, rounds: int) -> None:
    """Print what a short run takes, as ratios to the floors."""
    (folder / "typer_floor.py").write_text(TYPER_FLOOR)
    (folder / "frozen_floor.py").write_text(FROZEN_FLOOR)
    (folder / "reader_floor.py").write_text(READER_FLOOR)
    (folder / "reader_floor.py.toml").write_text(records.text(records.DEFAULT))
    (folder / "rich_floor.py").write_text(RICH_FLOOR)
    (folder / "rich_floor.py.toml").write_text(records.text(records.DEFAULT))
    (folder / "jinja_floor.py").write_text(JINJA_FLOOR)
    (folder / "jinja_floor.py.toml").write_text(records.text("2016-2026"))
    (folder / "floor.html").write_text(JINJA_TEMPLATE)
    tracker = folder / "kurils.toml"
    tracker.write_text(records.text(records.DEFAULT))
    kurils = str(Path(sys.executable).with_name("kurils"))
    on = ["--file", str(tracker)]
    python = sys.executable
    used = medians(
        {
            "python -c pass": [python, "-c", "pass"],
            "Typer floor": [python, str(folder / "typer_floor.py")],
            "Typer, frozen": [python, str(folder / "frozen_floor.py")],
            "reader floor": [python, str(folder / "reader_floor.py")],
            "Rich floor": [python, str(folder / "rich_floor.py")],
            "Jinja2 floor": [python, str(folder / "jinja_floor.py")],
            "report, html": [kurils, "report", "-f", "record:2016-2026", "--format", "html"],
            "status, table": [kurils, "status", "--format", "table", *on],
            "status, plain": [kurils, "status", "--format", "plain", *on],
            "status, json": [kurils, "status", "--format", "json", *on],
            "is": [kurils, "is", "tourism", "piloted", *on],
            "update -n": [kurils, "update", "wind=piloted", "-n", *on],
            "completion": [kurils],
            "--help": [kurils, "--help"],
        },
        rounds,
    )
    floors = ("Typer floor", "Typer, frozen", "reader floor", "Rich floor", "Jinja2 floor")
    headings = "".join(f"{'/ ' + floor.removesuffix(' floor'):>16}" for floor in floors)
    print(f"{'':16}{'ms':>8}{headings}{'MiB':>8}")
    for name, each in used.items():
        ratios = "".join(f"{each.cpu / used[floor].cpu:16.2f}" for floor in floors)
        print(f"{name:16}{each.cpu:8.1f}{ratios}{each.memory:8.1f}")


def growth(folder: Path, rounds: int) -> None:
    """Print what commands take on long logs, as ratios to loading the same file."""
    print(
        f"\n{'entries':>8}  {'':14}{'ms':>9}{'above none':>12}{'/ load':>8}{'MiB':>8}{'/ load':>8}"
    )
    empty: dict[str, Cost] = {}
    for size in (0, *SIZES):
        used = medians(_growing(folder, size), max(2, rounds // (1 + size // 1_000)))
        empty = empty or used
        if not size:
            continue
        load = used["tomllib.load"]
        for name, each in used.items():
            above = each.cpu - empty[name].cpu
            ratio = above / (load.cpu - empty["tomllib.load"].cpu)
            print(
                f"{size:8}  {name:14}{each.cpu:9.1f}{above:12.1f}{ratio:8.2f}"
                f"{each.memory:8.1f}{each.memory / load.memory:8.2f}"
            )


def _growing(folder: Path, size: int) -> dict[str, list[str]]:
    """Return the commands whose cost grows with the log, on files of so many entries."""
    kurils = str(Path(sys.executable).with_name("kurils"))
    text = log_of(size)
    names = ("log", "drifted", "ours", "theirs", "base")
    files = {name: folder / f"{name}.toml" for name in names}
    # Each side of the merge edits every entry, in another place.
    texts = {
        "drifted": text.replace('status = "pending"', 'status = "piloted"', 1),
        "ours": text.replace('place = "Moscow"', 'place = "Tokyo"'),
        "theirs": text.replace("example.org", "example.com"),
    }
    for name, file in files.items():
        file.write_text(texts.get(name, text))
    rows = folder / "rows.csv"
    rows.write_text(
        "date,title,sources\n"
        + "".join(f"2019-01-02,Row {n},https://example.org/row/{n}\n" for n in range(size))
    )
    on, plain = ["--file", str(files["log"])], ["--format", "plain"]
    return {
        "tomllib.load": [sys.executable, "-c", LOAD, str(files["log"])],
        "status": [kurils, "status", *plain, *on],
        "status, drift": [kurils, "status", *plain, "--file", str(files["drifted"])],
        "log -n 5": [kurils, "log", "-n", "5", *plain, *on],
        "log, table": [kurils, "log", "--format", "table", *on],
        "diff": [kurils, "diff", *plain, *on],
        "report, html": [kurils, "report", "--full", "--format", "html", *on],
        "update -n": [kurils, "update", "wind=piloted", "-n", *plain, *on],
        "import -n": [kurils, "import", str(rows), "-n", *plain, *on],
        "merge": [kurils, "merge", *(str(files[name]) for name in ("base", "ours", "theirs"))],
    }


def beside_hledger(folder: Path, rounds: int) -> None:
    """Print what `status` takes beside `hledger bal` of as many transactions.

    Below 10,000 the start of Python and Typer decides.
    """
    kurils = str(Path(sys.executable).with_name("kurils"))
    print(
        f"\n{'entries':>8}  {'status, ms':>11}{'hledger bal':>12}{'ratio':>7}{'MiB':>8}{'MiB':>8}"
    )
    for size in SIZES:
        tracker, journal = folder / "log.toml", folder / "log.journal"
        tracker.write_text(log_of(size))
        journal.write_text(
            "".join(
                f"{2020 + number * 7 // size}-{number % 12 + 1:02}-{number % 28 + 1:02} "
                f"Talks number {number}\n    area:wind  1\n    entries\n\n"
                for number in range(size)
            )
        )
        used = medians(
            {
                "status": [kurils, "status", "--format", "plain", "--file", str(tracker)],
                "hledger": ["hledger", "bal", "--file", str(journal)],
            },
            max(2, rounds // (1 + size // 10_000)),
        )
        ours, theirs = used["status"], used["hledger"]
        print(
            f"{size:8}  {ours.cpu:11.1f}{theirs.cpu:12.1f}{ours.cpu / theirs.cpu:12.2f}"
            f"{ours.memory:12.1f}{theirs.memory:12.1f}"
        )


if __name__ == "__main__":
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as scratch:
        start_up(Path(scratch), times)
        growth(Path(scratch), max(3, times // 4))
        if shutil.which("hledger"):
            beside_hledger(Path(scratch), max(3, times // 4))
