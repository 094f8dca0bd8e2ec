"""One appeal as it stood at a moment: its words, its loop step by step, its rounds, its findings.

The loop is walked anew from the contract, as evaluation walks it; what happened later than the
moment is left out. Names, numbers and free text leave masked.
"""

from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, or_, select

from data_access.appeals.appeal_clocks import load_appeal, load_seen, walked
from data_access.appeals.appeal_loading import LoadedAppeal
from data_access.appeals.appeal_words import mask_enterprise, masked_words
from data_access.limits import limits_of
from data_access.masking import mask_columns, mask_name, mask_phone
from data_access.schema import (
    Appeal,
    AppealClass,
    AppealClock,
    AppealStep,
    ApprovalCase,
    Finding,
    Project,
)
from data_access.schema.base import table_of
from data_access.scoping import within
from supervision.appeals.clocks import AppealClocks
from supervision.appeals.facts import acts_of
from supervision.appeals.loop import Stage
from supervision.scope import Scope

LINE = "appeal"
ACT_COLUMNS = ["kind", "happened_at", "round_no", "department_code", "officer", "result", "note"]
clock, appeal = table_of(AppealClock).c, table_of(Appeal).c


def find_appeal(
    connection: Connection, scope: Scope, *, as_of: datetime, appeal_id: str
) -> pd.DataFrame:
    """The appeal in one row, by its id or the number that people call it by; no row if unknown.

    Columns: appeal_id, appeal_no, source_code, category_code, class_name, class_name_en,
    department_code (who holds it in the round of `as_of`), town_code, channel, claim (if answered),
    enterprise (masked), enterprise_code, contact, phone, officer (masked), title, content (masked),
    case_id, case_no, project_id, project, round_no, stage (supervision.appeals.loop.Stage),
    opened_at (of the appeal).
    """
    named = or_(clock.appeal_id == appeal_id, clock.appeal_no == appeal_id)
    begun = (clock.opened_at <= as_of, *within(scope, AppealClock))
    of_round = (
        select(
            *(clock.appeal_id, clock.appeal_no, clock.source_code, clock.round_no),
            clock.item_code.label("category_code"),
            *(clock.department_code, clock.town_code, clock.channel, clock.claim),
            *(clock.enterprise_code, clock.case_id, clock.project_id, clock.answered_at),
            *(appeal.enterprise_name, appeal.contact_name, appeal.officer),
            appeal.contact_phone.label("phone"),
            *(appeal.title, appeal.content),
            *(AppealClass.name.label("class_name"), AppealClass.name_en.label("class_name_en")),
            *(ApprovalCase.case_no, Project.name.label("project")),
        )
        .join(Appeal, appeal.appeal_id == clock.appeal_id)
        .outerjoin(AppealClass, AppealClass.class_code == clock.class_code)
        .outerjoin(ApprovalCase, ApprovalCase.case_id == clock.case_id)
        .outerjoin(Project, Project.project_id == clock.project_id)
        .where(named, *begun)
        .order_by((clock.appeal_id == appeal_id).desc(), clock.appeal_id, clock.round_no.desc())
        .limit(1)
    )
    frame = pd.read_sql_query(of_round, connection, parse_dates=["answered_at"])
    if frame.empty:
        return frame
    frame = mask_columns(frame, "class_name", "class_name_en", "project")
    row = frame.to_dict("records")[0]
    loaded = load_appeal(connection, row["appeal_id"], as_of)
    clocks = walked(loaded, limits_of(connection))
    shown: dict[str, Any] = {"opened_at": clocks.rounds[0].round.opened_at if clocks else None}
    shown["stage"] = _stage(clocks, as_of)
    if pd.isna(row["answered_at"]) or row["answered_at"] > as_of:
        shown["claim"] = ""
    if scope.sees_personal_data:
        shown |= {"enterprise": row["enterprise_name"], "contact": row["contact_name"]}
    else:
        shown |= {
            "enterprise": mask_enterprise(row),
            "contact": mask_name(row["contact_name"]),
            "phone": mask_phone(row["phone"]),
            "officer": mask_name(row["officer"]),
            "title": masked_words(row, row["title"] or ""),
            "content": masked_words(row, row["content"] or ""),
        }
    frame = frame.assign(**{name: pd.Series([value]) for name, value in shown.items()})
    return frame.drop(columns=["enterprise_name", "contact_name", "answered_at"])


def is_waiting(connection: Connection, scope: Scope, *, as_of: datetime, appeal_id: str) -> bool:
    """Whether the contract has the appeal, though nothing is shown of it yet or at that moment.

    An appeal of departments outside the scope is not known.
    """
    del as_of
    named = or_(appeal.appeal_id == appeal_id, appeal.appeal_no == appeal_id)
    known = select(appeal.appeal_id).where(named)
    if scope.departments:
        known = known.where(appeal.department_code.in_(scope.departments))
    return connection.scalar(known) is not None


def list_acts(
    connection: Connection, scope: Scope, *, as_of: datetime, appeal_id: str
) -> pd.DataFrame:
    """One row a step of the loop that had been taken by `as_of`, in order, the request first.

    Columns: kind (request, accept, and those of the contract), happened_at, round_no,
    department_code, officer (masked), result ("" where it has none), note (masked).
    """
    loaded = load_seen(connection, scope, appeal_id, as_of)
    if loaded is None or loaded.appeal is None:
        return pd.DataFrame(columns=ACT_COLUMNS)
    of_steps = select(AppealStep.step_no, AppealStep.note).where(AppealStep.appeal_id == appeal_id)
    notes = {row.step_no: row.note for row in connection.execute(of_steps)}
    told = {step.number for step in loaded.appeal.steps}
    names = {name: loaded.row[name] for name in ("enterprise_name", "contact_name")}
    rows: list[list[Any]] = [["request", loaded.appeal.requested_at, 1, "", "", "", ""]]
    round_no = 1
    for act in acts_of(loaded.appeal):
        if act.happened_at > as_of:
            continue
        note = notes.get(act.number) or "" if act.number in told else ""
        officer = act.officer
        if not scope.sees_personal_data:
            note, officer = masked_words(names, note), mask_name(officer)
        result = act.result or _own_result(loaded, act.kind, told_by=act.number in told)
        rows.append([act.kind, act.happened_at, round_no, act.department, officer, result, note])
        round_no += act.kind == "reopen"
    frame = pd.DataFrame(rows, columns=ACT_COLUMNS)
    return frame.assign(happened_at=pd.to_datetime(frame["happened_at"]))


def list_rounds(
    connection: Connection, scope: Scope, *, as_of: datetime, appeal_id: str
) -> pd.DataFrame:
    """One row a round that had begun by `as_of`, the first one first.

    Columns: round_no, department_code, opened_at, due_at, answered_at, outcome, called_back_at,
    verdict, satisfaction, verified_at, reopened_at, used_days (working days, each empty until it
    happened).
    """
    statement = (
        select(
            *(clock.round_no, clock.department_code, clock.opened_at, clock.due_at),
            *(clock.answered_at, clock.outcome, clock.called_back_at),
            clock.enterprise_verdict.label("verdict"),
            *(clock.satisfaction, clock.verified_at, clock.reopened_at, clock.used_days),
        )
        .where(clock.appeal_id == appeal_id, clock.opened_at <= as_of, *within(scope, AppealClock))
        .order_by(clock.round_no)
    )
    moments = ["opened_at", "due_at", "answered_at", "called_back_at", "verified_at", "reopened_at"]
    frame = pd.read_sql_query(statement, connection, parse_dates=moments)
    done = [name for name in moments if name not in ("opened_at", "due_at")]
    frame[done] = frame[done].where(frame[done] <= as_of)
    is_answered, is_called = frame["answered_at"].notna(), frame["called_back_at"].notna()
    frame["outcome"] = frame["outcome"].where(is_answered, "")
    frame["used_days"] = frame["used_days"].astype("Int64").where(is_answered)
    frame["verdict"] = frame["verdict"].where(is_called, "")
    frame["satisfaction"] = frame["satisfaction"].astype("Int64").where(is_called)
    return frame


def list_findings(
    connection: Connection, scope: Scope, *, as_of: datetime, appeal_id: str
) -> pd.DataFrame:
    """One row a finding that has occurred by `as_of`: open ones first, then the worst, the newest.

    Columns: finding_id, rule, level, occurs_at, ends_at, due_at, evidence (JSON), rule_version,
    withdrawn_at, withdrawn_reason, state (open, ended, withdrawn) at `as_of`. Those of
    rounds outside the scope are not told, like the rounds.
    """
    finding = table_of(Finding).c
    names = (
        *("finding_id", "rule", "level", "level_rank", "occurs_at", "ends_at", "due_at"),
        *("evidence", "rule_version", "withdrawn_at", "withdrawn_reason"),
    )
    statement = (
        select(*(finding[name] for name in names))
        .where(finding.line == LINE, finding.subject_id == appeal_id, finding.occurs_at <= as_of)
        .where(*within(scope, Finding))
        .order_by(finding.level_rank.desc(), finding.occurs_at.desc(), finding.finding_id)
    )
    moments = ["occurs_at", "ends_at", "due_at", "withdrawn_at"]
    frame = pd.read_sql_query(statement, connection, parse_dates=moments)
    frame["state"] = "open"
    frame.loc[frame.ends_at <= as_of, "state"] = "ended"
    frame.loc[frame.withdrawn_at <= as_of, "state"] = "withdrawn"
    order = frame.state.map({"open": 0, "ended": 1, "withdrawn": 2})
    return frame.assign(order=order).sort_values("order", kind="stable").drop(columns="order")


def _stage(clocks: AppealClocks | None, as_of: datetime) -> str:
    """Where it stood: its last stay that had begun, or done when that had ended."""
    begun = [stay for stay in clocks.stays if stay.entered_at <= as_of] if clocks else []
    if not begun:
        return ""
    last = begun[-1]
    is_over = last.left_at is not None and last.left_at <= as_of
    return Stage.DONE.value if is_over else last.stage.value


def _own_result(loaded: LoadedAppeal, kind: str, *, told_by: bool) -> str:
    """The result of an act that stands on the appeal itself."""
    assert loaded.appeal is not None
    if told_by:
        return ""
    results = {
        "answer": loaded.appeal.outcome,
        "close": loaded.appeal.outcome,
        "call_back": loaded.appeal.enterprise_verdict,
    }
    return results.get(kind, "")
