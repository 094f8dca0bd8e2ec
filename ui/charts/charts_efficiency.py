"""Charts of the efficiency screen, first half: honest comparison before ranking.

Every chart has one row a unit: `key` is its code and what a click answers with, `name` is what the
reader sees. Rows come in the order of drawing, the worst first.
"""

from math import floor

import altair as alt
import pandas as pd

from ui import blocks
from ui.charts.chart_theme import ACCENT, INK, NORMAL, QUIET, either, muted_text
from ui.charts.layers import layered
from ui.formats import rate
from ui.words import t

ROW_HEIGHT = 24
CLICK = "chosen"
"""The name under which a chart tells which row or mark was clicked."""
WAYS = {"raw": ACCENT, "lawful": NORMAL, "extended": QUIET}
WAY_SHAPES = {"raw": "circle", "lawful": "diamond", "extended": "triangle-right"}
WAY_GLYPHS = {"raw": "●", "lawful": "◆", "extended": "▶"}
COUNT_COLUMN = 98
"""Pixels right of the plot where the count ends."""


def way_words() -> dict[str, str]:
    """The three definitions of on time in words."""
    return {"raw": t("原始"), "lawful": t("扣特别程序"), "extended": t("再计延期")}


def way_legend() -> str:
    """Shape, colour and word of the three definitions, as markup for the head of a tile."""
    words = way_words()
    return "".join(blocks.swatch(WAYS[way], words[way], WAY_GLYPHS[way]) for way in WAYS)


def lowest_shown(rates: pd.Series, highest_floor: float = 0.9) -> float:
    """Where an axis of rates begins: ten points under the lowest, at most at nine tenths."""
    known = rates.dropna()
    lowest = float(known.min()) if len(known) else highest_floor
    return min(max(floor(lowest * 10) / 10, 0.0), highest_floor)


def rate_steps(low: float) -> list[float]:
    """Where an axis of rates has its lines, the highest first: every ten or twenty-five points."""
    step = 10 if low >= 0.5 else 25
    return [point / 100 for point in range(100, round(low * 100) - 1, -step)]


def rate_axis(low: float) -> tuple[alt.Scale, alt.Axis]:
    """A scale of rates up to one with its lines, labelled on top."""
    values = rate_steps(low)
    scale = alt.Scale(domain=[low, 1.0], nice=False, clamp=True)
    return scale, alt.Axis(format=".0%", values=values, orient="top", title=None)


def clickable(frame: pd.DataFrame, y: alt.Y, scale: alt.Scale, step: int) -> alt.Chart:
    """An unseen bar over each whole row, so that the row and not only its dot can be clicked."""
    low, high = scale.domain
    return (
        alt.Chart(frame)
        .mark_bar(height=step, opacity=0, cursor="pointer")
        .encode(x=alt.XDatum(low, scale=scale), x2=alt.X2Datum(high), y=y)
        .add_params(alt.selection_point(name=CLICK, fields=["key"], on="click", clear=False))
    )


def three_ways(frame: pd.DataFrame) -> alt.LayerChart:
    """One line a unit: how much of its rate is owed to pauses, and how much to extensions.

    Columns: key, name, raw, lawful, extended (rates, may be empty).
    """
    words = way_words()
    scale, axis = rate_axis(lowest_shown(frame[list(WAYS)].min(axis="columns")))
    y = alt.Y("name:N", sort=frame["name"].tolist(), title=None)
    tall = frame.melt(id_vars=["key", "name"], value_vars=list(WAYS), var_name="way")
    tall = tall.assign(word=tall["way"].map(words), text=tall["value"].map(rate))
    line = (
        alt.Chart(frame)
        .mark_rule(color=QUIET, strokeWidth=2, strokeOpacity=0.5)
        .encode(y=y, x=alt.X("raw:Q", scale=scale, axis=axis), x2=alt.X2("extended:Q"))
    )
    points = (
        alt.Chart(tall)
        .mark_point(filled=True, opacity=1, size=85)
        .encode(
            y=y,
            x=alt.X("value:Q", scale=scale, axis=axis),
            color=alt.Color("way:N", scale=_scale(WAYS), legend=None),
            shape=alt.Shape("way:N", scale=_scale(WAY_SHAPES), legend=None),
            tooltip=[
                alt.Tooltip("name:N", title=t("名称")),
                alt.Tooltip("word:N", title=t("口径")),
                alt.Tooltip("text:N", title=t("按时率")),
            ],
        )
    )
    area = clickable(frame, y, scale, ROW_HEIGHT)
    return layered(line, points, area, step=ROW_HEIGHT)


def comparison(frame: pd.DataFrame, whole: float | None) -> alt.LayerChart:
    """Rate with its interval and count; under thirty cases grey and not ranked.

    Columns: key, name, good, total, rate, low, high, ranked, in the order to draw; the dashed line
    is the whole.
    """
    frame = frame.assign(
        label=[
            rate(value) if ranked else t("件数少")
            for value, ranked in zip(frame["rate"], frame["ranked"], strict=True)
        ],
        bounds=[
            f"{rate(low)} – {rate(high)}"
            for low, high in zip(frame["low"], frame["high"], strict=True)
        ],
    )
    seen = frame["low"].where(frame["ranked"], frame["rate"])
    scale, axis = rate_axis(lowest_shown(seen))
    y = alt.Y("name:N", sort=frame["name"].tolist(), title=None)
    tone = alt.ColorValue(**either("datum.ranked", ACCENT, QUIET))
    base = alt.Chart(frame).encode(
        y=y,
        tooltip=[
            alt.Tooltip("name:N", title=t("名称")),
            alt.Tooltip("good:Q", title=t("按时"), format=","),
            alt.Tooltip("total:Q", title=t("应办结"), format=","),
            alt.Tooltip("rate:Q", title=t("按时率"), format=".1%"),
            alt.Tooltip("bounds:N", title=t("95% 区间")),
        ],
    )
    span = base.mark_bar(height=8, cornerRadius=4).encode(
        x=alt.X("low:Q", scale=scale, axis=axis),
        x2=alt.X2("high:Q"),
        color=tone,
        opacity=alt.OpacityValue(**either("datum.ranked", 0.36, 0.22)),
    )
    point = base.mark_point(filled=True, size=70, opacity=1).encode(
        x=alt.X("rate:Q", scale=scale, axis=axis), color=tone
    )
    end = alt.XDatum(1.0, scale=scale)
    label = base.mark_text(align="left", dx=10).encode(
        x=end,
        text=alt.Text("label:N"),
        opacity=alt.OpacityValue(**either("datum.ranked", 1, 0.55)),
    )
    number = base.mark_text(**muted_text(align="right", dx=COUNT_COLUMN, fontSize=11)).encode(
        x=end, text=alt.Text("total:Q", format=",")
    )
    area = clickable(frame, y, scale, ROW_HEIGHT)
    layers = [span, point, label, number, area]
    if whole is not None:
        mean = (
            alt.Chart(pd.DataFrame({"whole": [whole]}))
            .mark_rule(color=INK, strokeOpacity=0.55, strokeDash=[4, 3])
            .encode(x=alt.X("whole:Q", scale=scale, axis=axis))
        )
        layers.insert(0, mean)
    return layered(*layers, step=ROW_HEIGHT)


def _scale(values: dict[str, str]) -> alt.Scale:
    return alt.Scale(domain=list(values), range=list(values.values()))
