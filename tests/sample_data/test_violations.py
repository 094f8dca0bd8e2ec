"""At ten thousand cases every rule finds something, and the live wall looks like a district."""

from datetime import datetime

import pytest
from sqlalchemy import case, func, or_, select

from data_access.engine import engine_for
from data_access.evaluation import evaluate
from data_access.schema import CaseClock, DataFault, Finding, PublicSignal
from sample_data.district import alter_some, fill
from sample_data.violations import VIOLATIONS
from supervision.rules import RULES
from supervision.signal_rules import RULES as SIGNAL_RULES

UNTIL = datetime(2026, 11, 23, 11, 30)
CASES, APPEALS = 10_000, 2_000
BY_CALENDAR = "W107"
"""Found by the calendar that is missing, not by any case."""


@pytest.fixture(scope="module")
def district(new_database):
    engine = engine_for(new_database())
    fill(engine, CASES, 20_180, UNTIL, appeals=APPEALS)
    evaluate(engine, now=UNTIL)
    alter_some(engine, CASES, 20_180, UNTIL)
    evaluate(engine, now=UNTIL)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def has_occurred():
    return (Finding.occurs_at <= UNTIL, Finding.withdrawn_at.is_(None))


def test_every_rule_about_cases_finds_something(district):
    found = set(district.scalars(select(Finding.rule).where(*has_occurred()).distinct()))
    assert found >= set(RULES) - {BY_CALENDAR}


def test_every_rule_about_signals_finds_something_and_the_grave_ones_little(district):
    found = select(Finding.rule, func.count()).where(*has_occurred(), Finding.line == "signal")
    counts = dict(district.execute(found.group_by(Finding.rule)).all())
    assert set(counts) == set(SIGNAL_RULES)
    signals = district.scalar(select(func.count()).select_from(PublicSignal))
    assert all(counts[rule] <= 0.02 * signals for rule in ("W112", "W114"))


def test_violations_name_rules_that_exist():
    assert {fault.rule for fault in VIOLATIONS.values() if fault.rule[0] == "W"} <= set(RULES)


def test_dirty_rows_become_faults_of_each_kind(district):
    rules = set(district.scalars(select(DataFault.rule).distinct()))
    assert {"R02", "T01", "T02", "T06"} <= rules
    quarantined = district.scalar(
        select(func.count(DataFault.subject_id.distinct())).where(
            DataFault.is_quarantined, DataFault.line == "approval"
        )
    )
    shown = district.scalar(select(func.count()).select_from(CaseClock))
    assert shown + quarantined == CASES
    assert 5 <= quarantined <= 60


def test_two_to_three_cases_in_a_hundred_are_open(district):
    still_open = district.scalar(
        select(func.count()).select_from(CaseClock).where(CaseClock.closed_at.is_(None))
    )
    assert 0.018 * CASES <= still_open <= 0.032 * CASES


def test_about_ninety_seven_in_a_hundred_are_on_time(district):
    on_time = case((CaseClock.clock_stopped_at <= CaseClock.promised_due_at, 1.0), else_=0.0)
    share = district.scalar(
        select(func.avg(on_time)).where(
            CaseClock.promised_due_at.is_not(None), CaseClock.decided_at.is_not(None)
        )
    )
    assert 0.955 <= share <= 0.985


def test_the_wall_shows_some_red_more_yellow_and_most_soon(district):
    worst = (
        select(Finding.subject_id, func.max(Finding.level_rank).label("rank"))
        .where(
            *has_occurred(),
            or_(Finding.ends_at.is_(None), Finding.ends_at > UNTIL),
            Finding.level.in_(("soon", "yellow", "red")),
        )
        .group_by(Finding.subject_id)
        .subquery()
    )
    counts = dict(district.execute(select(worst.c.rank, func.count()).group_by(worst.c.rank)).all())
    soon, yellow, red = counts[1], counts[2], counts[3]
    assert 6 <= red <= 25
    assert red < yellow < soon
    assert soon <= 110
