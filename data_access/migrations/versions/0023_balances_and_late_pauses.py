"""What the evaluation counted of each line, and an index of the cases paused near their due date.

Revision: 0023, after 0022
"""

import sqlalchemy as sa
from alembic import op

from data_access.schema.base import LocalTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

INDEX = "ix_case_clock_closed_at_paused_late"
WAS_PAUSED_LATE = sa.text("pauses_1_to_2 > 0 OR pauses_due_day > 0")
NUMBERS = ("run_no", "read", "shown", "quarantined", "waiting")


def upgrade() -> None:
    op.create_table(
        "line_balance",
        sa.Column("line", sa.String(64), nullable=False),
        sa.Column("counted_at", LocalTime, nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in NUMBERS),
        sa.PrimaryKeyConstraint("line", name=op.f("pk_line_balance")),
    )
    op.create_index(
        INDEX,
        "case_clock",
        ["closed_at"],
        sqlite_where=WAS_PAUSED_LATE,
        postgresql_where=WAS_PAUSED_LATE,
    )


def downgrade() -> None:
    op.drop_index(INDEX, table_name="case_clock")
    op.drop_table("line_balance")
