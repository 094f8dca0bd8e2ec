"""Supervision orders, acts about cards, and the notices.

Revision: 0019, after 0018
"""

import sqlalchemy as sa
from alembic import op

from data_access.schema.base import LocalTime
from data_access.schema.derived import Sequence
from data_access.schema.triggers import create_triggers, drop_triggers


revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MEASURES = (
    "orders_issued",
    "orders_sign_due",
    "orders_sign_met",
    "orders_due",
    "orders_due_met",
    "orders_closed",
    "orders_withdrawn",
    "order_answers_due",
    "order_answers_met",
    "card_answers_due",
    "card_answers_met",
    "orders_contested",
    "orders_reviewed",
    "orders_refuted",
    "orders_sent_back",
    "orders_urged",
    "orders_circulated",
    "orders_summoned",
    "orders_circulated_or_summoned",
    "order_findings_hint",
    "order_findings_soon",
    "order_findings_yellow",
    "order_findings_red",
    "order_findings_order",
)
CELLS = {
    "order_daily_cell": ("day", "department_code", "item_code"),
    "order_daily_total": ("day", "department_code"),
    "order_monthly_cell": ("month", "department_code", "item_code"),
    "order_monthly_total": ("month", "department_code"),
}


def upgrade() -> None:
    drop_triggers(op.get_bind())
    op.create_table('card_entry',
    sa.Column('entry_id', sa.String(length=64), nullable=False),
    sa.Column('line', sa.String(length=64), nullable=False),
    sa.Column('subject_id', sa.String(length=200), nullable=False),
    sa.Column('finding_id', sa.String(length=200), nullable=False),
    sa.Column('entry_no', sa.Integer(), nullable=False),
    sa.Column('action', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('acted_at', LocalTime, nullable=False),
    sa.Column('person_id', sa.String(length=64), nullable=False),
    sa.Column('person_name', sa.String(length=500), nullable=False),
    sa.Column('department_code', sa.String(length=64), nullable=False),
    sa.Column('reason', sa.String(length=2000), nullable=False),
    sa.PrimaryKeyConstraint('entry_id', name=op.f('pk_card_entry')),
    sa.UniqueConstraint('finding_id', 'entry_no', name=op.f('uq_card_entry_finding_id_entry_no'))
    )
    with op.batch_alter_table('card_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_card_entry_action_finding_id'), ['action', 'finding_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_card_entry_subject_id'), ['subject_id'], unique=False)

    op.create_table('hand_card',
    sa.Column('card_id', sa.String(length=64), nullable=False),
    sa.Column('line', sa.String(length=64), nullable=False),
    sa.Column('subject_id', sa.String(length=200), nullable=False),
    sa.Column('card_no', sa.Integer(), nullable=False),
    sa.Column('rule', sa.String(length=64), nullable=False),
    sa.Column('given_at', LocalTime, nullable=False),
    sa.Column('person_id', sa.String(length=64), nullable=False),
    sa.Column('person_name', sa.String(length=500), nullable=False),
    sa.Column('reason', sa.String(length=2000), nullable=False),
    sa.PrimaryKeyConstraint('card_id', name=op.f('pk_hand_card')),
    sa.UniqueConstraint('line', 'subject_id', 'card_no', name=op.f('uq_hand_card_line_subject_id_card_no'))
    )
    op.create_table('order_answer',
    sa.Column('order_id', sa.String(length=64), nullable=False),
    sa.Column('answer_no', sa.Integer(), nullable=False),
    sa.Column('item_code', sa.String(length=64), nullable=False),
    sa.Column('department_code', sa.String(length=64), nullable=False),
    sa.Column('town_code', sa.String(length=64), nullable=False),
    sa.Column('is_about_card', sa.Boolean(), nullable=False),
    sa.Column('asked_at', LocalTime, nullable=False),
    sa.Column('due_at', LocalTime, nullable=False),
    sa.Column('answered_at', LocalTime, nullable=True),
    sa.Column('stopped_at', LocalTime, nullable=True),
    sa.PrimaryKeyConstraint('order_id', 'answer_no', name=op.f('pk_order_answer'))
    )
    with op.batch_alter_table('order_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_order_answer_due_at_item_code'), ['due_at', 'item_code'], unique=False)

    op.create_table('order_clock',
    sa.Column('order_id', sa.String(length=64), nullable=False),
    sa.Column('order_no', sa.String(length=64), nullable=False),
    sa.Column('line', sa.String(length=64), nullable=False),
    sa.Column('subject_id', sa.String(length=200), nullable=False),
    sa.Column('subject_no', sa.String(length=64), nullable=False),
    sa.Column('finding_id', sa.String(length=200), nullable=False),
    sa.Column('source_code', sa.String(length=64), nullable=False),
    sa.Column('item_code', sa.String(length=64), nullable=False),
    sa.Column('department_code', sa.String(length=64), nullable=False),
    sa.Column('town_code', sa.String(length=64), nullable=False),
    sa.Column('level', sa.String(length=64), nullable=False),
    sa.Column('demand_kind', sa.String(length=64), nullable=False),
    sa.Column('issued_at', LocalTime, nullable=False),
    sa.Column('sign_due_at', LocalTime, nullable=False),
    sa.Column('signed_at', LocalTime, nullable=True),
    sa.Column('answered_at', LocalTime, nullable=True),
    sa.Column('contested_at', LocalTime, nullable=True),
    sa.Column('corrected_at', LocalTime, nullable=True),
    sa.Column('verified_at', LocalTime, nullable=True),
    sa.Column('soon_at', LocalTime, nullable=False),
    sa.Column('due_at', LocalTime, nullable=False),
    sa.Column('at_due', sa.String(length=64), nullable=False),
    sa.Column('closed_at', LocalTime, nullable=True),
    sa.Column('withdrawn_at', LocalTime, nullable=True),
    sa.Column('ended_at', LocalTime, nullable=True),
    sa.Column('is_provisional', sa.Boolean(), nullable=False),
    sa.Column('run_no', Sequence, nullable=False),
    sa.PrimaryKeyConstraint('order_id', name=op.f('pk_order_clock'))
    )
    with op.batch_alter_table('order_clock', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_order_clock_closed_at_item_code'), ['closed_at', 'item_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_order_clock_due_at_item_code'), ['due_at', 'item_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_order_clock_ended_at'), ['ended_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_order_clock_issued_at_item_code'), ['issued_at', 'item_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_order_clock_run_no'), ['run_no'], unique=False)
        batch_op.create_index(batch_op.f('ix_order_clock_sign_due_at_item_code'), ['sign_due_at', 'item_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_order_clock_subject_id'), ['subject_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_order_clock_withdrawn_at_item_code'), ['withdrawn_at', 'item_code'], unique=False)

    op.create_table('order_draft',
    sa.Column('person_id', sa.String(length=64), nullable=False),
    sa.Column('draft_key', sa.String(length=200), nullable=False),
    sa.Column('words', sa.String(length=2000), nullable=False),
    sa.Column('saved_at', LocalTime, nullable=False),
    sa.PrimaryKeyConstraint('person_id', 'draft_key', name=op.f('pk_order_draft'))
    )
    op.create_table('order_entry',
    sa.Column('entry_id', sa.String(length=64), nullable=False),
    sa.Column('order_id', sa.String(length=64), nullable=False),
    sa.Column('entry_no', sa.Integer(), nullable=False),
    sa.Column('action', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('acted_at', LocalTime, nullable=False),
    sa.Column('person_id', sa.String(length=64), nullable=False),
    sa.Column('person_name', sa.String(length=500), nullable=False),
    sa.Column('department_code', sa.String(length=64), nullable=False),
    sa.Column('words', sa.String(length=2000), nullable=False),
    sa.PrimaryKeyConstraint('entry_id', name=op.f('pk_order_entry')),
    sa.UniqueConstraint('order_id', 'entry_no', name=op.f('uq_order_entry_order_id_entry_no'))
    )
    op.create_table('order_event',
    sa.Column('order_id', sa.String(length=64), nullable=False),
    sa.Column('event_no', sa.Integer(), nullable=False),
    sa.Column('item_code', sa.String(length=64), nullable=False),
    sa.Column('department_code', sa.String(length=64), nullable=False),
    sa.Column('town_code', sa.String(length=64), nullable=False),
    sa.Column('action', sa.String(length=64), nullable=False),
    sa.Column('happened_at', LocalTime, nullable=False),
    sa.PrimaryKeyConstraint('order_id', 'event_no', name=op.f('pk_order_event'))
    )
    with op.batch_alter_table('order_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_order_event_happened_at_item_code'), ['happened_at', 'item_code'], unique=False)

    op.create_table('order_light',
    sa.Column('order_id', sa.String(length=64), nullable=False),
    sa.Column('valid_from', LocalTime, nullable=False),
    sa.Column('valid_until', LocalTime, nullable=True),
    sa.Column('light', sa.String(length=64), nullable=False),
    sa.Column('item_code', sa.String(length=64), nullable=False),
    sa.Column('department_code', sa.String(length=64), nullable=False),
    sa.Column('town_code', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('order_id', 'valid_from', name=op.f('pk_order_light'))
    )
    with op.batch_alter_table('order_light', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_order_light_valid_until_light'), ['valid_until', 'light'], unique=False)

    op.create_table('order_stay',
    sa.Column('order_id', sa.String(length=64), nullable=False),
    sa.Column('stay_no', sa.Integer(), nullable=False),
    sa.Column('item_code', sa.String(length=64), nullable=False),
    sa.Column('department_code', sa.String(length=64), nullable=False),
    sa.Column('town_code', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('party', sa.String(length=64), nullable=False),
    sa.Column('entered_at', LocalTime, nullable=False),
    sa.Column('left_at', LocalTime, nullable=True),
    sa.PrimaryKeyConstraint('order_id', 'stay_no', name=op.f('pk_order_stay'))
    )
    with op.batch_alter_table('order_stay', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_order_stay_entered_at'), ['entered_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_order_stay_left_at'), ['left_at'], unique=False)

    op.create_table('outbox',
    sa.Column('notice_id', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('audience', sa.String(length=64), nullable=False),
    sa.Column('department_code', sa.String(length=64), nullable=False),
    sa.Column('order_id', sa.String(length=64), nullable=False),
    sa.Column('payload', sa.Text(), nullable=False),
    sa.Column('created_at', LocalTime, nullable=False),
    sa.Column('deadline_at', LocalTime, nullable=False),
    sa.Column('may_disturb', sa.Boolean(), nullable=False),
    sa.Column('settled_at', LocalTime, nullable=True),
    sa.PrimaryKeyConstraint('notice_id', name=op.f('pk_outbox'))
    )
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outbox_settled_at_created_at'), ['settled_at', 'created_at'], unique=False)

    op.create_table('outbox_delivery',
    sa.Column('notice_id', sa.String(length=200), nullable=False),
    sa.Column('channel', sa.String(length=64), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('next_attempt_at', LocalTime, nullable=False),
    sa.Column('delivered_at', LocalTime, nullable=True),
    sa.Column('last_error', sa.String(length=500), nullable=True),
    sa.PrimaryKeyConstraint('notice_id', 'channel', name=op.f('pk_outbox_delivery'))
    )
    with op.batch_alter_table('outbox_delivery', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outbox_delivery_delivered_at_next_attempt_at'), ['delivered_at', 'next_attempt_at'], unique=False)

    op.create_table('supervision_order',
    sa.Column('order_id', sa.String(length=64), nullable=False),
    sa.Column('order_no', sa.String(length=64), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('line', sa.String(length=64), nullable=False),
    sa.Column('subject_id', sa.String(length=200), nullable=False),
    sa.Column('subject_no', sa.String(length=64), nullable=False),
    sa.Column('finding_id', sa.String(length=200), nullable=True),
    sa.Column('rule', sa.String(length=64), nullable=True),
    sa.Column('department_code', sa.String(length=64), nullable=False),
    sa.Column('item_code', sa.String(length=64), nullable=False),
    sa.Column('town_code', sa.String(length=64), nullable=False),
    sa.Column('level', sa.String(length=64), nullable=False),
    sa.Column('demand_kind', sa.String(length=64), nullable=False),
    sa.Column('demand', sa.String(length=2000), nullable=False),
    sa.Column('issued_at', LocalTime, nullable=False),
    sa.Column('due_at', LocalTime, nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('issued_by', sa.String(length=64), nullable=False),
    sa.Column('issued_by_name', sa.String(length=500), nullable=False),
    sa.PrimaryKeyConstraint('order_id', name=op.f('pk_supervision_order'))
    )
    with op.batch_alter_table('supervision_order', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_supervision_order_line_subject_id'), ['line', 'subject_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_supervision_order_state_department_code'), ['state', 'department_code'], unique=False)
        batch_op.create_index('uq_supervision_order_open_finding', ['finding_id'], unique=True, sqlite_where=sa.text("state <> 'closed' AND state <> 'withdrawn'"), postgresql_where=sa.text("state <> 'closed' AND state <> 'withdrawn'"))
    _create_cells()
    create_triggers(op.get_bind())


def _create_cells() -> None:
    for table, key in CELLS.items():
        others = [
            sa.Column(name, sa.Integer(), nullable=False, server_default="0") for name in MEASURES
        ]
        if table == "order_daily_cell":
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
    op.create_index("ix_order_daily_cell_run_no", "order_daily_cell", ["run_no"])
    op.create_index("ix_order_daily_cell_item_code_day", "order_daily_cell", ["item_code", "day"])


def downgrade() -> None:
    drop_triggers(op.get_bind())
    for table in CELLS:
        op.drop_table(table)
    op.execute("DELETE FROM change_queue WHERE subject_id = 'order' AND line = 'cells'")
    op.execute("DELETE FROM change_queue WHERE line = 'order'")
    op.execute("DELETE FROM finding WHERE line = 'order'")
    op.execute("DELETE FROM data_fault WHERE line = 'order'")
    op.execute("DELETE FROM evaluated_subject WHERE line = 'order'")
    op.drop_table('supervision_order')
    op.drop_table('outbox_delivery')
    op.drop_table('outbox')
    op.drop_table('order_stay')
    op.drop_table('order_light')
    op.drop_table('order_event')
    op.drop_table('order_entry')
    op.drop_table('order_draft')
    op.drop_table('order_clock')
    op.drop_table('order_answer')
    op.drop_table('hand_card')
    op.drop_table('card_entry')
    create_triggers(op.get_bind())
