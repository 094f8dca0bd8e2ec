"""A case as its business system reported it, and its item: plain facts, no verdict."""

from dataclasses import dataclass, field
from datetime import date, datetime

LAWFUL_PAUSES = frozenset(
    {
        "hearing",
        "bidding",
        "auction",
        "inspection",
        "testing",
        "quarantine",
        "appraisal",
        "expert_review",
    }
)
"""The special procedures whose time does not count (Administrative Licensing Law, article 45)."""

ENDED_WITHOUT_DECISION = frozenset({"withdrawn", "returned", "void", "not_accepted"})


@dataclass(slots=True)
class DeclaredStep:
    """A step of the item's declared procedure."""

    code: str
    order: int
    kind: str
    limit_days: int | None
    is_required: bool = True


@dataclass(slots=True)
class Item:
    """What the catalogue declares of an item; an unknown item declares nothing."""

    code: str = ""
    case_kind: str = "committed"
    promised_limit: int | None = None
    statutory_limit: int | None = None
    limit_unit: str = "working_day"
    approval_level: str = ""
    service_class: str = ""
    online_depth: str = ""
    max_visits: int | None = None
    is_centralised: bool = False
    is_joint: bool = False
    needs_document: bool = False
    delivery_limit: int | None = None
    steps: dict[str, DeclaredStep] = field(default_factory=dict)


@dataclass(slots=True)
class Step:
    """A step as it was taken."""

    number: int
    code: str
    kind: str = "other"
    officer: str = ""
    officer_count: int | None = None
    arrived_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    due_at: datetime | None = None
    result: str = ""

    @property
    def begun_at(self) -> datetime | None:
        """When its own time began: signed for, or handed over where signing is not recorded."""
        return self.started_at or self.arrived_at


@dataclass(slots=True)
class Pause:
    """A special procedure."""

    number: int
    kind: str
    started_at: datetime
    ended_at: datetime | None = None
    limit_days: int | None = None
    notice_no: str = ""


@dataclass(slots=True)
class Extension:
    """An extension of the limit."""

    number: int
    approved_at: datetime | None
    days: int
    approver: str = ""
    notice_no: str = ""


@dataclass(slots=True)
class Correction:
    """A notice of what is missing."""

    number: int
    notified_at: datetime
    replied_at: datetime | None = None
    is_new_fact: bool = False


@dataclass(slots=True)
class Case:
    """One application with everything that happened to it."""

    case_id: str
    received_at: datetime
    accepted_at: datetime | None = None
    decided_at: datetime | None = None
    delivered_at: datetime | None = None
    closed_at: datetime | None = None
    outcome: str = ""
    officer: str = ""
    handled_by: str = ""
    receipt_no: str | None = None  # None: the source does not tell; empty: none was given
    decision_reason: str = ""
    remedy_told: bool | None = None
    precheck_submitted_at: datetime | None = None
    precheck_answered_at: datetime | None = None
    promised_due_at: datetime | None = None
    statutory_due_at: datetime | None = None
    renews_expiry_on: date | None = None
    visits: int | None = None
    created_at: datetime | None = None
    item: Item = field(default_factory=Item)
    steps: list[Step] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)

    @property
    def stopped_at(self) -> datetime | None:
        """When its limits stopped: the decision, or closing where none is recorded."""
        return self.decided_at or self.closed_at
