"""Triggers that give the calendar a new version with every change of it, in the same transaction.

The version is a random number, not a count: two databases whose calendars went different ways never
bear the same one, and a copy bears that of its original.
"""

TABLE, VERSION = "working_day", "calendar_version"
EVENTS = ("insert", "update", "delete")
NEW_NUMBER = {
    "sqlite": "lower(hex(randomblob(16)))",
    "postgresql": "md5(random()::text || clock_timestamp()::text)",
}


def creations(dialect: str) -> list[str]:
    """The statements that create the triggers, and write the first version."""
    renewal = f"UPDATE {VERSION} SET version = {NEW_NUMBER[dialect]}"
    first = f"INSERT INTO {VERSION} (version) VALUES ({NEW_NUMBER[dialect]})"
    if dialect == "sqlite":
        triggers = [
            f"CREATE TRIGGER {VERSION}_{event} AFTER {event.upper()} ON {TABLE} "
            f"BEGIN {renewal}; END"
            for event in EVENTS
        ]
        return [first, *triggers]
    return [
        first,
        f"CREATE FUNCTION renew_{VERSION}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {renewal}; RETURN NULL; END $$",
        f"CREATE TRIGGER {VERSION} AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {TABLE} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION renew_{VERSION}()",
    ]


def removals(dialect: str) -> list[str]:
    """The statements that take the triggers away."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER {VERSION}_{event}" for event in EVENTS]
    return [f"DROP TRIGGER {VERSION} ON {TABLE}", f"DROP FUNCTION renew_{VERSION}()"]
