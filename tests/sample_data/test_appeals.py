"""The appeals of the sample: every rule occurs, both voices speak, and the feed moves them on."""

from collections import Counter
from datetime import datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import func, select

from data_access.appeals.appeal_loading import load_appeal_catalogue, load_appeals
from data_access.calendar import load_calendar
from data_access.engine import engine_for, writing
from data_access.schema import (
    Appeal,
    AppealCategory,
    AppealClass,
    AppealStep,
    ApprovalCase,
    CaseRating,
    Enterprise,
    PublicSignal,
)
from data_access.signals.signal_rows import KINDS, load_signals
from sample_data.appeal_feed import move_an_appeal
from sample_data.appeal_reference import categories
from sample_data.district import fill
from sample_data.moves import Desk
from sample_data.people import CREDIT_LETTERS
from supervision.appeals.clocks import clocks_of
from supervision.appeals.loop import IN_HAND
from supervision.appeals.rules import RULES, ClockedAppeal, findings_of
from supervision.clocks import Limits
from supervision.opening_hours import government_hours
from tests.sample_data.checksums import credit_check
from tests.sample_data.test_district import contents

UNTIL = datetime(2026, 11, 23, 11, 30)
APPEALS = 6_000
LATER = datetime(9999, 1, 1)


@pytest.fixture(scope="module")
def district(new_database):
    engine = engine_for(new_database())
    fill(engine, 4_000, 20_180, UNTIL, appeals=APPEALS)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture(scope="module")
def loaded(district):
    ids = list(district.scalars(select(Appeal.appeal_id)))
    return load_appeals(district, ids, load_appeal_catalogue(district), UNTIL)


@pytest.fixture(scope="module")
def clocked(district, loaded):
    calendar = load_calendar(district)
    limits = Limits(calendar, government_hours(calendar))
    return [
        ClockedAppeal(one.appeal, clocks_of(one.appeal, limits), limits)
        for one in loaded
        if one.appeal is not None
    ]


def test_every_rule_finds_something_and_none_finds_everywhere(clocked):
    found = Counter(
        finding.rule
        for one in clocked
        for finding in findings_of(one)
        if finding.occurs_at <= UNTIL
    )
    assert set(found) == set(RULES)
    most = {"W47": 0.2, "W49": 0.12, "W41": 0.1, "W42": 0.15}  # W42 warns first, then it is a card
    for rule, count in found.items():
        assert 5 <= count <= most.get(rule, 0.07) * APPEALS, rule


def test_dirty_rows_are_listed_and_few_are_left_out(loaded):
    rules = Counter(fault.rule for one in loaded for fault in one.faults)
    assert {"R01", "R02", "T01", "T02", "C01"} <= set(rules)
    assert 1 <= sum(one.appeal is None for one in loaded) <= 30


def test_the_two_voices_agree_mostly_and_not_always(clocked):
    answered = [clock.round for one in clocked for clock in one.clocks.rounds]
    solved = [one for one in answered if one.outcome == "solved"]
    asked = [one for one in solved if one.verdict in ("solved", "partly", "not_solved")]
    agreed = sum(one.verdict == "solved" for one in asked) / len(asked)
    assert 0.85 <= agreed <= 0.95
    assert 0.85 <= len(asked) / len(solved) <= 0.97
    assert any(one.number > 1 for one in answered)


def test_nine_in_ten_are_answered_in_time(clocked):
    timed = [
        (clock.round.answered_at, clock.due_at)
        for one in clocked
        for clock in one.clocks.rounds
        if clock.round.answered_at and clock.due_at
    ]
    assert 0.9 <= sum(answered <= due for answered, due in timed) / len(timed) <= 0.97


@pytest.mark.parametrize("days_ago", [0, 3, 40, 400])
def test_an_open_round_stands_in_exactly_one_stage(clocked, days_ago):
    """Two ways to count what was open at a moment: by rounds, and by stays."""
    moment = UNTIL - timedelta(days=days_ago)
    rounds = sum(
        one.round.opened_at <= moment and not (one.round.answered_at or LATER) <= moment
        for each in clocked
        for one in each.clocks.rounds
    )
    stays = sum(
        stay.stage in IN_HAND and stay.entered_at <= moment < (stay.left_at or LATER)
        for each in clocked
        for stay in each.clocks.stays
    )
    assert rounds == stays > 0


def test_a_hot_theme_rises_and_falls(district):
    def share(days_ago):
        begin = UNTIL - timedelta(days=days_ago + 8)
        of_days = Appeal.requested_at.between(begin, begin + timedelta(days=16))
        every = district.scalar(select(func.count()).select_from(Appeal).where(of_days))
        odour = select(func.count()).select_from(Appeal).where(of_days)
        return district.scalar(odour.where(Appeal.category_code == "odour")) / every

    assert share(75) > 4 * share(200)


def test_enterprises_cannot_exist_and_have_appeals_and_cases(district):
    codes = set(district.scalars(select(Enterprise.enterprise_code)))
    assert all(len(code) == 18 for code in codes)
    assert not any(credit_check(code[:17]) == code[17] for code in codes)
    assert all(set(code) <= set(CREDIT_LETTERS) for code in codes)
    named = district.scalars(select(Appeal.enterprise_code).distinct())
    assert set(named) - {None} <= codes
    applied = set(
        district.scalars(
            select(ApprovalCase.applicant_id_no).where(ApprovalCase.applicant_kind == "enterprise")
        )
    )
    assert applied <= codes


def test_some_appeals_are_about_a_case_of_the_same_enterprise_that_was_open(district):
    about = district.execute(
        select(Appeal.requested_at, ApprovalCase.received_at, ApprovalCase.closed_at)
        .join(ApprovalCase, ApprovalCase.case_id == Appeal.case_id)
        .where(Appeal.enterprise_code == ApprovalCase.applicant_id_no)
    ).all()
    named = select(func.count()).select_from(Appeal).where(Appeal.case_id.is_not(None))
    assert len(about) == district.scalar(named)
    assert len(about) >= 20
    assert all(asked > received for asked, received, _ in about if asked and received)
    assert all(closed is None or asked < closed for asked, _, closed in about if asked)


def test_signals_of_every_kind(district):
    loaded = load_signals(district, list(district.scalars(select(PublicSignal.signal_id))), UNTIL)
    signals = [one.clock for one in loaded if one.clock]
    assert {one["kind"] for one in signals} == KINDS
    assert {one["outcome"] for one in signals} >= {"lost", "founded", "rectified", "talked_to"}


def test_bad_ratings_are_followed_up_and_good_ones_are_not(district):
    rows = district.execute(select(CaseRating.score, CaseRating.contacted_at)).all()
    assert any(contacted for score, contacted in rows if score <= 2)
    assert not any(contacted for score, contacted in rows if score > 2)


def test_the_catalogue_is_a_tree_whose_leaves_have_a_class(district):
    rows = district.execute(
        select(AppealCategory.category_code, AppealCategory.parent_code, AppealCategory.class_code)
    ).all()
    tops = {code for code, parent, _ in rows if parent is None}
    classes = set(district.scalars(select(AppealClass.class_code)))
    assert all(parent in tops for _, parent, _ in rows if parent)
    assert all((kind in classes) is (code not in tops) for code, _, kind in rows)
    assert len(rows) - len(tops) == len(categories()) >= 25


def test_the_same_seed_gives_the_same_appeals(new_database):
    models = (Appeal, AppealStep, Enterprise, PublicSignal, CaseRating)
    found = []
    for seed in (1, 1, 2):
        engine = engine_for(new_database())
        fill(engine, 300, seed, UNTIL, appeals=200)
        found.append(contents(engine, models))
        engine.dispose()
    assert found[0] == found[1]
    assert found[0] != found[2]


def test_the_sample_of_appeals_is_the_same_on_both_databases(database):
    counts = fill(database, 300, 1, UNTIL)
    assert counts["appeal"] == 30
    with database.connect() as connection:
        rows = connection.scalar(select(func.count()).select_from(AppealStep))
    assert rows == counts["appeal_step"]


def test_the_feed_takes_appeals_through_the_whole_loop_and_leaves_no_fault(database):
    fill(database, 300, 1, UNTIL, appeals=60)
    rng, now, done = np.random.default_rng(3), UNTIL, Counter()
    with writing(database) as connection:
        before = _faults(connection, now)
        for _ in range(600):
            now += timedelta(minutes=3)
            words = move_an_appeal(connection, Desk(now, rng, {}))
            done[words.rpartition(" ")[0]] += 1
        assert set(done) == {
            *("ask", "accept appeal", "dispatch appeal", "sign appeal", "contact appeal"),
            *("answer appeal", "close appeal", "call back", "verify", "return", "reopen"),
        }
        assert _faults(connection, now) == before
        reopened = select(AppealStep.appeal_id).where(AppealStep.kind == "reopen")
        ids = list(connection.scalars(reopened.distinct()))
        for one in load_appeals(connection, ids, load_appeal_catalogue(connection), now):
            calendar = load_calendar(connection)
            rounds = clocks_of(one.appeal, Limits(calendar, government_hours(calendar))).rounds
            assert len(rounds) >= 2
            assert rounds[0].round.verdict == "not_solved"


def _faults(connection, now):
    ids = list(connection.scalars(select(Appeal.appeal_id)))
    loaded = load_appeals(connection, ids, load_appeal_catalogue(connection), now)
    return sum(len(one.faults) for one in loaded)
