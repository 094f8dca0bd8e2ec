"""The tiles of the quality screen: balance, truth by department, faults, imports and bursts."""

from collections.abc import Mapping
from datetime import datetime
from functools import reduce
from operator import add
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.elements.lib.grid_container import GridContainer

from data_access.balances import Balance
from data_access.quality import fault_counts, import_runs
from data_access.truth import bursts, truth
from supervision.fault_rules import FAULT_RULES
from supervision.indicators.truth import TRUTH
from supervision.scope import Scope
from ui import blocks, filters, links, splits
from ui.charts import charts_quality
from ui.efficiency.efficiency_tiles import drawn
from ui.fetch import fetch
from ui.figure_tables import ROW_HEIGHT, figure_table, height_of
from ui.formats import UNKNOWN, count, minute, printable
from ui.labels import label
from ui.lists import in_language
from ui.names import name
from ui.parts import empty, tile
from ui.quality import quality_frames
from ui.words import t

MOST_DEPARTMENTS, MOST_RUNS, MOST_BURSTS = 11, 6, 6
NAME_WIDTH = (170, 236)
TRUTH_LISTS = {
    "typed_on_the_day": "received",
    "complete_rows": "received",
    "clean_rows": "received",
    "items_with_cases": "items",
    "zero_length_share": "chains_zero_length",
    "back_typed_share": "typed_in_late",
    "burst_share": "closed",
    "off_hours_share": "closed",
    "received": "received",
    "name": "received",
}
"""The list behind a cell of the truth table, by its column."""


def sentence(balances: Mapping[str, Balance]) -> str:
    """Whether every row that was read is accounted for, and when they were counted."""
    balance = _total(balances)
    if balance is None:
        return t("尚未清点")
    words = t(
        "读入 {read} 件 = 展示 {shown} + 隔离 {quarantined}",
        read=count(balance.read),
        shown=count(balance.shown),
        quarantined=count(balance.quarantined),
    )
    if filters.stands_still():
        words = t("现状：{words}", words=words)
    if balance.waiting:
        words += t(" + 待计算 {n}", n=count(balance.waiting))
    if balance.difference:
        words += t("，差 {n} 件，请查", n=count(abs(balance.difference)))
    else:
        words += t("，不差一件")
    return t("{words}（{time} 清点）", words=words, time=minute(balance.counted_at))


def _total(balances: Mapping[str, Balance]) -> Balance | None:
    """The balance of all lines of business together."""
    return reduce(add, balances.values()) if balances else None


def cards(balances: Mapping[str, Balance]) -> None:
    """Row one: the balance in figures, and of each line; the rows left out lead to their list."""
    balance = _total(balances)
    if filters.stands_still():
        st.caption(t("读入、隔离与异常为现状，不随历史时点变化"))
    figures = (
        (t("读入"), "read", t("业务系统写入的全部办件、诉求、项目等")),
        (t("展示"), "shown", t("计入各项数字")),
        (t("隔离"), "quarantined", t("主要时间无法采信，不计入任何数字")),
        (t("待计算"), "waiting", t("已写入、尚未计算时钟")),
    )
    boxes = [
        blocks.figure(
            title,
            count(getattr(balance, part, None)),
            splits.way("quality", t("看隔离清单"), quarantined="1")
            if part == "quarantined"
            else blocks.below(_of_lines(balances, part) or explanation),
            explanation=explanation,
        )
        for title, part, explanation in figures
    ]
    st.html(blocks.figures(boxes, narrowest=165))


def _of_lines(balances: Mapping[str, Balance], part: str) -> str:
    """How much of it is of which line of business, where there is any."""
    numbers = {line: getattr(balance, part) for line, balance in balances.items()}
    return " · ".join(f"{label('line', line)} {count(n)}" for line, n in numbers.items() if n)


def truth_tile(grid: GridContainer, scope: Scope, as_of: datetime) -> None:
    """Q1 to Q8 by department; a click opens the list that shows the cases."""
    rates = quality_frames.truth_rates(fetch(truth, scope, as_of=as_of))
    note = t("时段内，%；少于 30 件不计率；点数字看清单")
    with tile(grid, t("数据真实性"), note, columns=2):
        if rates.empty:
            empty(t("所选范围内没有办件"))
            return
        rates.insert(1, "name", [name("department", code) for code in rates["department_code"]])
        column = st.column_config
        config: dict[str, Any] = {
            "name": column.Column(t("部门"), width=in_language(NAME_WIDTH)),
            "received": column.NumberColumn(t("收件"), format="localized"),
        }
        for each, card in TRUTH.items():
            help_text = f"{card.code.replace('_', ' ')}　{t(card.sentence)}"
            config[each] = column.NumberColumn(t(card.title), format="%.1f", help=help_text)
        clicked = figure_table(
            rates,
            rates["department_code"].tolist(),
            config,
            most=MOST_DEPARTMENTS,
            key="truth_table",
            alt=t("数据真实性"),
        )
        if clicked:
            _open_truth(*clicked)


def _open_truth(department: str, column: str) -> None:
    """The list of a cell; times out of order are faults and stand in this screen's own list."""
    if column in TRUTH_LISTS:
        splits.drill(TRUTH_LISTS[column], "department", department)
    links.go("quality", rule="T02", department=department)


def faults_tile(grid: GridContainer, scope: Scope, as_of: datetime) -> None:
    """Faults by rule; a click narrows the list below."""
    counts = fetch(fault_counts, scope, as_of=as_of)
    with tile(grid, t("异常类别"), t("条数；深色属整行隔离；现状")):
        if counts.empty:
            empty(t("没有数据异常"))
            return
        by_rule = counts.groupby("rule", as_index=False)[["faults", "quarantined"]].sum()
        named = by_rule.rename(columns={"rule": "key"}).assign(
            name=[fault_title(code) for code in by_rule["rule"]]
        )
        named = named.sort_values(["faults", "key"], ascending=[False, True])
        if mark := drawn(charts_quality.faults(named), "fault_chart", t("异常类别")):
            links.go("quality", rule=mark["key"])


def fault_title(code: str) -> str:
    """What a fault is called, or its code where it is not one of ours."""
    rule = FAULT_RULES.get(code)
    return f"{code} {t(rule.title)}" if rule else printable(code, 40)


def imports_tile(grid: GridContainer, scope: Scope, as_of: datetime) -> None:
    """Imports with their balance: read = shown + quarantined, file by file."""
    frame = fetch(import_runs, scope, as_of=as_of)
    with tile(grid, t("导入"), t("读入 = 展示 + 隔离")):
        if frame.empty:
            empty(t("还没有导入过文件"), t("业务系统直接写入共享库的，不经导入"))
            return
        shown = pd.DataFrame(
            {
                "finished": [minute(at) for at in frame["finished_at"]],
                "file": [printable(file, 60) for file in frame["file_name"]],
                "source": [name("source", code) for code in frame["source_code"]],
                "read": frame["rows_read"],
                "shown": frame["rows_shown"],
                "quarantined": frame["rows_quarantined"],
                "difference": frame["difference"],
            }
        )
        titles = {
            "finished": t("完成"),
            "file": t("文件"),
            "source": t("来源"),
            "read": t("读入"),
            "shown": t("展示"),
            "quarantined": t("隔离"),
            "difference": t("差额"),
        }
        _table(shown, titles, MOST_RUNS, t("导入"))


def bursts_tile(grid: GridContainer, scope: Scope, as_of: datetime) -> None:
    """Who closed how many cases within ten minutes."""
    frame = fetch(bursts, scope, as_of=as_of)
    with tile(grid, t("集中办结"), t("一人一个整十分钟内办结超过十件")):
        if frame.empty:
            empty(t("时段内没有集中办结"))
            return
        shown = pd.DataFrame(
            {
                "department": [name("department", code) for code in frame["department_code"]],
                "officer": [printable(who, 20) for who in frame["officer"]],
                "first": [minute(at) for at in frame["first_at"]],
                "last": [minute(at) for at in frame["last_at"]],
                "cases": frame["cases"],
            }
        )
        titles = {
            "department": t("部门"),
            "officer": t("经办"),
            "first": t("首件"),
            "last": t("末件"),
            "cases": t("件数"),
        }
        _table(shown, titles, MOST_BURSTS, t("集中办结"))


def _table(frame: pd.DataFrame, titles: dict[str, str], most: int, alt: str) -> None:
    st.dataframe(
        frame,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=height_of(len(frame), most),
        column_config={
            each: st.column_config.NumberColumn(title, format="localized")
            if pd.api.types.is_integer_dtype(frame[each])
            else title
            for each, title in titles.items()
        },
        placeholder=UNKNOWN,
        alt=alt,
    )
