"""Personal data leaves the database masked, before it reaches a frame."""

import re

ID_NUMBER = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15})(?!\d)")
PHONE = re.compile(r"(?<!\d)1\d{10}(?!\d)")
MOST_STARS = 3


def mask_name(name: str | None) -> str:
    """The first character and a star for each further one, three at the most."""
    text = (name or "").strip()
    if len(text) <= 1:
        return "*" if text else ""
    return text[0] + "*" * min(len(text) - 1, MOST_STARS)


def mask_id_number(number: str | None) -> str:
    """The first four and the last four of eighteen characters; all of anything else."""
    text = re.sub(r"\s", "", number or "")
    if ID_NUMBER.fullmatch(text) and len(text) == 18:
        return f"{text[:4]}{'*' * 10}{text[-4:]}"
    return "*" * len(text)


def mask_phone(number: str | None) -> str:
    """The first three and the last four digits of a mobile number; all of anything else."""
    text = re.sub(r"\s", "", number or "")
    if PHONE.fullmatch(text):
        return f"{text[:3]}****{text[-4:]}"
    return "*" * len(text)


def mask_text(text: str | None) -> str:
    """Free text with every number in it that looks like an identity or a phone masked."""
    swept = ID_NUMBER.sub(lambda found: mask_id_number(found[0]), text or "")
    return PHONE.sub(lambda found: mask_phone(found[0]), swept)
