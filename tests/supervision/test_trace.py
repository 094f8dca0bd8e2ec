"""Steps against the declared procedure: receive, accept, review, (on site), approve, deliver."""

from supervision.cases import DeclaredStep
from supervision.trace import trace

DECLARED = [
    DeclaredStep("receive", 1, "receive", None),
    DeclaredStep("accept", 2, "accept", None),
    DeclaredStep("review", 3, "review", None),
    DeclaredStep("on_site", 4, "on_site", None, is_required=False),
    DeclaredStep("approve", 5, "approve", None),
]


def lines(taken, *, is_over, declared=DECLARED):
    return [(step.code, step.mark.value) for step in trace(taken, declared, is_over=is_over)]


def test_an_open_case_has_steps_ahead():
    assert lines(["receive", "accept"], is_over=False) == [
        ("receive", "taken"),
        ("accept", "taken"),
        ("review", "ahead"),
        ("on_site", "ahead"),
        ("approve", "ahead"),
    ]


def test_a_step_that_was_gone_past_is_missing_also_while_the_case_is_open():
    assert lines(["receive", "review"], is_over=False)[:3] == [
        ("receive", "taken"),
        ("accept", "missing"),
        ("review", "taken"),
    ]


def test_a_step_that_is_not_required_is_never_missing():
    assert lines(["receive", "accept", "review"], is_over=True) == [
        ("receive", "taken"),
        ("accept", "taken"),
        ("review", "taken"),
        ("approve", "missing"),
    ]


def test_undeclared_repeated_and_backward_steps_are_marked():
    taken = ["receive", "review", "accept", "expert_talk", "review", "approve"]
    assert lines(taken, is_over=True) == [
        ("receive", "taken"),
        ("review", "taken"),
        ("accept", "backward"),
        ("expert_talk", "undeclared"),
        ("review", "repeated"),
        ("approve", "taken"),
    ]


def test_an_item_without_a_declared_procedure_marks_nothing():
    assert lines(["a", "b", "a"], is_over=True, declared=[]) == [
        ("a", "taken"),
        ("b", "taken"),
        ("a", "taken"),
    ]


def test_a_case_without_steps_shows_what_is_declared():
    assert {mark for _, mark in lines([], is_over=False)} == {"ahead"}
    assert [place.taken for place in trace(["b", "a"], [], is_over=True)] == [0, 1]
