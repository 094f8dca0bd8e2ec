"""Columns of the small frames that answer about what is open."""

from collections.abc import Sequence

import pandas as pd

from data_access.open_set.seconds import Array, moments_of


def texts(values: Sequence[str | None]) -> pd.Series:
    """Text as it is: the string type of pandas costs a tenth of a millisecond a column."""
    return pd.Series(values, dtype=object)


def moments(seconds: Array) -> pd.Series:
    """Moments, empty where there is none."""
    return pd.Series(moments_of(seconds), dtype="datetime64[us]")
