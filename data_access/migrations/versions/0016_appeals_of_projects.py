"""An index that finds the few appeals about a project.

Revision: 0016, after 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

INDEX = "ix_appeal_clock_project_id"


def upgrade() -> None:
    is_about_project = sa.text("project_id <> ''")
    op.create_index(
        INDEX,
        "appeal_clock",
        ["project_id"],
        sqlite_where=is_about_project,
        postgresql_where=is_about_project,
    )


def downgrade() -> None:
    op.drop_index(INDEX, table_name="appeal_clock")
