"""计时台账: the days of one clock of a case or an appeal, counted one by one."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.elements.lib.grid_container import GridContainer

from ui import filters
from ui.cases import case_tables as tables
from ui.charts import charts_case as charts
from ui.charts.showing import show
from ui.formats import UNKNOWN, day, printable, weekday
from ui.parts import tile
from ui.words import t


def draw(
    grid: GridContainer,
    clocks: Sequence[Mapping[str, Any]],
    titles: Mapping[str, str],
    default: str,
    days_of: Callable[[str], pd.DataFrame],
    without_days: str,
) -> None:
    """The clock that the address names, else the default one, and a choice of the others.

    `titles` names each clock by its key, `days_of` asks for the ledger of one.
    """
    asked = filters.asked("clock")
    key = asked if asked in titles else default
    days = days_of(key)
    chosen = next((clock for clock in clocks if clock["key"] == key), None)
    with tile(grid, t("计时台账"), tables.ledger_note(days, chosen)):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            filters.choose(
                "clock",
                [other for other in titles if other != default],
                lambda code: titles.get(code, printable(code, 40)),
                everything=titles.get(default, UNKNOWN),
                title=t("选择时限"),
                width=190,
            )
            st.space("stretch")
            with st.popover(t("列表"), icon=":material/table_rows:", type="tertiary"):
                _table(days)
        if days.empty:
            st.caption(without_days)
            return
        show(charts.ledger(tables.ledger_frame(days)), alt=t("计时台账"))
        if days["is_provisional"].any():
            st.caption(t("含尚未公布日历的年份，到期日为暂定"))


def _table(days: pd.DataFrame) -> None:
    """The ledger as a table, for print and for a protest."""
    table = pd.DataFrame(
        {
            t("日期"): [day(moment) for moment in days.day],
            t("星期"): [weekday(moment) for moment in days.day],
            t("计时"): tables.ledger_words(days),
            t("累计"): days.total,
            t("说明"): tables.ledger_notes(days),
            t("依据"): [t(article) for article in days.article],
        }
    )
    st.dataframe(table, hide_index=True, height=420, width=640, alt=t("计时台账"))
