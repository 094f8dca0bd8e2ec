"""Indexes of the few cases and findings that lasted more than sixty days, and of outcomes.

Revision: 0024, after 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_case_clock_closed_at_received_at_long": ("case_clock", ("closed_at", "received_at")),
    "ix_finding_ends_at_occurs_at_line_long": ("finding", ("ends_at", "occurs_at", "line")),
}
OUTCOMES = "ix_signal_clock_answered_at_outcome"
ANSWERED = "ix_signal_clock_answered_at"
PLACES = ("department_code", "item_code", "town_code")


def upgrade() -> None:
    op.create_index(OUTCOMES, "signal_clock", ["answered_at", "kind", "outcome", *PLACES])
    op.drop_index(ANSWERED, table_name="signal_clock")
    for name, (table, columns) in INDEXES.items():
        end, begin = columns[:2]
        op.create_index(
            name,
            table,
            list(columns),
            sqlite_where=sa.text(f"{end} > datetime({begin}, '+60 days')"),
            postgresql_where=sa.text(f"{end} > {begin} + INTERVAL '60 days'"),
        )


def downgrade() -> None:
    op.create_index(ANSWERED, "signal_clock", ["answered_at"])
    op.drop_index(OUTCOMES, table_name="signal_clock")
    for name, (table, _) in INDEXES.items():
        op.drop_index(name, table_name=table)
