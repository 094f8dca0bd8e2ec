"""What appeals are made of: their sources, their classes, and the tree of their categories."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from sample_data.items import Ints
from sample_data.reference import Source, departments, rows_of
from sample_data.rhythm import Floats

CLOUD = Source("enterprise_cloud", "企业服务云", "Enterprise service cloud")
CENTRE = Source("enterprise_centre", "企业服务中心", "Enterprise service centre")
HOTLINE = Source("hotline_12345", "12345 市民服务热线", "12345 hotline")
WATCH = Source("public_watch", "外部监督归集", "Public signals")
SOURCES = (CLOUD, CENTRE, HOTLINE, WATCH)
CHANNELS = ("online", "centre", "phone", "visit", "hotline", "other")
CHANNEL_SHARES = (0.4, 0.14, 0.19, 0.08, 0.16, 0.03)
SOURCE_OF_CHANNEL = (0, 1, 1, 1, 2, 0)
LIMITS = ("sign", "contact", "reply", "close", "redo")
SLOW_APPROVAL = "slow_approval"
HOT_DAYS = 22.0
HOT = (
    ("power_supply", 480, 7.0),
    ("subsidy", 300, 5.0),
    ("school_places", 140, 6.0),
    ("odour", 75, 14.0),
    ("drainage", 30, 6.0),
    ("talent_housing", 4, 5.0),
    ("recruiting", 640, 5.0),
    ("power_supply", 120, 5.0),
)
"""Themes that rise and fall: the category, how many days ago it was hottest, how many times."""


@dataclass(frozen=True)
class Category:
    """A theme at the bottom of the tree: its class, its department, its share of the appeals."""

    code: str
    name: str
    class_place: int
    department: int
    weight: float


@cache
def class_rows() -> list[dict[str, str | int | None]]:
    """The rows of appeal_class."""
    return [
        {
            name: None if not text else int(text) if name.endswith("_limit") else text
            for name, text in row.items()
        }
        for row in rows_of("appeal_classes")
    ]


@cache
def class_codes() -> tuple[str, ...]:
    """The classes in their order."""
    return tuple(str(row["class_code"]) for row in class_rows())


def category_rows() -> list[dict[str, str | None]]:
    """The rows of appeal_category, the whole tree."""
    names = ("category_code", "parent_code", "name", "name_en", "class_code")
    return [{name: row[name] or None for name in names} for row in rows_of("appeal_categories")]


@cache
def categories() -> tuple[Category, ...]:
    """The themes that appeals have."""
    place = {department.code: number for number, department in enumerate(departments())}
    return tuple(
        Category(
            row["category_code"],
            row["name"],
            class_codes().index(row["class_code"]),
            place[row["department_code"]],
            float(row["weight"]),
        )
        for row in rows_of("appeal_categories")
        if row["parent_code"]
    )


def category_shares(days_ago: Ints) -> Floats:
    """The share of each category, a row for each of these days: some are hot for a while."""
    weights = np.tile([category.weight for category in categories()], (len(days_ago), 1))
    codes = [category.code for category in categories()]
    for code, hottest, times in HOT:
        bump = np.exp(-(((days_ago - hottest) / HOT_DAYS) ** 2))
        weights[:, codes.index(code)] *= 1 + (times - 1) * bump
    shares: Floats = weights / weights.sum(axis=1, keepdims=True)
    return shares
