"""Each rule at its boundary: it holds, and just before it does not."""

from datetime import date, datetime

import pytest

from supervision.cases import Correction, DeclaredStep, Extension, Pause
from supervision.findings import Level
from supervision.rules import RULES, StepRule
from supervision.rules.truth import calendar_missing, changed_afterwards
from tests.supervision.cases_for_rules import CALENDAR, a_case, a_step, at, end_of, findings


def only(found: dict, rule: str):
    assert rule in found, sorted(found)
    assert len(found[rule]) == 1
    return found[rule][0]


def test_an_open_case_has_its_warnings_ahead_of_it():
    found = findings(a_case())
    soon, yellow, red = only(found, "W01"), only(found, "W02"), only(found, "W06")
    assert (soon.occurs_at, soon.ends_at) == (at("11-11", 0), at("11-13", 0))
    assert (yellow.level, yellow.occurs_at, yellow.ends_at) == (
        Level.YELLOW,
        at("11-13", 0),
        None,
    )
    assert (red.level, red.occurs_at, red.due_at) == (Level.RED, at("11-27", 0), end_of("11-26"))


def test_a_decision_on_the_last_second_leaves_no_card():
    found = findings(a_case(decided_at=end_of("11-12"), closed_at=end_of("11-12")))
    assert only(found, "W01").ends_at == end_of("11-12")
    assert not {"W02", "W06"} & set(found)


def test_a_decision_a_second_later_is_late_and_ends_the_card():
    decided = at("11-13", 0)
    assert only(findings(a_case(decided_at=decided)), "W02").ends_at == decided


def test_a_decision_before_the_warning_leaves_nothing():
    assert "W01" not in findings(a_case(decided_at=at("11-10"), closed_at=at("11-10")))


def test_deemed_acceptance_is_a_yellow_card():
    card = only(findings(a_case(accepted_at=None)), "W03")
    assert card.occurs_at == at("11-03", 0)
    assert "W03" not in findings(a_case(accepted_at=end_of("11-02")))


def test_a_limit_shorter_than_the_days_of_acceptance_is_late_when_acceptance_is_deemed():
    """Three days of promise end on the 29th, but that they ran is known only on the 3rd."""
    short = a_case({"promised_limit": 3}, accepted_at=None)
    card = only(findings(short), "W02")
    assert card.occurs_at == at("11-03", 0)
    assert card.due_at == end_of("10-29")
    assert "W01" not in findings(short)


def test_a_promise_is_due_soon_at_the_earliest_when_acceptance_is_deemed():
    """Six days end on the 3rd; one is left from the 2nd on, the last of the days of acceptance."""
    soon = only(findings(a_case({"promised_limit": 6}, accepted_at=None)), "W01")
    assert (soon.occurs_at, soon.ends_at) == (at("11-03", 0), at("11-04", 0))


def test_an_instant_case_without_acceptance_is_late_when_acceptance_is_deemed():
    card = only(findings(a_case({"case_kind": "instant"}, accepted_at=None)), "W07")
    assert card.occurs_at == at("11-03", 0)


def test_a_second_notice_needs_a_new_fact():
    first, second = Correction(1, at("10-27"), at("10-28")), Correction(2, at("10-29"))
    assert only(findings(a_case(corrections=[first, second])), "W04").episode == 2
    second.is_new_fact = True
    assert "W04" not in findings(a_case(corrections=[first, second]))


def test_a_pre_check_has_two_days():
    late = a_case(precheck_submitted_at=at("10-19"), precheck_answered_at=at("10-22"))
    in_time = a_case(precheck_submitted_at=at("10-19"), precheck_answered_at=end_of("10-21"))
    assert only(findings(late), "W05").occurs_at == at("10-22", 0)
    assert "W05" not in findings(in_time)


def test_an_instant_case_is_done_on_its_day():
    item = {"case_kind": "instant"}
    same_day = a_case(item, closed_at=at("10-29", 17))
    assert "W07" not in findings(same_day)
    assert only(findings(a_case(item, closed_at=at("10-30"))), "W07").occurs_at == at("10-30", 0)


def test_an_instant_case_of_a_saturday_may_wait_for_monday():
    case = a_case({"case_kind": "instant"}, received_at=at("10-31"), accepted_at=at("10-31"))
    assert only(findings(case), "W07").occurs_at == at("11-03", 0)


def test_on_the_spot_means_the_same_day():
    item = {"service_class": "on_the_spot"}
    assert only(findings(a_case(item, closed_at=at("10-30"))), "W08").level is Level.HINT
    assert "W08" not in findings(a_case(item, closed_at=at("10-29", 16)))


def test_an_idle_day_between_steps_is_a_warning():
    accept = a_step(1, "accept", at("10-29"), at("10-29", 15))
    in_time = a_step(2, "review", at("10-30", 16), at("11-02"))
    late = a_step(2, "review", at("11-02"), at("11-03"))
    assert "W09" not in findings(a_case(steps=[accept, in_time]))
    assert only(findings(a_case(steps=[accept, late])), "W09").occurs_at == at("10-31", 0)


def test_a_late_step_warns_and_becomes_a_card_two_days_later():
    step = a_step(1, "review", at("10-29", 15), None, due_at=end_of("11-03"))
    soon, yellow = findings(a_case(steps=[step]))["W10"]
    assert (soon.level, soon.occurs_at) == (Level.SOON, at("11-04", 0))
    assert (yellow.level, yellow.occurs_at) == (Level.YELLOW, at("11-06", 0))
    assert soon.ends_at == yellow.occurs_at


@pytest.mark.parametrize(
    ("extension", "reason"),
    [
        (Extension(1, at("11-27"), 10, "head", "N"), "到期后才批准"),
        (Extension(1, at("11-20"), 12, "head", "N"), "延期超过法定天数"),
        (Extension(1, at("11-20"), 10, "", "N"), "无批准人"),
        (Extension(1, at("11-20"), 10, "head", ""), "未书面告知"),
    ],
)
def test_an_unlawful_extension_is_a_red_card(extension: Extension, reason: str):
    card = only(findings(a_case(extensions=[extension])), "W11")
    assert card.level is Level.RED
    assert card.evidence["reason"] == reason


def test_a_lawful_extension_is_none():
    assert "W11" not in findings(a_case(extensions=[Extension(1, end_of("11-26"), 10, "h", "N")]))


def test_a_pause_needs_a_kind_a_notice_and_a_running_limit():
    lawful = Pause(1, "hearing", at("11-04"), at("11-06"), None, "N")
    assert "W12" not in findings(a_case(pauses=[lawful]))
    for pause in (
        Pause(1, "other", at("11-04"), at("11-06"), None, "N"),
        Pause(1, "hearing", at("11-04"), at("11-06"), None, ""),
        Pause(1, "hearing", at("11-16"), at("11-17"), None, "N"),
    ):
        assert only(findings(a_case(pauses=[pause])), "W12").occurs_at == pause.started_at
    too_long = Pause(1, "hearing", at("11-04"), at("11-11"), 3, "N")
    assert only(findings(a_case(pauses=[too_long])), "W12").occurs_at == at("11-10", 0)


def test_joint_handling_has_its_own_limit():
    case = a_case({"is_joint": True, "statutory_limit": None, "promised_limit": None})
    found = findings(case)
    assert "W06" not in found
    # 45 working days after 29 October on the calendar of 2026: 31 December is day 45
    assert only(found, "W13").due_at == end_of("12-31")


def test_required_steps_and_declared_rules_are_held_against_the_steps():
    declared = {
        code: DeclaredStep(code, order, code, None)
        for order, code in enumerate(("accept", "review", "approve"), 1)
    }
    steps = [
        a_step(1, "accept", at("10-29"), at("10-29", 15)),
        a_step(2, "approve", at("10-30"), at("11-02")),
    ]
    rule = StepRule("P01", "precedence", "review", "approve", sentence="批准必须在审核之后")
    case = a_case({"steps": declared}, steps=steps, decided_at=at("11-02"))
    found = findings(case, rule)["W14"]
    assert [finding.step_code for finding in found] == ["approve", "review"]
    assert [finding.rule_no for finding in found] == ["P01", "missing"]
    assert found[0].evidence["sentence"] == "批准必须在审核之后"


@pytest.mark.parametrize(
    ("form", "first", "second", "broken"),
    [
        ("absence", "on_site", "", False),
        ("absence", "review", "", True),
        ("at_most_once", "review", "", True),
        ("at_most_once", "accept", "", False),
        ("different_persons", "accept", "approve", True),
        ("different_persons", "review", "approve", False),
        ("precedence", "accept", "approve", False),
    ],
)
def test_each_form_of_declared_rule(form: str, first: str, second: str, broken: bool):
    steps = [
        a_step(1, "accept", at("10-29"), at("10-29", 15), officer="A"),
        a_step(2, "review", at("10-30"), at("10-30", 11), officer="B"),
        a_step(3, "review", at("10-30", 12), at("10-30", 15), officer="B"),
        a_step(4, "approve", at("11-02"), at("11-03"), officer="A"),
    ]
    found = findings(a_case(steps=steps), StepRule("P", form, first, second))
    assert ("W14" in found) is broken


@pytest.mark.parametrize(
    ("level", "persons", "expected"),
    [
        ("three_levels", 2, Level.YELLOW),
        ("one_person", 2, Level.HINT),
        ("two_persons", 2, None),
        ("", 2, None),
    ],
)
def test_the_declared_level_is_the_number_of_persons(level: str, persons: int, expected):
    steps = [
        a_step(number, kind, at("10-29"), at("10-30"), officer=f"P{min(number, persons)}")
        for number, kind in enumerate(("accept", "review", "approve"), 1)
    ]
    found = findings(a_case({"approval_level": level}, steps=steps, decided_at=at("10-30")))
    assert (found["W15"][0].level if "W15" in found else None) is expected


def test_a_refusal_gives_reasons_and_remedies():
    told = {"outcome": "refused", "decided_at": at("11-05"), "decision_reason": "x"}
    assert "W16" not in findings(a_case(**told, remedy_told=True))
    assert only(findings(a_case(**told, remedy_told=False)), "W16").level is Level.RED
    assert "W16" in findings(a_case(**(told | {"decision_reason": ""}), remedy_told=True))


def test_a_preliminary_review_has_twenty_days():
    case = a_case({"case_kind": "reported_up", "promised_limit": None})
    assert only(findings(case), "W17").due_at == end_of("11-26")


def test_a_document_is_delivered_within_ten_days():
    granted = {"outcome": "granted", "decided_at": at("11-06")}
    assert only(findings(a_case(**granted)), "W18").occurs_at == at("11-21", 0)
    assert "W18" not in findings(a_case(**granted, delivered_at=end_of("11-20")))


def test_on_site_two_officers_come():
    step = a_step(1, "on_site", at("10-30"), at("10-30", 15), officer_count=1)
    assert only(findings(a_case(steps=[step])), "W22").evidence["count"] == 1
    step.officer_count = 2
    assert "W22" not in findings(a_case(steps=[step]))


def test_a_renewal_is_decided_before_expiry():
    expiry = date(2026, 11, 25)
    assert only(findings(a_case(renews_expiry_on=expiry)), "W23").occurs_at == at("11-26", 0)
    assert "W23" not in findings(a_case(renews_expiry_on=expiry, decided_at=at("11-25")))
    filed_late = a_case(renews_expiry_on=date(2026, 11, 24))  # 29 days after receipt
    assert "W23" not in findings(filed_late)


def test_small_duties_of_the_window():
    assert "W24" in findings(a_case(receipt_no=""))
    assert "W30" in findings(a_case({"is_centralised": True}, handled_by="bureau"))
    assert "W32" in findings(
        a_case({"online_depth": "fully_online"}, visits=1, closed_at=at("11-05"))
    )
    assert "W33" in findings(a_case({"max_visits": 1}, visits=2, closed_at=at("11-05")))
    quiet = findings(a_case({"max_visits": 1}, visits=1, closed_at=at("11-05")))
    assert not {"W24", "W30", "W32", "W33"} & set(quiet)


def test_ending_a_case_just_before_it_is_late_is_an_order():
    avoided = a_case(closed_at=at("11-11"), outcome="withdrawn")
    assert only(findings(avoided), "W27").level is Level.ORDER
    assert "W27" not in findings(a_case(closed_at=at("11-10"), outcome="withdrawn"))
    assert "W27" not in findings(a_case(closed_at=at("11-11"), outcome="granted"))


def test_a_chain_within_one_minute_was_typed_in():
    same = [a_step(n, "review", at("10-30"), at("10-30")) for n in (1, 2, 3)]
    assert only(findings(a_case(steps=same)), "W105").evidence["steps"] == 3
    same[2].ended_at = at("10-30", 9, 1)
    assert "W105" not in findings(a_case(steps=same))


def test_a_row_made_two_days_later_was_typed_in_late():
    assert "W106" in findings(a_case(created_at=at("10-28", 0)))
    assert "W106" not in findings(a_case(created_at=end_of("10-27")))


def test_a_time_changed_after_the_card_is_an_order():
    before = {"accepted_at": at("10-29"), "closed_at": at("11-16")}
    after = before | {"closed_at": at("11-12")}
    now = at("11-20")
    found = list(changed_afterwards(before, after, now, was_guarded=True, episode=1))
    assert [finding.evidence["column"] for finding in found] == ["closed_at"]
    assert not list(changed_afterwards(before, after, now, was_guarded=False, episode=1))
    assert not list(changed_afterwards(before, before, now, was_guarded=True, episode=1))


def test_next_years_calendar_is_due_on_15_december():
    found = list(calendar_missing(CALENDAR, datetime(2026, 11, 23)))
    assert [(f.rule, f.occurs_at) for f in found] == [("W107", datetime(2026, 12, 15))]
    assert not list(calendar_missing(CALENDAR, datetime(2025, 12, 31)))


def test_every_rule_of_the_first_line_is_there():
    numbers = [*range(1, 19), 22, 23, 24, 26, 27, 30, 32, 33, 105, 106, 107]
    assert list(RULES) == [f"W{number:02d}" for number in numbers]


def test_an_act_is_open_until_the_case_closes_or_ten_days_later():
    case = a_case(receipt_no="", closed_at=at("11-03"))
    assert only(findings(case), "W24").ends_at == at("11-13", 0)  # ten days from 29 October
    assert only(findings(a_case(receipt_no="")), "W24").ends_at is None
