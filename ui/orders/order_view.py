"""One order: its ladder, what it demands of whom, what was done, and what may be done now."""

from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from data_access.orders import reading
from data_access.orders.writing import Act, Written, act
from supervision.orders.ladder import (
    STEPS,
    Action,
    Demand,
    Party,
    State,
    Step,
    possible,
    whose_turn,
)
from supervision.people import Viewer
from supervision.scope import Scope
from supervision.words import N_
from ui import filters, links, writes
from ui.fetch import fetch
from ui.formats import escape, minute
from ui.labels import label
from ui.names import name
from ui.orders import order_history
from ui.orders.order_words import about, due_words, light_badge, link_to_subject, strip
from ui.parts import DOT, board, empty, tile
from ui.words import t

Row = dict[str, Any]
HINTS = {
    Action.ANSWER: N_("情况、原因与拟采取的措施"),
    Action.CONTEST: N_("申诉的理由与依据"),
    Action.REPORT: N_("整改的结果与佐证"),
    Action.NOTE: N_("补充的情况"),
    Action.UPHOLD: N_("不予支持的理由"),
    Action.SEND_BACK: N_("退回的理由与要求"),
    Action.REFUTE: N_("复核发现的情况"),
    Action.WITHDRAW: N_("撤销的理由"),
    Action.CIRCULATE: N_("通报的内容"),
    Action.SUMMON: N_("约谈的时间、对象与事由"),
}


def draw(viewer: Viewer, scope: Scope, as_of: datetime, order_id: str) -> None:
    """The whole order."""
    links.link("orders", t("返回督办处置"), icon=":material/arrow_back:")
    asked: dict[str, Any] = {"order_id": order_id, "seen": writes.writes_done()}
    found = fetch(reading.find_order, scope, as_of=as_of, **asked)
    if found.empty:
        st.header(t("督办处置"), anchor=False)
        empty(t("没有找到这张督办单"), t("编号可能有误，或不属于您的部门"))
        return
    order = found.to_dict("records")[0]
    entries = fetch(reading.list_entries, scope, as_of=as_of, **asked)
    state = State(order["state"])
    demand = Demand(order["demand_kind"])
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.header(escape(order["order_no"]), anchor=False, width="content")
        light = light_badge(order["light"]) if isinstance(order["light"], str) else ""
        st.markdown(f"{light} {escape(label('order_state', state))}", width="content")
        writes.tell()
    st.caption(DOT.join(map(escape, _caption(order, as_of))))
    st.markdown(strip(entries, state, needs_correction=demand is Demand.CORRECT))
    grid = board(2, narrowest=420)
    _demand(grid, order)
    _acts(grid, viewer, order)
    _history(grid, entries)


def _caption(order: Row, as_of: datetime) -> list[str]:
    turn = whose_turn(State(order["state"]), Demand(order["demand_kind"]))
    party, due = label("party", turn), f"{order['due_at']:%Y-%m-%d}"
    is_over, runs = turn is Party.NOBODY, turn is Party.DEPARTMENT
    left = due_words(order["due_at"], as_of)
    return [
        label("order_level", order["level"]),
        name("department", order["department_code"]),
        party if is_over else t("轮到{party}", party=party),
        t("{issued} 发出", issued=minute(order["issued_at"])),
        t("{due} 前办结（{left}）", due=due, left=left) if runs else t("期限 {due}", due=due),
        t("发出人 {name}", name=order["issued_by_name"]),
    ]


def _demand(grid: Any, order: Row) -> None:  # noqa: ANN401
    with tile(grid, t("要求"), label("demand", order["demand_kind"])):
        st.text(order["demand"])
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f":gray[{escape(about(order))}]", width="content")
            link_to_subject(order["line"], order["subject_id"])


def _acts(grid: Any, viewer: Viewer, order: Row) -> None:  # noqa: ANN401
    """What this reader may do now: one form at a time."""
    steps = possible(viewer, State(order["state"]), order["department_code"])
    with tile(grid, t("办理")):
        if filters.stands_still():
            st.caption(t("所示为过去的时点，不能办理"))
            return
        if not steps:
            st.caption(t("现在没有需要您办理的事"))
            return
        words = {step.action.value: label("order_action", step.action) for step in steps}
        action = filters.segments("act", words, default=next(iter(words)), title=t("办理"))
        _form(viewer, order, STEPS[Action(action)])


def _form(viewer: Viewer, order: Row, step: Step) -> None:
    form = f"order:{order['order_id']}:{step.action}"
    hint = HINTS.get(step.action)
    title = t(hint) if hint else t("附言（可不填）")
    writes.words_area(viewer, form, title, t("不要写入个人信息"))
    st.button(
        t("确认{action}", action=label("order_action", step.action)),
        type="primary",
        key=f"do_{writes.form_key(form)}",
        on_click=_do,
        args=(form, writes.form_key(form), order, step.action),
    )


def _do(form: str, key: str, order: Row, action: Action) -> None:
    if writes.is_written(form, key):
        return
    words = st.session_state.get(writes.words_key(key), "")
    deed = Act(key, order["order_id"], int(order["version"]), action, words)

    def done(written: Written) -> str:
        return t(
            "已{action}：{number}",
            action=label("order_action", action),
            number=written.order_no,
        )

    writes.write(form, act, deed, done)


def _history(grid: Any, entries: pd.DataFrame) -> None:  # noqa: ANN401
    with tile(grid, t("经过"), t("{n} 步", n=len(entries)), columns=2):
        order_history.draw(entries, "words")
