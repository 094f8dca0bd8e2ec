"""From arrays to rows of the contract: what lies beyond the end of the sample is not known yet."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sample_data.items import Bools, Ints

Column = list[str | int | None]


@dataclass
class Rows:
    """Rows of one table, column by column."""

    table: str
    columns: dict[str, Column] = field(default_factory=dict)

    def __len__(self) -> int:
        """How many rows there are."""
        return len(next(iter(self.columns.values()), []))


def moments(seconds: Ints, until: int) -> Column:
    """Moments as text; None for those after the end."""
    known = seconds <= until
    words = np.full(len(seconds), None, dtype=object)
    text = np.datetime_as_string(seconds[known].astype("datetime64[s]"), unit="s")
    if len(text):
        letters = text.view("U1").reshape(len(text), -1)
        letters[:, 10] = " "
    words[known] = text
    return list(words.tolist())


def days(numbers: Ints, last: int) -> Column:
    """Days as text; None for those after the last."""
    known = numbers <= last
    words = np.full(len(numbers), None, dtype=object)
    words[known] = np.datetime_as_string(numbers[known].astype("datetime64[D]"), unit="D")
    return list(words.tolist())


def chosen(words: Sequence[str | None], place: Ints) -> Column:
    """The word at each place; None where the place is negative."""
    stock = np.array([*words, None], dtype=object)
    return list(stock[np.where(place < 0, len(words), place)].tolist())


def where(condition: Bools, column: Column) -> Column:
    """The column, with None where the condition does not hold."""
    words = np.empty(len(column), dtype=object)
    words[:] = column
    words[~condition] = None
    return list(words.tolist())


def numbers(values: Ints, known: Bools) -> Column:
    """Whole numbers, None where they are not known."""
    return where(known, list(values.tolist()))


def queued(line: str, subjects: Rows) -> Rows:
    """The rows that let the evaluation know of these subjects: a bulk load has no triggers."""
    ids = subjects.columns[f"{line}_id"]
    return Rows("change_queue", {"line": [line] * len(ids), "subject_id": ids})
