"""What stood open at the end of each of the last days: the short lines beside the figures."""

from datetime import datetime

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from data_access.open_set.following import LINE_DAYS, open_set
from data_access.open_set.rows import Chosen, Rows
from data_access.open_set.seconds import A_DAY, START, Array
from supervision.findings import LIGHTS
from supervision.scope import Scope
from supervision.working_days import ONE_DAY


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
    cases = known.within(scope, _open_since(known.cases, ("closed_at",), first))
    findings = _open_since(known.findings, ("ends_at", "withdrawn_at"), first)
    findings = known.within(scope, findings)
    ended_at = np.minimum(findings["ends_at"], findings["withdrawn_at"])
    frame = pd.DataFrame({"day": [first_day + n * ONE_DAY for n in range(days)]})
    for light in reversed(LIGHTS):
        bears = findings["level_rank"] == light.rank
        frame[light.value] = _at_ends(findings["occurs_at"][bears], ended_at[bears], first, days)
    return frame.assign(open=_at_ends(cases["accepted_at"], cases["closed_at"], first, days))


def _open_since(rows: Rows, ends: tuple[str, ...], first: int) -> Chosen:
    """Rows that had not ended when the first day was over."""
    holds = rows.alive
    for column in ends:
        holds = holds & (rows[column] >= (first + 1) * A_DAY)
    return Chosen(rows, np.flatnonzero(holds))


def _at_ends(begun_at: Array, ended_at: Array, first: int, days: int) -> list[int]:
    """How many had begun and not ended in the last second of each day.

    They count from the day on which they begin until the day before the one on which they end.
    """
    begins = np.clip(begun_at // A_DAY, first, first + days).astype(np.int64) - first
    ends = np.clip(ended_at // A_DAY, first, first + days).astype(np.int64) - first
    steps = np.bincount(begins, minlength=days + 1)
    steps -= np.bincount(np.maximum(begins, ends), minlength=days + 1)
    return np.cumsum(steps[:days]).tolist()
