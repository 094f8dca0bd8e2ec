"""The audit of special procedures and extensions: who, how late, and with what notice."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.elements.lib.grid_container import GridContainer

from data_access.approvals.pauses import pause_counts
from data_access.figures import figures
from supervision.pausing import NEAR, SPANS
from ui import blocks, links, splits
from ui.charts import charts_limits
from ui.efficiency import efficiency_frames
from ui.efficiency.efficiency_frames import AUDIT
from ui.efficiency.efficiency_tiles import View, drawn
from ui.fetch import fetch
from ui.formats import as_html, count, rate
from ui.parts import empty, tile
from ui.words import t

MOST_AUDITED = 11
SHARES = ("pause_share", "days_share", "extension_share")


def nearness_tile(grid: GridContainer, view: View) -> None:
    """How near to the promised date special procedures begin."""
    pauses = fetch(pause_counts, view.scope, as_of=view.as_of)
    words = span_words()
    by_span = pauses[list(SPANS)].sum()
    frame = pd.DataFrame(
        {
            "key": SPANS,
            "name": [words[span] for span in SPANS],
            "pauses": [int(by_span[span]) for span in SPANS],
            "is_near": [span in NEAR for span in SPANS],
        }
    )
    with tile(grid, t("何时启动特别程序"), t("距承诺到期，工作日")):
        if not frame["pauses"].sum():
            empty(t("没有特别程序"))
            return
        if mark := drawn(charts_limits.nearness(frame), "near_chart", t("何时启动特别程序")):
            links.go("cases", **splits.place(f"pauses_{mark['key']}"))


def span_words() -> dict[str, str]:
    """How near to the promised date a special procedure began, in words."""
    return {
        "over_10": t("10 日以上"),
        "6_to_10": t("6 至 10 日"),
        "3_to_5": t("3 至 5 日"),
        "1_to_2": t("1 至 2 日"),
        "due_day": t("到期当日"),
        "after_due": t("到期之后"),
        "no_due": t("无承诺时限"),
    }


AUDIT_LISTS = {
    "paused": "closed_with_pause",
    "pause_share": "closed_with_pause",
    "days_share": "closed_excluded_days",
    "near": "pauses_near",
    "no_notice": "pauses_without_notice",
    "pauses_unlawful": "pauses_unlawful",
    "extended": "closed_with_extension",
    "extension_share": "closed_with_extension",
    "extensions_unlawful": "extensions_unlawful",
    "name": "closed_by_decision",
}
"""The list behind a cell of the audit, by its column."""


def audit_words() -> dict[str, str]:
    """The headings of the audit."""
    return {
        "name": t("部门"),
        "paused": t("特别程序"),
        "pause_share": t("程序占比"),
        "days_share": t("扣除时长"),
        "near": t("临期启动"),
        "no_notice": t("未告知"),
        "pauses_unlawful": t("程序不合规"),
        "extended": t("延期"),
        "extension_share": t("延期占比"),
        "extensions_unlawful": t("延期不合规"),
    }


def audit_tile(grid: GridContainer, view: View) -> None:
    """Who pauses and extends, and what of it is not as the law has it; each figure is its list."""
    pauses = fetch(pause_counts, view.scope, as_of=view.as_of)
    numbers = fetch(figures, view.scope, as_of=view.as_of, names=AUDIT, by="department")
    frame = efficiency_frames.audit(splits.named(numbers, "department"), pauses, NEAR)
    words = audit_words()
    with tile(grid, t("特别程序与延期"), t("点数字看清单"), columns=2):
        if frame.empty:
            empty(t("没有特别程序，也没有延期"))
            return
        rows = [{name: _cell(row, name) for name in words} for row in frame.to_dict("records")]
        table = blocks.few_rows(words, rows, [name for name in words if name != "name"])
        st.html(blocks.scrolled(table, MOST_AUDITED))


def _cell(row: Mapping[Hashable, Any], column: str) -> str:
    """A figure of a department as the way to its list; nothing leads to a list without rows."""
    value = row[column]
    shown = value if column == "name" else rate(value) if column in SHARES else count(value)
    if not value or pd.isna(value):
        return as_html(shown)
    place = splits.place(AUDIT_LISTS[column], "department", row["key"])
    return blocks.opening(links.address("cases", **place), shown)
