"""Which subjects the newest batches of the evaluation worked; more tables watched by triggers.

Revision: 0002, after 0001
"""

import sqlalchemy as sa
from alembic import op

from data_access.schema.derived import Sequence
from data_access.schema.triggers import create_triggers


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('evaluated_subject',
    sa.Column('run_no', Sequence, autoincrement=False, nullable=False),
    sa.Column('line', sa.String(length=64), nullable=False),
    sa.Column('subject_id', sa.String(length=200), nullable=False),
    sa.PrimaryKeyConstraint('run_no', 'line', 'subject_id', name=op.f('pk_evaluated_subject'))
    )
    create_triggers(op.get_bind())


def downgrade() -> None:
    op.drop_table('evaluated_subject')
