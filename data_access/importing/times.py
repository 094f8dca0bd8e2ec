"""Times as a source writes them, by its declared formats only, as the wall clock of its city.

Nothing is guessed: a text that fits no declared format is refused, never read as the likeliest.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache, partial
from zoneinfo import ZoneInfo

from data_access.importing.refusal import BadValueError

ISO, EXCEL, EPOCH_S, EPOCH_MS = "iso", "excel", "epoch_s", "epoch_ms"
NAMED_FORMATS = (ISO, EXCEL, EPOCH_S, EPOCH_MS)
EARLIEST_YEAR, LATEST_YEAR, NEVER_YEAR = 1900, 2999, 9999
"""Years outside are faults; 9999 is how many systems write that there is no such time."""
REMEMBERED = 4_096
EXCEL_ZERO = datetime(1899, 12, 30)
EXCEL_FIRST, EXCEL_LAST = 61, 401_769
"""1 March 1900, before which Excel counts a day that never was, and the last day of 2999."""

Parser = Callable[[str], datetime | None]
"""A time out of a text of one format; None when the text is of another."""

_DIRECTIVES = {
    "%Y": r"(?P<Y>[0-9]{4})",
    "%m": r"(?P<m>[0-9]{1,2})",
    "%d": r"(?P<d>[0-9]{1,2})",
    "%H": r"(?P<H>[0-9]{1,2})",
    "%M": r"(?P<M>[0-9]{2})",
    "%S": r"(?P<S>[0-9]{2})",
    "%f": r"(?P<f>[0-9]{1,9})",
    "%z": r"(?P<z>Z|[+-][0-9]{2}:?[0-9]{2})",
    "%I": r"(?P<I>[0-9]{1,2})",
    "%p": r"(?P<p>[AaPp][Mm])",
}
_COMMON = "%Y-%m-%d %H:%M:%S"
_COMMON_MARKS = ("-", "-", " ", ":", ":")
_ISO_SHAPE = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_MONTH_SHAPE = re.compile(r"(?P<Y>(?:19|2[0-9])[0-9]{2}) ?[年./-] ?(?P<m>[0-9]{1,2}) ?月?份?")
_SERIAL_SHAPE = re.compile(r"[0-9]{1,7}(?:\.[0-9]+)?")
_EPOCH_SHAPE = re.compile(r"-?[0-9]{1,14}")


class DateCell(str):
    """A cell that the workbook itself types as a date, written as ISO text."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class TimeRule:
    """How the times of one source column are written."""

    formats: tuple[str, ...]
    zone: ZoneInfo
    """Where the clock hangs that times without an offset were read from."""
    city: ZoneInfo
    """Where the clock hangs that the contract tables keep."""
    end_of_day: bool = False
    """A limit by the day: it ends with the last second of its day."""


def check_format(text: str) -> None:
    """Raise ValueError with one sentence when a declared format cannot be used."""
    if text in NAMED_FORMATS:
        return
    known = re.findall(r"%.", text)
    unknown = [directive for directive in known if directive not in _DIRECTIVES]
    if unknown:
        usable = " ".join((*_DIRECTIVES, *NAMED_FORMATS))
        raise ValueError(f"the time format {text!r} has {unknown[0]}; known are {usable}")
    missing = [directive for directive in ("%Y", "%m", "%d") if directive not in known]
    if missing:
        raise ValueError(f"the time format {text!r} lacks {' '.join(missing)}")
    if len(set(known)) < len(known):
        raise ValueError(f"the time format {text!r} names a part twice")
    if ("%I" in known) != ("%p" in known):
        raise ValueError(f"the time format {text!r} needs %I and %p together")


@lru_cache(maxsize=64)
def time_reader(rule: TimeRule) -> Callable[[str], str]:
    """A reader of one column's times: text in, 'YYYY-MM-DD HH:MM:SS' of the city out.

    It raises BadValueError: T01 (no such time), T03 (out of range), T04 (means "never"), T05 (in no
    declared format). Texts that come again, as those that fill two columns do, are read once.
    """
    parsers = [_parser(text) for text in rule.formats]
    is_plain = rule.zone.key == rule.city.key and not rule.end_of_day

    @lru_cache(maxsize=REMEMBERED, typed=True)
    def read(text: str) -> str:
        moment = _parsed(text, parsers)
        _check_year(moment)
        if is_plain and moment.tzinfo is None and not moment.microsecond:
            return str(moment)
        return str(_on_the_wall(moment, rule))

    return read


def day_reader(read: Callable[[str], str], of_month: str) -> Callable[[str], str]:
    """A reader of days that takes a month alone as its first or its last day, if that is declared.

    So 2026年3月, 2026.3 and 2026-03 are read; with neither declared they are refused as before.
    """
    if not of_month:
        return read

    def read_month(text: str) -> str:
        found = _MONTH_SHAPE.fullmatch(text)
        if not found or not 1 <= int(found["m"]) <= 12:
            return read(text)
        year, month = int(found["Y"]), int(found["m"])
        day = monthrange(year, month)[1] if of_month == "last" else 1
        return f"{year}-{month:02d}-{day:02d}"

    return read_month


def _parsed(text: str, parsers: Sequence[Parser]) -> datetime:
    try:
        if isinstance(text, DateCell):
            return datetime.fromisoformat(text)
        for parse in parsers:
            moment = parse(text)
            if moment is not None:
                return moment
    except (ValueError, OverflowError) as error:
        raise BadValueError("T01") from error
    raise BadValueError(_refusal(text))


def _refusal(text: str) -> str:
    """Why a text in no declared format is refused."""
    if re.search(r"infinit|\binf\b|\bBC\b", text, re.IGNORECASE) or text.startswith("-"):
        return "T03"
    if not re.search(r"[0-9]", text) or re.match(r"0000.?00.?00", text):
        return "T01"
    return "T05"


def _check_year(moment: datetime) -> None:
    if EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        return
    if moment.year == NEVER_YEAR:
        raise BadValueError("T04", is_harmless=True)
    raise BadValueError("T03")


def _on_the_wall(moment: datetime, rule: TimeRule) -> datetime:
    if moment.tzinfo is None and rule.zone.key != rule.city.key:
        moment = moment.replace(tzinfo=rule.zone)
    if moment.tzinfo is not None:
        moment = moment.astimezone(rule.city)
    if rule.end_of_day:
        moment = moment.replace(hour=23, minute=59, second=59)
    return moment.replace(tzinfo=None, microsecond=0)


def _parser(text: str) -> Parser:
    named: dict[str, Parser] = {
        ISO: _iso,
        EXCEL: _serial,
        EPOCH_S: partial(_epoch, 1),
        EPOCH_MS: partial(_epoch, 1000),
    }
    return named.get(text) or _parser_of_directives(text)


def _iso(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if _ISO_SHAPE.fullmatch(text) else None


def _serial(text: str) -> datetime | None:
    if not _SERIAL_SHAPE.fullmatch(text):
        return None
    days = float(text)
    if not EXCEL_FIRST <= days < EXCEL_LAST:
        raise BadValueError("T03")
    return EXCEL_ZERO + timedelta(seconds=round(days * 86_400))


def _epoch(parts: int, text: str) -> datetime | None:
    if not _EPOCH_SHAPE.fullmatch(text):
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(text) // parts)


def _parser_of_directives(text: str) -> Parser:
    parts = re.split(r"(%.)", text)
    pattern = "".join(_DIRECTIVES.get(part) or re.escape(part) for part in parts)
    shape = re.compile(pattern)
    return partial(_common if text == _COMMON else _any_order, shape)


def _common(shape: re.Pattern[str], text: str) -> datetime | None:
    """The commonest way of all, where every digit is in its place, in a quarter of the time."""
    if len(text) == 19 and (text[4], text[7], text[10], text[13], text[16]) == _COMMON_MARKS:
        return datetime.fromisoformat(text)
    return _any_order(shape, text)


def _any_order(shape: re.Pattern[str], text: str) -> datetime | None:
    found = shape.fullmatch(text)
    if not found:
        return None
    part = found.groupdict()
    year, month, day, minute, second = (int(part.get(name) or 0) for name in "YmdMS")
    hour = _hour_of_half(part) if part.get("I") else int(part.get("H") or 0)
    moment = datetime(year, month, day, hour, minute, second)
    return moment.replace(tzinfo=_offset(part["z"])) if part.get("z") else moment


def _hour_of_half(part: dict[str, str]) -> int:
    hour = int(part["I"])
    if not 1 <= hour <= 12:
        raise ValueError("an hour of a half day is 1 to 12")
    return hour % 12 + (12 if part["p"].upper() == "PM" else 0)


def _offset(text: str) -> timezone:
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)
