"""Lists of appeals: behind a number, on the screen of appeals, and beside a case or a project."""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.elements.lib.grid_container import GridContainer

from supervision.indicators import appeals as anchors
from ui import blocks, links, list_lines
from ui.formats import UNKNOWN, count, printable
from ui.labels import label, rule_title
from ui.lists import in_words
from ui.names import name
from ui.parts import tile
from ui.words import t

MOMENTS = (
    *("opened_at", "contacted_at", "due_at", "answered_at", "called_back_at"),
    *("entered_at", "left_at", "occurs_at"),
)
DECIMALS = dict.fromkeys(("returns", "holders", "calls", "satisfaction", "used_days", "value"), 0)
ANCHORS = {
    "appeal_clock.opened_at": anchors.AT_REQUEST,
    "appeal_clock.answered_at": anchors.AT_ANSWER,
    "appeal_clock.called_back_at": anchors.AT_CALL_BACK,
    "appeal_clock.reopened_at": anchors.AT_REOPENING,
    "appeal_stay.entered_at": anchors.AT_DISPATCH,
    "appeal_stay.left_at": anchors.AT_DISPATCH,
    "rating_clock.rated_at": anchors.AT_RATING,
}
"""What the days of appeals and ratings are called on their definition cards."""
LONGEST_WORDS = 80
ABOUT = (
    *("appeal_no", "item_code", "words", "department_code", "opened_at", "due_at"),
    *("answered_at", "outcome", "verdict"),
)
"""What is shown of an appeal beside its case or project."""


def is_of_appeals(frame: pd.DataFrame) -> bool:
    """Whether the rows of a list are of appeals."""
    return "appeal_id" in frame


def headings() -> dict[str, str]:
    """Every column that such a list may have, in the order of drawing, in words."""
    return {
        "level": t("级别"),
        "appeal_no": t("诉求编号"),
        "item_code": t("类别"),
        "enterprise": t("企业"),
        "words": t("企业的话"),
        "department_code": t("承办部门"),
        "town_code": t("街镇"),
        "channel": t("渠道"),
        "rule": t("规则"),
        "stage": t("环节"),
        "value": t("数值"),
        "occurs_at": t("发现时刻"),
        "entered_at": t("开始"),
        "left_at": t("结束"),
        "opened_at": t("提交"),
        "contacted_at": t("先行联系"),
        "due_at": t("到期"),
        "answered_at": t("答复"),
        "outcome": t("部门答复"),
        "called_back_at": t("回访"),
        "verdict": t("企业评判"),
        "satisfaction": t("评分"),
        "used_days": t("用时（工作日）"),
        "returns": t("退回"),
        "holders": t("经手部门"),
        "calls": t("回访次数"),
    }


def worded(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows with names and words for their codes; text is printable, times stay times."""
    others = {"category_code": "item_code", "enterprise_verdict": "verdict"}
    frame = frame.rename(columns=others)
    words: dict[str, Callable[[Any], str]] = {
        "level": lambda code: label("level", code),
        "appeal_no": _printable,
        "enterprise": _printable,
        "words": _printable,
        "item_code": lambda code: name("category", code),
        "department_code": lambda code: name("department", code),
        "town_code": lambda code: name("town", code),
        "channel": lambda code: label("appeal_channel", code),
        "stage": lambda code: label("appeal_stage", code),
        "rule": rule_title,
        "outcome": lambda code: label("appeal_outcome", code),
        "verdict": lambda code: label("appeal_verdict", code),
    }
    return in_words(frame, words)


def table(frame: pd.DataFrame) -> None:
    """A page of the rows behind a number; a number opens its appeal, a name its enterprise."""
    list_lines.draw(worded(frame), headings(), **_how(frame))


def preview(frame: pd.DataFrame, columns: Sequence[str]) -> None:
    """A few rows, read whole: without scrolling, and with room for long names."""
    st.html(_rows(frame, columns))


def lines(frame: pd.DataFrame, columns: Sequence[str]) -> None:
    """A page of rows, a line each; what is too wide for the screen scrolls sideways."""
    st.html(blocks.lines(_rows(frame, columns)))


def _rows(frame: pd.DataFrame, columns: Sequence[str]) -> str:
    known = headings()
    titles = {column: known[column] for column in columns}
    return list_lines.rows(worded(frame), titles, **_how(frame))


def _how(frame: pd.DataFrame) -> dict[str, Any]:
    """What of the rows is opened, and how it is written."""
    opened = {"appeal_no": [links.address("appeal", id=each) for each in frame["appeal_id"]]}
    if "enterprise_code" in frame:
        opened["enterprise"] = [
            links.address("enterprise", enterprise=code) if code else ""
            for code in frame["enterprise_code"]
        ]
    levels = {"level": frame["level"].tolist()} if "level" in frame else {}
    return {
        "opened": opened,
        "levels": levels,
        "times": MOMENTS,
        "decimals": DECIMALS,
        "long": ("words",),
    }


def about_tile(grid: GridContainer, frame: pd.DataFrame) -> None:
    """相关诉求: what enterprises asked for about the case or the project of the screen."""
    if frame.empty:
        return
    with tile(grid, t("相关诉求"), t("{n} 件", n=count(len(frame))), columns=2):
        preview(frame, ABOUT)


def _printable(text: object) -> str:
    return printable(text, LONGEST_WORDS) if isinstance(text, str) and text else UNKNOWN
