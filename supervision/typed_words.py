"""What a person typed, as it is kept: every word of it, and nothing that is no writing."""

from unicodedata import category

SPACE = "Zs"
"""The category of spaces of any width; Chinese text is indented with wide ones."""


def plain_words(typed: str) -> str:
    """The words without marks that no database or screen can bear, and without empty ends.

    Lines stay lines however they are ended; control characters and marks that turn or hide what
    stands beside them are left out.
    """
    return "\n".join("".join(filter(_is_writing, line)) for line in typed.splitlines()).strip()


def _is_writing(letter: str) -> bool:
    return letter == "\t" or letter.isprintable() or category(letter) == SPACE
