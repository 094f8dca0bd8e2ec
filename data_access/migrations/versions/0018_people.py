"""People, their sign-ins, and the log of what they did.

Revision: 0018, after 0017
"""

import sqlalchemy as sa
from alembic import op

from data_access.schema import access_triggers
from data_access.schema.base import LocalTime


revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('person',
    sa.Column('person_id', sa.String(length=64), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('name', sa.String(length=500), nullable=False),
    sa.Column('roles', sa.JSON(), nullable=False),
    sa.Column('departments', sa.JSON(), nullable=False),
    sa.Column('is_disabled', sa.Boolean(), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('changed_at', LocalTime, nullable=False),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_person')),
    sa.UniqueConstraint('subject', name=op.f('uq_person_subject'))
    )
    op.create_table('person_session',
    sa.Column('session_id', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.String(length=64), nullable=False),
    sa.Column('created_at', LocalTime, nullable=False),
    sa.Column('last_seen_at', LocalTime, nullable=False),
    sa.Column('revoked_at', LocalTime, nullable=True),
    sa.PrimaryKeyConstraint('session_id', name=op.f('pk_person_session'))
    )
    op.create_index(op.f('ix_person_session_person_id'), 'person_session', ['person_id'])
    number = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.create_table('access_entry',
    sa.Column('entry_no', number, autoincrement=False, nullable=False),
    sa.Column('at', LocalTime, nullable=False),
    sa.Column('person_id', sa.String(length=64), nullable=False),
    sa.Column('person_name', sa.String(length=500), nullable=False),
    sa.Column('roles', sa.String(length=500), nullable=False),
    sa.Column('session', sa.String(length=64), nullable=False),
    sa.Column('action', sa.String(length=64), nullable=False),
    sa.Column('subject_type', sa.String(length=64), nullable=False),
    sa.Column('subject_id', sa.String(length=200), nullable=False),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.Column('previous_seal', sa.String(length=64), nullable=False),
    sa.Column('seal', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('entry_no', name=op.f('pk_access_entry'))
    )
    op.create_index(op.f('ix_access_entry_at'), 'access_entry', ['at'])
    op.create_index(op.f('ix_access_entry_person_id'), 'access_entry', ['person_id'])
    for statement in access_triggers.creations(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    for statement in access_triggers.removals(op.get_bind().dialect.name):
        op.execute(statement)
    op.drop_table('access_entry')
    op.drop_table('person_session')
    op.drop_table('person')
