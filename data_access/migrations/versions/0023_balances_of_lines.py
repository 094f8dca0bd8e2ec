"""What the evaluation counted of each line, for the screen that says that nothing is lost.

Revision: 0023, after 0022
"""

import sqlalchemy as sa
from alembic import op

from data_access.schema.base import LocalTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

NUMBERS = ("run_no", "read", "shown", "quarantined", "waiting")


def upgrade() -> None:
    op.create_table(
        "line_balance",
        sa.Column("line", sa.String(64), nullable=False),
        sa.Column("counted_at", LocalTime, nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in NUMBERS),
        sa.PrimaryKeyConstraint("line", name=op.f("pk_line_balance")),
    )


def downgrade() -> None:
    op.drop_table("line_balance")
