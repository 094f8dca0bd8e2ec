"""Rules about public signals: each boundary on both sides."""

from datetime import datetime
from typing import Any

import pytest

from supervision.findings import Finding
from supervision.signal_rules import ClockedSignal, findings_of
from supervision.signals import Signal
from tests.supervision.cases_for_rules import LIMITS, at, end_of


def found(thresholds: dict[str, float] | None = None, **facts: Any) -> dict[str, list[Finding]]:
    """The findings of a petition received on 1 September and due on 31 October, by rule."""
    usual: dict[str, Any] = {
        "kind": "petition",
        "received_at": at("09-01"),
        "due_at": end_of("10-31"),
        "answered_at": None,
        "outcome": "",
    }
    by_rule: dict[str, list[Finding]] = {}
    clocked = ClockedSignal(Signal(**(usual | facts)), LIMITS, thresholds or {})
    for finding in findings_of(clocked):
        by_rule.setdefault(finding.rule, []).append(finding)
    return by_rule


def spans(findings: list[Finding]) -> list[tuple[str, datetime, datetime | None]]:
    return [(str(one.level), one.occurs_at, one.ends_at) for one in findings]


def test_a_warning_five_days_before_the_limit_and_a_card_after_it():
    near, past = at("10-26", 0), at("11-01", 0)
    assert spans(found()["W110"]) == [("soon", near, past), ("yellow", past, None)]
    late = found(answered_at=at("11-03"))["W110"]
    assert spans(late) == [("soon", near, past), ("yellow", past, at("11-03"))]
    in_time = found(answered_at=at("10-28"))["W110"]
    assert spans(in_time) == [("soon", near, at("10-28"))]
    assert "W110" not in found(answered_at=at("10-25"))
    assert "W110" not in found(due_at=None)


def test_a_signal_that_comes_within_the_last_days_is_near_from_its_receipt():
    (near, _) = found(received_at=at("10-30"))["W110"]
    assert near.occurs_at == at("10-30")


def test_how_many_days_before_is_a_threshold():
    assert found({"W110.days": 10})["W110"][0].occurs_at == at("10-21", 0)


@pytest.mark.parametrize(
    ("kind", "outcome", "is_loss"),
    [
        ("reconsideration", "revoked", True),
        ("reconsideration", "changed", True),
        ("reconsideration", "declared_unlawful", True),
        ("reconsideration", "upheld", False),
        ("lawsuit", "lost", True),
        ("lawsuit", "won", False),
        ("petition", "lost", False),  # a word out of place makes no lawsuit of it
    ],
)
def test_what_is_lost_is_to_be_answered_for_ten_working_days(kind, outcome, is_loss):
    findings = found(kind=kind, outcome=outcome, answered_at=at("11-12"), due_at=None)
    expected = [("order", at("11-12"), at("11-27", 0))]
    assert spans(findings.get("W111", [])) == (expected if is_loss else [])


def test_a_petition_comes_again_within_ninety_days_and_no_longer():
    again = found(petitions_before=(at("06-03"), at("08-01")))["W112"]
    assert spans(again) == [("soon", at("09-01"), None)]
    assert again[0].evidence == {"days": 90, "times": 3}  # 3 June is the ninetieth day before
    assert "W112" not in found(petitions_before=(at("06-02"),))
    assert "W112" not in found(kind="hotline", petitions_before=(at("08-01"),))


@pytest.mark.parametrize(
    ("answered", "outcome", "ends"),
    [
        (None, "", None),
        ("11-20", "rectified", at("11-20")),
        ("11-12", "unrectified", at("11-27", 0)),  # ten working days to answer
        ("10-20", "partly_rectified", at("11-14", 0)),  # of the day after the limit, a Sunday
    ],
)
def test_an_audit_problem_past_its_day(answered, outcome, ends):
    when = at(answered) if answered else None
    late = found(kind="audit_problem", answered_at=when, outcome=outcome)
    assert spans(late["W113"]) == [("order", at("11-01", 0), ends)]
    assert all(one.level != "yellow" for one in late.get("W110", []))


def test_an_audit_problem_put_right_in_time_is_none():
    assert "W113" not in found(kind="audit_problem", answered_at=at("10-30"), outcome="rectified")


def test_the_second_loss_within_a_year():
    lost = {"kind": "lawsuit", "outcome": "lost", "answered_at": at("11-12"), "due_at": None}
    again = found(losses_before=(datetime(2025, 11, 12, 9),), **lost)["W114"]
    assert again[0].evidence == {"days": 365, "number": 2}
    assert "W114" not in found(losses_before=(datetime(2025, 11, 12, 8),), **lost)
    assert "W114" not in found(losses_before=(at("10-01"),), **(lost | {"outcome": "won"}))
    assert "W114" not in found({"W114.losses": 3}, losses_before=(at("10-01"),), **lost)
