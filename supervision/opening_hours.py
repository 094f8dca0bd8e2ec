"""Opening hours: limits in working hours, and offices that keep another week than ours."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta, tzinfo

from supervision.working_days import ONE_DAY, WorkingCalendar

Hours = tuple[time, time]
"""Opening and closing; a closing of 00:00 is the end of the day."""

LONGEST_CLOSURE_DAYS = 400
"""An office that does not open for longer than this has no next opening."""

GOVERNMENT_WEEK: tuple[Hours, ...] = ((time(9), time(11, 30)), (time(13, 30), time(17)))
"""Hours in which the district's windows are open on a working day: six a day."""


class OpeningHours:
    """When an office is open, and sums of open time; all moments are local to the office."""

    def __init__(
        self,
        week: Mapping[int, Iterable[Hours]],
        holidays: Iterable[date] = (),
        zone: tzinfo | None = None,
        is_working: Callable[[date], bool] | None = None,
    ) -> None:
        """Take the hours of each weekday (Monday is 0) and the days off.

        With `is_working` that function alone decides on which days the office opens. With a zone,
        moments are converted to it, and seconds are real ones, also where the clock is changed.
        """
        self._week = {day: tuple(sorted(hours)) for day, hours in week.items()}
        self._holidays = frozenset(holidays)
        self._zone = zone
        self._is_working = is_working

    def opens_on(self, day: date) -> bool:
        """Whether the office opens at all on that day."""
        if self._is_working is not None:
            return self._is_working(day)
        return bool(self._week.get(day.weekday())) and day not in self._holidays

    def add_days(self, start: date, days: int) -> date:
        """The day, or moment, so many open days later (earlier); the start is day 0."""
        step = ONE_DAY if days > 0 else -ONE_DAY
        moment = self._local(start) if isinstance(start, datetime) else start
        closed = 0
        left = abs(days)
        while left:
            moment += step
            is_open = self.opens_on(moment.date() if isinstance(moment, datetime) else moment)
            closed = 0 if is_open else closed + 1
            self._give_up_after(closed)
            left -= is_open
        return moment

    def add_hours(self, start: datetime, hours: float) -> datetime:
        """The moment so many open hours later (earlier); none at all is the next opening."""
        return self.add_seconds(start, hours * 3600)

    def add_seconds(self, start: datetime, seconds: float) -> datetime:
        """The moment so many open seconds later (earlier)."""
        if seconds < 0:
            return self._back(self._local(start), -seconds)
        moment, left = self.roll_forward(start), seconds
        for opening, closing in self._spans(moment.date()):
            begin = max(opening, moment)
            open_seconds = self._seconds(begin, closing)
            if begin < closing and left <= open_seconds:
                return begin + timedelta(seconds=left)
            left -= max(0.0, open_seconds)
        raise AssertionError("the spans of an office do not end")

    def roll_forward(self, moment: datetime) -> datetime:
        """The moment itself when the office is open, else its next opening."""
        moment = self._local(moment)
        for opening, closing in self._spans(moment.date()):
            if moment < closing:
                return max(opening, moment)
        raise AssertionError("the spans of an office do not end")

    def seconds_between(self, start: datetime, stop: datetime) -> float:
        """Open seconds from start to stop; negative when stop is the earlier one."""
        start, stop = self._local(start), self._local(stop)
        if stop < start:
            return -self.seconds_between(stop, start)
        total = 0.0
        day = start.date()
        while day <= stop.date():
            for opening, closing in self._hours_of(day):
                total += max(0.0, self._seconds(max(opening, start), min(closing, stop)))
            day += ONE_DAY
        return total

    def days_between(self, first: date, last: date, *, inclusive: bool = False) -> int:
        """Open days from first on, without the last day unless inclusive."""
        past = last + ONE_DAY if inclusive else last
        days = (first + timedelta(days=n) for n in range((past - first).days))
        return sum(self.opens_on(day) for day in days)

    def _back(self, moment: datetime, seconds: float) -> datetime:
        left, day = seconds, moment.date()
        closed = 0
        while True:
            for opening, closing in reversed(self._hours_of(day)):
                end = min(closing, moment)
                if opening < end:
                    if left <= self._seconds(opening, end):
                        return end - timedelta(seconds=left)
                    left -= self._seconds(opening, end)
            closed = 0 if self.opens_on(day) else closed + 1
            self._give_up_after(closed)
            day -= ONE_DAY

    def _spans(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        closed = 0
        while True:
            spans = self._hours_of(day)
            yield from spans
            closed = 0 if spans else closed + 1
            self._give_up_after(closed)
            day += ONE_DAY

    def _hours_of(self, day: date) -> list[tuple[datetime, datetime]]:
        if not self.opens_on(day):
            return []
        weekday = day.weekday() if day.weekday() in self._week else 0
        return [
            (
                datetime.combine(day, opening, self._zone),
                datetime.combine(
                    day + ONE_DAY if closing == time.min else day, closing, self._zone
                ),
            )
            for opening, closing in self._week.get(weekday, ())
        ]

    def _local(self, moment: datetime) -> datetime:
        if self._zone is None or moment.tzinfo is None:
            return moment
        return moment.astimezone(self._zone)

    def _seconds(self, start: datetime, stop: datetime) -> float:
        if start.tzinfo is None:
            return (stop - start).total_seconds()
        return stop.timestamp() - start.timestamp()

    def _give_up_after(self, closed_days: int) -> None:
        if closed_days > LONGEST_CLOSURE_DAYS:
            raise ValueError("the office does not open again: check its hours")


def government_hours(calendar: WorkingCalendar) -> OpeningHours:
    """The district's windows: the same hours on every working day, make-up days among them."""
    return OpeningHours(dict.fromkeys(range(7), GOVERNMENT_WEEK), is_working=calendar.is_working)
