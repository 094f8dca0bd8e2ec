"""The list behind any number: as long as the number, paged, worded, and honest about its name."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.record import HOSTILE, NOW
from tests.pages.showing import markdown_on, opened, tables, words_on

pytestmark = pytest.mark.usefixtures("the_record")


def screen(measure: str, **parameters: str) -> AppTest:
    return opened("cases", as_of=NOW.isoformat(), measure=measure, **parameters)


def test_it_says_how_many_there_are_and_what_is_counted():
    shown = words_on(screen("due_raw_missed"))

    assert "未按时办结（原始口径）" in shown
    assert "共 7 条" in shown
    assert "时段 2026-10-25 至 2026-11-23" in shown
    assert "按时限届满日计" in shown


def test_a_page_holds_twenty_rows_and_the_next_the_others():
    (first,) = tables(screen("closed"), "case_no")
    last_page = screen("closed", page="3")
    (last,) = tables(last_page, "case_no")

    assert (len(first), len(last)) == (20, 5)
    assert "共 45 条，第 41–45 条" in words_on(last_page)


def test_a_page_past_the_end_is_the_last_one():
    assert "第 41–45 条" in words_on(screen("closed", page="99"))


def test_filters_of_the_address_narrow_it():
    (rows,) = tables(screen("closed", department="water", item="item-2"), "case_no")

    assert len(rows) == 5


def test_an_unknown_measure_gets_one_clear_sentence():
    app = screen(HOSTILE)

    assert "没有名为" in words_on(app)
    assert "![x](" not in markdown_on(app)
    assert not app.dataframe


def test_an_empty_list_says_where_was_looked():
    shown = words_on(screen("cards_red"))

    assert "所选范围内没有办件" in shown
    assert "共 0 条" in shown


def test_a_sum_says_what_it_adds_up_to():
    # 38 in time took ten days each, 7 late ones sixteen
    shown = words_on(screen("closed_used_days"))

    assert "共 45 条 · 合计 492" in shown


def test_a_list_at_one_moment_has_no_period():
    shown = words_on(screen("open"))

    assert "时段" not in shown
    assert "按数据时点计" in shown


def test_pauses_are_listed_too():
    (rows,) = tables(screen("pauses_near"), "days_left")

    assert rows["case_no"].tolist() == ["No. p0", "No. p1"]
    assert rows["kind"].tolist() == ["检测", "检测"]


def test_items_of_the_catalogue_open_their_closed_cases():
    (rows,) = tables(screen("items"), "promised_limit")

    assert rows["item_code"].tolist() == ["事项 item-1", "事项 item-2"]


def test_findings_show_level_and_rule():
    (rows,) = tables(screen("pauses_unlawful"), "rule")

    assert rows["rule"].tolist() == ["特别程序不合规"]
    assert rows["level"].iloc[0][0].endswith("黄牌")


def test_text_from_the_data_is_never_markup():
    assert "![x](" not in markdown_on(screen("closed", department="water"))
