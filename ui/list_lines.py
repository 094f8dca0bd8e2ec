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


def draw(
    shown: pd.DataFrame,
    titles: Mapping[str, str],
    *,
    levels: Mapping[str, Sequence[object]] = NOTHING,
    **how: Any,  # noqa: ANN401
) -> None:
    """A page of rows as of `rows`, a line each: all columns that hold anything."""
    st.html(blocks.lines(rows(shown, _held(shown, titles, levels), levels=levels, **how)))


def few(
    shown: pd.DataFrame,
    titles: Mapping[str, str],
    *,
    levels: Mapping[str, Sequence[object]] = NOTHING,
    **how: Any,  # noqa: ANN401
) -> None:
    """The same of a few rows, in which long words take a second line."""
    st.html(rows(shown, _held(shown, titles, levels), levels=levels, **how))


def _held(
    shown: pd.DataFrame, titles: Mapping[str, str], levels: Mapping[str, Sequence[object]]
) -> Mapping[str, str]:
    """The titles of the columns that hold anything; of a level its code says so."""
    held = shown.assign(**levels).notna().any()
    return {each: words for each, words in titles.items() if held.get(each, False)}


def rows(
    shown: pd.DataFrame,
    titles: Mapping[str, str],
    *,
    opened: Mapping[str, Sequence[str]] = NOTHING,
    levels: Mapping[str, Sequence[object]] = NOTHING,
    times: Collection[str] = (),
    days: Collection[str] = (),
    decimals: Mapping[str, int] = NOTHING,
    long: Collection[str] = (),
) -> str:
    """Rows in words as a table of the page, as markup: the columns titled, in their order.

    `opened` columns lead to an address a row, "" to nothing; of `levels` the codes are drawn as
    pills; `times` are shown to the minute, `days` to the day, numbers with so many `decimals`; of
    `long` columns words take further lines, but keep some room.
    """

    def cell(column: str, value: Any) -> str:  # noqa: ANN401
        if pd.isna(value):
            return UNKNOWN
        if column in times:
            return _moment(last_day(value) if column.endswith(LIMIT) else minute(value))
        if column in days:
            return _moment(day(value))
        return number(value, decimals[column]) if column in decimals else as_html(value)

    cells = {}
    for column in titles:
        if column in levels:
            cells[column] = list(map(pill, levels[column], shown[column]))
        elif column in opened:
            cells[column] = list(map(_opening, opened[column], shown[column]))
        else:
            cells[column] = [cell(column, value) for value in shown[column]]
    drawn = (dict(zip(titles, row, strict=True)) for row in zip(*cells.values(), strict=True))
    return blocks.few_rows(titles, drawn, decimals, long)


def _moment(words: str) -> str:
    """A day stays in one line; the time of day may take another."""
    on, _, at = words.partition(" ")
    return f'<span class="sv-whole">{on}</span> {at}'.strip()


def _opening(address: str, words: object) -> str:
    text = UNKNOWN if pd.isna(words) else str(words)
    return blocks.opening(address, text) if address else as_html(text)


def pill(level: object, word: str) -> str:
    """The level as shape and word in its colour; a word alone where it is none of ours."""
    if not isinstance(level, str) or level not in LEVEL_MARKS:
        return as_html(word)
    return blocks.pill(level, f"{LEVEL_MARKS[level]} {word}")
