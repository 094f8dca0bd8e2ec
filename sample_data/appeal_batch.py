"""A batch of appeals: who asks for what, by which way, about which case."""

from dataclasses import dataclass

import numpy as np

from sample_data.appeal_course import AppealCourse, draw_course
from sample_data.appeal_reference import (
    CHANNEL_SHARES,
    SLOW_APPROVAL,
    categories,
    category_shares,
    class_codes,
)
from sample_data.items import Bools, Ints
from sample_data.people import Applicants, Teams
from sample_data.reference import departments, towns
from sample_data.rhythm import DAY, Rhythm

NO_ENTERPRISE, REPEATED, ELSEWHERE, AT_ONCE = 0.06, 0.02, 0.14, 0.03
REPEAT_DAYS = 45
HOTLINE_CHANNEL = 4
LONG_CASE = 3 * DAY


@dataclass(frozen=True)
class SlowCases:
    """Cases of enterprises that took long, in order of receipt, to be complained about."""

    case_ids: list[str]
    enterprise: Ints
    department: Ints
    received: Ints
    closed: Ints


@dataclass(frozen=True)
class AppealWorld:
    """What all batches share: who asks, who answers, and what there is to complain about."""

    persons: Applicants
    enterprises: Applicants
    teams: Teams
    slow: SlowCases
    is_sqlite: bool


@dataclass
class AppealBatch:
    """Appeals in order of request; one place an appeal. Enterprise and case are -1 for none."""

    number: Ints
    requested: Ints
    category: Ints
    kind: Ints
    has_own_class: Bools
    department: Ints
    town: Ints
    channel: Ints
    enterprise: Ints
    case: Ints
    course: AppealCourse

    def __len__(self) -> int:
        """How many appeals there are."""
        return len(self.requested)


def draw_appeals(
    rng: np.random.Generator,
    rhythm: Rhythm,
    requested: Ints,
    number: Ints,
    enterprises: int,
    slow: SlowCases,
    end: int,
) -> AppealBatch:
    """Draw everything about appeals that so many enterprises made then."""
    count = len(requested)
    category = _categories(rng, (end - requested) // DAY)
    enterprise = (rng.random(count) ** 1.5 * enterprises).astype(np.int64)
    enterprise = np.where(rng.random(count) < NO_ENTERPRISE, -1, enterprise)
    _come_again(rng, requested, category, enterprise)
    main = np.array([entry.department for entry in categories()])[category]
    other = rng.integers(0, len(departments()), count)
    department = np.where(rng.random(count) < ELSEWHERE, other, main)
    case = _slow_case_of(rng, requested, category, slow)
    has_case = case >= 0
    if has_case.any():
        enterprise[has_case] = slow.enterprise[case[has_case]]
        department[has_case] = slow.department[case[has_case]]
    channel = rng.choice(len(CHANNEL_SHARES), size=count, p=CHANNEL_SHARES)
    kind = np.array([entry.class_place for entry in categories()])[category]
    by_hotline = channel == HOTLINE_CHANNEL
    at_once = rng.random(count) < AT_ONCE
    own = np.where(by_hotline, class_codes().index("hotline"), class_codes().index("at_once"))
    kind = np.where(by_hotline | at_once, own, kind)
    weights = np.array([town.weight for town in towns()])
    return AppealBatch(
        number=number,
        requested=requested,
        category=category,
        kind=kind,
        has_own_class=by_hotline | at_once,
        department=department,
        town=rng.choice(len(weights), size=count, p=weights / weights.sum()),
        channel=channel,
        enterprise=enterprise,
        case=case,
        course=draw_course(rng, rhythm, requested, kind, department),
    )


def _categories(rng: np.random.Generator, days_ago: Ints) -> Ints:
    steps = np.cumsum(category_shares(days_ago), axis=1)
    return (rng.random(len(days_ago))[:, None] > steps[:, :-1]).sum(axis=1)


def _come_again(
    rng: np.random.Generator, requested: Ints, category: Ints, enterprise: Ints
) -> None:
    """Some enterprises come again with what they came with some weeks before."""
    count = len(requested)
    again = np.flatnonzero(rng.random(count) < REPEATED)
    earlier = np.searchsorted(requested, requested[again] - REPEAT_DAYS * DAY)
    source = earlier + (rng.random(len(again)) * (again - earlier)).astype(np.int64)
    known = (source < again) & (enterprise[source] >= 0)
    category[again[known]] = category[source[known]]
    enterprise[again[known]] = enterprise[source[known]]


def _slow_case_of(
    rng: np.random.Generator, requested: Ints, category: Ints, slow: SlowCases
) -> Ints:
    """The case that an appeal about a slow approval is about, where one was open then."""
    place = [entry.code for entry in categories()].index(SLOW_APPROVAL)
    case = np.full(len(requested), -1)
    if not slow.case_ids:
        return case
    asking = np.flatnonzero(category == place)
    newest = np.searchsorted(slow.received, requested[asking] - LONG_CASE)
    for _ in range(4):  # a few tries to find one that was open at the time of the request
        drawn = np.maximum(0, newest - 1 - rng.integers(0, 200, len(asking)))
        is_open = (slow.received[drawn] < requested[asking]) & (
            slow.closed[drawn] > requested[asking]
        )
        case[asking] = np.where((case[asking] < 0) & is_open, drawn, case[asking])
    return case
