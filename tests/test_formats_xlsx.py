"""A report as a workbook, read back."""

import io
from datetime import date, datetime
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

import reports
from block_samples import LANES
from block_samples import report as of_blocks
from kurils_cli.formats import xlsx
from kurils_cli.model import Area, Entry, Tracker
from kurils_cli.reports.parts import Column, Report, Section
from kurils_cli.reports.plan.blocks import plain
from kurils_cli.words import escaped, unescaped
from samples import DAY, EMPTY, HOSTILE, TINY, every_report, tracker_saying
from strategies import texts


def workbook(each: Report) -> Workbook:
    return load_workbook(io.BytesIO(xlsx.render(each)))


def rows(each: Report, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet, each by the headings."""
    heading, *rest = workbook(each)[sheet].values
    return [dict(zip(map(str, heading), row, strict=True)) for row in rest]


def day(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def top(each: Report) -> list[tuple[Any, ...]]:
    """What is in the rows of the first sheet, up to the last cell that has something."""
    return [
        tuple(row[: max((at for at, cell in enumerate(row, 1) if cell), default=0)])
        for row in workbook(each).worksheets[0].values
    ]


def test_each_section_with_rows_is_a_sheet_after_one_that_reads_as_a_page_begins(
    long_record: Tracker,
) -> None:
    each = reports.report(long_record, as_of=date(2026, 3, 1))
    book = workbook(each)
    assert book.sheetnames == [
        *("About", "Areas", "Issues", "Timeline", "Log the 10 newest of 33 entries", "Sources")
    ]
    rows = [row[0] for row in top(each) if row]
    assert rows[0] == plain(each.plan().headline.finding)
    assert long_record.title in rows
    assert {"Areas", "Waste management", "Issues"} < {*rows}
    assert book.properties.title == long_record.title
    assert workbook(reports.report(EMPTY)).sheetnames == ["About"]


def test_days_are_days_a_pilot_has_its_sign_and_the_finding_has_the_whole_width() -> None:
    sheet = workbook(of_blocks(LANES)).worksheets[0]
    assert sheet["C4"].value == datetime(2012, 1, 1)
    assert sheet["H4"].number_format == '0" ◆"'
    assert "A1:N1" in {f"{merged}" for merged in sheet.merged_cells.ranges}


def test_the_facts_are_those_of_json(long_record: Tracker) -> None:
    each = reports.status(long_record)
    data: Any = each.data
    assert [tuple(row.values())[:4] for row in rows(each, "Issues")] == [
        (issue["id"], issue["status"], day(issue["since"]), issue["title"])
        for issue in data["issues"]
    ]
    assert "Note" not in rows(each, "Areas")[0]  # no area has one


@given(texts)
def test_what_is_written_out_is_undone_on_the_way_back(text: str) -> None:
    assert unescaped(escaped(text)) == unescaped(escaped(text, kept="")) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a\r\n\tb", "a\\x0d\n\tb"),
        ("\x1b[31m \u202e \U000e0001", "\\x1b[31m \\u202e \\U000e0001"),
        ("C:\\new \\x41 \\U00ffffff", "C:\\new \\x41 \\U00ffffff"),
        ("\\x1b \\\x1b", "\\\\x1b \\\\\\x1b"),
        ("_x000D_ x005F_ a_b", "\\x5fx000D_ \\x78005F_ a_b"),
        ("👨\u200d👩 日本", "👨\u200d👩 日本"),
    ],
)
def test_only_what_a_cell_can_not_show_is_written_out(text: str, written: str) -> None:
    assert escaped(text) == written
    assert unescaped(written) == text


def test_a_header_stays_in_sight_and_filters() -> None:
    sheet = workbook(reports.log(TINY))["Log"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:C4"
    assert (sheet.column_dimensions["A"].width or 0) > len("2019-12-19")


def test_a_number_is_a_number_and_one_address_a_link(monkeypatch: pytest.MonkeyPatch) -> None:
    (finding, _) = rows(every_report(TINY)["check"], "Findings")
    assert finding["Line"] == 3
    one, two = "https://example.org/a", "https://example.org/b"
    log = (Entry(DAY, "1", sources=(one,)), Entry(DAY, sources=(two,)), Entry(DAY, sources=("b",)))
    each = reports.log(Tracker("T", log=(*log, Entry(DAY, "4", sources=(one, two)))))

    def links() -> list[str | None]:
        cells = [row[2] for row in workbook(each)["Log"].iter_rows(min_row=2)]
        assert [cell.value for cell in cells] == [f"{one}\n{two}", "b", two, one]
        return [cell.hyperlink.target if cell.hyperlink else None for cell in cells]

    assert links() == [None, None, two, one]
    monkeypatch.setattr(xlsx, "MOST_LINKS", 1)
    assert links() == [None, None, two, None]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_any_text_is_text(text: str) -> None:
    """A formula is none, markup is none."""
    for each in every_report(tracker_saying(text), text).values():
        for sheet in workbook(each):
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type in ("s", "d", "n")
    (area,) = rows(reports.status(tracker_saying(text)), "Areas")
    assert unescaped(area["Name"]) == text


def test_what_excel_can_not_hold_is_cut_and_says_so_or_text() -> None:
    long_text, long_link = "x" * 40_000, f"https://example.org/{'y' * 3_000}"
    log = (
        Entry(date(1855, 2, 7), "Early", note=long_text),
        Entry(DAY, "Late", sources=(long_link,)),
    )
    late, early = rows(reports.log(Tracker("T", log=log)), "Log")
    assert early["Date"] == "1855-02-07"
    assert early["Note"] == "x" * (32_767 - len(xlsx.CUT)) + xlsx.CUT
    assert late["Sources"] == long_link


def test_rows_and_columns_have_room_for_what_is_in_them() -> None:
    area = Area("tourism", "島の特性に応じたツアー", "piloted", "Пакетные\nтуры " + "x " * 100)
    sheet = workbook(reports.status(Tracker("T", (area,))))["Areas"]
    assert (sheet["C2"].value, sheet["D2"].value) == (area.name, area.note)
    assert (sheet.column_dimensions["C"].width or 0) >= 2 * len(area.name)
    assert (sheet.row_dimensions[2].height or 0) >= 7 * 15


def test_sheets_have_names_that_excel_takes_each_once() -> None:
    columns, titles = (Column("a", "A"),), ["a/b:c", "ab" * 20, "AB" * 20, "about", "[]"]
    sections = tuple(Section("s", title, columns, lambda: [("x",)]) for title in titles)
    assert workbook(of_blocks()._replace(sections=sections)).sheetnames == [
        "About",
        "abc",
        "ab" * 15 + "a",
        "ABABABABABABABABABABABABABA 2",
        "about 2",
        "Sheet",
    ]


def test_a_report_of_one_day_is_the_same_file_each_time() -> None:
    """It is dated by the day of the each, and no file in it has a time of its own."""
    each = every_report(TINY)["status"]._replace(made=date(2026, 11, 25))
    data = xlsx.render(each)
    assert data == xlsx.render(each)
    assert {each.date_time[0] for each in ZipFile(io.BytesIO(data)).infolist()} == {1980}
    properties = workbook(each).properties
    assert properties.created == properties.modified == datetime(2026, 11, 25)
    assert workbook(each._replace(made=None)).properties.created == datetime(1980, 1, 1)
