"""The charts of one case: all its clocks on one strip, and the day ledger as a calendar."""

from collections.abc import Callable
from functools import partial

import altair as alt
import pandas as pd

from supervision.words import N_
from ui.charts.chart_theme import (
    ACCENT,
    INK,
    NORMAL,
    QUIET,
    RED,
    YELLOW,
    days_off,
    either,
    muted_text,
)
from ui.charts.layers import layered
from ui.words import t

SLASH = "M-0.4,0.8L0.4,-0.8"  # a pause is hatched: neither used nor free
ROW = 46
BAR = 14
SEGMENT_KINDS = ("in_time", "over", "past_law")
SEGMENT_COLOURS = (NORMAL, YELLOW, RED)
DAY_KINDS = ("zero", "counted", "over", "pause", "holiday", "weekend", "future")
DAY_COLOURS = (
    "rgba(63,120,168,0.2)",
    "rgba(42,127,158,0.22)",
    "rgba(224,161,0,0.45)",
    "rgba(133,146,161,0.28)",
    "rgba(133,146,161,0.18)",
    "rgba(133,146,161,0.1)",
    "transparent",
)
"""Accent, normal, yellow and quiet, thin enough for words to stand on both grounds."""
WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))
CALENDAR_WEEKS = 8
"""A longer ledger is drawn without words, a week a column."""
FEWEST_PIXELS = 1 / 400  # of the strip: a step of minutes still shows


def strip(
    clocks: pd.DataFrame,
    segments: pd.DataFrame,
    shaded: pd.DataFrame,
    *,
    now: pd.Timestamp,
    now_words: str,
) -> alt.LayerChart:
    """Every clock of a case as a row over the same days.

    clocks: key, label (two lines), words (for the tooltip), started_at, due_at, due_words, verdict.
    segments: key, start, end, kind (in_time, over, past_law, pause). shaded: start, end, holiday.
    """
    first, last = span(clocks, segments, now)
    rows = dict(zip(clocks.key, clocks.label, strict=True))
    words = dict(zip(clocks.key, clocks.words, strict=True))
    parts = segments.assign(row=segments.key.map(rows), words=segments.key.map(words))
    parts["end"] = parts.end.clip(upper=last)
    spent = _wide_enough(parts[parts.kind != "pause"], last - first)
    held = parts[parts.kind == "pause"]
    bounded = clocks.assign(row=clocks.label)[clocks.due_at.notna() & clocks.started_at.notna()]
    x = partial(_time, _time_axis(first, last, now.year))
    y = alt.Y("row:N", sort=clocks.label.tolist(), title=None, axis=_row_axis())
    tip = [
        alt.Tooltip("words:N", title=t("时限")),
        alt.Tooltip("start:T", title=t("自"), format="%Y-%m-%d %H:%M"),
        alt.Tooltip("end:T", title=t("至"), format="%Y-%m-%d %H:%M"),
    ]
    due_tip = [
        alt.Tooltip("words:N", title=t("时限")),
        alt.Tooltip("due_words:N", title=t("到期")),
        alt.Tooltip("verdict:N", title=t("结论")),
    ]
    ends = clocks.assign(row=clocks.label, edge=last)
    return layered(
        days_off(shaded),
        alt.Chart(bounded)
        .mark_bar(height=BAR, color=QUIET, opacity=0.2)
        .encode(x=x("started_at"), x2=alt.X2("due_at:T"), y=y, tooltip=due_tip),
        alt.Chart(spent)
        .mark_bar(height=BAR)
        .encode(x=x("start"), x2=alt.X2("end:T"), y=y, color=_segment_colour(), tooltip=tip),
        alt.Chart(held)
        .mark_bar(height=BAR, fillOpacity=0, stroke=QUIET, strokeWidth=1)
        .encode(x=x("start"), x2=alt.X2("end:T"), y=y, tooltip=tip),
        alt.Chart(hatch(held, (last - first) / 110))
        .mark_point(shape=SLASH, filled=False, stroke=QUIET, strokeWidth=1.2, size=180)
        .encode(x=x("at"), y=y),
        alt.Chart(bounded)
        .mark_tick(color=INK, thickness=2, height=26, orient="vertical")
        .encode(x=x("due_at"), y=y, tooltip=due_tip),
        alt.Chart(bounded)
        .mark_text(**muted_text(dy=-21, fontSize=11))
        .encode(x=x("due_at"), y=y, text=alt.Text("due_words:N")),
        *_now(now, now_words, x),
        alt.Chart(ends)
        .mark_text(align="left", dx=10, fontWeight=600)
        .encode(x=x("edge").scale(_span_scale(first, last)), y=y, text=alt.Text("verdict:N")),
        step=ROW,
    )


def span(
    clocks: pd.DataFrame, segments: pd.DataFrame, now: pd.Timestamp
) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The first and the last day that the strip shows: all of every clock, and now if it is near.

    What still runs reaches to now, so now lies far off only when all is over.
    """
    moments = pd.concat([clocks.started_at, clocks.due_at, segments.start, segments.end]).dropna()
    first = min(moments.min(), now) if len(moments) else now
    last = moments.max() if len(moments) else now
    if now - last < (last - first) / 2:
        last = max(last, now)
    return first.normalize(), last.normalize() + pd.Timedelta(days=2)


def hatch(pauses: pd.DataFrame, every: pd.Timedelta) -> pd.DataFrame:
    """Where the slashes of the pauses stand: row, at."""
    return pd.DataFrame(
        [
            {"row": pause.row, "at": at}
            for pause in pauses.itertuples()
            for at in pd.date_range(pause.start, pause.end, freq=every, inclusive="neither")
        ],
        columns=["row", "at"],
    )


def ledger(days: pd.DataFrame) -> alt.LayerChart:
    """The ledger as a calendar, a week a row: the date above, the running total below.

    days: day, kind, word, why, is_today, is_due. A long ledger loses its words: a week a column.
    """
    weeks = (days.day - pd.to_timedelta(days.day.dt.day_of_week, unit="D")).dt.normalize()
    days = days.assign(
        week=weeks,
        column=[t(WEEKDAYS[day.weekday()]) for day in days.day],
        mark=[f"{day.month}/{day.day}" for day in days.day],
    )
    return _long_ledger(days) if weeks.nunique() > CALENDAR_WEEKS else _calendar(days)


def _calendar(days: pd.DataFrame) -> alt.LayerChart:
    x = alt.X(
        "column:N",
        scale=alt.Scale(domain=[t(name) for name in WEEKDAYS]),  # a day without a cell has a place
        title=None,
        axis=alt.Axis(orient="top", labelAngle=0),
    )
    base = alt.Chart(days).encode(x=x, y=alt.Y("week:O", axis=None), tooltip=_day_tip())
    faint = "datum.kind=='future'||datum.kind=='weekend'||datum.kind=='holiday'"
    return layered(
        base.mark_rect(cornerRadius=3, stroke=QUIET, strokeOpacity=0.25).encode(
            color=_day_colour()
        ),
        _outline(base, "is_due", INK),
        _outline(base, "is_today", ACCENT),
        base.mark_text(**muted_text(fontSize=11, dy=-10)).encode(text=alt.Text("mark:N")),
        base.mark_text(fontWeight=600, dy=7).encode(
            text=alt.Text("word:N"),
            opacity=alt.OpacityValue(**either(faint, 0.5, 1)),
        ),
        step=52,
    )


def _long_ledger(days: pd.DataFrame) -> alt.LayerChart:
    x = alt.X(
        "week:O",
        title=None,
        axis=alt.Axis(
            labelExpr="date(datum.value)<=7?timeFormat(datum.value,'%Y-%m'):''",
            labelAngle=0,
            labelOverlap="greedy",
        ),
    )
    y = alt.Y("column:N", scale=alt.Scale(domain=[t(name) for name in WEEKDAYS]), title=None)
    base = alt.Chart(days).encode(x=x, y=y, tooltip=_day_tip())
    return layered(
        base.mark_rect(stroke=QUIET, strokeOpacity=0.15).encode(color=_day_colour()),
        _outline(base, "is_due", INK),
        _outline(base, "is_today", ACCENT),
        step=24,
    )


def _outline(base: alt.Chart, column: str, colour: str) -> alt.Chart:
    return base.transform_filter(f"datum.{column}").mark_rect(
        fillOpacity=0, stroke=colour, strokeWidth=2, cornerRadius=3
    )


def _day_colour() -> alt.Color:
    scale = alt.Scale(domain=list(DAY_KINDS), range=list(DAY_COLOURS))
    return alt.Color("kind:N", scale=scale, legend=None)


def _day_tip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("day:T", title=t("日期"), format="%Y-%m-%d"),
        alt.Tooltip("word:N", title=t("计时")),
        alt.Tooltip("why:N", title=t("依据")),
    ]


def _time(axis: alt.Axis, column: str) -> alt.X:
    return alt.X(f"{column}:T", title=None, axis=axis)


def _span_scale(first: pd.Timestamp, last: pd.Timestamp) -> alt.Scale:
    """For one layer alone: Vega-Lite quarrels when two of them name the same domain."""
    return alt.Scale(domain=[_moment(first), _moment(last)], type="time")


def _moment(moment: pd.Timestamp) -> alt.DateTime:
    return alt.DateTime(year=moment.year, month=moment.month, date=moment.day)


def _time_axis(first: pd.Timestamp, last: pd.Timestamp, year: int) -> alt.Axis:
    days = (last - first).days
    weeks = max(1, round(days / 7 / 8))
    if days > 400:
        ticks = pd.date_range(first, last, freq=f"{max(1, days // 300)}MS")
    else:
        ticks = pd.date_range(first, last, freq=f"{weeks}W-MON")
    layout = "%m-%d" if first.year == last.year == year else "%Y-%m-%d"
    return alt.Axis(
        format=layout, values=[day.isoformat() for day in ticks.date], orient="bottom", grid=False
    )


def _row_axis() -> alt.Axis:
    return alt.Axis(
        labelExpr="split(datum.label,'\\n')",
        labelLineHeight=16,
        labelAlign="left",
        labelPadding=118,
        labelLimit=130,
    )


def _segment_colour() -> alt.Color:
    scale = alt.Scale(domain=list(SEGMENT_KINDS), range=list(SEGMENT_COLOURS))
    return alt.Color("kind:N", scale=scale, legend=None)


def _wide_enough(parts: pd.DataFrame, whole: pd.Timedelta) -> pd.DataFrame:
    least = whole * FEWEST_PIXELS
    return parts.assign(end=parts.end.where(parts.end - parts.start >= least, parts.start + least))


def _now(now: pd.Timestamp, words: str, x: Callable[[str], alt.X]) -> list[alt.Chart]:
    moment = pd.DataFrame({"now": [now], "label": [words]})
    base = alt.Chart(moment).encode(x=x("now"))
    return [
        base.mark_rule(color=ACCENT, strokeWidth=1.5, clip=True),
        base.mark_text(fontWeight=600, dy=-10, baseline="bottom").encode(
            y=alt.value(0), text=alt.Text("label:N")
        ),
    ]
