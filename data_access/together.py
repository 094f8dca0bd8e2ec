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
    return tuple(_answer(connection, one, one.scope or scope, as_of) for one in questions)


def _answer(connection: Connection, one: Asked, scope: Scope, as_of: datetime) -> Any:  # noqa: ANN401
    try:
        return one.question(connection, scope, as_of=as_of, **dict(one.options))
    except Exception as error:
        error.add_note(f"asked together, by {one.question.__qualname__}")
        raise
