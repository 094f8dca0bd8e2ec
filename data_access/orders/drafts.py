"""Words that somebody has begun to write: kept until they are sent, and there after a reload."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Engine, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from data_access.engine import writing
from data_access.schema import OrderDraft
from data_access.schema.base import table_of
from data_access.schema.orders import LONGEST_WORDS
from supervision.people import Viewer

_draft = table_of(OrderDraft)


def keep_draft(engine: Engine, viewer: Viewer, draft_key: str, words: str, now: datetime) -> None:
    """Keep what somebody has written so far, in place of what was kept; nothing keeps nothing."""
    with writing(engine) as connection:
        if not words.strip():
            forget_draft(connection, viewer, draft_key)
            return
        row = {
            "person_id": viewer.person_id,
            "draft_key": draft_key,
            "words": words.replace("\0", "")[:LONGEST_WORDS],
            "saved_at": now,
        }
        insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        statement = insert(_draft).values(row)
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["person_id", "draft_key"],
                set_={"words": statement.excluded.words, "saved_at": statement.excluded.saved_at},
                where=_draft.c.saved_at <= statement.excluded.saved_at,  # a late one is no newer
            )
        )


def kept_draft(connection: Connection, viewer: Viewer, draft_key: str) -> str:
    """What the person had begun to write; their own words, so nothing of them is masked."""
    found = select(_draft.c.words).where(*_is_theirs(viewer, draft_key))
    return connection.scalar(found) or ""


def forget_draft(connection: Connection, viewer: Viewer, draft_key: str) -> None:
    """It is sent, or given up; in the transaction of the caller's."""
    if draft_key:
        connection.execute(delete(_draft).where(*_is_theirs(viewer, draft_key)))


def _is_theirs(viewer: Viewer, draft_key: str) -> tuple[ColumnElement[bool], ...]:
    return _draft.c.person_id == viewer.person_id, _draft.c.draft_key == draft_key
