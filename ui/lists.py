"""What every list of a screen shares: its table, the way from a row to what it names, its pages."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from data_access.listing import Listing
from ui import filters, links
from ui.formats import count
from ui.words import ENGLISH, language, t

ROWS_A_PAGE = 20
MOST_PAGES = 1_000_000
ROW_HEIGHT = 36
OPENED = "opened_row"


def in_language(widths: tuple[int, int]) -> int:
    """Of a width in Chinese and one in English, in pixels, the reader's."""
    return widths[language() == ENGLISH]


def in_words(frame: pd.DataFrame, words: Mapping[str, Callable[[Any], str]]) -> pd.DataFrame:
    """The rows with their codes told by the function of each column, as far as it is there."""
    return frame.assign(
        **{column: frame[column].map(words[column]) for column in words if column in frame}
    )


def opening_column(
    title: str, targets: Iterable[Mapping[str, str] | None], *, key: str, width: int | None = None
) -> Any:  # noqa: ANN401
    """A column whose cells open what their row names: a screen and its filters, or nothing."""
    return st.column_config.ButtonColumn(
        title,
        type="tertiary",
        alignment="left",
        width=width,
        key=key,
        on_click=_note,
        args=(key, tuple(targets)),
    )


def case_column(title: str, case_ids: Iterable[str], *, key: str, width: int | None = None) -> Any:  # noqa: ANN401
    """A column of case numbers that open their cases; "" where a row is about no case."""
    targets = [{"screen": "case", "id": each} if each else None for each in case_ids]
    return opening_column(title, targets, key=key, width=width)


def follow() -> None:
    """Open what was pressed in a table; call before anything is drawn."""
    target = st.session_state.pop(OPENED, None)
    if target:
        links.go(**target)


def page_asked(asked: Callable[[int], Listing]) -> tuple[Listing, int]:
    """The page that the address names, or the last where it is past that; and its number from 1.

    `asked` gives the page that begins behind so many rows.
    """
    number = filters.wanted_page(MOST_PAGES)
    found = asked((number - 1) * ROWS_A_PAGE)
    last = max(-(-found.total // ROWS_A_PAGE), 1)
    return (found, number) if number <= last else (asked((last - 1) * ROWS_A_PAGE), last)


def footer(total: int, page: int, rows: int) -> None:
    """How many there are, which of them this page (from 1) shows, and the pages."""
    first = (page - 1) * ROWS_A_PAGE + 1
    words = t("共 {n} 条，第 {first}–{last} 条", n=count(total), first=first, last=first + rows - 1)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(words if total else t("共 0 条"), width="content")
        st.space("stretch")
        filters.page_number(-(-total // ROWS_A_PAGE))


def _note(key: str, targets: tuple[Mapping[str, str] | None, ...]) -> None:
    """Remember what the row names, not the row: the rows may be others when it is opened."""
    st.session_state[OPENED] = targets[st.session_state[key]["row"]]
