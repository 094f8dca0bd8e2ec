"""Moments as whole seconds in four bytes: the form in which the open set compares them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
START = datetime(1970, 1, 1)
FAR = datetime(9999, 1, 1)
NEVER = 2**32 - 1
"""What has no end, or has not happened; later than any moment."""
A_DAY = 86_400


def second_of(moment: datetime) -> int:
    """Seconds since 1970; a moment before 1970 or after 2106 stands at that end."""
    return min(max((moment - START) // timedelta(seconds=1), 0), NEVER - 1)


def moments_of(seconds: Array) -> list[datetime | None]:
    """The moments; None for NEVER."""
    return [
        None if second == NEVER else START + timedelta(seconds=second)
        for second in seconds.tolist()
    ]


def seconds_of(moments: Iterable[object]) -> Array:
    """Seconds of datetimes or of their text as SQLite keeps it; NEVER where there is none."""
    found = np.array(list(moments), dtype="datetime64[s]")
    seconds = np.clip(found.astype(np.int64), 0, NEVER - 1)
    return np.where(np.isnat(found), NEVER, seconds).astype(np.uint32)
