"""The rows that measures count: cases, their steps, findings, the worst finding of a case, items."""

from sqlalchemy import and_, func, or_, select

from data_access.measures.kinds import AS_OF, Column, Source
from data_access.schema import CaseClock, Finding, ServiceItem, StepClock
from supervision.findings import LIGHTS

APPROVAL = "approval"

_CASE_TIMES: tuple[Column, ...] = (
    CaseClock.received_at,
    CaseClock.accepted_at,
    CaseClock.closed_at,
    CaseClock.promised_due_at,
    CaseClock.statutory_due_at,
    CaseClock.outcome,
)

CASES = Source(
    name="case",
    rows=CaseClock.__table__,
    listed=CaseClock.__table__,
    department=CaseClock.department_code,
    item=CaseClock.item_code,
    town=CaseClock.town_code,
    order=(CaseClock.case_id,),
    columns=(
        CaseClock.case_id,
        CaseClock.case_no,
        CaseClock.item_code,
        CaseClock.department_code,
        CaseClock.town_code,
        *_CASE_TIMES,
    ),
)

STEPS = Source(
    name="step",
    rows=StepClock.__table__,
    listed=StepClock.__table__.outerjoin(
        CaseClock.__table__, CaseClock.case_id == StepClock.case_id
    ),
    department=StepClock.department_code,
    item=StepClock.item_code,
    town=StepClock.town_code,
    order=(StepClock.case_id, StepClock.step_no),
    columns=(
        StepClock.case_id,
        CaseClock.case_no,
        StepClock.item_code,
        StepClock.department_code,
        StepClock.town_code,
        *_CASE_TIMES,
        StepClock.step_no,
        StepClock.step_code,
        StepClock.started_at,
        StepClock.ended_at,
        StepClock.due_at,
    ),
)

FINDINGS = Source(
    name="finding",
    rows=Finding.__table__,
    listed=Finding.__table__.outerjoin(
        CaseClock.__table__, CaseClock.case_id == Finding.subject_id
    ),
    department=Finding.department_code,
    item=Finding.item_code,
    town=Finding.town_code,
    order=(Finding.finding_id,),
    columns=(
        Finding.subject_id.label("case_id"),
        Finding.subject_no.label("case_no"),
        Finding.item_code,
        Finding.department_code,
        Finding.town_code,
        *_CASE_TIMES,
        Finding.finding_id,
        Finding.rule,
        Finding.level,
        Finding.occurs_at,
    ),
    always=(Finding.line == APPROVAL,),
)

_open_lights = (
    select(
        Finding.subject_id,
        Finding.rule,
        Finding.level,
        Finding.occurs_at,
        func.row_number()
        .over(
            partition_by=Finding.subject_id,
            order_by=(
                Finding.level_rank.desc(),
                Finding.occurs_at,
                Finding.rule,
                Finding.finding_id,
            ),
        )
        .label("place"),
    )
    .where(
        Finding.line == APPROVAL,
        Finding.level.in_([level.value for level in LIGHTS]),
        Finding.occurs_at <= AS_OF,
        or_(Finding.ends_at.is_(None), Finding.ends_at > AS_OF),
        or_(Finding.withdrawn_at.is_(None), Finding.withdrawn_at > AS_OF),
    )
    .subquery("open_light")
)
_lit_cases = CaseClock.__table__.join(
    _open_lights,
    and_(CaseClock.case_id == _open_lights.c.subject_id, _open_lights.c.place == 1),
)
WORST_LEVEL = _open_lights.c.level

LIT_CASES = Source(
    name="lit_case",
    rows=_lit_cases,
    listed=_lit_cases,
    department=CaseClock.department_code,
    item=CaseClock.item_code,
    town=CaseClock.town_code,
    order=(_open_lights.c.occurs_at, CaseClock.case_id),
    columns=(
        *CASES.columns,
        _open_lights.c.rule,
        _open_lights.c.level,
        _open_lights.c.occurs_at,
    ),
)
"""Cases with an open light, one row each with the worst of them and when it began."""

ITEMS = Source(
    name="item",
    rows=ServiceItem.__table__,
    listed=ServiceItem.__table__,
    department=ServiceItem.department_code,
    item=ServiceItem.item_code,
    town=None,
    order=(ServiceItem.item_code,),
    columns=(
        ServiceItem.item_code,
        ServiceItem.department_code,
        ServiceItem.kind,
        ServiceItem.promised_limit,
        ServiceItem.statutory_limit,
        ServiceItem.limit_unit,
    ),
)
"""The catalogue as it stands: it keeps no history, so every moment sees the same items."""
