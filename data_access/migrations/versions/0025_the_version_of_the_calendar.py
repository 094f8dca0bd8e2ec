"""The version of the calendar, and an index of faults in the order of their list.

Revision: 0025, after 0024
"""

import sqlalchemy as sa
from alembic import op

from data_access.schema import calendar_triggers

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

LISTED = "ix_data_fault_is_quarantined_rule_fault_id"


def upgrade() -> None:
    op.create_table(
        "calendar_version",
        sa.Column("version", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_calendar_version")),
    )
    for statement in calendar_triggers.creations(op.get_bind().dialect.name):
        op.execute(statement)
    op.create_index(LISTED, "data_fault", ["is_quarantined", "rule", "fault_id"])


def downgrade() -> None:
    op.drop_index(LISTED, table_name="data_fault")
    for statement in calendar_triggers.removals(op.get_bind().dialect.name):
        op.execute(statement)
    op.drop_table("calendar_version")
