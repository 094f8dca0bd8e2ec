"""What the evaluation counted of each line; indexes of late pauses and of findings of a moment.

Revision: 0023, after 0022
"""

import sqlalchemy as sa
from alembic import op

from data_access.schema.base import LocalTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

OPEN = "ix_finding_ends_at_occurs_at"
OPEN_OF_LINE = "ix_finding_ends_at_occurs_at_line"
LATE = "ix_case_clock_closed_at_paused_late"
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
        LATE,
        "case_clock",
        ["closed_at"],
        sqlite_where=WAS_PAUSED_LATE,
        postgresql_where=WAS_PAUSED_LATE,
    )
    op.create_index(OPEN_OF_LINE, "finding", ["ends_at", "occurs_at", "line"])
    op.drop_index(OPEN, table_name="finding")


def downgrade() -> None:
    op.create_index(OPEN, "finding", ["ends_at", "occurs_at"])
    op.drop_index(OPEN_OF_LINE, table_name="finding")
    op.drop_index(LATE, table_name="case_clock")
    op.drop_table("line_balance")
