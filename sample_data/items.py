"""The catalogue: every kind of licence with its actions, limits and ways of service."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from sample_data.reference import departments, rows_of

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

ACTIONS = {
    "-": ("", ""),
    "N": ("（新办）", " (new)"),
    "C": ("（变更）", " (change)"),
    "R": ("（延续）", " (renewal)"),
    "X": ("（注销）", " (cancellation)"),
    "L": ("（补证）", " (replacement of a lost document)"),
}
ACTION_WEIGHTS = {"-": 1.0, "N": 1.0, "C": 0.55, "R": 0.4, "X": 0.2, "L": 0.12}
ONLINE_DEPTHS = ("none", "pre_check", "unified_acceptance", "fully_online")
ONLINE_SHARES = (0.08, 0.2, 0.3, 0.42)
CENTRALISED_SHARE = 0.55
OPENS_ON_SITE = frozenset({"strict", "joint", "project", "natural_long"})


@dataclass(frozen=True)
class Profile:
    """What items of one kind have in common: limits in their unit, and who decides."""

    statutory: int | None
    promised: tuple[int, int] | None
    levels: tuple[str, ...]
    unit: str = "working_day"
    case_kind: str = "committed"


PROFILES = {
    "licence": Profile(20, (5, 14), ("two_persons", "two_persons", "three_levels")),
    "strict": Profile(20, (10, 18), ("three_levels", "three_levels", "two_persons")),
    "project": Profile(30, (12, 21), ("three_levels",)),
    "joint": Profile(45, (20, 32), ("three_levels",)),
    "quick": Profile(15, (1, 8), ("one_person", "two_persons")),
    "instant": Profile(5, (0, 1), ("one_person",), case_kind="instant"),
    "benefit": Profile(30, (12, 24), ("two_persons", "three_levels")),
    "report": Profile(20, (6, 14), ("two_persons", "three_levels"), case_kind="reported_up"),
    "natural": Profile(30, (15, 26), ("two_persons",), unit="natural_day"),
    "natural_long": Profile(60, (30, 50), ("three_levels",), unit="natural_day"),
    "natural_week": Profile(20, (7, 11), ("two_persons",), unit="natural_day"),
    "natural_quick": Profile(60, (15, 31), ("one_person",), unit="natural_day"),
    "hours": Profile(24, (8, 9), ("one_person",), unit="working_hour"),
    "open": Profile(None, None, ("one_person",)),
}


@dataclass(frozen=True)
class SampleItem:
    """An item of the catalogue with what the drawing of its cases needs beside the declaration."""

    code: str
    name: str
    name_en: str
    department: int
    kind: str
    action: str
    case_kind: str
    promised: int | None
    statutory: int | None
    unit: str
    level: str
    service_class: str
    online_depth: str
    max_visits: int
    is_centralised: bool
    is_joint: bool
    needs_document: bool
    delivery_limit: int | None
    has_on_site: bool
    weight: float


@cache
def catalogue() -> tuple[SampleItem, ...]:
    """Every item: the same in every sample, whatever its seed."""
    rng = np.random.default_rng(310116)
    place = {department.code: number for number, department in enumerate(departments())}
    subjects = rows_of("subjects")
    items: list[SampleItem] = []
    for number, row in enumerate(subjects, start=1):
        profile = row["profile"]
        department = place[row["department_code"]]
        rank = sum(item["department_code"] == row["department_code"] for item in subjects[:number])
        for action in row["actions"]:
            code = f"{department + 1:02d}-{number:03d}-{len(items) % 1000:03d}"
            items.append(_item(rng, row, code, department, profile, action, rank))
    return tuple(items)


def _item(
    rng: np.random.Generator,
    row: dict[str, str],
    code: str,
    department: int,
    profile_name: str,
    action: str,
    rank: int,
) -> SampleItem:
    is_light = action in "XL" and profile_name in ("licence", "strict", "quick")
    profile = PROFILES["instant" if action == "L" and is_light else profile_name]
    promised = int(rng.integers(*profile.promised)) if profile.promised else None
    if promised and profile.unit == "working_day" and action in "CRX":
        promised = max(1, round(promised * {"C": 0.7, "R": 0.8, "X": 0.5}[action]))
    depth = str(rng.choice(ONLINE_DEPTHS, p=ONLINE_SHARES))
    zh, en = ACTIONS[action]
    return SampleItem(
        code=code,
        name=row["name"] + zh,
        name_en=row["name_en"] + en,
        department=department,
        kind=row["kind"],
        action=action,
        case_kind=profile.case_kind,
        promised=promised,
        statutory=profile.statutory,
        unit=profile.unit,
        level=str(rng.choice(profile.levels)),
        service_class=_service_class(rng, profile, promised),
        online_depth=depth,
        max_visits=0 if depth == "fully_online" else 1 + int(rng.random() < 0.25),
        is_centralised=bool(rng.random() < CENTRALISED_SHARE),
        is_joint=profile_name == "joint",
        needs_document=action != "X" and row["kind"] in ("licence", "confirmation"),
        delivery_limit=3 if depth == "fully_online" and rng.random() < 0.3 else None,
        has_on_site=profile_name in OPENS_ON_SITE and action in "-NR",
        weight=ACTION_WEIGHTS[action] / rank**1.1,
    )


def _service_class(rng: np.random.Generator, profile: Profile, promised: int | None) -> str:
    if profile.case_kind == "instant":
        return "on_the_spot"
    if promised == 1 and profile.unit == "working_day":
        return "on_the_spot" if rng.random() < 0.5 else "within_limit"
    return "early" if rng.random() < 0.35 else "within_limit"


@dataclass(frozen=True)
class ItemTable:
    """The catalogue as arrays, one place an item; limits are in working days, at least 0."""

    department: Ints
    share: Floats
    promised_days: Ints
    promised_natural: Ints
    statutory_days: Ints
    people: Ints
    max_visits: Ints
    is_instant: Bools
    is_committed: Bools
    is_reported_up: Bools
    is_renewal: Bools
    is_joint: Bools
    is_centralised: Bools
    is_fully_online: Bools
    has_pre_check: Bools
    has_on_site: Bools
    needs_document: Bools
    is_timed: Bools
    is_filing: Bools
    is_on_the_spot: Bools
    in_working_days: Bools
    in_natural_days: Bools


@cache
def item_table() -> ItemTable:
    """The arrays of the catalogue."""
    items = catalogue()
    department = np.array([item.department for item in items])
    weight = np.array([item.weight for item in items])
    within = np.bincount(department, weights=weight)
    volume = np.array([entry.weight for entry in departments()])
    return ItemTable(
        department=department,
        share=weight / within[department] * volume[department] / volume.sum(),
        promised_days=np.array([_working_days(item.promised, item.unit) for item in items]),
        promised_natural=np.array(
            [item.promised or 0 if item.unit == "natural_day" else 9999 for item in items]
        ),
        statutory_days=np.array([_statutory_days(item) for item in items]),
        people=np.array(
            [("one_person", "two_persons", "three_levels").index(i.level) + 1 for i in items]
        ),
        max_visits=np.array([item.max_visits for item in items]),
        is_instant=np.array([item.case_kind == "instant" for item in items]),
        is_committed=np.array([item.case_kind != "instant" for item in items]),
        is_reported_up=np.array([item.case_kind == "reported_up" for item in items]),
        is_renewal=np.array([item.action == "R" for item in items]),
        is_joint=np.array([item.is_joint for item in items]),
        is_centralised=np.array([item.is_centralised for item in items]),
        is_fully_online=np.array([item.online_depth == "fully_online" for item in items]),
        has_pre_check=np.array([item.online_depth != "none" for item in items]),
        has_on_site=np.array([item.has_on_site for item in items]),
        needs_document=np.array([item.needs_document for item in items]),
        is_timed=np.array([item.promised is not None for item in items]),
        is_filing=np.array([item.kind in ("service", "other") for item in items]),
        is_on_the_spot=np.array([item.service_class == "on_the_spot" for item in items]),
        in_working_days=np.array([item.unit == "working_day" for item in items]),
        in_natural_days=np.array([item.unit == "natural_day" for item in items]),
    )


def _working_days(limit: int | None, unit: str) -> int:
    """Working days that surely lie within a limit of any unit; ten where there is none."""
    if limit is None:
        return 10
    if unit == "natural_day":
        return max(1, limit * 5 // 7 - 1)
    return 0 if unit == "working_hour" else limit


def _statutory_days(item: SampleItem) -> int:
    """Working days after which the statutory limit is surely past."""
    if item.unit == "working_hour":
        return 4
    return (item.statutory or 40) if item.unit == "working_day" else (item.statutory or 40) * 5 // 7
