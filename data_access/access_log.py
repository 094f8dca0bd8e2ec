"""Placeholder, replaced on merge: the real module writes the chained access log."""

from sqlalchemy import Connection

from supervision.people import Viewer


def note(
    connection: Connection,
    viewer: Viewer,
    *,
    action: str,
    subject_type: str,
    subject_id: str,
    detail: str = "",
) -> None:
    """Record who did what, in the transaction of the deed."""
    del connection, viewer, action, subject_type, subject_id, detail
