"""Rules about limits: what is due soon, late, or was promised and not kept."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from supervision.clocks import JOINT_EXTENSION_DAYS, ONE_SECOND
from supervision.findings import Finding, Level
from supervision.rules.rule import Clocked, Rule, act, day, overdue
from supervision.words import N_

PRECHECK_DAYS = 2
JOINT_DAYS = 45
PRELIMINARY_DAYS = 20
RENEWAL_NOTICE = timedelta(days=30)


def promise_due_soon(c: Clocked) -> Iterator[Finding]:
    """Nine tenths of the promise used or one working day left, still open, not paused."""
    soon, due, stopped = c.clocks.promised_soon_at, c.clocks.promised_due_at, c.clocks.stopped_at
    if soon is None or due is None:
        return
    soon, late = max(soon, c.known_from or soon), due + ONE_SECOND
    ends = min(stopped, late) if stopped else late
    if ends <= soon:
        return
    evidence: dict[str, str | int | float] = {
        "due_on": day(due),
        "limit": c.clocks.promised_limit or 0,
    }
    yield Finding("W01", Level.SOON, soon, ends, due, officer=c.case.officer, evidence=evidence)


def past_promise(c: Clocked) -> Iterator[Finding]:
    """The promised limit ended before the decision."""
    yield from overdue(
        c,
        "W02",
        Level.YELLOW,
        c.clocks.promised_due_at,
        c.clocks.stopped_at,
        known_from=c.known_from,
        limit=c.clocks.promised_limit or 0,
    )


def not_accepted_in_time(c: Clocked) -> Iterator[Finding]:
    """Five working days without a word: deemed accepted on the day of receipt."""
    if c.clocks.is_deemed_accepted:
        answer = c.case.accepted_at or c.case.closed_at
        yield from overdue(
            c,
            "W03",
            Level.YELLOW,
            c.clocks.acceptance_due_at,
            answer,
            received_on=day(c.case.received_at),
        )


def pre_check_late(c: Clocked) -> Iterator[Finding]:
    """An online pre-check without an answer in two working days."""
    submitted = c.case.precheck_submitted_at
    if submitted is not None:
        days = int(c.threshold("W05", "days", PRECHECK_DAYS))
        due = c.limits.calendar.due_at(submitted.date(), days)
        yield from overdue(
            c, "W05", Level.SOON, due, c.case.precheck_answered_at or c.case.received_at, limit=days
        )


def past_statute(c: Clocked) -> Iterator[Finding]:
    """The statutory limit, with its valid extension, ended before the decision."""
    if not c.case.item.is_joint and c.case.item.case_kind != "reported_up":
        yield from overdue(
            c,
            "W06",
            Level.RED,
            c.clocks.statutory_due_at,
            c.clocks.stopped_at,
            known_from=c.known_from,
            limit=c.clocks.statutory_limit or 0,
        )


def instant_not_instant(c: Clocked) -> Iterator[Finding]:
    """An instant case that is not closed on the working day of its acceptance."""
    start = c.clocks.started_at
    if c.case.item.case_kind == "instant" and start is not None:
        day_zero = start.date()
        if not c.limits.calendar.is_working(day_zero):
            day_zero = c.limits.calendar.add(day_zero, 1)
        due = c.limits.calendar.due_at(day_zero, 0)
        yield from overdue(
            c, "W07", Level.YELLOW, due, c.clocks.stopped_at, known_from=c.known_from
        )


def on_the_spot_not_kept(c: Clocked) -> Iterator[Finding]:
    """An item declared as done on the spot, closed on a later day."""
    start, stopped = c.clocks.started_at, c.clocks.stopped_at
    declared = c.case.item.service_class == "on_the_spot" and c.case.item.case_kind != "instant"
    if declared and start and stopped and stopped.date() > start.date():
        yield act(c, "W08", Level.HINT, stopped, closed_on=day(stopped), accepted_on=day(start))


def step_late(c: Clocked) -> Iterator[Finding]:
    """A step past its own limit; a card once it is so by a further number of working days."""
    grace = int(c.threshold("W10", "yellow_after_days", 2))
    for clock in c.clocks.steps:
        step, due = clock.step, clock.due_at
        ended = step.ended_at or c.case.closed_at
        if due is None or step.begun_at is None or (ended is not None and ended <= due):
            continue
        card_due = c.limits.calendar.due_at(due.date(), grace)
        limit = clock.limit_days or 0
        first = next(overdue(c, "W10", Level.SOON, due, ended, step, step.number, limit=limit))
        first.ends_at = min(ended, card_due + ONE_SECOND) if ended else card_due + ONE_SECOND
        yield first
        for card in overdue(
            c, "W10", Level.YELLOW, card_due, ended, step, step.number, limit=limit
        ):
            card.due_at = due
            card.evidence["due_on"] = day(due)
            yield card


def joint_late(c: Clocked) -> Iterator[Finding]:
    """Joint handling past forty-five working days, sixty with its extension."""
    start = c.clocks.started_at
    if c.case.item.is_joint and start is not None:
        days = JOINT_DAYS + min(c.clocks.valid_extension_days, JOINT_EXTENSION_DAYS)
        pauses = c.clocks.pauses
        due: datetime | None = c.limits.calendar.due_at(start.date(), days, pauses.runs)
        if due is not None and pauses.stop(due.date()):
            due = None
        if c.clocks.statutory_due_at is not None and due is not None:
            due = min(due, c.clocks.statutory_due_at)
        yield from overdue(
            c, "W13", Level.RED, due, c.clocks.stopped_at, known_from=c.known_from, limit=days
        )


def preliminary_review_late(c: Clocked) -> Iterator[Finding]:
    """A case for a higher level's decision, not reviewed and passed up within twenty days."""
    start = c.clocks.started_at
    if c.case.item.case_kind == "reported_up" and start is not None:
        limit = c.clocks.statutory_limit
        days = min(PRELIMINARY_DAYS, limit) if limit else PRELIMINARY_DAYS
        pauses = c.clocks.pauses
        due = c.limits.calendar.due_at(start.date(), days, pauses.runs)
        if not pauses.stop(due.date()):
            yield from overdue(
                c,
                "W17",
                Level.YELLOW,
                due,
                c.clocks.stopped_at,
                known_from=c.known_from,
                limit=days,
            )


def delivery_late(c: Clocked) -> Iterator[Finding]:
    """A granted document not delivered within ten working days of the decision."""
    delivered = c.case.delivered_at or c.case.closed_at
    yield from overdue(c, "W18", Level.YELLOW, c.clocks.delivery_due_at, delivered)


def renewal_undecided(c: Clocked) -> Iterator[Finding]:
    """A renewal filed thirty days before expiry and undecided at expiry: deemed granted."""
    expiry = c.case.renews_expiry_on
    if expiry is None or c.case.received_at.date() > expiry - RENEWAL_NOTICE:
        return
    due = datetime(expiry.year, expiry.month, expiry.day, 23, 59, 59)
    yield from overdue(c, "W23", Level.RED, due, c.clocks.stopped_at)


KNOWN_FROM_VERSION = "2026-11-26"
"""Since then no card about a deemed acceptance precedes it."""

SOON, YELLOW, RED = Level.SOON, Level.YELLOW, Level.RED

RULES = (
    Rule(
        "W01",
        N_("承诺将到期"),
        N_("承诺时限于 {due_on} 到期"),
        N_("服务承诺；用时满九成或剩一个工作日即预警"),
        (SOON,),
        promise_due_soon,
        KNOWN_FROM_VERSION,
    ),
    Rule(
        "W02",
        N_("超承诺时限"),
        N_("承诺时限已于 {due_on} 届满，尚无决定或决定在后"),
        N_("服务承诺；《行政许可法》第四十二条"),
        (YELLOW,),
        past_promise,
        KNOWN_FROM_VERSION,
    ),
    Rule(
        "W03",
        N_("逾期未受理"),
        N_("{received_on} 收件，至 {due_on} 未受理也未告知，自收件之日起视为受理"),
        N_("《行政许可法》第三十二条"),
        (YELLOW,),
        not_accepted_in_time,
    ),
    Rule(
        "W05",
        N_("网上预审超时"),
        N_("预审应于 {due_on} 前答复，限 {limit} 个工作日"),
        N_("区网上政务大厅预审时限"),
        (SOON,),
        pre_check_late,
    ),
    Rule(
        "W06",
        N_("超法定时限"),
        N_("法定时限已于 {due_on} 届满，尚无决定或决定在后"),
        N_("《行政许可法》第四十二条"),
        (RED,),
        past_statute,
        KNOWN_FROM_VERSION,
    ),
    Rule(
        "W07",
        N_("即办件未即办"),
        N_("即办件应于 {due_on} 当日办结"),
        N_("服务指南即办承诺"),
        (YELLOW,),
        instant_not_instant,
        KNOWN_FROM_VERSION,
    ),
    Rule(
        "W08",
        N_("当场办结未兑现"),
        N_("当场办结事项于 {accepted_on} 受理，{closed_on} 才办结"),
        N_("“三个一批”当场办结目录"),
        (Level.HINT,),
        on_the_spot_not_kept,
    ),
    Rule(
        "W10",
        N_("环节超时"),
        N_("本环节应于 {due_on} 前办毕，限 {limit} 个工作日"),
        N_("事项流程规定的环节时限"),
        (SOON, YELLOW),
        step_late,
    ),
    Rule(
        "W13",
        N_("联合办理超时"),
        N_("联合办理时限 {limit} 个工作日，已于 {due_on} 届满"),
        N_("《行政许可法》第二十六条、第四十二条"),
        (RED,),
        joint_late,
        KNOWN_FROM_VERSION,
    ),
    Rule(
        "W17",
        N_("上报初审逾期"),
        N_("初审应于 {due_on} 前完成，限 {limit} 个工作日"),
        N_("《行政许可法》第四十三条"),
        (YELLOW,),
        preliminary_review_late,
        KNOWN_FROM_VERSION,
    ),
    Rule(
        "W18",
        N_("送达逾期"),
        N_("准予决定的证件应于 {due_on} 前送达"),
        N_("《行政许可法》第四十四条"),
        (YELLOW,),
        delivery_late,
    ),
    Rule(
        "W23",
        N_("延续逾期未决"),
        N_("原证 {due_on} 到期前未作决定，视为准予延续"),
        N_("《行政许可法》第五十条"),
        (RED,),
        renewal_undecided,
    ),
)
