"""The tiles of supervision from outside: figures, channels, outcomes, departments, findings."""

from typing import Any

import pandas as pd
import streamlit as st
from streamlit.elements.lib.grid_container import GridContainer

from data_access.figures import figures
from data_access.signals import channels
from supervision.scope import Period
from supervision.signals import PLURALS
from ui import blocks, filters, links
from ui.channels.channels_screen import (
    ACCOUNTABILITY,
    FOUND,
    LIMITED,
    OWNERS,
    View,
    by_channel,
    split,
    split_titles,
)
from ui.charts import charts_channels
from ui.charts.showing import show
from ui.fetch import fetch
from ui.figure_tables import figure_table
from ui.formats import count, escape, rate
from ui.labels import label, rule_title
from ui.lists import in_language
from ui.parts import empty, tile
from ui.splits import way
from ui.words import t

NARROWEST, MARGIN, LETTER = 50, 24, (14, 6)
"""Pixels: of a column, beside its heading, and of a letter in Chinese and in English."""
MOST_ROWS = 11
TREND_DAYS = 365
MEASURE_OF = {
    "received": "{}_received",
    "open": "{}_open",
    "overdue": "{}_overdue",
    "due": "{}_due",
    "met": "{}_due_met",
    "rate": "{}_due",
    "title": "{}_received",
}
"""The list behind a cell of the table of channels, by its column."""


def cards(view: View) -> None:
    """Row one: volume, then S1, S2, S4, S5 and S6, each with what it is made of."""
    boxes = [_received(view)]
    for title, kind, indicator, words in (
        (
            t("复议纠错率"),
            "reconsideration",
            "reconsideration_corrected_rate",
            (t("审结 {n} 件"), t("被纠正 {n} 件")),
        ),
        (t("败诉率"), "lawsuit", "lawsuit_lost_rate", (t("判决 {n} 件"), t("败诉 {n} 件"))),
        (
            t("信访按期率"),
            "petition",
            "petition_on_time_rate",
            (t("到期 {n} 件"), t("按期 {n} 件")),
        ),
        (
            t("审计整改率"),
            "audit_problem",
            "audit_rectified_rate",
            (t("到期 {n} 件"), t("整改到位 {n} 件")),
        ),
    ):
        boxes.append(_rate(view, (title, kind, indicator), words))
    number = view.number("accountabilities", ACCOUNTABILITY)
    is_known = number is not None
    below = _figure(t("查看清单"), "accountabilities") if is_known else blocks.below(t("未接入"))
    explanation = t("期间作出的谈话提醒、通报批评和处分")
    boxes.append(blocks.figure(t("问责"), count(number), below, explanation=explanation))
    st.html(blocks.figures(boxes, narrowest=180))


def _received(view: View) -> str:
    below = [blocks.below(t("未接入"))]
    if view.last_at:
        still, late = (count(view.numbers[one]) for one in ("signals_open", "signals_overdue"))
        below = [
            _figure(t("{n} 件未办结", n=still), "signals_open"),
            _figure(t("{n} 件超期", n=late), "signals_overdue"),
        ]
    explanation = t("期间收到的信访、热线、举报、复议、诉讼、审计问题和问责")
    number = count(view.number("signals_received"))
    return blocks.figure(t("收到"), number, *below, explanation=explanation)


PARTS = {
    "reconsideration_corrected_rate": ("reconsiderations_concluded", "reconsiderations_corrected"),
    "lawsuit_lost_rate": ("lawsuits_judged", "lawsuits_lost"),
    "petition_on_time_rate": ("petitions_due", "petitions_due_met"),
    "audit_rectified_rate": ("audit_problems_due", "audit_problems_due_met"),
}
"""By indicator, the measures of the whole and of the part."""


def _rate(view: View, box: tuple[str, str, str], words: tuple[str, str]) -> str:
    title, kind, indicator = box
    found = view.rates.loc[indicator]
    value, below = None, [blocks.below(t("未接入"))]
    if kind in view.last_at:
        value = found["value"]
        is_weak = found["is_small"] and pd.notna(value)
        below = [blocks.below(t("件数少，仅供参考"))] if is_weak else []
        below += [
            _figure(sentence.format(n=count(view.numbers[measure])), measure)
            for measure, sentence in zip(PARTS[indicator], words, strict=True)
        ]
    return blocks.figure(title, rate(value), *below, explanation=t("口径见“指标口径”"))


def channels_tile(grid: GridContainer, view: View) -> None:
    """各渠道: what came, what waits, what was in time; a dash where nothing is connected."""
    with tile(grid, t("各渠道"), t("短横为未接入或没有时限"), columns=2):
        frame = by_channel(view)
        frame["state"] = [
            t("未接入") if pd.isna(last) else t("最近 {day}", day=f"{last:%Y-%m-%d}")
            for last in frame["last_at"]
        ]
        column = st.column_config
        shown: dict[str, Any] = {
            "title": column.TextColumn(t("渠道"), width=120),
            "received": _number_column(t("收到")),
            "open": _number_column(t("未办结")),
            "overdue": _number_column(t("超期")),
            "due": _number_column(t("应办结")),
            "met": _number_column(t("按期办结")),
            "rate": _number_column(t("按期率"), format="%.1f%%"),
            "state": column.TextColumn(t("接入"), width=130),
        }
        clicked = figure_table(
            frame, frame["kind"].tolist(), shown, most=MOST_ROWS, key="channels", alt=t("各渠道")
        )
        if clicked:
            _open_channel(view, *clicked)


def _number_column(heading: str, format: str | None = None) -> Any:  # noqa: A002, ANN401
    """A column as narrow as its heading allows."""
    width = max(NARROWEST, round(len(heading) * in_language(LETTER)) + MARGIN)
    return st.column_config.NumberColumn(heading, width=width, format=format)


def _open_channel(view: View, kind: str, column: str) -> None:
    if kind not in view.last_at or column not in MEASURE_OF:
        return
    if kind == ACCOUNTABILITY:
        _go("accountabilities")
    is_of_limit = column in ("due", "met", "rate")
    if not is_of_limit or kind in LIMITED:
        _go(MEASURE_OF[column].format(PLURALS[kind]))


def findings_tile(grid: GridContainer, view: View) -> None:
    """未解除的发现: what the rules say of signals at the moment."""
    with tile(grid, t("未解除的发现"), t("数据时点")):
        if not view.last_at:
            empty(t("外部监督数据尚未接入"))
            return
        found = [
            _figure(
                t("{rule} {n} 条", rule=rule_title(rule), n=count(view.numbers[measure])), measure
            )
            for rule, measure in FOUND.items()
        ]
        st.html("".join(found))


def outcomes_tile(grid: GridContainer, view: View) -> None:
    """办结结果: how what was answered in the period came out."""
    with tile(grid, t("办结结果"), t("期间办结，点击看清单")):
        frame = fetch(channels.outcomes, view.scope, as_of=view.as_of)
        if frame.empty:
            empty(t("期间没有办结的外部监督事项"))
            return
        whole = frame.groupby("kind")["signals"].transform("sum")
        keys = [
            channels.outcome_name(row["kind"], row["outcome"]) for row in frame.to_dict("records")
        ]
        shown = pd.DataFrame(
            {
                "kind": [label("signal_kind", kind) for kind in frame["kind"]],
                "outcome": [label("signal_outcome", outcome) for outcome in frame["outcome"]],
                "signals": frame["signals"],
                "share": frame["signals"] / whole * 100,
            }
        )
        column = st.column_config
        columns: dict[str, Any] = {
            "kind": column.TextColumn(t("渠道"), width=110),
            "outcome": column.TextColumn(t("结果"), width=110),
            "signals": column.NumberColumn(t("件数"), width=84),
            "share": column.ProgressColumn(
                t("占该渠道"), max_value=100, format="%.0f%%", color="#3f78a8", width=130
            ),
        }
        clicked = figure_table(
            shown, keys, columns, most=MOST_ROWS, key="outcomes", alt=t("办结结果")
        )
        if clicked:
            _go(clicked[0])


def trend_tile(grid: GridContainer, view: View) -> None:
    """近一年: what came in each month."""
    with tile(grid, t("近十二个月收到"), t("件，本月未完")):
        if not view.last_at:
            empty(t("外部监督数据尚未接入"))
            return
        last = view.as_of.date()
        first = (Period.ending(last, TREND_DAYS - 30).first).replace(day=1)
        year = view.scope.within(Period(first, last))
        months = fetch(figures, year, as_of=view.as_of, names=("signals_received",), by="month")
        show(charts_channels.by_month(months), alt=t("近十二个月收到"))
        span: dict[str, links.Value] = {"from_": first, "to": last, "town": filters.asked("town")}
        st.html(way("cases", t("查看清单"), measure="signals_received", **span))


def split_tile(grid: GridContainer, view: View, by: str) -> None:
    """分部门 or 分主题: volumes, limits and outcomes, each number with its list."""
    title = t("分部门") if by == "department" else t("分主题")
    with tile(grid, title, t("收到多的在前，点击数字看清单"), columns=2):
        frame = split(view, by) if view.last_at else pd.DataFrame()
        if frame.empty:
            empty(t("所选范围内没有外部监督事项"))
            return
        column = st.column_config
        head = t("部门") if by == "department" else t("主题")
        columns: dict[str, Any] = {"title": column.TextColumn(head, width=in_language((210, 270)))}
        columns |= {measure: _number_column(words) for measure, words in split_titles().items()}
        clicked = figure_table(
            frame, frame["key"].tolist(), columns, most=MOST_ROWS, key=f"split_{by}", alt=title
        )
        if clicked:
            key, measure = clicked
            _go("signals_received" if measure == "title" else measure, **{by: key})


def missing_tile(grid: GridContainer, view: View) -> None:
    """未接入: what system, which tables, whose task; never a zero."""
    rows = [
        (
            label("signal_kind", kind),
            t(system),
            f"public_signal (kind = {kind})",
            t(owner),
        )
        for kind, (system, owner) in OWNERS.items()
        if kind not in view.last_at
    ]
    rows += [
        (
            t("负责人出庭应诉率"),
            t("行政应诉台账的开庭与出庭记录"),
            t("public_signal 尚无开庭、出庭字段"),
            t("区司法局"),
        ),
        (
            t("个人重复信访"),
            t("信访信息系统的信访人标识（脱敏）"),
            t("public_signal 只有 enterprise_code"),
            t("区信访办"),
        ),
    ]
    with tile(grid, t("未接入"), t("不计入任何数字")):
        for what, system, tables, owner in rows:
            words = t("来源 {system}　·　表 {table}　·　由 {owner} 负责接入")
            told = words.format(system=system, table=tables, owner=owner)
            st.markdown(f":gray[:material/link_off:] **{what}**　:gray[{escape(told)}]")


def _figure(words: str, measure: str) -> str:
    """A number and the way to the rows behind it, as markup."""
    return way("cases", words, measure=measure, town=filters.asked("town"))


def _go(measure: str, **bounds: str) -> None:
    links.go("cases", measure=measure, **{"town": filters.asked("town")} | bounds)
