"""Personal data leaves the database masked, before it reaches a frame.

What is hidden here is never sent to a browser; hiding on the page would be no masking.
"""

import re
import string
from datetime import date

import pandas as pd

ID_NUMBER = re.compile(r"(?<!\d)(?:\d{6}[ -]?\d{8}[ -]?\d{3}[\dXx]|\d{15})(?!\d)")
PHONE = re.compile(r"(?<!\d)(?:\+?86[ -]?)?1\d{2}[ -]?\d{4}[ -]?\d{4}(?!\d)")
LANDLINE = re.compile(r"0\d{2,3}[ -]?\d{7,8}")
EMAIL = re.compile(r"\b([\w.+-])[\w.+-]*(@[\w-]+\.[\w.-]+)", re.ASCII)
FULL_WIDTH = 0xFEE0
"""How far a full-width character stands behind its narrow one."""
NARROW = {ord(mark) + FULL_WIDTH: mark for mark in string.digits + string.ascii_letters + "+-.@"}
MOST_STARS = 3
ID_LENGTH = 18
ID_CHECKS = "10X98765432"
"""The check digit of an identity number by the remainder (GB 11643)."""
EARLIEST_BIRTH = 1850


def mask_name(name: str | None) -> str:
    """The first character and a star for each further one, three at the most."""
    text = (name or "").strip()
    if len(text) <= 1:
        return "*" if text else ""
    return text[0] + "*" * min(len(text) - 1, MOST_STARS)


def mask_id_number(number: str | None) -> str:
    """The first four and the last four of eighteen characters; all of anything else."""
    text = re.sub(r"[\s-]", "", _narrow(number))
    if ID_NUMBER.fullmatch(text) and len(text) == ID_LENGTH:
        return f"{text[:4]}{'*' * 10}{text[-4:]}"
    return "*" * len(text)


def is_identity_number(number: str | None) -> bool:
    """Whether it is, or may be, the number of a person.

    Eighteen characters with a birthday and the right check digit, or fifteen digits: no credit
    code of an enterprise has fifteen.
    """
    text = re.sub(r"[\s-]", "", _narrow(number)).upper()
    if not ID_NUMBER.fullmatch(text):
        return False
    if len(text) != ID_LENGTH:
        return True
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(text[:-1]))
    return text[-1] == ID_CHECKS[total % 11] and _is_day(text[6:14])


def _is_day(text: str) -> bool:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])).year >= EARLIEST_BIRTH
    except ValueError:
        return False


def mask_phone(number: str | None) -> str:
    """The first three and the last four digits of a mobile number, the area code of another.

    Several numbers in one field are masked each; of anything else all.
    """
    text = _narrow(number).strip()
    parts = re.split(r"([,;/、，；\s]+)", text)
    if len(parts) > 1 and not PHONE.fullmatch(text) and not LANDLINE.fullmatch(text):
        return "".join(part if place % 2 else mask_phone(part) for place, part in enumerate(parts))
    digits = re.sub(r"[\s+-]", "", text)
    if PHONE.fullmatch(text):
        own = digits.removeprefix("86") if len(digits) > 11 else digits
        return f"{own[:3]}****{own[-4:]}"
    if LANDLINE.fullmatch(text):
        area = 3 if digits[1] in "12" else 4
        return f"{digits[:area]}{'*' * (len(digits) - area)}"
    return "*" * len(text)


def mask_text(text: str | None) -> str:
    """Free text with every identity number, mobile number and mail address in it masked.

    Full-width digits count as digits, so the text comes back in its narrow form where it held any.
    """
    plain = text or ""
    narrow = _narrow(plain)
    swept = ID_NUMBER.sub(lambda found: mask_id_number(found[0]), narrow)
    swept = PHONE.sub(lambda found: mask_phone(found[0]), swept)
    swept = EMAIL.sub(r"\1***\2", swept)
    return plain if swept == narrow else swept


def mask_columns(frame: pd.DataFrame, *names: str) -> pd.DataFrame:
    """The frame with the free text of these columns masked; what is missing stays missing."""
    for name in names:
        frame[name] = frame[name].map(mask_text, na_action="ignore")
    return frame


def _narrow(text: str | None) -> str:
    """Full-width digits and letters, and the signs in numbers and addresses, as narrow ones."""
    return (text or "").translate(NARROW)
