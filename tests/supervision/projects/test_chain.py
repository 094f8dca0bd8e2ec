"""Whose time the approvals of a project took, worked out by hand on the calendar of 2026.

9 March 2026 is a Monday; from there to the end of the month Monday to Friday are working days.
"""

from supervision.cases import Correction, Pause
from supervision.projects.chain import Owner, approved_at, chain_of, longest_wait
from tests.supervision.cases_for_rules import CALENDAR
from tests.supervision.projects.a_project import a_link, a_project, at

GOVERNMENT, ENTERPRISE, SPECIAL, NOBODY = Owner


def chain(*cases, as_of=None, **facts):
    return chain_of(a_project(cases=list(cases), **facts), CALENDAR, as_of)


def test_a_step_a_wait_and_a_step():
    first = a_link("A", at("03-09", 9), at("03-13", 16))  # Tuesday to Friday: 4 days
    second = a_link("B", at("03-18", 9), at("03-20", 9), "construction_permit")  # 2 days
    one, wait, two = chain(first, second)  # Monday to Wednesday between them: 3 days
    assert (one.total_days, one.days) == (4, {GOVERNMENT: 4})
    assert (wait.total_days, wait.days) == (3, {NOBODY: 3})
    assert (two.total_days, two.days) == (2, {GOVERNMENT: 2})
    assert wait.before is one
    assert wait.after is two
    assert longest_wait([one, wait, two]) is wait


def test_a_correction_is_the_enterprises_time_and_a_special_procedure_its_own():
    asked = Correction(1, at("03-10", 9), at("03-12", 9))
    halted = Pause(1, "expert_review", at("03-16", 9), at("03-19", 9))
    case = a_link("A", at("03-09", 9), at("03-20", 9), corrections=[asked], pauses=[halted])
    (step,) = chain(case, started_on=at("03-21").date())[:1]
    # nine working days: Tue and Wed with the enterprise; Mon, Tue, Wed special; Thu, Fri, Thu, Fri
    assert step.days == {ENTERPRISE: 2, SPECIAL: 3, GOVERNMENT: 4}
    assert step.total_days == 9


def test_an_online_check_is_the_offices_time_and_the_way_to_the_window_the_enterprises():
    case = a_link(
        "A",
        at("03-13", 9),
        at("03-16", 9),
        precheck_submitted_at=at("03-09", 9),
        precheck_answered_at=at("03-11", 9),
    )
    (step, *_) = chain(case)
    # Tuesday with the office; Wednesday, Thursday until the receipt; Friday, Monday the office
    assert step.since == at("03-09", 9)
    assert step.days == {GOVERNMENT: 3, ENTERPRISE: 2}


def test_parallel_cases_are_one_step_and_their_days_count_once():
    one = a_link("A", at("03-09", 9), at("03-13", 9), group=1)
    two = a_link("B", at("03-11", 9), at("03-18", 9), group=1)
    (step, *_) = chain(one, two)
    assert (step.since, step.until) == (at("03-09", 9), at("03-18", 9))
    assert (step.total_days, step.days) == (7, {GOVERNMENT: 7})
    assert (step.parallel_cases, step.parallel_expected) == (2, 2)


def test_a_group_done_one_after_the_other_is_not_parallel():
    one = a_link("A", at("03-09", 9), at("03-11", 9), group=1)
    two = a_link("B", at("03-12", 9), at("03-13", 9), group=1)
    (step, *_) = chain(one, two)
    assert (step.parallel_cases, step.parallel_expected) == (0, 2)
    assert step.total_days == 4
    assert step.days == {GOVERNMENT: 3}  # Thursday lay between the two


def test_overlapping_steps_share_no_day():
    one = a_link("A", at("03-09", 9), at("03-13", 9))
    two = a_link("B", at("03-12", 9), at("03-18", 9), "construction_permit")
    first, second = chain(one, two)
    assert (first.total_days, first.days) == (4, {GOVERNMENT: 4})
    assert (second.total_days, second.days) == (4, {GOVERNMENT: 3})


def test_an_office_that_works_takes_the_day_that_another_case_pauses():
    halted = Pause(1, "expert_review", at("03-10", 9), at("03-13", 9))
    one = a_link("A", at("03-09", 9), at("03-13", 9), group=1, pauses=[halted])
    two = a_link("B", at("03-10", 9), at("03-11", 9), group=1)
    (step, *_) = chain(one, two)
    assert step.days == {SPECIAL: 2, GOVERNMENT: 2}  # Wednesday and Friday are the office's


def test_what_is_open_has_no_length_unless_asked_as_of_a_moment():
    case = a_link("A", at("03-09", 9), None)
    (step,) = chain(case)
    assert (step.until, step.total_days, step.days) == (None, None, None)
    (step,) = chain(case, as_of=at("03-12", 12))
    assert (step.total_days, step.days) == (3, {GOVERNMENT: 3})


def test_as_of_a_moment_what_came_later_is_not_there():
    first = a_link("A", at("03-09", 9), at("03-13", 16))
    second = a_link("B", at("03-18", 9), at("03-20", 9), "construction_permit")
    (one,) = chain(first, second, as_of=at("03-11", 12))
    assert (one.until, one.total_days) == (None, 2)
    one, wait = chain(first, second, as_of=at("03-17", 12))
    assert (wait.since, wait.until, wait.total_days) == (at("03-13", 16), None, 2)


def test_a_wait_for_the_next_stage_runs_until_the_start():
    last = a_link("A", at("03-09", 9), at("03-13", 16), "planning_permit")
    _, wait = chain(last)
    assert (wait.stage, wait.until) == ("construction_permit", None)
    _, wait = chain(last, started_on=at("03-20").date())
    assert (wait.until, wait.total_days) == (at("03-20"), 5)
    permit = a_link("B", at("03-09", 9), at("03-13", 16), "construction_permit")
    assert [link.is_wait for link in chain(permit)] == [False]


def test_approved_is_when_the_last_permit_before_the_start_is_there():
    land = a_link("A", at("03-09"), at("03-20"))
    permit = a_link("B", at("03-10"), at("03-18"), "construction_permit")
    after = a_link("C", at("05-10"), None, "completion_acceptance")
    assert approved_at(a_project(cases=[land])) is None
    assert approved_at(a_project(cases=[land, permit, after])) == at("03-20")
    assert approved_at(a_project(cases=[a_link("A", at("03-09"), None), permit])) is None


def test_every_day_from_first_to_last_has_one_owner():
    cases = [
        a_link("A", at("03-09", 9), at("03-13", 9), group=1),
        a_link("B", at("03-11", 9), at("03-18", 9), group=1),
        a_link("C", at("03-17", 9), at("03-24", 9), "planning_permit"),
        a_link("D", at("03-27", 9), at("03-31", 9), "construction_permit"),
    ]
    total = sum(sum(link.days.values()) for link in chain(*cases) if link.days)
    assert total == CALENDAR.count(at("03-09").date(), at("03-31").date()) == 16
