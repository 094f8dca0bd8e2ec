"""What a mapping may fill: the contract columns, the kind of each, and the codes it may hold."""

from enum import Enum

from sqlalchemy import Boolean, Date, DateTime, Float, Integer, String, Table
from sqlalchemy.sql.schema import Column

from data_access.schema import (
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
}
"""Filled by sections of their own, or by the importer."""


def fillable(table: Table) -> tuple[str, ...]:
    """The columns of a table that a mapping may name, in the order of the table."""
    taken = _BY_SECTION | ({"name", "name_en"} if table is ITEM else set())
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
