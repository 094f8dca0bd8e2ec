"""What is going wrong now, where in the flow, with whom, and what falls due next.

What is open is counted in memory (data_access.open_set); days that are over come from cells.
These questions are asked every few seconds: a frame costs more than most of them count, so what is
one number, or rows that are only read one by one, is answered without one.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from data_access.calendar import load_calendar
from data_access.counting import counted_days, tally
from data_access.days import start_of
from data_access.measures import measures_named
from data_access.open_set.findings import LEVELS, finding_ids, levels
from data_access.open_set.following import LINE_DAYS, open_set
from data_access.open_set.frames import texts
from data_access.open_set.rows import Chosen
from data_access.open_set.seconds import A_DAY, Array, second_of
from data_access.open_set.sets import OpenSet
from data_access.open_set.stocks import rows_of
from supervision.findings import Level
from supervision.scope import Period, Scope
from supervision.working_days import ONE_DAY

FLOWS = ("received", "closed", "closed_timed", "closed_late")
NEWEST = 10
MOST_RED = 500


class News(NamedTuple):
    """A finding as the stream shows it."""

    finding_id: str
    case_id: str
    case_no: str
    level: str
    rule: str
    item_code: str
    department_code: str
    occurs_at: datetime


class RedCard(NamedTuple):
    """An open red card: its key, and what a toast says of it."""

    finding_id: str
    rule: str
    item_code: str
    department_code: str


class DaysOff(NamedTuple):
    """A run of days off of one kind; the end is the first day after it."""

    start: date
    end: date
    is_holiday: bool


def cards(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a department, town and level with open findings.

    Columns: department_code, town_code, level, cards.
    """
    known = open_set(connection, as_of)
    found = known.within(scope, known.standing(as_of).findings)
    departments, towns = known.codes["department_code"], known.codes["town_code"]
    by_place = len(towns.words) * len(Level)
    place = found["department_code"].astype(np.int32) * by_place
    place += found["town_code"] * np.int32(len(Level))
    counted = np.bincount(place + found["level_rank"])
    groups = np.flatnonzero(counted)
    department, rest = np.divmod(groups, max(by_place, 1))
    town, level = np.divmod(rest, len(Level))
    named = {
        "department_code": (departments.words, department),
        "town_code": (towns.words, town),
        "level": (LEVELS, level),
    }
    order = np.lexsort([_ranks(words)[numbers] for words, numbers in reversed(named.values())])
    columns = {
        name: texts([words[number] for number in numbers[order].tolist()])
        for name, (words, numbers) in named.items()
    }
    return pd.DataFrame({**columns, "cards": counted[groups][order]})


def newest(connection: Connection, scope: Scope, *, as_of: datetime) -> list[News]:
    """The ten newest findings above a hint, latest first, also those that have ended since.

    Of the twenty days before the moment; of one second the gravest first.
    """
    known = open_set(connection, as_of)
    for days in (1, LINE_DAYS):  # the last day mostly has them all
        found = _occurred(known, scope, as_of, second_of(as_of) - days * A_DAY)
        if len(found) >= NEWEST:
            break
    found = found.at(np.array(_order(known, found, NEWEST), dtype=np.intp))
    cases = known.case_of(found)
    words = (known.words(name, found) for name in ("rule", "item_code", "department_code"))
    columns = (
        finding_ids(known, found),
        cases["case_id"].tolist(),
        cases["case_no"].tolist(),
        levels(found["level_rank"]),
        *words,
        found["occurs_at"].astype("datetime64[s]").tolist(),
    )
    return list(map(News, *columns))


def open_red(connection: Connection, scope: Scope, *, as_of: datetime) -> list[RedCard]:
    """The open red cards, latest first, 500 at most."""
    known = open_set(connection, as_of)
    found = known.standing(as_of).findings
    red = known.within(scope, found.where(found["level_rank"] == Level.RED.rank))
    red = red.at(np.array(_order(known, red, MOST_RED), dtype=np.intp))
    words = (known.words(name, red) for name in RedCard._fields[1:])
    return list(map(RedCard, finding_ids(known, red), *words))


def open_now(connection: Connection, scope: Scope, *, as_of: datetime) -> int:
    """How many cases are accepted and not closed."""
    known = open_set(connection, as_of)
    (measure,) = measures_named(["open"])
    return len(known.within(scope, rows_of(known, known.standing(as_of), measure)))


def found_today(connection: Connection, scope: Scope, *, as_of: datetime) -> int:
    """How many findings above a hint have occurred since midnight, the withdrawn left out."""
    known = open_set(connection, as_of)
    return len(_occurred(known, scope, as_of, second_of(start_of(as_of.date())) - 1))


def closed_by(connection: Connection, scope: Scope, *, as_of: datetime) -> int:
    """How many cases were closed on the day of the moment, by the moment."""
    that_day = scope.within(Period(as_of.date(), as_of.date()))
    numbers = tally(connection, that_day, measures_named(["closed"]), as_of)
    return numbers[None]["closed"]


def by_day(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a day of the scope's period that has begun.

    Columns: day (a date), received, closed, closed_timed, closed_late, is_working.
    """
    calendar = load_calendar(connection)
    numbers = tally(connection, scope, measures_named(FLOWS), as_of, by="day")
    period = counted_days(scope, as_of)
    entries = calendar.days_between(period.first, period.last) if period else []
    days = [numbers[entry.day] for entry in entries]
    return pd.DataFrame(
        {
            "day": pd.Series([entry.day for entry in entries], dtype=object),
            **{name: np.array([day[name] for day in days], dtype=np.int64) for name in FLOWS},
            "is_working": np.array([entry.is_working for entry in entries], dtype=bool),
        }
    )


def days_off(connection: Connection, scope: Scope, *, as_of: datetime) -> list[DaysOff]:
    """The runs of days off within the scope's period, in order."""
    del as_of
    calendar = load_calendar(connection)
    runs: list[DaysOff] = []
    for entry in calendar.days_between(scope.period.first, scope.period.last):
        if entry.is_working:
            continue
        is_holiday, start = entry.kind == "holiday", entry.day
        if runs and runs[-1].end == entry.day and runs[-1].is_holiday == is_holiday:
            start = runs.pop().start
        runs.append(DaysOff(start, entry.day + ONE_DAY, is_holiday))
    return runs


def _ranks(words: Sequence[str]) -> Array:
    """The place of each word in the order of the words: few words, while rows are many."""
    count = len(words)  # once: others may add words meanwhile
    ranks = np.empty(count, dtype=np.intp)
    ranks[sorted(range(count), key=words.__getitem__)] = np.arange(count)
    return ranks


def _occurred(known: OpenSet, scope: Scope, as_of: datetime, after: int) -> Chosen:
    """Findings above a hint that occurred later than a second, by the moment, not withdrawn."""
    rows, second = known.findings, second_of(as_of)
    occurs_at = rows["occurs_at"]
    found = Chosen(rows, np.flatnonzero((occurs_at > after) & (occurs_at <= second) & rows.alive))
    found = found.where(found["withdrawn_at"] > second)
    return known.within(scope, found.where(found["level_rank"] > Level.HINT.rank))


def _order(known: OpenSet, found: Chosen, most: int) -> list[int]:
    """The places of the latest, at most so many: of one second the gravest, then by their key."""
    occurs_at: Array = found["occurs_at"]
    places = np.arange(len(found))
    if len(found) > most:
        places = np.flatnonzero(occurs_at >= np.partition(occurs_at, -most)[-most])
    latest = found.at(places)
    order = sorted(
        zip(
            (-latest["occurs_at"].astype(np.int64)).tolist(),
            (-latest["level_rank"]).tolist(),
            finding_ids(known, latest),
            places.tolist(),
            strict=True,
        )
    )
    return [place for *_, place in order[:most]]
