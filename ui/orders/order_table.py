"""Orders as a table: light, number, where it stands, until when, about what, and whose."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from ui.charts.chart_theme import LEVEL_MARKS
from ui.formats import day, printable
from ui.labels import label, rule_title
from ui.lists import ROW_HEIGHT, opening_column
from ui.names import name
from ui.orders.order_words import due_words, subject
from ui.parts import PILL_COLOURS, pill_options, pill_word
from ui.words import ENGLISH, language, t

WIDTHS = {
    "light": (86, 92),
    "number": (158, 158),
    "state": (84, 108),
    "due": (96, 98),
    "about": (190, 168),
    "rule": (130, 150),
    "department": (150, 192),
    "level": (84, 76),
    "since": (96, 96),
}
"""Pixels in Chinese and in English, in the order of the table."""
CARD_WORD = "card"
"""Stands for a party where a row is a contested card and no order."""
LIGHTS = ("red", "yellow", "normal")


def in_words(frame: pd.DataFrame, as_of: datetime) -> pd.DataFrame:
    """The rows with words for codes: the columns of WIDTHS, due_at and issued_at."""
    rows = frame.to_dict("records")
    return pd.DataFrame(
        {
            "light": [
                label("level" if row["party"] == CARD_WORD else "light", row["light"])
                for row in rows
            ],
            "number": [printable(row["order_no"], 40) for row in rows],
            "about": [subject(row) for row in rows],
            "rule": [rule_title(row["rule"]) if row["rule"] else None for row in rows],
            "department": [name("department", row["department_code"]) for row in rows],
            "level": [label("order_level", row["level"]) for row in rows],
            "state": [label("order_state", row["state"]) for row in rows],
            "since": [row["since"] for row in rows],
            "due": [_due(row, as_of) for row in rows],
            "issued_at": frame["issued_at"],
            "due_at": frame["due_at"],
        },
        columns=[*WIDTHS, "issued_at", "due_at"],
    )


def draw(frame: pd.DataFrame, as_of: datetime, *, key: str, title: str) -> None:
    """The table; a number opens its order, or the card that is contested."""
    shown = in_words(frame, as_of)
    shown["light"] = [_pill(row) for row in frame.to_dict("records")]
    words, colours = pill_options()
    words = [*words, *map(_light_word, LIGHTS)]
    colours = [*colours, *(PILL_COLOURS[light] for light in LIGHTS)]
    column = st.column_config
    widths = {each: pair[language() == ENGLISH] for each, pair in WIDTHS.items()}
    st.dataframe(
        shown,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height="content",
        alt=title,
        key=key,
        placeholder="—",
        column_order=list(WIDTHS),
        column_config={
            "light": column.MultiselectColumn(
                t("灯"), options=words, color=colours, width=widths["light"]
            ),
            "number": opening_column(
                t("督办单"),
                [_target(row) for row in frame.to_dict("records")],
                key=f"{key}_opened",
                width=widths["number"],
            ),
            "about": column.TextColumn(t("对象"), width=widths["about"]),
            "rule": column.TextColumn(t("规则"), width=widths["rule"]),
            "department": column.TextColumn(t("部门"), width=widths["department"]),
            "level": column.TextColumn(t("等级"), width=widths["level"]),
            "state": column.TextColumn(t("状态"), width=widths["state"]),
            "since": column.DatetimeColumn(t("自"), format="MM-DD HH:mm", width=widths["since"]),
            "due": column.TextColumn(t("期限"), width=widths["due"]),
        },
    )


def _due(row: Mapping[str, Any], as_of: datetime) -> str | None:
    """How far the last day is while it is the department's turn; else the day."""
    if pd.isna(row["due_at"]):
        return None
    return due_words(row["due_at"], as_of) if row["party"] == "department" else day(row["due_at"])


def _pill(row: Mapping[str, Any]) -> list[str] | None:
    """The light of an order; of a card its level."""
    code = row["light"]
    if not isinstance(code, str):
        return None
    return [pill_word(code) if row["party"] == CARD_WORD else _light_word(code)]


def _light_word(light: str) -> str:
    return f"{LEVEL_MARKS[light]} {label('light', light)}"


def _target(row: Mapping[str, Any]) -> dict[str, str]:
    if row["party"] == CARD_WORD:
        return {"screen": "card", "finding": row["finding_id"]}
    return {"screen": "order", "id": row["order_id"]}
