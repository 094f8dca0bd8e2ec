"""The tiles of the projects screen: figures against plan, map, trouble, dates, money, the list."""

import pandas as pd
import streamlit as st
from streamlit.elements.lib.grid_container import GridContainer

from data_access.projects import projects
from ui import blocks, filters, formats, links
from ui.charts import maps
from ui.fetch import fetch
from ui.formats import UNKNOWN, count, rate
from ui.lists import ROWS_A_PAGE, footer
from ui.parts import empty, tile
from ui.projects import coming_weeks, money_lines, plan_lines, project_rows
from ui.projects.projects_screen import (
    HUNDRED_MILLION,
    TEN_THOUSAND,
    View,
    own_names,
)
from ui.splits import way
from ui.words import t

MOST_TROUBLED = 8
MOST_GANTT = 8
BESIDE_CALENDAR = 370
"""Pixels of the chart of money, which stands beside calendar and table."""
ATTENTION = ("light", "title", "progress", "behind", "rule")
LISTED = (
    *("light", "title", "progress", "behind", "trouble"),
    *("kind", "department", "town", "investment"),
)


def cards(view: View) -> None:
    """Row one: starts and completions against the plan to date, money, what is stuck."""
    numbers, boxes = view.numbers, []
    for title, indicator, planned, missing, words in (
        (t("开工率"), "start_rate", "starts_planned", "starts_missing", t("{n} 个应开工")),
        (
            t("竣工率"),
            "completion_rate",
            "completions_planned",
            "completions_missing",
            t("{n} 个应竣工"),
        ),
    ):
        explanation = t("到数据时点按年度清单应完成的项目中，已完成的占多少")
        boxes.append(
            blocks.figure(
                title,
                rate(_value(view, indicator)),
                _figure(words.format(n=count(numbers[planned])), planned),
                _figure(t("{n} 个未完成", n=count(numbers[missing])), missing),
                explanation=explanation,
            )
        )
    gap = _value(view, "schedule_gap")
    points = UNKNOWN if gap is None else formats.signed(gap * 100, 1)
    invested = formats.number(numbers["invested_to_date"] / HUNDRED_MILLION)
    money = blocks.figure(
        t("投资完成率"),
        rate(_value(view, "investment_rate")),
        _figure(t("比序时 {points} 百分点", points=points), "investment_ahead_of_plan"),
        _figure(t("已完成 {n} 亿元", n=invested), "invested_to_date"),
        explanation=t("最近一期月报的本年累计完成投资，占年度计划投资的多少"),
    )
    stuck = blocks.figure(
        t("未销号问题"),
        count(numbers["blockers_open"]),
        _figure(t("{n} 个过了承诺日", n=count(numbers["blockers_overdue"])), "blockers_overdue"),
        _figure(t("{n} 个节点过期", n=count(numbers["milestones_late"])), "milestones_late"),
        explanation=t("数据时点尚未销号的项目问题，和过了计划日还没有完成的节点"),
    )
    st.html(blocks.figures([*boxes, money, stuck], narrowest=165))


def map_tile(grid: GridContainer, view: View) -> None:
    """分布: where the projects are, by light."""
    with tile(grid, t("分布"), maps.note()):
        towns = fetch(projects.list_towns, view.scope, as_of=view.as_of)
        placed = view.shown.assign(name=view.shown["title"])
        named = towns.assign(name=own_names(towns))
        maps.map_of_projects(placed, named, open_project, "projects")


def open_project(project_id: str) -> None:
    """Open one project."""
    links.go("project", id=project_id)


def attention_tile(grid: GridContainer, view: View) -> None:
    """需要关注: the worst first, with what holds each up."""
    with tile(grid, t("需要关注"), t("红灯在前，落后多的在前")):
        if view.shown.empty:
            empty(t("所选范围内没有在册项目"))
            return
        st.html(blocks.lines(project_rows.rows(view.shown.head(MOST_TROUBLED), ATTENTION)))


def plan_tile(grid: GridContainer, view: View) -> None:
    """节点计划与实际: of the projects above, each date against today."""
    with tile(
        grid,
        t("节点计划与实际"),
        t("细线与菱形为计划，灰条为已进行，彩条为迟延，竖线为今天"),
        columns=2,
    ):
        some = view.shown.head(MOST_GANTT)
        stones = fetch(
            projects.list_stones,
            view.scope,
            as_of=view.as_of,
            project_ids=tuple(some["project_id"]),
        )
        if stones.empty:
            empty(t("没有节点计划"))
            return
        st.html(plan_lines.draw(*_gantt(some, stones), pd.Timestamp(view.as_of)))


def investment_tile(grid: GridContainer, view: View) -> None:
    """投资: the money of the year against its schedule."""
    with tile(grid, t("投资与序时计划"), t("本年累计，万元")):
        months = fetch(projects.investment_by_month, view.scope, as_of=view.as_of)
        if months.empty:
            empty(t("今年还没有月报"))
            return
        money = ["planned", "invested", "annual"]
        months[money] = months[money] / TEN_THOUSAND
        annual = float(months["annual"].iloc[-1])
        st.html(money_lines.draw(months, annual, BESIDE_CALENDAR))


def coming_tile(grid: GridContainer, view: View) -> None:
    """近期节点: what is planned for the weeks to come."""
    with tile(grid, t("近期节点"), t("未来六周计划完成的节点数")):
        coming = fetch(projects.list_coming, view.scope, as_of=view.as_of)
        days = fetch(projects.list_week_days, view.scope, as_of=view.as_of)
        coming_weeks.draw(coming, days)


def list_tile(grid: GridContainer, view: View) -> None:
    """全部项目: a page of the list, each row opens its project."""
    total = len(view.shown)
    pages = max(-(-total // ROWS_A_PAGE), 1)
    with tile(grid, t("项目清单"), t("点项目名称看详情"), columns=2):
        number = filters.wanted_page(pages)
        some = view.shown.iloc[(number - 1) * ROWS_A_PAGE : number * ROWS_A_PAGE]
        if some.empty:
            empty(t("所选范围内没有在册项目"))
            return
        st.html(blocks.lines(project_rows.rows(some, LISTED)))
        footer(total, number, len(some))


def _gantt(some: pd.DataFrame, stones: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The frames that the plans are drawn from: the projects, their milestones."""
    stones = stones.assign(
        stone=own_names(stones, "stone"),
        planned=stones["due_at"].dt.normalize(),
        reached=stones["reached_at"],
    )
    spans = stones.groupby("project_id")["planned"].agg(begin="min", plan_end="max").reset_index()
    rows = some[["project_id", "title", "light"]].merge(spans, on="project_id")
    return rows, _told(stones)


def _told(stones: pd.DataFrame) -> pd.DataFrame:
    """Of each project its earliest late milestone, else the last one reached; and the next one."""
    ordered = stones.sort_values("planned")
    late = ordered[ordered["is_late"]].groupby("project_id").head(1)
    is_done = ordered["reached"].notna() & ~ordered["project_id"].isin(late["project_id"])
    done = ordered[is_done].groupby("project_id").tail(1)
    ahead = ordered[ordered["reached"].isna() & ~ordered["is_late"]].groupby("project_id").head(1)
    told = pd.concat([done, late, ahead])
    return told[["project_id", "stone", "planned", "reached"]]


def _value(view: View, indicator: str) -> float | None:
    value = view.rates.loc[indicator, "value"]
    return None if pd.isna(value) else float(value)


def _figure(words: str, measure: str) -> str:
    """A number and the way to the rows behind it, as markup."""
    return way("cases", words, measure=measure, town=filters.asked("town"))
