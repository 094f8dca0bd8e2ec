"""How far appeals have come in cells, and the latest moment of each round.

Revision: 0017, after 0016
"""

import sqlalchemy as sa
from alembic import op

from data_access.schema.base import LocalTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MEASURES = (
    *("appeals_received_online", "appeals_received_centre", "appeals_received_phone"),
    *("appeals_received_visit", "appeals_received_hotline", "appeals_received_other"),
    *("appeals_ever_accepted", "appeals_ever_dispatched", "appeals_ever_signed"),
    *("appeals_ever_contacted", "appeals_ever_replied", "appeals_ever_settled"),
    *("appeals_ever_settled_called_back", "appeals_ever_verified", "appeals_ever_called_back"),
    *("appeals_found_w45", "appeals_found_w46"),
)
CELLS = (
    *("appeal_daily_cell", "appeal_daily_total"),
    *("appeal_monthly_cell", "appeal_monthly_total"),
)
LATER = (
    *("accepted_at", "dispatched_at", "signed_at", "contacted_at"),
    *("answered_at", "called_back_at", "verified_at"),
)
INDEX = "ix_appeal_clock_last_at"


def upgrade() -> None:
    for table in CELLS:
        for measure in MEASURES:
            number = sa.Column(measure, sa.Integer(), nullable=False, server_default="0")
            op.add_column(table, number)
    beginning = sa.Column(
        "last_at", LocalTime, nullable=False, server_default="1970-01-01 00:00:00"
    )
    op.add_column("appeal_clock", beginning)
    greatest = "max" if op.get_bind().dialect.name == "sqlite" else "greatest"
    moments = ", ".join(f"coalesce({name}, opened_at)" for name in LATER)
    op.execute(f"UPDATE appeal_clock SET last_at = {greatest}(opened_at, {moments})")
    op.create_index(INDEX, "appeal_clock", ["last_at"])
    # the new numbers of all days are counted once, by the next evaluation
    op.execute(
        "INSERT INTO change_queue (line, subject_id)"
        " SELECT 'cells', 'appeal' WHERE EXISTS (SELECT 1 FROM appeal)"
    )


def downgrade() -> None:
    op.drop_index(INDEX, table_name="appeal_clock")
    op.drop_column("appeal_clock", "last_at")
    for table in CELLS:
        for measure in MEASURES:
            op.drop_column(table, measure)
