"""What people write about cards: contested, upheld, withdrawn, and given by hand.

The evaluation lays it over what the rules find; nothing of a card is ever deleted.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from data_access.access.access_log import note
from data_access.access.row_security import seeing_everything
from data_access.orders.attempts import Attempt, attempt_about, attempting, subject_type_of
from data_access.orders.once import put_once
from data_access.orders.refusals import ChangedError, NotAllowedError, NotFoundError, UnfitError
from data_access.orders.subjects import About, find_subject
from data_access.orders.writing import Act, act_within, words_of
from data_access.schema import CardEntry, Finding, HandCard, SupervisionOrder
from data_access.schema.base import table_of
from supervision.orders.by_hand import RULES
from supervision.orders.cards import CardAction, CardState, card_after, may_do_about_card
from supervision.orders.ladder import ENDED, Action, NotPossibleError, Party, parties_of
from supervision.people import Right, Viewer

_act, _finding = table_of(CardEntry), table_of(Finding)
_order, _given = table_of(SupervisionOrder), table_of(HandCard)


@dataclass(frozen=True)
class CardAct:
    """Something to be done about a card: the key of the form, and how the card was shown."""

    entry_id: str
    finding_id: str
    state: CardState
    action: CardAction
    reason: str


def act_on_card(
    engine: Engine, viewer: Viewer, deed: CardAct, *, now: datetime, draft_key: str = ""
) -> CardState:
    """Do something about a card; where it stands then. An order about a withdrawn card goes too.

    Raises NotFoundError, NotAllowedError, UnfitError (see words_of) and ChangedError.
    """
    attempt = Attempt(deed.action.value, "card", deed.finding_id)
    with attempting(engine, viewer, attempt, now=now, draft_key=draft_key) as connection:
        return act_on_card_within(connection, viewer, deed, now)


def act_on_card_within(
    connection: Connection, viewer: Viewer, deed: CardAct, now: datetime
) -> CardState:
    """Do something about a card in a transaction of the caller's."""
    with seeing_everything(connection):
        card = connection.execute(
            select(_finding).where(
                _finding.c.finding_id == deed.finding_id, _finding.c.occurs_at <= now
            )
        ).one_or_none()
    if card is None:
        raise NotFoundError("there is no such card")
    if not may_do_about_card(viewer, deed.action, card.department_code):
        raise NotAllowedError(f"{deed.action} needs a right that the person does not have")
    if _is_done(connection, viewer, deed):
        return card_after(deed.state, deed.action)
    reason = words_of(deed.reason, is_needed=True)
    last = _last(connection, deed.finding_id)
    stands = CardState.STANDING if last is None else CardState(last.state)
    if stands is not deed.state or (card.withdrawn_at and stands is not CardState.WITHDRAWN):
        raise ChangedError("the card has changed since it was shown")
    try:
        state = card_after(stands, deed.action)
    except NotPossibleError as error:
        raise ChangedError(str(error)) from error
    acts_for = "" if Party.SUPERVISOR in parties_of(viewer, "") else card.department_code
    row = {
        "entry_id": deed.entry_id,
        "line": card.line,
        "subject_id": card.subject_id,
        "finding_id": deed.finding_id,
        "entry_no": 1 if last is None else last.entry_no + 1,
        "action": deed.action.value,
        "state": state.value,
        "acted_at": now,
        "person_id": viewer.person_id,
        "person_name": viewer.name,
        "department_code": acts_for,
        "reason": reason,
    }
    if not put_once(connection, CardEntry, row):
        if _is_done(connection, viewer, deed):
            return state
        raise ChangedError("the card was changed at the same time")
    if deed.action is CardAction.WITHDRAW:
        _withdraw_orders(connection, viewer, deed, reason, now)
    note(  # last: the access log is locked until the transaction ends
        connection,
        viewer,
        action="answer" if acts_for else "order",
        subject_type="card",
        subject_id=deed.finding_id,
        detail={"act": deed.action.value, "rule": card.rule},
        at=now,
    )
    return state


@dataclass(frozen=True)
class Given:
    """A card to be given by hand: the key of the form, about what, under which rule, and why."""

    card_id: str
    about: About
    rule: str
    reason: str


def give_card(
    engine: Engine, viewer: Viewer, given: Given, *, now: datetime, draft_key: str = ""
) -> bool:
    """Give a card by hand; False where this form was written before.

    Raises NotAllowedError, NotFoundError, UnfitError ("rule", or see words_of) and ChangedError.
    """
    attempt = attempt_about("give_card", given.about)
    with attempting(engine, viewer, attempt, now=now, draft_key=draft_key) as connection:
        return give_card_within(connection, viewer, given, now)


def give_card_within(connection: Connection, viewer: Viewer, given: Given, now: datetime) -> bool:
    """Give a card by hand in a transaction of the caller's."""
    if not viewer.may(Right.SUPERVISE):
        raise NotAllowedError("to give a card needs the right to supervise")
    if given.rule not in RULES:
        raise UnfitError("rule")
    reason = words_of(given.reason, is_needed=True)
    subject = find_subject(connection, given.about, now)
    if subject is None:
        raise NotFoundError("there is no such subject")
    of_subject = _given.c.line == subject.line, _given.c.subject_id == subject.subject_id
    last = connection.scalar(select(func.max(_given.c.card_no)).where(*of_subject)) or 0
    row = {
        "card_id": given.card_id,
        "line": subject.line,
        "subject_id": subject.subject_id,
        "card_no": last + 1,
        "rule": given.rule,
        "given_at": now,
        "person_id": viewer.person_id,
        "person_name": viewer.name,
        "reason": reason,
    }
    if not put_once(connection, HandCard, row):
        standing = connection.execute(
            select(_given).where(_given.c.card_id == given.card_id)
        ).one_or_none()
        if standing is not None and standing.person_id == viewer.person_id:
            return False
        raise ChangedError("another card was given at the same time")
    note(
        connection,
        viewer,
        action="order",
        subject_type=subject_type_of(subject.line),
        subject_id=subject.subject_id,
        detail={"act": "give_card", "rule": given.rule},
        at=now,
    )
    return True


def _withdraw_orders(
    connection: Connection, viewer: Viewer, deed: CardAct, reason: str, now: datetime
) -> None:
    """Withdraw the open order that rests on a withdrawn card; of a card there is one at most."""
    order = connection.execute(
        select(_order)
        .where(_order.c.finding_id == deed.finding_id, _order.c.state.not_in(ENDED))
        .with_for_update()
    ).one_or_none()
    if order is not None:
        entry_id = f"{deed.entry_id}:order"[:64]
        withdrawal = Act(entry_id, order.order_id, order.version, Action.WITHDRAW, reason)
        act_within(connection, viewer, withdrawal, now)


def _last(connection: Connection, finding_id: str) -> Any:  # noqa: ANN401
    newest = select(_act).where(_act.c.finding_id == finding_id).order_by(_act.c.entry_no.desc())
    return connection.execute(newest.limit(1)).one_or_none()


def _is_done(connection: Connection, viewer: Viewer, deed: CardAct) -> bool:
    """Whether this very form is written already; raises ChangedError where its key is another's."""
    entry = connection.execute(select(_act).where(_act.c.entry_id == deed.entry_id)).one_or_none()
    if entry is None:
        return False
    is_same = (entry.finding_id, entry.action, entry.person_id) == (
        deed.finding_id,
        deed.action.value,
        viewer.person_id,
    )
    if not is_same:
        raise ChangedError("the key of the form was used for another act")
    return True
