"""The access log: every entry follows the one before, and no change of it goes unseen."""

import json
import random
import threading
from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine, delete, func, insert, select, text, update
from sqlalchemy.exc import DatabaseError

from data_access.access import access_log
from data_access.access.access_log import FIRST_SEAL, head, note, verify, write_head
from data_access.engine import reading, writing
from data_access.schema import AccessEntry, access_triggers
from data_access.schema.base import table_of
from supervision.people import Role, Viewer

LI = Viewer("li", "李监督", frozenset({Role.SUPERVISOR}), session="abc")
ALTERATIONS = 200


@pytest.fixture(autouse=True)
def a_head_file_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("SUPERVISION_LOG_HEAD", str(tmp_path / "log.head"))


def viewed(connection: Connection, subject_id: str, **detail: object) -> int:
    return note(
        connection,
        LI,
        action="view",
        subject_type="case",
        subject_id=subject_id,
        detail=detail,
    )


def filled(engine: Engine, entries: int) -> None:
    with writing(engine) as connection:
        for number in range(entries):
            viewed(connection, f"case-{number}", page=number)


def faults(engine: Engine) -> tuple[str, ...]:
    with reading(engine) as connection:
        return verify(connection).faults


def test_entries_are_numbered_from_one_and_chained(connection: Connection):
    assert head(connection).entries == 0
    assert [viewed(connection, "a"), viewed(connection, "b")] == [1, 2]
    rows = connection.execute(select(table_of(AccessEntry)).order_by("entry_no")).all()
    assert [row.previous_seal for row in rows] == [FIRST_SEAL, rows[0].seal]
    assert rows[0].person_name == "李监督"
    assert rows[0].roles == "supervisor"
    assert verify(connection).faults == ()
    assert verify(connection).head.seal == rows[1].seal


def test_what_is_rolled_back_leaves_no_gap(database: Engine):
    filled(database, 2)
    with database.connect().execution_options(writes=True) as connection:
        work = connection.begin()
        viewed(connection, "c")
        work.rollback()
    filled(database, 1)
    with reading(database) as connection:
        assert connection.scalars(select(AccessEntry.entry_no)).all() == [1, 2, 3]
    assert faults(database) == ()


def test_numbers_of_persons_are_masked_in_the_log(connection: Connection):
    viewed(connection, "310116199001011234", search="13812345678 张")
    row = connection.execute(select(AccessEntry.subject_id, AccessEntry.detail)).one()
    assert row == ("3101**********1234", '{"search": "138****5678 张"}')


def test_a_key_of_ours_is_kept_even_where_it_looks_like_a_number(connection: Connection):
    key = "22114e6c-afa6-4589-ac43-18116237656b"
    viewed(connection, key, order=key, others=[key], said=f"{key} 18116237656")
    row = connection.execute(select(AccessEntry.subject_id, AccessEntry.detail)).one()
    told = json.loads(row.detail)
    assert (row.subject_id, told["order"], told["others"]) == (key, key, [key])
    assert "18116237656" not in told["said"]


def test_what_no_database_can_hold_is_still_recorded(connection: Connection):
    viewed(connection, "a\x00b", text="x\x00\ud800y", long="长" * 5_000, many=["a", 1, None])
    assert verify(connection).faults == ()


def test_nobody_changes_or_deletes_an_entry_by_mistake(database: Engine):
    filled(database, 2)
    for statement in (update(AccessEntry).values(person_id="nobody"), delete(AccessEntry)):
        with pytest.raises(DatabaseError, match="only added to"), writing(database) as connection:
            connection.execute(statement)
    assert faults(database) == ()


def test_writers_at_the_same_time_make_one_chain(database: Engine):
    def work() -> None:
        for _ in range(25):
            filled(database, 1)

    writers = [threading.Thread(target=work) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with reading(database) as connection:
        assert head(connection).entries == 100
    assert faults(database) == ()


def altered(connection: Connection, chance: random.Random, last: int) -> None:
    """One change as an insider with all rights of the database would make it."""
    number = chance.randint(1, last)
    table = table_of(AccessEntry)
    one = table.c.entry_no == number
    kind = chance.choice(["change", "change", "delete", "cut", "insert", "swap", "reseal"])
    if kind == "change":
        columns = ("person_id", "person_name", "roles", "session", "action", "subject_type")
        name = chance.choice([*columns, "subject_id", "detail", "at"])
        row = connection.execute(select(table.c[name]).where(one)).scalar_one()
        changed = row + timedelta(hours=1) if name == "at" else f"{row}x"
        connection.execute(update(table).where(one).values({name: changed}))
    elif kind == "delete":
        connection.execute(delete(table).where(one))
    elif kind == "cut":
        connection.execute(delete(table).where(table.c.entry_no >= number))
    elif kind == "insert":
        row = connection.execute(select(table).where(one)).mappings().one()
        connection.execute(insert(table).values({**row, "entry_no": last + 1}))
    elif kind == "swap":
        other = number % last + 1
        for old, new in ((number, 0), (other, number), (0, other)):
            moved = update(table).where(table.c.entry_no == old).values(entry_no=new)
            connection.execute(moved)
    else:  # sealed anew throughout, with a key of their own
        row = dict(connection.execute(select(table).where(one)).mappings().one())
        row["subject_id"] = "another"
        row["seal"] = access_log.seal_of(row, b"a key that was guessed")
        connection.execute(update(table).where(one).values(row))


def test_every_one_of_two_hundred_alterations_is_found(database: Engine):
    last = 30
    filled(database, last)
    with reading(database) as connection:
        write_head(database, head(connection))
    assert faults(database) == ()
    chance, missed = random.Random(7), []
    for attempt in range(ALTERATIONS):
        with database.connect().execution_options(writes=True) as connection:
            work = connection.begin()
            for statement in access_triggers.removals(database.dialect.name):
                connection.execute(text(statement))
            altered(connection, chance, last)
            if not verify(connection).faults:
                missed.append(attempt)
            work.rollback()
    assert missed == []
    assert faults(database) == ()


def test_a_tail_cut_off_and_written_anew_is_found_by_the_head_outside(database: Engine):
    filled(database, 5)
    with reading(database) as connection:
        write_head(database, head(connection))
    with writing(database) as connection:
        for statement in access_triggers.removals(database.dialect.name):
            connection.execute(text(statement))
        connection.execute(delete(AccessEntry).where(AccessEntry.entry_no > 3))
        last = select(func.max(AccessEntry.entry_no))
        assert connection.scalar(last) == 3
    assert faults(database) == ("entry 5 was written outside and is missing",)
    filled(database, 4)
    assert faults(database) == ("entry 5 is not the one whose seal was written outside",)


def test_the_head_is_written_once_and_a_spoilt_file_is_said(database: Engine, tmp_path):
    filled(database, 1)
    with reading(database) as connection:
        for _ in range(3):
            write_head(database, head(connection))
    path = tmp_path / "log.head"
    assert len(path.read_text().splitlines()) == 1
    path.write_text("nonsense\n")
    with reading(database) as connection, pytest.raises(ValueError, match="cannot be read"):
        verify(connection)


def test_the_embedded_database_makes_its_own_key_and_production_needs_one(
    database: Engine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("SUPERVISION_LOG_KEY")
    if database.dialect.name == "postgresql":
        with pytest.raises(ValueError, match="SUPERVISION_LOG_KEY"):
            access_log.log_key(database)
        return
    key = access_log.log_key(database)
    assert len(key) == 64
    assert access_log.log_key(database) == key
