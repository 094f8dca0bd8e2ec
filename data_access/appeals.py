"""Appeals at one moment: the list that stands behind their numbers, hot topics, times of the loop.

Figures come from measures (data_access.measures.appeals); here is what figures cannot say. What
enterprises and persons are called, and what they wrote, leaves masked.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, text

from data_access.appeal_words import mask_enterprise, own_words
from data_access.counting import bounds, counted_days, flags, values_of
from data_access.days import start_after, start_of, unindexed
from data_access.figures import figures
from data_access.listing import Listing, cases
from data_access.measures import MEASURES, Measure
from data_access.measures.appeal_courses import APPEAL_FINDINGS, CHANNELS
from data_access.measures.appeals import CLOCK, clock
from data_access.open_appeals import HELD, longest
from data_access.open_set.reading import read
from data_access.open_set.seconds import NEVER, second_of
from data_access.schema import Appeal, AppealStay, AppealStep, ChainStep
from data_access.schema.base import table_of
from supervision.scope import Scope

STATES = {
    "received": "appeals_received",
    "open": "appeals_open",
    "overdue": "appeals_open_overdue",
    "soon": "appeals_open_soon",
    "suspended": "appeals_suspended",
    "answered": "appeals_answered",
    "denied": "appeals_denied",
    "reopened": "appeals_reopened",
    "passed_around": "appeals_passed_around",
}
"""What the list may hold, and the measure whose rows it then shows."""
OTHER = "other"
MOST_BY_KEY = 200
"""Pages up to this long are read by the keys that memory names; longer ones are left to SQL."""
LOOKED_AT = 1000
"""Of the newest appeals of a period so many tell how long each step takes."""
SECONDS_AN_HOUR = 3600
STEPS = (
    *("opened_at", "accepted_at", "dispatched_at", "signed_at"),
    *("contacted_at", "answered_at", "called_back_at", "verified_at"),
)
LATER = ("answered_at", "called_back_at")

appeal, stay, step = table_of(Appeal).c, table_of(AppealStay).c, table_of(AppealStep).c
_words = (
    *(appeal.title, appeal.content, appeal.contact_name),
    *(appeal.enterprise_name, appeal.enterprise_code),
)


def list_appeals(
    connection: Connection,
    scope: Scope,
    *,
    as_of: datetime,
    state: str = "received",
    channel: str = "",
    search: str = "",
    limit: int,
    offset: int = 0,
) -> Listing:
    """A page of the appeals of a state (STATES), narrowed by channel and number.

    Without channel and search there are as many as the figure of the measure says; a reopened
    appeal may be there with more than one round. A whole number that the scope knows finds its
    appeal whatever the state and the period.

    Columns: appeal_id, round_no, appeal_no, category_code, department_code, town_code, channel,
    enterprise (masked), enterprise_code, opened_at, due_at, answered_at, outcome, called_back_at,
    verdict, satisfaction (each empty until it happened), returns, holders, calls (how often it was
    returned, how many have held it and been rung up by `as_of`), words (what the enterprise said
    last, masked). Raises KeyError for an unknown state.
    """
    measure = MEASURES[STATES[state]]
    found = _numbered(connection, scope, as_of, search) if search else Listing(0, pd.DataFrame())
    if found.total:
        return Listing(found.total, _told(connection, scope, found.frame, as_of))
    days = counted_days(scope, as_of)
    if measure.kind == "flow" and days is None:
        return Listing(0, _told(connection, scope, _empty(), as_of))
    where = [
        *bounds(measure, *flags(scope)),
        *measure.conditions(),
        *_narrowed(measure, channel, search),
    ]
    if measure.name in HELD and not (channel or search) and limit <= MOST_BY_KEY:
        standing = longest(
            connection, scope, as_of=as_of, name=measure.name, limit=limit, offset=offset
        )
        if standing is not None:
            page = _frame(_by_key(connection, measure, standing[1]))
            return Listing(standing[0], _told(connection, scope, page, as_of))
    rows = _rows(measure)
    values = values_of(scope.within(days) if days else scope, as_of)
    statement = rows.where(*where).order_by(*_order(measure)).limit(limit).offset(offset)
    page = _frame(connection.execute(statement, values).mappings())
    if channel or search:
        counted = select(func.count()).select_from(rows.where(*where).subquery())
        total = int(connection.scalar(counted, values) or 0)
    else:
        total = cases(connection, scope, measure.name, as_of=as_of, limit=0).total
    return Listing(total, _told(connection, scope, page, as_of))


def list_about(
    connection: Connection,
    scope: Scope,
    *,
    as_of: datetime,
    case_id: str = "",
    project_id: str = "",
) -> pd.DataFrame:
    """The appeals about a case, or about a project and the cases of its chain, newest first.

    Columns: those of list_appeals, each appeal in the round that was last at `as_of`.
    """
    if case_id:
        of_it: ColumnElement[bool] = clock.case_id == case_id
    else:
        of_chain = select(ChainStep.case_id).where(
            ChainStep.project_id == project_id, ChainStep.case_id != ""
        )
        # literally as the partial index says it
        named = and_(text("appeal_clock.project_id <> ''"), clock.project_id == project_id)
        of_it = or_(named, clock.case_id.in_(of_chain))
    statement = _plain().where(of_it, _in_force(as_of), *_bounded(scope))
    newest = statement.order_by(clock.opened_at.desc(), clock.appeal_id)
    return _told(connection, scope, _frame(connection.execute(newest).mappings()), as_of)


def hot_topics(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a category with appeals in the period or in the one before it, the most first.

    Columns: category_code, appeals, before (of as many days just before the period), change.
    The period ends with the day of `as_of`, so that both have the same length.
    """
    days = counted_days(scope, as_of)
    if days is None:
        return pd.DataFrame(columns=["category_code", "appeals", "before", "change"])
    counts = [
        figures(connection, scope.within(one), ("appeals_received",), as_of=as_of, by="item")
        .set_index("item")["appeals_received"]
        .rename(name)
        for one, name in ((days, "appeals"), (days.before(), "before"))
    ]
    frame = pd.concat(counts, axis=1).fillna(0).astype("int64")
    frame = frame.assign(change=frame["appeals"] - frame["before"])
    frame = frame.rename_axis("category_code").reset_index()
    order = ["appeals", "before", "category_code"]
    return frame.sort_values(order, ascending=[False, True, True], ignore_index=True)


def loop_hours(connection: Connection, scope: Scope, *, as_of: datetime) -> pd.DataFrame:
    """One row a step of the loop: step (a name of STEPS), hours (the median since the step before).

    Of the newest thousand appeals of the period, as far as they had come by `as_of`; hours on the
    wall, empty where no appeal has both steps.
    """
    days = counted_days(scope, as_of)
    parts: list[dict[str, Any]] = []
    if days is not None:
        statement = (
            select(*(clock[name] for name in STEPS))
            .where(
                clock.round_no == 1,
                clock.opened_at >= start_of(days.first),
                clock.opened_at < start_after(days.last),
                clock.opened_at <= as_of,
                *_bounded(scope),
            )
            .order_by(clock.opened_at.desc(), clock.appeal_id)
            .limit(LOOKED_AT)
        )
        parts = list(read(connection, {}, statement))
    seconds = np.array(
        [np.concatenate([np.empty(0), *(part[name] for part in parts)]) for name in STEPS]
    )
    seconds[(seconds == NEVER) | (seconds > second_of(as_of))] = np.nan
    passed = np.diff(seconds, axis=0) / SECONDS_AN_HOUR
    known = [step[step >= 0] for step in passed]
    hours = [float(np.median(step)) if len(step) else np.nan for step in known]
    return pd.DataFrame({"step": list(STEPS[1:]), "hours": np.array(hours, dtype="float64")})


def _rows(measure: Measure) -> Select[Any]:
    """The rows of a measure with what the list shows of them."""
    if measure.source is not APPEAL_FINDINGS:
        return _selected().select_from(
            measure.source.listed.outerjoin(Appeal, appeal.appeal_id == clock.appeal_id)
        )
    subject, number, category = measure.source.columns[:3]
    in_force = and_(clock.appeal_id == subject.element, _in_force(None))
    return _selected(
        appeal_id=subject.element,
        appeal_no=number.element,
        category_code=category,
        department_code=measure.source.department,
        town_code=measure.source.town,
    ).select_from(
        measure.source.listed.outerjoin(CLOCK, in_force).outerjoin(
            Appeal, appeal.appeal_id == subject.element
        )
    )


def _by_key(
    connection: Connection, measure: Measure, keys: Sequence[tuple[str, int]]
) -> list[Mapping[Any, Any]]:
    """These rounds in this order."""
    statement = _rows(measure).where(clock.appeal_id.in_([one for one, _ in keys]))
    found = connection.execute(statement).mappings()
    rows = {(row["appeal_id"], row["round_no"]): row for row in found}
    return [rows[key] for key in keys if key in rows]


def _selected(**others: ColumnElement[Any] | None) -> Select[Any]:
    columns: dict[str, ColumnElement[Any] | None] = {
        "appeal_id": clock.appeal_id,
        "round_no": clock.round_no,
        "appeal_no": clock.appeal_no,
        "category_code": clock.item_code,
        "department_code": clock.department_code,
        "town_code": clock.town_code,
        "channel": clock.channel,
        "opened_at": clock.opened_at,
        "due_at": clock.due_at,
        "answered_at": clock.answered_at,
        "outcome": clock.outcome,
        "called_back_at": clock.called_back_at,
        "verdict": clock.enterprise_verdict,
        "satisfaction": clock.satisfaction,
    }
    chosen = {name: column for name, column in (columns | others).items() if column is not None}
    named = (column.label(name) for name, column in chosen.items())
    return select(*named, *_words)


def _plain() -> Select[Any]:
    return _selected().select_from(CLOCK.outerjoin(Appeal, appeal.appeal_id == clock.appeal_id))


def _empty() -> pd.DataFrame:
    return _frame([])


def _frame(rows: Iterable[Mapping[Any, Any]]) -> pd.DataFrame:
    names = [column.name for column in _plain().selected_columns]
    frame = pd.DataFrame([dict(row) for row in rows], columns=names)
    moments = [name for name in names if name.endswith("_at")]
    frame[moments] = frame[moments].astype("datetime64[us]")
    return frame.astype({"satisfaction": "Int64", "round_no": "Int64"})


def _in_force(as_of: datetime | None) -> ColumnElement[bool]:
    """The round that is the last one begun; without a moment the last of all."""
    if as_of is None:
        return clock.is_last
    begun = clock.opened_at <= as_of
    return and_(begun, or_(clock.reopened_at.is_(None), clock.reopened_at > as_of))


def _numbered(connection: Connection, scope: Scope, as_of: datetime, search: str) -> Listing:
    """The appeals with exactly this number."""
    statement = _plain().where(clock.appeal_no == search, _in_force(as_of), *_bounded(scope))
    frame = _frame(connection.execute(statement.order_by(clock.appeal_id)).mappings())
    return Listing(len(frame), frame)


def _bounded(scope: Scope) -> list[ColumnElement[bool]]:
    wanted = (
        (clock.department_code, scope.departments),
        (clock.item_code, scope.items),
        (clock.town_code, scope.towns),
    )
    return [column.in_(codes) for column, codes in wanted if codes]


def _narrowed(measure: Measure, channel: str, search: str) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if channel == OTHER:
        where.append(clock.channel.not_in(CHANNELS))
    elif channel:
        where.append(clock.channel == channel)
    if search:
        is_found = measure.source is APPEAL_FINDINGS
        number = measure.source.columns[1].element if is_found else clock.appeal_no
        where.append(number.contains(search, autoescape=True))
    return where


def _order(measure: Measure) -> list[ColumnElement[Any]]:
    """As in every list: what happened last first, what waits longest first."""
    if measure.anchor is not None:
        return [measure.anchor.desc(), *measure.source.order]
    # in its order an index would lead through all that ever began, to find the few that still stand
    since = (*measure.exceeded, *measure.begins)[:1]
    return [*map(unindexed, since), *measure.source.order]


def _told(
    connection: Connection, scope: Scope, frame: pd.DataFrame, as_of: datetime
) -> pd.DataFrame:
    """The page with what had happened by the moment, masked."""
    ids = [str(each) for each in frame["appeal_id"].unique()]
    for name in LATER:
        frame[name] = frame[name].where(frame[name] <= as_of)
    frame["outcome"] = frame["outcome"].where(frame["answered_at"].notna(), "").fillna("")
    is_called = frame["called_back_at"].notna()
    frame["verdict"] = frame["verdict"].where(is_called, "").fillna("")
    frame["satisfaction"] = frame["satisfaction"].where(is_called)
    frame = frame.join(_pushed(connection, ids, as_of), on="appeal_id")
    frame = frame.join(_said(connection, ids, as_of), on="appeal_id")
    counts = ["returns", "holders", "calls"]
    frame[counts] = frame[counts].fillna(0).astype("int64")
    rows = frame.to_dict("records")
    words = [own_words(row, sees_all=scope.sees_personal_data) for row in rows]
    names = [
        row["enterprise_name"] if scope.sees_personal_data else mask_enterprise(row) for row in rows
    ]
    frame = frame.assign(
        words=pd.Series(words, dtype="str"),
        enterprise=pd.Series(names, dtype="object"),
        enterprise_code=frame["enterprise_code"].fillna(""),
    )
    return frame.drop(columns=["title", "content", "contact_name", "enterprise_name", "note"])


def _pushed(connection: Connection, ids: list[str], as_of: datetime) -> pd.DataFrame:
    """By appeal: returns, and how many different holders there have been."""
    statement = select(
        *(stay.appeal_id, stay.department_code, stay.begun_by, stay.ended_by, stay.left_at)
    ).where(stay.appeal_id.in_(ids), stay.entered_at <= as_of)
    frame = pd.read_sql(statement, connection, parse_dates=["left_at"])
    is_back = (frame["ended_by"] == "return") & (frame["left_at"] <= as_of)
    sent = frame[frame["begun_by"].isin(["dispatch", "redispatch"])]
    return pd.DataFrame(
        {
            "returns": is_back.groupby(frame["appeal_id"]).sum(),
            "holders": sent.groupby("appeal_id")["department_code"].nunique(),
        }
    )


def _said(connection: Connection, ids: list[str], as_of: datetime) -> pd.DataFrame:
    """By appeal: calls, and the note of the last of them that has one."""
    statement = (
        select(step.appeal_id, step.note)
        .where(step.appeal_id.in_(ids), step.kind == "call_back", step.happened_at <= as_of)
        .order_by(step.appeal_id, step.happened_at, step.step_no)
    )
    frame = pd.read_sql(statement, connection)
    grouped = frame.groupby("appeal_id")["note"]
    return pd.DataFrame({"calls": grouped.size(), "note": grouped.last()})
