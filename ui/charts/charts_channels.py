"""The chart of what came from outside in each month."""

import altair as alt
import pandas as pd

from ui.charts.chart_theme import ACCENT
from ui.charts.layers import layered
from ui.words import t

MONTH = "%Y-%m"


def by_month(months: pd.DataFrame) -> alt.LayerChart:
    """Columns with their number on top; a row a month: month (2026-11), signals_received."""
    base = alt.Chart(months).encode(
        x=alt.X(
            "month:O", title=None, axis=alt.Axis(labelAngle=0, labelExpr="slice(datum.value, 2)")
        )
    )
    y = alt.Y("signals_received:Q", title=None, axis=None)
    columns = base.mark_bar(color=ACCENT).encode(
        y=y,
        tooltip=[
            alt.Tooltip("month:N", title=t("月份")),
            alt.Tooltip("signals_received:Q", title=t("收到（件）"), format=","),
        ],
    )
    numbers = base.mark_text(dy=-8).encode(y=y, text=alt.Text("signals_received:Q", format=","))
    return layered(columns, numbers, height=220)
