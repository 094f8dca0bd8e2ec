"""A batch of cases: who applies where and for what, and everything that follows."""

from dataclasses import dataclass

import numpy as np

from sample_data.course import COMPLETED, Course, draw_course
from sample_data.items import Bools, Ints, item_table
from sample_data.people import PERSONS, Applicants, Teams
from sample_data.reference import departments, towns
from sample_data.rhythm import DAY, HOUR, MINUTE, NEVER, Rhythm, later_that_day
from sample_data.steps import Officers, Steps, draw_officers, draw_steps
from sample_data.violations import Faults, draw_faults

CHANNELS = ("online", "window", "self_service", "phone")
ONLINE, WINDOW = 0, 1
PRECHECK_SHARE = 0.35
NO_TOWN_SHARE = 0.015
ENTERPRISE_SHARES = {
    "public_security": 0.06,
    "civil_affairs": 0.06,
    "veterans": 0.02,
    "medical_insurance": 0.12,
    "human_resources": 0.3,
    "housing": 0.2,
    "health": 0.35,
    "education": 0.15,
    "archives": 0.1,
}
USUAL_ENTERPRISE_SHARE = 0.75


@dataclass(frozen=True)
class World:
    """What all batches share: the calendar, the officers, the stock of applicants."""

    rhythm: Rhythm
    teams: Teams
    applicants: Applicants


@dataclass
class Batch:
    """Cases in order of receipt; one place a case. `number` counts the receipts of its day."""

    number: Ints
    item: Ints
    department: Ints
    town: Ints
    channel: Ints
    applicant: Ints
    is_enterprise: Bools
    in_section: Bools
    precheck_submitted: Ints
    precheck_answered: Ints
    visits: Ints
    created: Ints
    course: Course
    officers: Officers
    steps: Steps
    rated: Ints
    score: Ints
    rated_by_default: Bools
    faults: Faults

    def __len__(self) -> int:
        """How many cases there are."""
        return len(self.item)


def draw_batch(rng: np.random.Generator, world: World, received: Ints, number: Ints) -> Batch:
    """Draw everything about cases that were received then."""
    table, count = item_table(), len(received)
    item = rng.choice(len(table.share), size=count, p=table.share)
    department = table.department[item]
    faults = draw_faults(rng, item)
    course = draw_course(rng, world.rhythm, item, received, faults)
    officers = draw_officers(rng, world.teams, department, item, faults)
    channel = _channels(rng, world.rhythm, item, received)
    is_enterprise = _enterprises(rng, department)
    submitted, answered = _precheck(rng, item, channel, course.received, faults)
    rated = np.where(
        rng.random(count) < 0.4, course.closed + rng.integers(HOUR, 72 * HOUR, count), NEVER
    )
    return Batch(
        number=number,
        item=item,
        department=department,
        town=_towns(rng, count),
        channel=channel,
        applicant=_applicants(rng, world.applicants, is_enterprise),
        is_enterprise=is_enterprise,
        in_section=_in_section(rng, item, faults),
        precheck_submitted=submitted,
        precheck_answered=answered,
        visits=_visits(rng, item, channel, faults),
        created=_created(rng, world.rhythm, course, faults),
        course=course,
        officers=officers,
        steps=draw_steps(rng, world.rhythm, course, officers, faults),
        rated=np.where(course.outcome <= COMPLETED, rated, NEVER),
        score=rng.choice((1, 2, 3, 4, 5), size=count, p=(0.004, 0.006, 0.02, 0.09, 0.88)),
        rated_by_default=rng.random(count) < 0.45,
        faults=faults,
    )


def _channels(rng: np.random.Generator, rhythm: Rhythm, item: Ints, received: Ints) -> Ints:
    """Online and machines at any hour; windows when they are open."""
    table, count = item_table(), len(item)
    draw = rng.random(count)
    usual = np.select([draw < 0.46, draw < 0.9, draw < 0.97], [ONLINE, WINDOW, 2], 3)
    second = received % DAY
    is_open = rhythm.is_working(received // DAY) & (second < 17 * HOUR + 20 * MINUTE)
    remote = np.where(draw < 0.93, ONLINE, 2)
    return np.where(is_open & ~table.is_fully_online[item], usual, remote)


def _enterprises(rng: np.random.Generator, department: Ints) -> Bools:
    shares = np.array(
        [ENTERPRISE_SHARES.get(entry.code, USUAL_ENTERPRISE_SHARE) for entry in departments()]
    )
    return rng.random(len(department)) < shares[department]


def _applicants(rng: np.random.Generator, applicants: Applicants, is_enterprise: Bools) -> Ints:
    """Some enterprises apply again and again, most persons once or twice."""
    count = len(is_enterprise)
    enterprises = len(applicants.names) - PERSONS
    often = (rng.random(count) ** 2.2 * enterprises).astype(np.int64)
    return np.where(is_enterprise, PERSONS + often, rng.integers(0, PERSONS, count))


def _towns(rng: np.random.Generator, count: int) -> Ints:
    weights = np.array([town.weight for town in towns()])
    town = rng.choice(len(weights), size=count, p=weights / weights.sum())
    return np.where(rng.random(count) < NO_TOWN_SHARE, -1, town)


def _in_section(rng: np.random.Generator, item: Ints, faults: Faults) -> Bools:
    centralised = item_table().is_centralised[item]
    return np.where(centralised, ~faults["by_bureau"], rng.random(len(item)) < 0.25)


def _precheck(
    rng: np.random.Generator, item: Ints, channel: Ints, received: Ints, faults: Faults
) -> tuple[Ints, Ints]:
    count = len(item)
    can = item_table().has_pre_check[item] & (channel == ONLINE)
    late = faults["precheck_late"] & can
    has = can & (rng.random(count) < PRECHECK_SHARE) | late
    before = rng.integers(2 * HOUR, 40 * HOUR, count)
    before = np.where(late, rng.integers(7 * DAY, 14 * DAY, count), before)
    submitted = received - before
    share = np.where(late, 0.95, rng.random(count) * 0.8 + 0.1)
    answered = submitted + (before * share).astype(np.int64)
    return np.where(has, submitted, NEVER), np.where(has, answered, NEVER)


def _visits(rng: np.random.Generator, item: Ints, channel: Ints, faults: Faults) -> Ints:
    table, count = item_table(), len(item)
    most = table.max_visits[item]
    by_hand = np.minimum(most, 1 + (rng.random(count) < 0.15))
    remote = np.minimum(most, (rng.random(count) < 0.3).astype(np.int64))
    visits = np.where(channel == WINDOW, by_hand, remote)
    visits = np.where(faults["visit_online"], 1 + (rng.random(count) < 0.2), visits)
    again = faults["visit_again"] & ~table.is_fully_online[item]
    return np.where(again, most + 1, visits)


def _created(rng: np.random.Generator, rhythm: Rhythm, course: Course, faults: Faults) -> Ints:
    """When the row was typed: at once, or days later by those who catch up."""
    count = len(course.item)
    prompt = course.received + rng.integers(0, 5 * MINUTE, count)
    day = rhythm.add(course.received // DAY, 2 + rng.geometric(0.2, count))
    late = later_that_day(rng, course.received, day, 90 * MINUTE)
    return np.where(faults["typed_late"], late, prompt)
