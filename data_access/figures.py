"""Figures: the numbers of measures and indicators, split by a dimension or not."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from data_access.counting import Tally, keys_in_order, tally
from data_access.indicator_values import INDICATOR_COLUMNS, indicator_rows, numbers_of
from data_access.listing import Listing, cases
from data_access.measures import Measure, measures_named
from supervision.scope import Scope

__all__ = ["Listing", "cases", "figures", "held_figures", "indicators"]


def figures(
    connection: Connection,
    scope: Scope,
    names: Iterable[str],
    *,
    as_of: datetime,
    by: str | None = None,
) -> pd.DataFrame:
    """One row a key, or one row in all without `by`; a column of whole numbers a measure.

    Flows count what has happened in the period of the scope by `as_of`, stocks what stands at
    `as_of`. `by` is department, item, town, day or month and names the key's column: codes,
    midnights (datetime64), or months as text (2026-11). Of days and months every one of the period
    that has begun is there; of the others those with anything to count. Sorted by the key.
    Raises ValueError for an unknown name, and for a split that a measure cannot have.
    """
    measures = measures_named(names)
    return _frame(measures, tally(connection, scope, measures, as_of, by), scope, as_of, by)


def held_figures(
    connection: Connection,
    scope: Scope,
    names: Iterable[str],
    *,
    as_of: datetime,
    by: str | None = None,
) -> pd.DataFrame:
    """The same as `figures`; what stands is counted in memory where a serving process holds it."""
    measures = measures_named(names)
    return _frame(measures, numbers_of(connection, scope, measures, as_of, by), scope, as_of, by)


def _frame(
    measures: Sequence[Measure], numbers: Tally, scope: Scope, as_of: datetime, by: str | None
) -> pd.DataFrame:
    columns = [measure.name for measure in measures]
    nothing = dict.fromkeys(columns, 0)
    keys = keys_in_order(numbers, scope, as_of, by)
    entries = [[numbers.get(key, nothing)[name] for name in columns] for key in keys]
    frame = pd.DataFrame(entries, columns=columns, dtype="int64")
    if by is not None:
        frame.insert(0, by, _keys(keys, by))
    return frame


def indicators(
    connection: Connection,
    scope: Scope,
    names: Iterable[str],
    *,
    as_of: datetime,
    by: str | None = None,
) -> pd.DataFrame:
    """One row an indicator (by name or code) and key, in the order asked for.

    Columns: name, the key's column where split, numerator, denominator, value, low, high,
    is_small. The value is empty where there is nothing to divide by; a count has no denominator.
    low and high bound a share (Wilson, 95 %); is_small marks too few cases to judge a rate by.
    """
    rows, keys = indicator_rows(connection, scope, names, as_of, by)
    frame = pd.DataFrame(rows, columns=INDICATOR_COLUMNS)
    numbers = ["numerator", "denominator", "value", "low", "high"]
    frame[numbers] = frame[numbers].astype("float64")
    frame["is_small"] = frame["is_small"].astype(bool)
    if by is not None:
        frame.insert(1, by, _keys(keys, by))
    return frame


def _keys(keys: list[Any], by: str) -> pd.Series:
    return pd.Series(keys, dtype="datetime64[us]" if by == "day" else "str")
