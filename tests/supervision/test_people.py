"""What the roles may do."""

import pytest

from supervision.people import Right, Role, Viewer


def viewer(*roles: Role, departments: tuple[str, ...] = ()) -> Viewer:
    return Viewer("p1", "someone", frozenset(roles), frozenset(departments))


@pytest.mark.parametrize(
    ("role", "rights"),
    [
        (Role.SUPERVISOR, {Right.SEE_CASES, Right.UNMASK, Right.EXPORT, Right.SUPERVISE}),
        (Role.LEADER, {Right.SEE_CASES, Right.EXPORT}),
        (Role.STAFF, {Right.SEE_CASES, Right.EXPORT, Right.ANSWER}),
        (Role.ADMINISTRATOR, {Right.ADMINISTER}),
        (Role.AUDITOR, {Right.SEE_ACCESS_LOG}),
    ],
)
def test_a_role_gives_its_rights_and_no_others(role: Role, rights: set[Right]):
    assert {right for right in Right if viewer(role).may(right)} == rights


def test_nobody_may_do_anything_without_a_role():
    assert not any(viewer().may(right) for right in Right)
    assert not viewer().sees_all


def test_staff_answer_for_their_own_departments_only():
    staff = viewer(Role.STAFF, departments=("d1", "d2"))

    assert staff.answers_for("d1")
    assert not staff.answers_for("d3")
    assert not staff.sees_all


def test_a_leader_of_a_department_answers_for_none():
    assert not viewer(Role.LEADER, departments=("d1",)).answers_for("d1")
