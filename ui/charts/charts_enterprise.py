"""The time line of an enterprise: a row a case, appeal, project or signal."""

import altair as alt
import pandas as pd

from ui.charts.chart_theme import ACCENT, INK, QUIET, RED, SOON, YELLOW
from ui.charts.layers import layered
from ui.words import t

DAY = "%Y-%m-%d"
STATES = ("done", "normal", "soon", "yellow", "red")
COLOURS = (QUIET, ACCENT, SOON, YELLOW, RED)
OUTLINES = ("transparent", "transparent", YELLOW, "transparent", "transparent")


def time_line(rows: pd.DataFrame, now: pd.Timestamp) -> alt.LayerChart:
    """Bars from beginning to end, or to now; grey is done, colour is lateness.

    Columns: row (unlike any other), line and what (in words), begun_at, ended_at (empty while it
    lasts), due_at, state (one of STATES), mark (the glyph and word at its end).
    """
    shown = rows.assign(until=rows["ended_at"].fillna(now))
    least = (now - shown["begun_at"].min()) / 250
    shown["until"] = shown["until"].where(
        shown["until"] - shown["begun_at"] > least, shown["begun_at"] + least
    )
    y = alt.Y("row:N", sort=list(rows["row"]), title=None, axis=alt.Axis(labelLimit=300))
    domain = [shown["begun_at"].min(), max(now, shown["until"].max())]
    x = alt.X(
        "begun_at:T",
        title=None,
        scale=alt.Scale(domain=[str(each) for each in domain]),
        axis=alt.Axis(format="%Y-%m", orient="top", tickCount=6),
    )
    tips = [
        alt.Tooltip("line:N", title=t("类型")),
        alt.Tooltip("what:N", title=t("事项")),
        alt.Tooltip("begun_at:T", title=t("开始"), format=DAY),
        alt.Tooltip("due_at:T", title=t("到期"), format=DAY),
        alt.Tooltip("ended_at:T", title=t("办结"), format=DAY),
        alt.Tooltip("mark:N", title=t("状态")),
    ]
    base = alt.Chart(shown).encode(x=x, y=y)
    bars = base.mark_bar(height=10, strokeWidth=1.5).encode(
        x2=alt.X2("until:T"),
        fill=alt.Fill("state:N", scale=alt.Scale(domain=STATES, range=COLOURS), legend=None),
        stroke=alt.Stroke("state:N", scale=alt.Scale(domain=STATES, range=OUTLINES), legend=None),
        tooltip=tips,
    )
    words = base.mark_text(align="left", dx=6, color=INK, fontSize=11).encode(
        x=alt.X("until:T"), text=alt.Text("mark:N")
    )
    moment = alt.Chart(pd.DataFrame({"begun_at": [now]}))
    line = moment.mark_rule(color=ACCENT, strokeWidth=1.5).encode(x=alt.X("begun_at:T"))
    return layered(bars, line, words, step=24)
