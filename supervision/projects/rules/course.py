"""The course of a project: approvals that get stuck, dates that move, pauses without a word."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import pairwise
from math import floor

from supervision.findings import Finding, Level
from supervision.projects.chain import Link
from supervision.projects.facts import LinkedCase, Milestone, PlanChange, morning
from supervision.projects.plan import versions
from supervision.projects.rules.rule import ONE_SECOND, Evidence, Tracked
from supervision.rules.rule import Rule, day
from supervision.spans import first_of
from supervision.words import N_
from supervision.working_days import END_OF_DAY

MEDIANS = 2
WAIT_DAYS = 3
CHANGES = 2
LAST_DAYS = 30
NOTE_DAYS = 90


def approval_stuck(t: Tracked) -> Iterator[Finding]:
    """An approval takes twice its usual time, or nobody takes the next one up for three days.

    The usual time is the median of the item; special procedures do not count.
    """
    episode = 0
    for linked in t.project.cases:
        for finding in _slow(t, linked):
            episode += 1
            finding.episode = episode
            yield finding
    days = int(t.threshold("W56", "wait_days", WAIT_DAYS))
    for link in t.chain:
        if not link.is_wait:
            continue
        due = t.limits.calendar.due_at(link.since.date(), days - 1)
        if link.until is None or link.until > due:
            episode += 1
            evidence: Evidence = {"form": "wait", "since": day(link.since), "days": days}
            evidence["subject"] = _last_item(link)
            yield Finding(
                "W56", Level.SOON, due + ONE_SECOND, link.until, due, episode, evidence=evidence
            )


def planned_anew(t: Tracked) -> Iterator[Finding]:
    """A date of the plan is moved a second time, or in the thirty days before it."""
    often = int(t.threshold("W57", "changes", CHANGES))
    last_days = timedelta(days=t.threshold("W57", "last_days", LAST_DAYS))
    for stone in t.project.milestones:
        moves = pairwise(versions(stone, t.project.known_from))
        for count, (before, after) in enumerate(moves, start=1):
            last_days_begin = datetime.combine(before.planned_on, time()) - last_days
            is_late = after.since >= last_days_begin
            if count >= often or is_late:
                assert after.change is not None
                yield _moved(t, stone, after.change, count)


def pause_unexplained(t: Tracked) -> Iterator[Finding]:
    """A pause without its reason or next step, or whose note is older than ninety days."""
    note_days = int(t.threshold("W58", "note_days", NOTE_DAYS))
    for pause in t.project.pauses:
        begun, ended = morning(pause.started_on), morning(pause.ended_on)
        end = first_of(ended, t.project.ended_at)
        assert begun is not None
        evidence: Evidence = {"started_on": day(begun), "note_days": note_days}
        if not pause.reason or not pause.next_step:
            evidence["form"] = "silent"
            occurs_at = begun
        else:
            noted = max(pause.noted_at or begun, begun)
            evidence |= {"form": "old_note", "noted_on": day(noted)}
            last_day = noted.date() + timedelta(days=note_days)
            occurs_at = datetime.combine(last_day, END_OF_DAY) + ONE_SECOND
        if end is None or occurs_at < end:
            yield Finding(
                "W58", Level.ORDER, occurs_at, end, episode=pause.number, evidence=evidence
            )


def _slow(t: Tracked, linked: LinkedCase) -> Iterator[Finding]:
    case, clocks = linked.case, linked.clocks
    if clocks.started_at is None or not linked.median_days:
        return
    limit = floor(t.threshold("W56", "medians", MEDIANS) * linked.median_days)
    due = t.limits.due(clocks.started_at, limit, case.item.limit_unit, clocks.pauses.runs)
    if clocks.pauses.stop(due.date()):
        return
    if clocks.stopped_at is None or clocks.stopped_at > due:
        evidence: Evidence = {
            "form": "slow",
            "subject": case.item.code,
            "case_id": case.case_id,
            "since": day(clocks.started_at),
            "days": limit,
        }
        yield Finding(
            "W56",
            Level.SOON,
            due + ONE_SECOND,
            clocks.stopped_at,
            due,
            officer=case.officer,
            evidence=evidence,
        )


def _last_item(link: Link) -> str:
    last = link.before.cases[-1] if link.before else None
    return last.case.item.code if last else ""


def _moved(t: Tracked, stone: Milestone, change: PlanChange, count: int) -> Finding:
    evidence: Evidence = {
        "milestone": stone.number,
        "kind": stone.kind,
        "count": count,
        "to_on": change.to_on.isoformat(),
    }
    return Finding(
        "W57",
        Level.ORDER,
        change.changed_at,
        t.answered_by(change.changed_at, morning(stone.reached_on)),
        episode=100 * stone.number + change.number,
        evidence=evidence,
    )


RULES = (
    Rule(
        "W56",
        N_("项目审批卡点"),
        N_("自 {since} 起，超过 {days} 个工作日未办结或未进入下一环节"),
        N_("区产业项目审批综合受理跟踪办法"),
        (Level.SOON,),
        approval_stuck,
    ),
    Rule(
        "W57",
        N_("节点改期"),
        N_("节点第 {count} 次改期，改至 {to_on}"),
        N_("区重点项目节点计划管理要求"),
        (Level.ORDER,),
        planned_anew,
    ),
    Rule(
        "W58",
        N_("暂停未说明"),
        N_("{started_on} 起暂停，未说明原因和下一步，或说明超过 {note_days} 日未更新"),
        N_("区重点项目暂停管理要求"),
        (Level.ORDER,),
        pause_unexplained,
    ),
)
