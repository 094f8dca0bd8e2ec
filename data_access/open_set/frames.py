"""Columns of the small frames that answer about what is open."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from data_access.open_set.seconds import NEVER, Array


def texts(values: Sequence[str | None]) -> pd.Series:
    """Text as it is: the string type of pandas costs a tenth of a millisecond a column."""
    return pd.Series(values, dtype=object)


def moments(seconds: Array) -> pd.Series:
    """Moments, empty where there is none."""
    found = seconds.astype("datetime64[s]")
    found[seconds == NEVER] = np.datetime64("NaT")
    return pd.Series(found.astype("datetime64[us]"))
