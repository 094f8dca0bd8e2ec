"""Who uses the system: roles, and what each of them may do."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is to the system; one person may have several."""

    SUPERVISOR = "supervisor"
    LEADER = "leader"
    STAFF = "staff"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Right(StrEnum):
    """One thing that a person may do."""

    SEE_CASES = "see_cases"
    """Of every department, or of their own where `sees_all` does not hold."""
    UNMASK = "unmask"
    EXPORT = "export"
    SUPERVISE = "supervise"
    """Issue, send back, verify and close orders; decide on contested cards."""
    ANSWER = "answer"
    """Sign, answer and contest for a department of one's own."""
    ADMINISTER = "administer"
    SEE_ACCESS_LOG = "see_access_log"


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.SUPERVISOR: frozenset({Right.SEE_CASES, Right.UNMASK, Right.EXPORT, Right.SUPERVISE}),
    Role.LEADER: frozenset({Right.SEE_CASES, Right.EXPORT}),
    Role.STAFF: frozenset({Right.SEE_CASES, Right.EXPORT, Right.ANSWER}),
    Role.ADMINISTRATOR: frozenset({Right.ADMINISTER}),
    Role.AUDITOR: frozenset({Right.SEE_ACCESS_LOG}),
}
SEES_ALL = frozenset({Role.SUPERVISOR, Role.LEADER})

NO_DEPARTMENT = "(no department)"
"""What a scope asks for that may see nothing: its empty tuple would mean every department."""


@dataclass(frozen=True)
class Viewer:
    """A person who is signed in, as the database knows them in this very run."""

    person_id: str
    name: str
    roles: frozenset[Role]
    departments: frozenset[str] = frozenset()
    """Whose staff they are; it bounds what they see unless `sees_all` holds."""
    session: str = ""
    """The sign-in they act under, as the access log names it; it opens nothing."""

    def may(self, right: Right) -> bool:
        """Whether one of their roles gives the right."""
        return any(right in RIGHTS[role] for role in self.roles)

    @property
    def sees_all(self) -> bool:
        """Whether they see the cases of every department."""
        return bool(self.roles & SEES_ALL)

    def departments_seen(self, asked: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The departments of a scope: those asked for, as far as the person may see them.

        Empty means all, as in a scope; somebody who may see none gets a code that no row bears.
        """
        if self.sees_all:
            return asked
        own = sorted(self.departments) if self.may(Right.SEE_CASES) else []
        seen = tuple(code for code in own if code in asked or not asked)
        return seen or (NO_DEPARTMENT,)

    def answers_for(self, department: str) -> bool:
        """Whether they may act for the department."""
        return self.may(Right.ANSWER) and department in self.departments
