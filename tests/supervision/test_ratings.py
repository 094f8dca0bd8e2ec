"""A bad rating is answered within a working day and put right within fifteen."""

from supervision.findings import Level
from supervision.ratings import RULE, RatedCase, Rating, follow_ups
from tests.supervision.cases_for_rules import LIMITS, at, end_of

FRIDAY = at("11-13", 16)


def found(**facts):
    rating = Rating(1, FRIDAY, **({"score": 1} | facts))
    return list(RULE.check(RatedCase(follow_ups([rating], LIMITS))))


def test_the_limits_of_a_bad_rating():
    (entry,) = follow_ups([Rating(1, FRIDAY, 2)], LIMITS)
    assert entry.contact_due_at == end_of("11-16")  # Monday
    assert entry.rectify_due_at == end_of("12-04")


def test_nobody_answered_it():
    contact, rectify = found()
    assert (contact.level, contact.occurs_at, contact.ends_at) == (
        Level.SOON,
        at("11-17", 0),
        None,
    )
    assert (rectify.level, rectify.occurs_at) == (Level.YELLOW, at("12-05", 0))
    assert RULE.sentence.format_map(contact.evidence) == (
        "2026-11-13 收到差评，应于 2026-11-16 前联系或整改"
    )


def test_answered_late_and_put_right_in_time():
    (contact,) = found(contacted_at=at("11-17", 9), rectified_at=end_of("12-04"))
    assert contact.ends_at == at("11-17", 9)


def test_an_unfounded_or_a_good_rating_needs_nothing_more():
    assert found(contacted_at=end_of("11-16"), is_valid=False) == []
    assert found(score=3) == []
    assert found(score=None) == []


def test_the_days_are_data():
    (entry,) = follow_ups([Rating(1, FRIDAY, 1)], LIMITS, {"W48.contact_days": 2})
    assert entry.contact_due_at == end_of("11-17")
