"""Appeals supervised and blockers cleared by now in cells; supervision is a round's latest moment.

Revision: 0028, after 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

KINDS = ("daily_cell", "daily_total", "monthly_cell", "monthly_total")
COLUMNS = (
    *((f"appeal_{kind}", "appeals_missed_ever_supervised") for kind in KINDS),
    *((f"appeal_town_{kind}", "appeals_missed_ever_supervised") for kind in KINDS),
    *((f"project_{kind}", "blockers_ever_cleared") for kind in KINDS),
)
VERIFIED = "ix_appeal_clock_verified_at"
PLACED = ["verified_at", "department_code", "item_code", "town_code"]


def upgrade() -> None:
    for table, measure in COLUMNS:
        number = sa.Column(measure, sa.Integer(), nullable=False, server_default="0")
        op.add_column(table, number)
    op.execute("UPDATE appeal_clock SET last_at = supervised_at WHERE supervised_at > last_at")
    op.create_index(VERIFIED, "appeal_clock", PLACED)
    # the new numbers of all days are counted once, by the next evaluation
    for line in ("appeal", "project"):
        op.execute(
            "INSERT INTO change_queue (line, subject_id)"
            f" SELECT 'cells', '{line}' WHERE EXISTS (SELECT 1 FROM {line})"
        )


def downgrade() -> None:
    op.drop_index(VERIFIED, table_name="appeal_clock")
    for table, measure in COLUMNS:
        op.drop_column(table, measure)
