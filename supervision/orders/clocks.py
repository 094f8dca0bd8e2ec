"""The clocks of an order: until when it is to be signed, answered and done, in working days.

The day of the event is day 0. An answer is due anew whenever the order comes back to the
department: when a contest is not granted, and when the supervisor sends it back. A contest stops
the clock of the answer; the day by which all is to be done is the order's own and does not move.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from math import ceil

from supervision.clocks import SOON_DAYS_LEFT, SOON_SHARE, Limits
from supervision.orders.facts import Order, Stay
from supervision.orders.ladder import ENDED, HAND_INS, Action, Party, State
from supervision.working_days import END_OF_DAY

SIGN_DAYS = 1
ANSWER_DAYS = 5
_ASKED = (Action.ISSUE, Action.UPHOLD, Action.SEND_BACK, Action.REFUTE)


@dataclass(slots=True)
class Answer:
    """One time that the department is asked: until when it is to answer, and when it did.

    `stopped_at` is when the clock stopped without an answer: contested, or the order ended.
    """

    number: int
    asked_at: datetime
    due_at: datetime
    answered_at: datetime | None = None
    stopped_at: datetime | None = None

    @property
    def ended_at(self) -> datetime | None:
        """When it was answered, or the clock stopped."""
        return self.answered_at or self.stopped_at


@dataclass(slots=True)
class OrderClocks:
    """Every moment at which the state of an order changes."""

    stays: list[Stay]
    sign_due_at: datetime
    signed_at: datetime | None
    soon_at: datetime
    due_at: datetime
    at_due: str
    """What stood when the last day ended: done, open, contested or withdrawn."""
    answers: list[Answer] = field(default_factory=list)
    is_provisional: bool = False


def clocks_of(
    order: Order, limits: Limits, thresholds: Mapping[str, float] | None = None
) -> OrderClocks:
    """All clocks of an order."""
    given, calendar = thresholds or {}, limits.calendar
    stays = order.stays
    sign_days = int(given.get("W61.days", SIGN_DAYS))
    sign_due_at = calendar.due_at(order.issued_at.date(), sign_days)
    due_at = order.due_at
    answers = list(_answers(order, limits, int(given.get("W63.days", ANSWER_DAYS))))
    dues = (sign_due_at, due_at, *(answer.due_at for answer in answers))
    return OrderClocks(
        stays=stays,
        sign_due_at=sign_due_at,
        signed_at=order.first(Action.SIGN),
        soon_at=_soon(order, limits, int(given.get("W60.days_left", SOON_DAYS_LEFT))),
        due_at=due_at,
        at_due=_at_due(stays, due_at),
        answers=answers,
        is_provisional=any(calendar.is_provisional(due.date()) for due in dues),
    )


def last_moment(limits: Limits, issued_at: datetime, days: int) -> datetime:
    """The last second of the working day on which so many days from the issuing end."""
    return limits.calendar.due_at(issued_at.date(), days)


def end_of(moment: datetime) -> datetime:
    """The last second of the day: limits end with their day."""
    return datetime.combine(moment.date(), END_OF_DAY)


def _answers(order: Order, limits: Limits, days: int) -> Iterator[Answer]:
    asked: Answer | None = None
    for entry in order.entries:
        if asked is not None and asked.ended_at is None:
            if entry.action in HAND_INS:
                asked.answered_at = entry.at
            elif entry.action is Action.CONTEST or entry.state in ENDED:
                asked.stopped_at = entry.at
        if entry.action in _ASKED:
            number = 1 if asked is None else asked.number + 1
            asked = Answer(number, entry.at, limits.calendar.due_at(entry.at.date(), days))
            yield asked


def _at_due(stays: list[Stay], due_at: datetime) -> str:
    """What stood at the last second of the last day, as far as acts are known."""
    stay = next(s for s in stays if s.since <= due_at and (s.until is None or s.until > due_at))
    if stay.state is State.WITHDRAWN:
        return "withdrawn"
    if stay.state is State.CONTESTED:
        return "contested"
    return "open" if stay.party is Party.DEPARTMENT else "done"


def _soon(order: Order, limits: Limits, days_left: int) -> datetime:
    """When nine tenths of the working days are used or so many are left, whichever is first."""
    calendar, start = limits.calendar, order.issued_at.date()
    whole = calendar.count(start, order.due_at.date())
    used = max(0, min(ceil(whole * SOON_SHARE), whole - days_left))
    return max(order.issued_at, datetime.combine(calendar.add(start, used), time.min))
