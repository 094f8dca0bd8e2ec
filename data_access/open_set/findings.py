"""Words of findings in the open set."""

from data_access.open_set.rows import Chosen
from data_access.open_set.seconds import Array
from data_access.open_set.sets import OpenSet
from supervision.findings import Level

LEVELS = tuple(level.value for level in Level)
"""By rank."""


def levels(ranks: Array) -> list[str]:
    """The level of each rank."""
    return [LEVELS[rank] for rank in ranks.tolist()]


def finding_ids(known: OpenSet, found: Chosen) -> list[str]:
    """The keys of findings: subject, rule, level and episode."""
    parts = zip(
        known.case_of(found)["case_id"].tolist(),
        known.words("rule", found),
        levels(found["level_rank"]),
        found["episode"].tolist(),
        strict=True,
    )
    return [f"{subject}|{rule}|{level}|{episode}" for subject, rule, level, episode in parts]
