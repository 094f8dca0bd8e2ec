"""The projects line.

Revision: 0011, after 0005
"""

import sqlalchemy as sa
from alembic import op

from data_access.schema.base import LocalTime
from data_access.schema.derived import Sequence
from data_access.schema.triggers import create_triggers, drop_triggers


revision = '0011'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('town', schema=None) as batch_op:
        batch_op.add_column(sa.Column('longitude', sa.Double(), nullable=True))
        batch_op.add_column(sa.Column('latitude', sa.Double(), nullable=True))

    op.create_table('blocker_clock',
    sa.Column('project_id', sa.String(length=64), nullable=False),
    sa.Column('blocker_no', sa.Integer(), nullable=False),
    sa.Column('source_code', sa.String(length=64), nullable=False),
    sa.Column('item_code', sa.String(length=64), nullable=False),
    sa.Column('department_code', sa.String(length=64), nullable=False),
    sa.Column('town_code', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('raised_at', LocalTime, nullable=False),
    sa.Column('promised_due_at', LocalTime, nullable=True),
    sa.Column('closed_at', LocalTime, nullable=True),
    sa.Column('age_days', sa.Integer(), nullable=True),
    sa.PrimaryKeyConstraint('project_id', 'blocker_no', name=op.f('pk_blocker_clock'))
    )
    with op.batch_alter_table('blocker_clock', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_blocker_clock_closed_at_item_code'), ['closed_at', 'item_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_blocker_clock_promised_due_at'), ['promised_due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_blocker_clock_raised_at_item_code'), ['raised_at', 'item_code'], unique=False)

    op.create_table('chain_step',
    sa.Column('project_id', sa.String(length=64), nullable=False),
    sa.Column('link_no', sa.Integer(), nullable=False),
    sa.Column('source_code', sa.String(length=64), nullable=False),
    sa.Column('item_code', sa.String(length=64), nullable=False),
    sa.Column('department_code', sa.String(length=64), nullable=False),
    sa.Column('town_code', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('stage', sa.String(length=64), nullable=False),
    sa.Column('case_id', sa.String(length=64), nullable=False),
    sa.Column('service_item_code', sa.String(length=64), nullable=False),
    sa.Column('began_at', LocalTime, nullable=False),
    sa.Column('ended_at', LocalTime, nullable=True),
    sa.Column('total_days', sa.Integer(), nullable=True),
    sa.Column('government_days', sa.Integer(), nullable=True),
    sa.Column('enterprise_days', sa.Integer(), nullable=True),
    sa.Column('special_days', sa.Integer(), nullable=True),
    sa.Column('nobody_days', sa.Integer(), nullable=True),
    sa.Column('cases', sa.Integer(), nullable=False),
    sa.Column('parallel_cases', sa.Integer(), nullable=False),
    sa.Column('parallel_expected', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('project_id', 'link_no', name=op.f('pk_chain_step'))
    )
    with op.batch_alter_table('chain_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_chain_step_began_at'), ['began_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_chain_step_ended_at_item_code'), ['ended_at', 'item_code'], unique=False)

    op.create_table('milestone_version',
    sa.Column('project_id', sa.String(length=64), nullable=False),
    sa.Column('milestone_no', sa.Integer(), nullable=False),
    sa.Column('version_no', sa.Integer(), nullable=False),
    sa.Column('source_code', sa.String(length=64), nullable=False),
    sa.Column('item_code', sa.String(length=64), nullable=False),
    sa.Column('department_code', sa.String(length=64), nullable=False),
    sa.Column('town_code', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('stage', sa.String(length=64), nullable=False),
    sa.Column('due_at', LocalTime, nullable=False),
    sa.Column('valid_from', LocalTime, nullable=False),
    sa.Column('valid_until', LocalTime, nullable=True),
    sa.Column('reached_at', LocalTime, nullable=True),
    sa.Column('late_from', LocalTime, nullable=True),
    sa.Column('late_until', LocalTime, nullable=True),
    sa.Column('is_change', sa.Boolean(), nullable=False),
    sa.Column('requested_on', sa.Date(), nullable=True),
    sa.Column('has_reason', sa.Boolean(), nullable=False),
    sa.Column('is_approved', sa.Boolean(), nullable=True),
    sa.PrimaryKeyConstraint('project_id', 'milestone_no', 'version_no', name=op.f('pk_milestone_version'))
    )
    with op.batch_alter_table('milestone_version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_milestone_version_due_at_item_code'), ['due_at', 'item_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_milestone_version_late_from'), ['late_from'], unique=False)
        batch_op.create_index(batch_op.f('ix_milestone_version_valid_from_item_code'), ['valid_from', 'item_code'], unique=False)

    op.create_table('project',
    sa.Column('project_id', sa.String(length=64), nullable=False),
    sa.Column('source_code', sa.String(length=64), nullable=False),
    sa.Column('project_code', sa.String(length=64), nullable=True),
    sa.Column('name', sa.String(length=500), nullable=False),
    sa.Column('name_en', sa.String(length=500), nullable=True),
    sa.Column('department_code', sa.String(length=64), nullable=True),
    sa.Column('coordinator', sa.String(length=500), nullable=True),
    sa.Column('town_code', sa.String(length=64), nullable=True),
    sa.Column('kind', sa.String(length=64), nullable=True),
    sa.Column('enterprise_code', sa.String(length=64), nullable=True),
    sa.Column('builder', sa.String(length=500), nullable=True),
    sa.Column('total_investment', sa.Double(), nullable=True),
    sa.Column('longitude', sa.Double(), nullable=True),
    sa.Column('latitude', sa.Double(), nullable=True),
    sa.Column('started_on', sa.Date(), nullable=True),
    sa.Column('completed_on', sa.Date(), nullable=True),
    sa.Column('in_statistics_on', sa.Date(), nullable=True),
    sa.Column('cancelled_on', sa.Date(), nullable=True),
    sa.Column('created_at', LocalTime, nullable=True),
    sa.PrimaryKeyConstraint('project_id', name=op.f('pk_project'))
    )
    with op.batch_alter_table('project', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_project_project_code'), ['project_code'], unique=False)

    op.create_table('project_blocker',
    sa.Column('project_id', sa.String(length=64), nullable=False),
    sa.Column('blocker_no', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('description', sa.String(length=500), nullable=True),
    sa.Column('department_code', sa.String(length=64), nullable=True),
    sa.Column('raised_at', LocalTime, nullable=True),
    sa.Column('promised_on', sa.Date(), nullable=True),
    sa.Column('closed_at', LocalTime, nullable=True),
    sa.PrimaryKeyConstraint('project_id', 'blocker_no', name=op.f('pk_project_blocker'))
    )
    op.create_table('project_case',
    sa.Column('project_id', sa.String(length=64), nullable=False),
    sa.Column('case_id', sa.String(length=64), nullable=False),
    sa.Column('stage', sa.String(length=64), nullable=True),
    sa.Column('group_no', sa.Integer(), nullable=True),
    sa.PrimaryKeyConstraint('project_id', 'case_id', name=op.f('pk_project_case'))
    )
    with op.batch_alter_table('project_case', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_project_case_case_id'), ['case_id'], unique=False)

    op.create_table('project_clock',
    sa.Column('project_id', sa.String(length=64), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('source_code', sa.String(length=64), nullable=False),
    sa.Column('project_no', sa.String(length=64), nullable=False),
    sa.Column('item_code', sa.String(length=64), nullable=False),
    sa.Column('department_code', sa.String(length=64), nullable=False),
    sa.Column('town_code', sa.String(length=64), nullable=False),
    sa.Column('list_kind', sa.String(length=64), nullable=False),
    sa.Column('is_first_list', sa.Boolean(), nullable=False),
    sa.Column('has_coordinator', sa.Boolean(), nullable=False),
    sa.Column('listed_at', LocalTime, nullable=False),
    sa.Column('unlisted_at', LocalTime, nullable=True),
    sa.Column('start_due_at', LocalTime, nullable=True),
    sa.Column('started_at', LocalTime, nullable=True),
    sa.Column('start_met_at', LocalTime, nullable=True),
    sa.Column('completion_due_at', LocalTime, nullable=True),
    sa.Column('completed_at', LocalTime, nullable=True),
    sa.Column('completion_met_at', LocalTime, nullable=True),
    sa.Column('cancelled_at', LocalTime, nullable=True),
    sa.Column('total_investment', Sequence, nullable=True),
    sa.Column('planned_investment', Sequence, nullable=True),
    sa.Column('planned_fund', Sequence, nullable=True),
    sa.Column('statistics_due_at', LocalTime, nullable=True),
    sa.Column('in_statistics_at', LocalTime, nullable=True),
    sa.Column('first_service_at', LocalTime, nullable=True),
    sa.Column('applied_at', LocalTime, nullable=True),
    sa.Column('approved_at', LocalTime, nullable=True),
    sa.Column('government_days', sa.Integer(), nullable=True),
    sa.Column('enterprise_days', sa.Integer(), nullable=True),
    sa.Column('special_days', sa.Integer(), nullable=True),
    sa.Column('nobody_days', sa.Integer(), nullable=True),
    sa.Column('run_no', Sequence, nullable=False),
    sa.PrimaryKeyConstraint('project_id', 'year', name=op.f('pk_project_clock'))
    )
    with op.batch_alter_table('project_clock', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_project_clock_completed_at'), ['completed_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_project_clock_completion_due_at_item_code'), ['completion_due_at', 'item_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_project_clock_listed_at'), ['listed_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_project_clock_run_no'), ['run_no'], unique=False)
        batch_op.create_index(batch_op.f('ix_project_clock_start_due_at_item_code'), ['start_due_at', 'item_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_project_clock_started_at'), ['started_at'], unique=False)

    op.create_table('project_light',
    sa.Column('project_id', sa.String(length=64), nullable=False),
    sa.Column('valid_from', LocalTime, nullable=False),
    sa.Column('valid_until', LocalTime, nullable=True),
    sa.Column('light', sa.String(length=64), nullable=False),
    sa.Column('source_code', sa.String(length=64), nullable=False),
    sa.Column('item_code', sa.String(length=64), nullable=False),
    sa.Column('department_code', sa.String(length=64), nullable=False),
    sa.Column('town_code', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('project_id', 'valid_from', name=op.f('pk_project_light'))
    )
    with op.batch_alter_table('project_light', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_project_light_valid_until_light'), ['valid_until', 'light'], unique=False)

    op.create_table('project_milestone',
    sa.Column('project_id', sa.String(length=64), nullable=False),
    sa.Column('milestone_no', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('stage', sa.String(length=64), nullable=True),
    sa.Column('name', sa.String(length=500), nullable=False),
    sa.Column('name_en', sa.String(length=500), nullable=True),
    sa.Column('planned_on', sa.Date(), nullable=True),
    sa.Column('reached_on', sa.Date(), nullable=True),
    sa.PrimaryKeyConstraint('project_id', 'milestone_no', name=op.f('pk_project_milestone'))
    )
    op.create_table('project_milestone_change',
    sa.Column('project_id', sa.String(length=64), nullable=False),
    sa.Column('milestone_no', sa.Integer(), nullable=False),
    sa.Column('change_no', sa.Integer(), nullable=False),
    sa.Column('changed_at', LocalTime, nullable=True),
    sa.Column('from_on', sa.Date(), nullable=True),
    sa.Column('to_on', sa.Date(), nullable=True),
    sa.Column('reason', sa.String(length=500), nullable=True),
    sa.Column('is_approved', sa.Boolean(), nullable=True),
    sa.Column('approver', sa.String(length=500), nullable=True),
    sa.PrimaryKeyConstraint('project_id', 'milestone_no', 'change_no', name=op.f('pk_project_milestone_change'))
    )
    op.create_table('project_month',
    sa.Column('project_id', sa.String(length=64), nullable=False),
    sa.Column('month', sa.String(length=64), nullable=False),
    sa.Column('planned_investment', sa.Double(), nullable=True),
    sa.Column('invested', sa.Double(), nullable=True),
    sa.Column('fund_paid', sa.Double(), nullable=True),
    sa.Column('progress_percent', sa.Double(), nullable=True),
    sa.Column('planned_percent', sa.Double(), nullable=True),
    sa.Column('note', sa.String(length=500), nullable=True),
    sa.Column('reported_at', LocalTime, nullable=True),
    sa.PrimaryKeyConstraint('project_id', 'month', name=op.f('pk_project_month'))
    )
    op.create_table('project_pause',
    sa.Column('project_id', sa.String(length=64), nullable=False),
    sa.Column('pause_no', sa.Integer(), nullable=False),
    sa.Column('started_on', sa.Date(), nullable=True),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('reason', sa.String(length=500), nullable=True),
    sa.Column('next_step', sa.String(length=500), nullable=True),
    sa.Column('expected_end_on', sa.Date(), nullable=True),
    sa.Column('noted_at', LocalTime, nullable=True),
    sa.PrimaryKeyConstraint('project_id', 'pause_no', name=op.f('pk_project_pause'))
    )
    op.create_table('project_progress',
    sa.Column('project_id', sa.String(length=64), nullable=False),
    sa.Column('month', sa.String(length=64), nullable=False),
    sa.Column('source_code', sa.String(length=64), nullable=False),
    sa.Column('item_code', sa.String(length=64), nullable=False),
    sa.Column('department_code', sa.String(length=64), nullable=False),
    sa.Column('town_code', sa.String(length=64), nullable=False),
    sa.Column('valid_from', LocalTime, nullable=False),
    sa.Column('valid_until', LocalTime, nullable=True),
    sa.Column('planned_investment', Sequence, nullable=True),
    sa.Column('invested', Sequence, nullable=True),
    sa.Column('annual_investment', Sequence, nullable=True),
    sa.Column('fund_paid', Sequence, nullable=True),
    sa.Column('annual_fund', Sequence, nullable=True),
    sa.Column('progress_percent', sa.Double(), nullable=True),
    sa.Column('planned_percent', sa.Double(), nullable=True),
    sa.Column('behind_points', sa.Double(), nullable=True),
    sa.Column('unpaid_points', sa.Double(), nullable=True),
    sa.PrimaryKeyConstraint('project_id', 'month', name=op.f('pk_project_progress'))
    )
    with op.batch_alter_table('project_progress', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_project_progress_valid_from_item_code'), ['valid_from', 'item_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_project_progress_valid_until'), ['valid_until'], unique=False)

    op.create_table('project_service',
    sa.Column('project_id', sa.String(length=64), nullable=False),
    sa.Column('service_no', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('served_at', LocalTime, nullable=True),
    sa.Column('department_code', sa.String(length=64), nullable=True),
    sa.Column('officer', sa.String(length=500), nullable=True),
    sa.PrimaryKeyConstraint('project_id', 'service_no', name=op.f('pk_project_service'))
    )
    op.create_table('project_year',
    sa.Column('project_id', sa.String(length=64), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('list_kind', sa.String(length=64), nullable=True),
    sa.Column('planned_start_on', sa.Date(), nullable=True),
    sa.Column('planned_completion_on', sa.Date(), nullable=True),
    sa.Column('planned_investment', sa.Double(), nullable=True),
    sa.Column('planned_fund', sa.Double(), nullable=True),
    sa.PrimaryKeyConstraint('project_id', 'year', name=op.f('pk_project_year'))
    )
    create_triggers(op.get_bind())


def downgrade() -> None:
    drop_triggers(op.get_bind())
    op.drop_table('project_year')
    op.drop_table('project_service')
    with op.batch_alter_table('project_progress', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_project_progress_valid_until'))
        batch_op.drop_index(batch_op.f('ix_project_progress_valid_from_item_code'))

    op.drop_table('project_progress')
    op.drop_table('project_pause')
    op.drop_table('project_month')
    op.drop_table('project_milestone_change')
    op.drop_table('project_milestone')
    with op.batch_alter_table('project_light', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_project_light_valid_until_light'))

    op.drop_table('project_light')
    with op.batch_alter_table('project_clock', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_project_clock_started_at'))
        batch_op.drop_index(batch_op.f('ix_project_clock_start_due_at_item_code'))
        batch_op.drop_index(batch_op.f('ix_project_clock_run_no'))
        batch_op.drop_index(batch_op.f('ix_project_clock_listed_at'))
        batch_op.drop_index(batch_op.f('ix_project_clock_completion_due_at_item_code'))
        batch_op.drop_index(batch_op.f('ix_project_clock_completed_at'))

    op.drop_table('project_clock')
    with op.batch_alter_table('project_case', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_project_case_case_id'))

    op.drop_table('project_case')
    op.drop_table('project_blocker')
    with op.batch_alter_table('project', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_project_project_code'))

    op.drop_table('project')
    with op.batch_alter_table('milestone_version', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_milestone_version_valid_from_item_code'))
        batch_op.drop_index(batch_op.f('ix_milestone_version_late_from'))
        batch_op.drop_index(batch_op.f('ix_milestone_version_due_at_item_code'))

    op.drop_table('milestone_version')
    with op.batch_alter_table('chain_step', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_chain_step_ended_at_item_code'))
        batch_op.drop_index(batch_op.f('ix_chain_step_began_at'))

    op.drop_table('chain_step')
    with op.batch_alter_table('blocker_clock', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_blocker_clock_raised_at_item_code'))
        batch_op.drop_index(batch_op.f('ix_blocker_clock_promised_due_at'))
        batch_op.drop_index(batch_op.f('ix_blocker_clock_closed_at_item_code'))

    op.drop_table('blocker_clock')
    with op.batch_alter_table('town', schema=None) as batch_op:
        batch_op.drop_column('latitude')
        batch_op.drop_column('longitude')

    create_triggers(op.get_bind())
