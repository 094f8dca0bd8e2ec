"""How an item is really handled: its steps, the ways between them, and its whole paths.

The cases looked at are those of one item closed in the period, at most the latest MOST_CASES.
Medians come from how often each number of days occurs, so they are exact and the same on every
database.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, func, select

from data_access.days import start_after, start_of
from data_access.figures import Listing, figures
from data_access.many_keys import as_parameter, is_among
from data_access.masking import mask_columns
from data_access.schema import CaseClock, CaseStep, ProcedureStep, StepClock
from data_access.schema.base import table_of
from data_access.scoping import within_few
from supervision.scope import Scope

Key = TypeVar("Key", bound=Hashable)
MOST_CASES = 400
MOST_PATHS = 5
STEP = table_of(StepClock).c
ARROW = "\u2192"
"""Between the codes of a path; no source writes an arrow into a code."""
STEP_COLUMNS = [
    *("step_code", "name", "name_en", "kind", "is_declared", "is_required", "step_order"),
    *("cases", "times", "timed", "late", "limit_days", "median_used", "place"),
]
STEP_TYPES = {
    **dict.fromkeys(("cases", "times", "timed", "late"), "int64"),
    **dict.fromkeys(("step_order", "limit_days"), "Int64"),
    **dict.fromkeys(("median_used", "place"), "float64"),
}
NEVER_TAKEN = {"kind": None, "limit_days": None, "example": None} | dict.fromkeys(
    ("times", "timed", "late", "places"), 0
)
EDGE_COLUMNS = ["previous", "step_code", "times", "median_waited"]
LISTED = (
    CaseClock.case_id,
    CaseClock.case_no,
    CaseClock.item_code,
    CaseClock.department_code,
    CaseClock.town_code,
    CaseClock.received_at,
    CaseClock.accepted_at,
    CaseClock.closed_at,
    CaseClock.outcome,
)


@dataclass(frozen=True)
class Flow:
    """The real flow of an item.

    `closed` cases were closed in the period, `looked_at` of them (the latest) are counted here.

    steps: one row a step that was taken or is declared, in the usual order: step_code, name,
    name_en, kind, is_declared, is_required, step_order (as declared), cases, times, timed (ended
    and with a limit), late, limit_days, median_used (working days), place (mean number within the
    case).
    edges: previous ("" at the start), step_code, times, median_waited (working days), most first.
    paths: path (codes with arrows between), cases, the MOST_PATHS commonest; distinct_paths of all.
    """

    closed: int
    looked_at: int
    steps: pd.DataFrame
    edges: pd.DataFrame
    paths: pd.DataFrame
    distinct_paths: int


def flow(connection: Connection, scope: Scope, *, as_of: datetime, item: str) -> Flow:
    """The flow of the item's cases that were closed in the scope's period by `as_of`."""
    looked_at = connection.scalars(_latest(scope, as_of, item)).all()
    seen = len(looked_at)
    taken = _taken(connection, looked_at)
    paths = Counter(ARROW.join(codes) for codes in taken.values())
    counts = _steps_of(connection, looked_at, _step_counts())
    cases = Counter(code for codes in taken.values() for code in set(codes))
    return Flow(
        closed=_number_closed(connection, scope, as_of, item) if seen == MOST_CASES else seen,
        looked_at=seen,
        steps=_steps(connection, item, counts, cases),
        edges=_edges(counts),
        paths=pd.DataFrame(paths.most_common(MOST_PATHS), columns=["path", "cases"]),
        distinct_paths=len(paths),
    )


def list_cases(
    connection: Connection,
    scope: Scope,
    *,
    as_of: datetime,
    item: str,
    step: str = "",
    previous: str | None = None,
    path: str = "",
    limit: int,
    offset: int = 0,
) -> Listing:
    """A page of the cases behind a number of the flow, the last closed first.

    Those that took the step; with `previous`, those that took it right after that one ("" for a
    first step); with `path`, those that took exactly these steps instead. Columns: case_id,
    case_no, item_code, department_code, town_code, received_at, accepted_at, closed_at, outcome.
    """
    looked_at = connection.scalars(_latest(scope, as_of, item)).all()
    if path:
        taken = _taken(connection, looked_at)
        chosen = {case_id for case_id, codes in taken.items() if ARROW.join(codes) == path}
    else:
        chosen = _who_took(connection, looked_at, step, previous)
    ordered = [case_id for case_id in looked_at if case_id in chosen]
    page = ordered[offset : offset + limit]
    statement = (
        select(*LISTED)
        .where(CaseClock.case_id.in_(page))
        .order_by(CaseClock.closed_at.desc(), CaseClock.case_id)
    )
    return Listing(len(ordered), pd.read_sql_query(statement, connection))


def median(counts: Iterable[tuple[int, int]]) -> float:
    """The median of numbers given as (number, how often), at least one of them."""
    ordered = sorted(counts)
    total = sum(often for _, often in ordered)
    middle = [_nth(ordered, (total - 1) // 2), _nth(ordered, total // 2)]
    return sum(middle) / 2


def _nth(ordered: Sequence[tuple[int, int]], place: int) -> int:
    for number, often in ordered:
        if place < often:
            return number
        place -= often
    raise IndexError("there are fewer numbers")


def _closed(scope: Scope, as_of: datetime, item: str) -> list[ColumnElement[bool]]:
    last: date = min(scope.period.last, as_of.date())
    return [
        CaseClock.item_code == item,
        CaseClock.closed_at >= start_of(scope.period.first),
        CaseClock.closed_at < start_after(last),
        CaseClock.closed_at <= as_of,
        *within_few(scope, CaseClock),  # the item leads: a department closes far more
    ]


def _number_closed(connection: Connection, scope: Scope, as_of: datetime, item: str) -> int:
    """The figure of the cases of `_closed`, of which there are many: too many rows to count.

    While cells wait to be counted anew it may be less than what is looked at already.
    """
    of_item = replace(scope, items=(item,))
    figure = figures(connection, of_item, ["closed"], as_of=as_of)["closed"].iloc[0]
    return max(int(figure), MOST_CASES)


def _latest(scope: Scope, as_of: datetime, item: str) -> Select[str]:
    return (
        select(CaseClock.case_id)
        .where(*_closed(scope, as_of, item))
        .order_by(CaseClock.closed_at.desc(), CaseClock.case_id)
        .limit(MOST_CASES)
    )


def _steps_of(
    connection: Connection, looked_at: Sequence[str], statement: Select[Any]
) -> Sequence[Row[Any]]:
    """What a statement about steps finds for these cases."""
    dialect = connection.dialect.name
    keys = {"keys": as_parameter(looked_at, dialect)}
    return connection.execute(statement.where(is_among(STEP.case_id, dialect)), keys).all()


def _taken(connection: Connection, looked_at: Sequence[str]) -> dict[str, list[str]]:
    """The codes of the steps of every case, in their order."""
    in_order = select(STEP.case_id, STEP.step_code).order_by(STEP.case_id, STEP.step_no)
    taken: dict[str, list[str]] = defaultdict(list)
    for row in _steps_of(connection, looked_at, in_order):
        taken[row.case_id].append(row.step_code)
    return taken


def _who_took(
    connection: Connection, looked_at: Sequence[str], step: str, previous: str | None
) -> set[str]:
    statement = select(STEP.case_id).where(STEP.step_code == step)
    if previous is not None:
        statement = statement.where(STEP.previous_step_code == previous)
    return {row.case_id for row in _steps_of(connection, looked_at, statement)}


def _step_counts() -> Select[Any]:
    """How often one step followed another, for each number of days used and waited."""
    is_timed = and_(STEP.due_at.is_not(None), STEP.ended_at.is_not(None))
    is_late = and_(is_timed, STEP.ended_at > STEP.due_at)
    keys = (
        STEP.previous_step_code.label("previous"),
        STEP.step_code,
        STEP.used_days,
        STEP.waited_days,
    )
    numbers = (
        func.count().label("times"),
        func.count(case((is_timed, 1))).label("timed"),
        func.count(case((is_late, 1))).label("late"),
        func.min(STEP.limit_days).label("limit_days"),
        func.min(STEP.kind).label("kind"),
        func.sum(STEP.step_no).label("places"),
        func.min(STEP.case_id).label("example"),
    )
    return select(*keys, *numbers).group_by(*keys)


def _steps(
    connection: Connection, item: str, counts: Sequence[Row[Any]], cases: Counter[str]
) -> pd.DataFrame:
    """The steps taken or declared, in their usual order.

    What is declared goes before what the source calls it; a declared step that nobody took stands
    at its place. A flow has some dozen of steps: they are put together one by one.
    """
    taken = _taken_steps(counts)
    names = _source_names(connection, {code: step["example"] for code, step in taken.items()})
    declared = {row.step_code: row for row in connection.execute(_declared_steps(item))}
    used = _medians((row.step_code, row.used_days, row.times) for row in counts)
    steps = []
    for code in [*declared, *(code for code in taken if code not in declared)]:
        row, step = declared.get(code), taken.get(code, NEVER_TAKEN)
        name, kind, limit_days = names.get(code), step["kind"], step["limit_days"]
        if row is not None:
            name = name if row.name is None else row.name
            kind = kind if row.kind is None else row.kind
            limit_days = limit_days if row.limit_days is None else row.limit_days
        steps.append(
            {
                "step_code": code,
                "name": name,
                "name_en": row.name_en if row else None,
                "kind": kind,
                "is_declared": row is not None,
                "is_required": bool(row and row.is_required),
                "step_order": row.step_order if row else None,
                "cases": cases[code],
                **{number: step[number] for number in ("times", "timed", "late")},
                "limit_days": limit_days,
                "median_used": used.get(code),
                "place": step["places"] / step["times"] if step["times"] else None,
            }
        )
    frame = pd.DataFrame(_in_order(steps), columns=STEP_COLUMNS)
    return mask_columns(frame.astype(STEP_TYPES), "name", "name_en")


def _taken_steps(counts: Sequence[Row[Any]]) -> dict[str, dict[str, Any]]:
    """What was taken of each step, by its code."""
    steps: dict[str, dict[str, Any]] = {}
    for row in counts:
        step = steps.setdefault(row.step_code, NEVER_TAKEN | {"kind": row.kind})
        step["kind"] = min(step["kind"], row.kind)
        step["times"] += row.times
        step["timed"] += row.timed
        step["late"] += row.late
        step["places"] += int(row.places)
        for name in ("limit_days", "example"):
            known = [value for value in (step[name], getattr(row, name)) if value is not None]
            step[name] = min(known, default=None)
    return steps


def _source_names(connection: Connection, examples: Mapping[str, str]) -> dict[str, str | None]:
    """What the source calls each step, looked up in one case that took it."""
    statement = select(CaseStep.case_id, CaseStep.step_code, CaseStep.name).where(
        CaseStep.case_id.in_(sorted(set(examples.values())))
    )
    names = {(row.case_id, row.step_code): row.name for row in connection.execute(statement)}
    return {code: names.get((case_id, code)) for code, case_id in examples.items()}


def _declared_steps(item: str) -> Select[Any]:
    names = ("step_code", "step_order", "is_required", "name", "name_en", "kind", "limit_days")
    columns = [getattr(ProcedureStep, name) for name in names]
    declared = select(*columns).where(ProcedureStep.item_code == item)
    return declared.order_by(ProcedureStep.step_order)


def _in_order(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """By the mean place within the cases; a step never taken follows the one declared before it."""
    for step in sorted(
        (one for one in steps if one["place"] is None), key=lambda one: one["step_order"]
    ):
        before = [
            one["place"]
            for one in steps
            if one["place"] is not None
            and one["step_order"] is not None
            and one["step_order"] < step["step_order"]
        ]
        step["place"] = max(before, default=0.0)
    return sorted(steps, key=lambda one: (one["place"], one["step_order"] or 0, one["step_code"]))


def _edges(counts: Sequence[Row[Any]]) -> pd.DataFrame:
    times: Counter[tuple[str, str]] = Counter()
    for row in counts:
        times[row.previous, row.step_code] += row.times
    waited = _medians(((row.previous, row.step_code), row.waited_days, row.times) for row in counts)
    rows = [
        (*way, often, waited.get(way))
        for way, often in sorted(times.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    frame = pd.DataFrame(rows, columns=EDGE_COLUMNS)
    return frame.astype({"times": "int64", "median_waited": "float64"})


def _medians(counts: Iterable[tuple[Key, int | None, int]]) -> dict[Key, float]:
    """The median of the days of each key, from how often each number of them occurs."""
    grouped: dict[Key, Counter[int]] = defaultdict(Counter)
    for key, days, times in counts:
        if days is not None:
            grouped[key][days] += times
    return {key: median(numbers.items()) for key, numbers in grouped.items()}
