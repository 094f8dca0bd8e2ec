"""The screens of appeals say the numbers of a record that was counted by hand."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import streamlit as st

from data_access.engine import engine_for
from tests import appeals_record
from tests.pages.showing import (
    few_rows_on,
    figures_on,
    lines_on,
    markdown_on,
    opened,
    ways_on,
    words_on,
)
from ui.appeals import appeals_view
from ui.fetch import answers

AS_OF = appeals_record.NOW.isoformat()


@pytest.fixture(scope="module")
def url(new_database: Callable[[], str]) -> str:
    found = new_database()
    appeals_record.fill(engine_for(found))
    return found


@pytest.fixture(autouse=True)
def the_record(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SUPERVISION_DATABASE_URL", url)
    st.cache_data.clear()
    answers.forget()
    yield
    answers.forget()


def test_the_screen_says_both_voices_what_is_late_and_who_is_denied():
    app = opened("appeals", as_of=AS_OF)
    # received, open, overdue, response, office, firm, satisfied
    expected = ["5", "4", "2", "100.0%", "100.0%", "50.0%", "100.0%"]
    assert list(figures_on(app).values()) == expected
    said = words_on(app)
    for words in (
        *("部门称解决 100.0%，企业认可 50.0%", "近 30 日接收 5 件", "比上一期 +4", "1 件挂起"),
        *("3 件联系到期", "2 件有结果", "2 件作出评判", "回访了 100%", "企业不认可 1 件"),
        *("1 件，最近回访在前", "超时 2 件", "推诿 1 件", "涉及办件的诉求 1 件", "差评 0 件"),
        "20.0% 指明与某一办件有关",
    ):
        assert words in said.replace("**", ""), words
    disputed, urgent, pushed, passed, _, listed = few_rows_on(app)
    (row,) = disputed
    assert row[0] == "SQ-A1"
    assert row[2:4] == [appeals_record.MASKED_FIRM, appeals_record.MASKED_WORDS]
    assert len(urgent) == 2
    assert [one[0] for one in passed] == ["SQ-A2"]
    assert ways_on(app)["SQ-A1"].startswith("/appeal?")
    assert "enterprise=" in ways_on(app)[appeals_record.MASKED_FIRM]
    assert pushed == [["区经委", "5", "1", "20.0%"], ["区规划资源局", "1", "1", "100.0%"]]
    assert [one[0] for one in listed] == ["SQ-A7", "SQ-A4", "SQ-A2", "SQ-A1", "SQ-A3"]
    assert "王小明" not in said
    assert "13812345678" not in said


def test_no_empty_table_stands_above_what_was_passed_around(monkeypatch: pytest.MonkeyPatch):
    def nobody_returned(scope, as_of):
        view = look(scope, as_of)
        nobody = view.tiles.pushed.assign(appeal_returns=0)
        vars(view)["tiles"] = replace(view.tiles, pushed=nobody)
        return view

    look = appeals_view.look
    monkeypatch.setattr(appeals_view, "look", nobody_returned)
    app = opened("appeals", as_of=AS_OF)
    _, _, passed, ratings, _ = few_rows_on(app)
    assert [one[0] for one in passed] == ["SQ-A2"]
    assert len(ratings) == 6


@pytest.mark.parametrize(
    ("filters", "numbers"),
    [
        ({"state": "overdue"}, ["SQ-A2", "SQ-A1"]),
        ({"state": "denied"}, ["SQ-A1"]),
        ({"channel": "other"}, ["SQ-A7"]),
        ({"category": "land"}, ["SQ-A1", "SQ-A3"]),
        ({"department": "d2"}, ["SQ-A7"]),
        ({"town": "t2"}, ["SQ-A7"]),
        ({"search": "SQ-A5"}, ["SQ-A5"]),
        ({"state": "nonsense", "search": "SQ-A9"}, None),
    ],
)
def test_the_address_narrows_the_list(filters: dict[str, str], numbers: list[str] | None):
    app = opened("appeals", as_of=AS_OF, **filters)
    if numbers is None:
        assert "没有符合条件的诉求" in words_on(app)
        return
    assert [row[0] for row in few_rows_on(app)[-1]] == numbers
    assert f"共 {len(numbers)} 条" in words_on(app)


@pytest.mark.parametrize(
    ("measure", "numbers", "words"),
    [
        ("appeals_reached_answer", ["SQ-A1", "SQ-A3"], "按提交日计"),
        ("appeals_received_phone", ["SQ-A2"], "电话提出的诉求"),
        ("appeals_denied", ["SQ-A1"], "按回访日计"),
        ("appeal_returns", ["SQ-A2", "SQ-A2"], "诉求退回次数"),
        ("appeals_passed_around", ["SQ-A2"], "推诿的诉求"),
    ],
)
def test_a_number_opens_its_list(measure: str, numbers: list[str], words: str):
    app = opened("cases", as_of=AS_OF, measure=measure)
    said = words_on(app)
    assert words in said
    assert f"共 {len(numbers)} 条" in said
    (rows,) = few_rows_on(app)
    assert [cell for row in rows for cell in row if cell.startswith("SQ-")] == numbers
    assert all({"用地", "涉税"} & set(row) for row in rows)
    assert all(ways_on(app)[number].startswith("/appeal?") for number in numbers)


def test_a_category_in_a_list_bears_its_name():
    assert "类别 用地" in words_on(
        opened("cases", as_of=AS_OF, measure="appeals_received", item="land")
    )


def test_one_appeal_tells_both_voices_clocks_findings_and_masks_persons():
    app = opened("appeal", as_of=AS_OF, id="A1")
    said = words_on(app)
    for words in (
        *("用地", "待分派", "第 1 轮", "部门：已解决", "企业：未解决", "第 2 轮", "尚未答复"),
        *("诉求疑似虚假办结", "诉求再次处置超时", "办件 PS-1", "王**", "138****5678"),
    ):
        assert words in said, words
    (acts,) = lines_on(app, "环节", "说明")
    assert [act["环节"] for act in acts[-3:]] == ["答复", "回访", "↩ 重办"]
    assert acts[-2]["说明"] == appeals_record.MASKED_WORDS
    assert "王小明" not in said
    assert "![x]" not in markdown_on(app)


@pytest.mark.parametrize(
    ("appeal_id", "words"),
    [("A6", "其数据有误，已隔离"), ("A9", "没有找到这件诉求"), ("", "没有找到这件诉求")],
)
def test_an_appeal_that_is_not_there_says_why(appeal_id: str, words: str):
    assert words in words_on(opened("appeal", as_of=AS_OF, id=appeal_id))


@pytest.mark.parametrize(
    ("screen", "subject", "number"), [("case", "s:1", "SQ-A1"), ("project", "P1", "SQ-A3")]
)
def test_a_case_and_a_project_show_the_appeals_about_them(screen: str, subject: str, number: str):
    app = opened(screen, as_of=AS_OF, id=subject)
    assert "相关诉求" in words_on(app)
    rows = [row for table in few_rows_on(app) for row in table if row[0].startswith("SQ-")]
    assert [row[0] for row in rows] == [number]


def test_the_warnings_say_what_they_leave_out():
    said = words_on(opened("warnings", as_of=AS_OF))
    assert "办件的发现" in said
    assert "未销号的诉求发现" in said
