"""What all tables share: the metadata, and how a local time is kept."""

from datetime import datetime
from typing import Annotated, cast

from sqlalchemy import DateTime, MetaData, String, Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import DeclarativeBase, mapped_column

_SECONDS = sqlite.DATETIME(truncate_microseconds=True)  # type: ignore[no-untyped-call]
LocalTime = DateTime().with_variant(_SECONDS, "sqlite")
"""Local wall clock of Asia/Shanghai, without zone, to the second."""

Moment = Annotated[datetime, mapped_column(LocalTime)]
Code = Annotated[str, mapped_column(String(64))]
Key = Annotated[str, mapped_column(String(200))]
Words = Annotated[str, mapped_column(String(500))]


class Base(DeclarativeBase):
    """All tables; models are used inside select(), insert() and update() only."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def table_of(model: type[Base]) -> Table:
    """The table of a model, for set-based statements."""
    return cast(Table, model.__table__)
