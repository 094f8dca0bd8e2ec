"""The tiles of one enterprise: its time line, its lists, what is found, what is not connected."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.elements.lib.grid_container import GridContainer

from data_access.enterprises.enterprise import list_history, list_name, masked_code
from data_access.listing import Listing
from supervision.scope import Scope
from supervision.words import N_
from ui import blocks, evidence, links, list_lines
from ui.cases.case_tables import finding_times
from ui.charts import charts_enterprise
from ui.charts.chart_theme import LEVEL_MARKS
from ui.charts.showing import show
from ui.enterprises import history_list
from ui.fetch import fetch
from ui.formats import UNKNOWN, count, escape, moment, printable
from ui.labels import label, rule_title
from ui.names import name
from ui.orders.order_words import subject
from ui.parts import DOT, badge, empty, not_there, tile
from ui.splits import way
from ui.words import t

Row = Mapping[str, Any]
MOST_ON_LINE, MOST_FINDINGS = 14, 5
MOST_READ = 200
"""Of an enterprise with no more than these everything is read at once."""
SHORT_LIST = 6
"""Rows of a list on this screen; the rest is one click away."""
NOT_CONNECTED = (
    (N_("双随机检查"), N_("监管检查系统"), "inspection", N_("区市场监管局")),
    (N_("行政处罚"), N_("行政执法系统"), "enforcement", N_("区司法局")),
    (N_("信用记录"), N_("公共信用信息平台"), "credit", N_("区发展改革委")),
)
"""What a later line of business brings: its name, its system, its table, whose task it is."""
CARDED = ("past_statutory", "past_promised")


def title(shown: Row) -> str:
    """What it is called: the masked name, or a phrase where nobody gives one."""
    return printable(shown["name"], 60) if shown["name"] else t("未具名企业")


def caption(shown: Row, as_of: datetime) -> list[str]:
    """Its code, where and what it is; the data's time."""
    parts = [
        t("数据时间 {time}", time=moment(as_of)),
        masked_code(str(shown["enterprise_code"])),
        name("town", shown["town_code"]) if isinstance(shown["town_code"], str) else "",
        label("scale", shown["scale"]) if isinstance(shown["scale"], str) else "",
        t("重点企业") if shown["is_listed_key"] == 1 else "",
    ]
    return [part for part in parts if part]


def cards(enterprise: str, counted: pd.DataFrame, found: pd.DataFrame, slow: pd.DataFrame) -> None:
    """Row one: how much there is in each line, what is found, how often it was about slowness."""
    titles = {"approval": t("办件"), "appeal": t("诉求"), "project": t("重点项目")}
    titles["signal"] = t("外部监督")
    boxes = []
    for row in counted.to_dict("records"):
        line, below = str(row["line"]), []
        if not row["is_connected"]:
            below = [blocks.below(t("未接入"))]
        elif row["total"]:
            still = t("{n} 件未办结", n=count(row["open"]))
            below = [
                _figure(t("全部清单"), enterprise, line),
                _figure(still, enterprise, line, "open"),
            ]
        total = count(row["total"] if row["is_connected"] else None)
        boxes.append(blocks.figure(titles[line], total, *below))
    explanation = t("这个企业的办件、诉求、项目和外部监督事项上未解除的发现")
    boxes.append(blocks.figure(t("未解除的发现"), count(len(found)), explanation=explanation))
    late = int(slow["stood"].isin(CARDED).sum())
    below = [blocks.below(t("{n} 件提出时已超期", n=count(late)))]
    if len(slow):
        below.append(_figure(t("查看清单"), enterprise, "appeal", "slow"))
    explanation = t("指明与自己某一办件有关的诉求；其中提出时该办件已经超期的另计")
    boxes.append(blocks.figure(t("诉审批慢"), count(len(slow)), *below, explanation=explanation))
    st.html(blocks.figures(boxes, narrowest=180))


def line_tile(grid: GridContainer, listing: Listing, as_of: datetime) -> None:
    """时间线: the newest of everything, on one line."""
    shown = listing.frame.head(MOST_ON_LINE)
    note = t("最近 {n} 项，共 {all} 项", n=len(shown), all=count(listing.total))
    with tile(grid, t("时间线"), note, columns=2):
        rows = shown.to_dict("records")
        drawn = pd.DataFrame(
            {
                "row": [_row_name(row) for row in rows],
                "line": [label("line", row["line"]) for row in rows],
                "what": [history_list.subject_words(row) for row in rows],
                "begun_at": shown["begun_at"].to_numpy(),
                "ended_at": shown["ended_at"].to_numpy(),
                "due_at": shown["due_at"].to_numpy(),
                "state": [_state(row) for row in rows],
                "mark": [_mark(row) for row in rows],
            }
        )
        again = drawn.groupby("row").cumcount()
        drawn["row"] = drawn["row"] + again.map(lambda times: "\u200b" * times)
        chart = charts_enterprise.time_line(drawn, pd.Timestamp(as_of))
        show(chart, alt=t("时间线"))


def lists(
    grid: GridContainer,
    scope: Scope,
    one: Mapping[str, Any],
    counted: pd.DataFrame,
    newest: Listing,
) -> None:
    """A short list a line of business, with lights: out of the newest where those are all."""
    for line, total in zip(counted["line"], counted["total"], strict=True):
        if not total:
            continue
        if newest.total <= len(newest.frame):
            rows = newest.frame[newest.frame["line"] == line].head(SHORT_LIST)
        else:
            rows = fetch(list_history, scope, **one, line=line, limit=SHORT_LIST).frame
        note = t("最近 {n} 项，共 {all} 项", n=len(rows), all=count(total))
        with tile(grid, label("line", line), note, columns=2):
            history_list.few(rows)
            if total > len(rows):
                st.html(_figure(t("全部清单"), one["enterprise"], line))


def findings(grid: GridContainer, found: pd.DataFrame) -> None:
    """未解除的发现: the worst first, each with its fact and law."""
    with tile(grid, t("未解除的发现"), t("{n} 条", n=count(len(found)))):
        if found.empty:
            st.caption(t("没有未解除的发现"))
        rows = found.to_dict("records")
        for row in rows[:MOST_FINDINGS]:
            _finding(row)
        if rows[MOST_FINDINGS:]:
            with st.expander(t("其余 {n} 条", n=len(rows) - MOST_FINDINGS)):
                for row in rows[MOST_FINDINGS:]:
                    _finding(row)


def slow_appeals(grid: GridContainer, slow: pd.DataFrame) -> None:
    """诉审批慢: its appeals about its own cases, and whether a card came after."""
    with tile(grid, t("诉审批慢"), t("诉求提出时办件的状态")):
        if slow.empty:
            empty(t("没有涉及办件的诉求"))
            return
        rows = slow.head(SHORT_LIST).to_dict("records")
        shown = pd.DataFrame(
            {
                "appeal": [printable(row["appeal_no"], 40) for row in rows],
                "asked": [row["requested_at"] for row in rows],
                "case": [_case_no(row) for row in rows],
                "stood": [label("stood", row["stood"]) for row in rows],
                "carded": [row["carded_at"] for row in rows],
            }
        )
        titles = {
            "appeal": t("诉求"),
            "asked": t("提出"),
            "case": t("办件"),
            "stood": t("当时状态"),
            "carded": t("其后发牌"),
        }
        opened = {
            "appeal": [links.address("appeal", id=row["appeal_id"]) for row in rows],
            "case": [
                links.address("case", id=row["case_id"]) if row["stood"] else "" for row in rows
            ],
        }
        st.html(list_lines.rows(shown, titles, opened=opened, days=("asked", "carded")))


def not_connected(grid: GridContainer) -> None:
    """未接入: what system, which tables, whose task; never a zero."""
    with tile(grid, t("检查、处罚与信用"), t("未接入，不计为零"), columns=2):
        for what, system, table, owner in NOT_CONNECTED:
            told = t(
                "来源 {system}　·　表 {table}　·　由 {owner} 负责接入",
                system=t(system),
                table=table,
                owner=t(owner),
            )
            st.markdown(f":gray[:material/link_off:] **{t(what)}**　:gray[{escape(told)}]")


def absent(enterprise: str) -> None:
    """A decent screen for an enterprise that is not there, or not in the reader's scope."""
    hint = t("所选范围内没有它的办件、诉求或项目；个人没有企业全景")
    not_there(t("没有找到这个企业"), masked_code(enterprise) if enterprise else "", hint)


def _finding(row: Row) -> None:
    fact = evidence.sentence(row["rule"], row["evidence"])
    about = subject(row)
    with st.container(gap=None):
        words = f"**{escape(rule_title(row['rule']))}**　{escape(fact)}"
        st.markdown(f"{badge(row['level'])} {words}")
        law = evidence.law(row["rule"], row["evidence"])
        st.caption(DOT.join(map(escape, [about, law, *finding_times(row)])))


def _row_name(row: Row) -> str:
    return f"{label('line', row['line'])}　{history_list.subject_words(row)}"


def _state(row: Row) -> str:
    if pd.notna(row["ended_at"]):
        return "done"
    level = row["level"]
    return level if level in charts_enterprise.STATES else "normal"


def _mark(row: Row) -> str:
    if pd.notna(row["ended_at"]):
        result = history_list.result_words(row)
        return t("已办结") if result == UNKNOWN else result
    level = _state(row)
    if row["line"] == "project":
        return f"{LEVEL_MARKS[level]} {label('light', level)}"
    return f"{LEVEL_MARKS[level]} {label('level', level)}"


def _case_no(row: Row) -> str:
    return printable(row["case_no"], 40) if row["stood"] else UNKNOWN


def _figure(words: str, enterprise: str, line: str, state: str = "all") -> str:
    return way("cases", words, measure=list_name(enterprise, line, state))
