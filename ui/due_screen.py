"""The list behind a column of what falls due: limits that end on one day, still running."""

from datetime import datetime

import pandas as pd
import streamlit as st

from data_access import due
from ui import filters, links
from ui.fetch import fetch
from ui.formats import count, minute, printable, weekday
from ui.labels import label
from ui.lists import ROW_HEIGHT, ROWS_A_PAGE, case_column, follow, footer
from ui.names import name
from ui.parts import department_choice, empty, head
from ui.provisional import marked, provisional
from ui.words import t


def draw() -> None:
    """The day of the address, today without one."""
    follow()
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
    _table(listing.frame, as_of)
    footer(listing.total, page, len(listing.frame))


def _table(frame: pd.DataFrame, as_of: datetime) -> None:
    unsure = provisional(frame["due_at"]) & frame["is_provisional"]
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
            "case": case_column(t("办件编号"), frame["case_id"], key="open_due_case"),
            "item": column.TextColumn(t("事项"), width="medium"),
            "department": column.TextColumn(t("部门")),
            "town": column.TextColumn(t("街镇")),
            "stage": column.TextColumn(t("环节")),
            "limit": column.TextColumn(t("时限")),
            "accepted": column.TextColumn(t("受理时刻")),
            "due": column.TextColumn(t("时限届满")),
        },
    )
