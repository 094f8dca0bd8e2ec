"""The list behind a column of what falls due: limits that end on one day, still running."""

from datetime import date, datetime

import pandas as pd
import streamlit as st

from data_access.approvals import due
from ui import filters, links
from ui.exports import MOST_ROWS, Export, export_button
from ui.fetch import ask, fetch
from ui.filter_words import chosen
from ui.formats import count, minute, printable, weekday
from ui.labels import label
from ui.lists import ROW_HEIGHT, ROWS_A_PAGE, case_column, follow, footer, in_language
from ui.names import name
from ui.parts import department_choice, empty, head
from ui.provisional import marked, provisional, yes_or_empty
from ui.words import t

WIDTHS = {
    "case": (136, 136),
    "item": (180, 180),
    "department": (112, 150),
    "limit": (84, 118),
    "due": (134, 134),
    "stage": (76, 76),
    "accepted": (126, 126),
    "town": (76, 130),
}
"""Pixels in Chinese and in English; a narrow desktop shows all up to the end of the limit."""


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
        department_choice(t("全区"))
        _export(as_of, day)
    if listing.frame.empty:
        empty(t("没有在该日到期的办件"))
        links.link("live", t("返回实时监察"), icon=":material/arrow_back:")
        return
    _table(listing.frame, as_of)
    footer(listing.total, page, len(listing.frame))


def _words(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows with words for codes: the columns of WIDTHS and provisional; times stay times."""
    limits = {"promised": t("承诺时限"), "statutory": t("法定时限")}
    return pd.DataFrame(
        {
            "case": [printable(number, 40) for number in frame["case_no"]],
            "item": [name("item", code) for code in frame["item_code"]],
            "department": [name("department", code) for code in frame["department_code"]],
            "limit": [limits[code] for code in frame["limit"]],
            "due": frame["due_at"],
            "stage": [label("stage", code) for code in frame["stage"]],
            "accepted": frame["accepted_at"],
            "town": [name("town", code) for code in frame["town_code"]],
            "provisional": provisional(frame["due_at"]) & frame["is_provisional"],
        }
    )


def _headings() -> dict[str, str]:
    return {
        "case": t("办件编号"),
        "item": t("事项"),
        "department": t("部门"),
        "limit": t("时限"),
        "due": t("时限届满"),
        "stage": t("环节"),
        "accepted": t("受理时刻"),
        "town": t("街镇"),
    }


def _table(frame: pd.DataFrame, as_of: datetime) -> None:
    words = _words(frame)
    shown = words.assign(
        accepted=[minute(at) for at in frame["accepted_at"]],
        due=[
            marked(minute(at), is_unsure)
            for at, is_unsure in zip(frame["due_at"], words["provisional"], strict=True)
        ],
    )
    column = st.column_config
    columns = {
        key: column.TextColumn(title, width=in_language(WIDTHS[key]))
        for key, title in _headings().items()
    }
    st.dataframe(
        shown,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height="content",
        alt=t("到期清单"),
        key=f"due_{as_of:%Y%m%d}",
        column_order=list(columns),
        column_config=columns
        | {
            "case": case_column(
                t("办件编号"), frame["case_id"], key="open_due_case", width=WIDTHS["case"][0]
            )
        },
    )


def _export(as_of: datetime, day: date) -> None:
    scope = filters.current_scope()
    filters_in_words = [(t("到期日"), f"{day}"), *chosen(with_period=False)]
    definition = t("时限在该日届满且计时未停止；承诺与法定同日届满的办件列两行")
    columns = _headings() | {"provisional": t("到期暂定")}

    def rows() -> tuple[int, pd.DataFrame]:
        listing, _ = ask(due.due_on, scope, as_of=as_of, day=day, limit=MOST_ROWS, offset=0)
        words = _words(listing.frame)
        return listing.total, words.assign(provisional=yes_or_empty(words["provisional"]))

    export_button(Export(t("到期清单"), as_of, columns, filters_in_words, definition), rows)
