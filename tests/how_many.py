"""How many faults a test tries: few in every run, its share of SUPERVISION_FAULTS when that is set.

SUPERVISION_FAULTS=300 spreads three hundred over the kinds and over both databases.
"""

import os
from fractions import Fraction

ALL = int(os.environ.get("SUPERVISION_FAULTS", "0"))
SHARES = {  # of all faults, on each database
    "app killed": Fraction(1, 6),
    "database killed": Fraction(1, 5),  # PostgreSQL only: SQLite has no server
    "connection cut": Fraction(1, 6),  # PostgreSQL only
    "disk full": Fraction(1, 20),
    "double click": Fraction(1, 20),
    "tab closed": Fraction(1, 20),
}
ON_ONE_DATABASE = ("database killed", "connection cut")


def faults(kind: str, few: int) -> int:
    """How many faults of this kind a test tries on one database."""
    return max(round(ALL * SHARES[kind]), few) if ALL else few
