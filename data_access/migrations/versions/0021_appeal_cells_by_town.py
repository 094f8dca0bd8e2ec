"""Cells of appeals by town and department, and the indexes by which they are counted anew.

Revision: 0021, after 0020
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from data_access.schema.derived import Sequence

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

MEASURES = (
    *("appeals_received", "appeals_of_enterprises", "appeals_repeated", "appeals_about_case"),
    *("appeals_reopened", "appeals_contact_due", "appeals_contact_met", "appeals_response_met"),
    *("appeals_due", "appeals_due_met", "appeals_due_missed", "appeals_answered"),
    *("appeals_answered_timed", "appeals_answered_in_time", "appeals_answered_late"),
    *("appeals_answered_without_limit", "appeals_with_outcome", "appeals_solved"),
    *("appeals_to_call_back", "appeals_ever_called_back", "appeals_measured"),
    *("appeals_used_days", "appeal_urges", "appeals_judged", "appeals_confirmed"),
    *("appeals_solved_judged", "appeals_denied", "appeals_marked", "appeals_satisfied"),
    *("appeal_dispatches", "appeal_returns", "appeal_sign_due", "appeal_sign_met"),
    *("appeals_ever_accepted", "appeals_ever_dispatched", "appeals_ever_signed"),
    *("appeals_ever_contacted", "appeals_ever_replied", "appeals_ever_settled"),
    *("appeals_ever_settled_called_back", "appeals_ever_verified", "appeals_received_online"),
    *("appeals_received_centre", "appeals_received_phone", "appeals_received_visit"),
    *("appeals_received_hotline", "appeals_received_other", "appeals_found_w45"),
    "appeals_found_w46",
)
TABLES = {
    "appeal_town_daily_cell": ("day", "town_code", "department_code"),
    "appeal_town_daily_total": ("day", "town_code"),
    "appeal_town_monthly_cell": ("month", "town_code", "department_code"),
    "appeal_town_monthly_total": ("month", "town_code"),
}
INDEXES = (
    ("appeal_town_daily_cell", ("run_no",)),
    ("appeal_town_daily_cell", ("department_code", "day")),
    ("appeal_clock", ("department_code", "opened_at")),
    ("appeal_clock", ("department_code", "called_back_at")),
    ("appeal_stay", ("department_code", "entered_at")),
    ("appeal_stay", ("department_code", "left_at")),
)
BY_MOMENT = (
    ("appeal_clock", "due_at"),
    ("appeal_clock", "contact_due_at"),
    ("appeal_clock", "reopened_at"),
    ("appeal_stay", "due_at"),
)
"""Of these moments the index is led by the moment; what followed was the item."""


def upgrade() -> None:
    for table, key in TABLES.items():
        others: list[sa.Column[Any]] = [
            sa.Column(name, sa.Integer(), nullable=False, server_default="0") for name in MEASURES
        ]
        if table == "appeal_town_daily_cell":
            others.append(sa.Column("run_no", Sequence, nullable=False))
        op.create_table(
            table,
            *(
                sa.Column(
                    name, sa.Date() if name in ("day", "month") else sa.String(64), nullable=False
                )
                for name in key
            ),
            *others,
            sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{table}")),
            sqlite_with_rowid=False,
        )
    for table, columns in INDEXES:
        op.create_index(_index(table, columns), table, list(columns))
    for table, moment in BY_MOMENT:
        _replace(table, (moment, "item_code"), (moment, "department_code"))
    # the new cells are counted once, by the next evaluation
    op.execute(
        "INSERT INTO change_queue (line, subject_id)"
        " SELECT 'cells', 'appeal' WHERE EXISTS (SELECT 1 FROM appeal_clock)"
    )


def downgrade() -> None:
    for table, moment in BY_MOMENT:
        _replace(table, (moment, "department_code"), (moment, "item_code"))
    for table, columns in INDEXES:
        op.drop_index(_index(table, columns), table)
    for table in TABLES:
        op.drop_table(table)


def _replace(table: str, gone: tuple[str, ...], made: tuple[str, ...]) -> None:
    op.drop_index(_index(table, gone), table)
    op.create_index(_index(table, made), table, list(made))


def _index(table: str, columns: tuple[str, ...]) -> str:
    return f"ix_{table}_{'_'.join(columns)}"
