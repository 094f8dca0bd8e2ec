"""The approvals line.

Revision: 0001, after 
"""

import sqlalchemy as sa
from alembic import op

from data_access.schema.base import LocalTime
from data_access.schema.derived import Sequence
from data_access.schema.triggers import create_triggers, drop_triggers


revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('approval_case',
    sa.Column('case_id', sa.String(length=64), nullable=False),
    sa.Column('source_code', sa.String(length=64), nullable=False),
    sa.Column('case_no', sa.String(length=64), nullable=False),
    sa.Column('item_code', sa.String(length=64), nullable=True),
    sa.Column('department_code', sa.String(length=64), nullable=True),
    sa.Column('town_code', sa.String(length=64), nullable=True),
    sa.Column('channel', sa.String(length=64), nullable=True),
    sa.Column('applicant_kind', sa.String(length=64), nullable=True),
    sa.Column('applicant_name', sa.String(length=500), nullable=True),
    sa.Column('applicant_id_no', sa.String(length=64), nullable=True),
    sa.Column('applicant_phone', sa.String(length=64), nullable=True),
    sa.Column('officer', sa.String(length=500), nullable=True),
    sa.Column('handled_by', sa.String(length=64), nullable=True),
    sa.Column('receipt_no', sa.String(length=64), nullable=True),
    sa.Column('precheck_submitted_at', LocalTime, nullable=True),
    sa.Column('precheck_answered_at', LocalTime, nullable=True),
    sa.Column('received_at', LocalTime, nullable=True),
    sa.Column('accepted_at', LocalTime, nullable=True),
    sa.Column('decided_at', LocalTime, nullable=True),
    sa.Column('delivered_at', LocalTime, nullable=True),
    sa.Column('closed_at', LocalTime, nullable=True),
    sa.Column('outcome', sa.String(length=64), nullable=True),
    sa.Column('decision_reason', sa.String(length=500), nullable=True),
    sa.Column('remedy_told', sa.Boolean(), nullable=True),
    sa.Column('promised_due_at', LocalTime, nullable=True),
    sa.Column('statutory_due_at', LocalTime, nullable=True),
    sa.Column('source_verdict', sa.String(length=64), nullable=True),
    sa.Column('renews_expiry_on', sa.Date(), nullable=True),
    sa.Column('visits', sa.Integer(), nullable=True),
    sa.Column('created_at', LocalTime, nullable=True),
    sa.PrimaryKeyConstraint('case_id', name=op.f('pk_approval_case'))
    )
    with op.batch_alter_table('approval_case', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_approval_case_case_no'), ['case_no'], unique=False)

    op.create_table('case_clock',
    sa.Column('case_id', sa.String(length=64), nullable=False),
    sa.Column('source_code', sa.String(length=64), nullable=False),
    sa.Column('case_no', sa.String(length=64), nullable=False),
    sa.Column('item_code', sa.String(length=64), nullable=False),
    sa.Column('department_code', sa.String(length=64), nullable=False),
    sa.Column('town_code', sa.String(length=64), nullable=False),
    sa.Column('channel', sa.String(length=64), nullable=False),
    sa.Column('case_kind', sa.String(length=64), nullable=False),
    sa.Column('approval_level', sa.String(length=64), nullable=False),
    sa.Column('limit_unit', sa.String(length=64), nullable=False),
    sa.Column('outcome', sa.String(length=64), nullable=False),
    sa.Column('received_at', LocalTime, nullable=False),
    sa.Column('accepted_at', LocalTime, nullable=True),
    sa.Column('reviewed_at', LocalTime, nullable=True),
    sa.Column('decided_at', LocalTime, nullable=True),
    sa.Column('delivered_at', LocalTime, nullable=True),
    sa.Column('closed_at', LocalTime, nullable=True),
    sa.Column('clock_started_at', LocalTime, nullable=True),
    sa.Column('clock_stopped_at', LocalTime, nullable=True),
    sa.Column('is_deemed_accepted', sa.Boolean(), nullable=False),
    sa.Column('acceptance_due_at', LocalTime, nullable=True),
    sa.Column('promised_limit', sa.Integer(), nullable=True),
    sa.Column('statutory_limit', sa.Integer(), nullable=True),
    sa.Column('promised_soon_at', LocalTime, nullable=True),
    sa.Column('promised_due_at', LocalTime, nullable=True),
    sa.Column('promised_lawful_due_at', LocalTime, nullable=True),
    sa.Column('promised_raw_due_at', LocalTime, nullable=True),
    sa.Column('statutory_due_at', LocalTime, nullable=True),
    sa.Column('delivery_due_at', LocalTime, nullable=True),
    sa.Column('is_provisional', sa.Boolean(), nullable=False),
    sa.Column('used_days', sa.Integer(), nullable=True),
    sa.Column('raw_days', sa.Integer(), nullable=True),
    sa.Column('paused_from', LocalTime, nullable=True),
    sa.Column('correction_count', sa.Integer(), nullable=False),
    sa.Column('pause_count', sa.Integer(), nullable=False),
    sa.Column('extension_count', sa.Integer(), nullable=False),
    sa.Column('valid_extension_days', sa.Integer(), nullable=False),
    sa.Column('decider_count', sa.Integer(), nullable=False),
    sa.Column('visits', sa.Integer(), nullable=True),
    sa.Column('is_on_the_spot', sa.Boolean(), nullable=False),
    sa.Column('needs_document', sa.Boolean(), nullable=False),
    sa.Column('one_time_notice', sa.Boolean(), nullable=False),
    sa.Column('answered_at', LocalTime, nullable=True),
    sa.Column('source_verdict', sa.String(length=64), nullable=False),
    sa.Column('run_no', Sequence, nullable=False),
    sa.PrimaryKeyConstraint('case_id', name=op.f('pk_case_clock'))
    )
    with op.batch_alter_table('case_clock', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_case_clock_acceptance_due_at_item_code'), ['acceptance_due_at', 'item_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_clock_accepted_at'), ['accepted_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_clock_case_no'), ['case_no'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_clock_closed_at'), ['closed_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_clock_delivery_due_at_item_code'), ['delivery_due_at', 'item_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_clock_department_code_closed_at'), ['department_code', 'closed_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_clock_item_code_accepted_at'), ['item_code', 'accepted_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_clock_item_code_closed_at'), ['item_code', 'closed_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_clock_item_code_received_at'), ['item_code', 'received_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_clock_promised_due_at_item_code'), ['promised_due_at', 'item_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_clock_promised_lawful_due_at_item_code'), ['promised_lawful_due_at', 'item_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_clock_promised_raw_due_at_item_code'), ['promised_raw_due_at', 'item_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_clock_received_at'), ['received_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_clock_run_no'), ['run_no'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_clock_statutory_due_at_item_code'), ['statutory_due_at', 'item_code'], unique=False)

    op.create_table('case_extension',
    sa.Column('case_id', sa.String(length=64), nullable=False),
    sa.Column('extension_no', sa.Integer(), nullable=False),
    sa.Column('approved_at', LocalTime, nullable=True),
    sa.Column('days', sa.Integer(), nullable=True),
    sa.Column('approver', sa.String(length=500), nullable=True),
    sa.Column('notice_no', sa.String(length=64), nullable=True),
    sa.Column('reason', sa.String(length=500), nullable=True),
    sa.PrimaryKeyConstraint('case_id', 'extension_no', name=op.f('pk_case_extension'))
    )
    op.create_table('case_pause',
    sa.Column('case_id', sa.String(length=64), nullable=False),
    sa.Column('pause_no', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('started_at', LocalTime, nullable=True),
    sa.Column('ended_at', LocalTime, nullable=True),
    sa.Column('limit_days', sa.Integer(), nullable=True),
    sa.Column('notice_no', sa.String(length=64), nullable=True),
    sa.Column('approver', sa.String(length=500), nullable=True),
    sa.Column('reason', sa.String(length=500), nullable=True),
    sa.PrimaryKeyConstraint('case_id', 'pause_no', name=op.f('pk_case_pause'))
    )
    op.create_table('case_rating',
    sa.Column('case_id', sa.String(length=64), nullable=False),
    sa.Column('rating_no', sa.Integer(), nullable=False),
    sa.Column('rated_at', LocalTime, nullable=True),
    sa.Column('score', sa.Integer(), nullable=True),
    sa.Column('is_default', sa.Boolean(), nullable=False),
    sa.Column('comment', sa.String(length=500), nullable=True),
    sa.PrimaryKeyConstraint('case_id', 'rating_no', name=op.f('pk_case_rating'))
    )
    op.create_table('case_step',
    sa.Column('case_id', sa.String(length=64), nullable=False),
    sa.Column('step_no', sa.Integer(), nullable=False),
    sa.Column('step_code', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=500), nullable=True),
    sa.Column('kind', sa.String(length=64), nullable=True),
    sa.Column('officer', sa.String(length=500), nullable=True),
    sa.Column('officer_count', sa.Integer(), nullable=True),
    sa.Column('arrived_at', LocalTime, nullable=True),
    sa.Column('started_at', LocalTime, nullable=True),
    sa.Column('ended_at', LocalTime, nullable=True),
    sa.Column('due_at', LocalTime, nullable=True),
    sa.Column('result', sa.String(length=64), nullable=True),
    sa.PrimaryKeyConstraint('case_id', 'step_no', name=op.f('pk_case_step'))
    )
    op.create_table('change_queue',
    sa.Column('change_id', Sequence, autoincrement=True, nullable=False),
    sa.Column('line', sa.String(length=64), nullable=False),
    sa.Column('subject_id', sa.String(length=200), nullable=False),
    sa.PrimaryKeyConstraint('change_id', name=op.f('pk_change_queue'))
    )
    with op.batch_alter_table('change_queue', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_change_queue_line_subject_id'), ['line', 'subject_id'], unique=False)

    op.create_table('correction_notice',
    sa.Column('case_id', sa.String(length=64), nullable=False),
    sa.Column('notice_no', sa.Integer(), nullable=False),
    sa.Column('notified_at', LocalTime, nullable=True),
    sa.Column('replied_at', LocalTime, nullable=True),
    sa.Column('is_new_fact', sa.Boolean(), nullable=False),
    sa.Column('materials', sa.String(length=500), nullable=True),
    sa.PrimaryKeyConstraint('case_id', 'notice_no', name=op.f('pk_correction_notice'))
    )
    op.create_table('daily_cell',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('department_code', sa.String(length=64), nullable=False),
    sa.Column('item_code', sa.String(length=64), nullable=False),
    sa.Column('received', sa.Integer(), server_default='0', nullable=False),
    sa.Column('received_instant', sa.Integer(), server_default='0', nullable=False),
    sa.Column('received_committed', sa.Integer(), server_default='0', nullable=False),
    sa.Column('received_instant_or_committed', sa.Integer(), server_default='0', nullable=False),
    sa.Column('accepted', sa.Integer(), server_default='0', nullable=False),
    sa.Column('accepted_deemed', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_by_decision', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_not_accepted', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_withdrawn', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_returned', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_void', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_granted', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_refused', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_completed', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_reported_up', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_outcome_unknown', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_timed', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_early', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_just_in_time', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_late', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_without_limit', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_untimed', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_on_the_spot', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_corrected', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_corrected_once', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_corrected_again', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_with_pause', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_with_extension', sa.Integer(), server_default='0', nullable=False),
    sa.Column('deciders_known', sa.Integer(), server_default='0', nullable=False),
    sa.Column('deciders_one', sa.Integer(), server_default='0', nullable=False),
    sa.Column('deciders_two', sa.Integer(), server_default='0', nullable=False),
    sa.Column('deciders_two_or_fewer', sa.Integer(), server_default='0', nullable=False),
    sa.Column('deciders_three_or_more', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_measured', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_used_days', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_raw_days', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_excluded_days', sa.Integer(), server_default='0', nullable=False),
    sa.Column('promised_limit_days', sa.Integer(), server_default='0', nullable=False),
    sa.Column('promised_used_days', sa.Integer(), server_default='0', nullable=False),
    sa.Column('statutory_limit_days', sa.Integer(), server_default='0', nullable=False),
    sa.Column('statutory_used_days', sa.Integer(), server_default='0', nullable=False),
    sa.Column('due_raw', sa.Integer(), server_default='0', nullable=False),
    sa.Column('due_raw_met', sa.Integer(), server_default='0', nullable=False),
    sa.Column('due_lawful', sa.Integer(), server_default='0', nullable=False),
    sa.Column('due_lawful_met', sa.Integer(), server_default='0', nullable=False),
    sa.Column('due_extended', sa.Integer(), server_default='0', nullable=False),
    sa.Column('due_extended_met', sa.Integer(), server_default='0', nullable=False),
    sa.Column('due_statutory', sa.Integer(), server_default='0', nullable=False),
    sa.Column('due_statutory_met', sa.Integer(), server_default='0', nullable=False),
    sa.Column('acceptance_due', sa.Integer(), server_default='0', nullable=False),
    sa.Column('acceptance_due_met', sa.Integer(), server_default='0', nullable=False),
    sa.Column('delivery_due', sa.Integer(), server_default='0', nullable=False),
    sa.Column('delivery_due_met', sa.Integer(), server_default='0', nullable=False),
    sa.Column('steps_ended', sa.Integer(), server_default='0', nullable=False),
    sa.Column('steps_timed', sa.Integer(), server_default='0', nullable=False),
    sa.Column('steps_late', sa.Integer(), server_default='0', nullable=False),
    sa.Column('steps_used_days', sa.Integer(), server_default='0', nullable=False),
    sa.Column('steps_elapsed_days', sa.Integer(), server_default='0', nullable=False),
    sa.Column('cards_issued', sa.Integer(), server_default='0', nullable=False),
    sa.Column('cards_soon', sa.Integer(), server_default='0', nullable=False),
    sa.Column('cards_yellow', sa.Integer(), server_default='0', nullable=False),
    sa.Column('cards_red', sa.Integer(), server_default='0', nullable=False),
    sa.Column('cards_manual', sa.Integer(), server_default='0', nullable=False),
    sa.Column('findings_hint', sa.Integer(), server_default='0', nullable=False),
    sa.Column('findings_order', sa.Integer(), server_default='0', nullable=False),
    sa.Column('cards_withdrawn', sa.Integer(), server_default='0', nullable=False),
    sa.Column('run_no', Sequence, nullable=False),
    sa.PrimaryKeyConstraint('day', 'department_code', 'item_code', name=op.f('pk_daily_cell')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('daily_cell', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_daily_cell_run_no'), ['run_no'], unique=False)

    op.create_table('daily_total',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('department_code', sa.String(length=64), nullable=False),
    sa.Column('received', sa.Integer(), server_default='0', nullable=False),
    sa.Column('received_instant', sa.Integer(), server_default='0', nullable=False),
    sa.Column('received_committed', sa.Integer(), server_default='0', nullable=False),
    sa.Column('received_instant_or_committed', sa.Integer(), server_default='0', nullable=False),
    sa.Column('accepted', sa.Integer(), server_default='0', nullable=False),
    sa.Column('accepted_deemed', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_by_decision', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_not_accepted', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_withdrawn', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_returned', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_void', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_granted', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_refused', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_completed', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_reported_up', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_outcome_unknown', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_timed', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_early', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_just_in_time', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_late', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_without_limit', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_untimed', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_on_the_spot', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_corrected', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_corrected_once', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_corrected_again', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_with_pause', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_with_extension', sa.Integer(), server_default='0', nullable=False),
    sa.Column('deciders_known', sa.Integer(), server_default='0', nullable=False),
    sa.Column('deciders_one', sa.Integer(), server_default='0', nullable=False),
    sa.Column('deciders_two', sa.Integer(), server_default='0', nullable=False),
    sa.Column('deciders_two_or_fewer', sa.Integer(), server_default='0', nullable=False),
    sa.Column('deciders_three_or_more', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_measured', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_used_days', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_raw_days', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_excluded_days', sa.Integer(), server_default='0', nullable=False),
    sa.Column('promised_limit_days', sa.Integer(), server_default='0', nullable=False),
    sa.Column('promised_used_days', sa.Integer(), server_default='0', nullable=False),
    sa.Column('statutory_limit_days', sa.Integer(), server_default='0', nullable=False),
    sa.Column('statutory_used_days', sa.Integer(), server_default='0', nullable=False),
    sa.Column('due_raw', sa.Integer(), server_default='0', nullable=False),
    sa.Column('due_raw_met', sa.Integer(), server_default='0', nullable=False),
    sa.Column('due_lawful', sa.Integer(), server_default='0', nullable=False),
    sa.Column('due_lawful_met', sa.Integer(), server_default='0', nullable=False),
    sa.Column('due_extended', sa.Integer(), server_default='0', nullable=False),
    sa.Column('due_extended_met', sa.Integer(), server_default='0', nullable=False),
    sa.Column('due_statutory', sa.Integer(), server_default='0', nullable=False),
    sa.Column('due_statutory_met', sa.Integer(), server_default='0', nullable=False),
    sa.Column('acceptance_due', sa.Integer(), server_default='0', nullable=False),
    sa.Column('acceptance_due_met', sa.Integer(), server_default='0', nullable=False),
    sa.Column('delivery_due', sa.Integer(), server_default='0', nullable=False),
    sa.Column('delivery_due_met', sa.Integer(), server_default='0', nullable=False),
    sa.Column('steps_ended', sa.Integer(), server_default='0', nullable=False),
    sa.Column('steps_timed', sa.Integer(), server_default='0', nullable=False),
    sa.Column('steps_late', sa.Integer(), server_default='0', nullable=False),
    sa.Column('steps_used_days', sa.Integer(), server_default='0', nullable=False),
    sa.Column('steps_elapsed_days', sa.Integer(), server_default='0', nullable=False),
    sa.Column('cards_issued', sa.Integer(), server_default='0', nullable=False),
    sa.Column('cards_soon', sa.Integer(), server_default='0', nullable=False),
    sa.Column('cards_yellow', sa.Integer(), server_default='0', nullable=False),
    sa.Column('cards_red', sa.Integer(), server_default='0', nullable=False),
    sa.Column('cards_manual', sa.Integer(), server_default='0', nullable=False),
    sa.Column('findings_hint', sa.Integer(), server_default='0', nullable=False),
    sa.Column('findings_order', sa.Integer(), server_default='0', nullable=False),
    sa.Column('cards_withdrawn', sa.Integer(), server_default='0', nullable=False),
    sa.PrimaryKeyConstraint('day', 'department_code', name=op.f('pk_daily_total')),
    sqlite_with_rowid=False
    )
    op.create_table('data_fault',
    sa.Column('fault_id', sa.String(length=200), nullable=False),
    sa.Column('line', sa.String(length=64), nullable=False),
    sa.Column('subject_id', sa.String(length=200), nullable=False),
    sa.Column('source_code', sa.String(length=64), nullable=False),
    sa.Column('department_code', sa.String(length=64), nullable=False),
    sa.Column('rule', sa.String(length=64), nullable=False),
    sa.Column('table_name', sa.String(length=64), nullable=False),
    sa.Column('column_name', sa.String(length=64), nullable=False),
    sa.Column('raw_value', sa.String(length=500), nullable=True),
    sa.Column('is_quarantined', sa.Boolean(), nullable=False),
    sa.Column('found_at', LocalTime, nullable=False),
    sa.PrimaryKeyConstraint('fault_id', name=op.f('pk_data_fault'))
    )
    with op.batch_alter_table('data_fault', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_data_fault_line_subject_id'), ['line', 'subject_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_data_fault_source_code_rule'), ['source_code', 'rule'], unique=False)

    op.create_table('data_source',
    sa.Column('source_code', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=500), nullable=False),
    sa.Column('name_en', sa.String(length=500), nullable=True),
    sa.Column('expected_every_minutes', sa.Integer(), nullable=True),
    sa.PrimaryKeyConstraint('source_code', name=op.f('pk_data_source'))
    )
    op.create_table('department',
    sa.Column('department_code', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=500), nullable=False),
    sa.Column('name_en', sa.String(length=500), nullable=True),
    sa.Column('display_order', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('department_code', name=op.f('pk_department'))
    )
    op.create_table('duration_cell',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('department_code', sa.String(length=64), nullable=False),
    sa.Column('item_code', sa.String(length=64), nullable=False),
    sa.Column('used_days', sa.Integer(), nullable=False),
    sa.Column('cases', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('day', 'department_code', 'item_code', 'used_days', name=op.f('pk_duration_cell'))
    )
    op.create_table('evaluation_run',
    sa.Column('run_no', Sequence, autoincrement=True, nullable=False),
    sa.Column('finished_at', LocalTime, nullable=False),
    sa.Column('subjects', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('run_no', name=op.f('pk_evaluation_run'))
    )
    op.create_table('finding',
    sa.Column('finding_id', sa.String(length=200), nullable=False),
    sa.Column('line', sa.String(length=64), nullable=False),
    sa.Column('subject_id', sa.String(length=200), nullable=False),
    sa.Column('subject_no', sa.String(length=64), nullable=False),
    sa.Column('source_code', sa.String(length=64), nullable=False),
    sa.Column('rule', sa.String(length=64), nullable=False),
    sa.Column('level', sa.String(length=64), nullable=False),
    sa.Column('level_rank', sa.Integer(), nullable=False),
    sa.Column('episode', sa.Integer(), nullable=False),
    sa.Column('department_code', sa.String(length=64), nullable=False),
    sa.Column('item_code', sa.String(length=64), nullable=False),
    sa.Column('town_code', sa.String(length=64), nullable=False),
    sa.Column('step_code', sa.String(length=64), nullable=False),
    sa.Column('officer', sa.String(length=500), nullable=True),
    sa.Column('occurs_at', LocalTime, nullable=False),
    sa.Column('ends_at', LocalTime, nullable=True),
    sa.Column('due_at', LocalTime, nullable=True),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.Column('rule_version', sa.String(length=64), nullable=False),
    sa.Column('withdrawn_at', LocalTime, nullable=True),
    sa.Column('withdrawn_reason', sa.String(length=500), nullable=True),
    sa.Column('run_no', Sequence, nullable=False),
    sa.PrimaryKeyConstraint('finding_id', name=op.f('pk_finding'))
    )
    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_finding_department_code_occurs_at'), ['department_code', 'occurs_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_finding_ends_at'), ['ends_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_finding_item_code_occurs_at'), ['item_code', 'occurs_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_finding_occurs_at'), ['occurs_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_finding_run_no'), ['run_no'], unique=False)
        batch_op.create_index(batch_op.f('ix_finding_subject_id'), ['subject_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_finding_withdrawn_at_item_code'), ['withdrawn_at', 'item_code'], unique=False, sqlite_where=sa.text('withdrawn_at IS NOT NULL'), postgresql_where=sa.text('withdrawn_at IS NOT NULL'))

    op.create_table('import_run',
    sa.Column('import_no', Sequence, autoincrement=True, nullable=False),
    sa.Column('file_name', sa.String(length=500), nullable=False),
    sa.Column('mapping_name', sa.String(length=64), nullable=False),
    sa.Column('source_code', sa.String(length=64), nullable=False),
    sa.Column('started_at', LocalTime, nullable=False),
    sa.Column('finished_at', LocalTime, nullable=False),
    sa.Column('rows_read', Sequence, nullable=False),
    sa.Column('rows_shown', Sequence, nullable=False),
    sa.Column('rows_quarantined', Sequence, nullable=False),
    sa.PrimaryKeyConstraint('import_no', name=op.f('pk_import_run'))
    )
    op.create_table('procedure_rule',
    sa.Column('rule_no', sa.String(length=64), nullable=False),
    sa.Column('item_code', sa.String(length=64), nullable=False),
    sa.Column('form', sa.String(length=64), nullable=False),
    sa.Column('first_kind', sa.String(length=64), nullable=False),
    sa.Column('second_kind', sa.String(length=64), nullable=True),
    sa.Column('sentence', sa.String(length=500), nullable=False),
    sa.Column('sentence_en', sa.String(length=500), nullable=True),
    sa.Column('article', sa.String(length=500), nullable=False),
    sa.Column('article_en', sa.String(length=500), nullable=True),
    sa.Column('level', sa.String(length=64), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('rule_no', name=op.f('pk_procedure_rule'))
    )
    op.create_table('procedure_step',
    sa.Column('item_code', sa.String(length=64), nullable=False),
    sa.Column('step_code', sa.String(length=64), nullable=False),
    sa.Column('step_order', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=500), nullable=False),
    sa.Column('name_en', sa.String(length=500), nullable=True),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('limit_days', sa.Integer(), nullable=True),
    sa.Column('is_required', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('item_code', 'step_code', name=op.f('pk_procedure_step'))
    )
    op.create_table('rule_threshold',
    sa.Column('rule', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('value', sa.Double(), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=True),
    sa.PrimaryKeyConstraint('rule', 'name', 'valid_from', name=op.f('pk_rule_threshold'))
    )
    op.create_table('service_item',
    sa.Column('item_code', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=500), nullable=False),
    sa.Column('name_en', sa.String(length=500), nullable=True),
    sa.Column('department_code', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('case_kind', sa.String(length=64), nullable=False),
    sa.Column('promised_limit', sa.Integer(), nullable=True),
    sa.Column('statutory_limit', sa.Integer(), nullable=True),
    sa.Column('limit_unit', sa.String(length=64), nullable=False),
    sa.Column('approval_level', sa.String(length=64), nullable=True),
    sa.Column('service_class', sa.String(length=64), nullable=True),
    sa.Column('online_depth', sa.String(length=64), nullable=True),
    sa.Column('max_visits', sa.Integer(), nullable=True),
    sa.Column('is_centralised', sa.Boolean(), nullable=False),
    sa.Column('is_joint', sa.Boolean(), nullable=False),
    sa.Column('needs_document', sa.Boolean(), nullable=False),
    sa.Column('delivery_limit', sa.Integer(), nullable=True),
    sa.PrimaryKeyConstraint('item_code', name=op.f('pk_service_item'))
    )
    op.create_table('step_clock',
    sa.Column('case_id', sa.String(length=64), nullable=False),
    sa.Column('step_no', sa.Integer(), nullable=False),
    sa.Column('item_code', sa.String(length=64), nullable=False),
    sa.Column('department_code', sa.String(length=64), nullable=False),
    sa.Column('town_code', sa.String(length=64), nullable=False),
    sa.Column('step_code', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('previous_step_code', sa.String(length=64), nullable=False),
    sa.Column('started_at', LocalTime, nullable=True),
    sa.Column('ended_at', LocalTime, nullable=True),
    sa.Column('limit_days', sa.Integer(), nullable=True),
    sa.Column('due_at', LocalTime, nullable=True),
    sa.Column('used_days', sa.Integer(), nullable=True),
    sa.Column('waited_days', sa.Integer(), nullable=True),
    sa.PrimaryKeyConstraint('case_id', 'step_no', name=op.f('pk_step_clock'))
    )
    with op.batch_alter_table('step_clock', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_step_clock_ended_at'), ['ended_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_step_clock_item_code_ended_at'), ['item_code', 'ended_at'], unique=False)

    op.create_table('town',
    sa.Column('town_code', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=500), nullable=False),
    sa.Column('name_en', sa.String(length=500), nullable=True),
    sa.PrimaryKeyConstraint('town_code', name=op.f('pk_town'))
    )
    op.create_table('working_day',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('is_working', sa.Boolean(), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=True),
    sa.Column('source', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_working_day'))
    )
    create_triggers(op.get_bind())


def downgrade() -> None:
    drop_triggers(op.get_bind())
    op.drop_table('working_day')
    op.drop_table('town')
    with op.batch_alter_table('step_clock', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_step_clock_item_code_ended_at'))
        batch_op.drop_index(batch_op.f('ix_step_clock_ended_at'))

    op.drop_table('step_clock')
    op.drop_table('service_item')
    op.drop_table('rule_threshold')
    op.drop_table('procedure_step')
    op.drop_table('procedure_rule')
    op.drop_table('import_run')
    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_finding_withdrawn_at_item_code'), sqlite_where=sa.text('withdrawn_at IS NOT NULL'), postgresql_where=sa.text('withdrawn_at IS NOT NULL'))
        batch_op.drop_index(batch_op.f('ix_finding_subject_id'))
        batch_op.drop_index(batch_op.f('ix_finding_run_no'))
        batch_op.drop_index(batch_op.f('ix_finding_occurs_at'))
        batch_op.drop_index(batch_op.f('ix_finding_item_code_occurs_at'))
        batch_op.drop_index(batch_op.f('ix_finding_ends_at'))
        batch_op.drop_index(batch_op.f('ix_finding_department_code_occurs_at'))

    op.drop_table('finding')
    op.drop_table('evaluation_run')
    op.drop_table('duration_cell')
    op.drop_table('department')
    op.drop_table('data_source')
    with op.batch_alter_table('data_fault', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_data_fault_source_code_rule'))
        batch_op.drop_index(batch_op.f('ix_data_fault_line_subject_id'))

    op.drop_table('data_fault')
    op.drop_table('daily_total')
    with op.batch_alter_table('daily_cell', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_daily_cell_run_no'))

    op.drop_table('daily_cell')
    op.drop_table('correction_notice')
    with op.batch_alter_table('change_queue', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_change_queue_line_subject_id'))

    op.drop_table('change_queue')
    op.drop_table('case_step')
    op.drop_table('case_rating')
    op.drop_table('case_pause')
    op.drop_table('case_extension')
    with op.batch_alter_table('case_clock', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_case_clock_statutory_due_at_item_code'))
        batch_op.drop_index(batch_op.f('ix_case_clock_run_no'))
        batch_op.drop_index(batch_op.f('ix_case_clock_received_at'))
        batch_op.drop_index(batch_op.f('ix_case_clock_promised_raw_due_at_item_code'))
        batch_op.drop_index(batch_op.f('ix_case_clock_promised_lawful_due_at_item_code'))
        batch_op.drop_index(batch_op.f('ix_case_clock_promised_due_at_item_code'))
        batch_op.drop_index(batch_op.f('ix_case_clock_item_code_received_at'))
        batch_op.drop_index(batch_op.f('ix_case_clock_item_code_closed_at'))
        batch_op.drop_index(batch_op.f('ix_case_clock_item_code_accepted_at'))
        batch_op.drop_index(batch_op.f('ix_case_clock_department_code_closed_at'))
        batch_op.drop_index(batch_op.f('ix_case_clock_delivery_due_at_item_code'))
        batch_op.drop_index(batch_op.f('ix_case_clock_closed_at'))
        batch_op.drop_index(batch_op.f('ix_case_clock_case_no'))
        batch_op.drop_index(batch_op.f('ix_case_clock_accepted_at'))
        batch_op.drop_index(batch_op.f('ix_case_clock_acceptance_due_at_item_code'))

    op.drop_table('case_clock')
    with op.batch_alter_table('approval_case', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_approval_case_case_no'))

    op.drop_table('approval_case')
