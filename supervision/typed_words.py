"""What a person typed, as it is kept: every word of it, and nothing that is no writing."""

from unicodedata import category

NO_WRITING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories of marks that control, hide or turn; rare characters of names are of none of them."""
NO_CHARACTER = 0xFFFE
"""The last two places of each plane of Unicode are no characters, and break a workbook."""


def plain_words(typed: str) -> str:
    """The words without marks that no database or screen can bear, and without empty ends.

    Lines stay lines however they are ended; control characters and marks that turn or hide what
    stands beside them are left out.
    """
    return "\n".join("".join(filter(_is_writing, line)) for line in typed.splitlines()).strip()


def _is_writing(letter: str) -> bool:
    if ord(letter) & NO_CHARACTER == NO_CHARACTER:
        return False
    return letter == "\t" or category(letter) not in NO_WRITING
