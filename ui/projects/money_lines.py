"""The money of a year against its schedule, month by month."""

import pandas as pd

from ui import blocks, formats, month_lines
from ui.formats import number
from ui.words import t

HEIGHT = 190


def draw(months: pd.DataFrame, annual: float | None, height: int = HEIGHT) -> str:
    """Both lines in 10,000 yuan, and the plan of the year as a level.

    Columns: month (first day), planned, invested (cumulative, may be empty).
    """
    lines = [
        month_lines.Line(
            words, style, months[column].astype("float64").tolist(), _tips(months, column, words)
        )
        for column, style, words in (
            ("planned", "quiet", t("序时计划")),
            ("invested", "accent", t("累计完成")),
        )
    ]
    known = months[["planned", "invested"]].fillna(0.0)
    most = max(float(known.max().max()), annual or 0.0, 1.0)
    level = None
    if annual:
        level = month_lines.Level(annual, t("全年计划 {n}", n=number(annual, 0)))
    names = [formats.month(start.month) for start in months["month"]]
    steps = blocks.ticks(0.0, most)
    return month_lines.draw(
        names, lines, steps, lambda step: number(step, 0), height=height, level=level
    )


def _tips(months: pd.DataFrame, column: str, words: str) -> list[str]:
    return [
        t("{month}：{words} {n} 万元", month=f"{start:%Y-%m}", words=words, n=number(amount, 0))
        for start, amount in zip(months["month"], months[column], strict=True)
    ]
