"""The course of each case through time: notices, acceptance, pauses, extensions, decision, end.

Everything is drawn to its end, however far ahead; what lies beyond the end of the sample is left
out when the rows are written, and so the cases that are open then are open as in life.
"""

from dataclasses import dataclass

import numpy as np

from sample_data.acceptance import Acceptance, draw_acceptance
from sample_data.items import Bools, Floats, Ints, item_table
from sample_data.procedure import work_table
from sample_data.reference import departments
from sample_data.rhythm import (
    DAY,
    MINUTE,
    NEVER,
    OPENS,
    Rhythm,
    later_that_day,
)
from sample_data.violations import Faults

PAUSE_SHARE, ON_SITE_PAUSE_SHARE = 0.06, 0.11
EXTENSION_SHARE = 0.007
AT_THE_LAST_MOMENT = 0.2
"""The share of cases that are done when the end of the limit is near, whatever the pace."""
REFUSED, NOT_ACCEPTED, WITHDRAWN, VOID = 0.013, 0.008, 0.011, 0.002
OUTCOMES = (
    "granted",
    "completed",
    "reported_up",
    "refused",
    "not_accepted",
    "withdrawn",
    "returned",
    "void",
)
GRANTED, COMPLETED, REPORTED, REFUSAL, NO_ACCEPTANCE, WITHDRAWAL, RETURN, VOIDED = range(8)
NOT_LATE, SECOND, AFTER_EXPIRY, TOO_LONG, NO_APPROVER, NO_NOTICE = range(6)


@dataclass
class Pauses:
    """One place a case: working days from acceptance to the pause, its two moments, its limit."""

    has: Bools
    offset: Ints
    days: Ints
    started: Ints
    ended: Ints
    limit: Ints


@dataclass
class Extensions:
    """One place a case: when it was approved, its days, and what is wrong with it."""

    has: Bools
    approved: Ints
    days: Ints
    fault: Ints


@dataclass
class Course:
    """Everything that happens to the cases of a batch, one place a case."""

    item: Ints
    received: Ints
    acceptance: Acceptance
    pauses: Pauses
    extensions: Extensions
    used: Ints
    stopped: Ints
    decided: Ints
    delivered: Ints
    closed: Ints
    outcome: Ints
    expiry: Ints

    @property
    def accepted(self) -> Ints:
        """When the case was accepted; NEVER where it was not."""
        return self.acceptance.accepted


def draw_course(
    rng: np.random.Generator, rhythm: Rhythm, item: Ints, received: Ints, faults: Faults
) -> Course:
    """Draw the whole course of cases that were received then."""
    acceptance = draw_acceptance(rng, rhythm, item, received, faults)
    accepted = np.where(acceptance.accepted < NEVER, acceptance.accepted, received)
    used = _used_days(rng, item, faults)
    pauses = _pauses(rng, rhythm, item, accepted, used, faults)
    extensions = _extensions(rng, rhythm, item, accepted, used, faults, pauses)
    stop_day = rhythm.add(accepted // DAY, used + pauses.days)
    stop_day = _within_natural_limit(rhythm, item, accepted // DAY, stop_day, faults)
    stopped = _stop_second(rng, item, accepted, stop_day)
    outcome = _outcome(rng, item, acceptance, faults)
    delivered = _delivered(rng, rhythm, item, stopped, outcome, faults)
    course = Course(
        item=item,
        received=received,
        acceptance=acceptance,
        pauses=pauses,
        extensions=extensions,
        used=used,
        stopped=stopped,
        decided=stopped.copy(),
        delivered=delivered,
        closed=np.where(delivered < NEVER, delivered, stopped),
        outcome=outcome,
        expiry=_expiry(rng, item, received, stopped, faults),
    )
    _end_without_decision(rng, rhythm, course, faults)
    _all_in_one_minute(course, faults)
    _settle(course)
    return course


def _used_days(rng: np.random.Generator, item: Ints, faults: Faults) -> Ints:
    """Working days from acceptance to decision, time in pauses left out."""
    table, count = item_table(), len(item)
    promised, statutory = table.promised_days[item], table.statutory_days[item]
    pace = np.array([department.pace for department in departments()])[table.department[item]]
    share: Floats = rng.beta(pace * 5, (1 - pace) * 5)
    share = np.where(rng.random(count) < AT_THE_LAST_MOMENT, rng.uniform(0.9, 1, count), share)
    used = np.minimum((share * (promised + 1)).astype(np.int64), promised)
    prompt = table.is_on_the_spot[item] & (rng.random(count) > 0.08)
    used[prompt | table.is_instant[item]] = 0

    def tail(mean: float) -> Ints:
        return 1 + rng.exponential(mean, count).astype(np.int64)

    ceiling = np.maximum(promised + 1, statutory)
    for name, days in (
        ("idle", np.maximum(used, np.minimum(promised, 3))),
        ("step_late", np.maximum(used, np.minimum(promised, work_table()[item, 0] + 2))),
        ("late", np.minimum(promised + tail(5.0), ceiling)),
        ("late_by_law", statutory + tail(7.0)),
        ("preliminary_late", statutory + tail(6.0)),
        ("joint_late", statutory + tail(10.0)),
        ("expired", 30 + tail(4.0)),
        ("forgotten", statutory + 8 + tail(45.0)),
        ("pause_after_due", promised + 3 + tail(3.0)),
        ("not_instant", tail(1.0)),
    ):
        used = np.where(faults[name], days, used)
    used[faults["no_time_at_all"]] = 0
    return used


def _pauses(
    rng: np.random.Generator,
    rhythm: Rhythm,
    item: Ints,
    accepted: Ints,
    used: Ints,
    faults: Faults,
) -> Pauses:
    table, count = item_table(), len(item)
    share = np.where(table.has_on_site[item], ON_SITE_PAUSE_SHARE, PAUSE_SHARE)
    has = rng.random(count) < share
    for name in ("pause_kind", "pause_no_notice", "pause_over_limit", "pause_after_due"):
        has |= faults[name]
    has &= table.is_committed[item] & table.in_working_days[item] & (table.promised_days[item] > 3)
    has &= (used > 0) & ~faults["no_time_at_all"]
    offset = 1 + (rng.random(count) * used).astype(np.int64)
    after_due = faults["pause_after_due"]
    offset = np.where(after_due, table.promised_days[item] + 2, np.minimum(offset, used))
    first = rhythm.add(accepted // DAY, np.maximum(offset, 1))
    length = np.clip(rng.lognormal(2.7, 0.65, count), 3, 100).astype(np.int64)
    last = rhythm.this_or_next(first + length)
    held = rhythm.count(first - 1, last - 1)
    limit = (rhythm.count(first, last) // 5 + 1) * 5
    limit = np.where(faults["pause_over_limit"], np.maximum(2, held // 2), limit)
    return Pauses(
        has=has,
        offset=np.where(has, offset, NEVER),
        days=np.where(has, held, 0),
        started=np.where(has, later_that_day(rng, accepted, first, 60 * MINUTE), NEVER),
        ended=np.where(has, last * DAY + OPENS + rng.integers(0, 120 * MINUTE, count), NEVER),
        limit=limit,
    )


def _extensions(
    rng: np.random.Generator,
    rhythm: Rhythm,
    item: Ints,
    accepted: Ints,
    used: Ints,
    faults: Faults,
    pauses: Pauses,
) -> Extensions:
    """Draw the extensions, and lengthen what the extended cases use."""
    table, count = item_table(), len(item)
    promised, statutory = table.promised_days[item], table.statutory_days[item]
    can = table.is_committed[item] & table.in_working_days[item] & (promised > 3) & ~pauses.has
    can &= ~table.is_reported_up[item] & table.is_timed[item] & ~faults["no_time_at_all"]
    lawful = can & (rng.random(count) < EXTENSION_SHARE)
    unlawful = can & faults["extension_unlawful"]
    fault = np.where(unlawful, rng.integers(1, 6, count), NOT_LATE)
    days = rng.integers(5, 11, count)
    days = np.where(fault == TOO_LONG, 20, days)
    used[:] = np.where(lawful, promised + rng.integers(1, 5, count), used)
    used[:] = np.where(unlawful, promised + rng.integers(2, 7, count), used)
    expired = unlawful & (fault == AFTER_EXPIRY)
    used[:] = np.where(expired, statutory + 3 + rng.integers(0, 6, count), used)
    asked = np.where(expired, statutory + 2, np.maximum(promised - 1, 1))
    approved = later_that_day(rng, accepted, rhythm.add(accepted // DAY, asked), 60 * MINUTE)
    has = lawful | unlawful
    return Extensions(has, np.where(has, approved, NEVER), days, fault)


def _within_natural_limit(
    rhythm: Rhythm, item: Ints, first: Ints, day: Ints, faults: Faults
) -> Ints:
    """Keep what is in time in working days in time also where limits are natural days."""
    table = item_table()
    is_late = faults["late"] | faults["late_by_law"] | faults["forgotten"] | faults["expired"]
    applies = table.in_natural_days[item] & ~is_late
    latest = rhythm.this_or_last(first + np.minimum(table.promised_natural[item], 200))
    return np.where(applies, np.maximum(first, np.minimum(day, latest)), day)


def _stop_second(rng: np.random.Generator, item: Ints, accepted: Ints, day: Ints) -> Ints:
    instant = item_table().is_instant[item]
    quick = accepted + rng.integers(4 * MINUTE, 30 * MINUTE, len(item))
    usual = later_that_day(rng, accepted, day, 100 * MINUTE)
    return np.where(instant & (day == accepted // DAY), quick, usual)


def _outcome(rng: np.random.Generator, item: Ints, acceptance: Acceptance, faults: Faults) -> Ints:
    table, count = item_table(), len(item)
    outcome = np.where(table.is_filing[item], COMPLETED, GRANTED)
    outcome = np.where(table.is_reported_up[item], REPORTED, outcome)
    draw = rng.random(count)
    committed = table.is_committed[item]
    room = committed & table.in_working_days[item] & (table.promised_days[item] >= 6)
    bounds = np.cumsum([REFUSED, NOT_ACCEPTED, WITHDRAWN, VOID])
    for code, low, high, where in (
        (REFUSAL, 0.0, bounds[0], committed),
        (NO_ACCEPTANCE, bounds[0], bounds[1], committed),
        (WITHDRAWAL, bounds[1], bounds[2], room),
        (VOIDED, bounds[2], bounds[3], room),
    ):
        outcome = np.where((draw >= low) & (draw < high) & where, code, outcome)
    avoiding = faults["ended_to_avoid"] & committed & table.is_timed[item]
    outcome = np.where(avoiding, rng.choice([WITHDRAWAL, RETURN, VOIDED], count), outcome)
    faults["ended_to_avoid"] = avoiding
    return np.where(acceptance.is_abandoned, RETURN, outcome)


def _delivered(
    rng: np.random.Generator,
    rhythm: Rhythm,
    item: Ints,
    stopped: Ints,
    outcome: Ints,
    faults: Faults,
) -> Ints:
    table, count = item_table(), len(item)
    due = table.needs_document[item] & (outcome == GRANTED)
    days = rng.choice(4, size=count, p=(0.6, 0.22, 0.11, 0.07))
    days[table.is_instant[item]] = 0
    days = np.where(faults["delivery_late"], 11 + rng.geometric(0.2, count), days)
    moment = later_that_day(rng, stopped, rhythm.add(stopped // DAY, days), 25 * MINUTE)
    return np.where(due, moment, NEVER)


def _expiry(
    rng: np.random.Generator, item: Ints, received: Ints, stopped: Ints, faults: Faults
) -> Ints:
    """The day on which the licence to be renewed expires; NEVER for all that is no renewal."""
    count, day = len(item), received // DAY
    safe = np.maximum(stopped // DAY, day + 30) + rng.integers(5, 90, count)
    short = day + rng.integers(5, 29, count)
    expiry = np.where(rng.random(count) < 0.08, short, safe)
    expiry = np.where(faults["expired"], day + rng.integers(30, 34, count), expiry)
    return np.where(item_table().is_renewal[item], expiry, NEVER)


def _end_without_decision(
    rng: np.random.Generator, rhythm: Rhythm, course: Course, faults: Faults
) -> None:
    """Refusals to accept, and cases that are withdrawn, returned or voided before a decision."""
    table, item, count = item_table(), course.item, len(course.item)
    accepted = course.accepted
    day = np.where(accepted < NEVER, accepted, course.received) // DAY
    promised = table.promised_days[item]
    early = (rng.random(count) * promised * 0.7).astype(np.int64)
    late = np.maximum(promised - rng.integers(0, 2, count), 0)
    ended = rhythm.add(day, np.where(faults["ended_to_avoid"], late, early))
    moment = later_that_day(rng, np.minimum(accepted, course.stopped), ended, 60 * MINUTE)
    undecided = np.isin(course.outcome, (WITHDRAWAL, RETURN, VOIDED, NO_ACCEPTANCE))
    refused_entry = course.outcome == NO_ACCEPTANCE
    moment = np.where(refused_entry, accepted, moment)
    moment = np.where(course.acceptance.is_abandoned, course.acceptance.given_up, moment)
    course.closed = np.where(undecided, moment, course.closed)
    course.decided = np.where(undecided, NEVER, course.decided)
    course.acceptance.accepted = np.where(refused_entry, NEVER, accepted)


def _all_in_one_minute(course: Course, faults: Faults) -> None:
    where = faults["no_time_at_all"] & (course.decided < NEVER)
    faults["no_time_at_all"] = where
    moment = course.received // MINUTE * MINUTE
    course.acceptance.accepted = np.where(where, moment, course.acceptance.accepted)
    course.acceptance.taken = np.where(where, moment, course.acceptance.taken)
    course.received = np.where(where, moment, course.received)
    for name in ("stopped", "decided", "closed"):
        setattr(course, name, np.where(where, moment, getattr(course, name)))
    course.delivered = np.where(where & (course.delivered < NEVER), moment, course.delivered)


def _settle(course: Course) -> None:
    """Take away pauses and extensions that a case never reached, and end those it cut short."""
    end = np.where(course.decided < NEVER, course.decided, course.closed)
    pauses, extensions = course.pauses, course.extensions
    begun = course.accepted < NEVER
    pauses.has &= begun & (pauses.started < end)
    pauses.started = np.where(pauses.has, pauses.started, NEVER)
    pauses.ended = np.where(pauses.has, np.minimum(pauses.ended, end), NEVER)
    extensions.has &= begun & (extensions.approved < end)
    extensions.approved = np.where(extensions.has, extensions.approved, NEVER)
