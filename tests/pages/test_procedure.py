"""The procedure screen, opened through the frame: the flow, its numbers and their lists."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
import streamlit as st
from sqlalchemy import insert
from streamlit.testing.v1 import AppTest

from data_access.cells import rebuild_cells
from data_access.engine import engine_for, writing
from data_access.schema import Department, ProcedureRule, ProcedureStep, ServiceItem
from tests.derived_rows import closed, found, step, write
from tests.pages import showing
from tests.pages.showing import words_on
from ui.fetch import answers

NOW = datetime(2026, 11, 23, 9)
START = datetime(2026, 11, 2, 9)
DAY = timedelta(days=1)
RULE = {
    "rule_no": "R1",
    "form": "precedence",
    "first_kind": "accept",
    "second_kind": "review",
    "sentence": "审核必须在受理之后",
    "sentence_en": "Review only after acceptance",
    "article": "流程规范第三条",
    "level": "yellow",
}
EVIDENCE = '{"article": "流程规范第三条", "rule_no": "R1", "sentence": "审核必须在受理之后"}'


@pytest.fixture(scope="module")
def url(new_database: Callable[[], str]) -> str:
    """Three closed cases of one item, two of them on the same path; one finding; a quiet item."""
    url = new_database()
    engine = engine_for(url)
    paths = {"1": ("accept", "review"), "2": ("accept", "review"), "3": ("review", "accept")}
    clocks = [closed(case_id, START, None, START + 5 * DAY) for case_id in paths]
    steps = [
        step(
            row,
            number + 1,
            START + number * DAY,
            START + (number + 1) * DAY,
            step_code=code,
            previous_step_code=codes[number - 1] if number else "",
            used_days=1,
            waited_days=2,
        )
        for row, codes in zip(clocks, paths.values(), strict=True)
        for number, code in enumerate(codes)
    ]
    quiet = closed("4", START, None, START + DAY, item_code="item-2")
    declared = [
        {
            "item_code": "item-1",
            "step_code": code,
            "step_order": order,
            "name": words,
            "kind": code,
            "is_required": True,
        }
        for order, (code, words) in enumerate({"accept": "受理", "review": "审核"}.items())
    ]
    items = [
        {"item_code": code, "name": words, "department_code": "housing", "kind": "licence"}
        for code, words in {"item-1": "施工许可", "item-2": "备案"}.items()
    ]
    with writing(engine) as connection:
        connection.execute(insert(Department), [{"department_code": "housing", "name": "建管委"}])
        connection.execute(insert(ServiceItem), items)
        connection.execute(insert(ProcedureStep), declared)
        connection.execute(insert(ProcedureRule), [RULE])
        card = found(clocks[2], "W14", "yellow", START + DAY, evidence=EVIDENCE, rule_no="R1")
        write(connection, [*clocks, quiet], steps, [card])
        rebuild_cells(connection, "approval", 1)
    return url


@pytest.fixture(autouse=True)
def database(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SUPERVISION_DATABASE_URL", url)
    st.cache_data.clear()
    answers.forget()
    yield
    answers.forget()


def opened(**parameters: str) -> AppTest:
    return showing.opened("procedure", **{"as_of": NOW.isoformat()} | parameters)


def listed(app: AppTest) -> list[str]:
    return [
        case_id
        for table in app.dataframe
        if "case_id" in table.value.columns
        for case_id in table.value.case_id
    ]


def test_the_busiest_item_is_shown_with_its_paths():
    app = opened()
    shown = words_on(app)
    assert "2 种走法，最常见的占 67%" in shown
    assert "受理 → 审核" in shown
    assert [button.label for button in app.button if "件，" in button.label] == [
        "2 件，66.7%",
        "1 件，33.3%",
    ]
    assert listed(app) == []


def test_almost_a_path_a_case_is_said_and_not_flagged():
    assert "几乎每件走法不同" in words_on(opened())
    assert "几乎每件走法不同" not in words_on(opened(item="item-2"))


@pytest.mark.parametrize(
    ("narrowed", "title", "cases"),
    [
        ({"step": "review"}, "经过“审核”的办件", ["1", "2", "3"]),
        ({"step": "review", "after": "accept"}, "由“受理”到“审核”的办件", ["1", "2"]),
        ({"step": "review", "after": "-"}, "由“开始”到“审核”的办件", ["3"]),
        ({"path": "1"}, "第 1 种走法的办件", ["1", "2"]),
        ({"rule": "W14", "rule_no": "R1"}, "审核必须在受理之后", ["3"]),
        ({"unit": "housing"}, "建管委的偏离", ["3"]),
    ],
)
def test_every_number_opens_the_list_that_makes_it(narrowed, title, cases):
    app = opened(**narrowed)
    assert title in words_on(app)
    assert listed(app) == cases


def test_a_path_that_is_not_there_opens_no_list():
    assert listed(opened(path="9")) == []
    assert listed(opened(path="x")) == []


def test_a_button_of_a_path_opens_its_list_and_the_list_can_be_closed():
    app = opened()
    next(button for button in app.button if button.label.startswith("2 件")).click().run()
    assert listed(app) == ["1", "2"]
    next(button for button in app.button if button.label == "收起清单").click().run()
    assert listed(app) == []


def test_an_item_without_steps_says_so():
    shown = words_on(opened(item="item-2"))
    assert "没有环节记录" in shown


def test_declared_sentences_are_read_in_english_too():
    assert "Review only after acceptance" in words_on(opened(lang="en", rule="W14", rule_no="R1"))
