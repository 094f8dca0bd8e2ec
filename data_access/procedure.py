"""How an item is really handled: its steps, the ways between them, and its whole paths.

The cases looked at are those of one item closed in the period, at most the latest MOST_CASES.
Medians come from how often each number of days occurs, so they are exact and the same on every
database.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import CTE, ColumnElement, Connection, Select, and_, case, func, select

from data_access.days import start_after, start_of
from data_access.figures import Listing
from data_access.masking import mask_columns
from data_access.schema import CaseClock, CaseStep, ProcedureStep, StepClock
from data_access.scoping import within_few
from supervision.scope import Scope

MOST_CASES = 1_000
MOST_PATHS = 5
ARROW = "\u2192"
"""Between the codes of a path; no source writes an arrow into a code."""
STEP_COLUMNS = [
    *("step_code", "name", "name_en", "kind", "is_declared", "is_required", "step_order"),
    *("cases", "times", "timed", "late", "limit_days", "median_used", "place"),
]
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
    looked_at = _looked_at(scope, as_of, item)
    closed = select(func.count()).select_from(CaseClock).where(*_closed(scope, as_of, item))
    total = connection.scalar(closed) or 0
    taken = _taken(connection, looked_at)
    paths = Counter(ARROW.join(codes) for codes in taken.values())
    counts = pd.read_sql(_step_counts(looked_at), connection)
    cases = Counter(code for codes in taken.values() for code in set(codes))
    return Flow(
        closed=total,
        looked_at=min(total, MOST_CASES),
        steps=_with_declared(connection, item, _steps(connection, counts, cases)),
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
    if path:
        taken = _taken(connection, _looked_at(scope, as_of, item))
        chosen = {case_id for case_id, codes in taken.items() if ARROW.join(codes) == path}
    else:
        chosen = _who_took(connection, _looked_at(scope, as_of, item), step, previous)
    in_order = connection.scalars(_latest(scope, as_of, item))
    ordered = [case_id for case_id in in_order if case_id in chosen]
    page = ordered[offset : offset + limit]
    statement = (
        select(*LISTED)
        .where(CaseClock.case_id.in_(page))
        .order_by(CaseClock.closed_at.desc(), CaseClock.case_id)
    )
    return Listing(len(ordered), pd.read_sql(statement, connection))


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


def _latest(scope: Scope, as_of: datetime, item: str) -> Select[str]:
    return (
        select(CaseClock.case_id)
        .where(*_closed(scope, as_of, item))
        .order_by(CaseClock.closed_at.desc(), CaseClock.case_id)
        .limit(MOST_CASES)
    )


def _looked_at(scope: Scope, as_of: datetime, item: str) -> CTE:
    return _latest(scope, as_of, item).cte("looked_at")


def _of(looked_at: CTE, columns: Sequence[Any]) -> Select[Any]:
    joined = StepClock.case_id == looked_at.c.case_id
    return select(*columns).select_from(looked_at).join(StepClock, joined)


def _taken(connection: Connection, looked_at: CTE) -> dict[str, list[str]]:
    """The codes of the steps of every case, in their order."""
    rows = _of(looked_at, [StepClock.case_id, StepClock.step_code])
    taken: dict[str, list[str]] = defaultdict(list)
    for case_id, code in connection.execute(rows.order_by(StepClock.case_id, StepClock.step_no)):
        taken[case_id].append(code)
    return taken


def _who_took(connection: Connection, looked_at: CTE, step: str, previous: str | None) -> set[str]:
    statement = _of(looked_at, [StepClock.case_id]).where(StepClock.step_code == step)
    if previous is not None:
        statement = statement.where(StepClock.previous_step_code == previous)
    return set(connection.scalars(statement))


def _step_counts(looked_at: CTE) -> Select[Any]:
    """How often one step followed another, for each number of days used, waited, late or not."""
    is_timed = and_(StepClock.due_at.is_not(None), StepClock.ended_at.is_not(None))
    is_late = case((and_(is_timed, StepClock.ended_at > StepClock.due_at), 1), else_=0)
    keys = (
        StepClock.previous_step_code.label("previous"),
        StepClock.step_code,
        StepClock.used_days,
        StepClock.waited_days,
        case((is_timed, 1), else_=0).label("timed"),
        is_late.label("late"),
    )
    numbers = (
        func.count().label("times"),
        func.min(StepClock.limit_days).label("limit_days"),
        func.min(StepClock.kind).label("kind"),
        func.sum(StepClock.step_no).label("places"),
        func.min(StepClock.case_id).label("example"),
    )
    return _of(looked_at, [*keys, *numbers]).group_by(*keys)


def _steps(connection: Connection, counts: pd.DataFrame, cases: Counter[str]) -> pd.DataFrame:
    """The steps taken, without what is declared of them."""
    weighted = counts.assign(
        timed=counts.timed * counts.times, late=counts.late * counts.times
    ).groupby("step_code", as_index=False)
    steps = weighted.agg(
        kind=("kind", "min"),
        times=("times", "sum"),
        timed=("timed", "sum"),
        late=("late", "sum"),
        limit_days=("limit_days", "min"),
        places=("places", "sum"),
        example=("example", "min"),
    )
    medians = _medians(counts, ["step_code"], "used_days")
    return steps.assign(
        cases=steps.step_code.map(cases),
        place=steps.places.astype(float) / steps.times,
        median_used=[medians.get((code,)) for code in steps.step_code],
        name=_source_names(connection, steps),
    )


def _source_names(connection: Connection, steps: pd.DataFrame) -> list[str | None]:
    """What the source calls each step, looked up in one case that took it."""
    examples = steps.example.dropna().tolist()
    statement = select(CaseStep.case_id, CaseStep.step_code, CaseStep.name).where(
        CaseStep.case_id.in_(examples)
    )
    names = {(row.case_id, row.step_code): row.name for row in connection.execute(statement)}
    pairs = zip(steps.example, steps.step_code, strict=True)
    return [names.get(pair) for pair in pairs]


def _with_declared(connection: Connection, item: str, steps: pd.DataFrame) -> pd.DataFrame:
    """The steps in their usual order; declared ones that nobody took stand at their place."""
    columns = ProcedureStep.step_code, ProcedureStep.step_order, ProcedureStep.is_required
    words = ProcedureStep.name, ProcedureStep.name_en, ProcedureStep.kind, ProcedureStep.limit_days
    statement = select(*columns, *words).where(ProcedureStep.item_code == item)
    declared = pd.read_sql(statement.order_by(ProcedureStep.step_order), connection)
    both = declared.merge(steps, on="step_code", how="outer", suffixes=("", "_taken"))
    for name in ("name", "kind", "limit_days"):
        both[name] = both[name].where(both[name].notna(), both[f"{name}_taken"])
    is_declared = both.step_order.notna()
    both = mask_columns(both, "name", "name_en")
    filled = both.assign(
        is_declared=is_declared,
        is_required=both.is_required.eq(True),
        limit_days=both.limit_days.astype("Int64"),
        step_order=both.step_order.astype("Int64"),
        **{name: both[name].fillna(0).astype(int) for name in ("cases", "times", "timed", "late")},
    )
    return _in_order(filled)[STEP_COLUMNS]


def _in_order(steps: pd.DataFrame) -> pd.DataFrame:
    """By the mean place within the cases; a step never taken follows the one declared before it."""
    place = steps.place.astype(float)
    for row in steps[place.isna()].sort_values("step_order").itertuples():
        before = place[steps.step_order < row.step_order]
        place[row.Index] = before.max() if before.notna().any() else 0.0
    keys = {"place": place, "order": steps.step_order.fillna(0)}
    ordered = steps.assign(**keys).sort_values(["place", "order", "step_code"], ignore_index=True)
    return ordered.drop(columns="order")


def _edges(counts: pd.DataFrame) -> pd.DataFrame:
    keys = ["previous", "step_code"]
    edges = counts.groupby(keys, as_index=False).agg(times=("times", "sum"))
    medians = _medians(counts, keys, "waited_days")
    waited = [medians.get(pair) for pair in zip(edges.previous, edges.step_code, strict=True)]
    ordered = edges.assign(median_waited=pd.Series(waited, dtype="float64"))
    return ordered.sort_values(["times", *keys], ascending=[False, True, True], ignore_index=True)


def _medians(counts: pd.DataFrame, keys: list[str], days: str) -> dict[tuple[str, ...], float]:
    known = counts[counts[days].notna()]
    grouped: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    for row in known[[*keys, days, "times"]].itertuples(index=False):
        grouped[tuple(row[:-2])].append((int(row[-2]), int(row[-1])))
    return {key: median(numbers) for key, numbers in grouped.items()}
