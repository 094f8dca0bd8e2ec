"""The charts of one project: its dates, its chain of approvals, whose time that took."""

from typing import Any

import altair as alt
import pandas as pd

from ui.charts.chart_theme import ACCENT, INK, NORMAL, QUIET, RED, YELLOW, either, muted_text
from ui.charts.charts_case import SLASH
from ui.charts.layers import layered
from ui.labels import label
from ui.words import t

STATES = ("done", "red", "yellow", "ahead")
STATE_COLOURS = (NORMAL, RED, YELLOW, QUIET)
OWNERS = ("government", "enterprise", "special", "nobody")
OWNER_COLOURS = (NORMAL, ACCENT, "rgba(133,146,161,0.55)", "rgba(133,146,161,0.16)")
DAY_FORMAT = "%Y-%m-%d"


def dates(stones: pd.DataFrame, now: pd.Timestamp) -> alt.LayerChart:
    """One project: a row a milestone, as first planned, as planned now, as reached.

    Columns: stone, first (date first planned), planned (now), reached (may be empty), light; moved
    dates are joined by a line, lateness against the plan in force has colour.
    """
    stones = stones.assign(
        state=[state_of(row.reached, row.planned, row.light, now) for row in stones.itertuples()],
        until=stones["reached"].fillna(now),
    )
    rows = stones.assign(
        words=[_verdict(row, now) for row in stones.itertuples()],
    )
    y = alt.Y("stone:N", sort=rows["stone"].tolist(), title=None, axis=alt.Axis(labelLimit=190))
    x = alt.X("planned:T", title=None, axis=_months())
    moved = rows[rows["first"] != rows["planned"]]
    overrun = rows[(rows["until"] > rows["planned"]) & (rows["state"] != "ahead")]
    tip = [
        alt.Tooltip("stone:N", title=t("节点")),
        alt.Tooltip("first:T", title=t("首次计划"), format=DAY_FORMAT),
        alt.Tooltip("planned:T", title=t("现计划"), format=DAY_FORMAT),
        alt.Tooltip("reached:T", title=t("实际"), format=DAY_FORMAT),
    ]
    path = (
        alt.Chart(moved)
        .mark_rule(color=QUIET, strokeWidth=1.5, strokeDash=[4, 3])
        .encode(x=alt.X("first:T"), x2=alt.X2("planned:T"), y=y)
    )
    firsts = (
        alt.Chart(moved)
        .mark_point(shape="diamond", size=70, filled=False, stroke=QUIET, strokeWidth=1.5)
        .encode(x=alt.X("first:T"), y=y, tooltip=tip)
    )
    late = (
        alt.Chart(overrun)
        .mark_bar(height=8)
        .encode(
            x=x,
            x2=alt.X2("until:T"),
            y=y,
            color=_state_colour(
                alt.Color, condition={"test": "isValid(datum.reached)", "value": QUIET}
            ),
        )
    )
    planned = _diamonds(rows, y, tip)
    reached = (
        alt.Chart(rows.dropna(subset=["reached"]))
        .mark_tick(color=INK, thickness=2, height=16, orient="vertical")
        .encode(x=alt.X("reached:T"), y=y, tooltip=tip)
    )
    words = (
        alt.Chart(
            rows.assign(
                edge=rows[["planned", "until", "first"]]
                .max(axis=1)
                .where(rows["state"] != "ahead", rows[["planned", "first"]].max(axis=1))
            )
        )
        .mark_text(**muted_text(align="left", dx=10, fontSize=11))
        .encode(x=alt.X("edge:T"), y=y, text=alt.Text("words:N"))
    )
    return layered(late, _now(now), path, firsts, planned, reached, words, step=34)


def chain(links: pd.DataFrame, now: pd.Timestamp) -> alt.LayerChart:
    """The approvals of a project in order, the waits between them hatched, the longest in bold.

    Columns: row (unlike any other), began, ended (may be empty), is_wait, words, is_longest.
    """
    links = links.assign(until=links["ended"].fillna(now))
    y = alt.Y("row:N", sort=links["row"].tolist(), title=None, axis=alt.Axis(labelLimit=220))
    x = alt.X("began:T", title=None, axis=alt.Axis(format=DAY_FORMAT, tickCount=6, orient="top"))
    tip = [
        alt.Tooltip("row:N", title=t("环节")),
        alt.Tooltip("began:T", title=t("自"), format=DAY_FORMAT),
        alt.Tooltip("ended:T", title=t("至"), format=DAY_FORMAT),
        alt.Tooltip("words:N", title=t("用时")),
    ]
    steps, waits = links[~links["is_wait"]], links[links["is_wait"]]
    bars = (
        alt.Chart(steps)
        .mark_bar(height=14, color=NORMAL)
        .encode(x=x, x2=alt.X2("until:T"), y=y, tooltip=tip)
    )
    gaps = (
        alt.Chart(waits)
        .mark_bar(height=14, fillOpacity=0, stroke=QUIET, strokeWidth=1)
        .encode(x=x, x2=alt.X2("until:T"), y=y, tooltip=tip)
    )
    slashes = (
        alt.Chart(_hatched(waits, (links["until"].max() - links["began"].min()) / 90))
        .mark_point(shape=SLASH, filled=False, stroke=QUIET, strokeWidth=1.2, size=150)
        .encode(x=alt.X("at:T"), y=y)
    )

    def figures(rows: pd.DataFrame, **style: Any) -> alt.Chart:  # noqa: ANN401
        return (
            alt.Chart(rows)
            .mark_text(**{**muted_text(align="left", dx=8, fontSize=11), **style})
            .encode(x=alt.X("until:T"), y=y, text=alt.Text("words:N"))
        )

    lasting = [_now(now)] if links["ended"].isna().any() else []
    return layered(
        bars,
        gaps,
        slashes,
        *lasting,
        figures(links[~links["is_longest"]]),
        figures(links[links["is_longest"]], fillOpacity=1, fontWeight=700),
        step=28,
    )


def whose_time(days: dict[str, int]) -> alt.LayerChart:
    """Working days of the chain by whose time they were, as one bar with its numbers inside.

    Keys: government, enterprise, special, nobody.
    """
    rows = pd.DataFrame(
        [{"owner": owner, "word": label("owner", owner), "days": days.get(owner, 0)}
         for owner in OWNERS if days.get(owner, 0)]
    )  # fmt: skip
    if rows.empty:
        rows = pd.DataFrame(columns=["owner", "word", "days"])
    owner_words = {owner: label("owner", owner) for owner in OWNERS}
    ends = rows["days"].cumsum()
    rows = rows.assign(end=ends, begin=ends - rows["days"], middle=ends - rows["days"] / 2)
    x = alt.X(
        "begin:Q",
        axis=None,
        scale=alt.Scale(
            domain=[0, max(int(ends.max() or 1), 1)] if len(rows) else [0, 1], nice=False
        ),
    )
    base = alt.Chart(rows)
    bar = base.mark_bar(height=22).encode(
        x=x,
        x2=alt.X2("end:Q"),
        color=alt.Color(
            "owner:N",
            scale=alt.Scale(domain=list(OWNERS), range=list(OWNER_COLOURS)),
            legend=alt.Legend(labelExpr=f"{owner_words!r}[datum.value]"),
        ),
        tooltip=[
            alt.Tooltip("word:N", title=t("谁的时间")),
            alt.Tooltip("days:Q", title=t("工作日")),
        ],
    )
    numbers = base.mark_text(fontSize=11, fontWeight=600).encode(
        x=alt.X("middle:Q"),
        text=alt.Text("days:Q"),
        color=alt.ColorValue(
            **either("indexof(['government','enterprise'], datum.owner) >= 0", "#ffffff", INK)
        ),
    )
    return layered(bar, numbers, height=64)


def state_of(reached: Any, planned: Any, light: str, now: pd.Timestamp) -> str:  # noqa: ANN401
    """How a milestone stands, one of STATES: done, ahead, or late in the light of its project."""
    if pd.notna(reached):
        return "done"
    if planned >= now.normalize():
        return "ahead"
    return light if light in ("red", "yellow") else "yellow"


def _verdict(row: Any, now: pd.Timestamp) -> str:  # noqa: ANN401  a row of a frame
    if pd.notna(row.reached):
        days = (row.reached - row.planned).days
        if days > 0:
            return t("迟 {n} 日", n=days)
        return t("早 {n} 日", n=-days) if days else t("按期")
    days = (now.normalize() - row.planned).days
    return t("已迟 {n} 日", n=days) if days > 0 else t("还有 {n} 日", n=-days)


def _diamonds(stones: pd.DataFrame, y: alt.Y, tip: list[alt.Tooltip]) -> alt.Chart:
    return (
        alt.Chart(stones)
        .mark_point(shape="diamond", size=80, opacity=1, strokeWidth=1.5)
        .encode(
            x=alt.X("planned:T"),
            y=y,
            tooltip=tip,
            fill=_state_colour(alt.Fill),
            stroke=_state_colour(alt.Stroke),
        )
    )


def _state_colour(channel: Any, **more: Any) -> Any:  # noqa: ANN401  a class of Altair's and what it makes
    scale = alt.Scale(domain=list(STATES), range=list(STATE_COLOURS))
    return channel("state:N", scale=scale, legend=None, **more)


def _hatched(waits: pd.DataFrame, step: pd.Timedelta) -> pd.DataFrame:
    """Slashes over each wait, a step apart."""
    marks = [
        {"row": wait.row, "at": wait.began + step * (place + 0.5)}
        for wait in waits.itertuples()
        for place in range(int((wait.until - wait.began) / step) if step else 0)
    ]
    return pd.DataFrame(marks, columns=["row", "at"])


def _now(now: pd.Timestamp) -> alt.Chart:
    moment = alt.Chart(pd.DataFrame({"begin": [now]}))
    return moment.mark_rule(color=ACCENT, strokeWidth=1.5).encode(x=alt.X("begin:T"))


def _months() -> alt.Axis:
    """Some months by their number, a year where it begins."""
    year = t("'%Y年'")
    month = t("'%-m月'")
    words = f"timeFormat(datum.value, month(datum.value) == 0 ? {year} : {month})"
    return alt.Axis(labelExpr=words, tickCount=8, orient="top")
