"""Words as small numbers: each word of a column is kept once."""

from collections.abc import Iterable, Sequence

import numpy as np

from data_access.open_set.seconds import Array


class _Numbers(dict[str | None, int]):
    """The number of each word; a new word gets the next one."""

    def __init__(self, words: list[str]) -> None:
        super().__init__()
        self.words = words

    def __missing__(self, word: str | None) -> int:
        if word is None:
            number = self[""]
        else:
            number = len(self.words)
            self.words.append(word)  # first, so that a number that a reader meets has its word
        self[word] = number
        return number


class Codes:
    """The words of one column in the order in which they were met; it only grows."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._numbers = _Numbers(self.words)

    def numbers(self, words: Sequence[str | None]) -> Array:
        """The number of each word, new ones taken in; no word counts as the empty one."""
        return np.fromiter(map(self._numbers.__getitem__, words), np.int32, len(words))

    def among(self, wanted: Iterable[str]) -> Array:
        """For each number whether its word is among the wanted."""
        numbers = [self._numbers[word] for word in wanted if word in self._numbers]
        found = np.zeros(len(self.words), dtype=bool)
        found[numbers] = True
        return found
