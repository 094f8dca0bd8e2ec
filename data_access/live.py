"""What is going wrong now, where in the flow, with whom, and what falls due next.

What is open is counted in memory (data_access.open_set); days that are over come from cells.
"""

from datetime import datetime

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from data_access.calendar import recent_calendar
from data_access.days import start_of
from data_access.figures import figures
from data_access.open_set.findings import finding_ids, levels
from data_access.open_set.following import LINE_DAYS, open_set
from data_access.open_set.frames import moments, texts
from data_access.open_set.rows import Chosen
from data_access.open_set.seconds import A_DAY, Array, second_of
from data_access.open_set.sets import OpenSet
from supervision.findings import Level
from supervision.scope import Scope
from supervision.working_days import ONE_DAY

FLOWS = ("received", "closed", "closed_timed", "closed_late")
NEWEST = 10
NEWS = (
    "finding_id",
    "case_id",
    "case_no",
    "level",
    "rule",
    "item_code",
    "department_code",
    "occurs_at",
)
MOST_RED = 500


def cards(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a department, town and level with open findings.

    Columns: department_code, town_code, level, cards.
    """
    known = open_set(connection, as_of)
    found = known.within(scope, known.standing(as_of).findings)
    towns = len(known.codes["town_code"].words)
    place = found["department_code"].astype(np.int64) * towns + found["town_code"]
    counted = np.bincount(place * len(Level) + found["level_rank"])
    groups = np.flatnonzero(counted)
    departments, towns_of = np.divmod(groups // len(Level), max(towns, 1))
    rows = sorted(
        zip(
            (known.codes["department_code"].words[code] for code in departments),
            (known.codes["town_code"].words[code] for code in towns_of),
            levels(groups % len(Level)),
            counted[groups].tolist(),
            strict=True,
        )
    )
    columns = ("department_code", "town_code", "level")
    frame = pd.DataFrame({name: texts([row[n] for row in rows]) for n, name in enumerate(columns)})
    return frame.assign(cards=np.array([row[-1] for row in rows], dtype=np.int64))


def newest(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """The ten newest findings above a hint, latest first, also those that have ended since.

    Of the twenty days before the moment; columns: those of NEWS.
    """
    known = open_set(connection, as_of)
    for days in (1, LINE_DAYS):  # the last day mostly has them all
        found = _occurred(known, scope, as_of, second_of(as_of) - days * A_DAY)
        if len(found) >= NEWEST:
            break
    return _news(known, found, NEWEST)


def open_red(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """The open red cards, latest first, 500 at most; columns: those of NEWS."""
    known = open_set(connection, as_of)
    found = known.standing(as_of).findings
    red = known.within(scope, found.where(found["level_rank"] == Level.RED.rank))
    return _news(known, red, MOST_RED)


def found_today(connection: Connection, scope: Scope, *, as_of: datetime) -> int:
    """How many findings above a hint have occurred since midnight, the withdrawn left out."""
    known = open_set(connection, as_of)
    return len(_occurred(known, scope, as_of, second_of(start_of(as_of.date())) - 1))


def by_day(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a day of the scope's period that has begun.

    Columns: day (a date), received, closed, closed_timed, closed_late, is_working.
    """
    calendar = recent_calendar(connection)
    frame = figures(connection, scope, FLOWS, as_of=as_of, by="day")
    frame["day"] = pd.Series([day.date() for day in frame["day"]], dtype="object")
    return frame.assign(is_working=[calendar.is_working(day) for day in frame["day"]])


def days_off(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a run of days off within the scope's period: start, end (excluded), holiday."""
    del as_of
    calendar = recent_calendar(connection)
    rows: list[list[object]] = []
    for entry in calendar.days_between(scope.period.first, scope.period.last):
        if entry.is_working:
            continue
        is_holiday = entry.kind == "holiday"
        if rows and rows[-1][1] == entry.day and rows[-1][2] == is_holiday:
            rows[-1][1] = entry.day + ONE_DAY
        else:
            rows.append([entry.day, entry.day + ONE_DAY, is_holiday])
    return pd.DataFrame(rows, columns=["start", "end", "holiday"])


def _occurred(known: OpenSet, scope: Scope, as_of: datetime, after: int) -> Chosen:
    """Findings above a hint that occurred later than a second, by the moment, not withdrawn."""
    rows, second = known.findings, second_of(as_of)
    occurs_at = rows["occurs_at"]
    found = Chosen(rows, np.flatnonzero((occurs_at > after) & (occurs_at <= second) & rows.alive))
    found = found.where(found["withdrawn_at"] > second)
    return known.within(scope, found.where(found["level_rank"] > Level.HINT.rank))


def _news(known: OpenSet, found: Chosen, most: int) -> pd.DataFrame:
    """The latest of the findings; of one second the gravest first."""
    found = _latest(found, most)
    order = sorted(
        zip(
            (-found["occurs_at"].astype(np.int64)).tolist(),
            (-found["level_rank"]).tolist(),
            finding_ids(known, found),
            range(len(found)),
            strict=True,
        )
    )
    found = found.at(np.array([place for *_, place in order[:most]], dtype=np.intp))
    cases = known.case_of(found)
    return pd.DataFrame(
        {
            "finding_id": texts([key for _, _, key, _ in order[:most]]),
            "case_id": texts(cases["case_id"].tolist()),
            "case_no": texts(cases["case_no"].tolist()),
            "level": texts(levels(found["level_rank"])),
            "rule": texts(known.words("rule", found)),
            "item_code": texts(known.words("item_code", found)),
            "department_code": texts(known.words("department_code", found)),
            "occurs_at": moments(found["occurs_at"]),
        },
        columns=list(NEWS),
    )


def _latest(found: Chosen, most: int) -> Chosen:
    """So many of the latest, and those of the same second as the last of them."""
    if len(found) <= most:
        return found
    occurs_at: Array = found["occurs_at"]
    return found.where(occurs_at >= np.partition(occurs_at, -most)[-most])
