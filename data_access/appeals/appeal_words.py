"""What enterprises and persons are called and wrote in appeals, masked on the way out."""

from collections.abc import Mapping
from typing import Any

from data_access.approvals.case import mask_applicant
from data_access.masking import mask_name, mask_text

Row = Mapping[Any, Any]


def mask_enterprise(row: Row) -> str | None:
    """The name of the enterprise, its middle hidden; None where the source tells none."""
    name = row["enterprise_name"]
    return mask_applicant("enterprise", name) if isinstance(name, str) and name else None


def masked_words(row: Row, words: str) -> str:
    """Free text of an appeal: numbers and addresses masked, and the names its own row tells."""
    swept = mask_text(words)
    firm, person = _text(row["enterprise_name"]), _text(row["contact_name"])
    for name, masked in ((firm, mask_enterprise(row)), (person, mask_name(person))):
        if name and masked:
            swept = swept.replace(name, masked)
    return swept


def own_words(row: Row, *, sees_all: bool) -> str:
    """What the enterprise said last: at the call-back, else in its appeal; "" where nothing is."""
    said = (row.get("note"), row["content"], row["title"])
    words = next((one for one in said if isinstance(one, str) and one.strip()), "")
    return words if sees_all else masked_words(row, words)


def _text(value: object) -> str:
    """The text of a cell that may be empty."""
    return value.strip() if isinstance(value, str) else ""
