"""Key projects over three years of lists, drawn to their end and cut at the present.

Late starts gather before the Spring Festival, late starts end late, money follows an S, and most of
what goes wrong in such lists goes wrong here as well (PROJECT_VIOLATIONS).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Connection, insert

from data_access.schema import DataSource
from sample_data.links import CasePool, link_cases
from sample_data.people import applicants, person_names
from sample_data.reference import towns
from sample_data.rows import Rows

SOURCE = "key_projects"
YEARS = 3
SPRING_FESTIVALS = {
    year: date.fromisoformat(day)
    for year, day in (
        (2020, "2020-01-25"),
        (2021, "2021-02-12"),
        (2022, "2022-02-01"),
        (2023, "2023-01-22"),
        (2024, "2024-02-10"),
        (2025, "2025-01-29"),
        (2026, "2026-02-17"),
        (2027, "2027-02-06"),
        (2028, "2028-01-26"),
        (2029, "2029-02-13"),
        (2030, "2030-02-03"),
    )
}
START_MONTHS = (10, 4, 14, 10, 10, 10, 7, 6, 9, 7, 8, 5)
"""In which months starts are planned."""
ON_TIME, LATE = 0.72, 0.18
"""Shares of starts as planned and of ordinary delays; the rest begins before the next festival."""
SEA = frozenset({"310116001", "310116109", "310116112", "310116113"})
"""Towns on the coast: their projects lie inland of their centres."""


@dataclass(frozen=True)
class Kind:
    """A kind of project: who leads it, how much it costs, whether public money pays for it."""

    code: str
    weight: float
    department: str
    median: float
    is_public: bool
    names: tuple[str, ...]


KINDS = (
    Kind(
        "manufacturing",
        34,
        "economy",
        26_000,
        False,
        ("智能装备制造基地", "新材料生产线", "生物医药产业园", "汽车零部件工厂", "食品加工中心"),
    ),
    Kind(
        "infrastructure",
        20,
        "construction",
        18_000,
        True,
        ("道路改建工程", "污水处理厂扩建", "综合管廊", "桥梁新建工程"),
    ),
    Kind("water", 8, "water", 9_000, True, ("河道综合整治", "泵闸改造", "海塘加固")),
    Kind("housing", 10, "housing", 42_000, False, ("老城更新", "保障性住房", "租赁住房")),
    Kind(
        "public_service",
        14,
        "development_reform",
        12_000,
        True,
        ("九年一贯制学校", "社区卫生服务中心", "养老院", "文化活动中心"),
    ),
    Kind("agriculture", 6, "agriculture", 6_500, False, ("农业科创园", "高标准农田", "种源基地")),
    Kind("logistics", 8, "commerce", 15_000, False, ("冷链物流中心", "商贸综合体", "仓储基地")),
)
KIND_NAMES_EN = {
    "manufacturing": "Plant",
    "infrastructure": "Public works",
    "water": "Waterworks",
    "housing": "Housing",
    "public_service": "Public building",
    "agriculture": "Farm park",
    "logistics": "Logistics centre",
}

PROJECT_VIOLATIONS = {
    "not_in_statistics": (0.08, "W52"),
    "fund_held_back": (0.05, "W53"),
    "slow": (0.08, "W51"),
    "moved_twice": (0.06, "W57"),
    "moved_at_the_end": (0.07, "W57"),
    "paused": (0.06, ""),
    "pause_silent": (0.2, "W58"),
    "completed_before_start": (0.012, "T02"),
    "started_ahead": (0.006, "T06"),
    "unknown_department": (0.008, "R01"),
    "broken_link": (0.01, "R05"),
    "odd_percent": (0.012, "V02"),
    "odd_month": (0.015, "T05"),
}
"""What goes wrong, its share, and the rule that finds it; "pause_silent" is a share of pauses."""

STONES = (
    ("land", "land_use", "用地落实", "Land secured", -0.55),
    ("planning_permit", "planning_permit", "规划许可", "Planning permit", -0.30),
    ("construction_permit", "construction_permit", "施工许可", "Construction permit", -0.06),
    ("start", "", "开工", "Start", 0.0),
    ("foundation", "", "基础完工", "Foundations done", 0.22),
    ("topping_out", "", "主体封顶", "Topping out", 0.6),
    ("completion", "completion_acceptance", "竣工", "Completion", 1.0),
)
"""Milestones: kind, stage, names, and place between start (0) and completion (1)."""

REASONS = ("雨季影响施工", "管线搬迁未完成", "设计方案调整", "用地指标落实较晚", "资金安排调整")
PAUSE_REASONS = ("土壤修复", "设计变更报批", "投资方股权调整", "管线保护方案论证")
NEXT_STEPS = ("完成修复后复测，恢复施工", "变更批复后一周内复工", "专题协调会后确定复工日期")
BLOCKERS = (
    ("land", "用地指标尚未落实", "planning"),
    ("relocation", "红线内农户尚未签约", "housing"),
    ("approval", "规划许可尚未批复", "planning"),
    ("approval", "环评需补充材料", "environment"),
    ("funds", "专项资金未到位", "finance"),
    ("utilities", "电力管线搬迁未完成", "construction"),
    ("design", "设计方案需再次论证", "construction"),
    ("weather", "连续降雨影响土方施工", ""),
)
SERVICES = ("site_visit", "technical_advice", "technical_guidance")


@dataclass
class Draft:
    """A project as it is drawn: its plan, and what really comes of it."""

    number: int
    kind: Kind
    town: int
    name: str
    builder: int
    planned_start: date
    planned_end: date
    start: date
    end: date
    total: float
    faults: frozenset[str] = frozenset()
    has_new_plan: bool = False
    """Whether money and progress were planned anew once the start was late."""

    @property
    def project_id(self) -> str:
        """Its key."""
        return f"{SOURCE}:{self.number:05d}"


@dataclass
class Tables:
    """Rows of the tables of a project, as they are gathered."""

    until: datetime
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, table: str, **values: Any) -> None:  # noqa: ANN401
        """One row."""
        self.rows[table].append(values)

    def known(self, day: date) -> str | None:
        """A day as text if it has come."""
        return day.isoformat() if day <= self.until.date() else None

    def all(self) -> list[Rows]:
        """The tables with anything in them, column by column."""
        return [
            Rows(table, {name: [row[name] for row in rows] for name in rows[0]})
            for table, rows in self.rows.items()
        ]


def projects_of_the_district(
    connection: Connection, rng: np.random.Generator, count: int, until: datetime
) -> list[Rows]:
    """The rows of so many projects, and of their place in the queue."""
    source = {"source_code": SOURCE, "name": "区重点项目管理系统", "name_en": "Key project system"}
    connection.execute(insert(DataSource).values(source))
    tables = Tables(until)
    pool = CasePool.of(connection)
    stock = applicants(np.random.default_rng(int(rng.integers(2**31))))
    coordinators = person_names(rng, 60)
    for number in range(1, count + 1):
        draft = _draft(rng, number, until)
        _project(
            rng, draft, tables, stock.names, stock.numbers, stock.first_enterprise, coordinators
        )
        _years(rng, draft, tables)
        _months(rng, draft, tables)
        _milestones(rng, draft, tables)
        _pause(rng, draft, tables)
        _blockers(rng, draft, tables)
        first = link_cases(rng, pool, draft.project_id, draft.start, tables.add)
        _services(rng, draft, tables, first)
        if "broken_link" in draft.faults:
            tables.add(
                "project_case",
                project_id=draft.project_id,
                case_id="gone:1",
                stage="land_use",
                group_no=None,
            )
        tables.add("change_queue", line="project", subject_id=draft.project_id)
    return tables.all()


def _draft(rng: np.random.Generator, number: int, until: datetime) -> Draft:
    kind = KINDS[_pick(rng, [kind.weight for kind in KINDS])]
    town = _pick(rng, [town.weight for town in towns()])
    year = (
        until.year
        - YEARS
        + 1
        + int(rng.integers(-1, YEARS + 1) if rng.random() < 0.25 else rng.integers(0, YEARS))
    )
    planned_start = date(year, 1 + _pick(rng, START_MONTHS), int(rng.integers(5, 28)))
    length = int(np.clip(rng.lognormal(6.0, 0.42), 150, 1100))
    slip = _slip(rng, planned_start)
    start = planned_start + timedelta(days=slip)
    drag = int(0.6 * max(slip, 0) + rng.normal(8, 25))
    faults = frozenset(
        name for name, (share, _) in PROJECT_VIOLATIONS.items() if rng.random() < share
    )
    has_new_plan = slip > 30 and rng.random() < 0.7
    drag += int(length * rng.uniform(0.2, 0.5)) if "slow" in faults else 0
    end = start + timedelta(days=length + max(drag, -20) - max(slip, 0) // 3)
    places = (
        "枫泾",
        "亭林",
        "漕泾",
        "廊下",
        "吕巷",
        "张堰",
        "朱泾",
        "山阳",
        "金山卫",
        "湾区",
        "石化",
    )
    ordinal = ("", "一期", "二期", "三期")[int(rng.integers(0, 4))]
    stem = kind.names[int(rng.integers(0, len(kind.names)))]
    name = f"{places[int(rng.integers(0, len(places)))]}{stem}{ordinal}（{number:04d}）"
    return Draft(
        number, kind, town, name, int(rng.integers(0, 4_000)), planned_start,
        planned_start + timedelta(days=length), start, end,
        round(float(kind.median * rng.lognormal(0, 0.8)), 2), faults, has_new_plan,
    )  # fmt: skip


def _slip(rng: np.random.Generator, planned: date) -> int:
    """How many days after the plan a project starts."""
    draw = rng.random()
    if draw < ON_TIME:
        return int(rng.normal(0, 5))
    if draw < ON_TIME + LATE:
        return int(rng.gamma(2.2, 26)) + 10
    festival = next(
        (day for _, day in sorted(SPRING_FESTIVALS.items()) if day > planned + timedelta(days=45)),
        planned + timedelta(days=200),
    )
    return (festival - planned).days - int(rng.integers(3, 24))


def _project(
    rng: np.random.Generator,
    draft: Draft,
    tables: Tables,
    names: Sequence[str],
    numbers: Sequence[str],
    first_enterprise: int,
    coordinators: Sequence[str],
) -> None:
    town = towns()[draft.town]
    east, north = rng.normal(0, 0.011), rng.normal(0, 0.008)
    if town.code in SEA:
        east, north = -abs(east) * 0.6, abs(north)
    builder = first_enterprise + draft.builder
    started, completed = tables.known(draft.start), tables.known(draft.end)
    if "started_ahead" in draft.faults and started:
        started = (tables.until.date() + timedelta(days=365)).isoformat()
    if "completed_before_start" in draft.faults and started:
        completed = (draft.start - timedelta(days=30)).isoformat()
    late = rng.integers(35, 150) if "not_in_statistics" in draft.faults else rng.integers(3, 29)
    is_cancelled = rng.random() < 0.012
    tables.add(
        "project",
        project_id=draft.project_id,
        source_code=SOURCE,
        project_code=f"{draft.planned_start.year}-310116-{draft.number:06d}",
        name=draft.name,
        name_en=f"{KIND_NAMES_EN[draft.kind.code]} {draft.number:04d}",
        department_code="former_office"
        if "unknown_department" in draft.faults
        else draft.kind.department,
        coordinator=coordinators[draft.number % len(coordinators)] if rng.random() < 0.9 else None,
        town_code=town.code,
        kind=draft.kind.code,
        enterprise_code=None if draft.kind.is_public else numbers[builder],
        builder="区建设项目管理中心" if draft.kind.is_public else names[builder],
        total_investment=draft.total,
        longitude=round(town.longitude + east, 5),
        latitude=round(town.latitude + north, 5),
        started_on=started,
        completed_on=completed,
        in_statistics_on=tables.known(draft.start + timedelta(days=int(late))),
        cancelled_on=tables.known(draft.planned_start + timedelta(days=120))
        if is_cancelled and not started
        else None,
        created_at=f"{min(draft.planned_start.year, tables.until.year)}-01-04 09:00:00",
    )


def _years(rng: np.random.Generator, draft: Draft, tables: Tables) -> None:
    """Its place on the list of each year, from its start to its completion as they come."""
    first, last = draft.planned_start.year, max(draft.planned_end.year, draft.end.year)
    for year in range(max(first - 1, tables.until.year - YEARS + 1), tables.until.year + 1):
        if year > last or (year < first and rng.random() < 0.5):
            continue
        planned = _planned_money(draft, date(year, 1, 1), date(year, 12, 31))
        if year < first:
            kind = "reserve"
        elif year == first:
            kind = "start"
        else:
            kind = "complete" if year >= draft.planned_end.year else "continue"
        tables.add(
            "project_year",
            project_id=draft.project_id,
            year=year,
            list_kind=kind,
            planned_start_on=draft.planned_start.isoformat() if year == first else None,
            planned_completion_on=draft.planned_end.isoformat()
            if year == draft.planned_end.year
            else None,
            planned_investment=planned if planned > 0 else None,
            planned_fund=round(planned * 0.8, 2) if draft.kind.is_public and planned > 0 else None,
        )


def _months(rng: np.random.Generator, draft: Draft, tables: Tables) -> None:
    """A report a month, from the planned start until it is completed."""
    paid_share = rng.uniform(0.3, 0.6) if "fund_held_back" in draft.faults else rng.uniform(0.9, 1)
    luck = rng.normal(1.0, 0.03)
    first_year = tables.until.year - YEARS + 1
    month = max(draft.planned_start, date(first_year, 1, 1)).replace(day=1)
    stop = min(tables.until.date(), draft.end + timedelta(days=31))
    while month <= stop:
        following = (month + timedelta(days=32)).replace(day=1)
        last = following - timedelta(days=1)
        reported = datetime.combine(
            following + timedelta(days=int(rng.integers(2, 7))),
            time(int(rng.integers(9, 17)), int(rng.integers(0, 60))),
        )
        if reported > tables.until:
            break
        new_year = date(month.year, 1, 1)
        planned = _planned_money(draft, new_year, last)
        share = _share(draft.start, draft.end, last) - _share(draft.start, draft.end, new_year)
        invested = round(max(draft.total * share * luck * rng.normal(1, 0.02), 0), 2)
        percent = round(100 * min(_share(draft.start, draft.end, last) * luck, 1), 1)
        if "odd_percent" in draft.faults and month.month == 6:
            percent = 130.0
        label = (
            f"{month:%Y/%m}"
            if "odd_month" in draft.faults and month.month == 5
            else f"{month:%Y-%m}"
        )
        tables.add(
            "project_month",
            project_id=draft.project_id,
            month=label,
            planned_investment=planned,
            invested=invested,
            fund_paid=round(invested * 0.8 * paid_share, 2) if draft.kind.is_public else None,
            progress_percent=percent,
            planned_percent=round(100 * _planned(draft, last), 1),
            note=None,
            reported_at=f"{reported:%Y-%m-%d %H:%M:%S}",
        )
        month = following


def _milestones(rng: np.random.Generator, draft: Draft, tables: Tables) -> None:
    """Each milestone where the plan and the course put it, and the requests to move it."""
    planned_days = (draft.planned_end - draft.planned_start).days
    real_days = (draft.end - draft.start).days
    lead = min(planned_days, 420)
    for number, (kind, stage, name, name_en, place) in enumerate(STONES, start=1):
        if place < 0:
            planned = draft.planned_start + timedelta(days=int(place * lead))
            slip = (draft.start - draft.planned_start).days
            reached = planned + timedelta(
                days=int(max(slip, 0) * (1 + place)) + int(rng.normal(3, 9))
            )
            reached = min(reached, draft.start)
        else:
            planned = draft.planned_start + timedelta(days=int(place * planned_days))
            reached = draft.start + timedelta(days=int(place * real_days))
        tables.add(
            "project_milestone",
            project_id=draft.project_id,
            milestone_no=number,
            kind=kind,
            stage=stage or None,
            name=name,
            name_en=name_en,
            planned_on=planned.isoformat(),
            reached_on=tables.known(reached),
        )
        _changes(rng, draft, tables, number, planned, reached)


def _changes(
    rng: np.random.Generator,
    draft: Draft,
    tables: Tables,
    number: int,
    planned: date,
    reached: date,
) -> None:
    """A milestone that will be late is moved in half of the cases, some twice, some too late."""
    late = (reached - planned).days
    if late < 40 or rng.random() < 0.5:
        return
    at_the_end = "moved_at_the_end" in draft.faults
    before = int(rng.integers(1, 25)) if at_the_end else int(rng.integers(35, 70))
    from_on, day = planned, planned - timedelta(days=before)
    moves = 2 if "moved_twice" in draft.faults else 1
    for change in range(1, moves + 1):
        to_on = planned + timedelta(days=late * change // moves + int(rng.integers(-5, 10)))
        if day > tables.until.date():
            return
        draw = rng.random()
        is_approved = True if draw < 0.75 else (False if draw < 0.92 else None)
        tables.add(
            "project_milestone_change",
            project_id=draft.project_id,
            milestone_no=number,
            change_no=change,
            changed_at=f"{day} {int(rng.integers(9, 17)):02d}:30:00",
            from_on=from_on.isoformat(),
            to_on=to_on.isoformat(),
            reason=REASONS[int(rng.integers(0, len(REASONS)))] if rng.random() < 0.88 else None,
            is_approved=is_approved,
            approver="区重大办" if is_approved is not None else None,
        )
        from_on = to_on if is_approved else from_on
        day = max(to_on - timedelta(days=before), day + timedelta(days=20))


def _pause(rng: np.random.Generator, draft: Draft, tables: Tables) -> None:
    if "paused" not in draft.faults:
        return
    begin = draft.start + timedelta(
        days=int((draft.end - draft.start).days * rng.uniform(0.1, 0.7))
    )
    if begin > tables.until.date():
        return
    length = int(rng.integers(25, 200))
    is_silent = "pause_silent" in draft.faults
    noted = min(begin + timedelta(days=int(rng.integers(0, 60))), tables.until.date())
    tables.add(
        "project_pause",
        project_id=draft.project_id,
        pause_no=1,
        started_on=begin.isoformat(),
        ended_on=tables.known(begin + timedelta(days=length)),
        reason=None if is_silent else PAUSE_REASONS[int(rng.integers(0, len(PAUSE_REASONS)))],
        next_step=None if is_silent else NEXT_STEPS[int(rng.integers(0, len(NEXT_STEPS)))],
        expected_end_on=(begin + timedelta(days=length)).isoformat(),
        noted_at=f"{noted} 08:30:00",
    )


def _blockers(rng: np.random.Generator, draft: Draft, tables: Tables) -> None:
    window = max((min(draft.end, tables.until.date()) - draft.planned_start).days + 150, 1)
    is_late = (draft.start - draft.planned_start).days > 20
    for number in range(1, 1 + int(rng.poisson(2.2 if is_late else 0.9))):
        kind, words, office = BLOCKERS[int(rng.integers(0, len(BLOCKERS)))]
        raised = draft.planned_start + timedelta(
            days=int(rng.integers(-150, max(window - 150, -149)))
        )
        if raised > tables.until.date():
            continue
        closed = raised + timedelta(days=int(rng.gamma(1.8, 26)) + 3)
        is_closed = closed <= tables.until.date()
        tables.add(
            "project_blocker",
            project_id=draft.project_id,
            blocker_no=number,
            kind=kind,
            description=words,
            department_code=office or None,
            raised_at=f"{raised} 10:00:00",
            promised_on=(raised + timedelta(days=int(rng.integers(20, 60)))).isoformat()
            if rng.random() < 0.8
            else None,
            closed_at=f"{closed} 09:00:00" if is_closed else None,
        )


def _services(
    rng: np.random.Generator, draft: Draft, tables: Tables, first: datetime | None
) -> None:
    """Two projects of three are helped, mostly before they apply."""
    begin = first or datetime.combine(draft.planned_start - timedelta(days=150), time(9))
    for number in range(1, 1 + int(rng.integers(1, 4)) * int(rng.random() < 0.66)):
        served = begin - timedelta(days=int(rng.integers(3, 90)))
        if rng.random() < 0.1:
            served = begin + timedelta(days=int(rng.integers(5, 60)))
        if served <= tables.until:
            tables.add(
                "project_service",
                project_id=draft.project_id,
                service_no=number,
                kind=SERVICES[int(rng.integers(0, len(SERVICES)))],
                served_at=f"{served:%Y-%m-%d %H:%M:%S}",
                department_code=("planning", "environment", "construction")[
                    int(rng.integers(0, 3))
                ],
                officer=None,
            )


def _planned_money(draft: Draft, first: date, last: date) -> float:
    return round(draft.total * (_planned(draft, last) - _planned(draft, first)), 2)


def _planned(draft: Draft, day: date) -> float:
    """What part is planned to be done by a day."""
    if not draft.has_new_plan:
        return _share(draft.planned_start, draft.planned_end, day)
    length = draft.planned_end - draft.planned_start
    return _share(draft.start, draft.start + length, day)


def _share(start: date, end: date, day: date) -> float:
    """What part is done by a day: slowly at first and at the end, an S."""
    part = min(max((day - start).days / max((end - start).days, 1), 0.0), 1.0)
    return part * part * (3 - 2 * part)


def _pick(rng: np.random.Generator, weights: Sequence[float]) -> int:
    shares = np.array(weights, dtype=float)
    return int(rng.choice(len(shares), p=shares / shares.sum()))
