"""The official calendar: which days count, and how many of them lie between two dates.

Rules of counting (Administrative Licensing Law, articles 42 and 82; Civil Code, article 201):
limits are working days; the day of the event is day 0; a limit ends with the last second of its
last day.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate

END_OF_DAY = time(23, 59, 59)
ONE_DAY = timedelta(days=1)
LAST_DAY = date.max.toordinal()
DayRun = tuple[date, date]
"""Days from the first (included) to the second (excluded)."""


@dataclass(frozen=True)
class Day:
    """One day of the calendar: kind is working, weekend, holiday or make_up."""

    day: date
    is_working: bool
    kind: str
    note: str = ""


class WorkingCalendar:
    """Working days from published years; Monday to Friday, marked provisional, outside them."""

    def __init__(self, days: Iterable[Day], published_years: Iterable[int] | None = None) -> None:
        """Take the known days; a year is published when one is known, unless years are given."""
        self._days = {entry.day: entry for entry in days}
        years = (day.year for day in self._days) if published_years is None else published_years
        self.published_years = frozenset(years)
        # Counting needs only the days that differ from a plain week: each one adds a working day
        # to the plain count or takes one away. So any date can be counted, in no more than a look.
        self._unlike = sorted(
            day.toordinal()
            for day, entry in self._days.items()
            if entry.is_working != _is_weekday(day)
        )
        deltas = (1 if self.is_working(date.fromordinal(n)) else -1 for n in self._unlike)
        self._corrections = list(accumulate(deltas, initial=0))
        self._before_next = [self._before(number + 1) for number in self._unlike]

    def day(self, day: date) -> Day:
        """What the calendar says of a day; an unpublished one is guessed from its weekday."""
        known = self._days.get(day)
        if known:
            return known
        is_working = _is_weekday(day)
        return Day(day, is_working, "working" if is_working else "weekend")

    def is_working(self, day: date) -> bool:
        """Whether the day counts."""
        return self.day(day).is_working

    def is_provisional(self, day: date) -> bool:
        """Whether the day lies in a year whose calendar has not been published."""
        return day.year not in self.published_years

    def count(self, after: date, until: date, pauses: Sequence[DayRun] = ()) -> int:
        """Working days later than `after` and not later than `until`, those in a pause left out.

        Pauses must be merged (see merge). Negative spans count as 0.
        """
        if until <= after:
            return 0
        total = self._between(after.toordinal() + 1, until.toordinal() + 1)
        for start, end in pauses:
            first = max(start.toordinal(), after.toordinal() + 1)
            past = min(end.toordinal(), until.toordinal() + 1)
            if first < past:
                total -= self._between(first, past)
        return total

    def add(self, start: date, days: int, pauses: Sequence[DayRun] = ()) -> date:
        """The day on which a limit of so many working days from `start` ends.

        Day 0 is `start`; days in a pause (merged) do not count; negative days count backwards.
        Raises ValueError for a day that no calendar has.
        """
        if days == 0:
            return start
        if days < 0:
            return self._nth(self._before(start.toordinal()) + days)
        day_one = start.toordinal() + 1
        due = self._nth(self._before(day_one) + days - 1)
        for first, past in pauses:
            if first > due:
                break
            skipped = self._between(max(first.toordinal(), day_one), past.toordinal())
            if skipped > 0:
                due = self._nth(self._before(due.toordinal()) + skipped)
        return due

    def due_at(self, start: date, days: int, pauses: Sequence[DayRun] = ()) -> datetime:
        """The last second of the day on which the limit ends."""
        return datetime.combine(self.add(start, days, pauses), END_OF_DAY)

    def days_between(self, first: date, last: date) -> list[Day]:
        """Every day from first to last, both included."""
        return [
            self.day(date.fromordinal(number))
            for number in range(first.toordinal(), last.toordinal() + 1)
        ]

    def _between(self, first: int, past: int) -> int:
        return self._before(past) - self._before(first)

    def _before(self, number: int) -> int:
        """How many working days lie before a day, from the first day of year 1 on."""
        weeks, rest = divmod(number - 1, 7)
        plain = 5 * weeks + min(rest, 5)
        return plain + self._corrections[bisect_left(self._unlike, number)]

    def _nth(self, place: int) -> date:
        """The working day before which there are so many others."""
        passed = bisect_right(self._before_next, place)
        weeks, rest = divmod(place - self._corrections[passed], 5)
        number = 7 * weeks + rest + 1
        if passed < len(self._unlike):
            number = min(number, self._unlike[passed])
        if not 1 <= number <= LAST_DAY:
            raise ValueError("the limit ends outside the calendar")
        return date.fromordinal(number)


def _is_weekday(day: date) -> bool:
    return day.weekday() < 5


def merge(runs: Iterable[DayRun]) -> tuple[DayRun, ...]:
    """Runs of days in order, with overlapping and touching ones joined, empty ones dropped."""
    merged: list[DayRun] = []
    for start, end in sorted(run for run in runs if run[0] < run[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)


def calendar_from(rows: Iterable[Mapping[str, object]]) -> WorkingCalendar:
    """A calendar from rows with day, is_working, kind and note."""
    return WorkingCalendar(
        Day(row["day"], bool(row["is_working"]), str(row["kind"]), str(row["note"] or ""))  # type: ignore[arg-type]
        for row in rows
    )
