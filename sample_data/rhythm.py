"""The rhythm of the district on arrays: working days, office hours, and when applications come in.

Days are numbers of days and moments numbers of seconds since 1970-01-01, local. NEVER is a moment
after all others: what has not happened, and what lies beyond the end of the sample, look alike.
"""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from supervision.working_days import WorkingCalendar

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

NEVER = 2**60
DAY = 86_400
HOUR = 3_600
MINUTE = 60
OPENS, CLOSES = 9 * HOUR, 17 * HOUR
LUNCH = (11 * HOUR + 30 * MINUTE, 13 * HOUR + 30 * MINUTE)
FIRST_DAY, LAST_DAY = 10_957, 27_758
"""2000-01-01 and 2045-12-31, the years that a WorkingCalendar covers."""
YEARS = 3
OLDEST_SHARE = 0.2
"""How busy the first day is beside the last one: system after system was connected."""
MONTHS = (0.9, 0.75, 1.15, 1.1, 1.0, 1.08, 1.0, 0.98, 1.05, 0.95, 1.1, 1.05)
WEEK = (1.22, 1.06, 1.0, 0.98, 0.88, 0.07, 0.045)
HOLIDAY_SHARE = 0.03


def seconds_of(moment: datetime) -> int:
    """A local moment as a number of seconds."""
    return int(np.datetime64(moment.replace(microsecond=0), "s").astype(np.int64))


@dataclass(frozen=True)
class Rhythm:
    """Working days of a calendar as arrays."""

    working: Bools
    rank: Ints
    places: Ints

    @classmethod
    def of(cls, calendar: WorkingCalendar) -> "Rhythm":
        """Lay a calendar out as arrays."""
        epoch = 719_163
        days = range(FIRST_DAY + epoch, LAST_DAY + 1 + epoch)
        working = np.array([calendar.is_working(datetime.fromordinal(day).date()) for day in days])
        return cls(working, np.cumsum(working).astype(np.int64), np.flatnonzero(working))

    def is_working(self, day: Ints) -> Bools:
        """Whether each day counts."""
        return self.working[day - FIRST_DAY]

    def add(self, day: Ints, days: Ints) -> Ints:
        """The day on which a limit of so many working days ends; none ends on the same day."""
        later = self.places[self.rank[day - FIRST_DAY] + days - 1] + FIRST_DAY
        return np.where(days == 0, day, later)

    def count(self, after: Ints, until: Ints) -> Ints:
        """Working days later than the first and not later than the second."""
        return np.maximum(0, self.rank[until - FIRST_DAY] - self.rank[after - FIRST_DAY])

    def this_or_next(self, day: Ints) -> Ints:
        """The day itself where it is a working day, the next one otherwise."""
        return np.where(self.is_working(day), day, self.add(day, np.ones_like(day)))

    def this_or_last(self, day: Ints) -> Ints:
        """The day itself where it is a working day, the last one before it otherwise."""
        return self.places[self.rank[day - FIRST_DAY] - 1] + FIRST_DAY


def arrivals(rng: np.random.Generator, rhythm: Rhythm, count: int, until: datetime) -> Ints:
    """The moments of receipt of so many cases in the three years up to a moment, in order."""
    end = seconds_of(until)
    last = end // DAY
    days = np.arange(last - 365 * YEARS, last + 1)
    weights = _day_weights(rhythm, days)
    drawn = rng.choice(days, size=count, p=weights / weights.sum())
    moments = drawn * DAY + _receipt_second(rng, rhythm.is_working(drawn))
    too_late = moments > end
    moments[too_late] -= np.where(rhythm.is_working(drawn[too_late]), 7, 14) * DAY
    return np.sort(moments)


def number_in_day(received: Ints) -> Ints:
    """One, two, three, ... for the moments of each day."""
    day = received // DAY
    return np.arange(len(day)) - np.searchsorted(day, day) + 1


def office_second(rng: np.random.Generator, count: int) -> Ints:
    """Seconds of the day at which an office works, with a dip at noon."""
    morning = rng.normal(10 * HOUR + 10 * MINUTE, 45 * MINUTE, count).clip(OPENS, LUNCH[0])
    afternoon = rng.normal(15 * HOUR, 55 * MINUTE, count).clip(LUNCH[1], CLOSES)
    second = np.where(rng.random(count) < 0.56, morning, afternoon)
    return (second + rng.integers(0, 20 * MINUTE, count)).astype(np.int64)


def later_that_day(rng: np.random.Generator, after: Ints, day: Ints, most: int) -> Ints:
    """A moment of an office day, a little later than `after` where that is the same day."""
    drawn = day * DAY + office_second(rng, len(day))
    soon = after + rng.integers(3 * MINUTE, most, len(day))
    return np.where((drawn > after) & (after // DAY < day), drawn, soon)


def _day_weights(rhythm: Rhythm, days: Ints) -> Floats:
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    weekday = (days + 3) % 7
    working = rhythm.is_working(days)
    growth = np.linspace(OLDEST_SHARE, 1.0, len(days)) ** 1.5
    week = np.array(WEEK)[weekday]
    open_day = np.maximum(week, WEEK[2] * 0.85)  # a make-up day is a weekend day with open windows
    rhythm_of_week = np.where(working, open_day, np.where(weekday < 5, HOLIDAY_SHARE, week))
    backlog = np.where(working & ~rhythm.is_working(days - 1), 1.08, 1.0)
    weights: Floats = growth * np.array(MONTHS)[months] * rhythm_of_week * backlog
    return weights


def _receipt_second(rng: np.random.Generator, working: Bools) -> Ints:
    count = len(working)
    evening = rng.integers(17 * HOUR, 22 * HOUR, count)
    free = rng.integers(8 * HOUR, 22 * HOUR, count)
    in_office = office_second(rng, count)
    return np.where(working, np.where(rng.random(count) < 0.06, evening, in_office), free)
