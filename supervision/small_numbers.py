"""How far a rate can be trusted: its interval, and the counts below which it is not shown."""

from math import sqrt

ENOUGH_FOR_RATE = 30
"""Cases; a unit with fewer is shown grey below the others and is not ranked."""
ENOUGH_FOR_PERCENTILE = 10
"""Cases; with fewer, a median or a ninth decile is one clerk's bad day and is not shown."""
Z_95 = 1.96


def wilson(good: int, total: int, z: float = Z_95) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson): wide for few cases, never outside 0 to 1.

    Raises ValueError when there is nothing to divide by, or more good cases than cases.
    """
    if not 0 <= good <= total or total == 0:
        raise ValueError(f"{good} of {total} is no share")
    share, spread = good / total, z * z / total
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / total + spread / (4 * total)) / (1 + spread)
    return max(middle - half, 0.0), min(middle + half, 1.0)
