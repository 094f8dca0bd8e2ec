"""Rules about what stops or lengthens a clock: special procedures and extensions."""

from collections.abc import Iterator

from supervision.cases import LAWFUL_PAUSES, Pause
from supervision.clocks import extension_faults
from supervision.findings import Finding, Level
from supervision.rules.rule import Clocked, Rule, act, day, overdue
from supervision.words import N_

OPEN_TOO_LONG_DAYS = 60

REASONS = {
    "second": N_("第二次延期"),
    "too_long": N_("延期超过法定天数"),
    "no_approver": N_("无批准人"),
    "after_expiry": N_("到期后才批准"),
    "no_notice": N_("未书面告知"),
    "unlawful_kind": N_("不属法定特别程序"),
    "after_due": N_("时限届满后才启动"),
}


def extension_unlawful(c: Clocked) -> Iterator[Finding]:
    """An extension after expiry, too long, a second one, without approver or without notice."""
    expiry = c.clocks.statutory_lawful_due_at or c.clocks.promised_lawful_due_at
    for place, extension in enumerate(c.case.extensions):
        if extension.approved_at is None:
            continue
        faults = extension_faults(extension, place, expiry, c.case.item.is_joint)
        if not extension.notice_no:
            faults.append("no_notice")
        if faults:
            yield act(
                c,
                "W11",
                Level.RED,
                extension.approved_at,
                episode=extension.number,
                reason=REASONS[faults[0]],
                days=extension.days,
            )


def pause_unlawful(c: Clocked) -> Iterator[Finding]:
    """A special procedure of no lawful kind, without notice, or begun when the limit was past."""
    for pause in c.case.pauses:
        faults = list(_pause_faults(c, pause))
        if faults:
            yield act(
                c,
                "W12",
                Level.YELLOW,
                pause.started_at,
                episode=pause.number * 2,
                reason=REASONS[faults[0]],
                since=day(pause.started_at),
            )
        yield from _pause_too_long(c, pause)


def _pause_faults(c: Clocked, pause: Pause) -> Iterator[str]:
    due = c.clocks.promised_due_at
    if pause.kind not in LAWFUL_PAUSES:
        yield "unlawful_kind"
    if due is not None and pause.started_at > due:
        yield "after_due"
    if not pause.notice_no:
        yield "no_notice"


def _pause_too_long(c: Clocked, pause: Pause) -> Iterator[Finding]:
    days = pause.limit_days
    if days is None:
        days = int(c.threshold("W12", "open_days", OPEN_TOO_LONG_DAYS))
    due = c.limits.calendar.due_at(pause.started_at.date(), days)
    yield from overdue(
        c,
        "W12",
        Level.YELLOW,
        due,
        pause.ended_at or c.clocks.stopped_at,
        episode=pause.number * 2 + 1,
        reason=N_("超过自身时限"),
        since=day(pause.started_at),
    )


RULES = (
    Rule(
        "W11",
        N_("延期不合规"),
        N_("延期 {days} 个工作日：{reason}"),
        N_("《行政许可法》第四十二条"),
        (Level.RED,),
        extension_unlawful,
    ),
    Rule(
        "W12",
        N_("特别程序不合规"),
        N_("{since} 起的特别程序：{reason}"),
        N_("《行政许可法》第四十五条"),
        (Level.YELLOW,),
        pause_unlawful,
    ),
)
