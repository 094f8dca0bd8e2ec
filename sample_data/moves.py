"""One move of one case, as a business system would write it: a few statements, one transaction."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Executable, insert, update

from data_access.schema import (
    ApprovalCase,
    CaseExtension,
    CasePause,
    CaseStep,
    CorrectionNotice,
)
from data_access.schema.base import table_of
from sample_data.assembly import MATERIALS, PAUSE_KINDS, PAUSE_REASONS, PAUSE_SHARES, REASONS
from sample_data.procedure import KINDS, NAMES, SLOTS
from sample_data.stock import OpenCase

CORRECTION, SECOND_CORRECTION, NO_ACCEPTANCE = 0.06, 0.006, 0.01
PAUSE, EXTENSION, WITHDRAWAL, REFUSAL = 0.02, 0.004, 0.006, 0.015
FORGOTTEN_REASON, NO_PAUSE_NOTICE, NO_APPROVER = 0.08, 0.05, 0.15
SAME_PERSON, ONE_ON_SITE, SKIPPED_REVIEW, IDLE = 0.006, 0.03, 0.003, 0.02


@dataclass
class Move:
    """What was done, the statements that do it, and how it leaves the case."""

    name: str
    statements: list[Executable]
    is_last: bool = False


@dataclass
class Desk:
    """What an officer needs at hand: the time, the luck of the draw, the colleagues."""

    now: datetime
    rng: np.random.Generator
    teams: dict[tuple[str, str], list[str]]

    def chance(self, share: float) -> bool:
        """Whether something that happens in this share of cases happens now."""
        return bool(self.rng.random() < share)

    def officer(self, case: OpenCase, code: str) -> str | None:
        """Who takes a step: the clerk, or for checks and decisions a colleague of that role."""
        is_other = code == "recheck" or (code == "approve" and case.item.level != "one_person")
        team = self.teams.get((case.department, code), []) if is_other else []
        others = [name for name in team if name != case.clerk]
        if not others or self.chance(SAME_PERSON):
            return case.clerk
        return others[int(self.rng.integers(0, len(others)))]


def advance(case: OpenCase, desk: Desk) -> Move:
    """The next move of a case; its state is changed as if the move were already written."""
    if case.awaits_reply:
        return _reply(case, desk)
    if case.is_paused:
        return _resume(case, desk)
    if case.accepted_at is None and case.step_code == "accept" and case.is_signed:
        return _answer(case, desk)
    if not case.is_signed:
        return _sign(case, desk)
    if case.accepted_at is not None and case.decided_at is None:
        return _work(case, desk)
    return _finish_step(case, desk, case.step_code)


def _sign(case: OpenCase, desk: Desk) -> Move:
    case.is_signed = True
    steps = table_of(CaseStep)
    signed = (
        update(steps)
        .where(steps.c.case_id == case.case_id, steps.c.step_no == case.step_no)
        .values(started_at=desk.now)
    )
    handed = signed.where(steps.c.arrived_at.is_(None)).values(arrived_at=desk.now)
    return Move(f"sign {case.step_code}", [handed, signed])


def _answer(case: OpenCase, desk: Desk) -> Move:
    """Ask for corrections, refuse to accept, or accept."""
    if desk.chance(CORRECTION if case.notices == 0 else SECOND_CORRECTION):
        case.notices += 1
        case.awaits_reply = True
        case.held_until = desk.now + timedelta(days=1 + 8 * desk.rng.random())
        row = {
            "case_id": case.case_id,
            "notice_no": case.notices,
            "notified_at": desk.now,
            "is_new_fact": False,
            "materials": MATERIALS[int(desk.rng.integers(0, len(MATERIALS)))],
        }
        return Move("ask for corrections", [insert(table_of(CorrectionNotice)).values(row)])
    if case.item.case_kind != "instant" and desk.chance(NO_ACCEPTANCE):
        values = {"closed_at": desk.now, "outcome": "not_accepted", **_reason(desk)}
        statements = [_end_step(case, desk, "refused"), _change(case, **values)]
        return Move("refuse acceptance", statements, is_last=True)
    case.accepted_at = desk.now
    statements = [_end_step(case, desk, "accepted"), _change(case, accepted_at=desk.now)]
    return Move("accept", [*statements, *_hand_on(case, desk)])


def _reply(case: OpenCase, desk: Desk) -> Move:
    case.awaits_reply = False
    notices = table_of(CorrectionNotice)
    replied = (
        update(notices)
        .where(notices.c.case_id == case.case_id, notices.c.notice_no == case.notices)
        .values(replied_at=desk.now)
    )
    return Move("reply to the notice", [replied])


def _resume(case: OpenCase, desk: Desk) -> Move:
    case.is_paused = False
    pauses = table_of(CasePause)
    ended = (
        update(pauses)
        .where(pauses.c.case_id == case.case_id, pauses.c.ended_at.is_(None))
        .values(ended_at=desk.now)
    )
    return Move("end a special procedure", [ended])


def _work(case: OpenCase, desk: Desk) -> Move:
    """The usual end of a step, or now and then a pause, an extension, a withdrawal."""
    is_slow = case.item.case_kind != "instant" and (case.item.promised or 0) > 3
    if is_slow and case.step_code == "review" and case.pauses == 0 and desk.chance(PAUSE):
        return _pause(case, desk)
    if is_slow and case.extensions == 0 and desk.chance(EXTENSION):
        return _extend(case, desk)
    if is_slow and desk.chance(WITHDRAWAL):
        statements = [
            _end_step(case, desk, None),
            _change(case, closed_at=desk.now, outcome="withdrawn"),
        ]
        return Move("withdraw", statements, is_last=True)
    if case.step_code == "approve":
        return _decide(case, desk)
    return _finish_step(case, desk, case.step_code)


def _pause(case: OpenCase, desk: Desk) -> Move:
    case.pauses += 1
    case.is_paused = True
    case.held_until = desk.now + timedelta(days=3 + 20 * desk.rng.random())
    kind = int(desk.rng.choice(len(PAUSE_SHARES), p=PAUSE_SHARES))
    row = {
        "case_id": case.case_id,
        "pause_no": case.pauses,
        "kind": PAUSE_KINDS[kind],
        "started_at": desk.now,
        "limit_days": 20,
        "notice_no": None if desk.chance(NO_PAUSE_NOTICE) else f"P{case.case_id}",
        "approver": desk.officer(case, "approve"),
        "reason": PAUSE_REASONS[kind],
    }
    return Move("begin a special procedure", [insert(table_of(CasePause)).values(row)])


def _extend(case: OpenCase, desk: Desk) -> Move:
    case.extensions += 1
    row = {
        "case_id": case.case_id,
        "extension_no": case.extensions,
        "approved_at": desk.now,
        "days": int(desk.rng.integers(5, 11)),
        "approver": None if desk.chance(NO_APPROVER) else desk.officer(case, "approve"),
        "notice_no": f"E{case.case_id}",
        "reason": "情况复杂，需补充论证",
    }
    return Move("extend", [insert(table_of(CaseExtension)).values(row)])


def _decide(case: OpenCase, desk: Desk) -> Move:
    """Decide; the case is closed with it unless a document is still to be delivered."""
    values: dict[str, Any] = {"outcome": _usual_outcome(case), "decided_at": desk.now}
    if case.item.case_kind != "instant" and desk.chance(REFUSAL):
        values |= {"outcome": "refused", **_reason(desk)}
    case.decided_at = desk.now
    result = "refused" if values["outcome"] == "refused" else "agreed"
    statements = [_end_step(case, desk, result)]
    if case.item.needs_document and values["outcome"] == "granted":
        return Move("decide", [*statements, _change(case, **values), *_hand_on(case, desk)])
    statements.append(_change(case, **values, closed_at=desk.now))
    return Move("decide and close", statements, is_last=True)


def _finish_step(case: OpenCase, desk: Desk, code: str) -> Move:
    """End the present step and hand the case on; the end of the delivery closes it."""
    statements: list[Executable] = [_end_step(case, desk, "agreed")]
    if case.decided_at is not None:
        delivered = _change(case, delivered_at=desk.now, closed_at=desk.now)
        return Move("deliver and close", [*statements, delivered], is_last=True)
    return Move(f"finish {code}", [*statements, *_hand_on(case, desk)])


def _hand_on(case: OpenCase, desk: Desk) -> Iterator[Executable]:
    """The row of the next step; now and then one is skipped, or the case is left lying."""
    following = case.next_codes()
    if following and following[0] == "review" and desk.chance(SKIPPED_REVIEW):
        following = following[1:]
    if not following:
        return
    case.step_no += 1
    case.step_code, case.is_signed = following[0], False
    is_idle = desk.chance(IDLE) and case.item.case_kind != "instant"
    if is_idle:
        case.held_until = desk.now + timedelta(days=2 + 4 * desk.rng.random())
    yield insert(table_of(CaseStep)).values(step_row(case, desk, is_idle=is_idle))


def step_row(case: OpenCase, desk: Desk, *, is_idle: bool = False) -> dict[str, Any]:
    """The present step of a case, handed over now."""
    slot = SLOTS.index(case.step_code)
    on_site = case.step_code == "on_site"
    count = (1 if desk.chance(ONE_ON_SITE) else 2) if on_site else None
    officer = desk.officer(case, case.step_code)
    if count == 2:
        team = desk.teams.get((case.department, "accept"), [])
        officer = "、".join([str(officer), *[name for name in team if name != officer][:1]])
    return {
        "case_id": case.case_id,
        "step_no": case.step_no,
        "step_code": case.step_code,
        "name": NAMES[slot][0],
        "kind": KINDS[slot],
        "officer": officer,
        "officer_count": count,
        "arrived_at": None if is_idle else desk.now,
    }


def _end_step(case: OpenCase, desk: Desk, result: str | None) -> Executable:
    steps = table_of(CaseStep)
    return (
        update(steps)
        .where(
            steps.c.case_id == case.case_id,
            steps.c.step_no == case.step_no,
            steps.c.ended_at.is_(None),
        )
        .values(ended_at=desk.now, result=result)
    )


def _change(case: OpenCase, **values: object) -> Executable:
    cases = table_of(ApprovalCase)
    return update(cases).where(cases.c.case_id == case.case_id).values(values)


def _reason(desk: Desk) -> dict[str, Any]:
    if desk.chance(FORGOTTEN_REASON):
        return {"decision_reason": None, "remedy_told": False}
    words = REASONS[int(desk.rng.integers(0, len(REASONS)))]
    return {"decision_reason": words, "remedy_told": True}


def _usual_outcome(case: OpenCase) -> str:
    if case.item.case_kind == "reported_up":
        return "reported_up"
    return "completed" if case.item.kind in ("service", "other") else "granted"
