"""Indexes for what of appeals is asked over long periods: suspensions, call-backs, supervision.

Revision: 0015, after 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

CALLED_BACK = "ix_appeal_clock_answered_at_called_back_at_class_code_outcome"
SUPERVISED = "ix_appeal_clock_due_at_supervised"
STAGE = "ix_appeal_stay_stage_left_at"
WAS_SUPERVISED = sa.text("supervised_at IS NOT NULL")


def upgrade() -> None:
    op.drop_index("ix_appeal_clock_answered_at", "appeal_clock")
    columns = ["answered_at", "called_back_at", "class_code", "outcome"]
    op.create_index(CALLED_BACK, "appeal_clock", columns)
    op.create_index(
        SUPERVISED,
        "appeal_clock",
        ["due_at"],
        sqlite_where=WAS_SUPERVISED,
        postgresql_where=WAS_SUPERVISED,
    )
    op.create_index(STAGE, "appeal_stay", ["stage", "left_at"])


def downgrade() -> None:
    op.drop_index(STAGE, "appeal_stay")
    op.drop_index(SUPERVISED, "appeal_clock")
    op.drop_index(CALLED_BACK, "appeal_clock")
    op.create_index("ix_appeal_clock_answered_at", "appeal_clock", ["answered_at"])
