"""How long the database works on what is asked of it: statements run and rows fetched.

On PostgreSQL with the way there and back, and with the making of Python's values.
"""

import sqlite3
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import psycopg
from sqlalchemy import Dialect, Engine, event

P = ParamSpec("P")
T = TypeVar("T")
_spent = [0.0]


def _timed(work: Callable[P, T]) -> Callable[P, T]:
    @wraps(work)
    def timed(*arguments: P.args, **named: P.kwargs) -> T:
        started = time.perf_counter()
        try:
            return work(*arguments, **named)
        finally:
            _spent[0] += time.perf_counter() - started

    return timed


class _Cursor(sqlite3.Cursor):
    execute = _timed(sqlite3.Cursor.execute)
    fetchone = _timed(sqlite3.Cursor.fetchone)
    fetchmany = _timed(sqlite3.Cursor.fetchmany)
    fetchall = _timed(sqlite3.Cursor.fetchall)


class _Connection(sqlite3.Connection):
    def cursor(self, *_: object) -> _Cursor:  # type: ignore[override]
        return super().cursor(_Cursor)


class _PsycopgCursor(psycopg.Cursor[Any]):
    execute = _timed(psycopg.Cursor.execute)
    fetchone = _timed(psycopg.Cursor.fetchone)
    fetchmany = _timed(psycopg.Cursor.fetchmany)
    fetchall = _timed(psycopg.Cursor.fetchall)


def watch(engine: Engine) -> None:
    """Take the time of every statement of this engine from now on."""

    @event.listens_for(engine, "do_connect")
    def connect(
        dialect: Dialect, _record: object, _arguments: object, options: dict[str, Any]
    ) -> None:
        if dialect.name == "sqlite":
            options["factory"] = _Connection
        else:
            options["cursor_factory"] = _PsycopgCursor


def spent() -> float:
    """Seconds so far."""
    return _spent[0]
