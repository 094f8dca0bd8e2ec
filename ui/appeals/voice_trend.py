"""Two voices month by month: squares as the office says, dots as enterprises say."""

from collections.abc import Callable

import pandas as pd

from ui import formats, month_lines
from ui.appeals.voice_rows import FIRM, OFFICE
from ui.charts.charts_efficiency import lowest_shown, rate_steps
from ui.formats import rate
from ui.words import t

HEIGHT = 150


def draw(months: pd.DataFrame, address: Callable[[str, str], str]) -> str:
    """Both rates; a mark opens the address of its voice (OFFICE, FIRM) and month.

    Columns: month (2026-11), office, firm (rates, may be empty).
    """
    low = lowest_shown(months[[OFFICE, FIRM]].min(axis="columns"))
    lines = [
        month_lines.Line(
            "",
            style,
            months[part].tolist(),
            [
                f"{month} {words} {rate(value)}"
                for month, value in zip(months["month"], months[part], strict=True)
            ],
            [address(part, month) for month in months["month"]],
            is_square=part == OFFICE,
        )
        for part, style, words in (
            (OFFICE, "quiet", t("部门称已解决")),
            (FIRM, "good", t("企业认可")),
        )
    ]
    names = list(map(_name, months["month"]))
    return month_lines.draw(
        names, lines, rate_steps(low), lambda step: f"{step:.0%}", height=HEIGHT, lowest=low
    )


def _name(month: str) -> str:
    """A month (2026-11) by its name, the first of a year by the year."""
    year, number = month.split("-")
    return t("{year}年", year=year) if number == "01" else formats.month(int(number))
