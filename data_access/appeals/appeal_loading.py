"""Contract rows of appeals as facts: read leniently, one bad value never stops the rest.

A time of the appeal itself that cannot be used quarantines it; a step that cannot be used is left
out alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from data_access.appeals.appeal_neighbours import load_neighbours
from data_access.contract_rows import FUTURE_MINUTES, LONGEST_LIMIT, RowReader, contract_rows
from data_access.finding_rows import Fault
from data_access.schema import Appeal, AppealCategory, AppealClass, AppealStep, Department
from data_access.schema.base import table_of
from supervision.appeals import facts
from supervision.appeals.facts import UNITS, Act, Limit, acts_of

Row = Mapping[Any, Any]
TIMES = (
    "requested_at",
    "accepted_at",
    "dispatched_at",
    "signed_at",
    "contacted_at",
    "replied_at",
    "answered_at",
    "closed_at",
    "called_back_at",
    "verified_at",
)
KINDS = frozenset(
    {
        "dispatch",
        "sign",
        "contact",
        "reply",
        "return",
        "redispatch",
        "suspend",
        "resume",
        "answer",
        "close",
        "call_back",
        "reopen",
        "verify",
        "urge",
        "supervise",
    }
)
OUTCOMES = frozenset(
    {"solved", "explained", "partly_solved", "not_solved", "not_accepted", "withdrawn"}
)
VERDICTS = frozenset({"solved", "partly", "not_solved", "no_answer"})
RESULTS = {"answer": OUTCOMES, "close": OUTCOMES, "call_back": VERDICTS}
BEST_MARK = 5


@dataclass(slots=True)
class LoadedAppeal:
    """One appeal of the contract: its facts unless it is quarantined, its words, its faults.

    The row's `item_code` is its category, or empty; `class_code` the one in force.
    """

    row: Row
    appeal: facts.Appeal | None
    faults: list[Fault] = field(default_factory=list)


@dataclass(slots=True)
class AppealCatalogue:
    """The classes with their limits, the class of each category, and who may hold an appeal."""

    classes: dict[str, facts.AppealClass]
    class_of: dict[str, str]
    departments: frozenset[str]


def load_appeal_catalogue(connection: Connection) -> AppealCatalogue:
    """All classes and categories: there are some dozens."""
    classes = {
        row["class_code"]: facts.AppealClass(
            row["class_code"],
            *(_limit(row, name) for name in ("sign", "contact", "reply", "close", "redo")),
        )
        for row in connection.execute(select(table_of(AppealClass))).mappings()
    }
    categories = select(AppealCategory.category_code, AppealCategory.class_code)
    class_of = {code: named or "" for code, named in connection.execute(categories)}
    departments = frozenset(connection.scalars(select(Department.department_code)))
    return AppealCatalogue(classes, class_of, departments)


def load_appeals(
    connection: Connection, appeal_ids: Sequence[str], catalogue: AppealCatalogue, now: datetime
) -> list[LoadedAppeal]:
    """The appeals with these ids as they stand, in order of id; deleted ones are absent."""
    steps: dict[str, list[Row]] = defaultdict(list)
    for row in contract_rows(connection, AppealStep, "appeal_id", appeal_ids):
        steps[row["appeal_id"]].append(row)
    loaded = [
        _loaded(row, steps.get(row["appeal_id"], ()), catalogue, now)
        for row in contract_rows(connection, Appeal, "appeal_id", appeal_ids)
    ]
    shown = [(one.row, one.appeal) for one in loaded if one.appeal is not None]
    last_act = max((_last_act(appeal) for _, appeal in shown), default=now)
    neighbours = load_neighbours(connection, [row for row, _ in shown], last_act)
    for _, appeal in shown:
        found = neighbours[appeal.appeal_id]
        appeal.same_subject_at = tuple(found.same_subject_at)
        appeal.enterprise_at = tuple(found.enterprise_at)
        appeal.theme_others = found.theme_others
    return loaded


def _limit(row: Row, name: str) -> Limit | None:
    """A limit that can be meant; one without a known unit is a fault of the catalogue."""
    amount, unit = row[f"{name}_limit"], row[f"{name}_unit"] or "working_day"
    is_meant = amount is not None and 0 <= amount <= LONGEST_LIMIT and unit in UNITS
    return Limit(amount, unit) if is_meant else None


def _loaded(
    row: Row, steps: Iterable[Row], catalogue: AppealCatalogue, now: datetime
) -> LoadedAppeal:
    faults = list(_reference_faults(row, catalogue))
    category = row["category_code"] or ""
    class_code = row["class_code"] or catalogue.class_of.get(category, "")
    words = dict(row) | {"item_code": category, "class_code": class_code}
    read = RowReader(row, "appeal", faults, quarantines=True)
    times: dict[str, Any] = {name: read.moment(name) for name in TIMES}
    expected_at = read.moment("expected_at")
    requested_at = times["requested_at"] or times["accepted_at"]
    if requested_at is None:
        if not any(fault.is_quarantined for fault in faults):
            faults.append(Fault("T01", "appeal", "requested_at", "", True))
        return LoadedAppeal(words, None, faults)
    appeal = facts.Appeal(
        row["appeal_id"],
        **(times | {"requested_at": requested_at}),
        outcome=_code(row, "outcome", OUTCOMES, faults),
        expected_at=expected_at,
        enterprise_verdict=_code(row, "enterprise_verdict", VERDICTS, faults),
        satisfaction=_mark(read, faults),
        department=row["department_code"] or "",
        officer=read.text("officer"),
        enterprise=row["enterprise_code"] or "",
        appeal_class=catalogue.classes.get(class_code, facts.AppealClass()),
    )
    horizon = now + timedelta(minutes=FUTURE_MINUTES)
    faults.extend(_order_faults(appeal, horizon))
    appeal.steps = list(_steps(steps, requested_at, horizon, faults))
    has_answer = appeal.answered_at or appeal.closed_at or _has_answer(appeal.steps)
    if appeal.outcome and not has_answer:
        faults.append(Fault("C02", "appeal", "outcome", appeal.outcome, False))
    is_out = any(fault.is_quarantined for fault in faults)
    return LoadedAppeal(words, None if is_out else appeal, faults)


def _reference_faults(row: Row, catalogue: AppealCatalogue) -> Iterator[Fault]:
    if (row["category_code"] or "") not in catalogue.class_of:
        yield Fault("R02", "appeal", "category_code", row["category_code"] or "", False)
    if (row["department_code"] or "") not in catalogue.departments:
        yield Fault("R01", "appeal", "department_code", row["department_code"] or "", False)
    if row["class_code"] and row["class_code"] not in catalogue.classes:
        yield Fault("C01", "appeal", "class_code", row["class_code"], False)


def _order_faults(appeal: facts.Appeal, horizon: datetime) -> Iterator[Fault]:
    """Times before the request, an answer before acceptance, anything in the future."""
    for name in TIMES:
        moment = getattr(appeal, name)
        if moment is None:
            continue
        is_end = name in ("answered_at", "closed_at")
        earlier = appeal.accepted_at if is_end and appeal.accepted_at else appeal.requested_at
        if moment < earlier:
            yield Fault("T02", "appeal", name, f"{moment} < {earlier}", True)
        if moment > horizon:
            yield Fault("T06", "appeal", name, str(moment), True)


def _steps(
    rows: Iterable[Row], requested_at: datetime, horizon: datetime, faults: list[Fault]
) -> Iterator[Act]:
    for row in rows:
        read = RowReader(row, "appeal_step", faults, quarantines=False)
        kind, moment = row["kind"], read.moment("happened_at")
        if kind not in KINDS:
            faults.append(Fault("C01", "appeal_step", "kind", kind, False))
        elif moment is not None and moment < requested_at:
            raw = f"{moment} < {requested_at}"
            faults.append(Fault("T02", "appeal_step", "happened_at", raw, False))
        elif moment is not None and moment > horizon:
            faults.append(Fault("T06", "appeal_step", "happened_at", str(moment), False))
        elif moment is not None:
            result = _code(row, "result", RESULTS[kind], faults) if kind in RESULTS else ""
            department, officer = read.text("department_code"), read.text("officer")
            yield Act(row["step_no"], kind, moment, department, officer, result)


def _code(row: Row, name: str, known: frozenset[str], faults: list[Fault]) -> str:
    """A code of the contract; another word counts as unknown."""
    code: str = row[name] or ""
    if not code or code in known:
        return code
    table = "appeal_step" if "step_no" in row else "appeal"
    faults.append(Fault("C01", table, name, code, False))
    return ""


def _mark(read: RowReader, faults: list[Fault]) -> int | None:
    mark = read.number("satisfaction")
    if mark is None or 1 <= mark <= BEST_MARK:
        return mark
    faults.append(Fault("V01", "appeal", "satisfaction", str(mark), False))
    return None


def _has_answer(steps: Iterable[Act]) -> bool:
    return any(step.kind in ("answer", "close") for step in steps)


def _last_act(appeal: facts.Appeal) -> datetime:
    return max((act.happened_at for act in acts_of(appeal)), default=appeal.requested_at)
