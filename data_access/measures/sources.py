"""The rows that measures count: cases, steps, pauses, findings, cases by worst light, items."""

from sqlalchemy import and_, func, or_, select

from data_access.days import unindexed
from data_access.measures.kinds import AS_OF, Column, Source, begun, said
from data_access.measures.tables import (
    CASE_CLOCK,
    FINDING,
    PAUSE_CLOCK,
    SERVICE_ITEM,
    STEP_CLOCK,
    case,
    finding,
    item,
    pause,
    step,
)
from supervision.findings import LIGHTS

APPROVAL = "approval"

OUTCOME = said(case.outcome, func.coalesce(case.decided_at, case.closed_at))
"""The outcome of a case, from its decision on."""
_CASE_TIMES: tuple[Column, ...] = (
    case.received_at,
    case.accepted_at,
    case.closed_at,
    case.promised_due_at,
    case.statutory_due_at,
    OUTCOME,
    case.is_provisional,
)

CASES = Source(
    name="case",
    rows=CASE_CLOCK,
    listed=CASE_CLOCK,
    department=case.department_code,
    item=case.item_code,
    town=case.town_code,
    order=(case.case_id,),
    columns=(
        case.case_id,
        case.case_no,
        case.item_code,
        case.department_code,
        case.town_code,
        *_CASE_TIMES,
    ),
)

STEPS = Source(
    name="step",
    rows=STEP_CLOCK,
    listed=STEP_CLOCK.outerjoin(CASE_CLOCK, case.case_id == step.case_id),
    department=step.department_code,
    item=step.item_code,
    town=step.town_code,
    order=(step.case_id, step.step_no),
    columns=(
        step.case_id,
        case.case_no,
        step.item_code,
        step.department_code,
        step.town_code,
        *_CASE_TIMES,
        step.step_no,
        step.step_code,
        step.started_at,
        step.ended_at,
        step.due_at,
    ),
)

_paused_cases = CASE_CLOCK.join(PAUSE_CLOCK, pause.case_id == case.case_id)
PAUSED_CASES = Source(
    name="paused_case",
    rows=_paused_cases,
    listed=_paused_cases,
    department=case.department_code,
    item=case.item_code,
    town=case.town_code,
    order=(case.case_id, pause.started_at),
    columns=(*CASES.columns, pause.started_at, pause.ended_at),
)
"""Cases with each stretch in which they are paused: at one moment a case is in one at most."""

FINDINGS = Source(
    name="finding",
    rows=FINDING,
    listed=FINDING.outerjoin(CASE_CLOCK, case.case_id == finding.subject_id),
    department=finding.department_code,
    item=finding.item_code,
    town=finding.town_code,
    order=(finding.finding_id,),
    columns=(
        finding.subject_id.label("case_id"),
        finding.subject_no.label("case_no"),
        finding.item_code,
        finding.department_code,
        finding.town_code,
        *_CASE_TIMES,
        finding.finding_id,
        finding.rule,
        finding.level,
        finding.occurs_at,
    ),
    always=(unindexed(finding.line) == APPROVAL,),
    level=finding.level,
)

_open_lights = (
    select(
        finding.subject_id,
        finding.rule,
        finding.level,
        finding.occurs_at,
        func.row_number()
        .over(
            partition_by=finding.subject_id,
            order_by=(
                finding.level_rank.desc(),
                finding.occurs_at,
                finding.rule,
                finding.finding_id,
            ),
        )
        .label("place"),
    )
    .where(
        unindexed(finding.line) == APPROVAL,
        finding.level.in_([level.value for level in LIGHTS]),
        begun(finding.occurs_at, AS_OF),
        or_(finding.ends_at.is_(None), finding.ends_at > AS_OF),
        or_(finding.withdrawn_at.is_(None), finding.withdrawn_at > AS_OF),
    )
    .subquery("open_light")
)
_lit_cases = CASE_CLOCK.join(
    _open_lights,
    and_(case.case_id == _open_lights.c.subject_id, _open_lights.c.place == 1),
)

LIT_CASES = Source(
    name="lit_case",
    rows=_lit_cases,
    listed=_lit_cases,
    department=case.department_code,
    item=case.item_code,
    town=case.town_code,
    order=(_open_lights.c.occurs_at, case.case_id),
    columns=(
        *CASES.columns,
        _open_lights.c.rule,
        _open_lights.c.level,
        _open_lights.c.occurs_at,
    ),
    level=_open_lights.c.level,
)
"""Cases with an open light, one row each with the worst of them and when it began."""

ITEMS = Source(
    name="item",
    rows=SERVICE_ITEM,
    listed=SERVICE_ITEM,
    department=item.department_code,
    item=item.item_code,
    town=None,
    order=(item.item_code,),
    columns=(
        item.item_code,
        item.department_code,
        item.kind,
        item.promised_limit,
        item.statutory_limit,
        item.limit_unit,
    ),
)
"""The catalogue as it stands: it keeps no history, so every moment sees the same items."""
