"""The screens of projects say the numbers of a record that was counted by hand."""

from collections.abc import Callable, Iterator

import pytest
import streamlit as st
from sqlalchemy import update

from data_access.engine import engine_for, writing
from data_access.schema import Project
from supervision.people import Role, Viewer
from tests import projects_record
from tests.pages.showing import (
    few_rows_on,
    figures_on,
    lines_on,
    markdown_on,
    opened,
    ways_on,
    words_on,
)
from tests.signing_in import sign_in
from ui.fetch import answers

AS_OF = projects_record.NOW.isoformat()


@pytest.fixture(scope="module")
def url(new_database: Callable[[], str]) -> str:
    found = new_database()
    projects_record.fill(engine_for(found))
    return found


@pytest.fixture(autouse=True)
def the_record(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SUPERVISION_DATABASE_URL", url)
    st.cache_data.clear()
    answers.forget()
    yield
    answers.forget()


def test_the_screen_says_rates_lights_and_what_is_late():
    app = opened("projects", as_of=AS_OF, map="drawing")
    assert list(figures_on(app).values()) == ["50.0%", "100.0%", "75.0%", "1"]
    said = words_on(app)
    for words in (
        *("1 个红灯", "1 个问题过了承诺日", "在册未竣工 2 个，总投资 4.0 亿元"),
        *("2 个应开工", "1 个未完成", "1 个应竣工", "0 个未完成"),
        *("比序时 -8.3 百分点", "1 个过了承诺日", "1 个节点过期", "1 个项目没有坐标"),
    ):
        assert words in said, words
    attention, coming, listed = few_rows_on(app)
    assert [row[2] for row in coming] == ["施工许可"]
    assert [row[0] for row in listed] == [row[0] for row in attention] == ["■ 红灯", "● 正常"]
    assert listed[0][4] == "计划 2026-04-10 开工，当月未开工"
    assert [row[-1] for row in listed] == ["20,000.00", "20,000.00"]
    assert ways_on(app)[listed[0][1]].startswith("/project?")


def test_before_the_first_report_and_without_money_the_screen_stands(
    new_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch
):
    url = new_database()
    projects_record.fill(engine_for(url))
    with writing(engine_for(url)) as connection:
        connection.execute(update(Project).values(total_investment=None))
    monkeypatch.setenv("SUPERVISION_DATABASE_URL", url)
    listed = few_rows_on(opened("projects", as_of="2026-02-20T10:00:00", map="drawing"))[-1]
    assert listed
    assert {tuple(row[each] for each in (2, 3, -1)) for row in listed} == {("—", "—", "—")}


def test_a_light_narrows_the_projects_and_keeps_the_figures():
    app = opened("projects", as_of=AS_OF, map="drawing", light="normal")
    assert figures_on(app)["开工率"] == "50.0%"
    assert len(few_rows_on(app)[-1]) == 1


def test_a_number_opens_its_list_and_the_list_names_the_project():
    app = opened("cases", as_of=AS_OF, measure="starts_missing")
    assert "应开工未开工项目" in words_on(app)
    ((row,),) = lines_on(app, "项目编号", "项目")
    assert (row["项目编号"], row["类别"]) == ("2026-P1", "先进制造")
    assert "id=P1" in ways_on(app)[row["项目"]]


def test_one_project_tells_dates_blockers_findings_and_masks_persons():
    app = opened("project", as_of=AS_OF, id="P1")
    said = words_on(app)
    for words in ("红灯", "未按期开工", "计划 2026-04-10 开工，当月未开工", "协调人 曹**"):
        assert words in said, words
    assert "曹小明" not in said
    assert "![x]" not in markdown_on(app)
    ((blocker,),) = lines_on(app, "责任部门")
    told = [blocker[each] for each in ("问题类别", "责任部门", "状态", "天数")]
    assert told == ["用地", "区规划资源局", "过了承诺日", "53"]
    ((change,),) = lines_on(app, "改至")
    told = [change[each] for each in ("节点", "改至", "理由", "结果")]
    assert told == ["施工许可", "2026-12-03", "管线未迁", "已批准"]


@pytest.mark.parametrize(
    ("role", "department", "is_seen", "may_issue"),
    [
        (Role.SUPERVISOR, "", True, True),
        (Role.LEADER, "", True, False),
        (Role.STAFF, "d1", True, False),  # of the department that leads it
        (Role.STAFF, "d2", False, False),  # of one that a blocker waits for
        (Role.STAFF, "", False, False),
        (Role.ADMINISTRATOR, "", False, False),
        (Role.AUDITOR, "", False, False),
    ],
)
def test_a_project_is_seen_by_who_may_see_it_and_a_supervisor_may_order(
    monkeypatch: pytest.MonkeyPatch, role: Role, department: str, is_seen: bool, may_issue: bool
):
    person = Viewer("x", "X", frozenset({role}), frozenset(filter(None, [department])))
    noted = sign_in(monkeypatch, person)
    for more in ({}, {"department": "d1"}):
        app = opened("project", as_of=AS_OF, id="P1", **more)
        said = words_on(app)
        assert ("未按期开工" in said) is ("红灯" in said) is is_seen
        assert ("发督办单" in [link.label for link in app.get("page_link")]) is may_issue
        assert bool(few_rows_on(app)) is is_seen
    is_refused = role in (Role.ADMINISTRATOR, Role.AUDITOR)
    assert {entry[0] for entry in noted if entry[1] != "list"} >= {
        "denial" if is_refused else "view"
    }
    said = words_on(opened("card", as_of=AS_OF, project="P1"))
    assert ("查看项目" in said) is is_seen


@pytest.mark.parametrize(
    ("project_id", "words"),
    [("P4", "其数据有误，已隔离"), ("P9", "没有找到这个项目"), ("", "没有找到这个项目")],
)
def test_a_project_that_is_not_there_says_why(project_id: str, words: str):
    assert words in words_on(opened("project", as_of=AS_OF, id=project_id))


@pytest.mark.parametrize(
    ("day", "is_narrowed"), [("2026-12-03", True), ("2026-12-04", False), ("x", False)]
)
def test_a_day_of_the_calendar_narrows_the_list_of_milestones(day: str, is_narrowed: bool):
    app = opened("projects", as_of=AS_OF, map="drawing", day=day)
    _, coming, _ = few_rows_on(app)
    assert [row[0] for row in coming] == ["12-03"], "a day without milestones narrows nothing"
    assert ("看全部日期" in words_on(app)) is is_narrowed
