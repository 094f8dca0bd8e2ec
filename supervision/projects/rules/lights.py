"""The lights of a project: start, progress, statistics, funds, the month's task, growth."""

from collections.abc import Iterator
from datetime import datetime, time

from supervision.findings import Finding, Level
from supervision.projects.facts import START, MonthReport, Project, morning
from supervision.projects.plan import Standing, month_end, months_later, planned_spans
from supervision.projects.rules.rule import ONE_SECOND, Evidence, Tracked, light_by_reports
from supervision.rules.rule import Rule, day
from supervision.spans import Span, first_of, without
from supervision.words import N_
from supervision.working_days import END_OF_DAY

RED_MONTHS = 3
BEHIND_POINTS, FAR_BEHIND_POINTS = 10, 30
STATISTICS_MONTHS, STATISTICS_RED_MONTHS = 1, 2
UNPAID_POINTS, FAR_UNPAID_POINTS = 10, 30
TASK_PERCENT, FAILED_TASK_PERCENT = 80, 60
GROWTH_POINTS = 10

Graded = tuple[Level | None, Evidence]


def not_started(t: Tracked) -> Iterator[Finding]:
    """The planned month is over and nothing has begun; red when three months are.

    Time in a pause with a reason gives no light: that is a reason.
    """
    project = t.project
    ended = first_of(project.started_at, project.ended_at)
    red_months = int(t.threshold("W50", "red_months", RED_MONTHS))
    excused: list[Span] = [
        (datetime.combine(p.started_on, time()), morning(p.ended_on))
        for p in project.pauses
        if p.reason
    ]
    episodes = {Level.YELLOW: 0, Level.RED: 0}
    for planned, (since, until) in planned_spans(project, START):
        late = month_end(planned) + ONE_SECOND
        grave = month_end(planned, red_months - 1) + ONE_SECOND
        stop = first_of(until, ended)
        for level, first, last in ((Level.YELLOW, late, grave), (Level.RED, grave, None)):
            start, end = max(first, since), first_of(last, stop)
            if end is not None and end <= start:
                continue
            for occurs_at, ends_at in without((start, end), excused):
                episodes[level] += 1
                yield Finding(
                    "W50",
                    level,
                    occurs_at,
                    ends_at,
                    late - ONE_SECOND,
                    episodes[level],
                    evidence={"planned_on": planned.isoformat()},
                )


def behind_schedule(t: Tracked) -> Iterator[Finding]:
    """The newest report is ten percentage points behind the plan, or more than thirty."""
    yellow = t.threshold("W51", "yellow_points", BEHIND_POINTS)
    red = t.threshold("W51", "red_points", FAR_BEHIND_POINTS)
    graded = [_by_points(one, one.behind_points, yellow, red) for one in t.standings]
    yield from light_by_reports(t, "W51", graded)


def not_in_statistics(t: Tracked) -> Iterator[Finding]:
    """A month after the start it is not in the statistics library; red after two."""
    project = t.project
    if project.started_on is None:
        return
    months = int(t.threshold("W52", "months", STATISTICS_MONTHS))
    red_months = int(t.threshold("W52", "red_months", STATISTICS_RED_MONTHS))
    due, grave = (
        datetime.combine(months_later(project.started_on, count), END_OF_DAY)
        for count in (months, red_months)
    )
    entered = first_of(morning(project.in_statistics_on), morning(project.cancelled_on))
    for level, limit, last in ((Level.YELLOW, due, grave), (Level.RED, grave, None)):
        occurs_at = limit + ONE_SECOND
        ends_at = first_of(entered, last + ONE_SECOND if last else None)
        if ends_at is None or occurs_at < ends_at:
            evidence: Evidence = {
                "started_on": project.started_on.isoformat(),
                "due_on": day(due),
            }
            yield Finding("W52", level, occurs_at, ends_at, limit, evidence=evidence)


def funds_unused(t: Tracked) -> Iterator[Finding]:
    """Payments are ten percentage points behind what was to be expected, or more than thirty."""
    yellow = t.threshold("W53", "yellow_points", UNPAID_POINTS)
    red = t.threshold("W53", "red_points", FAR_UNPAID_POINTS)
    graded = [_by_points(one, one.unpaid_points, yellow, red) for one in t.standings]
    yield from light_by_reports(t, "W53", graded)


def month_task_missed(t: Tracked) -> Iterator[Finding]:
    """Less than four fifths of the month's planned investment was done, or of three fifths."""
    hint = t.threshold("W54", "hint_percent", TASK_PERCENT)
    yellow = t.threshold("W54", "yellow_percent", FAILED_TASK_PERCENT)

    def graded(one: Standing) -> Graded:
        if one.task is None or 100 * one.task >= hint:
            return None, {}
        level = Level.YELLOW if 100 * one.task < yellow else Level.HINT
        return level, {"month": _month(one.report), "percent": round(100 * one.task)}

    yield from light_by_reports(t, "W54", [graded(one) for one in t.standings])


def growth_lost(t: Tracked) -> Iterator[Finding]:
    """Investment grew less than planned over the same months of last year, or fell unplanned."""
    points = t.threshold("W55", "yellow_points", GROWTH_POINTS)
    by_month = {(r.year, r.month): r for r in t.project.months}

    def graded(one: Standing) -> Graded:
        growth = _growth(
            t.project, one.report, by_month.get((one.report.year - 1, one.report.month))
        )
        if growth is None:
            return None, {}
        has_fallen = growth[0] < 0 <= growth[1]
        if not has_fallen and growth[0] >= growth[1] - points:
            return None, {}
        level = Level.RED if has_fallen else Level.YELLOW
        return level, {
            "month": _month(one.report),
            "percent": round(growth[0]),
            "planned": round(growth[1]),
        }

    yield from light_by_reports(t, "W55", [graded(one) for one in t.standings])


def _growth(
    project: Project, now: MonthReport, then: MonthReport | None
) -> tuple[float, float] | None:
    """Growth over the year before in percent: as it is, and as the lists of both years planned."""
    this, last = project.plan_of(now.year), project.plan_of(now.year - 1)
    if then is None or not then.invested or now.invested is None or this is None or last is None:
        return None
    if not this.planned_investment or not last.planned_investment:
        return None
    planned = this.planned_investment / last.planned_investment
    return 100 * (now.invested / then.invested - 1), 100 * (planned - 1)


def _by_points(one: Standing, points: float | None, yellow: float, red: float) -> Graded:
    if points is None or points < yellow:
        return None, {}
    level = Level.RED if points > red else Level.YELLOW
    return level, {"month": _month(one.report), "points": round(points)}


def _month(report: MonthReport) -> str:
    return f"{report.year}-{report.month:02d}"


SOURCE = N_("区重点项目“红黄绿灯”管理办法")

RULES = (
    Rule(
        "W50",
        N_("未按期开工"),
        N_("计划 {planned_on} 开工，当月未开工"),
        SOURCE,
        (Level.YELLOW, Level.RED),
        not_started,
    ),
    Rule(
        "W51",
        N_("进度落后"),
        N_("{month} 月报进度比计划落后 {points} 个百分点"),
        SOURCE,
        (Level.YELLOW, Level.RED),
        behind_schedule,
    ),
    Rule(
        "W52",
        N_("开工未入库"),
        N_("{started_on} 开工，应于 {due_on} 前纳入统计库"),
        SOURCE,
        (Level.YELLOW, Level.RED),
        not_in_statistics,
    ),
    Rule(
        "W53",
        N_("资金支付滞后"),
        N_("{month} 月报资金支付比应付落后 {points} 个百分点"),
        SOURCE,
        (Level.YELLOW, Level.RED),
        funds_unused,
    ),
    Rule(
        "W54",
        N_("月度任务未完成"),
        N_("{month} 完成当月投资任务的 {percent}%"),
        N_("区重点项目月度跟踪督导办法"),
        (Level.HINT, Level.YELLOW),
        month_task_missed,
    ),
    Rule(
        "W55",
        N_("投资增速下滑"),
        N_("{month} 累计投资同比 {percent}%，计划 {planned}%"),
        SOURCE,
        (Level.YELLOW, Level.RED),
        growth_lost,
    ),
)
