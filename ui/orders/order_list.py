"""The list behind a number of orders: its rows in words, each opens its order."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from supervision.indicators import orders as anchors
from ui import links, list_lines
from ui.formats import printable
from ui.labels import label, rule_title
from ui.lists import in_words
from ui.names import name
from ui.words import t

MOMENTS = (
    *("occurs_at", "happened_at", "entered_at", "left_at", "valid_from"),
    *("asked_at", "answered_at", "issued_at", "signed_at", "due_at", "ended_at"),
)
ANCHORS = {
    "order_clock.issued_at": anchors.AT_ISSUE,
    "order_clock.due_at": anchors.AT_DUE,
    "order_answer.due_at": anchors.AT_ANSWER_DUE,
    "order_event.happened_at": anchors.AT_ACT,
}
"""What the days of orders are called on their definition cards."""


def is_of_orders(frame: pd.DataFrame) -> bool:
    """Whether the rows of a list are of orders."""
    return "order_id" in frame


def headings() -> dict[str, str]:
    """Every column that such a list may have, in the order of drawing, in words."""
    return {
        "level": t("级别"),
        "light": t("灯"),
        "order_no": t("督办单"),
        "line": t("业务"),
        "subject_no": t("对象"),
        "department_code": t("部门"),
        "town_code": t("街镇"),
        "rule": t("规则"),
        "action": t("办理"),
        "state": t("状态"),
        "party": t("轮到谁"),
        "occurs_at": t("发现时刻"),
        "happened_at": t("时间"),
        "entered_at": t("自"),
        "left_at": t("至"),
        "valid_from": t("自"),
        "asked_at": t("要求"),
        "answered_at": t("反馈时间"),
        "issued_at": t("发出时间"),
        "signed_at": t("签收时间"),
        "due_at": t("期限"),
        "ended_at": t("了结"),
    }


def worded(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows with names and words for their codes; text is printable, times stay times."""
    kind_of_level = "level" if "finding_id" in frame else "order_level"
    words: dict[str, Callable[[Any], str]] = {
        "order_no": lambda text: printable(text, 40),
        "subject_no": lambda text: printable(text, 40),
        "line": lambda code: label("line", code),
        "department_code": lambda code: name("department", code),
        "town_code": lambda code: name("town", code),
        "level": lambda code: label(kind_of_level, code),
        "light": lambda code: label("light", code),
        "rule": rule_title,
        "action": lambda code: label("order_action", code),
        "state": lambda code: label("order_state", code),
        "party": lambda code: label("party", code),
    }
    return in_words(frame, words)


def table(frame: pd.DataFrame) -> None:
    """The rows on screen; a number opens its order."""
    opened = {"order_no": [links.address("order", id=each) for each in frame["order_id"]]}
    levels = {each: frame[each].tolist() for each in ("level", "light") if each in frame}
    list_lines.draw(worded(frame), headings(), opened=opened, levels=levels, times=MOMENTS)
