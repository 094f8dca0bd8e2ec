"""The version of the calendar, and indexes that answer alone.

Revision: 0025, after 0024
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from data_access.schema import calendar_triggers

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

PLACES = ("department_code", "item_code", "town_code")
WIDENED: dict[str, tuple[str, tuple[str, ...], tuple[str, ...], str]] = {
    "ix_appeal_clock_due_at_supervised": (
        "appeal_clock",
        ("due_at",),
        ("supervised_at", "answered_at", "outcome", *PLACES),
        "supervised_at IS NOT NULL",
    ),
    "ix_rating_clock_bad": (
        "rating_clock",
        ("rated_at",),
        (
            *("score", "is_default", "is_valid", "rectified_at", "revisited_at", "later_score"),
            *PLACES,
        ),
        "score <= 2",
    ),
}
"""Few rows each: their table, what they are found by, what else is asked of them, and which."""
CARDS = "ix_finding_cards_of_cases"
IS_CARD = "line = 'approval' AND level IN ('soon', 'yellow', 'red')"
RENAMED: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "ix_appeal_stay_due_at_department_code": (
        "appeal_stay",
        ("due_at", "department_code"),
        ("stage", "left_at"),
    ),
    "ix_blocker_clock_raised_at_item_code": (
        "blocker_clock",
        ("raised_at", "item_code"),
        ("closed_at",),
    ),
    "ix_appeal_clock_case_id": ("appeal_clock", ("case_id",), ("round_no", "opened_at")),
}


def upgrade() -> None:
    op.create_table(
        "calendar_version",
        sa.Column("version", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_calendar_version")),
    )
    for statement in calendar_triggers.creations(op.get_bind().dialect.name):
        op.execute(statement)
    for name, (table, found_by, asked, where) in WIDENED.items():
        op.drop_index(name, table_name=table)
        op.create_index(name, table, [*found_by, *asked], **_where(where))
    for name, (table, found_by, asked) in RENAMED.items():
        op.create_index("_".join((name, *asked)), table, [*found_by, *asked])
        op.drop_index(name, table_name=table)
    op.drop_index(CARDS, table_name="finding")
    by_case = ["subject_id", "occurs_at", "withdrawn_at", "line", "level"]
    op.create_index(CARDS, "finding", by_case, **_where(IS_CARD))


def downgrade() -> None:
    op.drop_index(CARDS, table_name="finding")
    op.create_index(CARDS, "finding", ["occurs_at", "subject_id"], **_where(IS_CARD))
    for name, (table, found_by, asked) in RENAMED.items():
        op.create_index(name, table, list(found_by))
        op.drop_index("_".join((name, *asked)), table_name=table)
    for name, (table, found_by, _, where) in WIDENED.items():
        op.drop_index(name, table_name=table)
        op.create_index(name, table, list(found_by), **_where(where))
    for statement in calendar_triggers.removals(op.get_bind().dialect.name):
        op.execute(statement)
    op.drop_table("calendar_version")


def _where(words: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(words), "postgresql_where": sa.text(words)}
