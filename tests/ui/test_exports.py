"""A workbook says what it lists, and text from the data stays text in it."""

import io
from datetime import date, datetime

import openpyxl
import pandas as pd
import pytest

from ui.exports import CUT_MARK, LONGEST_TEXT, MOST_ROWS, Export, as_this_reader, workbook

EXPORT = Export(
    title="预警发牌",
    as_of=datetime(2026, 11, 23, 9, 41, 20),
    columns={"case_no": "办件编号", "days": "工作日"},
    filters=[("部门", "区水务局"), ("级别", "红牌")],
    definition="已发生且未销号",
)
HOSTILE = [
    "=1+1",
    '=HYPERLINK("http://evil.example","x")',
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "http://evil.example/a",
    "mailto:a@b.cn",
    "007",
    "1e5",
]


def opened(export: Export, total: int, frame: pd.DataFrame) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook(export, total, frame)))


def listed(values: list[object], column: str = "case_no") -> list[object]:
    """The cells of one column below its heading, as the workbook holds them."""
    export = Export("清单", EXPORT.as_of, {column: "值"}, (), "")
    book = opened(export, len(values), pd.DataFrame({column: values}, dtype=object))
    return [row[0] for row in book["清单"].iter_rows(min_row=7)]


def test_the_head_says_time_count_filters_and_definition() -> None:
    frame = pd.DataFrame({"case_no": ["JS1", "JS2"], "days": [-6, 3]})
    sheet = opened(EXPORT, 2, frame)["预警发牌"]

    assert [row[0].value for row in sheet.iter_rows(max_row=4)] == [
        "预警发牌",
        "数据时间 2026-11-23 09:41:20 · 共 2 条",
        "筛选条件 · 部门 区水务局 · 级别 红牌",
        "口径 · 已发生且未销号",
    ]
    assert [cell.value for cell in sheet[6]] == ["办件编号", "工作日"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=7)] == [
        ["JS1", -6],
        ["JS2", 3],
    ]


def test_the_second_sheet_holds_the_filters_line_by_line() -> None:
    book = opened(EXPORT, 1, pd.DataFrame({"case_no": ["JS1"], "days": [1]}))

    assert book.sheetnames == ["预警发牌", "筛选条件"]
    assert [[cell.value for cell in row] for row in book["筛选条件"].iter_rows()] == [
        ["名称", "内容"],
        ["数据时间", "2026-11-23 09:41:20"],
        ["条数", "1"],
        ["部门", "区水务局"],
        ["级别", "红牌"],
        ["口径", "已发生且未销号"],
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_never_a_formula_a_link_or_a_number(text: str) -> None:
    (cell,) = listed([text])

    assert cell.data_type == "s"
    assert cell.hyperlink is None
    assert cell.value == text


@pytest.mark.parametrize("place", ["title", "filters", "columns", "definition"])
def test_words_around_the_list_are_no_formulas_either(place: str) -> None:
    hostile = "=1+1"
    words = {
        "title": hostile if place == "title" else "清单",
        "columns": {"case_no": hostile if place == "columns" else "编号"},
        "filters": [("查找", hostile)] if place == "filters" else [],
        "definition": hostile if place == "definition" else "",
    }
    book = opened(Export(as_of=EXPORT.as_of, **words), 1, pd.DataFrame({"case_no": ["a"]}))

    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n"}  # an empty cell counts as a number


def test_a_long_text_is_cut_with_a_mark_and_not_dropped() -> None:
    whole, long = listed(["长" * LONGEST_TEXT, "长" * (LONGEST_TEXT + 1)])

    assert len(whole.value) == LONGEST_TEXT
    assert CUT_MARK not in whole.value
    assert len(long.value) == LONGEST_TEXT
    assert long.value.endswith("长" + CUT_MARK)


def test_half_characters_and_control_marks_do_not_break_the_file() -> None:
    cells = listed(["半\ud800个", "控\x00制\x07符", "反\u202e向", "两\n行"])

    assert [cell.value for cell in cells] == ["半?个", "控制符", "反向", "两\n行"]


def test_values_keep_their_kind() -> None:
    frame = pd.DataFrame(
        {
            "at": [datetime(2026, 11, 23, 9, 41, 20), pd.NaT],
            "on": [date(2026, 11, 23), date(1066, 10, 14)],
            "rate": [0.975, float("nan")],
            "far": [float("inf"), 1.0],
            "known": [True, None],
        }
    )
    export = Export("清单", EXPORT.as_of, {name: name for name in frame}, (), "")
    rows = [
        [cell.value for cell in row]
        for row in opened(export, 2, frame)["清单"].iter_rows(min_row=7)
    ]

    assert rows == [
        [datetime(2026, 11, 23, 9, 41, 20), datetime(2026, 11, 23), 0.975, "inf", "是"],
        [None, "1066-10-14", None, 1, None],
    ]


def test_a_list_that_is_too_long_says_that_it_was_cut() -> None:
    frame = pd.DataFrame({"case_no": ["a"] * (MOST_ROWS + 1)})
    export = Export("清单", EXPORT.as_of, {"case_no": "编号"}, (), "")
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(export, 123_456, frame)), read_only=True)[
        "清单"
    ]
    lines = [row[0].value for row in sheet.iter_rows(min_row=1, max_row=3)]

    assert lines[1] == "数据时间 2026-11-23 09:41:20 · 共 123,456 条，本表为前 50,000 条"
    assert lines[2] == "筛选条件 · 未筛选"


def test_an_empty_list_is_a_workbook_all_the_same() -> None:
    frame = pd.DataFrame({"case_no": [], "days": []})
    sheet = opened(EXPORT, 0, frame)["预警发牌"]

    assert sheet["A2"].value.endswith("共 0 条")


@pytest.mark.parametrize("title", ["a/b:c*[d]?", "长" * 40, "'引号'"])
def test_any_title_names_a_sheet_and_a_file(title: str) -> None:
    export = Export(title, EXPORT.as_of, {"case_no": "编号"}, (), "")
    book = opened(export, 1, pd.DataFrame({"case_no": ["a"]}))

    assert len(book.sheetnames[0]) <= 31
    assert not set('\\/:*?"<>|') & set(export.file_name)
    assert export.file_name.endswith(" 2026-11-23 0941.xlsx")


def test_work_for_the_server_runs_without_a_page_too() -> None:
    assert as_this_reader(lambda: b"done")() == b"done"
