"""What people write of orders. One function is one transaction: order, act, audit and notice.

Every key was made when the form was drawn: a second click, a retry and a crash give one order. An
act says which version of the order its writer saw; when another was quicker nothing is written.
Nothing here is told as done before it is committed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, select, update

from data_access.access.access_log import note
from data_access.access.row_security import seeing_everything
from data_access.orders.attempts import Attempt, attempt_about, attempting
from data_access.orders.once import put_once
from data_access.orders.outbox import tell
from data_access.orders.refusals import (
    ChangedError,
    NotAllowedError,
    NotFoundError,
    UnfitError,
)
from data_access.orders.subjects import About, Subject, find_subject, is_department
from data_access.schema import OrderEntry, SupervisionOrder
from data_access.schema.base import table_of
from data_access.schema.orders import LONGEST_WORDS
from supervision.orders.clocks import end_of
from supervision.orders.ladder import (
    STEPS,
    Action,
    Demand,
    NotPossibleError,
    OrderLevel,
    Party,
    State,
    after,
    may_do,
    parties_of,
)
from supervision.people import Viewer
from supervision.typed_words import plain_words


@dataclass(frozen=True)
class Draft:
    """An order that is to be issued; without a department it goes to the one of its subject."""

    order_id: str
    about: About
    level: OrderLevel
    demand_kind: Demand
    demand: str
    due_on: date
    department: str = ""


@dataclass(frozen=True)
class Written:
    """What stands written; `is_new` is False where it stood before: a second click, a retry."""

    order_id: str
    order_no: str
    state: State
    version: int
    is_new: bool


def issue(
    engine: Engine, viewer: Viewer, drafts: Sequence[Draft], *, now: datetime, draft_key: str = ""
) -> list[Written]:
    """Issue orders, all or none; what was written of each, in the same order.

    Raises NotAllowedError, NotFoundError (no such subject), UnfitError with the name of the value,
    and ChangedError where somebody else has an open order about the same finding.
    """
    attempt = attempt_about(Action.ISSUE.value, *(draft.about for draft in drafts))
    with attempting(engine, viewer, attempt, now=now, draft_key=draft_key) as connection:
        written = {  # by finding: two who issue at once take the same rows in the same order
            draft.order_id: _issue_unnoted(connection, viewer, draft, now)
            for draft in sorted(drafts, key=lambda draft: draft.about.finding_id)
        }
        for one in written.values():
            _note_issue(connection, viewer, one, now)
    return [written[draft.order_id] for draft in drafts]


def issue_within(connection: Connection, viewer: Viewer, draft: Draft, now: datetime) -> Written:
    """Issue one order in a transaction of the caller's, who writes no more after it."""
    written = _issue_unnoted(connection, viewer, draft, now)
    _note_issue(connection, viewer, written, now)
    return written


def _note_issue(connection: Connection, viewer: Viewer, written: Written, now: datetime) -> None:
    """Record the issuing; last, since the access log is locked until the transaction ends."""
    if written.is_new:
        note(
            connection,
            viewer,
            action="order",
            subject_type="order",
            subject_id=written.order_id,
            detail={"act": Action.ISSUE.value, "order_no": written.order_no},
            at=now,
        )


def _issue_unnoted(connection: Connection, viewer: Viewer, draft: Draft, now: datetime) -> Written:
    if not may_do(viewer, Action.ISSUE, draft.department):
        raise NotAllowedError("to issue an order needs the right to supervise")
    standing = _order(connection, draft.order_id)
    if standing is not None:
        return _again(viewer, standing)
    demand = words_of(draft.demand, is_needed=True)
    if draft.due_on < now.date():
        raise UnfitError("due_on")
    subject = find_subject(connection, draft.about, now)
    if subject is None:
        raise NotFoundError("there is nothing that the order could be about")
    department = draft.department or subject.department_code
    if not is_department(connection, department):
        raise UnfitError("department")
    row = _new_row(viewer, draft, subject, department, demand, now)
    if not put_once(connection, SupervisionOrder, row):
        standing = _order(connection, draft.order_id)
        if standing is None:
            raise ChangedError("an open order about the same finding is there")
        return _again(viewer, standing)
    entry = _entry(row, draft.order_id, Action.ISSUE, viewer, "", demand, now)
    if not put_once(connection, OrderEntry, entry):
        raise ChangedError("the key of the form was used for another act")
    tell(connection, row, entry)
    return _written(row, is_new=True)


@dataclass(frozen=True)
class Act:
    """Something to be done with an order: the key of the form, and the version it was drawn of."""

    entry_id: str
    order_id: str
    version: int
    action: Action
    words: str = ""


def act(
    engine: Engine, viewer: Viewer, deed: Act, *, now: datetime, draft_key: str = ""
) -> Written:
    """Do something with an order; how it stands then.

    Raises NotFoundError, NotAllowedError, UnfitError (see words_of), ChangedError (it stands no
    longer as it was seen, or the act is not possible any more).
    """
    attempt = Attempt(deed.action.value, "order", deed.order_id)
    with attempting(engine, viewer, attempt, now=now, draft_key=draft_key) as connection:
        return act_within(connection, viewer, deed, now)


def act_within(connection: Connection, viewer: Viewer, deed: Act, now: datetime) -> Written:
    """Do something with an order in a transaction of the caller's, who writes little after it."""
    with seeing_everything(connection):
        order = _order(connection, deed.order_id)
    if order is None:
        raise NotFoundError("there is no such order")
    department = order["department_code"]
    if deed.action not in STEPS or not may_do(viewer, deed.action, department):
        raise NotAllowedError(f"{deed.action} needs a right that the person does not have")
    if _is_done(connection, viewer, deed):
        return _written(order, is_new=False)
    words = words_of(deed.words, is_needed=STEPS[deed.action].needs_words)
    if order["version"] != deed.version:
        raise ChangedError("the order has changed since it was shown")
    try:
        state = after(State(order["state"]), deed.action)
    except NotPossibleError as error:
        raise ChangedError(str(error)) from error
    changed = {"state": state.value, "version": deed.version + 1}
    orders = table_of(SupervisionOrder)
    done = connection.execute(
        update(orders)
        .where(orders.c.order_id == deed.order_id, orders.c.version == deed.version)
        .values(changed)
    )
    if done.rowcount != 1:  # another was quicker: perhaps the same form, clicked twice
        if _is_done(connection, viewer, deed):
            return _written(_must(connection, deed.order_id), is_new=False)
        raise ChangedError("the order was changed at the same time")
    row = order | changed
    parties = STEPS[deed.action].parties & parties_of(viewer, department)
    acts_for = department if Party.SUPERVISOR not in parties else ""
    entry = _entry(row, deed.entry_id, deed.action, viewer, acts_for, words, now)
    if not put_once(connection, OrderEntry, entry):
        raise ChangedError("the key of the form was used for another act")
    tell(connection, row, entry)
    note(
        connection,
        viewer,
        action="answer" if acts_for else "order",
        subject_type="order",
        subject_id=deed.order_id,
        detail={"act": deed.action.value, "order_no": row["order_no"]},
        at=now,
    )
    return _written(row, is_new=True)


def words_of(typed: str, *, is_needed: bool) -> str:
    """What was typed, as it is kept; raises UnfitError, "words" for none and "length" for more."""
    words = plain_words(typed)
    if is_needed and not words:
        raise UnfitError("words")
    if len(words) > LONGEST_WORDS:
        raise UnfitError("length")
    return words


def _order(connection: Connection, order_id: str) -> dict[str, Any] | None:
    orders = table_of(SupervisionOrder)
    found = connection.execute(select(orders).where(orders.c.order_id == order_id))
    row = found.mappings().one_or_none()
    return None if row is None else dict(row)


def _must(connection: Connection, order_id: str) -> dict[str, Any]:
    order = _order(connection, order_id)
    assert order is not None
    return order


def _is_done(connection: Connection, viewer: Viewer, deed: Act) -> bool:
    """Whether this very form is written already; raises ChangedError where its key is another's."""
    entries = table_of(OrderEntry)
    entry = connection.execute(
        select(entries).where(entries.c.entry_id == deed.entry_id)
    ).one_or_none()
    if entry is None:
        return False
    if (entry.order_id, entry.action, entry.person_id) != (
        deed.order_id,
        deed.action.value,
        viewer.person_id,
    ):
        raise ChangedError("the key of the form was used for another act")
    return True


def _again(viewer: Viewer, standing: dict[str, Any]) -> Written:
    if standing["issued_by"] != viewer.person_id:
        raise ChangedError("the key of the form was used by another person")
    return _written(standing, is_new=False)


def _new_row(
    viewer: Viewer, draft: Draft, subject: Subject, department: str, demand: str, now: datetime
) -> dict[str, Any]:
    return {
        "order_id": draft.order_id,
        "order_no": f"DB{now:%Y%m%d}-{draft.order_id.replace('-', '')[:6].upper()}",
        "version": 1,
        "line": subject.line,
        "subject_id": subject.subject_id,
        "subject_no": subject.subject_no,
        "finding_id": subject.finding_id,
        "rule": subject.rule,
        "department_code": department,
        "item_code": subject.item_code,
        "town_code": subject.town_code,
        "level": draft.level.value,
        "demand_kind": draft.demand_kind.value,
        "demand": demand,
        "issued_at": now,
        "due_at": end_of(datetime.combine(draft.due_on, now.time())),
        "state": State.ISSUED.value,
        "issued_by": viewer.person_id,
        "issued_by_name": viewer.name,
    }


def _entry(
    row: dict[str, Any],
    entry_id: str,
    action: Action,
    viewer: Viewer,
    acts_for: str,
    words: str,
    now: datetime,
) -> dict[str, Any]:
    return {
        "entry_id": entry_id,
        "order_id": row["order_id"],
        "entry_no": row["version"],
        "action": action.value,
        "state": row["state"],
        "acted_at": now,
        "person_id": viewer.person_id,
        "person_name": viewer.name,
        "department_code": acts_for,
        "words": words,
    }


def _written(row: dict[str, Any], *, is_new: bool) -> Written:
    return Written(row["order_id"], row["order_no"], State(row["state"]), row["version"], is_new)
