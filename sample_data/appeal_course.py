"""The course of appeals on arrays: from the request to the verification, and round again."""

from dataclasses import dataclass

import numpy as np

from sample_data.appeal_reference import class_codes, class_rows
from sample_data.items import Bools, Ints
from sample_data.reference import departments
from sample_data.rhythm import DAY, HOUR, MINUTE, NEVER, Rhythm, later_that_day

OUTCOMES = ("solved", "explained", "partly_solved", "not_solved", "not_accepted", "withdrawn")
SOLVED, EXPLAINED, NOT_ACCEPTED = 0, 1, 4
VERDICTS = ("solved", "partly", "not_solved", "no_answer")
NOT_SOLVED, NO_ANSWER = 2, 3
OUTCOME_SHARES = {
    "reasonable": (0.69, 0.19, 0.06, 0.035, 0.005, 0.02),
    "unreasonable": (0.1, 0.68, 0.05, 0.1, 0.03, 0.04),
    "beyond_remit": (0.08, 0.42, 0.05, 0.1, 0.32, 0.03),
}
CLAIMS = tuple(OUTCOME_SHARES)
CLAIM_SHARES = (0.86, 0.07, 0.04, 0.03)
"""The last share is not judged."""
VERDICT_SHARES = (
    (0.882, 0.058, 0.02, 0.04),
    (0.45, 0.22, 0.21, 0.12),
    (0.22, 0.5, 0.2, 0.08),
    (0.04, 0.16, 0.7, 0.1),
    (0.1, 0.1, 0.6, 0.2),
    (0.1, 0.1, 0.6, 0.2),
)
MARKS = (
    (0.002, 0.005, 0.09, 0.303, 0.6),
    (0.02, 0.05, 0.43, 0.35, 0.15),
    (0.3, 0.34, 0.26, 0.08, 0.02),
)
HOPS = 3
HOP_SHARES = (0.93, 0.056, 0.009, 0.005)
LATE_SIGN, LATE_CONTACT, NO_REPLY = 0.02, 0.02, 0.04
LATE_TIMES, FORGOTTEN = 1.2, 0.005
SUSPENSION, NOT_CALLED_BACK, LATE_CALL_BACK, VERIFIED = 0.025, 0.07, 0.03, 0.97
REOPENED, REOPENED_EXPLAINED, LATE_AGAIN = 0.75, 0.2, 0.09
URGED, SUPERVISED = 0.75, 0.6
LATE_FROM = 16 * HOUR + 30 * MINUTE


@dataclass
class AppealCourse:
    """The moments of appeals, NEVER where they do not come; one place an appeal.

    The hops are returns with their second dispatch, a column each; the moments with a 2 are of
    the round after a reopening.
    """

    accepted: Ints
    dispatched: Ints
    signed: Ints
    contacted: Ints
    replied: Ints
    suspended: Ints
    resumed: Ints
    answered: Ints
    closed: Ints
    called_back: Ints
    verified: Ints
    urged: Ints
    supervised: Ints
    returned: Ints
    dispatched_again: Ints
    holders: Ints
    is_returned: Bools
    reopened: Ints
    dispatched2: Ints
    signed2: Ints
    answered2: Ints
    called_back2: Ints
    claim: Ints
    outcome: Ints
    verdict: Ints
    mark: Ints
    outcome2: Ints
    verdict2: Ints
    mark2: Ints


def draw_course(
    rng: np.random.Generator, rhythm: Rhythm, requested: Ints, kind: Ints, department: Ints
) -> AppealCourse:
    """Draw what becomes of appeals of these classes, at these departments."""
    count = len(requested)
    limit = np.array([row["close_limit"] for row in class_rows()], dtype=np.int64)[kind]
    redo = np.array([row["redo_limit"] for row in class_rows()], dtype=np.int64)[kind]
    has_reply = np.array([row["reply_limit"] is not None for row in class_rows()])[kind]

    def chance(share: float) -> Bools:
        return rng.random(count) < share

    accepted = _at_work(rng, rhythm, requested, np.zeros(count, np.int64), HOUR)
    next_day = (rng.random(count) < 0.12).astype(np.int64)
    dispatched = _at_work(rng, rhythm, accepted, next_day, 2 * HOUR)
    returned, again, holders, last = _hops(rng, rhythm, dispatched, department)
    at_once = kind == class_codes().index("at_once")
    by_phone = limit == 1  # a question is mostly answered with the first call
    signed, contacted = _first_words(rng, rhythm, last, at_once, by_phone)
    used = _used(rng, limit, department)
    answered = _at_work(
        rng,
        rhythm,
        np.maximum(accepted, contacted),
        _left(rhythm, accepted, contacted, used),
        5 * HOUR,
    )
    told = contacted + rng.integers(5 * MINUTE, 50 * MINUTE, count)
    answered = np.where(by_phone & (used <= limit), told, answered)
    held = chance(SUSPENSION) & (limit > 1)
    suspended = _at_work(rng, rhythm, contacted, np.ones(count, np.int64), 2 * HOUR)
    held_days = rng.integers(3, 16, count)
    resumed = _at_work(rng, rhythm, suspended, held_days, HOUR)
    answered = np.where(
        held,
        _at_work(rng, rhythm, np.maximum(resumed, answered), held_days * 0 + 1, 4 * HOUR),
        answered,
    )
    replied = _at_work(rng, rhythm, contacted, np.maximum(1, used // 2), 3 * HOUR)
    replied = np.where(has_reply & ~chance(NO_REPLY) & (replied < answered), replied, NEVER)
    closed = np.where(chance(0.8), answered, _at_work(rng, rhythm, answered, next_day, HOUR))

    claim, outcome, verdict, mark = _voices(rng, count)
    after = np.where(chance(LATE_CALL_BACK), rng.integers(6, 13, count), rng.integers(1, 5, count))
    called = _at_work(rng, rhythm, closed, after, 3 * HOUR)
    is_called = ~chance(NOT_CALLED_BACK) & (outcome < NOT_ACCEPTED)
    denied = is_called & (verdict == NOT_SOLVED)
    reopens = denied & (
        ((outcome == SOLVED) & chance(REOPENED))
        | ((outcome == EXPLAINED) & chance(REOPENED_EXPLAINED))
    )
    verified = _at_work(rng, rhythm, called, rng.integers(0, 3, count), 4 * HOUR)
    verified = np.where(is_called & chance(VERIFIED) & ~reopens, verified, NEVER)

    urged, supervised = _pushes(rng, rhythm, accepted, limit, answered)

    reopened = called + rng.integers(20 * MINUTE, 3 * HOUR, count)
    dispatched2 = reopened + rng.integers(5 * MINUTE, 90 * MINUTE, count)
    signed2 = _at_work(rng, rhythm, dispatched2, np.zeros(count, np.int64), 3 * HOUR)
    used2 = np.where(
        chance(LATE_AGAIN), redo + rng.integers(1, 6, count), rng.integers(0, 1 + redo)
    )
    answered2 = _at_work(rng, rhythm, signed2, _left(rhythm, reopened, signed2, used2), 4 * HOUR)
    called2 = _at_work(rng, rhythm, answered2, rng.integers(1, 4, count), 3 * HOUR)
    outcome2 = _chosen(rng, np.array([OUTCOME_SHARES["reasonable"]]), np.zeros(count, np.int64))
    verdict2 = _chosen(rng, np.array(VERDICT_SHARES), outcome2)
    is_called2 = reopens & ~chance(NOT_CALLED_BACK) & (outcome2 < NOT_ACCEPTED)

    def only(mask: Bools, moments: Ints) -> Ints:
        return np.where(mask, moments, NEVER)

    return AppealCourse(
        accepted=accepted,
        dispatched=dispatched,
        signed=signed,
        contacted=contacted,
        replied=replied,
        suspended=only(held, suspended),
        resumed=only(held, resumed),
        answered=answered,
        closed=closed,
        called_back=only(is_called, called),
        verified=verified,
        urged=urged,
        supervised=supervised,
        returned=returned,
        dispatched_again=again,
        holders=holders,
        is_returned=~chance(0.12),
        reopened=only(reopens, reopened),
        dispatched2=only(reopens, dispatched2),
        signed2=only(reopens, signed2),
        answered2=only(reopens, answered2),
        called_back2=only(is_called2, called2),
        claim=np.where(claim == len(CLAIMS), -1, claim),
        outcome=outcome,
        verdict=verdict,
        mark=np.where((verdict == NO_ANSWER) | chance(0.08), 0, mark),
        outcome2=outcome2,
        verdict2=verdict2,
        mark2=1 + _chosen(rng, np.array(MARKS), np.minimum(verdict2, NOT_SOLVED)),
    )


def _hops(
    rng: np.random.Generator, rhythm: Rhythm, dispatched: Ints, department: Ints
) -> tuple[Ints, Ints, Ints, Ints]:
    """Returns and second dispatches, who held it in turn, and when it came to the last one."""
    count = len(department)
    hops = rng.choice(HOPS + 1, size=count, p=HOP_SHARES)
    returned = np.full((count, HOPS), NEVER)
    again = np.full((count, HOPS), NEVER)
    holders = np.empty((count, HOPS + 1), np.int64)
    holders[:, -1] = department
    last = dispatched
    for hop in range(HOPS):  # the last holder is the appeal's department; others had it before
        has = hops > hop
        slow = rng.integers(0, 2, count)
        back = _at_work(rng, rhythm, last, slow, 3 * HOUR)
        out = _at_work(rng, rhythm, back, (rng.random(count) < 0.3).astype(np.int64), 2 * HOUR)
        returned[:, hop] = np.where(has, back, NEVER)
        again[:, hop] = np.where(has, out, NEVER)
        wrong = (department + rng.integers(1, len(departments()), count)) % len(departments())
        holders[:, hop] = wrong
        last = np.where(has, out, last)
    for hop in range(HOPS):  # without a further hop the holder is the last one already
        holders[:, hop] = np.where(hops > hop, holders[:, hop], department)
    return returned, again, holders, last


def _first_words(
    rng: np.random.Generator, rhythm: Rhythm, last: Ints, at_once: Bools, by_phone: Bools
) -> tuple[Ints, Ints]:
    """When the last holder signed, and when it first spoke with the enterprise."""
    count = len(last)
    quick = np.where(at_once, rng.integers(4 * MINUTE, 40 * MINUTE, count), 0)
    late = np.where(rng.random(count) < LATE_SIGN, rng.integers(2, 5, count), 0)
    signed = _at_work(rng, rhythm, last, late, 3 * HOUR)
    signed = np.where(at_once & (late == 0), last + quick, signed)
    late = np.where(rng.random(count) < LATE_CONTACT, rng.integers(2, 4, count), 0)
    contacted = _at_work(rng, rhythm, signed, late, 2 * HOUR)
    contacted = np.where(at_once & (late == 0), signed + quick // 3, contacted)
    called_at_once = signed + rng.integers(2 * MINUTE, 25 * MINUTE, count)
    return signed, np.where(by_phone & (late == 0), called_at_once, contacted)


def _voices(rng: np.random.Generator, count: int) -> tuple[Ints, Ints, Ints, Ints]:
    """What was asked, what the department answers, what the enterprise says, and its mark."""
    claim = rng.choice(len(CLAIMS) + 1, size=count, p=CLAIM_SHARES)
    by_claim = np.array([*OUTCOME_SHARES.values(), OUTCOME_SHARES["reasonable"]])
    outcome = _chosen(rng, by_claim, claim)
    verdict = _chosen(rng, np.array(VERDICT_SHARES), outcome)
    mark = 1 + _chosen(rng, np.array(MARKS), np.minimum(verdict, NOT_SOLVED))
    return claim, outcome, verdict, mark


def _pushes(
    rng: np.random.Generator, rhythm: Rhythm, accepted: Ints, limit: Ints, answered: Ints
) -> tuple[Ints, Ints]:
    """Urging on the morning after the limit, supervision on the sixth working day, of most."""
    count = len(limit)
    due = rhythm.add(accepted // DAY, limit) * DAY + DAY - 1
    next_morning = _at_work(rng, rhythm, due, np.ones(count, np.int64), 3 * HOUR)
    sixth = _at_work(rng, rhythm, due, np.full(count, 6), 3 * HOUR)
    urged = (answered > next_morning) & (rng.random(count) < URGED)
    supervised = (answered > sixth) & (rng.random(count) < SUPERVISED)
    return np.where(urged, next_morning, NEVER), np.where(supervised, sixth, NEVER)


def _at_work(rng: np.random.Generator, rhythm: Rhythm, after: Ints, days: Ints, most: int) -> Ints:
    """A moment of an office so many working days later; late in the day means tomorrow."""
    day = rhythm.this_or_next(after // DAY)
    is_late = (day == after // DAY) & (after % DAY > LATE_FROM)
    day = rhythm.add(day, days + is_late)
    return later_that_day(rng, after, day, most)


def _used(rng: np.random.Generator, limit: Ints, department: Ints) -> Ints:
    """Working days from acceptance to the answer: by the department's pace, some late."""
    pace = np.array([entry.pace for entry in departments()])[department]
    late_rate = np.array([entry.late_rate for entry in departments()])[department] * LATE_TIMES
    count = len(limit)
    usual = np.minimum(limit, np.rint(limit * pace * rng.beta(3.2, 2.2, count) * 1.35))
    late = limit + 1 + rng.geometric(0.4, count)
    forgotten = limit + rng.integers(7, 40, count)
    draw = rng.random(count)
    used = np.where(draw < late_rate, late, usual)
    return np.where(draw > 1 - FORGOTTEN, forgotten, used).astype(np.int64)


def _left(rhythm: Rhythm, start: Ints, now: Ints, used: Ints) -> Ints:
    """How many of the days are still ahead."""
    return np.maximum(0, used - rhythm.count(start // DAY, now // DAY))


def _chosen(rng: np.random.Generator, shares: np.ndarray, row: Ints) -> Ints:
    """A place for each appeal, by the shares of its row."""
    steps = np.cumsum(shares, axis=1)[row]
    return (rng.random(len(row))[:, None] > steps[:, :-1]).sum(axis=1)
