"""What falls due: how many limits end on each of the next days, and of which cases."""

from datetime import date, datetime

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from data_access.calendar import load_calendar
from data_access.days import start_after, start_of
from data_access.figures import Listing
from data_access.open_set.following import open_set
from data_access.open_set.frames import moments, texts
from data_access.open_set.rows import Chosen
from data_access.open_set.seconds import A_DAY, START, second_of
from data_access.open_set.sets import OpenSet
from data_access.open_set.stages import STAGES, stage_of
from supervision.scope import Scope

DAYS_AHEAD = 10
LIMITS = {"promised": "promised_due_at", "statutory": "statutory_due_at"}
DUE_COLUMNS = (
    "case_id",
    "case_no",
    "item_code",
    "department_code",
    "town_code",
    "accepted_at",
    "stage",
    "limit",
    "due_at",
    "is_provisional",
)


def falling_due(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a day, from today to the tenth working day.

    Columns: day, kind, promised, statutory, is_provisional (in a year without a calendar).

    Open cases whose clock still runs and whose promised (statutory) limit ends that day; kind is
    the calendar's (working, make_up, weekend, holiday). Days off are rows too: natural-day limits
    end on them.
    """
    calendar = load_calendar(connection)
    today = as_of.date()
    first_counts = calendar.is_working(today)
    last = calendar.add(today, DAYS_AHEAD - 1 if first_counts else DAYS_AHEAD)
    days = calendar.days_between(today, last)
    known = open_set(connection, as_of)
    first = (today - START.date()).days
    counts = {}
    for name, column in LIMITS.items():
        ends = _ending(known, scope, column, as_of, today, last)[column]
        counts[name] = np.bincount(ends // A_DAY - first, minlength=len(days)).tolist()
    return pd.DataFrame(
        {
            "day": [entry.day for entry in days],
            "kind": texts([entry.kind for entry in days]),
            **counts,
            "is_provisional": [calendar.is_provisional(entry.day) for entry in days],
        }
    )


def due_on(
    connection: Connection, scope: Scope, *, as_of: datetime, day: date, limit: int, offset: int = 0
) -> Listing:
    """The list behind a day of falling_due: its total is promised + statutory of that day.

    One row a limit that ends that day on a running clock, the statutory ones first, so a case of
    which both limits end stands twice. Columns: those of DUE_COLUMNS; limit is promised or
    statutory.
    """
    known = open_set(connection, as_of)
    parts = [
        _listed(known, _ending(known, scope, column, as_of, day, day), as_of, name, column)
        for name, column in LIMITS.items()
    ]
    frame = pd.concat(parts, ignore_index=True)
    frame = frame.sort_values(
        ["limit", "department_code", "case_no", "case_id"], ascending=[False, True, True, True]
    )
    return Listing(len(frame), frame.iloc[offset : offset + limit].reset_index(drop=True))


def _ending(
    known: OpenSet, scope: Scope, column: str, as_of: datetime, first: date, last: date
) -> Chosen:
    """Open cases with a running clock whose limit ends on one of the days, and still lies ahead."""
    second, begins = second_of(as_of), second_of(max(as_of, start_of(first)))
    cases = known.within(scope, known.standing(as_of).cases)
    ends = (cases[column] >= begins) & (cases[column] < second_of(start_after(last)))
    runs = (cases["accepted_at"] <= second) & (cases["clock_stopped_at"] > second)
    return cases.where(ends & runs)


def _listed(
    known: OpenSet, cases: Chosen, as_of: datetime, limit: str, column: str
) -> pd.DataFrame:
    stages = stage_of(cases, second_of(as_of)).tolist()
    return pd.DataFrame(
        {
            "case_id": texts(cases["case_id"].tolist()),
            "case_no": texts(cases["case_no"].tolist()),
            "item_code": texts(known.words("item_code", cases)),
            "department_code": texts(known.words("department_code", cases)),
            "town_code": texts(known.words("town_code", cases)),
            "accepted_at": moments(cases["accepted_at"]),
            "stage": texts([STAGES[stage] for stage in stages]),
            "limit": limit,
            "due_at": moments(cases[column]),
            "is_provisional": cases["is_provisional"],
        },
        columns=list(DUE_COLUMNS),
    )
