"""A report as a workbook, read back with another library."""

import io
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from kurils_cli import reports
from kurils_cli.formats import xlsx
from kurils_cli.model import Area, Entry, Tracker
from kurils_cli.reports.parts import Column, Report, Section
from kurils_cli.words import visible
from samples import DAY, HOSTILE, TINY, every_report, tracker_saying


def workbook(report: Report) -> Workbook:
    return load_workbook(io.BytesIO(xlsx.render(report)))


def rows(report: Report, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet, each by the headings."""
    heading, *rest = workbook(report)[sheet].values
    return [dict(zip(map(str, heading), row, strict=True)) for row in rest]


def day(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def test_each_section_is_a_sheet_after_one_that_says_what_it_is(long_record: Tracker) -> None:
    report = reports.report(long_record, as_of=date(2026, 3, 1))
    book = workbook(report)
    assert book.sheetnames == [
        "About",
        "Areas",
        "Issues",
        "Timeline",
        "Log the 10 newest of 33 entries",
        "Sources",
    ]
    about = [row[0] for row in book["About"].values]
    assert about == [long_record.title, "As of 2026-03-01", report.summary]
    assert book.properties.title == long_record.title


def test_the_facts_are_those_of_json(long_record: Tracker) -> None:
    data: Any = reports.status(long_record).data
    assert [
        (row["Id"], row["Status"], row["Since"], row["Name"], row["Note"])
        for row in rows(reports.status(long_record), "Areas")
    ] == [
        (area["id"], area["status"], day(area["since"]), area["name"], area["note"])
        for area in data["areas"]
    ]
    log: Any = reports.log(long_record).data
    assert [
        (row["Date"], row["Title"], row["Place"], row["Sources"], row["Note"])
        for row in rows(reports.log(long_record), "Log")
    ] == [
        (
            day(entry["date"]),
            entry["title"],
            entry["place"],
            "\n".join(entry["sources"]) or None,
            entry["note"],
        )
        for entry in log["entries"]
    ]


def test_a_header_stays_in_sight_and_filters() -> None:
    sheet = workbook(reports.log(TINY))["Log"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:H4"
    assert (sheet.column_dimensions["A"].width or 0) > len("2019-12-19")


def test_a_number_is_a_number_and_one_address_a_link() -> None:
    (finding, _) = rows(every_report(TINY)["check"], "Findings")
    assert finding["Line"] == 3
    address = "https://example.org/a"
    log = (Entry(DAY, "One", sources=(address,)), Entry(DAY, "Two", sources=(address, "b")))
    cells = [row[5] for row in workbook(reports.log(Tracker("T", log=log)))["Log"].iter_rows()]
    assert [cell.hyperlink and cell.hyperlink.target for cell in cells] == [None, None, address]
    assert [cell.value for cell in cells] == ["Sources", f"{address}\nb", address]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_any_text_is_text(text: str) -> None:
    """A formula is none, markup is none, and what has no shape is written out."""
    for report in every_report(tracker_saying(text), text).values():
        for sheet in workbook(report):
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type in ("s", "d", "n")
    (area,) = rows(reports.status(tracker_saying(text)), "Areas")
    assert area["Name"] == "\n".join(map(visible, text.splitlines()))


def test_what_excel_can_not_hold_is_cut_or_text() -> None:
    long_text, long_link = "x" * 40_000, f"https://example.org/{'y' * 3_000}"
    log = (
        Entry(date(1855, 2, 7), "Early", note=long_text),
        Entry(DAY, "Late", sources=(long_link,)),
    )
    late, early = rows(reports.log(Tracker("T", log=log)), "Log")
    assert early["Date"] == "1855-02-07"
    assert early["Note"] == "x" * (xlsx.LONGEST_TEXT - 1) + "…"
    assert late["Sources"] == long_link


def test_japanese_and_russian_are_right_and_have_room() -> None:
    area = Area("tourism", "島の特性に応じたツアーの開発", "piloted", "Пакетные\nтуры")
    sheet = workbook(reports.status(Tracker("T", (area,))))["Areas"]
    assert (sheet["D2"].value, sheet["G2"].value) == (area.name, area.note)
    assert (sheet.column_dimensions["D"].width or 0) >= 2 * len(area.name)


def test_sheets_have_names_that_excel_takes_each_once() -> None:
    columns, titles = (Column("a", "A"),), ["a/b:c", "ab" * 20, "AB" * 20, "about", "[]"]
    sections = tuple(Section("s", title, columns, ()) for title in titles)
    assert workbook(Report("r", "T", sections, {})).sheetnames == [
        "About",
        "abc",
        "ab" * 15 + "a",
        "ABABABABABABABABABABABABABA 2",
        "about 2",
        "Sheet",
    ]


def test_a_workbook_is_dated_by_the_day_of_its_report() -> None:
    """So a report is the same file each time, whatever the second."""
    each = every_report(TINY)["status"]
    made = workbook(each._replace(made=date(2026, 11, 25))).properties.created
    assert made == datetime(2026, 11, 25)
    assert workbook(each._replace(made=None)).properties.created == datetime(1980, 1, 1)
