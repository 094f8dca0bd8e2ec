"""A finding: what a rule says of a subject, as an interval of time."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Level(StrEnum):
    """How serious a finding is; soon, yellow and red are the lights of a case."""

    HINT = "hint"
    SOON = "soon"
    YELLOW = "yellow"
    RED = "red"
    ORDER = "order"

    @property
    def rank(self) -> int:
        """Its place from the mildest, 0, to the gravest, 4."""
        return _RANKS[self]


_RANKS = {level: rank for rank, level in enumerate(Level)}
LIGHTS = (Level.SOON, Level.YELLOW, Level.RED)


@dataclass(slots=True)
class Finding:
    """It has occurred from `occurs_at` on (that may lie ahead) and is open until `ends_at`."""

    rule: str
    level: Level
    occurs_at: datetime
    ends_at: datetime | None = None
    due_at: datetime | None = None
    episode: int = 1
    step_code: str = ""
    officer: str = ""
    evidence: dict[str, str | int | float] = field(default_factory=dict)
    rule_no: str = ""  # of the declared rule that a case broke
