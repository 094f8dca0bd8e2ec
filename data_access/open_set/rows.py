"""Columns that grow at their end, and a choice of their rows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from data_access.open_set.seconds import Array

Columns = Mapping[str, Array]
TEXT = np.dtypes.StringDType()
MARKS = 2**16
"""Subjects bear one of so many marks: a scan for changed ones compares text only where it fits."""
SPARE = 4096
"""Room for so many rows more than a quarter, so that a change seldom copies a whole column."""


@dataclass(frozen=True, eq=False)
class Rows:
    """One version of a table in memory; nothing a reader holds of it ever changes.

    A later version shares the buffers: it writes behind `count`, where this one does not look, and
    marks what is gone in an `alive` of its own. Only the newest version may be followed by another.
    """

    buffers: Columns
    count: int
    alive: Array

    @classmethod
    def of(cls, columns: Columns) -> "Rows":
        """A first version with these columns, all of one length."""
        count = len(next(iter(columns.values())))
        return cls(columns, count, np.ones(count, dtype=bool))

    def __getitem__(self, name: str) -> Array:
        """A column, with the rows that are gone."""
        return self.buffers[name][: self.count]

    def places_of(self, name: str, keys: Collection[str]) -> Array:
        """The rows, of those not gone, whose key is among these; the rows bear its `mark`."""
        marks = np.zeros(MARKS, dtype=bool)
        marks[[mark_of(key) for key in keys]] = True
        alike = np.flatnonzero(self.alive & marks[self["mark"]])
        return alike[[key in keys for key in self[name][alike].tolist()]]

    @property
    def gone(self) -> int:
        """How many rows are gone."""
        return self.count - int(np.count_nonzero(self.alive))

    @property
    def is_worn(self) -> bool:
        """Whether so much of it is gone that it is worth reading anew."""
        return self.gone > SPARE + self.count // 4

    def changed(self, gone: Array, added: Columns) -> "Rows":
        """The next version: rows at these places are gone, others stand at the end."""
        more = len(next(iter(added.values())))
        count = self.count + more
        buffers = self.buffers
        if count > len(next(iter(buffers.values()))):
            buffers = {name: _roomy(self[name], more) for name in buffers}
        for name, values in added.items():
            buffers[name][self.count : count] = values
        alive = np.ones(count, dtype=bool)
        alive[: self.count] = self.alive
        alive[gone] = False
        return Rows(buffers, count, alive)

    @property
    def bytes(self) -> int:
        """What the columns take, the text of strings left out."""
        return sum(buffer.nbytes for buffer in self.buffers.values()) + self.alive.nbytes


@dataclass(eq=False)
class Chosen:
    """Some rows of a table; a column of theirs is gathered once, when it is asked for."""

    rows: Rows
    places: Array
    _gathered: dict[str, Array] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, name: str) -> Array:
        """A column of these rows."""
        found = self._gathered.get(name)
        if found is None:
            found = self._gathered[name] = self.rows[name][self.places]
        return found

    def where(self, holds: Array) -> "Chosen":
        """Those of the rows for which it holds."""
        return self if holds.all() else Chosen(self.rows, self.places[holds])

    def at(self, places: Array) -> "Chosen":
        """Those of the rows that stand at these places of the choice, in their order."""
        return Chosen(self.rows, self.places[places])


def mark_of(key: str) -> int:
    """The mark of a key, the same as long as this process lives."""
    return hash(key) % MARKS


def marks_of(keys: Sequence[str]) -> Array:
    """The mark of each key."""
    return np.fromiter(map(mark_of, keys), np.uint16, len(keys))


def _roomy(column: Array, more: int) -> Array:
    """The column in a buffer with room for more."""
    buffer = np.empty(len(column) + len(column) // 4 + more + SPARE, dtype=column.dtype)
    buffer[: len(column)] = column
    return buffer
