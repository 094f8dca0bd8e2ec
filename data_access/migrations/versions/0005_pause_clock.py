"""Stretches in which cases are paused, so that any moment can count them.

Revision: 0005, after 0004
"""

import sqlalchemy as sa
from alembic import op

from data_access.schema.base import LocalTime


revision = '0005'
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('pause_clock',
    sa.Column('case_id', sa.String(length=64), nullable=False),
    sa.Column('stretch_no', sa.Integer(), nullable=False),
    sa.Column('started_at', LocalTime, nullable=False),
    sa.Column('ended_at', LocalTime, nullable=True),
    sa.PrimaryKeyConstraint('case_id', 'stretch_no', name=op.f('pk_pause_clock'))
    )
    op.create_index(op.f('ix_pause_clock_ended_at'), 'pause_clock', ['ended_at'], unique=False)
    op.drop_column('case_clock', 'paused_from')
    # evaluation writes the stretches of the cases that have pauses
    op.execute(
        "INSERT INTO change_queue (line, subject_id) "
        "SELECT DISTINCT 'approval', case_id FROM case_pause"
    )


def downgrade() -> None:
    op.add_column('case_clock', sa.Column('paused_from', LocalTime, nullable=True))
    op.drop_index(op.f('ix_pause_clock_ended_at'), table_name='pause_clock')
    op.drop_table('pause_clock')
