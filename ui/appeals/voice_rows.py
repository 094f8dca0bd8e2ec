"""Two voices beside each other: a square as the office says, a dot as enterprises say.

A row a part; the gap between both is the story, and stands in words at the right.
"""

from collections.abc import Callable
from typing import Any

import pandas as pd

from ui import blocks
from ui.charts.charts_efficiency import lowest_shown, rate_steps
from ui.formats import UNKNOWN, as_html, count, number, rate
from ui.words import t

WIDE_GAP = 0.2
"""From so many points on the gap between the voices is said in bold."""
OFFICE, FIRM = "office", "firm"
STYLES = {OFFICE: "sv-line-quiet sv-square", FIRM: "sv-line-good"}


def draw(frame: pd.DataFrame, address: Callable[[str, str], str]) -> str:
    """The rows in their order; a mark opens the address of its voice (OFFICE, FIRM) and key.

    Columns: key, name, office, firm (rates, may be empty), said, asked (how many they rest on).
    """
    low = lowest_shown(frame[[OFFICE, FIRM]].min(axis="columns"))

    def across(value: float) -> float:
        return max(value - low, 0.0) / (1 - low)

    ticks = "".join(
        f'<b style="left:{across(step) * 100:.1f}%">{step:.0%}</b>' for step in rate_steps(low)
    )
    rows = "".join(_row(row, across, address) for row in frame.to_dict("records"))
    return (
        '<div class="sv-voices"><span></span>'
        f'<div class="sv-track sv-axis">{ticks}</div><span></span>{rows}</div>'
    )


def _row(
    row: dict[str, Any], across: Callable[[float], float], address: Callable[[str, str], str]
) -> str:
    tip = t(
        "{name}：部门称已解决 {office}（{said} 件有结果），企业认可 {firm}（回访到 {asked} 家）",
        name=row["name"],
        office=rate(row[OFFICE]),
        said=count(row["said"]),
        firm=rate(row[FIRM]),
        asked=count(row["asked"]),
    )
    known = {part: across(row[part]) for part in STYLES if pd.notna(row[part])}
    between = ""
    if len(known) == len(STYLES):
        begin, end = sorted(known.values())
        width = f"left:{begin * 100:.2f}%;width:{(end - begin) * 100:.2f}%"
        between = f'<i class="sv-between" style="{width}"></i>'
    marks = "".join(
        blocks.dot(STYLES[part], f"left:{at * 100:.2f}%", tip, address(part, row["key"]))
        for part, at in known.items()
    )
    gap = row[OFFICE] - row[FIRM]
    words = UNKNOWN if pd.isna(gap) else number(gap * 100, 0)
    loud = ' class="sv-loud"' if gap >= WIDE_GAP else ""
    return (
        f'<span title="{as_html(row["name"])}">{as_html(row["name"])}</span>'
        f'<div class="sv-track">{between}{marks}</div><small{loud}>{words}</small>'
    )
