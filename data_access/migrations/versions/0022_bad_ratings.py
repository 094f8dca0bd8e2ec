"""An index of the bad ratings alone, which are few among all.

Revision: 0022, after 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

INDEX = "ix_rating_clock_bad"
IS_BAD = sa.text("score <= 2")


def upgrade() -> None:
    op.create_index(
        INDEX, "rating_clock", ["rated_at"], sqlite_where=IS_BAD, postgresql_where=IS_BAD
    )


def downgrade() -> None:
    op.drop_index(INDEX, table_name="rating_clock")
