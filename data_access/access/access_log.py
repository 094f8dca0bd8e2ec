"""The access log: one sealed entry for each deliberate act, added to and never changed.

Each entry is sealed (HMAC-SHA256) together with the seal of the one before, under a key that the
database does not hold. So whoever changes, removes or slips in an entry breaks the chain; that the
newest ones were cut off is seen by the head, which is also written outside the database.
"""

import hashlib
import hmac
import json
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, func, insert, select, text

from data_access.engine import settings
from data_access.evaluation import shanghai_now
from data_access.masking import mask_text
from data_access.schema import AccessEntry
from data_access.schema.base import table_of
from supervision.people import Viewer

FIRST_SEAL = "0" * 64
LOCK = 8_602_021
"""The PostgreSQL lock under which entries are added one after the other."""
LONGEST = {"subject_id": 200, "subject_type": 64, "action": 64, "session": 64}
LONGEST_VALUE = 300
"""Characters of one value in the detail."""
OWN_KEY = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""The key of an order, of an entry or of a form: one in seven hundred has digits like a number."""
MOST_FAULTS = 20
AT_ONCE = 5_000

Detail = Mapping[str, object] | str | None


def note(
    connection: Connection,
    viewer: Viewer,
    *,
    action: str,
    subject_type: str,
    subject_id: str,
    detail: Detail = None,
    at: datetime | None = None,
) -> int:
    """Add one entry inside the caller's transaction, and return its number.

    Actions are view, search, export, unmask, order, answer, denial, sign_in, sign_out and the
    like; `detail` is a sentence or what was asked, in which numbers of persons are masked; `at` is
    given where the act was before now. Call it last: on PostgreSQL it holds, until the transaction
    ends, the lock that keeps the chain one.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    newest = _newest(connection)
    values: dict[str, Any] = {
        "entry_no": newest[0] + 1,
        "at": (at or shanghai_now()).replace(microsecond=0),
        "person_id": viewer.person_id,
        "person_name": viewer.name,
        "roles": ",".join(sorted(viewer.roles)),
        "session": viewer.session[: LONGEST["session"]],
        "action": action[: LONGEST["action"]],
        "subject_type": subject_type[: LONGEST["subject_type"]],
        "subject_id": _storable(_masked(subject_id))[: LONGEST["subject_id"]],
        "detail": _written(detail),
        "previous_seal": newest[1],
    }
    values["seal"] = seal_of(values, log_key(connection.engine))
    connection.execute(insert(AccessEntry).values(values))
    return int(values["entry_no"])


def seal_of(entry: Mapping[str, Any], key: bytes) -> str:
    """The seal of an entry: of all it says and of the seal before it."""
    told = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in entry.items()
        if name != "seal"
    }
    words = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return hmac.new(key, words.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Head:
    """How many entries there are, and the seal of the newest."""

    entries: int
    seal: str


@dataclass(frozen=True)
class Verified:
    """What was found when the chain was read from its beginning: nothing wrong, or what."""

    head: Head
    faults: tuple[str, ...]
    heads_outside: int


def head(connection: Connection) -> Head:
    """The head of the chain as the database has it."""
    return Head(*_newest(connection))


def verify(connection: Connection, *, newest: int | None = None) -> Verified:
    """Read the chain, whole or its newest entries, and compare it with the heads outside.

    Read whole, every change is found. A fault names the entry: one that is missing, one whose seal
    is not its own, one that does not follow the one before, and a head outside that the chain does
    not have.
    """
    key = log_key(connection.engine)
    outside = heads_outside(connection.engine)
    known = len(outside)
    faults: list[str] = []
    number, seal = _before(connection, newest)
    outside = {entries: told for entries, told in outside.items() if entries >= number}
    table = table_of(AccessEntry)
    statement = select(table).where(table.c.entry_no > number).order_by(table.c.entry_no)
    entries = connection.execute(statement.execution_options(yield_per=AT_ONCE))
    for entry in entries.mappings():
        faults += _faults(entry, number, seal, key)
        number, seal = int(entry["entry_no"]), str(entry["seal"])
        if outside.pop(number, seal) != seal:
            faults.append(f"entry {number} is not the one whose seal was written outside")
        if len(faults) >= MOST_FAULTS:
            break
    else:
        faults += [
            f"entry {gone} was written outside and is missing" for gone in sorted(outside)[-1:]
        ]
    return Verified(Head(number, seal), tuple(faults), known)


def _before(connection: Connection, newest: int | None) -> tuple[int, str]:
    """The entry after which to begin reading, and its seal."""
    first = max(_newest(connection)[0] - newest, 0) if newest else 0
    seal = connection.scalar(select(AccessEntry.seal).where(AccessEntry.entry_no == first))
    return (first, seal) if seal else (0, FIRST_SEAL)


def _faults(entry: RowMapping, number: int, seal: str, key: bytes) -> list[str]:
    found = []
    if entry["entry_no"] != number + 1:
        found.append(f"entries {number + 1} to {entry['entry_no'] - 1} are missing")
    elif entry["previous_seal"] != seal:
        found.append(f"entry {entry['entry_no']} does not follow the one before")
    if not hmac.compare_digest(seal_of(dict(entry), key), str(entry["seal"])):
        found.append(f"entry {entry['entry_no']} was changed")
    return found


def write_head(engine: Engine, at: Head) -> None:
    """Write the head outside the database, where nothing is written twice."""
    path = head_path(engine)
    known = heads_outside(engine)
    if not at.entries or known.get(at.entries) == at.seal:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    line = {"at": shanghai_now().isoformat(timespec="seconds"), "entries": at.entries}
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps({**line, "seal": at.seal}) + "\n")
        file.flush()
        os.fsync(file.fileno())


def heads_outside(engine: Engine) -> dict[int, str]:
    """The heads that were written outside: by how many entries there were, the seal.

    Raises ValueError when a line of the file cannot be read: it is evidence too.
    """
    path = head_path(engine)
    if not path.exists():
        return {}
    try:
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        return {int(line["entries"]): str(line["seal"]) for line in lines}
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"the heads of the access log in {path.name} cannot be read") from error


def head_path(engine: Engine) -> Path:
    """Where heads are written: as set, else beside the embedded database, else in var/."""
    chosen = settings().log_head
    if chosen:
        return Path(chosen)
    beside = _beside(engine, ".head")
    return beside or Path("var") / "access_log.head"


def log_key(engine: Engine) -> bytes:
    """The key of the seals: as set; the embedded database gets a file of its own beside it.

    Raises ValueError when a production database has no key.
    """
    chosen = settings().log_key
    if chosen:
        return chosen.encode()
    path = _beside(engine, ".key")
    if path is None:
        raise ValueError("SUPERVISION_LOG_KEY is missing: it seals the access log")
    if not path.exists():
        _make_key(path)
    return path.read_bytes()


def _make_key(path: Path) -> None:
    """A random key in a file that only its owner may read; another process may be first."""
    own = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    own.touch(mode=0o600)
    own.write_text(secrets.token_hex(32), encoding="ascii")
    try:
        os.link(own, path)
    except FileExistsError:
        pass
    finally:
        own.unlink()


def _beside(engine: Engine, suffix: str) -> Path | None:
    database = engine.url.database
    if engine.dialect.name != "sqlite" or not database or database == ":memory:":
        return None
    return Path(f"{database}{suffix}")


def _newest(connection: Connection) -> tuple[int, str]:
    newest = connection.execute(
        select(AccessEntry.entry_no, AccessEntry.seal)
        .where(AccessEntry.entry_no == select(func.max(AccessEntry.entry_no)).scalar_subquery())
        .limit(1)
    ).first()
    return (int(newest[0]), str(newest[1])) if newest else (0, FIRST_SEAL)


def _written(detail: Detail) -> str:
    """The detail as masked JSON that both databases can hold."""
    if detail is None:
        return "{}"
    told = {"note": detail} if isinstance(detail, str) else detail
    return json.dumps({name: _plain(value) for name, value in told.items()}, ensure_ascii=False)


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    return _storable(_masked(str(value)))[:LONGEST_VALUE]


def _masked(words: str) -> str:
    """Without the numbers of persons; a key of ours may look like one, and must stay the key."""
    return words if OWN_KEY.fullmatch(words) else mask_text(words)


def _storable(words: str) -> str:
    """Without what PostgreSQL refuses: half characters and the zero byte."""
    return words.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
