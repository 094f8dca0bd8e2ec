"""Each rule of projects at its boundary."""

import pytest

from supervision.findings import Level
from supervision.projects.facts import Milestone, PlanChange, ProjectPause, YearPlan
from supervision.projects.rules import RULES
from tests.supervision.projects.a_project import (
    a_link,
    a_milestone,
    a_project,
    a_report,
    at,
    findings,
    on,
)

YELLOW, RED, HINT, ORDER, SOON = Level.YELLOW, Level.RED, Level.HINT, Level.ORDER, Level.SOON


def spans(project, rule, thresholds=None):
    found = findings(project, thresholds).get(rule, [])
    return [(f.level, f.occurs_at, f.ends_at) for f in found]


def test_a_month_without_a_start_is_yellow_and_three_are_red():
    assert spans(a_project(), "W50") == [
        (YELLOW, at("04-01"), at("06-01")),
        (RED, at("06-01"), None),
    ]


def test_a_start_in_the_planned_month_gives_no_light():
    assert spans(a_project(started_on=on("03-31")), "W50") == []
    assert spans(a_project(started_on=on("04-10")), "W50") == [(YELLOW, at("04-01"), at("04-10"))]


def test_a_moved_start_ends_the_light_and_begins_its_own():
    stone = a_milestone(
        PlanChange(1, at("04-15"), on("06-10"), is_approved=True),
        kind="start",
        planned_on=on("03-10"),
    )
    found = spans(a_project(milestones=[stone]), "W50")
    assert found == [
        (YELLOW, at("04-01"), at("04-15")),
        (YELLOW, at("07-01"), at("09-01")),
        (RED, at("09-01"), None),
    ]


def test_a_pause_with_a_reason_excuses_a_late_start():
    told = ProjectPause(1, on("04-20"), on("05-04"), "土壤修复", "五月复工", at("04-20"))
    project = a_project(pauses=[told], started_on=on("05-20"))
    assert spans(project, "W50") == [
        (YELLOW, at("04-01"), at("04-20")),
        (YELLOW, at("05-04"), at("05-20")),
    ]
    told.reason = ""
    assert spans(project, "W50") == [(YELLOW, at("04-01"), at("05-20"))]


@pytest.mark.parametrize(
    ("behind", "level"),
    [(9.9, None), (10, YELLOW), (30, YELLOW), (30.1, RED), (-5, None)],
)
def test_progress_is_judged_in_percentage_points(behind, level):
    report = a_report(3, progress_percent=40 - behind, planned_percent=40)
    expected = [(level, at("04-05", 9), None)] if level else []
    assert spans(a_project(started_on=on("03-10"), months=[report]), "W51") == expected


def test_reports_of_one_level_are_one_finding():
    months = [
        a_report(number, progress_percent=10, planned_percent=10 + behind)
        for number, behind in enumerate((12, 15, 40, 5, 11), start=3)
    ]
    assert spans(a_project(months=months), "W51") == [
        (YELLOW, at("04-05", 9), at("06-05", 9)),
        (RED, at("06-05", 9), at("07-05", 9)),
        (YELLOW, at("08-05", 9), None),
    ]
    assert [f.episode for f in findings(a_project(months=months))["W51"]] == [1, 2, 3]


def test_thresholds_are_data():
    report = a_report(3, progress_percent=10, planned_percent=16)
    found = spans(a_project(months=[report]), "W51", {"W51.yellow_points": 5})
    assert found == [(YELLOW, at("04-05", 9), None)]


def test_a_month_after_the_start_it_must_be_in_the_statistics():
    started = {"started_on": on("03-10")}
    assert spans(a_project(**started), "W52") == [
        (YELLOW, at("04-11"), at("05-11")),
        (RED, at("05-11"), None),
    ]
    assert spans(a_project(**started, in_statistics_on=on("04-10")), "W52") == []
    entered = a_project(**started, in_statistics_on=on("04-20"))
    assert spans(entered, "W52") == [(YELLOW, at("04-11"), at("04-20"))]
    assert spans(a_project(), "W52") == []


@pytest.mark.parametrize(
    ("paid", "level"),
    [(1_210_000, None), (1_200_000, YELLOW), (400_000, YELLOW), (300_000, RED)],
)
def test_payments_are_judged_against_what_the_investment_planned(paid, level):
    # 40 % of the year's investment is planned: 1.6 of 4 million are expected to be paid
    report = a_report(5, planned_investment=4_000_000, invested=4_000_000, fund_paid=paid)
    expected = [(level, at("06-05", 9), None)] if level else []
    assert spans(a_project(months=[report]), "W53") == expected


def test_the_task_of_a_month_is_judged_by_its_own_share():
    months = [
        a_report(1, planned_investment=1_000_000, invested=790_000),
        a_report(2, planned_investment=2_000_000, invested=1_380_000),
        a_report(3, planned_investment=3_000_000, invested=2_180_000),
    ]
    assert spans(a_project(months=months), "W54") == [
        (HINT, at("02-05", 9), at("03-05", 9)),  # 79 %
        (YELLOW, at("03-05", 9), at("04-05", 9)),  # 59 %; then 80 %: nothing
    ]


def test_growth_is_held_against_the_growth_that_was_planned():
    lists = [
        YearPlan(2025, "continue", planned_investment=10_000_000),
        YearPlan(2026, "continue", planned_investment=12_000_000),
    ]

    def growing(invested):
        then = a_report(3, invested=2_000_000)
        then.year, then.reported_at = 2025, at("2025-04-05", 9)
        return spans(a_project(years=lists, months=[then, a_report(3, invested=invested)]), "W55")

    assert growing(2_200_000) == []  # 10 % of 20 %: within ten points
    assert growing(2_180_000) == [(YELLOW, at("04-05", 9), None)]
    assert growing(1_980_000) == [(RED, at("04-05", 9), None)]


def test_an_approval_of_more_than_twice_its_median_is_stuck():
    case = a_link("A", at("03-09", 9), at("03-18", 9), "construction_permit", median=3)
    # six working days from Monday the 9th end on Tuesday the 17th
    assert spans(a_project(cases=[case]), "W56") == [(SOON, at("03-18"), at("03-18", 9))]
    case = a_link("A", at("03-09", 9), at("03-17", 18), "construction_permit", median=3)
    assert spans(a_project(cases=[case]), "W56") == []
    case = a_link("A", at("03-09", 9), None, "construction_permit")
    assert spans(a_project(cases=[case]), "W56") == []  # no median, no verdict


def test_the_third_day_between_two_steps_is_a_finding():
    def waiting(until):
        first = a_link("A", at("03-09", 9), at("03-13", 16))
        second = a_link("B", until, None, "construction_permit")
        return spans(a_project(cases=[first, second]), "W56")

    assert waiting(at("03-17", 17)) == []
    assert waiting(at("03-18", 9)) == [(SOON, at("03-18"), at("03-18", 9))]


def test_a_second_change_of_a_date_calls_for_an_order():
    changes = [
        PlanChange(1, at("03-02", 9), on("08-31"), is_approved=True),
        PlanChange(2, at("04-02", 9), on("09-30"), is_approved=False),
    ]
    (finding,) = findings(a_project(milestones=[a_milestone(*changes)]))["W57"]
    assert (finding.occurs_at, finding.ends_at) == (at("04-02", 9), None)
    assert finding.evidence["count"] == 2
    reached = a_milestone(*changes, reached_on=on("04-03"))
    (finding,) = findings(a_project(milestones=[reached]))["W57"]
    assert finding.ends_at == at("04-18")  # ten working days later, the 6th being a holiday


@pytest.mark.parametrize(("changed", "count"), [("05-30", 0), ("05-31", 1), ("07-05", 1)])
def test_a_change_within_thirty_days_of_the_date_is_late(changed, count):
    change = PlanChange(1, at(changed, 9), on("09-30"), is_approved=True)
    assert len(spans(a_project(milestones=[a_milestone(change)]), "W57")) == count


def test_two_milestones_never_share_a_finding():
    changes = [PlanChange(n, at(f"0{n}-02"), on("08-31")) for n in (1, 2)]
    stones = [a_milestone(*changes), a_milestone(*changes, number=2)]
    assert [f.episode for f in findings(a_project(milestones=stones))["W57"]] == [102, 202]


def test_a_pause_must_say_why_and_what_next():
    silent = ProjectPause(1, on("04-20"))
    assert spans(a_project(pauses=[silent]), "W58") == [(ORDER, at("04-20"), None)]
    silent.reason = "土壤修复"
    assert spans(a_project(pauses=[silent]), "W58") == [(ORDER, at("04-20"), None)]


def test_a_note_is_good_for_ninety_days():
    told = ProjectPause(1, on("03-01"), None, "土壤修复", "复测", at("03-10", 9))
    # 90 days after 10 March is 8 June
    assert spans(a_project(pauses=[told]), "W58") == [(ORDER, at("06-09"), None)]
    told.ended_on = on("06-09")
    assert spans(a_project(pauses=[told]), "W58") == []


def test_a_project_that_ended_has_no_open_light():
    report = a_report(3, progress_percent=10, planned_percent=60)
    project = a_project(
        started_on=on("03-10"),
        completed_on=on("05-20"),
        in_statistics_on=on("03-20"),
        months=[report],
        milestones=[Milestone(1, "completion", on("05-31"), on("05-20"))],
    )
    assert [f for found in findings(project).values() for f in found if f.ends_at is None] == []


def test_every_sentence_is_filled_by_its_evidence():
    months = [a_report(1, planned_investment=1_000_000, invested=100_000, fund_paid=0)]
    months += [a_report(5, progress_percent=0, planned_percent=50, planned_investment=4_000_000)]
    months[1].invested, months[1].fund_paid = 1_000_000, 0
    then = a_report(5, invested=2_000_000)
    then.year, then.reported_at = 2025, at("2025-06-05", 9)
    lists = [
        YearPlan(2025, "continue", planned_investment=10_000_000),
        YearPlan(2026, "start", on("03-10"), None, 10_000_000, 4_000_000),
    ]
    changes = [PlanChange(n, at(f"0{n}-02"), on("08-31")) for n in (1, 2)]
    shared = {"months": [then, *months], "years": lists, "pauses": [ProjectPause(1, on("04-20"))]}
    shared |= {
        "milestones": [a_milestone(*changes)],
        "cases": [a_link("A", at("03-09"), at("03-13"), median=1)],
    }
    found = findings(a_project(**shared)) | {
        "W52": findings(a_project(started_on=on("03-10")))["W52"]
    }
    assert set(found) == set(RULES)
    for code, each in found.items():
        for finding in each:
            assert "{" not in RULES[code].sentence.format(**finding.evidence)
            assert finding.level in RULES[code].levels
