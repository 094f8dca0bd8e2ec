"""When a case is paused: the days that limits leave out, and the stretches of time that count.

What nobody ended, the decision ended: a case cannot be decided before its special procedure is.
"""

from dataclasses import dataclass
from datetime import date, datetime

from supervision.cases import LAWFUL_PAUSES, Case
from supervision.working_days import DayRun, merge

Stretch = tuple[datetime, datetime | None]
"""From a moment to another one, or without an end."""


@dataclass(slots=True)
class Pauses:
    """The lawful pauses of a case as whole days: the first day is out, the last one counts."""

    runs: tuple[DayRun, ...] = ()
    open_from: date | None = None

    def stop(self, day: date) -> bool:
        """Whether a limit that would end on this day has been stopped by an open pause."""
        return self.open_from is not None and day >= self.open_from


def lawful_pauses(case: Case) -> Pauses:
    """The pauses that stop the clocks of a case."""
    lawful = [pause for pause in case.pauses if pause.kind in LAWFUL_PAUSES]
    if not lawful:
        return Pauses()
    spans = [(pause.started_at.date(), pause.ended_at or case.stopped_at) for pause in lawful]
    closed = merge((first, ended_at.date()) for first, ended_at in spans if ended_at)
    still_open = [first for first, ended_at in spans if ended_at is None]
    return Pauses(closed, min(still_open) if still_open else None)


def stretches(case: Case) -> list[Stretch]:
    """The pauses of every kind in order; those that overlap or touch are one stretch."""
    spans: list[Stretch] = []
    for pause in sorted(case.pauses, key=lambda pause: pause.started_at):
        start, end = pause.started_at, pause.ended_at or case.stopped_at
        if end is not None and end <= start:
            continue
        first, last = spans[-1] if spans else (start, start)
        if spans and (last is None or start <= last):
            spans[-1] = (first, None if last is None or end is None else max(last, end))
        else:
            spans.append((start, end))
    return spans
