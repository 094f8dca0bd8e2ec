"""The official calendar: which days count, and how many of them lie between two dates.

Rules of counting (Administrative Licensing Law, articles 42 and 82; Civil Code, article 201): limits are
working days; the day of the event is day 0; a limit ends with the last second of its last day.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

END_OF_DAY = time(23, 59, 59)
ONE_DAY = timedelta(days=1)
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

    def __init__(
        self,
        days: Iterable[Day],
        first_year: int = 2000,
        last_year: int = 2045,
        published_years: Iterable[int] | None = None,
    ) -> None:
        """Take the known days; years from first to last are covered, published or not.

        A year is published when one of its days is known, unless the years are given.
        """
        self._days = {entry.day: entry for entry in days}
        years = (day.year for day in self._days) if published_years is None else published_years
        self.published_years = frozenset(years)
        self._first = date(first_year, 1, 1).toordinal()
        self._past_last = date(last_year + 1, 1, 1).toordinal()
        self._working = [n for n in range(self._first, self._past_last) if self._counts(n)]

    def day(self, day: date) -> Day:
        """What the calendar says of a day; an unpublished one is guessed from its weekday."""
        known = self._days.get(day)
        if known:
            return known
        is_working = day.weekday() < 5
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
        """
        if days == 0:
            return start
        if days < 0:
            return self._nth(bisect_left(self._working, start.toordinal()) + days)
        due = self._nth(bisect_right(self._working, start.toordinal()) + days - 1)
        for first, past in pauses:
            if first > due:
                break
            skipped = self._between(
                max(first.toordinal(), start.toordinal() + 1),
                max(past.toordinal(), start.toordinal() + 1),
            )
            if skipped:
                due = self._nth(bisect_left(self._working, due.toordinal()) + skipped)
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
        return bisect_left(self._working, past) - bisect_left(self._working, first)

    def _nth(self, place: int) -> date:
        if not 0 <= place < len(self._working):
            raise ValueError("the limit ends outside the years that the calendar covers")
        return date.fromordinal(self._working[place])

    def _counts(self, number: int) -> bool:
        day = date.fromordinal(number)
        known = self._days.get(day)
        return known.is_working if known else day.weekday() < 5


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
