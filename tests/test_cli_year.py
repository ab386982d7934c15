"""A year with one tracker, with no editor: steps of each kind, with mistakes and corrections."""

import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import NO_SOURCE, Run, refused, steps

ROWS = """date,title,place,changes,sources
2026-07-01,事務レベル協議,札幌,,https://example.org/7
2026-07-01,Встреча экспертов,Южно-Сахалинск,waste=piloted,https://example.org/8
2026-08-01,Talks by telephone,,,
"""
YEAR = """
$ 2026-01-05 init --record 2019-12-19
wrote kurils.toml
$ 2026-01-15 update --title 次官級協議 --place 東京 --source https://example.org/1
note: dated today, 2026-01-15
$ 2026-01-21 update --date 2026-01-20 --title 'Консультации заместителей министров' \
--place Москва --source https://example.org/2 --note 'Стороны обменялись мнениями.'
$ 2026-02-05 update wind=piloted --title 風力の試行 --date 2026-02-30
error: --date: there is no day `2026-02-30`
$ 2026-02-05 update wind=piloted --title 風力の試行 --date 2025-02-03
$ 2026-02-05 amend 2025-02-03 --date 2026-02-03
note: from 2025-02-03 until 2026-02-03: `wind` is `pending`, was `piloted`
$ 2026-02-09 amend 2026-02-03 --source https://example.org/3 --place 根室
$ 2026-02-09 amend 2026-02-03 --source https://example.org/3
error: nothing to change
$ 2026-03-02 update --raise 'visas=Визовый порядок' --title 'Visas raised' --date 2026-03-01
note: `visas` blocks every area; to narrow it: kurils set visas --blocks ID
$ 2026-03-20 update --date 2026-03-19 --title 'Talks, nothing moved'
$ 2026-03-21 add issue visa 'Entered by mistake'
hint: to log that it was raised
$ 2026-03-21 remove visa
$ 2026-03-22 remove visas
error: the issue `visas` can't go while it is named
$ 2026-04-01 set wind --name 'Wind power' --called ru=ветроэнергетика
$ 2026-04-02 add area harbours Ports
$ 2026-04-02 set harbours --id ports
$ 2026-04-03 add party cn 中国 --lang zh
$ 2026-04-10 update ports=piloted --title 'Порты: пробный рейс' --date 2026-04-08
$ 2026-04-11 set visas --blocks tourism --blocks ports
$ 2026-05-01 update visas=resolved --title 'Visa rules agreed' --date 2026-04-30
$ 2026-05-20 update visas=open --title 'Visa rules suspended' --date 2026-05-19
$ 2026-06-01 update greenhouse=piloted --title 'Of another log' --date 2026-03-25
$ 2026-06-02 remove 2026-03-25
note: from 2026-03-25 on: `greenhouse` is `pending`, was `piloted`
$ 2026-06-02 undo
$ 2026-06-02 redo
$ 2026-06-03 remove 2026-03-25
error: there is no entry of 2026-03-25
$ 2026-06-10 amend 2026-03-19 --note 'Nothing at all.'
$ 2026-06-10 undo
$ 2026-08-02 import rows.csv
$ 2026-08-02 import rows.csv
note: already in the log, word for word, so skipped: 3
$ 2026-08-03 amend 2026-07-01 --place Холмск
error: 2 entries are of 2026-07-01
$ 2026-08-03 amend 2026-07-01#1 waste=
error: the entry of 2026-07-01#1 does not
$ 2026-08-03 amend 2026-07-01#2 --place Холмск --about ports
$ 2026-11-30 update tourism=pending --date 2019-12-19
error: an entry of 2019-12-19
$ 2026-12-31 amend 2026-05-19 visas= --about visas --title 'Visa rules under review' -n
note: from 2026-05-19 on: `visas` is `resolved`, was `open`
"""
"""What is typed on each day, and how what is said of it begins."""
LOG = """\
2026-08-01 | Talks by telephone |  |
2026-07-01 | Встреча экспертов | Холмск | waste:piloted->piloted
2026-07-01 | 事務レベル協議 | 札幌 |
2026-05-19 | Visa rules suspended |  | visas:resolved->open
2026-04-30 | Visa rules agreed |  | visas:open->resolved
2026-04-08 | Порты: пробный рейс |  | ports:pending->piloted
2026-03-19 | Talks, nothing moved |  |
2026-03-01 | Visas raised |  | visas:->open
2026-02-03 | 風力の試行 | 根室 | wind:pending->piloted
2026-01-20 | Консультации заместителей министров | Москва |
2026-01-15 | 次官級協議 | 東京 |
"""
STATUS = """\
aquaculture pending 2019-12-19
greenhouse pending 2019-12-19
tourism piloted 2019-12-19
wind piloted 2026-02-03
waste piloted 2019-12-19
ports piloted 2026-04-08
movement open 2019-12-19
legal open 2019-12-19
visas open 2026-05-19
"""


def columns(run: Run, command: str, start: int, end: int, mark: str) -> str:
    """Some of the columns of what a command prints, a record a line."""
    records = [line.split("\t")[start:end] for line in run(command).out.splitlines()]
    return "".join(f"{mark.join(record).strip()}\n" for record in records)


@pytest.mark.slow
def test_a_year_of_records_mistakes_and_corrections(
    run: Run, folder: Path, clock: Callable[[str], None]
) -> None:
    tracker = folder / "kurils.toml"
    (folder / "rows.csv").write_text(ROWS)
    texts, undone = list[str](), list[str]()
    for typed, said in steps(YEAR):
        (day, *words), told = shlex.split(typed), said.rstrip()
        clock(day)
        code, _, err = run(*words)
        err = err.replace(NO_SOURCE, "")
        assert err.startswith(told) if told else not err, typed
        assert code == (2 if told.startswith("error") else 0), typed
        assert run("check").code == 0
        if words == ["undo"]:
            undone = [texts.pop()]
        elif words == ["redo"]:
            texts += undone
        elif [tracker.read_text()] != texts[-1:]:
            texts.append(tracker.read_text())
        assert tracker.read_text() == texts[-1], typed
    assert columns(run, "log", 1, 5, " | ").startswith(LOG)
    assert columns(run, "status", 1, 4, " ") == STATUS
    assert columns(run, "status", 4, 6, " ").splitlines()[3] == "Wind power movement legal"
    for name, states in (("undo", texts[-2::-1]), ("redo", texts[1:])):
        for text in states:
            assert run(name).code == 0
            assert tracker.read_text() == text
        assert run(name) == refused(1, f"nothing is left to {name}")
