"""Supervision orders: what people write of orders and cards, the notices, and what is derived.

Ours (written by people, never rebuilt): supervision_order, order_entry, card_entry, hand_card,
order_draft; outbox and its deliveries. Derived (written by evaluation only): order_clock,
order_stay, order_answer, order_event, order_light; item and town are those of the subject.
"""

from sqlalchemy import Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from data_access.schema.base import Base, Code, Key, Moment, Words
from data_access.schema.cells import cell_tables
from data_access.schema.derived import Sequence

LONGEST_WORDS = 2_000
IS_OPEN = text("state <> 'closed' AND state <> 'withdrawn'")
"""Of a finding one order is open at a time."""


class SupervisionOrder(Base):
    """A supervision order; its key was made when the form was drawn."""

    __tablename__ = "supervision_order"
    __table_args__ = (
        Index(None, "state", "department_code"),
        Index(
            "uq_supervision_order_open_finding",
            "finding_id",
            unique=True,
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
        Index(None, "line", "subject_id"),
    )

    order_id: Mapped[Code] = mapped_column(primary_key=True)
    order_no: Mapped[Code]
    version: Mapped[int]  # how many acts there are; each act raises it by one
    line: Mapped[Code]
    subject_id: Mapped[Key]
    subject_no: Mapped[Code]
    finding_id: Mapped[Key | None]
    rule: Mapped[Code | None]  # of the finding, as it was
    department_code: Mapped[Code]
    item_code: Mapped[Code]
    town_code: Mapped[Code]
    level: Mapped[Code]  # ordinary, key, listed
    demand_kind: Mapped[Code]  # explain, correct
    demand: Mapped[str] = mapped_column(String(LONGEST_WORDS))
    issued_at: Mapped[Moment]
    due_at: Mapped[Moment]
    state: Mapped[Code]
    issued_by: Mapped[Code]
    issued_by_name: Mapped[Words]  # personal data


class OrderEntry(Base):
    """One act on an order: who, when, what, in which words; nothing of it is ever changed."""

    __tablename__ = "order_entry"
    __table_args__ = (UniqueConstraint("order_id", "entry_no"),)

    entry_id: Mapped[Code] = mapped_column(primary_key=True)
    order_id: Mapped[Code]
    entry_no: Mapped[int]
    action: Mapped[Code]
    state: Mapped[Code]  # after it
    acted_at: Mapped[Moment]
    person_id: Mapped[Code]
    person_name: Mapped[Words]  # personal data
    department_code: Mapped[Code]  # for which they acted; "" for a supervisor
    words: Mapped[str] = mapped_column(String(LONGEST_WORDS))


class CardEntry(Base):
    """One act about a card: contested, upheld, withdrawn; with reason and name."""

    __tablename__ = "card_entry"
    __table_args__ = (
        UniqueConstraint("finding_id", "entry_no"),
        Index(None, "action", "finding_id"),
        Index(None, "subject_id"),
    )

    entry_id: Mapped[Code] = mapped_column(primary_key=True)
    line: Mapped[Code]
    subject_id: Mapped[Key]
    finding_id: Mapped[Key]
    entry_no: Mapped[int]
    action: Mapped[Code]
    state: Mapped[Code]
    acted_at: Mapped[Moment]
    person_id: Mapped[Code]
    person_name: Mapped[Words]  # personal data
    department_code: Mapped[Code]
    reason: Mapped[str] = mapped_column(String(LONGEST_WORDS))


class HandCard(Base):
    """A card given by hand (W29): the evaluation makes a finding of it."""

    __tablename__ = "hand_card"
    __table_args__ = (UniqueConstraint("line", "subject_id", "card_no"),)

    card_id: Mapped[Code] = mapped_column(primary_key=True)
    line: Mapped[Code]
    subject_id: Mapped[Key]
    card_no: Mapped[int]
    rule: Mapped[Code]
    given_at: Mapped[Moment]
    person_id: Mapped[Code]
    person_name: Mapped[Words]  # personal data
    reason: Mapped[str] = mapped_column(String(LONGEST_WORDS))


class OrderDraft(Base):
    """Words that somebody has begun to write and not yet sent."""

    __tablename__ = "order_draft"

    person_id: Mapped[Code] = mapped_column(primary_key=True)
    draft_key: Mapped[Key] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(String(LONGEST_WORDS))
    saved_at: Mapped[Moment]


class Notice(Base):
    """Something to be told to somebody, written in the transaction of what it tells."""

    __tablename__ = "outbox"
    __table_args__ = (Index(None, "settled_at", "created_at"),)

    notice_id: Mapped[Key] = mapped_column(primary_key=True)  # of the act or finding it tells of
    kind: Mapped[Code]
    audience: Mapped[Code]  # department, supervisor
    department_code: Mapped[Code]
    order_id: Mapped[Code]
    payload: Mapped[str] = mapped_column(Text)  # JSON; no personal data
    created_at: Mapped[Moment]
    deadline_at: Mapped[Moment]  # after it nobody is served by being told
    may_disturb: Mapped[bool]  # also in quiet hours
    settled_at: Mapped[Moment | None]  # delivered everywhere, or too late


class Delivery(Base):
    """One notice on one channel: tried how often, with what success."""

    __tablename__ = "outbox_delivery"
    __table_args__ = (Index(None, "delivered_at", "next_attempt_at"),)

    notice_id: Mapped[Key] = mapped_column(primary_key=True)
    channel: Mapped[Code] = mapped_column(primary_key=True)  # mail, webhook
    attempts: Mapped[int]
    next_attempt_at: Mapped[Moment]
    delivered_at: Mapped[Moment | None]
    last_error: Mapped[Words | None]


class OrderClock(Base):
    """One row an order: the moments at which its state changes (derived)."""

    __tablename__ = "order_clock"
    __table_args__ = (
        Index(None, "issued_at", "item_code"),
        Index(None, "sign_due_at", "item_code"),
        Index(None, "due_at", "item_code"),
        Index(None, "closed_at", "item_code"),
        Index(None, "withdrawn_at", "item_code"),
        Index(None, "ended_at"),
        Index(None, "subject_id"),
        Index(None, "run_no"),
    )

    order_id: Mapped[Code] = mapped_column(primary_key=True)
    order_no: Mapped[Code]
    line: Mapped[Code]
    subject_id: Mapped[Key]
    subject_no: Mapped[Code]
    finding_id: Mapped[Key]  # "" where it is about no card
    source_code: Mapped[Code]
    item_code: Mapped[Code]
    department_code: Mapped[Code]
    town_code: Mapped[Code]
    level: Mapped[Code]
    demand_kind: Mapped[Code]
    issued_at: Mapped[Moment]
    sign_due_at: Mapped[Moment]
    signed_at: Mapped[Moment | None]
    answered_at: Mapped[Moment | None]  # the first answer
    contested_at: Mapped[Moment | None]
    corrected_at: Mapped[Moment | None]  # the first report that all is put right
    verified_at: Mapped[Moment | None]
    soon_at: Mapped[Moment]
    due_at: Mapped[Moment]
    at_due: Mapped[Code]  # done, open, contested, withdrawn
    closed_at: Mapped[Moment | None]
    withdrawn_at: Mapped[Moment | None]
    ended_at: Mapped[Moment | None]
    is_provisional: Mapped[bool]
    run_no: Mapped[int] = mapped_column(Sequence)


class OrderStay(Base):
    """One row a stretch of time in which an order is in one state (derived)."""

    __tablename__ = "order_stay"
    __table_args__ = (Index(None, "left_at"), Index(None, "entered_at"))

    order_id: Mapped[Code] = mapped_column(primary_key=True)
    stay_no: Mapped[int] = mapped_column(primary_key=True)
    item_code: Mapped[Code]
    department_code: Mapped[Code]
    town_code: Mapped[Code]
    state: Mapped[Code]
    party: Mapped[Code]  # whose turn it is: department, supervisor, nobody
    entered_at: Mapped[Moment]
    left_at: Mapped[Moment | None]


class OrderAnswer(Base):
    """One row a time that the department is asked for an answer (derived)."""

    __tablename__ = "order_answer"
    __table_args__ = (Index(None, "due_at", "item_code"),)

    order_id: Mapped[Code] = mapped_column(primary_key=True)
    answer_no: Mapped[int] = mapped_column(primary_key=True)
    item_code: Mapped[Code]
    department_code: Mapped[Code]
    town_code: Mapped[Code]
    is_about_card: Mapped[bool]
    asked_at: Mapped[Moment]
    due_at: Mapped[Moment]
    answered_at: Mapped[Moment | None]
    stopped_at: Mapped[Moment | None]  # contested, or the order ended


class OrderEvent(Base):
    """One row an act on an order (derived)."""

    __tablename__ = "order_event"
    __table_args__ = (Index(None, "happened_at", "item_code"),)

    order_id: Mapped[Code] = mapped_column(primary_key=True)
    event_no: Mapped[int] = mapped_column(primary_key=True)
    item_code: Mapped[Code]
    department_code: Mapped[Code]
    town_code: Mapped[Code]
    action: Mapped[Code]
    happened_at: Mapped[Moment]


class OrderLight(Base):
    """One row a stretch of time in which an order shows one light (derived)."""

    __tablename__ = "order_light"
    __table_args__ = (Index(None, "valid_until", "light"),)

    order_id: Mapped[Code] = mapped_column(primary_key=True)
    valid_from: Mapped[Moment] = mapped_column(primary_key=True)
    valid_until: Mapped[Moment | None]
    light: Mapped[Code]  # red, yellow, normal
    item_code: Mapped[Code]
    department_code: Mapped[Code]
    town_code: Mapped[Code]


ORDER_MEASURES = (
    # anchored at the issuing, at the limits of an order, and at its end
    "orders_issued",
    *("orders_sign_due", "orders_sign_met", "orders_due", "orders_due_met"),
    *("orders_closed", "orders_withdrawn"),
    # anchored at the limit of each answer
    *("order_answers_due", "order_answers_met", "card_answers_due", "card_answers_met"),
    # acts
    *("orders_contested", "orders_reviewed", "orders_refuted", "orders_sent_back"),
    *("orders_urged", "orders_circulated", "orders_summoned", "orders_circulated_or_summoned"),
    # findings, anchored at their occurrence
    *("order_findings_hint", "order_findings_soon", "order_findings_yellow"),
    *("order_findings_red", "order_findings_order"),
)
"""Every additive measure of orders; data_access.measures says what each one counts."""

ORDER_CELLS = cell_tables("order", ORDER_MEASURES)
