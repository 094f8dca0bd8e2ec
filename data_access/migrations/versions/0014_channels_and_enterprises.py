"""Public signals by channel, and the ways from an enterprise to what is its own.

Revision: 0014, after 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MEASURES = (
    *("petitions_received", "hotlines_received", "discipline_reports_received"),
    *("reconsiderations_received", "lawsuits_received", "audit_problems_received"),
    *("hotlines_due", "hotlines_due_met", "reconsiderations_due", "reconsiderations_due_met"),
)
CELLS = (
    *("signal_daily_cell", "signal_daily_total"),
    *("signal_monthly_cell", "signal_monthly_total"),
)
INDEXES = (
    ("project", ("enterprise_code",)),
    ("public_signal", ("enterprise_code", "kind")),
    ("public_signal", ("subject_code", "kind")),
    ("signal_clock", ("kind", "received_at")),
)


def upgrade() -> None:
    for table in CELLS:
        for measure in MEASURES:
            number = sa.Column(measure, sa.Integer(), nullable=False, server_default="0")
            op.add_column(table, number)
    for table, columns in INDEXES:
        op.create_index(_index(table, columns), table, list(columns))
    # the rules about signals and their new numbers are worked for those that are there
    op.execute(
        "INSERT INTO change_queue (line, subject_id) SELECT 'signal', signal_id FROM public_signal"
    )
    op.execute(
        "INSERT INTO change_queue (line, subject_id)"
        " SELECT 'cells', 'signal' WHERE EXISTS (SELECT 1 FROM public_signal)"
    )


def downgrade() -> None:
    for table, columns in INDEXES:
        op.drop_index(_index(table, columns), table)
    for table in CELLS:
        for measure in MEASURES:
            op.drop_column(table, measure)
    op.execute("DELETE FROM finding WHERE line = 'signal'")


def _index(table: str, columns: tuple[str, ...]) -> str:
    return f"ix_{table}_{'_'.join(columns)}"
