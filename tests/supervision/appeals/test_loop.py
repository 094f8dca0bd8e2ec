"""Where an appeal stands in the loop, act by act."""

from itertools import pairwise

from supervision.appeals.facts import AppealClass
from supervision.appeals.loop import Loop
from tests.supervision.appeals.appeals_for_rules import act, an_appeal, at


def stays(appeal) -> list[tuple]:
    return [
        (stay.stage.value, stay.department, stay.entered_at, stay.left_at, stay.ended_by)
        for stay in Loop(appeal).stays
    ]


def test_the_whole_loop_leaves_one_stay_a_stage():
    nine, ten = at("11-09"), at("11-09", 10)
    appeal = an_appeal(
        signed_at=at("11-09", 11),
        contacted_at=at("11-09", 14),
        answered_at=at("11-11", 16),
        called_back_at=at("11-12", 10),
        verified_at=at("11-13", 10),
    )
    assert stays(appeal) == [
        ("acceptance", "economy", nine, nine.replace(minute=30), "accept"),
        ("dispatch", "economy", nine.replace(minute=30), ten, "dispatch"),
        ("sign", "economy", ten, at("11-09", 11), "sign"),
        ("contact", "economy", at("11-09", 11), at("11-09", 14), "contact"),
        ("handle", "economy", at("11-09", 14), at("11-11", 16), "answer"),
        ("call_back", "economy", at("11-11", 16), at("11-12", 10), "call_back"),
        ("verify", "economy", at("11-12", 10), at("11-13", 10), "verify"),
    ]
    assert Loop(appeal).stage.value == "done"


def test_every_appeal_stands_somewhere_and_its_stays_touch():
    appeal = an_appeal(
        act(1, "dispatch", at("11-09", 10), "economy"),
        act(2, "sign", at("11-09", 11)),
        act(3, "return", at("11-10", 9)),
        act(4, "redispatch", at("11-10", 10), "tax"),
        act(5, "sign", at("11-10", 15)),
        act(6, "suspend", at("11-11", 9)),
        act(7, "resume", at("11-13", 9)),
    )
    found = Loop(appeal).stays
    assert [stay.stage.value for stay in found] == [
        *("acceptance", "dispatch", "sign", "contact", "dispatch"),
        *("sign", "contact", "suspended", "contact"),
    ]
    assert all(a.left_at == b.entered_at for a, b in pairwise(found))
    assert found[-1].left_at is None
    assert [stay.department for stay in found[2:]] == ["economy"] * 3 + ["tax"] * 4


def test_a_source_without_the_loop_goes_from_acceptance_to_its_closing():
    appeal = an_appeal(
        appeal_class=AppealClass(),
        accepted_at=at("11-09"),
        dispatched_at=None,
        closed_at=at("11-12"),
    )
    assert stays(appeal) == [
        ("acceptance", "economy", at("11-09"), at("11-09"), "accept"),
        ("handle", "economy", at("11-09"), at("11-12"), "close"),
    ]


def test_a_stage_without_a_limit_is_not_waited_for():
    appeal = an_appeal(limits={"sign": None, "contact": None})
    assert [stay[0] for stay in stays(appeal)] == ["acceptance", "dispatch", "handle"]


def test_steps_of_a_kind_stand_before_the_appeals_own_column():
    appeal = an_appeal(act(1, "sign", at("11-10", 9), "economy"), signed_at=at("11-09", 11))
    assert Loop(appeal).rounds[0].signed_at == at("11-10", 9)


def test_a_withdrawn_appeal_waits_for_nobody():
    appeal = an_appeal(closed_at=at("11-10"), outcome="withdrawn")
    assert Loop(appeal).stage.value == "done"


def test_a_reopened_appeal_begins_a_round_with_its_own_answer_and_verdict():
    appeal = an_appeal(
        act(1, "answer", at("11-10"), "economy", "solved"),
        act(2, "call_back", at("11-11"), "", "not_solved"),
        act(3, "reopen", at("11-11", 10)),
        act(4, "redispatch", at("11-11", 11), "tax"),
        act(5, "answer", at("11-13"), "tax", "explained"),
        act(6, "call_back", at("11-16"), "", "solved"),
    )
    first, second = Loop(appeal).rounds
    assert (first.outcome, first.verdict, first.reopened_at) == (
        *("solved", "not_solved"),
        at("11-11", 10),
    )
    assert (second.opened_at, second.answered_at, second.outcome, second.verdict) == (
        *(at("11-11", 10), at("11-13")),
        *("explained", "solved"),
    )
    assert (first.department, second.department) == ("economy", "tax")


def test_an_unknown_kind_of_step_changes_nothing():
    assert stays(an_appeal(act(1, "dance", at("11-10")))) == stays(an_appeal())


def test_who_answers_at_once_has_signed_and_spoken():
    (only,) = Loop(an_appeal(answered_at=at("11-09", 11))).rounds
    assert only.signed_at == only.contacted_at == at("11-09", 11)
