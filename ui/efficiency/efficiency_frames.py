"""What the charts of the efficiency screen draw, out of figures and indicators."""

import pandas as pd

from ui.charts.charts_efficiency import WAYS

RATES = {
    "raw": "on_time_rate_raw",
    "lawful": "on_time_rate_lawful",
    "extended": "on_time_rate_extended",
}
"""The three definitions of on time, each an indicator."""
RATE_NAMES = tuple(RATES.values())
ENDINGS = {
    "early": "closed_early",
    "just_in_time": "closed_just_in_time",
    "late": "closed_late",
    "on_the_spot": "closed_on_the_spot",
    "decided": "closed_by_decision",
}
LEVELS = {"one": "deciders_one", "two": "deciders_two", "three": "deciders_three_or_more"}
AUDIT = (
    "closed_by_decision",
    "closed_with_pause",
    "closed_raw_days",
    "closed_excluded_days",
    "pauses_unlawful",
    "closed_with_extension",
    "extensions_unlawful",
)


def on_time_ways(indicators: pd.DataFrame, order: list[str]) -> pd.DataFrame:
    """One row a unit: key, name, raw, lawful, extended; in the order given by key."""
    ways = indicators.pivot(index="key", columns="name_of_rate", values="value")
    ways = ways.rename(columns={rate: way for way, rate in RATES.items()}).reindex(columns=WAYS)
    names = indicators.drop_duplicates("key").set_index("key")["name"]
    frame = ways.reindex(order).assign(name=names.reindex(order)).reset_index()
    return frame[["key", "name", *WAYS]].dropna(subset=list(WAYS), how="all")


def compared(indicators: pd.DataFrame, *, ranks: bool = True) -> pd.DataFrame:
    """One row a unit with cases due, by the lawful rate: the ranked first, the worst on top.

    Columns: key, name, good, total, rate, low, high, ranked. Without `ranks` (months) the order
    stays as it is.
    """
    lawful = indicators[indicators["name_of_rate"] == RATES["lawful"]]
    frame = lawful[lawful["denominator"] > 0].rename(
        columns={"numerator": "good", "denominator": "total", "value": "rate"}
    )
    frame = frame.assign(ranked=~frame["is_small"])
    if ranks:
        frame = frame.sort_values(
            ["ranked", "rate", "total", "key"], ascending=[False, True, False, True]
        )
    columns = ["key", "name", "good", "total", "rate", "low", "high", "ranked"]
    return frame[columns].reset_index(drop=True)


def renamed(figures: pd.DataFrame, measures: dict[str, str]) -> pd.DataFrame:
    """The figures of those measures under the short names of a chart; key and name stay."""
    short = figures.rename(columns={measure: short for short, measure in measures.items()})
    return short[["key", "name", *measures]]


def largest_lift(ways: pd.DataFrame, ranked: list[str]) -> tuple[str, float] | None:
    """The unit with enough cases to whose rate pauses add most: its name and how much."""
    frame = ways[ways["key"].isin(ranked)]
    lift = (frame["lawful"] - frame["raw"]).dropna()
    if lift.empty or lift.max() <= 0:
        return None
    row = lift.idxmax()
    return frame.loc[row, "name"], float(lift[row])


def audit(figures: pd.DataFrame, pauses: pd.DataFrame, near: tuple[str, ...]) -> pd.DataFrame:
    """One row a department that paused or extended, the largest share of pauses first.

    Columns: key, name, decided, paused, pause_share, days_share, near, no_notice, pauses_unlawful,
    extended, extension_share, extensions_unlawful.
    """
    of_department = pauses.set_index("department_code")
    begun_near = of_department[list(near)].sum(axis=1)
    frame = figures.assign(
        decided=figures["closed_by_decision"],
        paused=figures["closed_with_pause"],
        pause_share=_share(figures, "closed_with_pause", "closed_by_decision"),
        days_share=_share(figures, "closed_excluded_days", "closed_raw_days"),
        near=figures["key"].map(begun_near).fillna(0).astype("int64"),
        no_notice=figures["key"].map(of_department["without_notice"]).fillna(0).astype("int64"),
        extended=figures["closed_with_extension"],
        extension_share=_share(figures, "closed_with_extension", "closed_by_decision"),
    )
    has_any = frame[["paused", "extended", "pauses_unlawful", "extensions_unlawful"]].sum(axis=1)
    columns = [
        "key",
        "name",
        "decided",
        "paused",
        "pause_share",
        "days_share",
        "near",
        "no_notice",
        "pauses_unlawful",
        "extended",
        "extension_share",
        "extensions_unlawful",
    ]
    frame = frame[has_any > 0][columns]
    return frame.sort_values(["pause_share", "key"], ascending=[False, True], ignore_index=True)


def _share(figures: pd.DataFrame, part: str, whole: str) -> pd.Series:
    return figures[part] / figures[whole].where(figures[whole] > 0)
