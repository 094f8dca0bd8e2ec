"""The chart of the quality screen: which faults there are, and how many of them cost a row."""

import altair as alt
import pandas as pd

from ui.charts.chart_theme import ACCENT, QUIET, muted_text
from ui.charts.charts_efficiency import CLICK, clickable
from ui.charts.layers import layered
from ui.words import t

BAR, STEP = 18, 26
__all__ = ["CLICK", "faults"]


def faults(frame: pd.DataFrame) -> alt.LayerChart:
    """Faults by rule, the most first; the dark part are those of rows left out of every figure.

    Columns: key, name, faults, quarantined.
    """
    most = max(float(frame["faults"].max()) if len(frame) else 0.0, 1.0)
    scale = alt.Scale(domain=[0, most * 1.25], nice=False)
    y = alt.Y("name:N", sort=frame["name"].tolist(), title=None, axis=alt.Axis(labelLimit=230))
    base = alt.Chart(frame).encode(
        y=y,
        tooltip=[
            alt.Tooltip("name:N", title=t("异常")),
            alt.Tooltip("key:N", title=t("规则")),
            alt.Tooltip("faults:Q", title=t("条数"), format=","),
            alt.Tooltip("quarantined:Q", title=t("其中整行隔离"), format=","),
        ],
    )
    whole = base.mark_bar(height=BAR, color=QUIET, opacity=0.4).encode(
        x=alt.X("faults:Q", axis=None, scale=scale)
    )
    left_out = base.mark_bar(height=BAR, color=ACCENT).encode(
        x=alt.X("quarantined:Q", axis=None, scale=scale)
    )
    figures = base.mark_text(**muted_text(align="left", dx=6)).encode(
        x=alt.X("faults:Q", axis=None, scale=scale), text=alt.Text("faults:Q", format=",")
    )
    return layered(whole, left_out, figures, clickable(frame, y, scale, STEP), step=STEP)
