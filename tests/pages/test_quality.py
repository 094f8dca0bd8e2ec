"""The quality screen: the balance holds, faults show their raw value, blanks are said."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.record import HOSTILE, NOW
from tests.pages.showing import figures_on, markdown_on, opened, tables, words_on

pytestmark = pytest.mark.usefixtures("the_record")


def screen(**parameters: str) -> AppTest:
    return opened("quality", as_of=NOW.isoformat(), **parameters)


def test_what_was_read_is_shown_or_quarantined():
    app = screen()

    said = f"读入 46 件 = 展示 45 + 隔离 1，不差一件（{NOW:%Y-%m-%d %H:%M} 清点）"
    assert said in words_on(app)
    assert list(figures_on(app).values()) == ["46", "45", "1", "0"]


def test_blank_verdicts_are_said_and_stay_unknown():
    # three in time and one late are said to be on time; forty-one rows are blank
    app = screen()
    (table,) = tables(app, "blank")

    assert "综合窗口：有时限且有结论的 4 件，一致 3 件（75.0%）；来源结论空白的 41 件" in words_on(
        app
    )
    assert table[["ours", "on_time", "overdue", "blank"]].to_numpy().tolist() == [
        ["on_time", 3, 0, 37],
        ["late", 1, 0, 4],
    ]


def test_a_fault_shows_its_rule_place_raw_value_and_treatment():
    (faults,) = tables(screen(), "raw")

    assert faults.iloc[0][["rule", "subject", "column", "raw", "treatment"]].tolist() == [
        "T01 时间缺失或无法读取",
        "No. bad",
        "approval_case.received_at",
        HOSTILE,
        "整行隔离",
    ]


def test_the_list_of_faults_follows_the_address():
    assert "没有数据异常" in words_on(screen(rule="C01"))
    assert tables(screen(quarantined="1"), "raw")


def test_an_import_says_that_nothing_is_missing():
    (imports,) = tables(screen(), "difference")

    assert imports[["file", "read", "shown", "quarantined", "difference"]].to_numpy().tolist() == [
        ["cases.csv", 46, 45, 1, 0]
    ]


def test_few_cases_have_no_rate():
    (rates,) = tables(screen(), "clean_rows")
    rows = rates.set_index("department_code")

    assert rows.loc["housing", "clean_rows"] == 100
    assert rows.loc["water", ["clean_rows", "complete_rows"]].isna().all()
    assert rows.loc["water", "received"] == 5


def test_text_from_the_data_is_never_markup():
    assert "![x](" not in markdown_on(screen())


def test_at_a_past_moment_it_says_what_stands_as_it_is_now():
    shown = words_on(screen())
    assert "现状：读入 46 件" in shown
    assert "不随历史时点变化" in shown
    today = words_on(opened("quality"))
    assert "现状：读入" not in today
    assert "不随历史时点变化" not in today
