"""What stood open at the end of each of the last days: the short lines beside the figures."""

from datetime import datetime

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from data_access.open_set.following import LINE_DAYS, open_set
from data_access.open_set.rows import Chosen, Rows
from data_access.open_set.seconds import A_DAY, START, Array
from data_access.open_set.sets import OpenSet
from supervision.findings import LIGHTS, Level
from supervision.scope import Scope
from supervision.working_days import ONE_DAY

MOST_DAYS = 8
"""First days of which the rows are kept, of cases and of findings."""


def open_by_day(
    connection: Connection, scope: Scope, *, as_of: datetime, days: int
) -> pd.DataFrame:
    """One row a day, the last so many, as each stood at its last second; ends with `as_of`'s day.

    Columns: day; red, yellow, soon (open findings); open (cases accepted and not closed).
    Raises ValueError for more than LINE_DAYS days.
    """
    if days > LINE_DAYS:
        raise ValueError(f"what was open is held of {LINE_DAYS} days before a moment, not {days}")
    known = open_set(connection, as_of)
    first_day = as_of.date() - (days - 1) * ONE_DAY
    first = (first_day - START.date()).days
    cases = known.within(
        scope, _open_since(known, known.cases, "accepted_at", ("closed_at",), first)
    )
    ends = ("ends_at", "withdrawn_at")
    findings = known.within(scope, _open_since(known, known.findings, "occurs_at", ends, first))
    ended_at = np.minimum(findings["ends_at"], findings["withdrawn_at"])
    by_level = _at_ends(findings["occurs_at"], ended_at, findings["level_rank"], first, days)
    open_cases = _at_ends(cases["accepted_at"], cases["closed_at"], 0, first, days)
    return pd.DataFrame(
        {
            "day": [first_day + n * ONE_DAY for n in range(days)],
            **{light.value: by_level[light.rank] for light in reversed(LIGHTS)},
            "open": open_cases[0],
        }
    )


def _open_since(
    known: OpenSet, rows: Rows, begins: str, ends: tuple[str, ...], first: int
) -> Chosen:
    """Rows that had not ended when the first day was over, and begin before LINE_DAYS have."""
    found = known.since_days.get((begins, first))
    if found is None:
        holds = rows.alive & (rows[begins] < (first + LINE_DAYS) * A_DAY)
        for column in ends:
            holds &= rows[column] >= (first + 1) * A_DAY
        if len(known.since_days) >= MOST_DAYS:
            known.since_days.clear()
        found = known.since_days[begins, first] = Chosen(rows, np.flatnonzero(holds))
    return found


def _at_ends(begun_at: Array, ended_at: Array, kind: Array | int, first: int, days: int) -> Array:
    """How many of each kind (a row) had begun and not ended in the last second of each day.

    They count from the day on which they begin until the day before the one on which they end.
    """
    begins = np.clip(begun_at // A_DAY, first, first + days) - first
    ends = np.clip(ended_at // A_DAY, first, first + days) - first
    row = np.int64(days + 1) * kind
    size = len(Level) * (days + 1)
    steps = np.bincount(row + begins, minlength=size)
    steps -= np.bincount(row + np.maximum(begins, ends), minlength=size)
    return np.cumsum(steps.reshape(len(Level), days + 1), axis=1)[:, :days]
