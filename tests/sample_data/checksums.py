"""The check characters that real numbers have, one number at a time."""

from sample_data.people import CREDIT_LETTERS

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity_check(body: str) -> str:
    """The check digit that a real identity number would have (GB 11643)."""
    total = sum(int(digit) * weight for digit, weight in zip(body, ID_WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def credit_check(body: str) -> str:
    """The check character that a real credit code would have (GB 32100)."""
    total = sum(
        CREDIT_LETTERS.index(letter) * pow(3, place, 31) for place, letter in enumerate(body)
    )
    return CREDIT_LETTERS[(31 - total % 31) % 31]
