"""The rules about appeals: each with what it finds and what it must leave alone."""

import pytest

from supervision.appeals.facts import AppealClass
from supervision.appeals.rules import RULES
from supervision.findings import Level
from tests.supervision.appeals.appeals_for_rules import (
    act,
    an_appeal,
    at,
    end_of,
    findings,
    only,
)


def test_an_open_appeal_has_its_warnings_ahead_of_it():
    found = findings(an_appeal())
    assert only(found, "W40").occurs_at == at("11-10", 10).replace(second=1)
    assert only(found, "W40").evidence == {"due": "2026-11-10 10:00"}
    assert only(found, "W41").occurs_at == at("11-11", 0)
    soon, yellow = found["W42"]
    assert (soon.level, soon.occurs_at) == (Level.SOON, at("11-13", 0))
    assert (yellow.level, yellow.occurs_at, yellow.ends_at) == (Level.YELLOW, at("11-17", 0), None)
    assert yellow.evidence == {"due": "2026-11-16"}
    assert only(found, "W44").occurs_at == at("11-24", 0)  # 17 18 19 20 23
    assert set(found) == {"W40", "W41", "W42", "W44"}


def test_what_is_done_in_the_last_second_leaves_no_card():
    found = findings(
        an_appeal(
            signed_at=at("11-10", 10),
            contacted_at=end_of("11-10"),
            replied_at=end_of("11-12"),
            answered_at=end_of("11-16"),
            called_back_at=end_of("11-23"),
            outcome="solved",
            enterprise_verdict="solved",
        )
    )
    assert found == {}


def test_what_is_done_a_second_later_ends_its_card():
    answered = at("11-17", 0)
    assert findings(an_appeal(answered_at=answered))["W42"][-1].ends_at == answered
    assert only(findings(an_appeal(signed_at=at("11-10", 11))), "W40").ends_at == at("11-10", 11)


def test_each_holder_answers_for_its_own_signing():
    appeal = an_appeal(
        act(1, "dispatch", at("11-09", 10), "economy"),
        act(2, "return", at("11-11", 9), "economy"),
        act(3, "redispatch", at("11-11", 10), "tax"),
    )
    first, second = findings(appeal)["W40"]
    assert (first.ends_at, second.occurs_at) == (at("11-11", 9), at("11-12", 10).replace(second=1))
    assert first.episode != second.episode


def test_a_reopened_appeal_is_late_by_its_own_limit():
    appeal = an_appeal(
        act(1, "answer", at("11-10"), "economy", "explained"),
        act(2, "call_back", at("11-11"), "", "not_solved"),
        act(3, "reopen", at("11-11", 10)),
    )
    found = findings(appeal)
    assert only(found, "W43").occurs_at == at("11-17", 0)
    assert [card.episode for card in found["W44"]] == [2]
    assert "W45" not in found  # it was only explained


def test_urging_is_counted_until_the_card():
    appeal = an_appeal(act(1, "urge", at("11-17")), act(2, "urge", at("11-24", 10)))
    card = only(findings(appeal), "W44")
    assert card.evidence == {"due": "2026-11-16", "days": 5, "urged": 1}
    assert only(findings(appeal, W44_days=1), "W44").occurs_at == at("11-18", 0)


@pytest.mark.parametrize(
    ("verdict", "satisfaction", "reason"),
    [
        ("not_solved", None, "回访时企业称未解决"),
        ("partly", 1, "回访时企业表示不满意"),
        ("solved", 2, "回访时企业表示不满意"),
    ],
)
def test_solved_on_paper_is_an_order(verdict, satisfaction, reason):
    facts = {"answered_at": at("11-10"), "called_back_at": at("11-12"), "outcome": "solved"}
    facts |= {"enterprise_verdict": verdict, "satisfaction": satisfaction}
    card = only(findings(an_appeal(**facts)), "W45")
    assert (card.level, card.occurs_at) == (Level.ORDER, at("11-12"))
    assert card.evidence == {"answered": "2026-11-10", "reason": reason}
    assert "W45" not in findings(an_appeal(**(facts | {"outcome": "explained"})))


def test_a_happy_enterprise_or_a_silent_one_denies_nothing():
    facts = {"answered_at": at("11-10"), "called_back_at": at("11-12"), "outcome": "solved"}
    for verdict, satisfaction in (("solved", 3), ("partly", 3), ("no_answer", None)):
        appeal = an_appeal(**facts, enterprise_verdict=verdict, satisfaction=satisfaction)
        assert "W45" not in findings(appeal)


def test_the_same_appeal_again_denies_that_it_was_solved():
    again = (at("11-20"),)
    card = only(
        findings(an_appeal(answered_at=at("11-10"), outcome="solved", same_subject_at=again)), "W45"
    )
    assert card.occurs_at == at("11-20")
    assert card.ends_at == at("12-05", 0)  # ten working days to answer for it: 23 .. 27, 30 .. 4


def test_the_reopening_ends_the_card_of_the_round_before():
    appeal = an_appeal(
        act(1, "answer", at("11-10"), "economy", "solved"),
        act(2, "call_back", at("11-11"), "", "not_solved"),
        act(3, "reopen", at("11-11", 10)),
    )
    assert only(findings(appeal), "W45").ends_at == at("11-11", 10)


def test_the_second_return_and_the_third_change_of_holder():
    steps = [act(1, "dispatch", at("11-09", 10), "economy")]
    for place, holder in enumerate(("tax", "water", "health"), 1):
        day = f"11-{9 + place:02d}"
        steps.append(act(2 * place, "return", at(day, 9), "x"))
        steps.append(act(2 * place + 1, "redispatch", at(day, 10), holder))
    card = only(findings(an_appeal(*steps)), "W46")
    assert (card.occurs_at, card.evidence["reason"]) == (at("11-11", 9), "多次退回")
    assert "W46" not in findings(an_appeal(*steps[:3]))
    handed_on = [step for step in steps if step.kind != "return"]
    card = only(findings(an_appeal(*handed_on)), "W46")
    assert (card.occurs_at, card.evidence["times"]) == (at("11-12", 10), 3)


def test_the_third_enterprise_of_a_theme_makes_a_crowd():
    card = only(findings(an_appeal(theme_others=2)), "W47")
    assert (card.level, card.occurs_at, card.ends_at) == (Level.HINT, at("11-09"), at("12-09"))
    for others in (1, 3):
        assert "W47" not in findings(an_appeal(theme_others=others))
    assert "W47" not in findings(an_appeal(theme_others=2, same_subject_at=(at("11-01"),)))


def test_the_third_appeal_of_an_enterprise_makes_a_crowd():
    earlier = (at("11-02"), at("10-20"))
    assert only(findings(an_appeal(enterprise_at=earlier)), "W47").episode == 2
    assert "W47" not in findings(an_appeal(enterprise_at=(at("11-02"), at("10-09"))))
    assert "W47" not in findings(an_appeal(enterprise_at=earlier, enterprise=""))


def test_an_answer_is_followed_by_a_call_back():
    appeal = an_appeal(answered_at=at("11-10"), outcome="explained")
    card = only(findings(appeal), "W49")
    assert (card.occurs_at, card.ends_at) == (at("11-18", 0), at("12-23", 0))  # 30 days at most
    gone = an_appeal(closed_at=at("11-10"), outcome="withdrawn")
    assert "W49" not in findings(gone)
    unknown = an_appeal(appeal_class=AppealClass(), closed_at=at("11-10"), outcome="solved")
    assert findings(unknown) == {}


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_each_rule_fills_its_own_sentence(rule):
    steps = [
        act(1, "dispatch", at("11-02"), "a"),
        act(2, "return", at("11-04"), "a"),
        act(3, "redispatch", at("11-04"), "b"),
        act(4, "return", at("11-06"), "b"),
        act(5, "redispatch", at("11-06"), "c"),
        act(6, "answer", at("11-30"), "c", "solved"),
        act(7, "call_back", at("12-14"), "", "not_solved"),
        act(8, "reopen", at("12-14")),
    ]
    found = findings(an_appeal(*steps, requested_at=at("11-02"), theme_others=2))
    assert {card.level for card in found[rule.code]} == set(rule.levels)
    for card in found[rule.code]:
        sentence = rule.sentence.format_map(card.evidence)
        assert "{" not in sentence
