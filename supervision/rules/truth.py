"""Rules about the truth of the record: what was made up, typed in late, or changed afterwards."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from supervision.findings import Finding, Level
from supervision.rules.rule import Clocked, Rule, act, day, minute, nothing
from supervision.words import N_
from supervision.working_days import WorkingCalendar

AVOIDING_DAYS = 1
BACK_TYPED_DAYS = 1
ZERO_CHAIN_STEPS = 3
AVOIDING_OUTCOMES = ("withdrawn", "returned", "void")
CALENDAR_DUE = (12, 15)
GUARDED_TIMES = ("received_at", "accepted_at", "decided_at", "closed_at")


def ended_to_avoid_a_card(c: Clocked) -> Iterator[Finding]:
    """Voided, returned or withdrawn within a working day of the due date, or after a warning."""
    closed, due = c.case.closed_at, c.clocks.promised_due_at
    if c.case.outcome not in AVOIDING_OUTCOMES or closed is None or due is None:
        return
    near = c.limits.calendar.add(due.date(), -int(c.threshold("W27", "days", AVOIDING_DAYS)))
    warned = c.clocks.promised_soon_at is not None and closed >= c.clocks.promised_soon_at
    if closed.date() >= near or warned:
        yield act(c, "W27", Level.ORDER, closed, closed_on=day(closed), due_on=day(due))


def zero_length_chain(c: Clocked) -> Iterator[Finding]:
    """All steps begun and ended within the same minute: typed in, not worked through."""
    steps = c.case.steps
    if len(steps) < ZERO_CHAIN_STEPS or c.case.item.case_kind == "instant":
        return
    moments = {
        minute(moment)
        for step in steps
        for moment in (step.begun_at or step.ended_at, step.ended_at)
        if moment is not None
    }
    if len(moments) == 1 and all(step.ended_at for step in steps):
        moment = max(step.ended_at for step in steps if step.ended_at)
        yield act(c, "W105", Level.ORDER, moment, steps=len(steps))


def typed_in_late(c: Clocked) -> Iterator[Finding]:
    """The row was made more than a working day after the event it tells of."""
    created = c.case.created_at
    if created is None:
        return
    days = int(c.threshold("W106", "days", BACK_TYPED_DAYS))
    if created > c.limits.calendar.due_at(c.case.received_at.date(), days):
        yield act(
            c,
            "W106",
            Level.SOON,
            created,
            received_on=day(c.case.received_at),
            created_on=day(created),
        )


def changed_afterwards(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    now: datetime,
    *,
    was_guarded: bool,
    episode: int,
) -> Iterator[Finding]:
    """W26: a time that stood when the case was closed or carded is now another one, or gone.

    A deemed acceptance was never written by anybody, so nobody can have changed it.
    """
    if not was_guarded:
        return
    for name in GUARDED_TIMES:
        if name == "accepted_at" and before.get("is_deemed_accepted"):
            continue
        old, new = before.get(name), after.get(name)
        if old is not None and old <= now and old != new:
            yield Finding(
                "W26",
                Level.ORDER,
                now,
                episode=episode,
                evidence={
                    "column": name,
                    "old": old.isoformat(sep=" "),
                    "new": new.isoformat(sep=" ") if new else "—",
                },
            )
            return


def calendar_missing(calendar: WorkingCalendar, now: datetime) -> Iterator[Finding]:
    """W107: next year's calendar is not loaded by 15 December, or this year's is missing."""
    month, last = CALENDAR_DUE
    for year, due in (
        (now.year, date(now.year - 1, month, last)),
        (now.year + 1, date(now.year, month, last)),
    ):
        if year not in calendar.published_years:
            occurs = datetime(due.year, due.month, due.day)
            yield Finding("W107", Level.ORDER, occurs, due_at=occurs, evidence={"year": year})


ORDER, SOON = Level.ORDER, Level.SOON

RULES = (
    Rule(
        "W26",
        N_("事后改时间"),
        N_("{column} 由 {old} 改为 {new}"),
        N_("监察数据真实性要求"),
        (ORDER,),
        nothing,
    ),
    Rule(
        "W27",
        N_("作废退件避牌"),
        N_("{due_on} 到期，{closed_on} 以退件、撤回或作废结束"),
        N_("监察数据真实性要求"),
        (ORDER,),
        ended_to_avoid_a_card,
    ),
    Rule(
        "W105",
        N_("零时长链"),
        N_("{steps} 个环节在同一分钟内办毕"),
        N_("监察数据真实性要求"),
        (ORDER,),
        zero_length_chain,
    ),
    Rule(
        "W106",
        N_("补录"),
        N_("{received_on} 收件，{created_on} 才录入"),
        N_("监察数据实时性要求"),
        (SOON,),
        typed_in_late,
    ),
    Rule(
        "W107",
        N_("工作日历缺年"),
        N_("{year} 年工作日历尚未载入，跨年时限为暂定"),
        N_("国务院办公厅年度节假日安排"),
        (ORDER,),
        nothing,
    ),
)
