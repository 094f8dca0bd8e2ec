"""Opening hours: limits in working hours, and offices that keep another week than ours."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from supervision.working_days import ONE_DAY, WorkingCalendar

Hours = tuple[time, time]
"""Opening and closing; a closing of 00:00 is the end of the day."""

Span = tuple[datetime, datetime]
"""Opening and closing of one day."""

LONGEST_CLOSURE_DAYS = 400
"""An office that does not open for longer than this has no next opening."""

GOVERNMENT_HOURS: tuple[Hours, ...] = ((time(9), time(11, 30)), (time(13, 30), time(17)))
"""Hours in which the district's windows are open on a working day: six a day."""


def hours_from(text: str) -> tuple[Hours, ...]:
    """The hours of a day written as 09:00-11:30,13:30-17:00; the end of the day is 00:00.

    Raises ValueError where they cannot be read, close before they open, or overlap.
    """
    hours: list[Hours] = []
    for part in text.split(","):
        opening, separator, closing = part.strip().partition("-")
        if not separator:
            raise ValueError(f"hours are written as 09:00-11:30, not {part.strip()!r}")
        opens, closes = time.fromisoformat(opening.strip()), time.fromisoformat(closing.strip())
        if opens >= closes != time.min:
            raise ValueError(f"{part.strip()} closes before it opens")
        if hours and not hours[-1][0] < hours[-1][1] <= opens:
            raise ValueError(f"{part.strip()} does not come after what stands before it")
        hours.append((opens, closes))
    return tuple(hours)


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
        moments are wall clock of that zone or carry one of their own, and seconds are real ones,
        also where the clock is changed.
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
            _give_up_after(closed)
            left -= is_open
        return moment

    def add_hours(self, start: datetime, hours: float) -> datetime:
        """The moment so many open hours later (earlier); none at all is the next opening."""
        return self.add_seconds(start, hours * 3600)

    def add_seconds(self, start: datetime, seconds: float) -> datetime:
        """The moment so many open seconds later (earlier)."""
        forward = seconds >= 0
        moment, left = self._instant(start), timedelta(seconds=abs(seconds))
        step = ONE_DAY if forward else -ONE_DAY
        for opening, closing in self._spans(self._local(start).date(), step):
            first = max(opening, moment) if forward else opening
            last = closing if forward else min(closing, moment)
            if first >= last:
                continue
            if left <= last - first:
                return self._wall(first + left if forward else last - left, start)
            left -= last - first
        raise AssertionError("the spans of an office do not end")

    def roll_forward(self, moment: datetime) -> datetime:
        """The moment itself when the office is open, else its next opening."""
        return self.add_seconds(moment, 0)

    def seconds_between(self, start: datetime, stop: datetime) -> float:
        """Open seconds from start to stop; negative when stop is the earlier one."""
        begin, end = self._instant(start), self._instant(stop)
        if end < begin:
            return -self.seconds_between(stop, start)
        total = timedelta()
        for day in days_from(self._local(start).date(), self._local(stop).date()):
            for opening, closing in self._hours_of(day):
                first, last = max(opening, begin), min(closing, end)
                total += max(last - first, timedelta())
        return total.total_seconds()

    def days_between(self, first: date, last: date, *, inclusive: bool = False) -> int:
        """Open days from first on, without the last day unless inclusive."""
        days = days_from(first, last if inclusive else last - ONE_DAY)
        return sum(self.opens_on(day) for day in days)

    def _spans(self, day: date, step: timedelta) -> Iterator[Span]:
        """The hours of one day after another, later ones first when the days go back."""
        closed = 0
        while True:
            spans = self._hours_of(day)
            yield from spans if step > timedelta() else reversed(spans)
            closed = 0 if spans else closed + 1
            _give_up_after(closed)
            day += step

    def _hours_of(self, day: date) -> list[Span]:
        """The hours of a day as instants."""
        if not self.opens_on(day):
            return []
        weekday = day.weekday() if day.weekday() in self._week else 0
        return [
            (
                self._instant(datetime.combine(day, opening)),
                self._instant(datetime.combine(day + ONE_DAY * (closing == time.min), closing)),
            )
            for opening, closing in self._week.get(weekday, ())
        ]

    def _local(self, moment: datetime) -> datetime:
        """The same moment on the wall clock of the office."""
        if self._zone is None or moment.tzinfo is None:
            return moment
        return moment.astimezone(self._zone)

    def _instant(self, moment: datetime) -> datetime:
        """The moment in a form whose differences are real time: UTC, where there is a zone."""
        if self._zone is None:
            return moment
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=self._zone)
        return moment.astimezone(UTC)

    def _wall(self, instant: datetime, like: datetime) -> datetime:
        """An instant on the wall clock of the office, with a zone if the given moment had one."""
        if self._zone is None:
            return instant
        local = instant.astimezone(self._zone)
        return local.replace(tzinfo=None) if like.tzinfo is None else local


def government_hours(
    calendar: WorkingCalendar, hours: tuple[Hours, ...] = GOVERNMENT_HOURS
) -> OpeningHours:
    """The windows of a district: the same hours on every working day, make-up days among them."""
    return OpeningHours(dict.fromkeys(range(7), hours), is_working=calendar.is_working)


def days_from(first: date, last: date) -> Iterator[date]:
    """Every day from first to last, both included; none when last is the earlier one."""
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _give_up_after(closed_days: int) -> None:
    if closed_days > LONGEST_CLOSURE_DAYS:
        raise ValueError("the office does not open again: check its hours")
