"""The six figures at the top of the live screen, each with its change, its line and its list."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pandas as pd

from supervision.small_numbers import ENOUGH_FOR_RATE
from ui import blocks, formats
from ui.formats import UNKNOWN, as_html
from ui.labels import label
from ui.links import Value, address
from ui.words import t

LIGHTS = ("red", "yellow", "soon")
LINE_DAYS = 20
RATE_DAYS = 30
"""The rate is that of thirty days, so one slow day does not swing it."""
LINE_COLOURS = {"red": "sv-line-red", "yellow": "sv-line-good", "rate": "sv-line-good"}


@dataclass(frozen=True)
class Figure:
    """What one box says: a change is good, bad or neither; the base says compared with what."""

    kind: str
    words: str
    value: str
    change: float | None
    base: str
    line: list[float]
    screen: str
    filters: Mapping[str, Value] = field(default_factory=dict)
    decimals: int = 0


def row(figures: list[Figure]) -> str:
    """The figures side by side, as markup; each opens its list."""
    return f'<div class="sv-kpis">{"".join(_box(figure) for figure in figures)}</div>'


def standing(kind: str, now: int, history: pd.DataFrame, screen: str, **filters: Value) -> Figure:
    """A number that stands, beside how it stood at the end of yesterday."""
    line = [float(value) for value in history[kind]]
    change = now - line[-1] if line else None
    words = t("在办") if kind == "open" else label("level", kind)
    value = formats.count(now)
    return Figure(kind, words, value, change, t("较昨日"), line, screen, filters)


def closed_today(today: int, yesterday: int, days: pd.DataFrame, as_of: datetime) -> Figure:
    """What was closed since midnight, beside yesterday at the same time of day."""
    worked = days[days["is_working"]]["closed"].tail(LINE_DAYS)
    return Figure(
        kind="closed",
        words=t("今日办结"),
        value=formats.count(today),
        change=today - yesterday,
        base=t("较昨日同时"),
        line=[float(value) for value in worked],
        screen="cases",
        filters={"measure": "closed", "from": as_of.date(), "to": as_of.date()},
    )


def on_time(days: pd.DataFrame) -> Figure:
    """The share of timed cases that closed in time, in thirty days that ended yesterday.

    Beside it the thirty days before; too few cases give no rate.
    """
    sums = days[["closed_timed", "closed_late"]].rolling(RATE_DAYS, min_periods=1).sum()
    rates = 1 - sums["closed_late"] / sums["closed_timed"].where(
        sums["closed_timed"] >= ENOUGH_FOR_RATE
    )
    now = rates.iloc[-1] if len(rates) else float("nan")
    before = rates.iloc[-1 - RATE_DAYS] if len(rates) > RATE_DAYS else float("nan")
    change = (now - before) * 100
    last = days["day"].iloc[-1] if len(days) else None
    first = last - timedelta(days=RATE_DAYS - 1) if last else None
    is_known = now == now
    return Figure(
        kind="rate",
        words=t("按时办结率"),
        value=formats.rate(now) if is_known else UNKNOWN,
        change=change if change == change else None,
        base=t("近 30 日，百分点") if is_known else t("件数少，不计率"),
        line=[float(rate) for rate in rates.tail(LINE_DAYS)],
        screen="cases",
        filters={"measure": "closed_timed", "from": first, "to": last},
        decimals=1,
    )


def _box(figure: Figure) -> str:
    mark = blocks.glyph(figure.kind) if figure.kind in LIGHTS else ""
    inner = (
        f"<div>{mark}{as_html(figure.words)}</div>"
        f'<div class="sv-value">{as_html(figure.value)}</div>'
        f'<div class="sv-change">{_change(figure)}'
        f'<span class="sv-muted">{as_html(figure.base)}</span></div>'
        f"{blocks.spark(figure.line, LINE_COLOURS.get(figure.kind, 'sv-line-quiet'))}"
    )
    return blocks.link(address(figure.screen, **figure.filters), inner, "sv-kpi")


def _change(figure: Figure) -> str:
    if figure.change is None:
        return ""
    change = round(figure.change, figure.decimals)
    arrow = "↑ " if change > 0 else "↓ " if change < 0 else ""
    words = f"{arrow}{abs(change):,.{figure.decimals}f}"
    return f'<b class="sv-{_verdict(figure.kind, change)}">{words}</b>'


def _verdict(kind: str, change: float) -> str:
    """Only cards and the rate have a good and a bad direction."""
    if change == 0 or kind not in ("red", "yellow", "rate"):
        return "plain"
    return "good" if (change > 0) == (kind == "rate") else "bad"
