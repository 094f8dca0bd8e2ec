"""One enterprise in all lines of business: its cases, appeals, projects, and what is found of them.

An enterprise is known by its unified social credit code: cases name it in `applicant_id_no`,
appeals, projects and signals in `enterprise_code`. A person is none, whatever number is asked for;
who reported to the discipline office is never shown.
"""

from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, and_, case, func, or_, select

from data_access.approvals.case import mask_applicant
from data_access.days import unindexed
from data_access.enterprises.enterprise_rows import LINES, HistoryColumns, history, is_standing
from data_access.listing import Listing
from data_access.masking import is_identity_number, mask_id_number
from data_access.schema import (
    AppealClock,
    ApprovalCase,
    CaseClock,
    Enterprise,
    Finding,
    Project,
    ProjectClock,
    ProjectLight,
    SignalClock,
)
from data_access.schema.base import table_of
from data_access.scoping import within_few
from supervision.findings import LIGHTS
from supervision.scope import Scope

STATES = ("all", "open", "slow")
"""What a list may hold: everything, what is not done, or appeals about a case of the enterprise."""
LIST = "enterprise"

_ANY: dict[str, Select[str]] = {
    "approval": select(CaseClock.case_id),
    "appeal": select(AppealClock.appeal_id),
    "project": select(ProjectClock.project_id),
    "signal": select(SignalClock.signal_id),
}


def list_name(enterprise: str, line: str, state: str = "all") -> str:
    """The name of the list behind a number of an enterprise."""
    return ".".join((LIST, line, state, enterprise))


def asked_list(name: str) -> tuple[str, str, str] | None:
    """Enterprise, line and state that a list's name asks for; None for another name."""
    parts = name.split(".", 3)
    if len(parts) != 4 or parts[0] != LIST or parts[1] not in (*LINES, "all"):
        return None
    _, line, state, enterprise = parts
    is_slow_of_others = state == "slow" and line != "appeal"
    return None if state not in STATES or is_slow_of_others else (enterprise, line, state)


def masked_code(enterprise: str) -> str:
    """A credit code as lists and heads show it; the address bears it whole, as links must."""
    shown = mask_id_number(enterprise)
    return shown if shown.strip("*") else f"{enterprise[:4]}{'*' * len(enterprise[4:])}"


def find_enterprise(
    connection: Connection, scope: Scope, *, as_of: datetime, enterprise: str
) -> pd.DataFrame:
    """The enterprise in one row, or none where the scope holds nothing of it at `as_of`.

    Columns: enterprise_code, name (masked), town_code, industry, scale, is_listed_key (the last
    four empty where the register does not have it).
    """
    columns = ["enterprise_code", "name", "town_code", "industry", "scale", "is_listed_key"]
    counted = count_history(connection, scope, as_of=as_of, enterprise=enterprise)
    if not counted["total"].sum():
        return pd.DataFrame(columns=columns)
    registered = table_of(Enterprise).c
    statement = select(*(registered[name] for name in columns)).where(
        registered.enterprise_code == enterprise
    )
    found = connection.execute(statement).mappings().first()
    row = dict(found) if found else dict.fromkeys(columns) | {"enterprise_code": enterprise}
    row["name"] = row["name"] or _own_name(connection, enterprise)
    if not scope.sees_personal_data:
        row["name"] = mask_applicant("enterprise", row["name"])
    return pd.DataFrame([row], columns=columns)


def count_history(
    connection: Connection, scope: Scope, *, as_of: datetime, enterprise: str
) -> pd.DataFrame:
    """One row a line, in the order of LINES: line, total, open (at `as_of`), is_connected.

    A line of which the district has no row at all is not connected: its zero is no zero.
    """
    counts = dict.fromkeys(LINES, (0, 0))
    if _is_enterprise(enterprise):
        rows = history(scope, as_of, enterprise, LINES).subquery()
        stands = func.sum(case((is_standing(rows.c, as_of), 1), else_=0))
        statement = select(rows.c.line, func.count(), stands).group_by(rows.c.line)
        counts |= {
            line: (total, int(open_)) for line, total, open_ in connection.execute(statement)
        }
    rows_of_line = [
        (line, *numbers, connection.scalar(_ANY[line].limit(1)) is not None)
        for line, numbers in counts.items()
    ]
    return pd.DataFrame(rows_of_line, columns=["line", "total", "open", "is_connected"])


def list_history(
    connection: Connection,
    scope: Scope,
    *,
    as_of: datetime,
    enterprise: str,
    line: str = "all",
    state: str = "all",
    limit: int | None = None,
    offset: int = 0,
) -> Listing:
    """What the district has of the enterprise at `as_of`, the newest first, and how many in all.

    Columns: line (approval, appeal, project, signal), subject_id, subject_no, kind (of a signal),
    item_code, department_code, town_code, begun_at (receipt, request, first list), due_at,
    ended_at (if by then), outcome (if by then), case_id (that an appeal is about), level: the light
    of a project, the gravest open card of anything else, normal, or empty where it is done.
    """
    frame, total = _empty(), 0
    if _is_enterprise(enterprise):
        lines = LINES if line == "all" else (line,)
        rows = history(scope, as_of, enterprise, lines).subquery()
        where = [is_standing(rows.c, as_of)] if state == "open" else []
        where += [rows.c.case_id != ""] if state == "slow" else []
        statement = select(rows).where(*where)
        total = connection.scalar(select(func.count()).select_from(statement.subquery())) or 0
        order = (rows.c.begun_at.desc(), rows.c.line, rows.c.subject_id)
        page = statement.order_by(*order).limit(limit).offset(offset)
        frame = pd.read_sql_query(page, connection, parse_dates=["begun_at", "due_at", "ended_at"])
    later = frame["ended_at"] > as_of
    frame.loc[later, "ended_at"] = pd.NaT
    frame["outcome"] = frame["outcome"].where(frame["ended_at"].notna(), "")
    levels = _levels(connection, scope, as_of, enterprise) if len(frame) else {}
    frame["level"] = [
        levels.get((one, subject)) or ("normal" if pd.isna(ended) else None)
        for one, subject, ended in zip(
            frame["line"], frame["subject_id"], frame["ended_at"], strict=True
        )
    ]
    return Listing(total, frame)


def list_open_findings(
    connection: Connection, scope: Scope, *, as_of: datetime, enterprise: str
) -> pd.DataFrame:
    """One row a finding of anything of the enterprise that is open at `as_of`, the worst first.

    Columns: line, subject_id, subject_no, rule, level, department_code, item_code, occurs_at,
    ends_at, due_at, evidence (JSON), rule_version, state (open).
    """
    finding = table_of(Finding).c
    names = [
        *("line", "subject_id", "subject_no", "rule", "level", "department_code", "item_code"),
        *("occurs_at", "ends_at", "due_at", "evidence", "rule_version"),
    ]
    if not _is_enterprise(enterprise):
        return pd.DataFrame(columns=[*names, "state"])
    rows = history(scope, as_of, enterprise, LINES).subquery()
    statement = (
        select(*(finding[name] for name in names))
        .join_from(
            rows,
            Finding,
            and_(rows.c.subject_id == finding.subject_id, rows.c.line == finding.line),
        )
        .where(*_open_at(as_of), *within_few(scope, Finding))
        .order_by(finding.level_rank.desc(), finding.occurs_at, finding.finding_id)
    )
    moments = ["occurs_at", "ends_at", "due_at"]
    return pd.read_sql_query(statement, connection, parse_dates=moments).assign(state="open")


def list_slow_appeals(
    connection: Connection, scope: Scope, *, as_of: datetime, enterprise: str
) -> pd.DataFrame:
    """One row an appeal about one of the cases that the scope holds, the newest first.

    Columns: appeal_id, appeal_no, requested_at, case_id, case_no, item_code, stood (how the case
    stood at the request: past_statutory, past_promised, within, closed; empty where the case is
    not known to the scope), carded_at (its first yellow or red card after the request, by `as_of`).
    """
    names = ["appeal_id", "appeal_no", "requested_at", "case_id", "case_no", "item_code", "stood"]
    if not _is_enterprise(enterprise):
        return pd.DataFrame(columns=[*names, "carded_at"])
    appeal, of_case, finding = table_of(AppealClock).c, table_of(CaseClock).c, table_of(Finding).c
    asked = appeal.opened_at
    has_stopped = and_(of_case.clock_stopped_at.is_not(None), of_case.clock_stopped_at <= asked)
    stood = case(
        (of_case.case_id.is_(None), ""),
        (has_stopped, "closed"),
        (of_case.statutory_due_at < asked, "past_statutory"),
        (of_case.promised_due_at < asked, "past_promised"),
        else_="within",
    )
    carded = (
        select(func.min(finding.occurs_at))
        .where(
            finding.subject_id == of_case.case_id,
            unindexed(finding.line) == "approval",
            unindexed(finding.level).in_(("yellow", "red")),
            unindexed(finding.occurs_at) > asked,
            unindexed(finding.occurs_at) <= as_of,
            or_(finding.withdrawn_at.is_(None), unindexed(finding.withdrawn_at) > as_of),
        )
        .correlate(table_of(CaseClock), table_of(AppealClock))
        .scalar_subquery()
    )
    shown = and_(of_case.case_id == appeal.case_id, *within_few(scope, CaseClock))
    rows = history(scope, as_of, enterprise, ("appeal",)).subquery()
    statement = (
        select(
            appeal.appeal_id,
            appeal.appeal_no,
            asked.label("requested_at"),
            appeal.case_id,
            of_case.case_no,
            of_case.item_code,
            stood.label("stood"),
            carded.label("carded_at"),
        )
        .join_from(rows, AppealClock, rows.c.subject_id == appeal.appeal_id)
        .outerjoin(CaseClock, shown)
        .where(appeal.round_no == 1, appeal.case_id != "")
        .order_by(asked.desc(), appeal.appeal_id)
    )
    return pd.read_sql_query(statement, connection, parse_dates=["requested_at", "carded_at"])


def _levels(
    connection: Connection, scope: Scope, as_of: datetime, enterprise: str
) -> dict[tuple[str, str], str]:
    """The light of whatever has one, by line and subject: of projects their own."""
    found = list_open_findings(connection, scope, as_of=as_of, enterprise=enterprise)
    rank = {level.value: level.rank for level in LIGHTS}
    cards = found[found["level"].isin(list(rank))]
    levels: dict[tuple[str, str], str] = {}
    for line, subject, level in zip(
        cards["line"], cards["subject_id"], cards["level"], strict=True
    ):
        known = levels.get((line, subject))
        levels[line, subject] = max(filter(None, (known, level)), key=lambda each: rank[each])
    light, project = table_of(ProjectLight).c, table_of(Project).c
    lights = (
        select(light.project_id, light.light)
        .join(Project, project.project_id == light.project_id)
        .where(
            project.enterprise_code == enterprise,
            light.valid_from <= as_of,
            or_(light.valid_until.is_(None), light.valid_until > as_of),
            *within_few(scope, ProjectLight),
        )
    )
    own = {("project", key): shown for key, shown in connection.execute(lights)}
    return {key: level for key, level in levels.items() if key[0] != "project"} | own


def _open_at(as_of: datetime) -> list[Any]:
    """Conditions on findings that better indexes have found: none of their own indexes is taken."""
    finding = table_of(Finding).c
    return [
        unindexed(finding.occurs_at) <= as_of,
        or_(finding.ends_at.is_(None), unindexed(finding.ends_at) > as_of),
        or_(finding.withdrawn_at.is_(None), unindexed(finding.withdrawn_at) > as_of),
    ]


def _own_name(connection: Connection, enterprise: str) -> str:
    """What its newest application, or a project, calls it."""
    named: tuple[Select[str | None], ...] = (
        select(ApprovalCase.applicant_name)
        .join(CaseClock, CaseClock.case_id == ApprovalCase.case_id)
        .where(
            ApprovalCase.applicant_id_no == enterprise,
            ApprovalCase.applicant_kind == "enterprise",
        )
        .order_by(CaseClock.received_at.desc())
        .limit(1),
        select(Project.builder).where(Project.enterprise_code == enterprise).limit(1),
    )
    found = (connection.scalar(each) for each in named)
    return next((str(name) for name in found if name), "")


def _is_enterprise(code: str) -> bool:
    """A credit code, or whatever a source uses; the identity number of a person opens nothing."""
    return bool(code) and not is_identity_number(code)


def _empty() -> pd.DataFrame:
    frame = pd.DataFrame(columns=list(HistoryColumns), dtype="str")
    moments = ["begun_at", "due_at", "ended_at"]
    frame[moments] = frame[moments].astype("datetime64[us]")
    return frame
