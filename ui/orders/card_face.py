"""A card as people act on it: issue an order about it, contest it, uphold or withdraw it.

Also the face of a project or a case about which an order, or a card by hand, is to be given.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from data_access.approvals import case
from data_access.orders import card_reading
from data_access.orders.cards import CardAct, Given, act_on_card, give_card
from data_access.orders.subjects import About
from data_access.projects import project
from supervision.orders.cards import CardAction, CardState, possible_about_card
from supervision.people import Right, Viewer
from supervision.scope import Scope
from supervision.words import N_
from ui import evidence, filters, links, writes
from ui.fetch import fetch
from ui.formats import escape, minute, printable
from ui.labels import label, rule_title
from ui.names import name
from ui.orders import issue_form, order_history
from ui.orders.order_words import link_to_subject
from ui.parts import DOT, badge, board, empty, tile
from ui.words import t

Row = dict[str, Any]
ISSUE, GIVE = "issue", "give"
BY_HAND = "W29"
REASONS = {
    CardAction.CONTEST: N_("申诉的理由与依据"),
    CardAction.UPHOLD: N_("维持的理由"),
    CardAction.WITHDRAW: N_("撤销的理由"),
}


def of_card(viewer: Viewer, scope: Scope, as_of: datetime, finding_id: str) -> None:
    """The face of a card."""
    _back()
    asked: dict[str, Any] = {"finding_id": finding_id, "seen": writes.writes_done()}
    found = fetch(card_reading.find_card, scope, as_of=as_of, **asked)
    if found.empty:
        _absent(t("没有找到这张牌"))
        return
    card = found.to_dict("records")[0]
    state = CardState(card["state"])
    title = f"{rule_title(card['rule'])} · {printable(card['subject_no'], 40)}"
    _head(title, f"{badge(card['level'])} {escape(label('card_state', state))}")
    st.caption(
        DOT.join(
            map(
                escape,
                [
                    label("line", card["line"]),
                    name("department", card["department_code"]),
                    t("{at} 发现", at=minute(card["occurs_at"])),
                ],
            )
        )
    )
    grid = board(2, narrowest=420)
    with tile(grid, t("依据")):
        st.markdown(escape(evidence.sentence(card["rule"], card["evidence"])))
        st.caption(escape(evidence.law(card["rule"], card["evidence"])))
        link_to_subject(card["line"], card["subject_id"])
        if isinstance(card["order_id"], str):
            words = t("督办单 {number}", number=card["order_no"])
            links.link("order", words, icon=":material/gavel:", id=card["order_id"])
    _card_acts(grid, viewer, card, state)
    acts = fetch(
        card_reading.list_card_entries,
        scope,
        as_of=as_of,
        line=card["line"],
        subject_id=card["subject_id"],
        seen=writes.writes_done(),
    )
    _history(grid, acts[acts["finding_id"] == finding_id])


def of_selection(viewer: Viewer, scope: Scope, as_of: datetime, finding_ids: Sequence[str]) -> None:
    """The form for several findings at once, an order each; what is chosen is shown before."""
    _back()
    _head(t("对所选 {n} 条发现发督办单", n=len(finding_ids)), "")
    if not finding_ids:
        empty(t("没有选中的发现"), t("请在预警发牌的清单中勾选"))
        return
    seen = writes.writes_done()
    free: list[str] = []
    grid = board(2, narrowest=420)
    with tile(grid, t("所选发现"), t("每条一张，发给各自的责任部门")):
        for finding_id in finding_ids:
            found = fetch(
                card_reading.find_card, scope, as_of=as_of, finding_id=finding_id, seen=seen
            )
            for card in found.to_dict("records"):
                if _chosen_line(card):
                    free.append(finding_id)
    with tile(grid, t("发督办单"), t("{n} 张", n=len(free))):
        if _may_act(viewer):
            if free:
                form = "issue:" + "|".join(sorted(free))[:180]
                issue_form.draw(viewer, form, [About(finding_id=each) for each in free])
            else:
                st.caption(t("所选的都已有督办单或已撤销"))


def _chosen_line(card: Row) -> bool:
    """One chosen finding in a line; whether an order about it may be issued."""
    has_order, is_withdrawn = isinstance(card["order_id"], str), card["state"] == "withdrawn"
    facts = [printable(card["subject_no"], 40), name("department", card["department_code"])]
    if has_order:
        facts.append(t("督办单 {number}", number=card["order_no"]))
    if is_withdrawn:
        facts.append(label("card_state", card["state"]))
    title = f"{badge(card['level'])} **{escape(rule_title(card['rule']))}**"
    st.markdown(f"{title}　:gray[{escape(DOT.join(facts))}]")
    return not (has_order or is_withdrawn)


def of_project(viewer: Viewer, scope: Scope, as_of: datetime, project_id: str) -> None:
    """The form about a project."""
    _back()
    found = fetch(project.find_project, scope, as_of=as_of, project_id=project_id)
    if found.empty:
        _absent(t("没有找到这个项目"))
        return
    row = found.to_dict("records")[0]
    _head(printable(row["name"], 60), "")
    _subject_acts(viewer, About("project", project_id), row["department_code"], [ISSUE])


def of_case(viewer: Viewer, scope: Scope, as_of: datetime, case_id: str) -> None:
    """The form about a case: an order, or a card by hand."""
    _back()
    found = fetch(case.find_case, scope, as_of=as_of, case_id=case_id)
    if found.empty:
        _absent(t("没有找到这个办件"))
        return
    row = found.to_dict("records")[0]
    _head(t("办件 {number}", number=printable(row["case_no"], 40)), "")
    _subject_acts(viewer, About("approval", case_id), row["department_code"], [ISSUE, GIVE])


def _subject_acts(viewer: Viewer, about: About, department: str, offered: list[str]) -> None:
    grid = board(1, narrowest=420)
    with tile(grid, t("办理")):
        link_to_subject(about.line, about.subject_id)
        if not _may_act(viewer):
            return
        chosen = _choice(dict.fromkeys(offered))
        subject = f"{about.line}:{about.subject_id}"
        if chosen == ISSUE:
            issue_form.draw(viewer, f"issue:{subject}", [about], department)
        else:
            _give_form(viewer, f"give:{subject}", about)


def _card_acts(grid: Any, viewer: Viewer, card: Row, state: CardState) -> None:  # noqa: ANN401
    with tile(grid, t("办理")):
        if filters.stands_still():
            st.caption(t("所示为过去的时点，不能办理"))
            return
        steps = possible_about_card(viewer, state, card["department_code"])
        offered: dict[str, None] = {}
        if state is CardState.CONTESTED:
            offered = {step.action.value: None for step in steps}
        may_issue = viewer.may(Right.SUPERVISE) and not isinstance(card["order_id"], str)
        if may_issue and state is not CardState.WITHDRAWN and card["line"] != "order":
            offered[ISSUE] = None
        offered |= {step.action.value: None for step in steps}
        if not offered:
            st.caption(t("现在没有需要您办理的事"))
            return
        chosen = _choice(offered)
        if chosen == ISSUE:
            about = About(finding_id=card["finding_id"])
            form = f"issue:{card['finding_id']}"
            issue_form.draw(viewer, form, [about], card["department_code"])
        else:
            _card_form(viewer, card, state, CardAction(chosen))


def _choice(offered: dict[str, None]) -> str:
    """Which of the forms is shown; it stands in the address."""
    words = {
        ISSUE: t("发督办单"),
        GIVE: t("人工发牌"),
        **{action.value: label("order_action", action) for action in CardAction},
    }
    return filters.segments(
        "act", {code: words[code] for code in offered}, default=next(iter(offered)), title=t("办理")
    )


def _card_form(viewer: Viewer, card: Row, state: CardState, action: CardAction) -> None:
    form = f"card:{card['finding_id']}:{action}"[:200]
    writes.words_area(viewer, form, t(REASONS[action]), t("不要写入个人信息"))
    if action is CardAction.WITHDRAW:
        st.caption(t("撤销后牌仍留在历史和总牌数中，不再计入有效牌；就它发出的督办单一并撤销"))
    st.button(
        t("确认{action}", action=label("order_action", action)),
        type="primary",
        key=f"do_{writes.form_key(form)}",
        on_click=_act,
        args=(form, writes.form_key(form), card["finding_id"], state, action),
    )


def _act(form: str, key: str, finding_id: str, state: CardState, action: CardAction) -> None:
    if writes.is_written(form, key):
        return
    words = st.session_state.get(writes.words_key(key), "")
    deed = CardAct(key, finding_id, state, action, words)

    def done(_state: CardState) -> str:
        return t("已{action}", action=label("order_action", action))

    writes.write(form, act_on_card, deed, done)


def _give_form(viewer: Viewer, form: str, about: About) -> None:
    st.caption(t("{rule}：红牌", rule=rule_title(BY_HAND)))
    writes.words_area(viewer, form, t("认定的事实与依据"), t("不要写入个人信息"))
    st.button(
        t("确认发牌"),
        type="primary",
        key=f"do_{writes.form_key(form)}",
        on_click=_give,
        args=(form, writes.form_key(form), about),
    )


def _give(form: str, key: str, about: About) -> None:
    if writes.is_written(form, key):
        return
    words = st.session_state.get(writes.words_key(key), "")
    given = Given(key, about, BY_HAND, words)
    writes.write(form, give_card, given, lambda _is_new: t("已发牌，几秒内出现在办件上"))


def _may_act(viewer: Viewer) -> bool:
    if filters.stands_still():
        st.caption(t("所示为过去的时点，不能办理"))
        return False
    if not viewer.may(Right.SUPERVISE):
        st.caption(t("您没有发督办单的权限"))
        return False
    return True


def _history(grid: Any, acts: pd.DataFrame) -> None:  # noqa: ANN401
    with tile(grid, t("经过"), columns=2):
        if acts.empty:
            st.caption(t("没有申诉或撤销"))
        order_history.draw(acts, "reason")


def _back() -> None:
    links.link("orders", t("返回督办处置"), icon=":material/arrow_back:")


def _head(title: str, beside: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.header(escape(title), anchor=False, width="content")
        if beside:
            st.markdown(beside, width="content")
        writes.tell()


def _absent(words: str) -> None:
    st.header(t("督办处置"), anchor=False)
    empty(words, t("编号可能有误，或不属于您的部门"))
