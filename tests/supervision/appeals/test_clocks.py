"""The clocks of an appeal, each moment worked out on a printed calendar of autumn 2026.

October 2026: 1-7 off, Saturday 10 worked. November has no holiday; the 9th is a Monday.
"""

import pytest

from supervision.appeals.clocks import due_of
from supervision.appeals.facts import AppealClass, Limit
from tests.supervision.appeals.appeals_for_rules import LIMITS, act, an_appeal, at, clocks, end_of


def test_the_limits_of_a_class_run_from_acceptance_and_dispatch():
    found = clocks(an_appeal())
    first = found.rounds[0]
    assert first.started_at == at("11-09", 9, 30)
    assert first.due_at == end_of("11-16")  # Nov 10 11 12 13 16
    assert first.reply_due_at == end_of("11-12")
    assert first.contact_due_at == end_of("11-10")
    assert first.soon_at == at("11-13", 0)  # day 4 of 5: one day left comes before nine tenths
    sign = found.stays[2]
    assert (sign.stage, sign.due_at) == ("sign", at("11-10", 10))  # 24 hours from ten


@pytest.mark.parametrize(
    ("limit", "due"),
    [
        (Limit(1, "hour"), at("11-13", 17, 30)),  # an hour of the clock
        (Limit(1, "working_hour"), at("11-16", 9, 30)),  # half an hour on Friday, half on Monday
        (Limit(1, "working_day"), end_of("11-16")),
        (Limit(15, "working_day"), end_of("12-04")),
        (Limit(3, "natural_day"), end_of("11-16")),
    ],
)
def test_a_limit_from_friday_half_past_four(limit, due):
    assert due_of(at("11-13", 16, 30), limit, LIMITS) == due


def test_a_make_up_saturday_counts_and_the_holiday_does_not():
    # Wednesday 30 September: the holiday is over on the 8th, Saturday the 10th is worked
    limit = Limit(3)
    assert due_of(at("09-30"), limit, LIMITS) == end_of("10-10")


def test_suspended_time_moves_the_limits_and_not_the_raw_one():
    appeal = an_appeal(
        act(1, "sign", at("11-09", 11)),
        act(2, "suspend", at("11-10", 9)),
        act(3, "resume", at("11-12", 9)),
        act(4, "answer", at("11-18", 9), "economy", "solved"),
    )
    first = clocks(appeal).rounds[0]
    assert first.due_at == end_of("11-18")  # the 10th and the 11th are out
    assert first.raw_due_at == end_of("11-16")
    assert (first.used_days, first.raw_days) == (5, 7)


def test_an_open_suspension_leaves_no_due_date():
    first = clocks(an_appeal(act(1, "suspend", at("11-11")))).rounds[0]
    assert (first.due_at, first.soon_at, first.reply_due_at) == (None, None, None)
    assert first.raw_due_at == end_of("11-16")
    assert first.contact_due_at == end_of("11-10")  # had ended before


def test_a_suspension_cannot_save_a_limit_that_had_ended():
    assert clocks(an_appeal(act(1, "suspend", at("11-17")))).rounds[0].due_at == end_of("11-16")


def test_the_answer_ends_an_open_suspension():
    appeal = an_appeal(act(1, "suspend", at("11-11")), answered_at=at("11-13"))
    assert clocks(appeal).rounds[0].due_at == end_of("11-18")  # 11 12 are out


def test_hours_are_pushed_behind_a_suspension_to_the_minute():
    held = [(at("11-09", 10, 30), at("11-09", 14))]
    assert due_of(at("11-09", 10), Limit(1, "hour"), LIMITS, held) == at("11-09", 14, 30)
    assert due_of(at("11-09", 10), Limit(2, "working_hour"), LIMITS, held) == at("11-09", 15, 30)
    assert due_of(at("11-09", 10), Limit(1, "hour"), LIMITS, [(at("11-09", 10, 30), None)]) is None


def test_a_return_sets_no_handling_limit_back_and_each_holder_signs_in_its_own_time():
    appeal = an_appeal(
        act(1, "dispatch", at("11-09", 10), "economy"),
        act(2, "return", at("11-10", 9), "economy"),
        act(3, "redispatch", at("11-10", 14), "tax"),
    )
    found = clocks(appeal)
    assert [(stay.department, stay.due_at) for stay in found.stays if stay.stage == "sign"] == [
        ("economy", at("11-10", 10)),
        ("tax", at("11-11", 14)),
    ]
    assert found.rounds[0].due_at == end_of("11-16")
    assert found.rounds[0].contact_due_at == end_of("11-10")


def test_reopening_gives_the_limit_for_doing_it_again():
    appeal = an_appeal(
        act(1, "answer", at("11-10"), "economy", "solved"),
        act(2, "call_back", at("11-11"), "", "not_solved"),
        act(3, "reopen", at("11-11", 10)),
        act(4, "answer", at("11-17"), "economy", "solved"),
    )
    first, second = clocks(appeal).rounds
    assert (first.used_days, first.due_at) == (1, end_of("11-16"))
    assert (second.started_at, second.due_at) == (at("11-11", 10), end_of("11-16"))  # 12 13 16
    assert (second.used_days, second.contact_due_at) == (4, None)


def test_the_sources_own_limit_stands_instead_of_ours():
    first = clocks(an_appeal(expected_at=at("11-20", 12))).rounds[0]
    assert first.due_at == first.raw_due_at == at("11-20", 12)
    assert first.soon_at == at("11-19", 0)


def test_an_unknown_class_has_no_limit_but_its_days_are_counted():
    appeal = an_appeal(appeal_class=AppealClass(), closed_at=at("11-12"))
    first = clocks(appeal).rounds[0]
    assert (first.due_at, first.contact_due_at, first.limit) == (None, None, None)
    assert first.used_days == 3


def test_nobody_has_accepted_it_yet_so_nothing_runs():
    first = clocks(an_appeal(accepted_at=None, dispatched_at=None)).rounds[0]
    assert (first.started_at, first.due_at) == (None, None)


def test_the_same_again_within_ninety_days_is_a_repeat():
    asked = at("11-09")
    assert clocks(an_appeal(same_subject_at=(asked.replace(month=8, day=11),))).is_repeat
    assert not clocks(an_appeal(same_subject_at=(asked.replace(month=8, day=10),))).is_repeat
    assert not clocks(an_appeal(same_subject_at=(asked.replace(day=10),))).is_repeat


def test_the_same_again_within_thirty_days_of_the_answer():
    answered = at("11-10")
    appeal = an_appeal(
        answered_at=answered, same_subject_at=(at("11-09", 20), at("12-10"), at("12-01"))
    )
    assert clocks(appeal).rounds[0].same_subject_again_at == at("12-01")
    late = an_appeal(answered_at=answered, same_subject_at=(at("12-10", 10),))
    assert clocks(late).rounds[0].same_subject_again_at is None
