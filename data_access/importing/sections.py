"""A table of a TOML file, taken key by key, so that every mistake gets one clear sentence."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

T = TypeVar("T")
D = TypeVar("D")

WORDS: dict[type, str] = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    dict: "a table",
}


class Section:
    """One table of the mapping; what is left in it at the end is unknown."""

    def __init__(self, path: str, values: Mapping[str, Any]) -> None:
        self.path = path
        self._values = dict(values)
        self._asked: list[str] = []

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def error(self, key: str, problem: str) -> ValueError:
        """The error to raise about a key."""
        return ValueError(f"{self._name(key)} {problem}")

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty; required without a default."""
        value = self._take(key, str, default)
        if value is None:
            raise self.error(key, "is missing")
        return str(value)

    def optional_text(self, key: str) -> str | None:
        """A text, or none."""
        value = self._take(key, str, None)
        return None if value is None else str(value)

    def number(self, key: str, default: int) -> int:
        """A whole number of at least one."""
        value = int(self._take(key, int, default))
        if value < 1:
            raise self.error(key, "is less than 1")
        return value

    def truth(self, key: str) -> bool:
        """True or false; false where it is absent."""
        return bool(self._take(key, bool, False))

    def texts(self, key: str) -> tuple[str, ...]:
        """One text or a list of them; none where it is absent."""
        self._asked.append(key)
        value = self._values.pop(key, [])
        return self._as_texts(key, [value] if isinstance(value, str) else value)

    def section(self, key: str) -> "Section":
        """A table inside this one; an empty one where it is absent."""
        return Section(self._name(key).strip("[]"), self._take(key, dict, {}))

    def items(self) -> Iterable[tuple[str, Any]]:
        """All that is left, whatever its keys."""
        left = list(self._values.items())
        self._values.clear()
        return left

    def finish(self) -> None:
        """Raise ValueError when a key is left that nobody asked for."""
        for key in self._values:
            raise self.error(key, "is not known here" + suggestion(key, self._asked))

    def _take(self, key: str, kind: type[T], default: D) -> T | D:
        self._asked.append(key)
        value = self._values.pop(key, default)
        if value is default:
            return value
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.error(key, f"must be {WORDS[kind]}, not {value!r}")
        if value == "":
            raise self.error(key, "is empty")
        return value

    def _as_texts(self, key: str, values: object) -> tuple[str, ...]:
        if not isinstance(values, list) or not all(
            isinstance(value, str) and value for value in values
        ):
            raise self.error(key, f"must be a text or a list of texts, not {values!r}")
        return tuple(values)

    def _name(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else f"[{key}]"


def suggestion(word: str, known: Iterable[str]) -> str:
    """The end of a sentence about an unknown word: the nearest known one, or all of them."""
    known = list(known)
    near = difflib.get_close_matches(word, known, 1)
    return f"; did you mean {near[0]}?" if near else f"; known are {', '.join(known)}"
