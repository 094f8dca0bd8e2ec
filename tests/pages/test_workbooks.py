"""The workbook of every screen that exports: its head, its kinds of cells, in both languages."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.pages.exported import keep_exports
from tests.pages.record import NOW
from tests.pages.showing import opened
from ui.cases import case_list

pytestmark = pytest.mark.usefixtures("the_record")
TITLES = {
    ("warnings", "zh"): "预警发牌",
    ("warnings", "en"): "Warnings",
    ("efficiency", "zh"): "审批效能",
    ("efficiency", "en"): "Efficiency",
    ("quality", "zh"): "数据异常",
    ("quality", "en"): "Data faults",
    ("cases", "zh"): "在办",
    ("cases", "en"): "Open",
    ("due", "zh"): "到期清单",
    ("due", "en"): "Falling due",
    ("procedure", "zh"): "流程规范",
    ("procedure", "en"): "Procedure",
}
FORMULAS = ("=", "+", "-", "@")


@pytest.fixture
def sheet_of(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Worksheet]:
    """The first sheet of what a screen offers, made while the screen is drawn."""
    exported = keep_exports(monkeypatch)

    def sheet(screen: str, **parameters: str) -> Worksheet:
        opened(screen, as_of=NOW.isoformat(), **parameters)
        return exported.newest().worksheets[0]

    return sheet


def columns(sheet: Worksheet) -> dict[str, list[Any]]:
    """The cells below each heading."""
    found = {}
    for cells in sheet.iter_cols(min_row=6):
        assert cells[0].value not in found, "two columns bear one heading"
        found[cells[0].value] = list(cells[1:])
    return found


@pytest.mark.parametrize(("screen", "language"), TITLES)
def test_every_workbook_says_what_it_is(sheet_of: Any, screen: str, language: str):
    sheet = sheet_of(screen, lang=language, measure="open")
    title, time, chosen, definition = (sheet.cell(row, 1).value for row in range(1, 5))
    assert title == TITLES[screen, language]
    assert time.startswith({"zh": "数据时间 ", "en": "Data as of "}[language])
    if screen != "quality":  # faults are as they stand now
        assert NOW.isoformat(sep=" ") in time
    assert chosen.startswith({"zh": "筛选条件", "en": "Filters"}[language])
    assert len(definition) > 10
    if language == "en":
        texts = [cell.value for row in sheet.iter_rows(max_row=6) for cell in row if cell.value]
        words = [text.replace("事项 item-1", "") for text in texts]  # data without an English name
        assert not [text for text in words if any("一" <= mark <= "鿿" for mark in text)]
    cells = columns(sheet)
    assert len(cells) > 5
    for cell in (cell for column in cells.values() for cell in column):
        assert cell.data_type in "snd"
        assert cell.data_type != "s" or not cell.value or not cell.value.startswith(FORMULAS)


def test_a_list_of_cases_has_dates_as_dates(sheet_of: Any):
    cells = columns(sheet_of("cases", measure="closed"))
    assert len(cells["办件编号"]) == 45
    assert {type(cell.value) for cell in cells["承诺到期"]} == {datetime}
    assert {cell.number_format for cell in cells["收件"]} == {"yyyy-mm-dd hh:mm:ss"}


def test_steps_bear_their_names_where_they_are_known():
    rows = pd.DataFrame({"case_id": ["a", "b"], "step_code": ["review", "X-7"]})
    assert case_list.worded(rows)["step_code"].tolist() == ["审核", "X-7"]


def test_rates_are_numbers_shown_in_percent(sheet_of: Any):
    cells = columns(sheet_of("efficiency"))
    rates = [cell for cell in cells["按时率 · 原始"] if cell.value is not None]
    assert rates
    assert all(0 <= cell.value <= 1 and cell.number_format == "0.0%" for cell in rates)
    assert {cell.number_format for cell in cells["按时件数 · 原始"]} == {"General"}


def test_open_findings_stand_at_a_moment_and_have_no_period(sheet_of: Any):
    assert sheet_of("warnings")["A3"].value == "筛选条件 · 未筛选"
    narrowed = sheet_of("warnings", level="red", officer="nobody")
    assert narrowed["A3"].value == "筛选条件 · 级别 红牌 · 经办 此人现无发现"
