"""Plan and reality of some projects as lines of the page: only lateness has colour."""

from typing import Any

import pandas as pd

from ui import blocks, formats
from ui.charts.charts_projects import state_of
from ui.formats import as_html, day
from ui.projects.project_rows import opening
from ui.words import t

MOST_TICKS = 15
EVERY = (1, 2, 3, 6, 12)
"""So many months may lie between two marks of the axis."""
NEAR_LEFT, NEAR_RIGHT = 0.14, 0.9
"""Words that would leave the track stand on the other side of their mark."""


def draw(projects: pd.DataFrame, stones: pd.DataFrame, now: pd.Timestamp) -> str:
    """The plan of each project as a thin line with its milestones, below it what has passed.

    projects: project_id, title, light, begin, plan_end, in the order to draw. stones: project_id,
    stone, planned, reached (may be empty).
    """
    first = min(projects["begin"].min(), stones["planned"].min(), now)
    last = max(projects["plan_end"].max(), stones["planned"].max(), now)
    axis = Axis(first, last)
    own = dict(tuple(stones.groupby("project_id")))
    none = stones.head(0)
    rows = (
        f"<span>{opening(row['project_id'], row['title'])}</span>"
        f'<div class="sv-track">{_track(row, own.get(row["project_id"], none), now, axis)}</div>'
        for row in projects.to_dict("records")
    )
    ticks = f'<span></span><div class="sv-track sv-axis">{_ticks(axis)}</div>'
    return f'<div class="sv-plans">{ticks}{"".join(rows)}</div>'


class Axis:
    """Where a moment stands, as a share of the width."""

    def __init__(self, first: pd.Timestamp, last: pd.Timestamp) -> None:
        self.first, self.last = first, last

    def across(self, moment: pd.Timestamp) -> float:
        """0 for the first of all, 1 for the last."""
        return float((moment - self.first) / max(self.last - self.first, pd.Timedelta(days=1)))

    def months(self) -> list[pd.Timestamp]:
        """The first days of months that are marked, at most MOST_TICKS; else the first day."""
        starts = pd.date_range(self.first.normalize(), self.last, freq="MS")
        some = list(starts)
        for every in EVERY:
            some = [start for start in starts if (start.month - 1) % every == 0]
            if len(some) <= MOST_TICKS:
                break
        return some[:: -(-len(some) // MOST_TICKS) or 1] or [self.first]


def _ticks(axis: Axis) -> str:
    return "".join(
        f'<b style="left:{axis.across(start) * 100:.2f}%">{as_html(_month_words(start))}</b>'
        for start in axis.months()
    )


def _month_words(start: pd.Timestamp) -> str:
    return t("{year}年", year=start.year) if start.month == 1 else formats.month(start.month)


def _track(row: dict[str, Any], stones: pd.DataFrame, now: pd.Timestamp, axis: Axis) -> str:
    parts = [_bar("sv-planned", axis.across(row["begin"]), axis.across(row["plan_end"]))]
    today = axis.across(now)
    if row["begin"] < now:
        parts.append(_bar("sv-passed", axis.across(row["begin"]), today))
    marks = []
    for stone in stones.sort_values("planned").to_dict("records"):
        state = state_of(stone["reached"], stone["planned"], row["light"], now)
        at = axis.across(stone["planned"])
        if state in ("red", "yellow"):
            parts.append(_bar(f"sv-behind sv-fill-{state}", at, today))
        marks.append(_mark(stone, state, at, now))
    parts.append(f'<i class="sv-now" style="left:{today * 100:.2f}%"></i>')
    return "".join([*parts, *marks])


def _bar(style: str, begin: float, end: float) -> str:
    width = max(end - begin, 0.0)
    return f'<i class="{style}" style="left:{begin * 100:.2f}%;width:{width * 100:.2f}%"></i>'


def _mark(stone: dict[str, Any], state: str, at: float, now: pd.Timestamp) -> str:
    is_late = state in ("red", "yellow")
    words = stone["stone"]
    if is_late:
        words = t("{stone} 迟 {n} 日", stone=words, n=(now - stone["planned"]).days)
    ends_here = at > NEAR_LEFT if is_late else at > NEAR_RIGHT
    style = "sv-stone-name" + " sv-late" * is_late + " sv-ends" * ends_here
    planned, reached = day(stone["planned"]), day(stone["reached"])
    tip = t(
        "{stone}：计划 {planned}，实际 {reached}",
        stone=stone["stone"],
        planned=planned,
        reached=reached,
    )
    place = f"left:{at * 100:.2f}%"
    return (
        blocks.dot(f"sv-stone sv-stone-{state}", place, tip)
        + f'<span class="{style}" style="{place}">{as_html(words)}</span>'
    )
