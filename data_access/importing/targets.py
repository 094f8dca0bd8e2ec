"""What a mapping may fill: the contract columns, the kind of each, and the codes it may hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from sqlalchemy import Boolean, Date, DateTime, Float, Integer, String, Table
from sqlalchemy.sql.schema import Column

from data_access.schema import (
    Appeal,
    AppealCategory,
    ApprovalCase,
    CaseStep,
    Project,
    ProjectBlocker,
    ProjectMonth,
    ProjectYear,
    ServiceItem,
)
from data_access.schema.base import table_of


class Kind(Enum):
    """How the text of a source column is read."""

    TIME = "time"
    DAY = "day"
    NUMBER = "number"
    DECIMAL = "number with decimals"
    YES_NO = "yes or no"
    CODE = "code"
    WORDS = "words"


CASE = table_of(ApprovalCase)
STEP = table_of(CaseStep)
ITEM = table_of(ServiceItem)
PROJECT = table_of(Project)
YEAR = table_of(ProjectYear)
MONTH = table_of(ProjectMonth)
BLOCKER = table_of(ProjectBlocker)
APPEAL = table_of(Appeal)
CATEGORY = table_of(AppealCategory)


@dataclass(frozen=True)
class Target:
    """What a row of a file becomes: its table, its catalogue entry, and the times that begin it.

    `happened` are its times in the order of their happening, `earlier` says what each cannot come
    before: the first of these that is known.
    """

    section: str
    """What the mapping calls it."""
    table: Table
    key: str
    number: str
    catalogue: Table
    item: str
    """Its catalogue entry: the column, and the section of the mapping without `_code`."""
    due: str
    starts: tuple[str, ...]
    happened: tuple[str, ...]
    earlier: Mapping[str, tuple[str, ...]] = field(hash=False)
    steps: Table | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that are filled by sections of their own, in their order."""
        return (self.key, "source_code", self.number, self.item, "department_code", "town_code")


CASES = Target(
    section="case",
    table=CASE,
    key="case_id",
    number="case_no",
    catalogue=ITEM,
    item="item_code",
    due="promised_due_at",
    starts=("received_at", "accepted_at"),
    happened=("received_at", "accepted_at", "decided_at", "delivered_at", "closed_at"),
    earlier={
        "accepted_at": ("received_at",),
        "decided_at": ("accepted_at", "received_at"),
        "closed_at": ("decided_at", "accepted_at", "received_at"),
        "delivered_at": ("decided_at",),
    },
    steps=STEP,
)
APPEAL_TIMES = (
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
APPEALS = Target(
    section="appeal",
    table=APPEAL,
    key="appeal_id",
    number="appeal_no",
    catalogue=CATEGORY,
    item="category_code",
    due="expected_at",
    starts=("requested_at", "accepted_at"),
    happened=APPEAL_TIMES,
    earlier={
        **dict.fromkeys(APPEAL_TIMES[1:], ("requested_at", "accepted_at")),
        **dict.fromkeys(("answered_at", "closed_at"), ("accepted_at", "requested_at")),
    },
)

CODES: dict[tuple[str, str], frozenset[str]] = {
    ("approval_case", "channel"): frozenset({"online", "window", "phone", "self_service", "other"}),
    ("approval_case", "applicant_kind"): frozenset({"person", "enterprise"}),
    ("approval_case", "handled_by"): frozenset({"approval_section", "bureau"}),
    ("approval_case", "outcome"): frozenset(
        {
            "granted",
            "refused",
            "not_accepted",
            "withdrawn",
            "returned",
            "void",
            "reported_up",
            "completed",
        }
    ),
    ("approval_case", "source_verdict"): frozenset({"on_time", "overdue"}),
    ("appeal", "channel"): frozenset({"online", "centre", "phone", "visit", "hotline", "other"}),
    ("appeal", "claim"): frozenset({"reasonable", "unreasonable", "beyond_remit"}),
    ("appeal", "outcome"): frozenset(
        {"solved", "explained", "partly_solved", "not_solved", "not_accepted", "withdrawn"}
    ),
    ("appeal", "source_verdict"): frozenset({"on_time", "overdue"}),
    ("appeal", "enterprise_verdict"): frozenset({"solved", "partly", "not_solved", "no_answer"}),
    ("case_step", "kind"): frozenset(
        {"receive", "accept", "review", "approve", "deliver", "on_site", "other"}
    ),
    ("service_item", "kind"): frozenset({"licence", "confirmation", "benefit", "service", "other"}),
    ("service_item", "case_kind"): frozenset({"committed", "instant", "reported_up"}),
    ("service_item", "limit_unit"): frozenset({"working_day", "natural_day", "working_hour"}),
    ("service_item", "approval_level"): frozenset({"one_person", "two_persons", "three_levels"}),
    ("service_item", "service_class"): frozenset({"on_the_spot", "early", "within_limit"}),
    ("service_item", "online_depth"): frozenset(
        {"none", "pre_check", "unified_acceptance", "fully_online"}
    ),
    ("project_year", "list_kind"): frozenset({"start", "complete", "continue", "reserve"}),
    ("project_blocker", "kind"): frozenset(
        {"land", "relocation", "approval", "funds", "utilities", "design", "weather", "other"}
    ),
}
"""The codes that the contract knows, where a column is limited to a list."""

DECIDING = frozenset(
    {
        ("approval_case", "received_at"),
        ("approval_case", "accepted_at"),
        ("approval_case", "decided_at"),
        ("approval_case", "delivered_at"),
        ("approval_case", "closed_at"),
        ("approval_case", "promised_due_at"),
        ("approval_case", "statutory_due_at"),
        ("case_step", "arrived_at"),
        ("case_step", "started_at"),
        ("case_step", "ended_at"),
        ("case_step", "due_at"),
        ("project", "started_on"),
        ("project", "completed_on"),
        ("project_year", "planned_start_on"),
        ("project_year", "planned_completion_on"),
        ("appeal", "expected_at"),
        *(("appeal", name) for name in APPEAL_TIMES),
    }
)
"""Columns on which a verdict hangs: a row is not shown when one of them cannot be read."""

_BY_SECTION = {
    "case_id",
    "source_code",
    "case_no",
    "item_code",
    "department_code",
    "town_code",
    "step_no",
    "step_code",
    "project_id",
    "year",
    "month",
    "blocker_no",
    "appeal_id",
    "appeal_no",
    "category_code",
}
"""Filled by sections of their own, or by the importer."""


def fillable(table: Table) -> tuple[str, ...]:
    """The columns of a table that a mapping may name, in the order of the table."""
    taken = _BY_SECTION | ({"name", "name_en"} if table in (ITEM, CATEGORY) else set())
    return tuple(column.name for column in table.columns if column.name not in taken)


def kind_of(column: Column[object]) -> Kind:
    """How the values of a contract column are read."""
    if isinstance(column.type, DateTime):
        return Kind.TIME
    if isinstance(column.type, Date):
        return Kind.DAY
    if isinstance(column.type, Boolean):
        return Kind.YES_NO
    if isinstance(column.type, Integer):
        return Kind.NUMBER
    if isinstance(column.type, Float):
        return Kind.DECIMAL
    return Kind.CODE if length_of(column) == length_of(CASE.c.case_no) else Kind.WORDS


def length_of(column: Column[object]) -> int:
    """How many characters a text column holds."""
    assert isinstance(column.type, String)
    assert column.type.length is not None
    return column.type.length
