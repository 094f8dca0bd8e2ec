"""Triggers that let nobody change or delete an entry of the access log, the owner included.

Whoever may drop a trigger can still do it; that is what the seals and the head outside are for.
"""

TABLE = "access_entry"
REFUSAL = "the access log is only added to"


def creations(dialect: str) -> list[str]:
    """The statements that create the triggers."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {TABLE}_{verb.lower()} BEFORE {verb} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            for verb in ("UPDATE", "DELETE")
        ]
    return [
        f"CREATE FUNCTION refuse_{TABLE}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
        f"CREATE TRIGGER {TABLE}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_{TABLE}()",
    ]


def removals(dialect: str) -> list[str]:
    """The statements that take them away."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {TABLE}_{verb}" for verb in ("update", "delete")]
    return [
        f"DROP TRIGGER IF EXISTS {TABLE}_kept ON {TABLE}",
        f"DROP FUNCTION IF EXISTS refuse_{TABLE}()",
    ]
