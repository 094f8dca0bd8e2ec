"""The list behind a number of projects: its rows in words, each opens its project."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from supervision.indicators import projects as anchors
from ui import links, list_lines
from ui.formats import UNKNOWN, printable
from ui.labels import label, rule_title
from ui.lists import in_words
from ui.names import name
from ui.projects.projects_screen import own_names
from ui.words import t

MOMENTS = (
    *("applied_at", "approved_at", "valid_from", "raised_at", "closed_at"),
    *("began_at", "ended_at", "occurs_at"),
)
DAYS = (
    *("start_due_at", "started_at", "completion_due_at", "completed_at", "statistics_due_at"),
    *("in_statistics_at", "due_at", "reached_at", "promised_due_at"),
)
DECIMALS = dict.fromkeys(("value", "age_days", "total_days"), 0)
ANCHORS = {
    "project_clock.start_due_at": anchors.AT_START_DUE,
    "project_clock.completion_due_at": anchors.AT_COMPLETION_DUE,
    "project_clock.statistics_due_at": anchors.AT_STATISTICS_DUE,
    "project_clock.applied_at": anchors.AT_FIRST_APPLICATION,
    "project_clock.approved_at": anchors.AT_APPROVAL,
    "blocker_clock.raised_at": anchors.AT_BLOCKER_RAISED,
    "blocker_clock.closed_at": anchors.AT_BLOCKER_CLEARED,
    "chain_step.ended_at": anchors.AT_WAIT_END,
    "milestone_version.valid_from": anchors.AT_RESCHEDULING,
}
"""What the days of projects are called on their definition cards."""


def is_of_projects(frame: pd.DataFrame) -> bool:
    """Whether the rows of a list are of projects."""
    return "project_id" in frame


def headings() -> dict[str, str]:
    """Every column that such a list may have, in the order of drawing, in words."""
    return {
        "level": t("级别"),
        "light": t("灯"),
        "name": t("项目"),
        "project_code": t("项目编号"),
        "item_code": t("类别"),
        "department_code": t("部门"),
        "town_code": t("属地"),
        "rule": t("规则"),
        "kind": t("事项"),
        "stage": t("阶段"),
        "list_kind": t("年度清单"),
        "month": t("月报"),
        "value": t("数值"),
        "occurs_at": t("发现时刻"),
        "valid_from": t("自"),
        "due_at": t("计划"),
        "reached_at": t("实际"),
        "raised_at": t("提出"),
        "promised_due_at": t("承诺日"),
        "closed_at": t("销号时间"),
        "age_days": t("天数"),
        "began_at": t("开始"),
        "ended_at": t("结束"),
        "total_days": t("工作日"),
        "start_due_at": t("计划开工"),
        "started_at": t("开工"),
        "completion_due_at": t("计划竣工"),
        "completed_at": t("竣工"),
        "statistics_due_at": t("应入库"),
        "in_statistics_at": t("入库"),
        "applied_at": t("首次受理"),
        "approved_at": t("审批全部办结"),
    }


def worded(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows with names and words for their codes; text is printable, times stay times."""
    frame = frame.assign(name=own_names(frame))
    words: dict[str, Callable[[Any], str]] = {
        "project_code": _printable,
        "item_code": lambda code: label("project_kind", code),
        "department_code": lambda code: name("department", code),
        "town_code": lambda code: name("town", code),
        "stage": lambda code: label("project_stage", code),
        "list_kind": lambda code: label("list_kind", code),
        "light": lambda code: label("light", code),
        "level": lambda code: label("level", code),
        "rule": rule_title,
        "kind": _kind_words,
    }
    return in_words(frame, words)


def table(frame: pd.DataFrame) -> None:
    """The rows on screen; a project's name opens it."""
    opened = {"name": [links.address("project", id=each) for each in frame["project_id"]]}
    levels = {each: frame[each].tolist() for each in ("level", "light") if each in frame}
    list_lines.draw(
        worded(frame),
        headings(),
        opened=opened,
        levels=levels,
        times=MOMENTS,
        days=DAYS,
        decimals=DECIMALS,
    )


def _kind_words(code: Any) -> str:  # noqa: ANN401  a code of a blocker, a link or a milestone
    known = {"wait": t("等待"), "step": t("环节")} | {
        stone: t(words) for stone, words in STONES.items()
    }
    return known.get(str(code)) or label("blocker_kind", code)


STONES = {
    "planning_permit": "规划许可",
    "construction_permit": "施工许可",
    "start": "开工",
    "foundation": "基础完工",
    "topping_out": "主体封顶",
    "completion": "竣工",
}


def _printable(text: object) -> str:
    return printable(text, 60) if isinstance(text, str) else UNKNOWN
