"""The real flow of an item: steps as rows in their usual order, the ways between them beside."""

from typing import Any

import altair as alt
import pandas as pd

from ui.charts.chart_theme import ACCENT, QUIET, YELLOW, either, muted_text
from ui.charts.flow_layout import SPINE, Layout
from ui.charts.layers import layered
from ui.formats import UNKNOWN, count, number, rate
from ui.words import t

STEP_HEIGHT = 38
FLOW_CLICK, BAR_CLICK = "chosen_step", "chosen_bar"
"""The names under which a chart tells what was clicked."""
ANY_STEP = "*"
"""The step before, where the step itself was clicked and not a way to it."""
NAMES, BARS, BARS_END = 0.0, 43.0, 70.0
USED, LATE = 84.0, 100.0
"""Where the columns stand, of a width of 100."""


def flow(layout: Layout, names: dict[str, str], closed: int) -> alt.LayerChart:
    """The flow as laid out; `names` has the word of every step code."""
    rows = _worded_rows(layout.rows, names)
    ways = _worded_ways(layout.ways, names)
    last = len(rows) + 0.6
    height = round((last + 1.0) * STEP_HEIGHT)
    downwards = alt.Scale(domain=[last, -1.0], nice=False)
    y = alt.Y("row:Q", scale=downwards, axis=None, title=None)
    bow_y = alt.Y("y:Q", scale=downwards, axis=None, title=None)
    layers = [
        _bows(layout.bows, bow_y),
        *_dots(rows, y, closed),
        *_bars(rows, y),
        *_columns(rows, y),
        _way_words(ways, bow_y),
        *_headings(y),
        _row_click(rows, y),
        _way_click(ways, bow_y),
    ]
    return layered(*layers, height=height)


def _x(column: str = "x") -> alt.X:
    scale = alt.Scale(domain=[0, 100], nice=False)
    return alt.X(f"{column}:Q", scale=scale, axis=None, title=None)


def _worded_rows(rows: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    most = max(rows.times.max(), 1) if len(rows) else 1
    scale = (BARS_END - BARS) / most
    in_time = rows.times - rows.late
    return rows.assign(
        step=rows.step_code.map(names),
        previous=ANY_STEP,
        x=SPINE,
        name_at=NAMES,
        begin=BARS,
        turn=BARS + in_time * scale,
        end=BARS + rows.times * scale,
        count_at=BARS + rows.times * scale,
        used_at=USED,
        late_at=LATE,
        times_words=[count(value) if value else t("未见") for value in rows.times],
        used_words=[
            f"{_days(used)} / {count(limit)}" if pd.notna(limit) else _days(used)
            for used, limit in zip(rows.median_used, rows.limit_days, strict=True)
        ],
        late_words=[
            rate(late / timed) if timed else UNKNOWN
            for late, timed in zip(rows.late, rows.timed, strict=True)
        ],
        declared=[
            t("规定的环节") if is_declared else t("规定以外的环节")
            for is_declared in rows.is_declared
        ],
    )[
        [
            *(
                "row",
                "step",
                "previous",
                "step_code",
                "x",
                "name_at",
                "begin",
                "turn",
                "end",
                "count_at",
            ),
            *("used_at", "late_at", "times", "late", "cases", "is_declared", "declared"),
            *("times_words", "used_words", "late_words"),
        ]
    ]


def _worded_ways(ways: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    start = t("开始")
    waits = [t("等 {n} 日", n=_days(days)) if pd.notna(days) else "" for days in ways.median_waited]
    return ways.assign(
        first=[names.get(code, start) if code else start for code in ways.previous],
        then=ways.step_code.map(names),
        words=[
            f"{wait} · {count(times)}" if wait else count(times)
            for wait, times in zip(waits, ways.times, strict=True)
        ],
        wait=[wait or UNKNOWN for wait in waits],
    )


def _days(median: float | None) -> str:
    """Whole days without a decimal; halves, as medians have, with one."""
    is_whole = median is not None and pd.notna(median) and float(median).is_integer()
    return number(median, 0 if is_whole else 1)


def _row_tip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("step:N", title=t("环节")),
        alt.Tooltip("declared:N", title=t("与规定相比")),
        alt.Tooltip("cases:Q", title=t("办件"), format=","),
        alt.Tooltip("times:Q", title=t("次数"), format=","),
        alt.Tooltip("late:Q", title=t("超时"), format=","),
        alt.Tooltip("used_words:N", title=t("中位用时 / 限（工作日）")),
    ]


def _way_tip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("first:N", title=t("自")),
        alt.Tooltip("then:N", title=t("至")),
        alt.Tooltip("times:Q", title=t("次数"), format=","),
        alt.Tooltip("wait:N", title=t("中位等候（工作日）")),
    ]


def _row_click(rows: pd.DataFrame, y: alt.Y) -> alt.Chart:
    """An unseen bar over the numbers of every row: what lies on top takes the click.

    A click anywhere in the chart answers with these fields, so the ways bear them too.
    """
    fields = ["previous", "step_code"]
    chosen = alt.selection_point(name=FLOW_CLICK, fields=fields, on="click", clear=False)
    return (
        alt.Chart(rows)
        .mark_bar(height=STEP_HEIGHT - 8, opacity=0, cursor="pointer")
        .encode(x=_x("begin"), x2=alt.X2("late_at:Q"), y=y, tooltip=_row_tip())
        .add_params(chosen)
    )


def _bows(bows: pd.DataFrame, y: alt.Y) -> alt.Chart:
    most = max(bows.times.max(), 1) if len(bows) else 1
    width = alt.Scale(domain=[0, most], range=[1, 9], type="sqrt")
    return (
        alt.Chart(bows)
        .mark_line(strokeCap="round", opacity=0.55)
        .encode(
            x=_x(),
            y=y,
            order=alt.Order("order:O"),
            detail=alt.Detail("way:N"),
            strokeWidth=alt.StrokeWidth("times:Q", scale=width, legend=None),
            color=alt.ColorValue(**either("datum.is_back", QUIET, ACCENT)),
            strokeDash=alt.StrokeDashValue(**either("datum.is_back", [5, 5], [1, 0])),
        )
    )


def _way_click(ways: pd.DataFrame, y: alt.Y) -> alt.Chart:
    """An unseen disc over the middle of every way, large enough for a finger."""
    discs = alt.Chart(ways).mark_point(size=420, opacity=0, filled=True, cursor="pointer")
    return discs.encode(x=_x(), y=y, tooltip=_way_tip())


def _dots(rows: pd.DataFrame, y: alt.Y, closed: int) -> list[alt.Chart]:
    start = pd.DataFrame(
        [{"row": 0, "x": SPINE, "name_at": NAMES, "step": t("开始（{n} 件）", n=count(closed))}]
    )
    base, beginning = alt.Chart(rows), alt.Chart(start)
    filled = alt.FillOpacityValue(**either("datum.is_declared", 1, 0))
    name: dict[str, Any] = {"align": "left", "limit": 150}
    return [
        base.mark_point(size=90, color=ACCENT, filled=True).encode(
            x=_x(), y=y, fillOpacity=filled, tooltip=_row_tip()
        ),
        base.mark_point(size=90, color=ACCENT, filled=False, strokeWidth=2).encode(x=_x(), y=y),
        base.mark_text(**name).encode(x=_x("name_at"), y=y, text=alt.Text("step:N")),
        beginning.mark_point(size=60, color=QUIET, filled=True).encode(x=_x(), y=y),
        beginning.mark_text(**muted_text(**name)).encode(
            x=_x("name_at"), y=y, text=alt.Text("step:N")
        ),
    ]


def _bars(rows: pd.DataFrame, y: alt.Y) -> list[alt.Chart]:
    base = alt.Chart(rows).encode(y=y)
    return [
        base.mark_bar(height=16, color=ACCENT).encode(x=_x("begin"), x2=alt.X2("turn:Q")),
        base.mark_bar(height=16, color=YELLOW).encode(x=_x("turn"), x2=alt.X2("end:Q")),
        base.mark_text(align="left", dx=6).encode(x=_x("count_at"), text=alt.Text("times_words:N")),
    ]


def _columns(rows: pd.DataFrame, y: alt.Y) -> list[alt.Chart]:
    base = alt.Chart(rows).encode(y=y)
    return [
        base.mark_text(align="right").encode(x=_x("used_at"), text=alt.Text("used_words:N")),
        base.mark_text(align="right").encode(x=_x("late_at"), text=alt.Text("late_words:N")),
    ]


def _way_words(ways: pd.DataFrame, y: alt.Y) -> alt.Chart:
    words = alt.Chart(ways[ways.has_label])
    return words.mark_text(**muted_text(align="left", dx=9, fontSize=11)).encode(
        x=_x(), y=y, text=alt.Text("words:N")
    )


def _headings(y: alt.Y) -> list[alt.Chart]:
    """The words over the columns, left and right aligned ones apart."""
    sides: dict[str, list[tuple[float, str]]] = {
        "left": [(NAMES, t("环节")), (BARS, t("次数（黄色为超时）"))],
        "right": [(USED, t("中位用时 / 限")), (LATE, t("超时率"))],
    }
    return [
        alt.Chart(pd.DataFrame(words, columns=["x", "words"]).assign(row=-0.8))
        .mark_text(**muted_text(align=side))
        .encode(x=_x(), y=y, text=alt.Text("words:N"))
        for side, words in sides.items()
    ]


def departures(counted: pd.DataFrame) -> alt.LayerChart:
    """Findings by rule, department or item, most first: key, name, findings."""
    chosen = alt.selection_point(name=BAR_CLICK, fields=["key"], on="click", clear=False)
    y = alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=250))
    x = alt.X("findings:Q", axis=None)
    tip = [
        alt.Tooltip("name:N", title=t("名称")),
        alt.Tooltip("findings:Q", title=t("发现"), format=","),
    ]
    base = alt.Chart(counted).encode(x=x, y=y)
    return layered(
        base.mark_bar(height=18, color=ACCENT, cursor="pointer")
        .encode(tooltip=tip)
        .add_params(chosen),
        base.mark_text(align="left", dx=6).encode(text=alt.Text("findings:Q", format=",")),
        step=28,
    )
