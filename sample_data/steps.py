"""The steps of each case as they were taken: handed over, signed for, ended, and by whom."""

from dataclasses import dataclass

import numpy as np

from sample_data.course import Course
from sample_data.items import Bools, Ints, item_table
from sample_data.people import Teams
from sample_data.procedure import SLOTS, slot_table, work_table
from sample_data.rhythm import (
    DAY,
    MINUTE,
    NEVER,
    OPENS,
    Rhythm,
    later_that_day,
)
from sample_data.violations import Faults

RECEIVE, ACCEPT, REVIEW, ON_SITE, RECHECK, APPROVE, DELIVER = range(len(SLOTS))
NOBODY = -1


@dataclass
class Officers:
    """Places in the list of officers, one a case: accepting, second, checking, deciding."""

    first: Ints
    second: Ints
    checker: Ints
    decider: Ints


@dataclass
class Steps:
    """One row a case, one column a slot; a step that never came has arrived NEVER."""

    exists: Bools
    slot: Ints
    officer: Ints
    companion: Ints
    arrived: Ints
    started: Ints
    ended: Ints
    handed: Ints


def draw_officers(
    rng: np.random.Generator, team: Teams, department: Ints, item: Ints, faults: Faults
) -> Officers:
    """Choose from the team of each department: more work for the first of each role."""
    count = len(department)
    size, base = team.size[department], team.first[department]
    clerks, checkers = (size + 1) // 2, np.maximum(1, size // 3)
    heads = np.maximum(1, size - clerks - checkers)
    checkers = size - clerks - heads

    def pick(many: Ints) -> Ints:
        return (rng.random(count) ** 1.4 * many).astype(np.int64)

    clerk = pick(clerks)
    second = (clerk + 1 + pick(np.maximum(1, clerks - 1))) % clerks
    checker = clerks + pick(np.maximum(1, checkers))
    head = np.where(checkers > 0, clerks + checkers, clerks) + pick(heads)
    people = item_table().people[item]
    decider = np.where(people == 1, clerk, np.minimum(head, size - 1))
    extra = faults["more_signers"] & (people == 1)
    decider = np.where(extra, np.minimum(head, size - 1), decider)
    alone = faults["same_person"]
    checker = np.where(alone, clerk, np.where(checkers > 0, checker, second))
    decider = np.where(alone, clerk, decider)
    return Officers(base + clerk, base + second, base + checker, base + decider)


def draw_steps(
    rng: np.random.Generator, rhythm: Rhythm, course: Course, officers: Officers, faults: Faults
) -> Steps:
    """Draw every step of cases whose course is known."""
    count = len(course.item)
    exists = slot_table()[course.item] > 0
    handed = np.full((count, len(SLOTS)), NEVER)
    ended = handed.copy()
    accepted = course.accepted
    ended[:, RECEIVE] = np.minimum(course.acceptance.taken, course.closed)
    handed[:, RECEIVE] = course.received
    handed[:, ACCEPT] = course.acceptance.taken
    ended[:, ACCEPT] = accepted
    days = _work_days(rng, course, exists[:, REVIEW : APPROVE + 1], faults)
    _work_ends(rng, rhythm, course, exists, days, handed, ended)
    handed[:, DELIVER] = np.where(course.delivered < NEVER, course.decided, NEVER)
    ended[:, DELIVER] = course.delivered
    arrived, started = _starts(rng, rhythm, course, days, handed, ended, faults)
    steps = Steps(
        exists=exists & (handed < NEVER),
        slot=np.tile(np.arange(len(SLOTS)), (count, 1)),
        officer=_officers(course, officers, faults),
        companion=np.where(faults["one_on_site"], NOBODY, officers.second),
        arrived=arrived,
        started=started,
        ended=ended,
        handed=handed,
    )
    _disorder(steps, course, faults)
    _cut_short(steps, course)
    return steps


def _work_days(rng: np.random.Generator, course: Course, exists: Bools, faults: Faults) -> Ints:
    """Share the days used among the work slots, each within its limit where the whole is."""
    limits = work_table()[course.item]
    left = course.used.copy()
    bare = limits.sum(axis=1) == 0
    limits = np.where(bare[:, None] & exists, np.maximum(left, 1)[:, None], limits)
    over = np.maximum(0, left - limits.sum(axis=1))
    # a late case lost its time in one place: mostly in the review, now and then at the decision
    place = np.where(rng.random(len(left)) < 0.7, 0, 3)
    limits[np.arange(len(left)), place] += over
    shares = np.zeros_like(limits)
    for slot in range(limits.shape[1]):
        after = limits[:, slot + 1 :].sum(axis=1)
        low, high = np.maximum(0, left - after), np.minimum(limits[:, slot], left)
        days = low + (rng.random(len(left)) * (high - low + 1)).astype(np.int64)
        if slot == 0:
            overtime = np.minimum(left, limits[:, 0] + 1)
            days = np.where(faults["step_late"], overtime, days)
        if slot == limits.shape[1] - 1:
            days = left.copy()
        days = np.where(exists[:, slot], days, 0)
        shares[:, slot] = days
        left = left - days
    return shares


def _work_ends(
    rng: np.random.Generator,
    rhythm: Rhythm,
    course: Course,
    exists: Bools,
    days: Ints,
    handed: Ints,
    ended: Ints,
) -> None:
    """Fill the moments between which the work steps lie; the last one ends with the decision."""
    accepted = np.where(course.accepted < NEVER, course.accepted, course.received)
    never = course.accepted >= NEVER
    before, first, last = accepted, accepted // DAY, course.stopped // DAY
    for slot in range(REVIEW, APPROVE):
        done = days[:, : slot - REVIEW + 1].sum(axis=1)
        held = np.where(done >= course.pauses.offset, course.pauses.days, 0)
        day = np.minimum(rhythm.add(first, done + held), last)
        drawn = later_that_day(rng, before, np.maximum(day, before // DAY), 60 * MINUTE)
        floor = np.maximum(before, np.minimum(last * DAY + OPENS, course.stopped))
        share = 0.2 + 0.4 * rng.random(len(day))
        squeezed = floor + ((course.stopped - floor) * share).astype(np.int64)
        end = np.where((day >= last) | (drawn >= course.stopped), squeezed, drawn)
        has = exists[:, slot]
        handed[:, slot] = np.where(never, NEVER, before)
        ended[:, slot] = np.where(never, NEVER, np.maximum(end, before))
        before = np.where(has, ended[:, slot], before)
        before = np.where(never, accepted, before)
    handed[:, APPROVE] = np.where(never, NEVER, before)
    ended[:, APPROVE] = np.where(never, NEVER, course.stopped)


def _starts(
    rng: np.random.Generator,
    rhythm: Rhythm,
    course: Course,
    days: Ints,
    handed: Ints,
    ended: Ints,
    faults: Faults,
) -> tuple[Ints, Ints]:
    """When each step was handed over and signed for: within the hour, unless it lay idle."""
    never = handed >= NEVER
    room = np.where(never | (ended >= NEVER), 30 * MINUTE, (ended - handed) // 2)
    wait = np.minimum((rng.random(handed.shape) * 40 * MINUTE).astype(np.int64), room)
    wait[faults["no_time_at_all"]] = 0
    arrived, started = handed + wait // 4, handed + wait
    slot = REVIEW + days.argmax(axis=1)
    rows = np.arange(len(slot))
    longest = days[rows, slot - REVIEW]
    idle = faults["idle"] & (longest >= 2) & (course.accepted < NEVER) & ~course.pauses.has
    gap = 2 + (rng.random(len(slot)) * np.minimum(longest - 1, 6)).astype(np.int64)
    before = np.where(idle, handed[rows, slot], course.received)
    day = rhythm.add(before // DAY, np.minimum(gap, longest))
    moment = np.minimum(day * DAY + OPENS + 25 * MINUTE, ended[rows, slot] - MINUTE)
    moment = np.where(idle, moment, started[rows, slot])
    started[rows, slot] = moment
    arrived[rows, slot] = np.where(idle, moment - 20, arrived[rows, slot])
    arrived[:, RECEIVE] = started[:, RECEIVE] = course.received
    return np.where(never, NEVER, arrived), np.where(never, NEVER, started)


def _officers(course: Course, officers: Officers, faults: Faults) -> Ints:
    people = item_table().people[course.item]
    who = np.tile(officers.first[:, None], (1, len(SLOTS)))
    who[:, RECHECK] = officers.checker
    who[:, APPROVE] = officers.decider
    extra = faults["more_signers"] & (people == 2)
    who[:, REVIEW] = np.where(extra, officers.second, who[:, REVIEW])
    return who


def _disorder(steps: Steps, course: Course, faults: Faults) -> None:
    """Skip the review, or let the decision come before it."""
    decided = course.decided < NEVER
    steps.exists[:, REVIEW] &= ~(faults["step_skipped"] & decided)
    turned = faults["steps_reversed"] & decided & ~faults["step_skipped"]
    for table in (steps.slot, steps.officer):
        review, approve = table[:, REVIEW].copy(), table[:, APPROVE].copy()
        table[:, REVIEW] = np.where(turned, approve, review)
        table[:, APPROVE] = np.where(turned, review, approve)


def _cut_short(steps: Steps, course: Course) -> None:
    """End what was being done when a case ended early, and leave out what came after it."""
    end = course.closed[:, None]
    steps.exists &= (steps.handed < end) | (steps.ended <= end)
    steps.ended = np.minimum(steps.ended, end)
    for name in ("arrived", "started"):
        moments = getattr(steps, name)
        setattr(steps, name, np.where(moments < NEVER, np.minimum(moments, end), moments))
