"""A clock as stretches of time on a line: in time, past its limit, and paused."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from supervision.standing import Clock
from supervision.working_days import merge

Stretch = tuple[datetime, datetime]


class SegmentKind(StrEnum):
    """What a stretch of a clock's time is."""

    IN_TIME = "in_time"
    OVER = "over"
    PAUSE = "pause"


@dataclass(frozen=True)
class Segment:
    """A stretch from start to end, without a break."""

    start: datetime
    end: datetime
    kind: SegmentKind


def segments(clock: Clock, now: datetime) -> list[Segment]:
    """Cut a clock into stretches up to `now` or to where it stopped; none before it began.

    Whole days in a pause are cut out and stand as pauses of their own; the rest is over from the
    due moment on. Pauses of days to come stand too, as long as the clock has not stopped before.
    """
    if clock.started_at is None or clock.started_at > now:
        return []
    stopped_at = clock.stopped_at if clock.stopped_at and clock.stopped_at <= now else None
    end = stopped_at or now
    pauses = _pauses(clock, clock.started_at, stopped_at)
    found = [Segment(start, until, SegmentKind.PAUSE) for start, until in pauses]
    for start, until in _between(pauses, clock.started_at, end):
        found.extend(_split(start, until, clock.due_at))
    return sorted(found, key=lambda segment: segment.start)


def _pauses(clock: Clock, begun: datetime, stopped_at: datetime | None) -> list[Stretch]:
    found = []
    for first, past in merge(clock.pauses):
        start, until = max(_midnight(first), begun), _midnight(past)
        if stopped_at:
            until = min(until, stopped_at)
        if start < until:
            found.append((start, until))
    return found


def _between(pauses: list[Stretch], start: datetime, end: datetime) -> Iterator[Stretch]:
    for first, past in pauses:
        if start < min(first, end):
            yield start, min(first, end)
        start = max(start, past)
    if start < end:
        yield start, end


def _split(start: datetime, end: datetime, due_at: datetime | None) -> Iterator[Segment]:
    turn = end if due_at is None else min(max(due_at, start), end)
    if start < turn:
        yield Segment(start, turn, SegmentKind.IN_TIME)
    if turn < end:
        yield Segment(turn, end, SegmentKind.OVER)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
