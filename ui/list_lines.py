"""Rows of a list as lines of the page: read whole, and what names something is a link to it."""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import pandas as pd
import streamlit as st

from ui import blocks
from ui.charts.chart_theme import LEVEL_MARKS
from ui.formats import UNKNOWN, as_html, day, last_day, minute, number

NOTHING: Mapping[str, Any] = MappingProxyType({})
LIMIT = "due_at"
"""What ends so is a limit: it mostly ends with its day, and is then shown as a day."""


def draw(shown: pd.DataFrame, titles: Mapping[str, str], **how: Any) -> None:  # noqa: ANN401
    """The rows as of `rows`, a line each: all columns that hold anything."""
    held = [each for each in titles if each in shown and shown[each].notna().any()]
    st.html(blocks.lines(rows(shown, {each: titles[each] for each in held}, **how)))


def rows(
    shown: pd.DataFrame,
    titles: Mapping[str, str],
    *,
    opened: Mapping[str, Sequence[str]] = NOTHING,
    levels: Mapping[str, Sequence[object]] = NOTHING,
    times: Collection[str] = (),
    days: Collection[str] = (),
    decimals: Mapping[str, int] = NOTHING,
) -> str:
    """Rows in words as a table of the page, as markup: the columns titled, in their order.

    `opened` columns lead to an address a row, "" to nothing; of `levels` the codes are drawn as
    pills; `times` are shown to the minute, `days` to the day, numbers with so many `decimals`.
    """

    def written(column: str, value: Any) -> str:  # noqa: ANN401
        if pd.isna(value):
            return UNKNOWN
        if column in times:
            return last_day(value) if column.endswith(LIMIT) else minute(value)
        if column in days:
            return day(value)
        return number(value, decimals[column]) if column in decimals else str(value)

    cells = {}
    for column in titles:
        if column in levels:
            cells[column] = list(map(_pill, levels[column], shown[column]))
            continue
        words = [written(column, value) for value in shown[column]]
        addresses = opened.get(column, [""] * len(words))
        cells[column] = [
            blocks.opening(address, text) if address else as_html(text)
            for address, text in zip(addresses, words, strict=True)
        ]
    drawn = (dict(zip(titles, row, strict=True)) for row in zip(*cells.values(), strict=True))
    return blocks.few_rows(titles, drawn, decimals)


def _pill(level: object, word: str) -> str:
    """The level as shape and word in its colour; a word alone where it is none of ours."""
    if not isinstance(level, str) or level not in LEVEL_MARKS:
        return as_html(word)
    return blocks.pill(level, f"{LEVEL_MARKS[level]} {word}")
