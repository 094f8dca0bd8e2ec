"""What one import remembers of the rows behind it, in a scratch database that spills to disk.

So memory stays bounded whatever the size of the file and the order of its rows.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

CHUNK = 500
"""Keys asked for at once; under the parameter limit of every SQLite."""


@dataclass(slots=True)
class Seen:
    """A case number that has occurred: whether its case is shown, and how many steps it has."""

    is_shown: bool
    steps: int = 0
    digest: int | None = None
    """Of what the first row said of the case; none once another row has denied it."""


class Memory:
    """Case numbers seen in this file, and the faults that its last import left."""

    def __init__(self) -> None:
        self._scratch = sqlite3.connect("", isolation_level=None)
        for statement in (
            "PRAGMA journal_mode = off",
            "CREATE TABLE seen (number TEXT PRIMARY KEY, is_shown INTEGER, steps INTEGER,"
            " digest INTEGER) WITHOUT ROWID",
            "CREATE TABLE old_fault (fault_id TEXT PRIMARY KEY) WITHOUT ROWID",
        ):
            self._scratch.execute(statement)

    def close(self) -> None:
        """Forget everything."""
        self._scratch.close()

    def seen(self, numbers: Iterable[str]) -> dict[str, Seen]:
        """Those of the numbers that have occurred."""
        found: dict[str, Seen] = {}
        for keys in chunks(list(dict.fromkeys(numbers))):
            marks = ",".join("?" * len(keys))
            rows = self._scratch.execute(f"SELECT * FROM seen WHERE number IN ({marks})", keys)
            for number, is_shown, steps, digest in rows:
                found[number] = Seen(bool(is_shown), steps, digest)
        return found

    def remember(self, seen: dict[str, Seen]) -> None:
        """Keep what is known of these numbers now."""
        self._scratch.execute("BEGIN")
        self._scratch.executemany(
            "INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?)",
            [(number, one.is_shown, one.steps, one.digest) for number, one in seen.items()],
        )
        self._scratch.execute("COMMIT")

    def count(self, *, is_shown: bool) -> int:
        """How many cases of the file are shown, or are not."""
        (count,) = self._scratch.execute(
            "SELECT count(*) FROM seen WHERE is_shown = ?", (is_shown,)
        ).fetchone()
        return int(count)

    def numbers(self, *, is_shown: bool) -> Iterator[list[tuple[str, int]]]:
        """The numbers that are shown, or are not, with their count of steps; in chunks."""
        rows = self._scratch.execute(
            "SELECT number, steps FROM seen WHERE is_shown = ? ORDER BY number", (is_shown,)
        )
        while chunk := rows.fetchmany(CHUNK):
            yield chunk

    def expect_faults(self, fault_ids: Iterable[str]) -> None:
        """Keep the keys of faults that stand from an earlier import of the file."""
        self._scratch.executemany(
            "INSERT OR IGNORE INTO old_fault VALUES (?)", ((key,) for key in fault_ids)
        )

    def meet_faults(self, fault_ids: Iterable[str]) -> None:
        """Faults found again."""
        self._scratch.executemany(
            "DELETE FROM old_fault WHERE fault_id = ?", [(key,) for key in fault_ids]
        )

    def mended_faults(self) -> Iterator[list[str]]:
        """The keys of earlier faults not found again, in chunks."""
        rows = self._scratch.execute("SELECT fault_id FROM old_fault ORDER BY fault_id")
        while chunk := rows.fetchmany(CHUNK):
            yield [key for (key,) in chunk]


def chunks(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    """The keys in lists short enough for one statement."""
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]
