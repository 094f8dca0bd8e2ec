"""The clocks of one case: how each stands, its stretches of time, and its day ledger."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Row, and_, func, or_, select

from data_access.approvals.case_facts import facts_of
from data_access.calendar import load_calendar
from data_access.engine import once_in_view
from data_access.limits import limits_of
from data_access.schema import CaseClock, CaseStep, ProcedureStep, StepClock
from data_access.schema.base import table_of
from supervision.cases import Case
from supervision.clocks import ACCEPTANCE_DAYS, DELIVERY_DAYS, Limits, clocks_of
from supervision.ledger import LedgerDay, ledger
from supervision.pauses import stretches
from supervision.scope import Scope
from supervision.segments import SegmentKind, segments
from supervision.standing import NATURAL_DAY, WORKING_HOUR, Clock, standing
from supervision.working_days import ONE_DAY, DayRun, WorkingCalendar, merge

ACCEPTANCE, STEP, INSTANT = "acceptance", "step", "instant"
PROMISED, STATUTORY, DELIVERY = "promised", "statutory", "delivery"
PAST_LAW = "past_law"
"""The kind of a stretch that lies past the statutory limit."""

TIMES = ["started_at", "stopped_at", "due_at", "soon_at", "paused_from"]
NUMBERS = ["step_no", "limit", "extension_days", "used", "left", "over"]
CLOCK_COLUMNS = [
    *("key", "name", "step_code", "step_name", "step_name_en", "unit", "state"),
    *("is_deemed", "is_renewed", "is_own", "is_soon", "is_provisional"),
    *TIMES,
    *NUMBERS,
]
LEDGER_COLUMNS = [*LedgerDay.__dataclass_fields__]


@dataclass(frozen=True)
class NamedClock:
    """A clock of a case with its place: the key is the name of the clock, for steps with number."""

    name: str
    clock: Clock
    step_no: int | None = None
    step_code: str = ""
    step_name: str = ""
    step_name_en: str = ""
    extension_days: int = 0
    is_deemed: bool = False
    is_renewed: bool = False
    is_own: bool = False
    soon_at: datetime | None = None

    @property
    def key(self) -> str:
        """What the address and the widgets call it."""
        return self.name if self.step_no is None else f"{self.name}-{self.step_no}"


@dataclass(frozen=True)
class Held:
    """The days on which a case's clocks stand still, and since when they do for want of an end."""

    runs: Sequence[DayRun]
    since: datetime | None


@dataclass(frozen=True)
class CaseClocks:
    """Two frames: the clocks, one row a clock, and their stretches of time, one row a stretch."""

    clocks: pd.DataFrame
    segments: pd.DataFrame


def case_clocks(
    connection: Connection, scope: Scope, *, as_of: datetime, case_id: str
) -> CaseClocks:
    """Every clock of a case as it stands at `as_of`.

    clocks: key, name (acceptance, step, instant, promised, statutory, delivery), step_no,
    step_code, step_name, step_name_en, limit (with a valid extension), extension_days, unit,
    started_at, stopped_at, due_at, soon_at, is_soon (soon_at is past), is_deemed (accepted by law
    for want of an answer), is_renewed (began anew with the reply to a correction notice), is_own
    (the source's own due time), is_provisional (ends in a year without a published calendar),
    paused_from, and the standing: state, used, left, over (of the unit). Steps without a limit
    have no clock.

    segments: key, start, end, kind (in_time, over, past_law for over of the statutory clock,
    pause), up to `as_of`.
    """
    limits, named_clocks = _clocks(connection, scope, as_of, case_id)
    clocks = pd.DataFrame(
        [_clock_row(limits, named, as_of) for named in named_clocks], columns=CLOCK_COLUMNS
    )
    stretches = pd.DataFrame(
        [
            (named.key, part.start, part.end, _kind(named, part.kind))
            for named in named_clocks
            for part in segments(named.clock, as_of)
        ],
        columns=["key", "start", "end", "kind"],
    )
    return CaseClocks(_typed(clocks, TIMES, NUMBERS), _typed(stretches, ["start", "end"]))


def _clock_row(limits: Limits, named: NamedClock, as_of: datetime) -> dict[str, object]:
    clock, due_at = named.clock, named.clock.due_at
    known = {name: getattr(named, name, getattr(clock, name, None)) for name in CLOCK_COLUMNS}
    by_calendar = not named.is_own and clock.unit != NATURAL_DAY
    is_provisional = (
        by_calendar and due_at is not None and limits.calendar.is_provisional(due_at.date())
    )
    stands = asdict(standing(limits, clock, as_of))
    is_soon = named.soon_at is not None and named.soon_at <= as_of
    derived = {"is_provisional": is_provisional, "is_soon": is_soon, "state": str(stands["state"])}
    return known | stands | derived


def _typed(frame: pd.DataFrame, times: list[str], numbers: Sequence[str] = ()) -> pd.DataFrame:
    kinds = {name: pd.to_datetime(frame[name]) for name in times}
    kinds |= {name: frame[name].astype("Int64") for name in numbers}
    return frame.assign(**kinds)


def list_ledger(
    connection: Connection, scope: Scope, *, as_of: datetime, case_id: str, key: str
) -> pd.DataFrame:
    """One row a day of a clock, from its start to the later of its due date and its last day.

    Columns: day, kind, total, note, article, calendar_note, is_due, is_make_up, is_provisional,
    is_today. Empty for a clock that has not begun and for one that runs in hours.
    """
    limits, named_clocks = _clocks(connection, scope, as_of, case_id)
    clocks = {named.key: named.clock for named in named_clocks}
    clock = clocks.get(key)
    days: list[LedgerDay] = []
    if clock is not None and clock.started_at is not None and _has_days(clock, as_of):
        days = _ledger(limits.calendar, clock, clock.started_at, as_of)
    frame = _typed(pd.DataFrame(map(asdict, days), columns=LEDGER_COLUMNS), ["day"])
    return frame.assign(
        kind=frame.kind.astype(str), is_today=frame.day == pd.Timestamp(as_of.date())
    )


def list_days_off(
    connection: Connection, scope: Scope, *, as_of: datetime, first: date, last: date
) -> pd.DataFrame:
    """One row a run of days off from first to last: start, end (the day after), holiday."""
    del scope, as_of  # the calendar is everybody's
    runs: list[tuple[date, date, bool]] = []
    for entry in load_calendar(connection).days_between(first, last):
        if entry.is_working:
            continue
        is_holiday = entry.kind == "holiday"
        if runs and runs[-1][1] == entry.day and runs[-1][2] == is_holiday:
            runs[-1] = (runs[-1][0], entry.day + ONE_DAY, is_holiday)
        else:
            runs.append((entry.day, entry.day + ONE_DAY, is_holiday))
    frame = pd.DataFrame(runs, columns=["start", "end", "holiday"])
    return frame.assign(start=pd.to_datetime(frame.start), end=pd.to_datetime(frame.end))


def _clocks(
    connection: Connection, scope: Scope, as_of: datetime, case_id: str
) -> tuple[Limits, list[NamedClock]]:
    """What limits are worked out with, and the clocks of a case."""

    def read() -> tuple[Limits, list[NamedClock]]:
        limits = limits_of(connection)
        return limits, _read_clocks(connection, limits, scope, as_of, case_id)

    return once_in_view(connection, ("clocks", scope, as_of, case_id), read)


def _read_clocks(
    connection: Connection, limits: Limits, scope: Scope, as_of: datetime, case_id: str
) -> list[NamedClock]:
    facts = facts_of(connection, scope, case_id)
    if facts is None:
        return []
    row = connection.execute(select(table_of(CaseClock)).where(CaseClock.case_id == case_id)).one()
    calendar, pauses = limits.calendar, clocks_of(facts.case, limits).pauses
    runs = pauses.runs
    if pauses.open_from is not None:
        held_until = max(as_of.date(), pauses.open_from) + ONE_DAY
        runs = merge((*runs, (pauses.open_from, held_until)))
    held = Held(runs, _paused_from(facts.case))
    return [
        _acceptance(calendar, facts.case, row, as_of),
        *_steps(connection, row, held),
        *_decision(calendar, facts.case, row, held, as_of),
        *_delivery(facts.case, row),
    ]


def _paused_from(case: Case) -> datetime | None:
    """Since when the case has been in a pause that has no end."""
    return next((start for start, end in stretches(case) if end is None), None)


def _acceptance(
    calendar: WorkingCalendar, case: Case, row: Row[Any], as_of: datetime
) -> NamedClock:
    """Five working days from receipt, or anew from the reply to a correction notice."""
    due_at: datetime | None = row.acceptance_due_at
    stopped_at = case.accepted_at or case.closed_at
    waiting = due_at is None and stopped_at is None
    if waiting and case.corrections:
        asked_at = case.corrections[-1].notified_at
        run = (asked_at.date(), max(as_of.date(), asked_at.date()) + ONE_DAY)
        clock = Clock(
            case.received_at, None, None, ACCEPTANCE_DAYS, pauses=[run], paused_from=asked_at
        )
        return NamedClock(ACCEPTANCE, clock)
    replies = [notice.replied_at for notice in case.corrections if notice.replied_at]
    base = next(
        (at for at in replies[::-1] if calendar.due_at(at.date(), ACCEPTANCE_DAYS) == due_at),
        case.received_at,
    )
    clock = Clock(base, stopped_at, due_at, ACCEPTANCE_DAYS)
    return NamedClock(
        ACCEPTANCE,
        clock,
        is_deemed=row.is_deemed_accepted,
        is_renewed=base > case.received_at,
    )


def _steps(connection: Connection, row: Row[Any], held: Held) -> Iterator[NamedClock]:
    statement = (
        select(
            table_of(StepClock),
            func.coalesce(ProcedureStep.name, CaseStep.name, "").label("name"),
            func.coalesce(ProcedureStep.name_en, "").label("name_en"),
        )
        .join(
            CaseStep,
            and_(CaseStep.case_id == StepClock.case_id, CaseStep.step_no == StepClock.step_no),
        )
        .outerjoin(
            ProcedureStep,
            and_(
                ProcedureStep.item_code == StepClock.item_code,
                ProcedureStep.step_code == StepClock.step_code,
            ),
        )
        .where(StepClock.case_id == row.case_id)
        .where(or_(StepClock.limit_days.is_not(None), StepClock.due_at.is_not(None)))
        .order_by(StepClock.step_no)
    )
    for step in connection.execute(statement):
        clock = Clock(
            step.started_at or step.ended_at,  # of some steps only the end is known
            step.ended_at or row.closed_at,
            step.due_at,
            step.limit_days,
            pauses=held.runs,
            paused_from=held.since,
        )
        names = step.step_no, step.step_code, step.name, step.name_en
        yield NamedClock(STEP, clock, *names, is_own=step.limit_days is None)


def _decision(
    calendar: WorkingCalendar, case: Case, row: Row[Any], held: Held, as_of: datetime
) -> Iterator[NamedClock]:
    started_at, extra = row.clock_started_at, row.valid_extension_days
    if row.is_deemed_accepted and as_of < row.accepted_at:
        started_at = None  # the law has not spoken yet
    if row.case_kind == INSTANT:
        due_at = _end_of_day_zero(calendar, started_at) if started_at else None
        clock = Clock(started_at, row.clock_stopped_at, due_at, 0)
        yield NamedClock(INSTANT, clock)
    for name, limit, due_at, own in (
        (PROMISED, row.promised_limit, row.promised_due_at, case.promised_due_at),
        (STATUTORY, row.statutory_limit, row.statutory_due_at, case.statutory_due_at),
    ):
        if limit is None and due_at is None and (name == STATUTORY or row.case_kind == INSTANT):
            continue
        clock = Clock(
            started_at,
            row.clock_stopped_at,
            due_at,
            None if limit is None or own else limit + extra,
            row.limit_unit,
            held.runs,
            held.since,
        )
        yield NamedClock(
            name,
            clock,
            extension_days=0 if own else extra,
            is_own=own is not None,
            soon_at=row.promised_soon_at if name == PROMISED else None,
        )


def _end_of_day_zero(calendar: WorkingCalendar, started_at: datetime) -> datetime:
    day = started_at.date()
    return calendar.due_at(day if calendar.is_working(day) else calendar.add(day, 1), 0)


def _delivery(case: Case, row: Row[Any]) -> Iterator[NamedClock]:
    """Ten working days from a decision that grants; not begun while there is no decision."""
    is_to_come = case.item.needs_document and row.clock_stopped_at is None
    if row.delivery_due_at is None and not is_to_come:
        return
    limit = DELIVERY_DAYS if case.item.delivery_limit is None else case.item.delivery_limit
    stopped_at = row.delivered_at or row.closed_at
    yield NamedClock(DELIVERY, Clock(row.decided_at, stopped_at, row.delivery_due_at, limit))


def _kind(named: NamedClock, kind: SegmentKind) -> str:
    past_law = named.name == STATUTORY and kind is SegmentKind.OVER
    return PAST_LAW if past_law else kind.value


def _has_days(clock: Clock, as_of: datetime) -> bool:
    begun = clock.started_at is not None and clock.started_at <= as_of
    return begun and clock.unit != WORKING_HOUR


def _ledger(
    calendar: WorkingCalendar, clock: Clock, started_at: datetime, as_of: datetime
) -> list[LedgerDay]:
    is_over = clock.stopped_at is not None and clock.stopped_at <= as_of
    until = clock.stopped_at if is_over and clock.stopped_at else as_of
    return ledger(
        calendar,
        started_at.date(),
        max(until, started_at).date(),
        clock.limit,
        clock.pauses,
        clock.due_at.date() if clock.due_at else None,
        is_natural=clock.unit == NATURAL_DAY,
    )
