"""The form by which an order is issued: about a finding, a selection of them, a project, a case."""

import uuid
from collections.abc import Sequence
from datetime import date

import streamlit as st

from data_access import calendar
from data_access.orders.subjects import About
from data_access.orders.writing import Draft, Written, issue
from supervision.orders.ladder import Demand, OrderLevel
from supervision.people import Right, Viewer
from ui import links, writes
from ui.access.viewer import current_viewer
from ui.clock import now
from ui.fetch import fetch
from ui.filters import current_scope
from ui.labels import label
from ui.names import codes, name
from ui.words import t

DAYS = {OrderLevel.ORDINARY: 10, OrderLevel.KEY: 7, OrderLevel.LISTED: 5}
"""Working days that are offered by level; the supervisor may name another day."""


def draw(viewer: Viewer, form: str, abouts: Sequence[About], department: str = "") -> None:
    """The form; without a department each order goes to the one of its subject."""
    key = writes.form_key(form)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        level = st.segmented_control(
            t("等级"),
            list(OrderLevel),
            default=OrderLevel.ORDINARY,
            required=True,
            format_func=lambda code: label("order_level", code),
            key=f"level_{key}",
        )
        st.segmented_control(
            t("要求"),
            list(Demand),
            default=Demand.CORRECT,
            required=True,
            format_func=lambda code: label("demand", code),
            key=f"demand_{key}",
        )
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        if len(abouts) == 1 and department:
            known = list(codes("department"))
            st.selectbox(
                t("责任部门"),
                known if department in known else [department, *known],
                index=known.index(department) if department in known else 0,
                format_func=lambda code: name("department", code),
                key=f"department_{key}",
                width=240,
            )
        due_on = _offered(OrderLevel(level))
        st.date_input(
            t("办结期限"),
            value=due_on,
            min_value=now().date(),
            format="YYYY-MM-DD",
            key=f"due_{key}_{level}",
            width=160,
        )
    writes.words_area(viewer, form, t("要求内容"), t("做什么、怎样反馈；不要写入个人信息"))
    title = t("发出督办单") if len(abouts) == 1 else t("发出 {n} 张督办单", n=len(abouts))
    st.button(
        title,
        type="primary",
        icon=":material/send:",
        key=f"issue_{key}",
        on_click=_issue,
        args=(form, key, tuple(abouts)),
    )


def link(words: str, **about: str) -> None:
    """A small link to the form, for the screens on which something is found.

    A card is for its department too; of anything else only a supervisor can make something.
    """
    if "finding" in about or current_viewer().may(Right.SUPERVISE):
        links.link("card", words, icon=":material/gavel:", **about)


def _offered(level: OrderLevel) -> date:
    """The day that is offered: so many working days from today."""
    moment = now()
    return fetch(
        calendar.day_after,
        current_scope(),
        as_of=moment.replace(hour=0, minute=0, second=0),
        days=DAYS[level],
    )


def _issue(form: str, key: str, abouts: tuple[About, ...]) -> None:
    if writes.is_written(form, key):
        return
    state = st.session_state
    level = OrderLevel(state[f"level_{key}"])
    drafts = [
        Draft(
            order_id=key if len(abouts) == 1 else _key_of(key, about),
            about=about,
            level=level,
            demand_kind=Demand(state[f"demand_{key}"]),
            demand=state.get(writes.words_key(key), ""),
            due_on=state[f"due_{key}_{level}"],
            department=state.get(f"department_{key}", ""),
        )
        for about in abouts
    ]

    def done(written: list[Written]) -> str:
        if len(written) == 1:
            return t("已发出 {number}", number=written[0].order_no)
        return t("已发出 {n} 张督办单", n=len(written))

    writes.write(form, issue, drafts, done)


def _key_of(form_key: str, about: About) -> str:
    """The key of one order of a selection: the same whenever the same form is sent."""
    return str(uuid.uuid5(uuid.UUID(form_key), about.finding_id))
