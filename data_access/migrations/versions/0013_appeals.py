"""The appeals line, the follow-up of bad ratings, and what the public says.

Revision: 0013, after 0012
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from data_access.schema.base import LocalTime
from data_access.schema.derived import Sequence
from data_access.schema.triggers import create_triggers, drop_triggers


revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

APPEAL_MEASURES = (
    *("appeals_received", "appeals_of_enterprises", "appeals_repeated", "appeals_about_case"),
    "appeals_reopened",
    *("appeals_contact_due", "appeals_contact_met", "appeals_response_met"),
    *("appeals_due", "appeals_due_met", "appeals_due_missed"),
    "appeals_answered",
    *("appeals_answered_timed", "appeals_answered_in_time", "appeals_answered_late"),
    *("appeals_answered_without_limit", "appeals_with_outcome", "appeals_solved"),
    *("appeals_to_call_back", "appeals_measured", "appeals_used_days", "appeal_urges"),
    *("appeals_judged", "appeals_confirmed", "appeals_solved_judged", "appeals_denied"),
    *("appeals_marked", "appeals_satisfied"),
    *("appeal_dispatches", "appeal_returns", "appeal_sign_due", "appeal_sign_met"),
)
SIGNAL_MEASURES = (
    *("signals_received", "accountabilities"),
    *("reconsiderations_concluded", "reconsiderations_corrected"),
    *("lawsuits_judged", "lawsuits_lost"),
    *("petitions_due", "petitions_due_met", "audit_problems_due", "audit_problems_due_met"),
)
RATING_MEASURES = (
    *("ratings_given", "ratings_good", "ratings_bad"),
    *("ratings_contact_due", "ratings_contact_met", "ratings_rectify_due", "ratings_rectify_met"),
)
CELLS = {
    "daily_cell": ("day", "department_code", "item_code"),
    "daily_total": ("day", "department_code"),
    "monthly_cell": ("month", "department_code", "item_code"),
    "monthly_total": ("month", "department_code"),
}
LINES = {"appeal": APPEAL_MEASURES, "signal": SIGNAL_MEASURES}


def upgrade() -> None:
    drop_triggers(op.get_bind())
    op.create_table('appeal',
    sa.Column('appeal_id', sa.String(length=64), nullable=False),
    sa.Column('source_code', sa.String(length=64), nullable=False),
    sa.Column('appeal_no', sa.String(length=64), nullable=False),
    sa.Column('category_code', sa.String(length=64), nullable=True),
    sa.Column('class_code', sa.String(length=64), nullable=True),
    sa.Column('department_code', sa.String(length=64), nullable=True),
    sa.Column('town_code', sa.String(length=64), nullable=True),
    sa.Column('channel', sa.String(length=64), nullable=True),
    sa.Column('enterprise_code', sa.String(length=64), nullable=True),
    sa.Column('enterprise_name', sa.String(length=500), nullable=True),
    sa.Column('contact_name', sa.String(length=500), nullable=True),
    sa.Column('contact_phone', sa.String(length=64), nullable=True),
    sa.Column('title', sa.String(length=500), nullable=True),
    sa.Column('content', sa.String(length=4000), nullable=True),
    sa.Column('case_id', sa.String(length=64), nullable=True),
    sa.Column('project_id', sa.String(length=64), nullable=True),
    sa.Column('claim', sa.String(length=64), nullable=True),
    sa.Column('requested_at', LocalTime, nullable=True),
    sa.Column('accepted_at', LocalTime, nullable=True),
    sa.Column('dispatched_at', LocalTime, nullable=True),
    sa.Column('signed_at', LocalTime, nullable=True),
    sa.Column('contacted_at', LocalTime, nullable=True),
    sa.Column('replied_at', LocalTime, nullable=True),
    sa.Column('answered_at', LocalTime, nullable=True),
    sa.Column('closed_at', LocalTime, nullable=True),
    sa.Column('outcome', sa.String(length=64), nullable=True),
    sa.Column('expected_at', LocalTime, nullable=True),
    sa.Column('source_verdict', sa.String(length=64), nullable=True),
    sa.Column('called_back_at', LocalTime, nullable=True),
    sa.Column('enterprise_verdict', sa.String(length=64), nullable=True),
    sa.Column('satisfaction', sa.Integer(), nullable=True),
    sa.Column('verified_at', LocalTime, nullable=True),
    sa.Column('officer', sa.String(length=500), nullable=True),
    sa.Column('created_at', LocalTime, nullable=True),
    sa.PrimaryKeyConstraint('appeal_id', name=op.f('pk_appeal'))
    )
    with op.batch_alter_table('appeal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_appeal_appeal_no'), ['appeal_no'], unique=False)
        batch_op.create_index(batch_op.f('ix_appeal_case_id'), ['case_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_appeal_category_code_requested_at_enterprise_code'), ['category_code', 'requested_at', 'enterprise_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_appeal_enterprise_code_requested_at_category_code_appeal_id'), ['enterprise_code', 'requested_at', 'category_code', 'appeal_id'], unique=False)

    op.create_table('appeal_category',
    sa.Column('category_code', sa.String(length=64), nullable=False),
    sa.Column('parent_code', sa.String(length=64), nullable=True),
    sa.Column('name', sa.String(length=500), nullable=False),
    sa.Column('name_en', sa.String(length=500), nullable=True),
    sa.Column('class_code', sa.String(length=64), nullable=True),
    sa.PrimaryKeyConstraint('category_code', name=op.f('pk_appeal_category'))
    )
    op.create_table('appeal_class',
    sa.Column('class_code', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=500), nullable=False),
    sa.Column('name_en', sa.String(length=500), nullable=True),
    sa.Column('sign_limit', sa.Integer(), nullable=True),
    sa.Column('sign_unit', sa.String(length=64), nullable=True),
    sa.Column('contact_limit', sa.Integer(), nullable=True),
    sa.Column('contact_unit', sa.String(length=64), nullable=True),
    sa.Column('reply_limit', sa.Integer(), nullable=True),
    sa.Column('reply_unit', sa.String(length=64), nullable=True),
    sa.Column('close_limit', sa.Integer(), nullable=True),
    sa.Column('close_unit', sa.String(length=64), nullable=True),
    sa.Column('redo_limit', sa.Integer(), nullable=True),
    sa.Column('redo_unit', sa.String(length=64), nullable=True),
    sa.PrimaryKeyConstraint('class_code', name=op.f('pk_appeal_class'))
    )
    op.create_table('appeal_clock',
    sa.Column('appeal_id', sa.String(length=64), nullable=False),
    sa.Column('round_no', sa.Integer(), nullable=False),
    sa.Column('is_last', sa.Boolean(), nullable=False),
    sa.Column('source_code', sa.String(length=64), nullable=False),
    sa.Column('appeal_no', sa.String(length=64), nullable=False),
    sa.Column('item_code', sa.String(length=64), nullable=False),
    sa.Column('department_code', sa.String(length=64), nullable=False),
    sa.Column('town_code', sa.String(length=64), nullable=False),
    sa.Column('channel', sa.String(length=64), nullable=False),
    sa.Column('class_code', sa.String(length=64), nullable=False),
    sa.Column('enterprise_code', sa.String(length=64), nullable=False),
    sa.Column('case_id', sa.String(length=64), nullable=False),
    sa.Column('project_id', sa.String(length=64), nullable=False),
    sa.Column('claim', sa.String(length=64), nullable=False),
    sa.Column('opened_at', LocalTime, nullable=False),
    sa.Column('accepted_at', LocalTime, nullable=True),
    sa.Column('dispatched_at', LocalTime, nullable=True),
    sa.Column('signed_at', LocalTime, nullable=True),
    sa.Column('contacted_at', LocalTime, nullable=True),
    sa.Column('replied_at', LocalTime, nullable=True),
    sa.Column('answered_at', LocalTime, nullable=True),
    sa.Column('closed_at', LocalTime, nullable=True),
    sa.Column('called_back_at', LocalTime, nullable=True),
    sa.Column('verified_at', LocalTime, nullable=True),
    sa.Column('reopened_at', LocalTime, nullable=True),
    sa.Column('suspended_from', LocalTime, nullable=True),
    sa.Column('supervised_at', LocalTime, nullable=True),
    sa.Column('outcome', sa.String(length=64), nullable=False),
    sa.Column('enterprise_verdict', sa.String(length=64), nullable=False),
    sa.Column('satisfaction', sa.Integer(), nullable=True),
    sa.Column('started_at', LocalTime, nullable=True),
    sa.Column('limit_amount', sa.Integer(), nullable=True),
    sa.Column('limit_unit', sa.String(length=64), nullable=False),
    sa.Column('sign_due_at', LocalTime, nullable=True),
    sa.Column('contact_due_at', LocalTime, nullable=True),
    sa.Column('reply_due_at', LocalTime, nullable=True),
    sa.Column('soon_at', LocalTime, nullable=True),
    sa.Column('due_at', LocalTime, nullable=True),
    sa.Column('raw_due_at', LocalTime, nullable=True),
    sa.Column('is_provisional', sa.Boolean(), nullable=False),
    sa.Column('used_days', sa.Integer(), nullable=True),
    sa.Column('raw_days', sa.Integer(), nullable=True),
    sa.Column('dispatch_count', sa.Integer(), nullable=False),
    sa.Column('return_count', sa.Integer(), nullable=False),
    sa.Column('holder_changes', sa.Integer(), nullable=False),
    sa.Column('suspension_count', sa.Integer(), nullable=False),
    sa.Column('urge_count', sa.Integer(), nullable=False),
    sa.Column('is_repeat', sa.Boolean(), nullable=False),
    sa.Column('same_subject_again_at', LocalTime, nullable=True),
    sa.Column('source_verdict', sa.String(length=64), nullable=False),
    sa.Column('run_no', Sequence, nullable=False),
    sa.PrimaryKeyConstraint('appeal_id', 'round_no', name=op.f('pk_appeal_clock'))
    )
    with op.batch_alter_table('appeal_clock', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_appeal_clock_answered_at'), ['answered_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_appeal_clock_appeal_no'), ['appeal_no'], unique=False)
        batch_op.create_index(batch_op.f('ix_appeal_clock_called_back_at'), ['called_back_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_appeal_clock_case_id'), ['case_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_appeal_clock_contact_due_at_item_code'), ['contact_due_at', 'item_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_appeal_clock_department_code_answered_at'), ['department_code', 'answered_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_appeal_clock_due_at_item_code'), ['due_at', 'item_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_appeal_clock_enterprise_code_opened_at'), ['enterprise_code', 'opened_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_appeal_clock_item_code_answered_at'), ['item_code', 'answered_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_appeal_clock_item_code_called_back_at'), ['item_code', 'called_back_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_appeal_clock_item_code_opened_at'), ['item_code', 'opened_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_appeal_clock_opened_at'), ['opened_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_appeal_clock_reopened_at_item_code'), ['reopened_at', 'item_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_appeal_clock_run_no'), ['run_no'], unique=False)

    op.create_table('appeal_stay',
    sa.Column('appeal_id', sa.String(length=64), nullable=False),
    sa.Column('stay_no', sa.Integer(), nullable=False),
    sa.Column('round_no', sa.Integer(), nullable=False),
    sa.Column('item_code', sa.String(length=64), nullable=False),
    sa.Column('department_code', sa.String(length=64), nullable=False),
    sa.Column('town_code', sa.String(length=64), nullable=False),
    sa.Column('stage', sa.String(length=64), nullable=False),
    sa.Column('entered_at', LocalTime, nullable=False),
    sa.Column('left_at', LocalTime, nullable=True),
    sa.Column('due_at', LocalTime, nullable=True),
    sa.Column('begun_by', sa.String(length=64), nullable=False),
    sa.Column('ended_by', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('appeal_id', 'stay_no', name=op.f('pk_appeal_stay'))
    )
    with op.batch_alter_table('appeal_stay', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_appeal_stay_due_at_item_code'), ['due_at', 'item_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_appeal_stay_entered_at'), ['entered_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_appeal_stay_item_code_entered_at'), ['item_code', 'entered_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_appeal_stay_item_code_left_at'), ['item_code', 'left_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_appeal_stay_left_at'), ['left_at'], unique=False)

    op.create_table('appeal_step',
    sa.Column('appeal_id', sa.String(length=64), nullable=False),
    sa.Column('step_no', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('department_code', sa.String(length=64), nullable=True),
    sa.Column('officer', sa.String(length=500), nullable=True),
    sa.Column('happened_at', LocalTime, nullable=True),
    sa.Column('note', sa.String(length=500), nullable=True),
    sa.Column('result', sa.String(length=64), nullable=True),
    sa.PrimaryKeyConstraint('appeal_id', 'step_no', name=op.f('pk_appeal_step'))
    )
    op.create_table('enterprise',
    sa.Column('enterprise_code', sa.String(length=64), nullable=False),
    sa.Column('source_code', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=500), nullable=False),
    sa.Column('town_code', sa.String(length=64), nullable=True),
    sa.Column('industry', sa.String(length=64), nullable=True),
    sa.Column('scale', sa.String(length=64), nullable=True),
    sa.Column('is_listed_key', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('enterprise_code', name=op.f('pk_enterprise'))
    )
    op.create_table('public_signal',
    sa.Column('signal_id', sa.String(length=64), nullable=False),
    sa.Column('source_code', sa.String(length=64), nullable=False),
    sa.Column('signal_no', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('department_code', sa.String(length=64), nullable=True),
    sa.Column('town_code', sa.String(length=64), nullable=True),
    sa.Column('subject_code', sa.String(length=64), nullable=True),
    sa.Column('enterprise_code', sa.String(length=64), nullable=True),
    sa.Column('received_at', LocalTime, nullable=True),
    sa.Column('due_at', LocalTime, nullable=True),
    sa.Column('extended_days', sa.Integer(), nullable=True),
    sa.Column('answered_at', LocalTime, nullable=True),
    sa.Column('outcome', sa.String(length=64), nullable=True),
    sa.Column('amount', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('signal_id', name=op.f('pk_public_signal'))
    )
    op.create_table('rating_clock',
    sa.Column('case_id', sa.String(length=64), nullable=False),
    sa.Column('rating_no', sa.Integer(), nullable=False),
    sa.Column('item_code', sa.String(length=64), nullable=False),
    sa.Column('department_code', sa.String(length=64), nullable=False),
    sa.Column('town_code', sa.String(length=64), nullable=False),
    sa.Column('rated_at', LocalTime, nullable=False),
    sa.Column('score', sa.Integer(), nullable=True),
    sa.Column('is_default', sa.Boolean(), nullable=False),
    sa.Column('is_valid', sa.Boolean(), nullable=True),
    sa.Column('contacted_at', LocalTime, nullable=True),
    sa.Column('contact_due_at', LocalTime, nullable=True),
    sa.Column('rectified_at', LocalTime, nullable=True),
    sa.Column('rectify_due_at', LocalTime, nullable=True),
    sa.Column('revisited_at', LocalTime, nullable=True),
    sa.Column('later_score', sa.Integer(), nullable=True),
    sa.PrimaryKeyConstraint('case_id', 'rating_no', name=op.f('pk_rating_clock'))
    )
    with op.batch_alter_table('rating_clock', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rating_clock_contact_due_at_item_code'), ['contact_due_at', 'item_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_rating_clock_item_code_rated_at'), ['item_code', 'rated_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_rating_clock_rated_at'), ['rated_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_rating_clock_rectify_due_at_item_code'), ['rectify_due_at', 'item_code'], unique=False)

    op.create_table('signal_clock',
    sa.Column('signal_id', sa.String(length=64), nullable=False),
    sa.Column('source_code', sa.String(length=64), nullable=False),
    sa.Column('signal_no', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('item_code', sa.String(length=64), nullable=False),
    sa.Column('department_code', sa.String(length=64), nullable=False),
    sa.Column('town_code', sa.String(length=64), nullable=False),
    sa.Column('enterprise_code', sa.String(length=64), nullable=False),
    sa.Column('received_at', LocalTime, nullable=False),
    sa.Column('due_at', LocalTime, nullable=True),
    sa.Column('answered_at', LocalTime, nullable=True),
    sa.Column('outcome', sa.String(length=64), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=True),
    sa.Column('run_no', Sequence, nullable=False),
    sa.PrimaryKeyConstraint('signal_id', name=op.f('pk_signal_clock'))
    )
    with op.batch_alter_table('signal_clock', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_signal_clock_due_at_item_code'), ['due_at', 'item_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_signal_clock_enterprise_code'), ['enterprise_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_signal_clock_answered_at'), ['answered_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_signal_clock_item_code_answered_at'), ['item_code', 'answered_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_signal_clock_item_code_received_at'), ['item_code', 'received_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_signal_clock_received_at'), ['received_at'], unique=False)

    with op.batch_alter_table('approval_case', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_approval_case_applicant_id_no'), ['applicant_id_no'], unique=False)

    with op.batch_alter_table('case_rating', schema=None) as batch_op:
        batch_op.add_column(sa.Column('contacted_at', LocalTime, nullable=True))
        batch_op.add_column(sa.Column('is_valid', sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column('rectified_at', LocalTime, nullable=True))
        batch_op.add_column(sa.Column('revisited_at', LocalTime, nullable=True))
        batch_op.add_column(sa.Column('later_score', sa.Integer(), nullable=True))
    _create_cells()
    create_triggers(op.get_bind())
    # evaluation writes the clocks of the ratings that are there
    op.execute(
        "INSERT INTO change_queue (line, subject_id) "
        "SELECT DISTINCT 'approval', case_id FROM case_rating"
    )


def _create_cells() -> None:
    for line, measures in LINES.items():
        for name, key in CELLS.items():
            table = f"{line}_{name}"
            others = [_number(measure) for measure in measures]
            if name == "daily_cell":
                others.append(sa.Column("run_no", Sequence, nullable=False))
            op.create_table(
                table,
                *(
                    sa.Column(
                        part, sa.Date() if part in ("day", "month") else sa.String(64), nullable=False
                    )
                    for part in key
                ),
                *others,
                sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{table}")),
                sqlite_with_rowid=False,
            )
        table = f"{line}_daily_cell"
        op.create_index(f"ix_{table}_run_no", table, ["run_no"])
        op.create_index(f"ix_{table}_item_code_day", table, ["item_code", "day"])
    for table in CELLS:
        for measure in RATING_MEASURES:
            op.add_column(table, _number(measure))


def _number(measure: str) -> sa.Column[Any]:
    return sa.Column(measure, sa.Integer(), nullable=False, server_default="0")


def downgrade() -> None:
    drop_triggers(op.get_bind())
    for table in CELLS:
        for measure in RATING_MEASURES:
            op.drop_column(table, measure)
        for line in LINES:
            op.drop_table(f"{line}_{table}")
    op.execute("DELETE FROM change_queue WHERE subject_id IN ('appeal', 'signal') AND line = 'cells'")
    op.execute(
        "DELETE FROM change_queue WHERE line IN ('appeal', 'signal', 'appeal_class', 'appeal_category')"
    )
    with op.batch_alter_table('case_rating', schema=None) as batch_op:
        batch_op.drop_column('later_score')
        batch_op.drop_column('revisited_at')
        batch_op.drop_column('rectified_at')
        batch_op.drop_column('is_valid')
        batch_op.drop_column('contacted_at')
    with op.batch_alter_table('approval_case', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_approval_case_applicant_id_no'))
    op.drop_table('signal_clock')
    op.drop_table('rating_clock')
    op.drop_table('public_signal')
    op.drop_table('enterprise')
    op.drop_table('appeal_step')
    op.drop_table('appeal_stay')
    op.drop_table('appeal_clock')
    op.drop_table('appeal_class')
    op.drop_table('appeal_category')
    op.drop_table('appeal')
    create_triggers(op.get_bind())
