"""Print how fast kurils is, beside what Python, Typer, Rich and tomllib take alone.

Run by hand: python tests/benchmark.py [ROUNDS]. Figures are medians of CPU time over
rounds in which every command runs once, so that a busy machine is busy for all.
"""

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from kurils_cli import records


def floor(body: str, imports: str = "", options: str = "") -> str:
    """Return a program of Typer with one command."""
    return f"""
{imports}
import typer
app = typer.Typer()

@app.command()
def hello({options}) -> None:
{textwrap.indent(body, "    ")}

app()
"""


READ = 'with open(sys.argv[0] + ".toml", "rb") as file: tracker = tomllib.load(file)'
OPTIONS = ("as-of", "by", "only", "format", "output", "file")
FLOORS = {
    "Typer": floor('print("hello")'),
    # The same with the two things that kurils does about collection: the honest floor.
    "frozen": floor('print("hello"); gc.freeze()', "import gc; gc.disable()"),
    # What a program must do that reads a tracker and has the options of `status`.
    "reader": floor(
        f"""
{READ}
for id, area in tracker["areas"].items():
    print(id, area["status"], area["name"], sep="\\t")
""",
        "import sys, tomllib\nfrom typing import Annotated",
        "ids: Annotated[list[str] | None, typer.Argument(help='Only these.')] = None, "
        + ", ".join(
            f"{name.replace('-', '_')}: "
            f"Annotated[str | None, typer.Option('--{name}', help='So.')] = None"
            for name in OPTIONS
        ),
    ),
    "Rich": floor(
        f"""
from rich.console import Console
from rich.table import Table
{READ}
table = Table("Id", "Status", "Name", box=None)
for id, area in tracker["areas"].items():
    table.add_row(id, area["status"], area["name"])
Console().print(table)
""",
        "import sys, tomllib",
    ),
    "Jinja2": floor(
        f"""
from jinja2 import Environment, FileSystemLoader
{READ}
environment = Environment(loader=FileSystemLoader(sys.path[0]), autoescape=True)
print(environment.get_template("floor.html").render(log=tracker["log"]))
""",
        "import sys, tomllib",
    ),
}
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
KURILS = f"{Path(sys.executable).with_name('kurils')}"
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
    for name, text in FLOORS.items():
        (folder / f"{name}.py").write_text(text)
        record = "2016-2026" if name == "Jinja2" else records.DEFAULT
        (folder / f"{name}.py.toml").write_text(records.text(record))
    (folder / "floor.html").write_text(JINJA_TEMPLATE)
    tracker = folder / "kurils.toml"
    tracker.write_text(records.text(records.DEFAULT))
    on = ["--file", f"{tracker}"]
    python = sys.executable
    used = medians(
        {
            "python -c pass": [python, "-c", "pass"],
            **{name: [python, f"{folder / name}.py"] for name in FLOORS},
            "report, html": [KURILS, "report", "-f", "record:2016-2026", "--format", "html"],
            "status, table": [KURILS, "status", "--format", "table", *on],
            "status, plain": [KURILS, "status", "--format", "plain", *on],
            "status, json": [KURILS, "status", "--format", "json", *on],
            "is": [KURILS, "is", "tourism", "piloted", *on],
            "update -n": [KURILS, "update", "wind=piloted", "-n", *on],
            "completion": [KURILS],
            "--help": [KURILS, "--help"],
        },
        rounds,
    )
    headings = "".join(f"{'/ ' + name:>10}" for name in FLOORS)
    print(f"{'':16}{'ms':>8}{headings}{'MiB':>8}")
    for name, each in used.items():
        ratios = "".join(f"{each.cpu / used[floor].cpu:10.2f}" for floor in FLOORS)
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
    rows, journal = folder / "rows.csv", folder / "log.journal"
    row = "2019-01-02,Row {0},https://example.org/row/{0}\n"
    rows.write_text("date,title,sources\n" + "".join(row.format(n) for n in range(size)))
    days = re.findall("^date = (.*)", text, re.MULTILINE)
    journal.write_text("".join(f"{day} x\n    area:wind  1\n    entries\n\n" for day in days))
    hledger = {"hledger bal": ["hledger", "bal", "--file", f"{journal}"]}
    on, plain = ["--file", f"{files['log']}"], ["--format", "plain"]
    return {
        "tomllib.load": [sys.executable, "-c", LOAD, f"{files['log']}"],
        "status": [KURILS, "status", *plain, *on],
        "status, drift": [KURILS, "status", *plain, "--file", f"{files['drifted']}"],
        "log -n 5": [KURILS, "log", "-n", "5", *plain, *on],
        "log, table": [KURILS, "log", "--format", "table", *on],
        "diff": [KURILS, "diff", *plain, *on],
        "report, html": [KURILS, "report", "--full", "--format", "html", *on],
        "update -n": [KURILS, "update", "wind=piloted", "-n", *plain, *on],
        "import -n": [KURILS, "import", f"{rows}", "-n", *plain, *on],
        "merge": [KURILS, "merge", *(f"{files[name]}" for name in ("base", "ours", "theirs"))],
        **(hledger if shutil.which("hledger") else {}),
    }


if __name__ == "__main__":
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as scratch:
        start_up(Path(scratch), times)
        growth(Path(scratch), max(3, times // 4))
