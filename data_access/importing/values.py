"""Words, codes and numbers as a source writes them: cleaned, looked up, never guessed."""

import hashlib
import re
from collections.abc import Callable, Mapping

from data_access.importing.refusal import BadValueError

Value = str | int | float | bool | None
"""What stands in a contract column; a time stands as its text."""
Reader = Callable[[str], Value]
"""A stored value out of a text that is not blank; raises BadValueError."""

LONGEST_EXACT_DIGITS = 15
"""A number cell of a workbook keeps so many digits; those behind are lost."""
LARGEST_NUMBER = 2_147_483_647
EXCEL_ERRORS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!"}
)
YES_NO = {
    **dict.fromkeys(("true", "yes", "y", "1", "是"), True),
    **dict.fromkeys(("false", "no", "n", "0", "否"), False),
}

_INVALID_BYTES = re.compile("[\ud800-\udfff]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_BREAKS = re.compile("[\t\r\n\x85\xa0\u2028\u2029]+")
_DECIMAL = re.compile(r"(?P<number>[+-]?[0-9][0-9,]{0,14}(?:\.[0-9]{1,12})?) ?(?P<percent>[%％]?)")
_WHOLE = re.compile(r"[+-]?[0-9]{1,10}(?:\.0+)?")


class NumberCell(str):
    """A cell that the workbook types as a number, written as plain digits."""

    __slots__ = ()


def words_reader(length: int) -> Callable[[str], str]:
    """Text of at most so many characters, without characters that cannot be seen.

    Raises S01 (invalid bytes, U+FFFD stands instead), S02 (unseen characters or too long, the
    cleaned and cut text stands instead) and V01 (an error value of a workbook, nothing instead).
    """

    def read(text: str) -> str:
        if text.isprintable() and len(text) <= length and text[0] != "#":
            return text
        return _cleaned(text, length)

    return read


def code_reader(codes: Mapping[str, str]) -> Reader:
    """The code that a list gives for a word; an empty one means unknown.

    Raises C01 for a word that is not in the list.
    """

    def read(text: str) -> str | None:
        code = codes.get(text)
        if code is None:
            raise BadValueError("C01")
        return code or None

    return read


def number_reader() -> Reader:
    """A whole number; raises V01."""

    def read(text: str) -> int:
        if not _WHOLE.fullmatch(text):
            raise BadValueError("V01")
        number = int(text.partition(".")[0])
        if abs(number) > LARGEST_NUMBER:
            raise BadValueError("V01")
        return number

    return read


def decimal_reader(factor: int = 1) -> Reader:
    """A number with decimals, times a factor; one with a percent sign stands as it is.

    Raises V01.
    """

    def read(text: str) -> float:
        found = _DECIMAL.fullmatch(text)
        if not found:
            raise BadValueError("V01")
        value = float(found["number"].replace(",", ""))
        return value if found["percent"] else round(value * factor, 6)

    return read


def yes_no_reader() -> Reader:
    """True or false; raises V01."""

    def read(text: str) -> bool:
        answer = YES_NO.get(text.lower())
        if answer is None:
            raise BadValueError("V01")
        return answer

    return read


def key_reader(length: int) -> Callable[[str], str]:
    """What rows are told apart by, so never cut or mended in secret.

    Raises S01 or S03 (digits lost in a number cell), R03 (too long), V01 (an error value), all
    with nothing instead; and S02 with the number freed from unseen characters.
    """
    read_words = words_reader(length)

    def read(text: str) -> str:
        if isinstance(text, NumberCell) and _has_lost_digits(text):
            raise BadValueError("S03")
        try:
            return read_words(text)
        except BadValueError as bad:
            if bad.rule == "S02" and len(text) > length:
                raise BadValueError("R03") from bad
            raise BadValueError(bad.rule, bad.instead if bad.rule == "S02" else None) from bad

    return read


def shortened(code: str, length: int) -> str:
    """A code that fits: itself, or its beginning with a digest of the whole."""
    if len(code) <= length:
        return code
    digest = hashlib.sha256(code.encode()).hexdigest()[:12]
    return f"{code[: length - 13]}-{digest}"


def visible(text: str) -> str:
    """A raw text as it may be shown: invalid bytes and unseen characters written out."""
    escaped = _INVALID_BYTES.sub(lambda found: f"\\x{ord(found[0]) & 0xFF:02x}", text)
    escaped = _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", escaped)
    return _BREAKS.sub(" ", escaped)


def _cleaned(text: str, length: int) -> str:
    if text in EXCEL_ERRORS:
        raise BadValueError("V01")
    seen = _UNSEEN.sub("", _INVALID_BYTES.sub("\ufffd", text))
    mended = _BREAKS.sub(" ", seen).strip()[:length]
    if _INVALID_BYTES.search(text):
        raise BadValueError("S01", mended or None)
    if _UNSEEN.search(text) or len(text) > length:
        raise BadValueError("S02", mended or None)
    return mended


def _has_lost_digits(text: str) -> bool:
    return "e" in text.lower() or len(text.lstrip("-").partition(".")[0]) > LONGEST_EXACT_DIGITS
