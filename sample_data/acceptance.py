"""From receipt to acceptance: correction notices, replies, and the days until a case is taken."""

from dataclasses import dataclass

import numpy as np

from sample_data.items import Bools, Ints, item_table
from sample_data.rhythm import CLOSES, DAY, MINUTE, NEVER, OPENS, Rhythm, later_that_day
from sample_data.violations import Faults

CORRECTED_SHARE, NEW_FACT_SHARE, ABANDONED_SHARE = 0.08, 0.0012, 0.08
LAGS = (0.72, 0.16, 0.07, 0.03, 0.02)
"""Shares of cases accepted on the day on which their papers are complete, one day later, ..."""


@dataclass
class Acceptance:
    """One place a case: first and second notice with their replies, and the acceptance."""

    notified: Ints
    replied: Ints
    notified_again: Ints
    replied_again: Ints
    is_new_fact: Bools
    is_abandoned: Bools
    given_up: Ints
    taken: Ints
    accepted: Ints


def draw_acceptance(
    rng: np.random.Generator, rhythm: Rhythm, item: Ints, received: Ints, faults: Faults
) -> Acceptance:
    """Draw notices and acceptance; an applicant who never replies is given up in the end."""
    table, count = item_table(), len(item)
    committed = table.is_committed[item] & ~faults["no_time_at_all"]
    is_new_fact = (rng.random(count) < NEW_FACT_SHARE) & committed
    again = (faults["asked_twice"] | is_new_fact) & committed
    asked = (rng.random(count) < CORRECTED_SHARE) & committed | again
    abandoned = asked & ~again & (rng.random(count) < ABANDONED_SHARE)

    notified = _some_days_later(
        rng, rhythm, received, rng.choice(4, count, p=(0.5, 0.3, 0.15, 0.05))
    )
    replied = _some_days_later(rng, rhythm, notified, _reply_days(rng, count))
    notified_again = _some_days_later(rng, rhythm, replied, rng.integers(0, 3, count))
    replied_again = _some_days_later(rng, rhythm, notified_again, _reply_days(rng, count))
    complete = np.where(again, replied_again, np.where(asked, replied, received))

    taken = _office_moment(rng, rhythm, complete)
    taken = np.where(table.is_instant[item], complete + rng.integers(20, 60, count), taken)
    lag = rng.choice(len(LAGS), size=count, p=LAGS)
    lag = np.where(faults["acceptance_late"], 6 + rng.geometric(0.2, count), lag)
    day = rhythm.add(taken // DAY, lag)
    accepted = later_that_day(rng, taken, day, 50 * MINUTE)
    quick = taken + rng.integers(60, 12 * MINUTE, count)
    accepted = np.where(table.is_instant[item], quick, accepted)
    given_up = notified + rng.integers(40, 75, count) * DAY
    return Acceptance(
        notified=np.where(asked, notified, NEVER),
        replied=np.where(asked & ~abandoned, replied, NEVER),
        notified_again=np.where(again, notified_again, NEVER),
        replied_again=np.where(again, replied_again, NEVER),
        is_new_fact=is_new_fact,
        is_abandoned=abandoned,
        given_up=given_up,
        taken=np.where(abandoned, NEVER, taken),
        accepted=np.where(abandoned, NEVER, accepted),
    )


def _reply_days(rng: np.random.Generator, count: int) -> Ints:
    return np.clip(rng.lognormal(1.5, 0.8, count), 1, 50).astype(np.int64)


def _some_days_later(rng: np.random.Generator, rhythm: Rhythm, after: Ints, days: Ints) -> Ints:
    """An office moment so many working days after the first office moment that follows."""
    start = _office_moment(rng, rhythm, after)
    return later_that_day(rng, start, rhythm.add(start // DAY, days), 90 * MINUTE)


def _office_moment(rng: np.random.Generator, rhythm: Rhythm, moment: Ints) -> Ints:
    """The moment itself, a minute later, in office hours; else early on the next working day."""
    day, second = moment // DAY, moment % DAY
    is_open = rhythm.is_working(day) & (second >= OPENS) & (second < CLOSES)
    tomorrow = np.where(
        second < OPENS, rhythm.this_or_next(day), rhythm.add(day, np.ones_like(day))
    )
    morning = tomorrow * DAY + OPENS + rng.integers(0, 60 * MINUTE, len(moment))
    return np.where(is_open, moment + 60, morning)
