"""What people did, for those who audit them: a page of the access log, and whether it is whole."""

from datetime import datetime

import pandas as pd
from sqlalchemy import ColumnElement, Connection, func, or_, select

from data_access.access.access_log import Verified, verify
from data_access.days import start_after, start_of
from data_access.listing import Listing
from data_access.schema import AccessEntry
from supervision.people import Right, Viewer
from supervision.scope import Period

VERIFIED_ENTRIES = 2_000
"""How many of the newest entries a screen reads again; `check` reads them all."""
COLUMNS = (
    AccessEntry.entry_no,
    AccessEntry.at,
    AccessEntry.person_id,
    AccessEntry.person_name,
    AccessEntry.roles,
    AccessEntry.session,
    AccessEntry.action,
    AccessEntry.subject_type,
    AccessEntry.subject_id,
    AccessEntry.detail,
    AccessEntry.seal,
)


def list_entries(
    connection: Connection,
    viewer: Viewer,
    *,
    as_of: datetime,
    period: Period,
    action: str = "",
    search: str = "",
    limit: int | None = None,
    offset: int = 0,
) -> Listing:
    """A page of the log, the newest entry first, and how many entries there are.

    Columns: entry_no, at, person_id, person_name, roles (codes with commas), session, action,
    subject_type, subject_id, detail (JSON), seal. `search` looks for a part of the person's name
    or id, or of the subject's. Raises PermissionError for who may not see the access log.
    """
    where = _where(viewer, as_of, period, action, search)
    total = connection.scalar(select(func.count()).select_from(AccessEntry).where(*where))
    statement = select(*COLUMNS).where(*where).order_by(AccessEntry.entry_no.desc())
    rows = connection.execute(statement.limit(limit).offset(offset)).all()
    return Listing(total or 0, pd.DataFrame(rows, columns=[column.key for column in COLUMNS]))


def count_by_action(
    connection: Connection, viewer: Viewer, *, as_of: datetime, period: Period
) -> dict[str, int]:
    """How many entries of each action the period has.

    Raises PermissionError for who may not see the access log.
    """
    where = _where(viewer, as_of, period, "", "")
    counted = select(AccessEntry.action, func.count()).where(*where).group_by(AccessEntry.action)
    return dict(connection.execute(counted).all())


def chain_state(connection: Connection, viewer: Viewer, *, as_of: datetime) -> Verified:
    """Whether the newest entries follow one another and the heads outside agree; and the head.

    Raises PermissionError for who may not see the access log.
    """
    del as_of  # the chain is as it is now
    _demand(viewer)
    return verify(connection, newest=VERIFIED_ENTRIES)


def _where(
    viewer: Viewer, as_of: datetime, period: Period, action: str, search: str
) -> list[ColumnElement[bool]]:
    _demand(viewer)
    where = [
        AccessEntry.at >= start_of(period.first),
        AccessEntry.at < start_after(period.last),
        AccessEntry.at <= as_of,
    ]
    if action:
        where.append(AccessEntry.action == action)
    if search:
        columns = (AccessEntry.person_id, AccessEntry.person_name, AccessEntry.subject_id)
        where.append(or_(*(column.contains(search, autoescape=True) for column in columns)))
    return where


def _demand(viewer: Viewer) -> None:
    if not viewer.may(Right.SEE_ACCESS_LOG):
        raise PermissionError("the access log is for auditors")
