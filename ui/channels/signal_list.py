"""The list behind a number of public signals: its rows in words."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from supervision.indicators import appeals as anchors
from ui import list_lines
from ui.formats import UNKNOWN, printable
from ui.labels import label, rule_title
from ui.lists import in_words
from ui.names import name
from ui.words import t

MOMENTS = ("received_at", "due_at", "answered_at", "occurs_at")
DECIMALS = {"amount": 2}
ANCHORS = {
    "signal_clock.received_at": anchors.AT_SIGNAL,
    "signal_clock.answered_at": anchors.AT_CONCLUSION,
}
"""What the days of signals are called on their definition cards."""


def is_of_signals(frame: pd.DataFrame) -> bool:
    """Whether the rows of a list are public signals, or findings about them."""
    return "signal_id" in frame


def headings() -> dict[str, str]:
    """Every column that such a list may have, in the order of drawing, in words."""
    return {
        "level": t("级别"),
        "signal_no": t("编号"),
        "kind": t("渠道"),
        "item_code": t("主题"),
        "department_code": t("部门"),
        "town_code": t("街镇"),
        "rule": t("规则"),
        "occurs_at": t("发现时刻"),
        "received_at": t("收到"),
        "due_at": t("到期"),
        "answered_at": t("办结"),
        "outcome": t("结果"),
        "amount": t("金额（元）"),
    }


def worded(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows with names and words for their codes; text is printable, times stay times."""
    words: dict[str, Callable[[Any], str]] = {
        "signal_no": lambda text: printable(text, 40),
        "kind": lambda code: label("signal_kind", code),
        "item_code": lambda code: name("category", code),
        "department_code": lambda code: name("department", code),
        "town_code": lambda code: name("town", code) if code else UNKNOWN,
        "rule": rule_title,
        "level": lambda code: label("level", code),
        "outcome": lambda code: label("signal_outcome", code),
    }
    return in_words(frame, words)


def table(frame: pd.DataFrame) -> None:
    """The rows on screen."""
    levels = {"level": frame["level"].tolist()} if "level" in frame else {}
    shown, titles = worded(frame), headings()
    list_lines.draw(shown, titles, levels=levels, times=MOMENTS, decimals=DECIMALS)
