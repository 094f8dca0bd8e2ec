"""Several questions of one screen in one view of the database.

Their answers belong together, and what all of them have to know first is asked once.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from supervision.scope import Scope


@dataclass(frozen=True)
class Asked:
    """A question with its options; of the scope of the others, unless it has one of its own."""

    question: Callable[..., Any]
    options: tuple[tuple[str, Hashable], ...]
    scope: Scope | None = None


def asked(question: Callable[..., Any], scope: Scope | None = None, **options: Hashable) -> Asked:
    """A question to be asked with others."""
    return Asked(question, tuple(options.items()), scope)


def together(
    connection: Connection, scope: Scope, *, as_of: datetime, questions: tuple[Asked, ...]
) -> tuple[Any, ...]:
    """The answer to each question, in their order.

    Raises ValueError for a question of other departments than the view was opened for.
    """
    for one in questions:
        if one.scope and one.scope.departments != scope.departments:
            raise ValueError("questions asked together are of the same departments")
    return tuple(
        one.question(connection, one.scope or scope, as_of=as_of, **dict(one.options))
        for one in questions
    )
