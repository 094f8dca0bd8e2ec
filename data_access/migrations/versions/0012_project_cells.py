"""What is kept of closed days of projects.

Revision: 0012, after 0011
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from data_access.schema.derived import Sequence

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MEASURES = (
    *("starts_due", "starts_due_met", "completions_due", "completions_due_met"),
    *("statistics_due", "statistics_due_met"),
    *("projects_applied", "projects_applied_after_service"),
    "projects_approved",
    *("approved_government_days", "approved_enterprise_days", "approved_special_days"),
    *("blockers_raised", "blockers_cleared", "blocker_age_days"),
    *("waits_ended", "wait_days", "waits_long", "parallel_cases", "parallel_expected"),
    *("reschedules", "reschedules_with_reason", "reschedules_approved"),
    *("project_cards_issued", "project_cards_soon", "project_cards_yellow", "project_cards_red"),
    *("project_findings_hint", "project_findings_order", "project_cards_withdrawn"),
)
TABLES = {
    "project_daily_cell": ("day", "department_code", "item_code"),
    "project_daily_total": ("day", "department_code"),
    "project_monthly_cell": ("month", "department_code", "item_code"),
    "project_monthly_total": ("month", "department_code"),
}
INDEXES = (
    ("project_daily_cell", ("run_no",)),
    ("project_daily_cell", ("item_code", "day")),
    ("project_clock", ("statistics_due_at",)),
    ("project_clock", ("applied_at",)),
    ("project_clock", ("approved_at",)),
)


def upgrade() -> None:
    for table, key in TABLES.items():
        others: list[sa.Column[Any]] = [
            sa.Column(name, sa.Integer(), nullable=False, server_default="0") for name in MEASURES
        ]
        if table == "project_daily_cell":
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
    # evaluation counts the cells of the projects that are there
    op.execute(
        "INSERT INTO change_queue (line, subject_id)"
        " SELECT 'cells', 'project' WHERE EXISTS (SELECT 1 FROM project_clock)"
    )


def downgrade() -> None:
    for table, columns in INDEXES:
        op.drop_index(_index(table, columns), table)
    for table in TABLES:
        op.drop_table(table)
    op.execute("DELETE FROM change_queue WHERE line = 'cells' AND subject_id = 'project'")


def _index(table: str, columns: tuple[str, ...]) -> str:
    return f"ix_{table}_{'_'.join(columns)}"
