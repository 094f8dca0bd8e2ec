"""The list behind a column of what falls due: limits that end on one day, still running."""

from datetime import datetime

import pandas as pd
import streamlit as st

from data_access import due
from ui import filters, links
from ui.fetch import fetch
from ui.formats import count, minute, printable, weekday
from ui.labels import label
from ui.names import name
from ui.parts import department_choice, empty, head
from ui.provisional import marked, provisional
from ui.words import t

ROWS_A_PAGE = 20
ROW_HEIGHT = 36
OPENED = "opened_due_case"


def draw() -> None:
    """The day of the address, today without one."""
    case_id = st.session_state.pop(OPENED, None)
    if case_id:
        links.go("case", id=case_id)
    as_of = filters.current_as_of()
    day = filters.asked_day("day") or as_of.date()
    page = max(filters.wanted_page(10_000), 1)
    listing = fetch(
        due.due_on,
        filters.current_scope(),
        as_of=as_of,
        day=day,
        limit=ROWS_A_PAGE,
        offset=(page - 1) * ROWS_A_PAGE,
    )
    words = t("{day} {weekday}到期 {n} 件", day=day, weekday=weekday(day), n=count(listing.total))
    with head(t("到期清单"), words, note=t("口径：时限在该日届满，计时未停止")):
        department_choice()
    if listing.frame.empty:
        empty(t("没有在该日到期的办件"))
        links.link("live", t("返回实时监察"), icon=":material/arrow_back:")
        return
    unsure = provisional(listing.frame["due_at"])
    _table(listing.frame, as_of, unsure)
    first = (page - 1) * ROWS_A_PAGE
    with st.container(horizontal=True, vertical_alignment="center"):
        last = first + len(listing.frame)
        total = count(listing.total)
        shown = t("共 {n} 条，第 {first}–{last} 条", n=total, first=first + 1, last=last)
        st.caption(shown, width="content")
        st.space("stretch")
        filters.page_number(-(-listing.total // ROWS_A_PAGE))


def _table(frame: pd.DataFrame, as_of: datetime, unsure: list[bool]) -> None:
    limits = {"promised": t("承诺时限"), "statutory": t("法定时限")}
    shown = pd.DataFrame(
        {
            "case": [printable(number, 40) for number in frame["case_no"]],
            "item": [name("item", code) for code in frame["item_code"]],
            "department": [name("department", code) for code in frame["department_code"]],
            "town": [name("town", code) for code in frame["town_code"]],
            "stage": [label("stage", code) for code in frame["stage"]],
            "limit": [limits[code] for code in frame["limit"]],
            "accepted": [minute(at) for at in frame["accepted_at"]],
            "due": [
                marked(minute(at), is_unsure)
                for at, is_unsure in zip(frame["due_at"], unsure, strict=True)
            ],
        }
    )
    column = st.column_config
    st.dataframe(
        shown,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height="content",
        alt=t("到期清单"),
        key=f"due_{as_of:%Y%m%d}",
        column_config={
            "case": column.ButtonColumn(
                t("办件编号"),
                type="tertiary",
                alignment="left",
                key="open_due_case",
                on_click=_note,
                args=(tuple(frame["case_id"]),),
            ),
            "item": column.TextColumn(t("事项"), width="medium"),
            "department": column.TextColumn(t("部门")),
            "town": column.TextColumn(t("街镇")),
            "stage": column.TextColumn(t("环节")),
            "limit": column.TextColumn(t("时限")),
            "accepted": column.TextColumn(t("受理时刻")),
            "due": column.TextColumn(t("时限届满")),
        },
    )


def _note(case_ids: tuple[str, ...]) -> None:
    st.session_state[OPENED] = case_ids[st.session_state["open_due_case"]["row"]]
