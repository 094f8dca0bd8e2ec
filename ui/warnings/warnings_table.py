"""The list of open findings as a table: level, case, where, which rule, and how many days."""

from datetime import date, datetime
from urllib.parse import quote

import pandas as pd
import streamlit as st

from ui.charts.chart_theme import QUIET, RED, YELLOW
from ui.formats import printable
from ui.labels import label, rule_title
from ui.lists import ROW_HEIGHT, case_column, in_language, opening_column
from ui.names import name
from ui.parts import pill, pill_options
from ui.words import t

BAR_WIDTH, BAR_HEIGHT, ZERO = 100, 26, 64
A_DAY = 10
"""Pixels a working day; the bar ends where the cell does, the number beside it goes on."""
CUT = '<path d="M12 4L8 22M17 4L13 22" stroke="#ffffff" stroke-width="2"/>'
"""Two strokes through a bar that is longer than its cell."""
FILLS = {"red": (RED, 1.0), "yellow": (YELLOW, 1.0), "soon": (YELLOW, 0.3)}
OTHER_FILL = (QUIET, 0.3)
WIDTHS = {
    "level": (86, 98),
    "case": (136, 136),
    "item": (182, 160),
    "rule": (120, 140),
    "days": (62, 54),
    "bar": (104, 104),
    "department": (118, 168),
    "stage": (64, 70),
    "officer": (60, 64),
    "found": (84, 84),
    "order": (58, 58),
}
"""Pixels in Chinese and in English, in the order of the table: how late a case is stands on every
desktop, what is behind the days is reached by scrolling on a narrow one."""


def days_bar(days: int, level: str) -> str:
    """Days past the limit grow left of the zero line, days left right of it: late is a side."""
    fill, opacity = FILLS.get(level, OTHER_FILL)
    length = min(abs(days) * A_DAY, ZERO - 2 if days < 0 else BAR_WIDTH - ZERO - 2)
    start = ZERO - length if days < 0 else ZERO
    is_cut = abs(days) * A_DAY > length
    cut = CUT if is_cut and days < 0 else ""
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{BAR_WIDTH}" height="{BAR_HEIGHT}">'
        f'<rect x="{start}" y="7" width="{length}" height="12" fill="{fill}" '
        f'fill-opacity="{opacity}" stroke="{fill}"/>'
        f'{cut}<path d="M{ZERO} 1V25" stroke="{QUIET}" stroke-width="1"/></svg>'
    )
    return "data:image/svg+xml," + quote(drawing)


def in_words(frame: pd.DataFrame, today: date) -> pd.DataFrame:
    """The rows with words for codes: the columns of WIDTHS but the bar, and occurs_at."""
    return pd.DataFrame(
        {
            "level": [label("level", code) for code in frame["level"]],
            "case": [printable(number, 40) for number in frame["case_no"]],
            "item": [name("item", code) for code in frame["item_code"]],
            "department": [name("department", code) for code in frame["department_code"]],
            "town": [name("town", code) for code in frame["town_code"]],
            "stage": [label("stage", code) for code in frame["stage"]],
            "rule": [rule_title(code) for code in frame["rule"]],
            "days": frame["days"],
            "officer": [
                printable(who, 20) if isinstance(who, str) else "" for who in frame["officer"]
            ],
            "found": [_when(at, today) for at in frame["occurs_at"]],
            "occurs_at": frame["occurs_at"],
            "due_at": frame["due_at"],
            "order": t("督办"),
        }
    )


def _when(moment: datetime, today: date) -> str:
    """As short as it can be without doubt: today's time, else the day, with a foreign year."""
    if moment.date() == today:
        return f"{moment:%H:%M}"
    return f"{moment:%m-%d}" if moment.year == today.year else f"{moment:%Y-%m-%d}"


def draw(frame: pd.DataFrame, today: date, *, can_select: bool) -> list[str]:
    """The table; a case number opens its case. Returns the keys of the findings that are chosen."""
    shown = in_words(frame, today).assign(
        level=[pill(code) for code in frame["level"]],
        bar=[
            None if pd.isna(days) else days_bar(int(days), level)
            for days, level in zip(frame["days"], frame["level"], strict=True)
        ],
    )
    words, colours = pill_options()
    column = st.column_config
    widths = {key: in_language(pair) for key, pair in WIDTHS.items()}
    chosen = st.dataframe(
        shown,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height="content",
        alt=t("预警发牌"),
        key="warnings",
        on_select="rerun" if can_select else "ignore",
        selection_mode="multi-row",
        placeholder="—",
        column_order=list(WIDTHS),
        column_config={
            "level": column.MultiselectColumn(
                t("级别"), options=words, color=colours, width=widths["level"]
            ),
            "case": case_column(
                t("办件编号"), frame["case_id"], key="open_case", width=widths["case"]
            ),
            "item": column.TextColumn(t("事项"), width=widths["item"]),
            "department": column.TextColumn(t("部门"), width=widths["department"]),
            "stage": column.TextColumn(t("环节"), width=widths["stage"]),
            "rule": column.TextColumn(t("规则"), width=widths["rule"]),
            "bar": column.ImageColumn(t("◂ 超期　剩余 ▸"), width=widths["bar"]),
            "days": column.NumberColumn(t("工作日数"), format="%+d", width=widths["days"]),
            "officer": column.TextColumn(t("经办"), width=widths["officer"]),
            "found": column.TextColumn(t("发现"), width=widths["found"]),
            "order": opening_column(
                t("处置"),
                [{"screen": "card", "finding": key} for key in frame["finding_id"]],
                key="open_order",
                width=widths["order"],
            ),
        },
    )
    rows = chosen["selection"]["rows"] if can_select else []  # type: ignore[index]
    return [frame["finding_id"].iloc[row] for row in rows if row < len(frame)]
