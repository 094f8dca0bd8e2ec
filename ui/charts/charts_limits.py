"""The efficiency screen's other charts: how cases end, who decides, what limits are worth."""

import altair as alt
import pandas as pd

from ui import blocks
from ui.charts.chart_theme import ACCENT, INK, ON_YELLOW, QUIET, YELLOW, either, muted_text
from ui.charts.charts_efficiency import CLICK, ROW_HEIGHT, clickable
from ui.charts.layers import layered
from ui.formats import UNKNOWN, number, rate
from ui.words import t

STRONG, MIDDLE, GREY = "#1f5f86", "#3f78a8", "#6b7785"
"""Ordered shares; white text on them has 6.9, 4.7 and 4.6."""
LEVEL_COLOURS = {"one": STRONG, "two": MIDDLE, "three": GREY}
ENDING_COLOURS = {"early": STRONG, "just_in_time": MIDDLE, "late": YELLOW}
ON_THE_SPOT = "on_the_spot"
"""The name under which the chart of endings tells that its side column was clicked."""
NARROWEST_LABELLED = 0.07
"""A share under this has no room for its figure."""
BAR = 20
MONTH_STEP, ITEM_STEP, BUCKET_STEP = 30, 24, 26
SIDE_COLUMN = 58


def level_words() -> dict[str, str]:
    """How many persons decided, in words."""
    return {"one": t("一人"), "two": t("两人"), "three": t("三人以上")}


def ending_words() -> dict[str, str]:
    """When cases ended against their promise, in words."""
    return {"early": t("提前"), "just_in_time": t("到期当日"), "late": t("超期")}


def swatches(colours: dict[str, str], words: dict[str, str]) -> str:
    """Square and word in the order of the stack, as markup for the head of a tile."""
    return "".join(blocks.swatch(colours[name], words[name]) for name in colours)


def levels_by_month(frame: pd.DataFrame) -> alt.LayerChart:
    """Who decides, month by month. Columns: key, name, one, two, three (counts)."""
    return layered(*_shares(frame, LEVEL_COLOURS, level_words()), step=MONTH_STEP)


def endings(frame: pd.DataFrame) -> alt.LayerChart:
    """Early, on the last day, late; and at the right the share done on the spot.

    Columns: key, name, early, just_in_time, late (counts), on_the_spot and decided (counts).
    """
    spot = frame.assign(
        spot=[
            rate(spot / decided, 0) if decided else UNKNOWN
            for spot, decided in zip(frame["on_the_spot"], frame["decided"], strict=True)
        ]
    )
    y = _rows(frame)
    side = (
        alt.Chart(spot)
        .mark_text(**muted_text(align="right", dx=SIDE_COLUMN, cursor="pointer"))
        .encode(
            y=y,
            x=alt.XDatum(1.0, scale=alt.Scale(domain=[0, 1], nice=False)),
            text=alt.Text("spot:N"),
            tooltip=[
                alt.Tooltip("name:N", title=t("名称")),
                alt.Tooltip("on_the_spot:Q", title=t("当场办结"), format=","),
                alt.Tooltip("decided:Q", title=t("作出决定"), format=","),
            ],
        )
        .add_params(_click("key", name=ON_THE_SPOT))
    )
    shares = _shares(frame, ENDING_COLOURS, ending_words())
    return layered(*shares, side, step=ROW_HEIGHT)


def limits(frame: pd.DataFrame) -> alt.LayerChart:
    """The track is the law, the tick the promise, the bar the median, the line the ninth decile.

    Columns: key, name, statutory, promised, median, p90 (days; limits may be empty), cases.
    """
    longest = float(frame[["statutory", "promised", "p90"]].max(axis=None)) if len(frame) else 1.0
    scale = alt.Scale(domain=[0, max(longest, 1.0) * 1.03], nice=False)
    y = alt.Y("name:N", sort=frame["name"].tolist(), title=None, axis=alt.Axis(labelLimit=200))
    columns = {
        "statutory": t("法定"),
        "promised": t("承诺"),
        "median": t("中位"),
        "p90": t("九成"),
    }
    worded = frame.assign(
        **{f"{name}_text": [number(value, 0) for value in frame[name]] for name in columns}
    )
    base = alt.Chart(worded).encode(
        y=y,
        tooltip=[
            alt.Tooltip("name:N", title=t("事项")),
            *(alt.Tooltip(f"{name}_text:N", title=title) for name, title in columns.items()),
            alt.Tooltip("cases:Q", title=t("办结"), format=","),
        ],
    )

    def x(name: str) -> alt.X:
        axis = alt.Axis(orient="top", tickCount=5, format="d")
        return alt.X(f"{name}:Q", title=None, axis=axis, scale=scale)

    track = base.mark_bar(height=16, color=QUIET, opacity=0.18).encode(x=x("statutory"))
    used = base.mark_bar(height=8, color=ACCENT).encode(x=x("median"))
    tail = base.mark_rule(color=ACCENT, strokeWidth=2).encode(x=x("median"), x2=alt.X2("p90:Q"))
    end = base.mark_tick(color=ACCENT, thickness=2, height=8).encode(x=x("p90"))
    promise = base.mark_tick(color=INK, thickness=2, height=20).encode(x=x("promised"))
    area = clickable(worded, y, scale, ITEM_STEP)
    return layered(track, used, tail, end, promise, area, step=ITEM_STEP)


def nearness(frame: pd.DataFrame) -> alt.LayerChart:
    """How near to the promised date special procedures begin.

    Columns: key, name, pauses, is_near; one row a span of working days, the farthest first.
    """
    most = max(int(frame["pauses"].max()) if len(frame) else 0, 1)
    x = alt.X("pauses:Q", axis=None, scale=alt.Scale(domain=[0, most * 1.15], nice=False))
    base = alt.Chart(frame).encode(
        y=_rows(frame),
        tooltip=[
            alt.Tooltip("name:N", title=t("距承诺到期")),
            alt.Tooltip("pauses:Q", title=t("特别程序"), format=","),
        ],
    )
    bars = (
        base.mark_bar(height=BAR, cursor="pointer")
        .encode(
            x=x,
            color=alt.ColorValue(**either("datum.is_near", ACCENT, QUIET)),
        )
        .add_params(_click("key"))
    )
    figures = base.mark_text(align="left", dx=6).encode(x=x, text=alt.Text("pauses:Q", format=","))
    return layered(bars, figures, step=BUCKET_STEP)


def _shares(
    frame: pd.DataFrame, colours: dict[str, str], words: dict[str, str]
) -> tuple[alt.Chart, alt.Chart]:
    parts = list(colours)
    tall = frame.melt(
        id_vars=["key", "name"], value_vars=parts, var_name="part", value_name="cases"
    )
    total = tall.groupby("key", sort=False)["cases"].transform("sum")
    tall = tall[total > 0].assign(share=tall["cases"] / total)
    tall = tall.assign(rank=tall["part"].map(parts.index), word=tall["part"].map(words))
    tall = tall.sort_values(["key", "rank"])
    tall["middle"] = tall.groupby("key")["share"].cumsum() - tall["share"] / 2
    tall["text"] = [
        rate(share, 0) if share >= NARROWEST_LABELLED else "" for share in tall["share"]
    ]
    scale = alt.Scale(domain=[0, 1], nice=False)
    bars = (
        alt.Chart(tall)
        .mark_bar(height=BAR, cursor="pointer")
        .encode(
            x=alt.X("share:Q", stack="zero", axis=None, scale=scale),
            y=_rows(frame),
            order=alt.Order("rank:Q"),
            color=alt.Color(
                "part:N",
                scale=alt.Scale(domain=parts, range=list(colours.values())),
                legend=None,
            ),
            tooltip=[
                alt.Tooltip("name:N", title=t("名称")),
                alt.Tooltip("word:N", title=t("类别")),
                alt.Tooltip("cases:Q", title=t("件数"), format=","),
                alt.Tooltip("share:Q", title=t("占比"), format=".1%"),
            ],
        )
        .add_params(_click("key", "part"))
    )
    on_mark = alt.ColorValue(**either("datum.part == 'late'", ON_YELLOW, "#ffffff"))
    label = (
        alt.Chart(tall)
        .mark_text(fontWeight=600, fontSize=11)
        .encode(
            x=alt.X("middle:Q", axis=None, scale=scale),
            y=_rows(frame),
            text=alt.Text("text:N"),
            color=on_mark,
        )
    )
    return bars, label


def _rows(frame: pd.DataFrame) -> alt.Y:
    return alt.Y("name:N", sort=frame["name"].tolist(), title=None)


def _click(*fields: str, name: str = CLICK) -> alt.Parameter:
    return alt.selection_point(name=name, fields=list(fields), on="click", clear=False)
