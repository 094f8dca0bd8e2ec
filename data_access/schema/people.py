"""Who may sign in, who is signed in, and what they did."""

from sqlalchemy import JSON, BigInteger, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from data_access.schema.base import Base, Code, Key, Moment, Words


class Person(Base):
    """Somebody who may sign in; the provider says who they are, this row what they may do."""

    __tablename__ = "person"

    person_id: Mapped[Code] = mapped_column(primary_key=True)
    subject: Mapped[Key] = mapped_column(unique=True)  # what the provider calls them
    name: Mapped[Words]
    roles: Mapped[list[str]] = mapped_column(JSON)
    departments: Mapped[list[str]] = mapped_column(JSON)
    is_disabled: Mapped[bool]
    is_demo: Mapped[bool]  # made up: signs in where there is no provider, and nowhere else
    changed_at: Mapped[Moment]


class PersonSession(Base):
    """One sign-in; the browser holds the token, this row only its digest."""

    __tablename__ = "person_session"

    session_id: Mapped[Code] = mapped_column(primary_key=True)
    person_id: Mapped[Code] = mapped_column(index=True)
    created_at: Mapped[Moment]
    last_seen_at: Mapped[Moment]
    revoked_at: Mapped[Moment | None]


class AccessEntry(Base):
    """One deliberate act; each row is sealed together with the seal of the row before."""

    __tablename__ = "access_entry"

    entry_no: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    at: Mapped[Moment] = mapped_column(index=True)
    person_id: Mapped[Code] = mapped_column(index=True)
    person_name: Mapped[Words]
    roles: Mapped[Words]
    session: Mapped[Code]
    action: Mapped[Code]
    subject_type: Mapped[Code]
    subject_id: Mapped[Key]
    detail: Mapped[str] = mapped_column(Text)  # JSON, masked
    previous_seal: Mapped[Code]
    seal: Mapped[Code]
