"""Indexes that say alone what was open at a moment, however long ago.

Revision: 0003, after 0002
"""

from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index('ix_case_clock_closed_at', table_name='case_clock')
    op.create_index('ix_case_clock_closed_at_received_at', 'case_clock', ['closed_at', 'received_at'])
    op.drop_index('ix_finding_ends_at', table_name='finding')
    op.create_index('ix_finding_ends_at_occurs_at', 'finding', ['ends_at', 'occurs_at'])


def downgrade() -> None:
    op.drop_index('ix_finding_ends_at_occurs_at', table_name='finding')
    op.create_index('ix_finding_ends_at', 'finding', ['ends_at'])
    op.drop_index('ix_case_clock_closed_at_received_at', table_name='case_clock')
    op.create_index('ix_case_clock_closed_at', 'case_clock', ['closed_at'])
