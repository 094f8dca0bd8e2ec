"""Indexes that answer alone what is asked of appeals by town, and which cards they announced.

Revision: 0020, after 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

BEFORE = (
    ("opened_at",),
    ("called_back_at",),
    ("answered_at", "called_back_at", "class_code", "outcome"),
)
AFTER = (
    ("opened_at", "town_code", "round_no"),
    ("answered_at", "town_code", "outcome"),
    ("called_back_at", "town_code", "enterprise_verdict"),
)
CARDS = "ix_finding_cards_of_cases"


def upgrade() -> None:
    _replace(BEFORE, AFTER)
    cards = sa.text("line = 'approval' AND level IN ('soon', 'yellow', 'red')")
    op.create_index(
        CARDS,
        "finding",
        ["occurs_at", "subject_id"],
        sqlite_where=cards,
        postgresql_where=cards,
    )


def downgrade() -> None:
    op.drop_index(CARDS, table_name="finding")
    _replace(AFTER, BEFORE)


def _replace(gone: tuple[tuple[str, ...], ...], made: tuple[tuple[str, ...], ...]) -> None:
    for columns in gone:
        op.drop_index(f"ix_appeal_clock_{'_'.join(columns)}", table_name="appeal_clock")
    for columns in made:
        op.create_index(f"ix_appeal_clock_{'_'.join(columns)}", "appeal_clock", list(columns))
