"""Charts of appeals: whether both sides agree, by part and by month.

Every mark's `key` is what a click answers with.
"""

from typing import Any

import altair as alt
import pandas as pd

from ui.charts.chart_theme import NORMAL, QUIET
from ui.charts.charts_efficiency import lowest_shown, rate_axis
from ui.charts.layers import layered
from ui.formats import UNKNOWN, number, rate
from ui.words import t

VOICE_ROW = 28
WIDE_GAP = 0.2
"""From so many points on the gap between the voices is said in bold."""
FIRM, OFFICE = "firm", "office"
LOUD: dict[str, Any] = {"fontWeight": 700, "fillOpacity": 1}
LOW: dict[str, Any] = {"fontWeight": 400, "fillOpacity": 0.62}


def voices(frame: pd.DataFrame) -> alt.LayerChart:
    """Solved as the office says (square) and as the enterprise says (dot); the gap is the story.

    Columns: key, name, office, firm (rates, may be empty), said, asked (how many they rest on), in
    the order of drawing. A click on a mark answers with `key` under `firm` or `office`.
    """
    gap = frame["office"] - frame["firm"]
    frame = frame.assign(
        gap=gap,
        gap_words=[UNKNOWN if pd.isna(one) else number(one * 100, 0) for one in gap],
        office_words=frame["office"].map(rate),
        firm_words=frame["firm"].map(rate),
    )
    scale, axis = rate_axis(lowest_shown(frame[["office", "firm"]].min(axis="columns")))
    y = alt.Y("name:N", sort=frame["name"].tolist(), title=None)
    base = alt.Chart(frame).encode(
        y=y,
        tooltip=[
            alt.Tooltip("name:N", title=t("名称")),
            alt.Tooltip("office_words:N", title=t("部门称已解决")),
            alt.Tooltip("said:Q", title=t("有结果的答复"), format=","),
            alt.Tooltip("firm_words:N", title=t("企业认可")),
            alt.Tooltip("asked:Q", title=t("回访到的企业"), format=","),
        ],
    )
    line = (
        base.transform_filter("isValid(datum.firm) && isValid(datum.office)")
        .mark_rule(strokeWidth=6, color=QUIET, strokeOpacity=0.25)
        .encode(x=alt.X("firm:Q", scale=scale, axis=axis), x2=alt.X2("office:Q"))
    )
    marks = [
        base.transform_filter(f"isValid(datum.{part})")
        .mark_point(filled=True, size=size, opacity=1, color=colour, shape=shape, cursor="pointer")
        .encode(x=alt.X(f"{part}:Q", scale=scale, axis=axis))
        .add_params(alt.selection_point(name=part, fields=["key"], on="click", clear=False))
        for part, size, colour, shape in (
            (OFFICE, 80, QUIET, "square"),
            (FIRM, 95, NORMAL, "circle"),
        )
    ]
    gaps = [
        base.transform_filter(test)
        .mark_text(align="left", dx=12, **style)
        .encode(x=alt.XDatum(1.0, scale=scale), text=alt.Text("gap_words:N"))
        for test, style in (
            (f"datum.gap >= {WIDE_GAP}", LOUD),
            (f"!(datum.gap >= {WIDE_GAP})", LOW),
        )
    ]
    return layered(line, *marks, *gaps, step=VOICE_ROW)


def trend(frame: pd.DataFrame) -> alt.LayerChart:
    """Both rates month by month. Columns: month (2026-11), office, firm (may be empty).

    A click on a mark answers with `month` under `firm` or `office`.
    """
    low = lowest_shown(frame[["office", "firm"]].min(axis="columns"))
    scale, axis = rate_axis(low)
    axis.orient = "left"
    x = alt.X("month:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap="greedy"))
    layers = []
    for part, colour, shape, width, words in (
        (OFFICE, QUIET, "square", 1.5, t("部门称已解决")),
        (FIRM, NORMAL, "circle", 2, t("企业认可")),
    ):
        known = frame[frame[part].notna()].assign(text=frame[part].map(rate), part=words)
        tip = [
            alt.Tooltip("month:N", title=t("月份")),
            alt.Tooltip("part:N", title=t("口径")),
            alt.Tooltip("text:N", title=t("解决率")),
        ]
        y = alt.Y(f"{part}:Q", scale=scale, axis=axis)
        base = alt.Chart(known).encode(x=x, y=y, tooltip=tip)
        layers += [
            base.mark_line(color=colour, strokeWidth=width),
            base.mark_point(
                filled=True, size=60, color=colour, shape=shape, opacity=1, cursor="pointer"
            ).add_params(alt.selection_point(name=part, fields=["month"], on="click", clear=False)),
        ]
    return layered(*layers, height=150)
