"""The number of the declared rule about steps that a finding is about, as a column.

Revision: 0027, after 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

AGAINST_STEPS = "ix_finding_against_steps"
PLACES = ("department_code", "item_code", "town_code")
COLUMNS = ["rule", "occurs_at", "withdrawn_at", "rule_no", *PLACES]
WHERE = "rule = 'W14'"
NUMBER = {
    "sqlite": "json_extract(evidence, '$.rule_no')",
    "postgresql": "CAST(evidence AS json) ->> 'rule_no'",
}


def upgrade() -> None:
    op.add_column(
        "finding", sa.Column("rule_no", sa.String(64), nullable=False, server_default="")
    )
    number = NUMBER[op.get_bind().dialect.name]
    op.execute(
        "UPDATE finding SET rule_no = CASE WHEN evidence LIKE '%\"missing\"\\: %' THEN 'missing' "
        f"ELSE coalesce({number}, '') END WHERE {WHERE} AND evidence <> ''"
    )
    where = sa.text(WHERE)
    op.create_index(
        AGAINST_STEPS, "finding", COLUMNS, sqlite_where=where, postgresql_where=where
    )


def downgrade() -> None:
    op.drop_index(AGAINST_STEPS, table_name="finding")
    op.drop_column("finding", "rule_no")
