"""Tables of figures in which every cell leads to the list behind it."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from ui.formats import UNKNOWN

ROW_HEIGHT, HEAD_HEIGHT = 32, 38


def height_of(rows: int, most: int) -> int:
    """The pixels of a table that shows so many rows at most and scrolls to the others."""
    return HEAD_HEIGHT + ROW_HEIGHT * min(rows, most)


def figure_table(
    frame: pd.DataFrame,
    keys: Sequence[str],
    columns: Mapping[str, Any],
    *,
    most: int,
    key: str,
    alt: str,
) -> tuple[str, str] | None:
    """Draw the table; of the cell that was clicked the key of its row and its column, if any.

    `keys` name the rows, `columns` are the shown ones with their configuration, in order. A click
    is answered by the rows that the reader saw: those of now may stand in another order.
    """
    event = st.dataframe(
        frame,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=height_of(len(frame), most),
        column_order=list(columns),
        column_config=dict(columns),
        placeholder=UNKNOWN,
        on_select="rerun",
        selection_mode="single-cell",
        key=key,
        alt=alt,
    )
    seen = f"{key}_rows"
    drawn_keys = st.session_state.get(seen, ())
    st.session_state[seen] = tuple(keys)
    cells = event["selection"]["cells"]
    return (drawn_keys[cells[0][0]], cells[0][1]) if cells else None
