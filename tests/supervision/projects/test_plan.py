"""The plan at any moment."""

from supervision.findings import Finding, Level
from supervision.projects.facts import PlanChange, YearPlan
from supervision.projects.light import light_of
from supervision.projects.plan import month_end, months_later, planned_spans, standings, versions
from tests.supervision.projects.a_project import a_milestone, a_project, a_report, at, on


def test_an_approved_change_moves_the_plan_from_then_on():
    stone = a_milestone(
        PlanChange(1, at("05-01", 9), on("08-31"), on("06-30"), "雨季", True),
        PlanChange(2, at("07-01", 9), on("09-30"), on("08-31"), "", False),
        PlanChange(3, at("07-20", 9), on("10-31"), is_approved=None),
    )
    assert [(v.number, v.planned_on, v.since, v.until) for v in versions(stone, at("01-01"))] == [
        (0, on("06-30"), at("01-01"), at("05-01", 9)),
        (1, on("08-31"), at("05-01", 9), at("07-01", 9)),
        (2, on("08-31"), at("07-01", 9), at("07-20", 9)),  # refused: the plan stands
        (3, on("08-31"), at("07-20", 9), None),  # not decided: it stands
    ]


def test_a_first_date_that_was_never_told_is_what_the_first_change_moved():
    change = PlanChange(1, at("05-01"), on("08-31"), on("06-30"), is_approved=True)
    found = versions(a_milestone(change, planned_on=None), at("01-01"))
    assert [v.planned_on for v in found] == [on("06-30"), on("08-31")]
    assert versions(a_milestone(planned_on=None), at("01-01")) == []


def test_without_a_milestone_the_lists_tell_each_from_its_first_of_january():
    lists = [YearPlan(2025, "start", on("2025-11-30")), YearPlan(2026, "start", on("03-10"))]
    assert planned_spans(a_project(years=lists), "start") == [
        (on("2025-11-30"), (at("2025-01-01"), at("01-01"))),
        (on("03-10"), (at("01-01"), None)),
    ]


def test_the_milestone_goes_before_the_list():
    stone = a_milestone(
        PlanChange(1, at("02-01"), on("05-10"), is_approved=False),
        kind="start",
        planned_on=on("04-10"),
    )
    spans = planned_spans(a_project(milestones=[stone]), "start")
    assert spans == [(on("04-10"), (at("01-01"), None))]  # the refused request splits nothing


def test_a_report_is_the_newest_until_the_next_one():
    january = a_report(1, invested=500_000, planned_investment=1_000_000, fund_paid=0)
    february = a_report(2, invested=2_000_000, planned_investment=3_000_000, fund_paid=1_000_000)
    one, two = standings(a_project(months=[february, january], completed_on=on("06-01")))
    assert (one.report, one.since, one.until) == (january, at("02-05", 9), at("03-05", 9))
    assert (two.report, two.until) == (february, at("06-01"))
    assert (one.behind_points, two.behind_points) == (5.0, 10.0)  # of ten million
    assert two.unpaid_points == 5.0  # 30 % expected, 25 % of four million paid
    assert (one.task, two.task) == (0.5, 0.75)


def test_reported_progress_goes_before_money():
    (one,) = standings(a_project(months=[a_report(1, progress_percent=20, planned_percent=33.5)]))
    assert one.behind_points == 13.5
    assert (one.unpaid_points, one.task) == (None, None)


def test_months_end_and_pass():
    assert (
        month_end(on("02-10")) == at("03-01").replace(hour=0) - (at("03-02") - at("03-01")) / 86400
    )
    assert month_end(on("11-10"), 2).date() == on("2027-01-31")
    assert months_later(on("01-31"), 1) == on("02-28")
    assert months_later(on("12-15"), 2) == on("2027-02-15")


def test_the_light_is_the_gravest_of_the_four_without_a_gap():
    found = [
        Finding("W51", Level.YELLOW, at("03-05"), at("05-05")),
        Finding("W50", Level.RED, at("04-01"), at("04-20")),
        Finding("W54", Level.YELLOW, at("06-01"), None),  # no light of the four
    ]
    lights = light_of(a_project(completed_on=on("08-01")), found)
    assert [(one.light, one.since, one.until) for one in lights] == [
        ("normal", at("01-01"), at("03-05")),
        ("yellow", at("03-05"), at("04-01")),
        ("red", at("04-01"), at("04-20")),
        ("yellow", at("04-20"), at("05-05")),
        ("normal", at("05-05"), at("08-01")),
    ]
