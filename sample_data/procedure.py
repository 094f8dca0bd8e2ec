"""The declared procedure of each item, and the rules that hold between its steps."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from sample_data.items import Ints, SampleItem, catalogue

SLOTS = ("receive", "accept", "review", "on_site", "recheck", "approve", "deliver")
"""The steps that there can be, in order; a recheck is a second review, of the second level."""
KINDS = ("receive", "accept", "review", "on_site", "review", "approve", "deliver")
NAMES = (
    ("收件", "Receipt"),
    ("受理", "Acceptance"),
    ("审查", "Review"),
    ("现场核查", "On-site check"),
    ("复核", "Second review"),
    ("决定", "Decision"),
    ("送达", "Delivery"),
)
WORK = slice(2, 6)
"""The slots that share the promised limit: review, on-site check, second review, decision."""
WORK_SHARES = (0.4, 0.25, 0.15, 0.2)
ACCEPTANCE_DAYS, DELIVERY_DAYS = 5, 10


@dataclass(frozen=True)
class DeclaredRule:
    """A rule about steps as a district would declare it."""

    number: str
    item: str
    form: str
    first: str
    second: str | None
    words: tuple[str, str]
    article: tuple[str, str]
    level: str = "yellow"


def has_slots(item: SampleItem) -> tuple[bool, ...]:
    """Which of the slots an item declares."""
    return (
        True,
        True,
        True,
        item.has_on_site,
        item.level == "three_levels" and item.case_kind != "instant",
        True,
        item.needs_document,
    )


def work_limits(item: SampleItem) -> tuple[int, ...]:
    """Working days of the four work slots; 0 where an item has no such step or declares none."""
    if item.case_kind == "instant" or item.promised is None or item.unit != "working_day":
        return (0, 0, 0, 0)
    present = has_slots(item)[WORK]
    total = sum(share for share, has in zip(WORK_SHARES, present, strict=True) if has)
    days = [
        max(1, int(item.promised * share / total)) if has else 0
        for share, has in zip(WORK_SHARES, present, strict=True)
    ]
    days[0] += max(0, item.promised - sum(days))
    return tuple(days)


def step_limit(item: SampleItem, slot: int) -> int | None:
    """The declared working days of one step, or None."""
    if SLOTS[slot] == "accept":
        return ACCEPTANCE_DAYS
    if SLOTS[slot] == "deliver":
        return item.delivery_limit or DELIVERY_DAYS
    return work_limits(item)[slot - WORK.start] or None if 2 <= slot < 6 else None


@cache
def slot_table() -> Ints:
    """One row an item, one column a slot: 1 where the item has that step."""
    return np.array([has_slots(item) for item in catalogue()]).astype(np.int64)


@cache
def work_table() -> Ints:
    """One row an item, one column a work slot: its limit in working days."""
    return np.array([work_limits(item) for item in catalogue()])


def declared_rules() -> list[DeclaredRule]:
    """Rules for every item, and a few that single items declare."""
    common = [
        DeclaredRule(
            "P01",
            "",
            "precedence",
            "accept",
            "review",
            ("审查须在受理之后", "Review only after acceptance"),
            ("《行政许可法》第三十四条", "Administrative Licensing Law, article 34"),
        ),
        DeclaredRule(
            "P02",
            "",
            "precedence",
            "review",
            "approve",
            ("决定须在审查之后", "A decision only after review"),
            ("《行政许可法》第三十七条", "Administrative Licensing Law, article 37"),
        ),
        DeclaredRule(
            "P03",
            "",
            "precedence",
            "approve",
            "deliver",
            ("送达须在决定之后", "Delivery only after the decision"),
            ("《行政许可法》第四十四条", "Administrative Licensing Law, article 44"),
        ),
        DeclaredRule(
            "P04",
            "",
            "at_most_once",
            "accept",
            None,
            ("一件申请只受理一次", "An application is accepted once"),
            ("《行政许可法》第三十二条", "Administrative Licensing Law, article 32"),
        ),
    ]
    return common + [rule for item in catalogue() for rule in _own_rules(item)]


def _own_rules(item: SampleItem) -> list[DeclaredRule]:
    if item.level == "three_levels" and item.has_on_site and item.is_centralised:
        return [
            DeclaredRule(
                f"P05-{item.code}",
                item.code,
                "different_persons",
                "review",
                "approve",
                ("审查人与决定人不得为同一人", "Review and decision by different persons"),
                ("区分级授权目录", "The district's list of delegated powers"),
            )
        ]
    if item.online_depth == "fully_online" and item.case_kind == "instant":
        return [
            DeclaredRule(
                f"P06-{item.code}",
                item.code,
                "absence",
                "on_site",
                None,
                ("即办事项不得要求现场核查", "No on-site check for an instant item"),
                ("区即办事项目录", "The district's list of instant items"),
                "hint",
            )
        ]
    return []
