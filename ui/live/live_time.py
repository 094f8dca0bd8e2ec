"""Tiles of the live screen that stand on a line of days: what falls due next, and how it went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from data_access.approvals.live import DaysOff
from ui import blocks, formats
from ui.formats import as_html
from ui.links import address
from ui.words import t

MEAN_OF = 5
"""Working days in the mean: a week, so that the rhythm of the week does not show."""
WIDTH, HEIGHT = 300, 122
"""Pixels at which the trend is mostly drawn."""
CLOSEST_NAMES = 16 / HEIGHT
"""Names at the ends of lines stay a line of text apart."""
TALLEST = 82
"""Percent of the height for the tallest column; its number stands above."""
GAP = '<span class="sv-gap"></span>'
LINES = {"received": "sv-line-quiet", "closed": "sv-line-accent"}


@dataclass(frozen=True)
class Axes:
    """Where a day and a value stand, as shares of the width and of the height from the top."""

    first: date
    days: int
    lowest: float
    highest: float

    def across(self, day: date) -> float:
        """The left edge of a day."""
        return (day - self.first).days / self.days

    def down(self, value: float) -> float:
        """The height of a value; the middle where all values are the same."""
        if self.highest == self.lowest:
            return 0.5
        return 1 - (value - self.lowest) / (self.highest - self.lowest)


def due(frame: pd.DataFrame) -> str:
    """Working days to come: promised limits as columns, statutory ones as their red foot.

    A run of days off without any limit is one shaded gap.
    """
    highest = max(int((frame["promised"] + frame["statutory"]).max()), 1)
    columns: list[str] = []
    names: list[str] = []
    month = 0
    for row in frame.to_dict("records"):
        is_empty = not row["promised"] + row["statutory"]
        if row["kind"] in ("weekend", "holiday") and is_empty:
            if not columns or columns[-1] != GAP:
                columns.append(GAP)
                names.append(f"<span>{as_html(t('休'))}</span>")
            continue
        day = row["day"]
        columns.append(_column(day, row["promised"], row["statutory"], highest))
        names.append(f"<span>{as_html(formats.weekday(day))}<br>{_date(day, month)}</span>")
        month = day.month
    note = t("红色为法定时限")
    if frame["is_provisional"].any():
        note = t("红色为法定；跨年为暂定")
    return (
        blocks.heading(t("未来十个工作日到期"), as_html(note))
        + f'<div class="sv-columns">{"".join(columns)}</div>'
        + f'<div class="sv-days">{"".join(names)}</div>'
    )


def _date(day: date, month_before: int) -> str:
    """A date with its month where that is new: there is no room for more."""
    return f"{day.day}" if day.month == month_before else f"{day.month}/{day.day}"


def _column(day: date, promised: int, statutory: int, highest: int) -> str:
    total = promised + statutory
    tip = t(
        "{day}：承诺到期 {promised} 件，法定到期 {statutory} 件",
        day=day,
        promised=promised,
        statutory=statutory,
    )
    if not total:
        return f'<span class="sv-column sv-muted" title="{as_html(tip)}">0</span>'
    parts = "".join(
        f'<span class="sv-fill-{level}" style="flex:{cases}"></span>'
        for level, cases in (("soon", promised), ("red", statutory))
        if cases
    )
    height = total / highest * TALLEST if highest else 0
    stack = f'<span class="sv-stack" style="height:{height:.1f}%">{parts}</span>'
    return blocks.link(address("due", day=day), f"<span>{total}</span>{stack}", "sv-column", tip)


def trend(days: pd.DataFrame, shaded: Sequence[DaysOff]) -> str:
    """Received against closed, means of five working days; days off shaded, today left out.

    `days` has a row a day: day, received, closed, is_working; `shaded` has the runs of days off.
    """
    head = blocks.heading(t("近 90 日收件与办结"), as_html(t("五日均，灰带为休息日")))
    worked = days[days["is_working"]]
    if len(worked) < 2:
        return head + f'<p class="sv-note">{as_html(t("数据还不足两个工作日"))}</p>'
    means = worked[list(LINES)].rolling(MEAN_OF, min_periods=1).mean()
    steps = blocks.ticks(float(means.min().min()), float(means.max().max()))
    axes = Axes(days["day"].iloc[0], len(days), steps[0], steps[-1])
    middles = [axes.across(day) + 0.5 / axes.days for day in worked["day"]]
    heights = {column: [axes.down(mean) for mean in means[column]] for column in LINES}
    lines = "".join(
        blocks.line(
            list(zip(middles, heights[column], strict=True)), style, width=WIDTH, height=HEIGHT
        )
        for column, style in LINES.items()
    )
    ends = {column: found[-1] for column, found in heights.items()}
    return (
        f'{head}<div class="sv-trend">{_veils(shaded, axes)}{_grid(steps, axes)}'
        f'<div class="sv-plot">{lines}</div>{_months(days["day"], axes)}{_names(ends)}'
        f"{_hints(days, axes)}</div>"
    )


def _veils(shaded: Sequence[DaysOff], axes: Axes) -> str:
    """Weekends as a faint veil, public holidays as a stronger one."""
    veils = ""
    for run in shaded:
        left, right = axes.across(run.start), axes.across(run.end)
        style = "sv-veil sv-holiday" if run.is_holiday else "sv-veil"
        veils += f'<div class="{style}" style="{_span(left, right - left)}"></div>'
    return veils


def _grid(steps: list[float], axes: Axes) -> str:
    return "".join(
        f'<div class="sv-grid" style="top:{axes.down(step) * 100:.1f}%">'
        f"<span>{step:,.0f}</span></div>"
        for step in steps
    )


def _months(days: pd.Series, axes: Axes) -> str:
    return "".join(
        f'<span class="sv-month" style="left:{axes.across(day) * 100:.1f}%">'
        f"{as_html(formats.month(day.month))}</span>"
        for day in days
        if day.day == 1
    )


def _names(ends: Mapping[str, float]) -> str:
    """The lines' names at their ends, kept apart."""
    words = {"received": t("收件"), "closed": t("办结")}
    upper, lower = sorted(ends, key=lambda column: ends[column])
    half = max((ends[lower] - ends[upper]) / 2, CLOSEST_NAMES / 2)
    middle = min(max((ends[upper] + ends[lower]) / 2, half), 1 - half)
    return "".join(
        f'<span class="sv-name{" sv-muted" if column == "received" else ""}" '
        f'style="top:{top * 100:.0f}%">{as_html(words[column])}</span>'
        for column, top in ((upper, middle - half), (lower, middle + half))
    )


def _hints(days: pd.DataFrame, axes: Axes) -> str:
    """What a day's figures were, under the pointer."""
    hints = ""
    for row in days.to_dict("records"):
        day = row["day"]
        tip = _figures_of(row)
        style = _span(axes.across(day), 1 / axes.days)
        hints += f'<span class="sv-day" style="{style}" title="{as_html(tip)}"></span>'
    return hints


def _figures_of(row: Mapping[str, Any]) -> str:
    return t(
        "{day}：收件 {received}，办结 {closed}",
        day=row["day"],
        received=row["received"],
        closed=row["closed"],
    )


def _span(left: float, width: float) -> str:
    return f"left:{left * 100:.2f}%;width:{width * 100:.2f}%"
