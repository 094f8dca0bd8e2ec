"""One move of one key project, as the project office would write it: a problem, or a beginning."""

from sqlalchemy import Connection, func, insert, select, update

from data_access.schema import Project, ProjectBlocker
from sample_data.moves import Desk
from sample_data.projects import BLOCKERS

CLOSE, RAISE = 0.55, 0.85
"""Of a hundred moves so many close a problem; so many more raise one; the rest begin to build."""


def move_a_project(connection: Connection, desk: Desk) -> str:
    """Close a problem, raise one or begin to build; empty when there is nothing to move."""
    draw = desk.rng.random()
    if draw < CLOSE:
        return _close_a_blocker(connection, desk)
    return _raise_a_blocker(connection, desk) if draw < RAISE else _begin(connection, desk)


def _close_a_blocker(connection: Connection, desk: Desk) -> str:
    oldest = connection.execute(
        select(ProjectBlocker.project_id, ProjectBlocker.blocker_no)
        .where(ProjectBlocker.closed_at.is_(None), ProjectBlocker.raised_at < desk.now)
        .order_by(ProjectBlocker.raised_at, ProjectBlocker.project_id)
        .limit(1)
    ).one_or_none()
    if oldest is None:
        return ""
    connection.execute(
        update(ProjectBlocker)
        .where(
            ProjectBlocker.project_id == oldest.project_id,
            ProjectBlocker.blocker_no == oldest.blocker_no,
        )
        .values(closed_at=desk.now)
    )
    return f"close blocker {oldest.project_id}"


def _raise_a_blocker(connection: Connection, desk: Desk) -> str:
    project_id = _one_of(connection, desk, is_started=True)
    if not project_id:
        return ""
    kind, words, office = BLOCKERS[int(desk.rng.integers(0, len(BLOCKERS)))]
    last = connection.scalar(
        select(func.max(ProjectBlocker.blocker_no)).where(ProjectBlocker.project_id == project_id)
    )
    connection.execute(
        insert(ProjectBlocker).values(
            project_id=project_id,
            blocker_no=(last or 0) + 1,
            kind=kind,
            description=words,
            department_code=office or None,
            raised_at=desk.now,
        )
    )
    return f"raise blocker {project_id}"


def _begin(connection: Connection, desk: Desk) -> str:
    project_id = _one_of(connection, desk, is_started=False)
    if not project_id:
        return ""
    begins = update(Project).where(Project.project_id == project_id)
    connection.execute(begins.values(started_on=desk.now.date()))
    return f"start {project_id}"


def _one_of(connection: Connection, desk: Desk, *, is_started: bool) -> str:
    """A project at random of those under way, or of those not begun."""
    is_wanted = Project.started_on.is_not(None) if is_started else Project.started_on.is_(None)
    open_ones = [is_wanted, Project.completed_on.is_(None), Project.cancelled_on.is_(None)]
    count = connection.scalar(select(func.count()).select_from(Project).where(*open_ones)) or 0
    if not count:
        return ""
    chosen = select(Project.project_id).where(*open_ones).order_by(Project.project_id)
    return connection.scalar(chosen.offset(int(desk.rng.integers(0, count))).limit(1)) or ""
