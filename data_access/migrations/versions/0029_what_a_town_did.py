"""Indexes that begin with a town, and of the verified appeals of a department or a theme.

Revision: 0029, after 0028
"""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

TOWN_OPENED = ["town_code", "opened_at", "round_no", "item_code", "department_code"]
TOWN_RATED = ["town_code", "rated_at", "score", "is_default", "is_valid", "department_code"]
TOWN_FOUND = ["town_code", "occurs_at", "line", "level", "withdrawn_at", "department_code"]
INDEXES = (
    ("ix_appeal_clock_town_code_opened_at", "appeal_clock", TOWN_OPENED),
    (
        "ix_appeal_clock_department_code_verified_at",
        "appeal_clock",
        ["department_code", "verified_at"],
    ),
    ("ix_appeal_clock_item_code_verified_at", "appeal_clock", ["item_code", "verified_at"]),
    ("ix_rating_clock_town_code_rated_at", "rating_clock", TOWN_RATED),
    (
        "ix_case_clock_town_code_closed_at",
        "case_clock",
        ["town_code", "closed_at", "department_code"],
    ),
    ("ix_finding_town_code_occurs_at", "finding", TOWN_FOUND),
)


def upgrade() -> None:
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)


def downgrade() -> None:
    for name, table, _ in INDEXES:
        op.drop_index(name, table_name=table)
