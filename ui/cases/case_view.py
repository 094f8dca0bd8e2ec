"""The tiles of one case: the strip, the ledger, what was found, the steps, the notes."""

from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.elements.lib.grid_container import GridContainer

from data_access.approvals import case_clocks
from data_access.approvals.case_notes import CaseNotes
from data_access.approvals.whole_case import begun_clocks, ledger_shown
from supervision.scope import Scope
from ui import filters, ledger_tile
from ui.cases import case_tables as tables
from ui.cases import case_words as words
from ui.charts import charts_case as charts
from ui.charts.showing import show
from ui.fetch import fetch
from ui.formats import UNKNOWN, escape, minute
from ui.parts import not_there, tile
from ui.words import t

MOST_STEPS = 8
"""Steps on the strip; of more, the late ones and the last ones are shown."""

MOST_STEPS_OPEN = 12
"""Lines of the table of steps before it scrolls."""
LONGEST_WITH_WEEKENDS = 180
"""Days that a strip may span before weekends are finer than the eye."""


def strip(
    grid: GridContainer, shown: case_clocks.CaseClocks, scope: Scope, as_of: datetime
) -> None:
    """时限一览: every clock over the same days."""
    clocks = tables.on_strip(shown.clocks, MOST_STEPS)
    hidden = len(shown.clocks) - len(clocks)
    note = t("实色为已用，斜线为特别程序（不计时），竖线为到期日")
    if hidden:
        note = t("另有 {n} 个环节见办理过程", n=hidden) + "；" + note
    with tile(grid, t("时限一览"), note, columns=2):
        now = pd.Timestamp(as_of)
        drawn = tables.strip_frame(clocks, now.year)
        segments = shown.segments[shown.segments.key.isin(drawn.key)]
        first, last = charts.span(drawn, segments, now)
        days_off = fetch(
            case_clocks.list_days_off, scope, as_of=as_of, first=first.date(), last=last.date()
        )
        if (last - first).days > LONGEST_WITH_WEEKENDS:
            days_off = days_off[days_off.holiday]
        mark = t("截至 {at}") if filters.stands_still() else t("现在 {at}")
        show(
            charts.strip(
                drawn, segments, days_off, now=now, now_words=mark.format(at=f"{now:%m-%d %H:%M}")
            ),
            alt=t("时限一览"),
        )


def ledger(grid: GridContainer, clocks: pd.DataFrame, days: pd.DataFrame) -> None:
    """计时台账: the days of one clock, counted one by one."""
    begun = words.rows(clocks[clocks["key"].isin(begun_clocks(clocks))])
    titles = {clock["key"]: words.clock_name(clock) for clock in begun}
    without_days = t("这一时限按小时计或尚未开始，没有逐日台账")
    shown_first = ledger_shown(titles, "")
    ledger_tile.draw(grid, begun, titles, shown_first, lambda _key: days, without_days)


def steps(grid: GridContainer, taken: pd.DataFrame, clocks: pd.DataFrame, as_of: datetime) -> None:
    """办理过程: the steps as they were, against the steps as they are declared."""
    with tile(grid, t("办理过程"), t("等候为上一环节办毕到签收的工作日"), columns=2):
        if taken.empty:
            st.caption(t("来源没有送来环节，事项也没有规定流程"))
            return
        if taken.step_no.isna().all():
            st.caption(t("来源没有送来环节，以下为规定的流程"))
        table = tables.steps_table(taken, clocks, as_of.year)
        st.dataframe(
            table,
            hide_index=True,
            placeholder=UNKNOWN,
            column_order=[name for name in _step_columns() if table[name].notna().any()],
            height="content" if len(taken) <= MOST_STEPS_OPEN else 460,
            alt=t("办理过程"),
            column_config=_step_columns(),
        )


def _step_columns() -> dict[str, Any]:
    text = st.column_config.TextColumn
    return {
        "step": text(t("环节"), width=100),
        "mark": text(t("与规定相比"), width=118),
        "who": text(t("办理人"), width=56),
        "begin": text(t("开始"), width=92),
        "end": text(t("结束"), width=92),
        "wait": st.column_config.NumberColumn(t("等候"), format="%d", width=46),
        "share": st.column_config.ProgressColumn(
            t("用时占限时"), max_value=100, format="%d%%", color="#3f78a8", width=104
        ),
        "days": text(t("日/限"), width=56),
    }


def notes(grid: GridContainer, noted: CaseNotes, ratings: pd.DataFrame) -> None:
    """补正、暂停与延期: what was noted beside the steps, and whether it counts."""
    lines = [
        *map(tables.correction_line, words.rows(noted.corrections)),
        *map(tables.pause_line, words.rows(noted.pauses)),
        *map(tables.extension_line, words.rows(noted.extensions)),
        *map(tables.rating_line, words.rows(ratings)),
    ]
    if not lines:
        return
    with tile(grid, t("补正、特别程序、延期与评价"), columns=2):
        for title, fact, verdict in lines:
            with st.container(horizontal=True, gap="small"):
                st.markdown(f"**{escape(title)}**　{escape(fact)}　:gray[{escape(verdict)}]")


def faults(grid: GridContainer, unusable: pd.DataFrame) -> None:
    """数据问题: values of this case that cannot be used as they are."""
    if unusable.empty:
        return
    with tile(grid, t("数据问题"), t("{n} 处", n=len(unusable)), columns=2):
        st.dataframe(
            tables.faults_table(unusable),
            hide_index=True,
            placeholder=UNKNOWN,
            alt=t("数据问题"),
        )


def absent(reason: str, case_id: str, unusable: pd.DataFrame, as_of: datetime) -> None:
    """A decent screen for a case that is not there: why, and what to do."""
    titles = {
        "quarantined": t("这个办件的数据有误，已隔离，不计入任何数字"),
        "waiting": t("这个办件刚刚到达，正在计算，请稍后再看"),
        "later": t("在 {moment} 还没有这个办件", moment=minute(as_of)),
        "unknown": t("没有找到这个办件"),
    }
    hints = {
        "quarantined": t("更正须在来源系统进行，更正后自动恢复"),
        "waiting": t("通常几秒内完成"),
        "later": t("它在这个时点之后才收件"),
        "unknown": t("编号可能有误，或不在当前所选部门范围内"),
    }
    not_there(titles[reason], case_id, hints[reason])
    if not unusable.empty:
        table = tables.faults_table(unusable)
        st.dataframe(table, hide_index=True, placeholder=UNKNOWN, alt=t("数据问题"))
