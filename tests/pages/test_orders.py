"""The screen of orders: who sees what, the forms, a double click, words of failure, a draft.

Two departments; an order about a red card of the first waits to be verified, one of the second to
be signed. Moment of the database: the clock, since acts are of now.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import streamlit as st
from sqlalchemy import insert, select, update
from streamlit.testing.v1 import AppTest

from data_access.engine import engine_for, reading, writing
from data_access.evaluation import evaluate
from data_access.orders.subjects import About
from data_access.orders.writing import Act, Draft, act, issue
from data_access.schema import ApprovalCase, CardEntry, Finding, OrderEntry, SupervisionOrder
from supervision.orders.ladder import Action, Demand, OrderLevel
from supervision.people import RIGHTS, Right, Role, Viewer
from tests.data_access.orders.a_district import STAFF, SUPERVISOR, fill, finding
from tests.pages.showing import ROOT, lines_on, opened, tables, words_on
from tests.signing_in import sign_in
from ui.clock import now
from ui.fetch import answers
from ui.links import SCREENS
from ui.orders.orders_screen import SELECTED

CARD, FREE = "c1|W06|red|1", "c5|W06|red|1"
HOSTILE = "![x](http://elsewhere/p.png) **限期** :red[x]"


@pytest.fixture
def url(new_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    found = new_database()
    engine = engine_for(found)
    fill(engine)
    moment = now()
    with writing(engine) as connection:  # a server fills an embedded database without a case
        connection.execute(insert(Finding).values(finding(FREE, "d1")))
        connection.execute(insert(ApprovalCase).values(case_id="s", source_code="s", case_no="1"))
    due_on = (moment + timedelta(days=9)).date()
    common: dict[str, Any] = {"level": OrderLevel.KEY, "demand_kind": Demand.CORRECT}
    drafts = [
        Draft("o1", About(finding_id=CARD), demand=HOSTILE, due_on=due_on, **common),
        Draft("o2", About(finding_id="c2|W06|red|1"), demand="说明", due_on=due_on, **common),
    ]
    hours = [moment - timedelta(hours=n) for n in (5, 4, 3, 2)]
    issue(engine, SUPERVISOR, drafts, now=hours[0])
    for version, action in enumerate((Action.SIGN, Action.ANSWER, Action.REPORT), 1):
        deed = Act(f"e{version}", "o1", version, action, "已整改")
        act(engine, STAFF, deed, now=hours[version])
    with writing(engine) as connection:
        connection.execute(update(ApprovalCase).values(case_no="2"))
    evaluate(engine, now=moment)
    monkeypatch.setenv("SUPERVISION_DATABASE_URL", found)
    be(monkeypatch, Role.SUPERVISOR)
    st.cache_data.clear()
    answers.forget()
    yield found
    answers.forget()


def be(monkeypatch: pytest.MonkeyPatch, role: Role, *departments: str) -> None:
    """Sign somebody in."""
    person = Viewer(f"x-{role}", "经办", frozenset({role}), frozenset(departments), "tests")
    sign_in(monkeypatch, person)


def rows(url: str, model: Any) -> list[dict[str, Any]]:
    with reading(engine_for(url)) as connection:
        found = connection.execute(select(model.__table__)).mappings()
        return [dict(row) for row in found]


def press(app: AppTest, words: str) -> None:
    [button] = [one for one in app.button if one.label == words]
    button.click().run()
    assert not app.exception, [error.message for error in app.exception]


def test_a_supervisor_sees_what_to_decide_and_staff_what_to_answer(
    url: str, monkeypatch: pytest.MonkeyPatch
):
    app = opened("orders")
    first, everything = tables(app, "number", "state")
    assert first["state"].tolist() == ["待复核"]
    assert sorted(everything["state"]) == ["待复核", "待签收"]
    assert "1 件待您决定" in words_on(app)
    be(monkeypatch, Role.STAFF, "d2")
    app = opened("orders")
    first, everything = tables(app, "number", "state")
    assert first["state"].tolist() == everything["state"].tolist() == ["待签收"]
    assert "今天要答复" in words_on(app)
    be(monkeypatch, Role.AUDITOR)
    assert "没有查看这一页的权限" in words_on(opened("orders"))
    be(monkeypatch, Role.STAFF)
    app = opened("orders")  # of no department: of none is not of all
    assert tables(app, "number", "state") == []


@pytest.mark.parametrize("kind", ["finding", "project", "case", "selection"])
@pytest.mark.parametrize("role", list(Role))
def test_a_link_to_do_something_leads_on_whom_it_concerns(
    url: str, monkeypatch: pytest.MonkeyPatch, role: Role, kind: str
):
    be(monkeypatch, role, "d1")
    app = opened("orders", **{kind: FREE})
    drawn = "".join(one.proto.body for one in app.get("html"))
    ways = re.findall(r'<a data-go href="([^"]*)"', drawn)
    if Right.SEE_CASES in RIGHTS[role]:
        [way] = ways
        assert urlsplit(unescape(way)).path == "/card"
        assert parse_qs(urlsplit(unescape(way)).query) == {"lang": ["zh"], kind: [FREE]}
    else:
        assert ways == []
        assert "没有查看这一页的权限" in words_on(app)


@pytest.mark.parametrize(
    ("role", "department", "is_seen", "buttons"),
    [
        (Role.SUPERVISOR, "", True, ["发出督办单"]),
        (Role.LEADER, "", True, []),
        (Role.STAFF, "d1", True, ["确认申诉"]),
        (Role.STAFF, "d2", False, []),
        (Role.STAFF, "", False, []),
        (Role.ADMINISTRATOR, "", False, []),
        (Role.AUDITOR, "", False, []),
    ],
)
def test_a_card_offers_each_role_what_is_theirs(
    url: str,
    monkeypatch: pytest.MonkeyPatch,
    role: Role,
    department: str,
    is_seen: bool,
    buttons: list[str],
):
    be(monkeypatch, role, *filter(None, [department]))
    app = opened("card", finding=FREE)
    assert ("No-c5" in words_on(app)) is is_seen
    assert [one.label for one in app.button if one.label in ("发出督办单", "确认申诉")] == buttons


def test_a_foreign_order_is_not_there_for_staff(url: str, monkeypatch: pytest.MonkeyPatch):
    be(monkeypatch, Role.STAFF, "d2")
    said = words_on(opened("order", id="o1"))
    assert "没有找到这张督办单" in said
    assert "限期" not in said


def test_an_order_shows_its_ladder_and_its_words_as_they_are(url: str):
    app = opened("order", id="o1")
    assert HOSTILE in [text.value for text in app.text]
    said = words_on(app)
    assert "整改" in said
    assert "轮到监察" in said
    assert "http://elsewhere" not in "".join(one.value for one in app.markdown)


def test_an_act_is_written_once_and_told(url: str):
    app = opened("order", id="o1", act="verify")
    press(app, "确认复核通过")
    assert "已复核通过" in words_on(app)
    assert "待销号" in words_on(app)
    [order] = [row for row in rows(url, SupervisionOrder) if row["order_id"] == "o1"]
    assert (order["state"], order["version"]) == ("verified", 5)


def test_a_reason_that_is_missing_is_asked_for_and_nothing_written(url: str):
    app = opened("order", id="o1", act="refute")
    press(app, "确认复核不实")
    assert "请填写内容" in words_on(app)
    assert len(rows(url, OrderEntry)) == 5
    app.text_area[0].set_value("抽查仍在办").run()
    press(app, "确认复核不实")
    assert "待重办" in words_on(app)
    assert rows(url, OrderEntry)[-1]["words"] == "抽查仍在办"


FIELDS = {
    "demand": (Role.SUPERVISOR, "card", {"finding": FREE, "act": "issue"}, "发出督办单"),
    "answer": (Role.STAFF, "order", {"id": "o3", "act": "answer"}, "确认反馈"),
    "report": (Role.SUPERVISOR, "order", {"id": "o1", "act": "send_back"}, "确认退回重办"),
    "note": (Role.STAFF, "order", {"id": "o3", "act": "note"}, "确认补充说明"),
    "contest": (Role.STAFF, "card", {"finding": FREE, "act": "contest"}, "确认申诉"),
    "contest of an order": (Role.STAFF, "order", {"id": "o3", "act": "contest"}, "确认申诉"),
    "reason": (Role.SUPERVISOR, "card", {"finding": FREE, "act": "withdraw"}, "确认撤销"),
}
"""Who fills in which field of which form, and the button under it."""


@pytest.fixture
def signed(url: str) -> str:
    """Also an order that the department has signed."""
    engine = engine_for(url)
    with writing(engine) as connection:
        connection.execute(insert(Finding).values(finding("c6|W06|red|1", "d1")))
    about = About(finding_id="c6|W06|red|1")
    due_on = (now() + timedelta(days=9)).date()
    order = Draft("o3", about, OrderLevel.KEY, Demand.CORRECT, "说明", due_on)
    issue(engine, SUPERVISOR, [order], now=now())
    act(engine, STAFF, Act("sign", "o3", 1, Action.SIGN), now=now())
    return url


@pytest.mark.parametrize("field", list(FIELDS))
def test_words_that_cannot_be_taken_are_said_so_and_stay_in_the_form(
    signed: str, monkeypatch: pytest.MonkeyPatch, field: str
):
    role, screen, address, button = FIELDS[field]
    be(monkeypatch, role, *(["d1"] if role is Role.STAFF else []))
    app = opened(screen, **address)

    def written() -> list[int]:
        return [len(rows(signed, model)) for model in (OrderEntry, SupervisionOrder, CardEntry)]

    before = written()
    missing, long = "请填写内容，至多 2000 字", "内容超过 2000 字，未写入；请缩短后再提交"
    for typed, sentence in (
        ("", missing),
        (" \n\u3000 ", missing),
        ("\0\x07\x1b\u200b", missing),
        ("长" * 10_000, long),
    ):
        app.text_area[0].set_value(typed).run()
        assert ("已写 10,000 字" in words_on(app)) is (sentence == long)
        press(app, button)
        assert words_on(app).count(sentence) == 1
        assert app.text_area[0].value == typed
        assert written() == before
    app.text_area[0].set_value("  一、\u3000补正\0\r\n二、报告\x07 ").run()
    press(app, button)
    assert sum(written()) > sum(before)
    kept = {
        row.get("words") or row.get("reason")
        for model in (OrderEntry, CardEntry)
        for row in rows(signed, model)
    }
    assert "一、\u3000补正\n二、报告" in kept


def test_who_was_overtaken_is_told_in_one_sentence_and_keeps_their_words(url: str):
    app = opened("order", id="o1", act="send_back")
    app.text_area[0].set_value("材料不全").run()
    deed = Act("quick", "o1", 4, Action.VERIFY)
    act(engine_for(url), SUPERVISOR, deed, now=now())
    button = next(one for one in app.button if one.label == "确认退回重办")
    button.click().run()
    assert "他人刚刚办理过" in words_on(app)
    assert len([row for row in rows(url, OrderEntry) if row["order_id"] == "o1"]) == 5


def test_a_draft_is_there_after_a_reload(url: str):
    app = opened("order", id="o1", act="refute")
    app.text_area[0].set_value("写到一半").run()
    again = opened("order", id="o1", act="refute")
    assert again.text_area[0].value == "写到一半"
    assert opened("order", id="o1", act="withdraw").text_area[0].value == ""


def test_an_order_is_issued_from_a_finding(url: str):
    app = opened("card", finding=FREE)
    app.text_area[0].set_value("限期办结").run()
    press(app, "发出督办单")
    [order] = [row for row in rows(url, SupervisionOrder) if row["finding_id"] == FREE]
    assert f"已发出 {order['order_no']}" in words_on(app)
    assert (order["demand"], order["department_code"]) == ("限期办结", "d1")
    assert order["due_at"].time() == datetime(2026, 1, 1, 23, 59, 59).time()
    assert f"督办单 {order['order_no']}" in words_on(app)  # and cannot be issued again


def test_a_department_contests_and_a_supervisor_withdraws(
    url: str, monkeypatch: pytest.MonkeyPatch
):
    be(monkeypatch, Role.STAFF, "d1")
    app = opened("card", finding=FREE)
    app.text_area[0].set_value("暂停未计入").run()
    press(app, "确认申诉")
    assert "申诉待决" in words_on(app)
    be(monkeypatch, Role.SUPERVISOR)
    board = opened("orders")
    first = tables(board, "number", "state")[0]
    assert first["number"].tolist() == ["牌的申诉", *first["number"].tolist()[1:]]
    assert "2 件待您决定" in words_on(board)
    app = opened("card", finding=FREE, act="withdraw")
    app.text_area[0].set_value("申诉成立").run()
    press(app, "确认撤销")
    assert "已撤销" in words_on(app)
    assert [row["action"] for row in rows(url, CardEntry)] == ["contest", "withdraw"]


def test_a_leader_and_a_past_moment_can_do_nothing(url: str, monkeypatch: pytest.MonkeyPatch):
    be(monkeypatch, Role.LEADER)
    app = opened("order", id="o1")
    assert "现在没有需要您办理的事" in words_on(app)
    be(monkeypatch, Role.SUPERVISOR)
    app = opened("order", id="o1", as_of="2030-01-01T00:00:00")
    assert "不能办理" in words_on(app)
    assert not [one for one in app.button if one.label.startswith("确认")]


def test_an_order_is_shown_as_it_stood(url: str):
    """Issued five hours ago, signed four, answered three and reported two hours ago."""
    app = opened("order", id="o1", as_of=(now() - timedelta(hours=3, minutes=30)).isoformat())
    said = words_on(app)
    assert "待反馈" in said
    assert "轮到部门" in said
    assert "报告整改" not in said
    assert "待复核" in words_on(opened("order", id="o1"))
    before = (now() - timedelta(hours=6)).isoformat()
    assert "没有找到这张督办单" in words_on(opened("order", id="o1", as_of=before))


def test_a_project_gets_an_order_and_what_is_not_there_is_said(url: str):
    said = words_on(opened("card", project="nothing"))
    assert "没有找到这个项目" in said
    assert "没有找到这张牌" in words_on(opened("card", finding="nothing"))
    assert "没有找到这个办件" in words_on(opened("card", case="nothing"))
    assert "没有选中的发现" in words_on(opened("card", selection="1"))


def test_a_selection_shows_what_is_chosen_and_leaves_out_what_has_an_order(url: str):
    app = AppTest.from_file(str(ROOT / "ui" / "frame.py"), default_timeout=30)
    app.session_state[SELECTED] = (CARD, FREE)
    app.query_params["lang"] = "zh"
    app.run()
    app.query_params["selection"] = "1"
    app.switch_page(f"../{SCREENS['card'].path.relative_to(ROOT)}")
    app.run()
    said = words_on(app)
    assert "No-c1" in said  # with its order
    assert "No-c5" in said
    app.text_area[0].set_value("一并核查").run()
    press(app, "发出督办单")
    assert {row["finding_id"] for row in rows(url, SupervisionOrder)} >= {CARD, FREE}
    assert len(rows(url, SupervisionOrder)) == 3
    assert "都已有督办单" in words_on(app)


def test_a_list_of_orders_opens_behind_its_number(url: str):
    app = opened("cases", measure="orders_open")
    [table] = lines_on(app, "督办单", "部门")
    assert len(table) == 2
    assert "未销号督办单" in words_on(app)
