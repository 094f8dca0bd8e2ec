"""Traps of counting, on appeals and ratings: each worked out by hand, through the evaluation."""

from datetime import datetime

import pytest
from sqlalchemy import Engine, insert, update

from data_access.engine import reading
from data_access.figures import figures, indicators
from data_access.schema import Appeal, ApprovalCase, CaseRating, Department
from tests.data_access.appeals.test_evaluation import (
    MONTH,
    NOW,
    an_appeal,
    district,
    found,
    numbers,
    write,
)
from tests.supervision.cases_for_rules import at, end_of

__all__ = ["district"]
DUE = end_of("11-16")
"""An appeal accepted on Monday the 9th has five working days."""


def value(engine: Engine, name: str, as_of: datetime = NOW) -> float:
    with reading(engine) as connection:
        return indicators(connection, MONTH, [name], as_of=as_of)["value"].iloc[0]


def solved(appeal_id: str, answered_at: datetime, **values: object) -> object:
    return an_appeal(appeal_id, answered_at=answered_at, outcome="solved", **values)


def test_open_late_appeals_lower_the_rate_at_once_and_not_before(district: Engine) -> None:
    write(
        district, solved("A", at("11-12")), an_appeal("B"), an_appeal("C", accepted_at=at("11-20"))
    )
    assert value(district, "appeal_on_time_rate") == 0.5  # B is open and past; C is not due yet
    assert is_dash(value(district, "appeal_on_time_rate", DUE.replace(hour=12)))
    assert value(district, "appeals_answered_in_time_rate") == 1  # what is open does not show here


def test_the_last_second_of_the_day_is_on_time_and_the_next_is_late(district: Engine) -> None:
    write(district, solved("A", DUE), solved("B", at("11-17", 0)))
    names = ("appeals_due_met", "appeals_due_missed", "appeals_answered_late")
    assert numbers(district, *names) == dict.fromkeys(names, 1)


def test_withdrawing_after_the_limit_does_not_mend_the_rate(district: Engine) -> None:
    write(
        district,
        an_appeal("A", answered_at=at("11-12"), outcome="withdrawn"),
        an_appeal("B", answered_at=at("11-18"), outcome="withdrawn"),
    )
    names = ("appeals_due", "appeals_due_missed", "appeals_answered", "appeals_with_outcome")
    assert numbers(district, *names) == dict(zip(names, (1, 1, 2, 0), strict=True))


def test_without_a_limit_is_neither_on_time_nor_late(district: Engine) -> None:
    write(
        district, solved("A", at("11-12"), category_code=None), an_appeal("B", category_code=None)
    )
    names = ("appeals_answered_without_limit", "appeals_open_without_limit", "appeals_due")
    assert numbers(district, *names) == dict(zip(names, (1, 1, 0), strict=True))
    assert is_dash(value(district, "appeals_answered_in_time_rate"))


def test_satisfaction_stands_beside_the_share_that_was_asked(district: Engine) -> None:
    asked = {"called_back_at": at("11-13"), "satisfaction": 5, "enterprise_verdict": "solved"}
    nobody = {"called_back_at": at("11-13"), "enterprise_verdict": "no_answer"}
    write(
        district,
        solved("A", at("11-12"), **asked),
        solved("B", at("11-12"), **nobody),
        solved("C", at("11-12")),
        solved("D", at("11-12")),
    )
    assert value(district, "appeal_satisfaction_rate") == 1
    assert value(district, "resolution_by_enterprise") == 1  # of one, not of four
    assert value(district, "call_back_rate") == 0.5


def test_default_ratings_are_no_praise(district: Engine) -> None:
    case = {"source_code": "s", "case_no": "1", "department_code": "economy", "item_code": "i"}
    times = dict.fromkeys(("received_at", "accepted_at", "decided_at", "closed_at"), at("11-12"))
    rating = {"case_id": "C", "rated_at": at("11-13")}
    write(
        district,
        insert(ApprovalCase).values(case | times | {"case_id": "C"}),
        insert(CaseRating).values(rating | {"rating_no": 1, "is_default": True, "score": 5}),
        insert(CaseRating).values(rating | {"rating_no": 2, "is_default": False, "score": 1}),
    )
    assert numbers(district, "ratings_given", "ratings_good", "ratings_bad") == {
        "ratings_given": 1,
        "ratings_good": 0,
        "ratings_bad": 1,
    }
    assert value(district, "good_rating_rate") == 0


def test_a_department_without_appeals_is_not_ranked(district: Engine) -> None:
    write(
        district,
        insert(Department).values(department_code="idle", name="区史志办"),
        insert(Department).values(department_code="water", name="区水务局"),
        solved("A", at("11-12")),
        solved("B", at("11-12"), department_code="water"),
    )
    with reading(district) as connection:
        by = figures(connection, MONTH, ["appeals_due_met"], as_of=NOW, by="department")
    assert by.to_dict("list") == {"department": ["economy", "water"], "appeals_due_met": [1, 1]}


def test_the_same_appeal_again_raises_no_second_card(district: Engine) -> None:
    write(district, an_appeal())
    cards = [card.finding_id for card in found(district, "W42")]
    assert cards
    write(district, update(Appeal).values(title="同一诉求，重新推送"))
    write(district, update(Appeal).values(title="再推送一次"))
    assert [card.finding_id for card in found(district, "W42")] == cards
    assert numbers(district, "appeals_received", "appeals_open_overdue") == {
        "appeals_received": 1,
        "appeals_open_overdue": 1,
    }


@pytest.mark.parametrize(("asked", "repeated"), [("08-13", 0), ("08-14", 1)])
def test_an_appeal_repeats_within_ninety_days_and_is_one_request(
    district: Engine, asked: str, repeated: int
) -> None:
    before = {"requested_at": at(asked), "accepted_at": at(asked, 10)}
    write(
        district,
        an_appeal("A", **before),
        an_appeal("B", requested_at=at("11-12"), accepted_at=at("11-12", 10)),
    )
    names = ("appeals_received", "appeals_repeated")
    assert numbers(district, *names) == dict(zip(names, (1, repeated), strict=True))


def is_dash(number: float) -> bool:
    """Nothing to divide by is no number: neither 0 nor 100 %."""
    return number != number
