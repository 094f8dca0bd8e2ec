"""The clocks of a case, each moment worked out on a printed calendar of autumn 2026.

October 2026: 1-7 off, Saturday 10 worked. November has no holiday.
"""

from datetime import datetime

from supervision.cases import Correction, Extension, Pause
from tests.supervision.cases_for_rules import a_case, a_step, at, clocks, end_of


def test_promise_and_statute_run_from_acceptance():
    found = clocks(a_case())
    assert found.acceptance_due_at == end_of("11-02")  # Oct 27 28 29 30, Nov 2
    assert found.promised_due_at == end_of("11-12")  # day 10
    assert found.statutory_due_at == end_of("11-26")  # day 20
    assert found.promised_soon_at == at("11-11", 0)  # day 9: nine tenths, and one day left


def test_a_closed_pause_moves_the_lawful_limits_and_not_the_raw_one():
    pause = Pause(1, "expert_review", at("11-04"), at("11-11"), notice_no="N1")
    found = clocks(a_case(pauses=[pause]))
    assert found.promised_raw_due_at == end_of("11-12")
    assert found.promised_lawful_due_at == end_of("11-19")  # 4 5 6 9 10 are out
    assert found.statutory_due_at == end_of("12-03")


def test_an_open_pause_leaves_no_due_date():
    found = clocks(a_case(pauses=[Pause(1, "hearing", at("11-04"))]))
    assert found.promised_due_at is None
    assert found.promised_soon_at is None
    assert found.promised_raw_due_at == end_of("11-12")


def test_an_open_pause_cannot_save_a_limit_that_had_ended():
    found = clocks(a_case(pauses=[Pause(1, "hearing", at("11-13"))]))
    assert found.promised_due_at == end_of("11-12")
    assert found.statutory_due_at is None


def test_the_decision_ends_a_pause_that_nobody_ended():
    pause = Pause(1, "hearing", at("11-04"), notice_no="N1")
    found = clocks(a_case(pauses=[pause], decided_at=at("11-13")))
    assert found.pauses.open_from is None
    assert found.raw_days == 11  # Oct 30, Nov 2-6, 9-13
    assert found.used_days == 4  # Oct 30, Nov 2 3 and the day of the decision
    assert found.promised_due_at == end_of("11-23")  # 4 5 6 9 10 11 12 are out, seven days
    assert found.statutory_due_at == end_of("12-07")
    closed = clocks(a_case(pauses=[pause], closed_at=at("11-13"), outcome="withdrawn"))
    assert (closed.used_days, closed.promised_due_at) == (4, end_of("11-23"))


def test_a_decision_does_not_save_a_limit_that_had_ended_before_the_pause():
    late = Pause(1, "hearing", at("11-13"))
    found = clocks(a_case(pauses=[late], decided_at=at("11-18")))
    assert found.promised_due_at == end_of("11-12")
    assert found.used_days == 11  # Oct 30, Nov 2-6, 9-12 and the 18th


def test_a_pause_of_no_lawful_kind_stops_nothing():
    found = clocks(a_case(pauses=[Pause(1, "other", at("11-04"), at("11-11"))]))
    assert found.promised_due_at == end_of("11-12")


def test_an_extension_before_expiry_counts_once():
    extension = Extension(1, at("11-20"), 10, "head", "N1")
    second = Extension(2, at("11-25"), 5, "head", "N2")
    found = clocks(a_case(extensions=[extension, second]))
    assert found.valid_extension_days == 10
    assert found.statutory_due_at == end_of("12-10")  # day 30
    assert found.promised_lawful_due_at == end_of("11-12")
    assert found.promised_due_at == end_of("11-26")  # day 20


def test_an_extension_after_expiry_too_long_or_without_approver_counts_for_nothing():
    for extension in (
        Extension(1, at("11-27"), 10, "head", "N1"),
        Extension(1, at("11-20"), 11, "head", "N1"),
        Extension(1, at("11-20"), 10, "", "N1"),
    ):
        found = clocks(a_case(extensions=[extension]))
        assert found.valid_extension_days == 0
        assert found.statutory_due_at == end_of("11-26")


def test_five_days_without_a_word_are_acceptance_on_the_day_of_receipt():
    found = clocks(a_case(accepted_at=None))
    assert found.is_deemed_accepted
    assert found.accepted_at == at("11-03", 0)  # the moment the five days were over
    assert found.started_at == at("10-26")
    assert found.promised_due_at == end_of("11-09")


def test_acceptance_that_came_too_late_is_deemed_too():
    found = clocks(a_case(accepted_at=at("11-05")))
    assert found.is_deemed_accepted
    assert found.started_at == at("10-26")


def test_acceptance_on_the_last_day_is_in_time():
    found = clocks(a_case(accepted_at=at("11-02", 17)))
    assert not found.is_deemed_accepted
    assert found.started_at == at("11-02", 17)


def test_a_correction_notice_in_time_starts_the_five_days_anew_on_reply():
    waiting = clocks(a_case(accepted_at=None, corrections=[Correction(1, at("10-28"))]))
    assert waiting.acceptance_due_at is None
    assert waiting.accepted_at is None
    replied = clocks(
        a_case(accepted_at=None, corrections=[Correction(1, at("10-28"), at("11-04"))])
    )
    assert replied.acceptance_due_at == end_of("11-11")
    assert replied.started_at == at("11-04")


def test_a_refusal_to_accept_in_time_is_no_acceptance():
    found = clocks(a_case(accepted_at=None, closed_at=at("10-30"), outcome="not_accepted"))
    assert found.accepted_at is None
    assert found.started_at is None
    assert found.promised_due_at is None


def test_the_sources_own_promise_stands():
    found = clocks(a_case(promised_due_at=at("11-05", 12)))
    assert found.promised_due_at == found.promised_raw_due_at == at("11-05", 12)
    assert found.statutory_due_at == end_of("11-26")


def test_used_days_leave_pauses_out_and_raw_days_do_not():
    pause = Pause(1, "testing", at("11-04"), at("11-11"), notice_no="N1")
    found = clocks(a_case(pauses=[pause], decided_at=at("11-13"), closed_at=at("11-16")))
    assert found.stopped_at == at("11-13")
    assert found.raw_days == 11  # Oct 30, Nov 2-6, 9-13
    assert found.used_days == 6  # Oct 30, Nov 2 3, 11 12 13


def test_natural_days_and_working_hours_are_limits_too():
    natural = clocks(a_case(item={"limit_unit": "natural_day", "promised_limit": 10}))
    assert natural.promised_due_at == end_of("11-08")
    hours = clocks(
        a_case(item={"limit_unit": "working_hour", "promised_limit": 4}, accepted_at=at("10-30"))
    )
    assert hours.promised_due_at == at("10-30", 15)  # 9:00-11:30 and 13:30-15:00


def test_steps_have_their_own_limits_and_waits():
    review = a_step(2, "review", at("11-02"), at("11-05"))
    case = a_case(steps=[a_step(1, "accept", at("10-29"), at("10-29", 15)), review])
    review.due_at = at("11-04", 12)
    found = clocks(case).steps[1]
    assert found.waited_days == 2  # Oct 30, Nov 2
    assert found.used_days == 3
    assert found.is_late()


def test_delivery_has_ten_days_from_the_decision():
    found = clocks(a_case(decided_at=at("11-06"), outcome="granted"))
    assert found.delivery_due_at == end_of("11-20")
    assert clocks(a_case(decided_at=at("11-06"), outcome="refused")).delivery_due_at is None


def test_only_what_the_calendar_counts_is_provisional_in_a_year_without_one():
    late = {"accepted_at": at("12-28"), "received_at": at("12-28")}
    assert clocks(a_case(**late)).is_provisional  # day 10 lies in 2027
    natural = {"limit_unit": "natural_day", "promised_limit": 20, "statutory_limit": 20}
    early = {"accepted_at": at("12-18"), "received_at": at("12-18")}
    assert not clocks(a_case(natural, **early)).is_provisional  # 7 January, whatever is off
    given = datetime(2027, 1, 6, 12)
    own = clocks(a_case(**early, promised_due_at=given, statutory_due_at=given))
    assert own.promised_due_at == given
    assert not own.is_provisional
    assert not clocks(a_case()).is_provisional
