"""A figure split by department, item or month: the names of its parts, and where a click leads."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from supervision.scope import Period
from ui import blocks, filters, links
from ui.charts.charts_efficiency import CLICK
from ui.names import name
from ui.words import t

MOST_ROWS = 8
"""Rows of a chart before the rest waits behind one more click."""
ALL_ROWS = "all"
FIRST_DAY = "-01"


def words() -> dict[str, str]:
    """The ways to split, in words."""
    return {"department": t("按部门"), "item": t("按事项"), "month": t("按月")}


def named(frame: pd.DataFrame, by: str) -> pd.DataFrame:
    """The frame with `key` instead of the column it was split by, and `name`, unlike any other."""
    frame = frame.rename(columns={by: "key"})
    shown = [key if by == "month" else name(by, key) for key in frame["key"]]
    frame.insert(1, "name", shown)
    names = frame.drop_duplicates("key")["name"]
    is_shared = frame["name"].isin(names[names.duplicated()])
    with_code = frame["name"].astype("str") + " " + frame["key"].astype("str")
    return frame.assign(name=frame["name"].where(~is_shared, with_code))


def shortened(frame: pd.DataFrame, by: str) -> pd.DataFrame:
    """The first rows, or all of them where the address asks for all; a year of months is whole."""
    is_whole = by == "month" or filters.asked("rows") == ALL_ROWS
    return frame if is_whole else frame.head(MOST_ROWS)


def more_link(total: int, screen: str, by: str) -> None:
    """The way to the rows that are not drawn, and back."""
    if total <= MOST_ROWS or by == "month":
        return
    if filters.asked("rows") == ALL_ROWS:
        label, rows = t("只看前 {n} 个", n=MOST_ROWS), None
    else:
        label, rows = t("还有 {n} 个，全部显示", n=total - MOST_ROWS), ALL_ROWS
    kept = {each: filters.asked(each) for each in ("by", "item", "town")}
    st.html(way(screen, label, **kept, rows=rows))


def way(screen: str, words: str, **parameters: links.Value) -> str:
    """Markup of a quiet link below a figure, to the list behind it."""
    return blocks.way(links.address(screen, **parameters), words)


def clicked(event: Any) -> Mapping[str, str] | None:  # noqa: ANN401  what a chart answers
    """The fields of the mark that was clicked in a chart; a column beside it says its `part`."""
    for name_of_click, marks in event["selection"].items():
        if marks:
            return marks[0] if name_of_click == CLICK else {**marks[0], "part": name_of_click}
    return None


def drill(measure: str, by: str, key: str) -> None:
    """Open the list behind one number of a part."""
    links.go("cases", **place(measure, by, key))


def place(measure: str, by: str = "", key: str = "") -> dict[str, links.Value]:
    """The filters of the list behind a number of this page, as a whole or of one part."""
    found: dict[str, links.Value] = {
        "measure": measure,
        "item": filters.asked("item"),
        "town": filters.asked("town"),
    }
    if by == "month":
        month = within_month(key, filters.current_period())
        found |= {"from": month.first, "to": month.last}
    elif by:
        found[by] = key
    return found


def within_month(month: str, period: Period) -> Period:
    """The days of a month (2026-11) that the period holds."""
    first = date.fromisoformat(month + FIRST_DAY)
    next_first = (first + timedelta(days=31)).replace(day=1)
    return Period(max(first, period.first), min(next_first - timedelta(days=1), period.last))
