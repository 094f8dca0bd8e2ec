"""What every reader of files gives: the names of its columns, and row after row of text."""

from collections.abc import Iterator, Sequence
from typing import Protocol

Row = tuple[int, Sequence[str]]
"""The number of the row in its file, and its values in the order of the fields."""


class Rows(Protocol):
    """An open table, read once from top to bottom."""

    fields: tuple[str, ...]

    def __iter__(self) -> Iterator[Row]:
        """Every row with its number."""

    def close(self) -> None:
        """Let go of the file."""
