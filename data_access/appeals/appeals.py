"""Appeals at one moment: the list that stands behind their numbers, hot topics, times of the loop.

Figures come from measures (data_access.measures.appeals); here is what figures cannot say. What
enterprises and persons are called, and what they wrote, leaves masked.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, text

from data_access.appeals.appeal_page import Row, appeal, plain, selected, told
from data_access.appeals.open_appeals import HELD, longest
from data_access.count_statements import bounds, flags, values_of
from data_access.counting import counted_days
from data_access.days import start_after, start_of, unindexed
from data_access.figures import figures
from data_access.listing import Listing, count_of
from data_access.measures import MEASURES, Measure
from data_access.measures.appeal_courses import APPEAL_FINDINGS, CHANNELS
from data_access.measures.appeals import CLOCK, clock
from data_access.open_set.reading import read
from data_access.open_set.seconds import NEVER, second_of
from data_access.schema import Appeal, ChainStep
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
LOOKED_AT = 400
"""So many appeals, of those that came so far last, tell how long each step takes."""
SECONDS_AN_HOUR = 3600
STEPS = (
    *("opened_at", "accepted_at", "dispatched_at", "signed_at"),
    *("contacted_at", "answered_at", "called_back_at", "verified_at"),
)
STRETCHES = (STEPS[:6], STEPS[5:7], STEPS[6:])
"""The loop up to the answer, the call-back and the verification: each is told of by the appeals
that came to its end last."""


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
    if search and (found := _numbered(connection, scope, as_of, search)):
        return Listing(len(found), told(connection, scope, found, as_of))
    number, rows = _page(connection, scope, measure, as_of, limit, offset, channel, search)
    return Listing(number, told(connection, scope, rows, as_of))


def first_of(
    connection: Connection, scope: Scope, *, as_of: datetime, limits: tuple[tuple[str, int], ...]
) -> dict[str, Listing]:
    """By state the first page of its list, as of `list_appeals`: states, and how long their pages.

    What has to be found out of the appeals themselves is asked once for all of the lists.
    """
    pages = {
        state: _page(connection, scope, MEASURES[STATES[state]], as_of, limit)
        for state, limit in limits
    }
    frame = told(connection, scope, [row for _, rows in pages.values() for row in rows], as_of)
    listings, begin = {}, 0
    for state, (number, rows) in pages.items():
        end = begin + len(rows)
        listings[state] = Listing(number, frame.iloc[begin:end].reset_index(drop=True))
        begin = end
    return listings


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
    statement = plain().where(of_it, _in_force(as_of), *_bounded(scope))
    newest = statement.order_by(clock.opened_at.desc(), clock.appeal_id)
    return told(connection, scope, connection.execute(newest).mappings().all(), as_of)


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

    Up to the answer of the latest LOOKED_AT appeals that were answered in the period, after it of
    those that were called back, or verified: of appeals that came in last only the quickest would
    have come so far. Hours on the wall, empty where no appeal has both steps.
    """
    hours = [hour for steps in STRETCHES for hour in _hours_of(connection, scope, as_of, steps)]
    return pd.DataFrame({"step": list(STEPS[1:]), "hours": np.array(hours, dtype="float64")})


def _hours_of(
    connection: Connection, scope: Scope, as_of: datetime, steps: Sequence[str]
) -> list[float]:
    """The median hours of each step but the first, of the appeals that took the last one last."""
    last = clock[steps[-1]]
    statement = (
        select(*(clock[name] for name in steps))
        .where(
            clock.round_no == 1,
            last >= start_of(scope.period.first),
            last < start_after(scope.period.last),
            last <= as_of,
            *_bounded(scope),
        )
        .order_by(last.desc(), clock.appeal_id)
        .limit(LOOKED_AT)
    )
    parts = list(read(connection, {}, statement))
    seconds = np.array(
        [np.concatenate([np.empty(0), *(part[name] for part in parts)]) for name in steps]
    )
    seconds[(seconds == NEVER) | (seconds > second_of(as_of))] = np.nan
    passed = np.diff(seconds, axis=0) / SECONDS_AN_HOUR
    known = (step[step >= 0] for step in passed)
    return [float(np.median(step)) if len(step) else np.nan for step in known]


def _page(
    connection: Connection,
    scope: Scope,
    measure: Measure,
    as_of: datetime,
    limit: int,
    offset: int = 0,
    channel: str = "",
    search: str = "",
) -> tuple[int, Sequence[Row]]:
    """How many rows a measure counts, and a page of them in the order of their list.

    Only those of a channel, or with a number like the one searched for, where these are given.
    """
    days = counted_days(scope, as_of)
    if measure.kind == "flow" and days is None:
        return 0, []
    is_narrowed = bool(channel or search)
    if measure.name in HELD and not is_narrowed and limit <= MOST_BY_KEY:
        standing = longest(
            connection, scope, as_of=as_of, name=measure.name, limit=limit, offset=offset
        )
        if standing is not None:
            return standing[0], _by_key(connection, measure, standing[1])
    rows = _rows(measure, channel, search, *flags(scope))
    values = values_of(scope.within(days) if days else scope, as_of)
    statement = rows.order_by(*_order(measure)).limit(limit).offset(offset)
    page = connection.execute(statement, values).mappings().all()
    if not is_narrowed:
        return count_of(connection, scope, measure, as_of=as_of), page
    counted = select(func.count()).select_from(rows.subquery())
    return int(connection.scalar(counted, values) or 0), page


@lru_cache(maxsize=128)
def _of_measure(measure: Measure) -> Select[Any]:
    """All rows of a measure's source with what the list shows of them."""
    if measure.source is not APPEAL_FINDINGS:
        return selected().select_from(
            measure.source.listed.outerjoin(Appeal, appeal.appeal_id == clock.appeal_id)
        )
    subject, number, category = measure.source.columns[:3]
    in_force = and_(clock.appeal_id == subject.element, _in_force(None))
    assert measure.source.town is not None
    return selected(
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


@lru_cache(maxsize=128)
def _rows(
    measure: Measure,
    channel: str,
    search: str,
    has_departments: bool,
    has_items: bool,
    has_towns: bool,
) -> Select[Any]:
    """The rows that a measure counts, narrowed by channel and number."""
    where = [*bounds(measure, has_departments, has_items, has_towns), *measure.conditions()]
    return _of_measure(measure).where(*where, *_narrowed(measure, channel, search))


def _by_key(connection: Connection, measure: Measure, keys: Sequence[tuple[str, int]]) -> list[Row]:
    """These rounds in this order."""
    statement = _of_measure(measure).where(clock.appeal_id.in_([one for one, _ in keys]))
    found = connection.execute(statement).mappings()
    rows = {(row["appeal_id"], row["round_no"]): row for row in found}
    return [rows[key] for key in keys if key in rows]


def _in_force(as_of: datetime | None) -> ColumnElement[bool]:
    """The round that is the last one begun; without a moment the last of all."""
    if as_of is None:
        return clock.is_last
    begun = clock.opened_at <= as_of
    return and_(begun, or_(clock.reopened_at.is_(None), clock.reopened_at > as_of))


def _numbered(connection: Connection, scope: Scope, as_of: datetime, search: str) -> Sequence[Row]:
    """The appeals with exactly this number."""
    statement = plain().where(clock.appeal_no == search, _in_force(as_of), *_bounded(scope))
    return connection.execute(statement.order_by(clock.appeal_id)).mappings().all()


def _bounded(scope: Scope) -> list[ColumnElement[bool]]:
    """The scope as conditions; few indexes begin with a town, and none of them serves here."""
    columns = (
        (clock.department_code, scope.departments),
        (clock.item_code, scope.items),
        (unindexed(clock.town_code), scope.towns),
    )
    return [column.in_(codes) for column, codes in columns if codes]


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
