"""Where cases depart from the declared procedure: by rule, by department and by item."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, func, or_, select

from data_access.approvals import held_departures
from data_access.approvals.held_departures import AGAINST_STEPS
from data_access.cells.reading import BETWEEN, PLACE
from data_access.counting import tally
from data_access.days import start_after, start_of
from data_access.listing import Listing
from data_access.measures.listed_flows import DEPARTURES, PROCEDURE_RULES
from data_access.schema import Finding, ProcedureRule
from data_access.schema.base import table_of
from data_access.scoping import within
from supervision.scope import Scope

APPROVAL = "approval"
COUNTED = {rule: measure for rule, measure in DEPARTURES.items() if rule != AGAINST_STEPS}


def list_departures(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a department, item and rule with anything found in the period, most first.

    Columns: department_code, item_code, rule, rule_no (of the declared rule about steps, "missing"
    for a required step never taken, else ""), findings. Findings count on the day they occurred;
    those withdrawn by `as_of` do not.
    """
    counts = tally(connection, scope, list(COUNTED.values()), as_of, by=PLACE)
    rows = [
        (*place.split(BETWEEN), rule, "", numbers[measure.name])
        for place, numbers in counts.items()
        for rule, measure in COUNTED.items()
        if numbers[measure.name]
    ]
    names = ["department_code", "item_code", "rule", "rule_no"]
    frame = pd.DataFrame([*rows, *_against_steps(connection, scope, as_of)])
    if frame.empty:
        return pd.DataFrame(columns=[*names, "findings"])
    frame.columns = [*names, "findings"]
    return frame.sort_values(
        ["findings", *names], ascending=[False, *[True] * 4], ignore_index=True
    )


def _against_steps(
    connection: Connection, scope: Scope, as_of: datetime
) -> Iterable[tuple[str, str, str, str, int]]:
    """Department, item, rule, number of the declared rule and findings of AGAINST_STEPS."""
    found: Iterable[Any] | None = held_departures.counted(connection, scope, as_of)
    if found is None:
        keys = (Finding.department_code, Finding.item_code, Finding.rule_no)
        stood = (held_departures.are_against_steps, *_stood(scope, as_of))
        found = connection.execute(select(*keys, func.count()).where(*stood).group_by(*keys))
    return [(row[0], row[1], AGAINST_STEPS, row[2], row[3]) for row in found]


def list_found(
    connection: Connection,
    scope: Scope,
    *,
    as_of: datetime,
    rule: str = "",
    rule_no: str = "",
    limit: int,
    offset: int = 0,
) -> Listing:
    """A page of the findings behind a number of list_departures, the last one first.

    Columns: finding_id, case_id, case_no, item_code, department_code, town_code, rule, level,
    occurs_at.
    """
    where = [*_found(scope, as_of), *_named(rule, rule_no)]
    total = connection.scalar(select(func.count()).select_from(Finding).where(*where))
    page = (
        select(
            Finding.finding_id,
            Finding.subject_id.label("case_id"),
            Finding.subject_no.label("case_no"),
            Finding.item_code,
            Finding.department_code,
            Finding.town_code,
            Finding.rule,
            Finding.level,
            Finding.occurs_at,
        )
        .where(*where)
        .order_by(Finding.occurs_at.desc(), Finding.finding_id)
    )
    return Listing(total or 0, pd.read_sql_query(page.limit(limit).offset(offset), connection))


def list_step_rules(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a declared rule about steps, as it stands now, in order of its number.

    Columns: rule_no, item_code ("" for all items), form, first_kind, second_kind, sentence,
    sentence_en, article, article_en, level, is_active.
    """
    del scope, as_of  # rules are everybody's business
    rule = table_of(ProcedureRule)
    return pd.read_sql_query(select(*rule.columns).order_by(rule.c.rule_no), connection)


def _found(scope: Scope, as_of: datetime) -> list[ColumnElement[bool]]:
    kinds = [Finding.line == APPROVAL, Finding.rule.in_(PROCEDURE_RULES)]
    return [*kinds, *_stood(scope, as_of)]


def _stood(scope: Scope, as_of: datetime) -> list[ColumnElement[bool]]:
    return [
        Finding.occurs_at >= start_of(scope.period.first),
        Finding.occurs_at < start_after(scope.period.last),
        Finding.occurs_at <= as_of,
        or_(Finding.withdrawn_at.is_(None), Finding.withdrawn_at > as_of),
        *within(scope, Finding),
    ]


def _named(rule: str, rule_no: str) -> list[ColumnElement[bool]]:
    conditions = [Finding.rule == rule] if rule else []
    return [*conditions, Finding.rule_no == rule_no] if rule_no else conditions
