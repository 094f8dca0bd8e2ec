"""The counts of faults, and their list in its order.

Revision: 0026, after 0025
"""

import sqlalchemy as sa
from alembic import op

from data_access.schema import fault_triggers
from data_access.schema.derived import Sequence

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

IN_ORDER = "ix_data_fault_in_order"
COLUMNS = ["is_quarantined", "rule", "fault_id", "source_code", "department_code"]


def upgrade() -> None:
    op.create_table(
        "fault_count",
        *(sa.Column(name, sa.String(64), nullable=False) for name in fault_triggers.KEY),
        sa.Column("faults", Sequence, nullable=False),
        sa.Column("quarantined", Sequence, nullable=False),
        sa.PrimaryKeyConstraint(*fault_triggers.KEY, name=op.f("pk_fault_count")),
    )
    op.create_index(IN_ORDER, "data_fault", COLUMNS)
    for statement in fault_triggers.creations(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    for statement in fault_triggers.removals(op.get_bind().dialect.name):
        op.execute(statement)
    op.drop_index(IN_ORDER, table_name="data_fault")
    op.drop_table("fault_count")
