"""A batch as rows of the contract tables, dirty rows included."""

import numpy as np

from sample_data.batch import CHANNELS, Batch, World
from sample_data.course import (
    AFTER_EXPIRY,
    NO_ACCEPTANCE,
    NO_APPROVER,
    NO_NOTICE,
    OUTCOMES,
    REFUSAL,
    SECOND,
)
from sample_data.items import Bools, Ints, catalogue, item_table
from sample_data.procedure import KINDS, NAMES, SLOTS
from sample_data.reference import departments, sources, towns
from sample_data.rhythm import DAY, HOUR, NEVER
from sample_data.rows import Column, Rows, chosen, days, moments, numbers, where
from sample_data.steps import ACCEPT, APPROVE, NOBODY, ON_SITE

REASONS = (
    "申请材料不符合法定形式",
    "申请人不具备规定的条件",
    "经现场核查不符合要求",
    "不符合国土空间规划",
    "与登记信息不一致",
    "申请事项依法不属于本机关职权",
)
PAUSE_KINDS = (
    "hearing",
    "bidding",
    "auction",
    "inspection",
    "testing",
    "quarantine",
    "appraisal",
    "expert_review",
    "other",
)
PAUSE_SHARES = (0.06, 0.05, 0.02, 0.2, 0.17, 0.04, 0.16, 0.3)
PAUSE_REASONS = (
    "依法组织听证",
    "依法招标",
    "依法拍卖",
    "需现场检验",
    "需检测机构检测",
    "需检疫",
    "需鉴定",
    "需专家评审",
    "等待内部会商",
)
EXTENSION_REASONS = ("情况复杂，需补充论证", "需征求相关部门意见", "需上级部门确认")
MATERIALS = (
    "身份证明",
    "场所使用证明",
    "营业执照副本",
    "平面布置图",
    "授权委托书",
    "检验报告",
    "公示材料",
)
UNKNOWN_DEPARTMENT, UNKNOWN_ITEM = "former_office", "99-000-000"
UNREADABLE = ("2026-13-40 10:00:00", "待定", "20260231", "00:00")
BAD_SCORE = 2
FAR_FUTURE_DAYS = 13_000
"""A year with two digits exchanged, 2026 typed as 2062, is about so far off."""


def batch_rows(
    rng: np.random.Generator, batch: Batch, world: World, until: int, *, is_sqlite: bool
) -> list[Rows]:
    """The rows of all tables; unreadable times only where the database takes them."""
    ids = _case_ids(batch)
    return [
        _cases(rng, batch, world, ids, until, is_sqlite=is_sqlite),
        _steps(batch, world, ids, until),
        _pauses(rng, batch, world, ids, until),
        _extensions(rng, batch, world, ids, until),
        _notices(rng, batch, ids, until),
        _ratings(rng, batch, ids, until),
        Rows("change_queue", {"line": ["approval"] * len(batch), "subject_id": ids}),
    ]


def _case_ids(batch: Batch) -> Column:
    stamps = days(batch.course.received // DAY, NEVER)
    return [
        f"{str(stamp).replace('-', '')}-{number:05d}"
        for stamp, number in zip(stamps, batch.number.tolist(), strict=True)
    ]


def _cases(
    rng: np.random.Generator,
    batch: Batch,
    world: World,
    ids: Column,
    until: int,
    *,
    is_sqlite: bool,
) -> Rows:
    course, faults, table = batch.course, batch.faults, item_table()
    places = departments()
    source = np.array([place.source for place in places])[batch.department]
    case_no: Column = [
        f"{number + 1:02d}-{case_id}"
        for number, case_id in zip(batch.department.tolist(), ids, strict=True)
    ]
    is_over = np.minimum(course.decided, course.closed) <= until
    refused = np.isin(course.outcome, (REFUSAL, NO_ACCEPTANCE)) & is_over
    reason = np.where(refused & ~faults["no_reason"], rng.integers(0, len(REASONS), len(ids)), -1)
    created = np.where(batch.created <= until, batch.created, course.received)
    rows = Rows(
        "approval_case",
        {
            "case_id": ids,
            "source_code": chosen([entry.code for entry in sources()], source),
            "case_no": case_no,
            "item_code": chosen([item.code for item in catalogue()], batch.item),
            "department_code": chosen([place.code for place in places], batch.department),
            "town_code": chosen([town.code for town in towns()], batch.town),
            "channel": chosen(CHANNELS, batch.channel),
            "applicant_kind": chosen(("person", "enterprise"), batch.is_enterprise.astype(int)),
            "applicant_name": chosen(world.applicants.names, batch.applicant),
            "applicant_id_no": chosen(world.applicants.numbers, batch.applicant),
            "applicant_phone": chosen(world.applicants.phones, batch.applicant),
            "officer": chosen(world.teams.names, batch.officers.first),
            "handled_by": chosen(("bureau", "approval_section"), batch.in_section.astype(int)),
            "receipt_no": [
                "" if none_given else f"R{number}"
                for number, none_given in zip(case_no, faults["no_receipt"], strict=True)
            ],
            "precheck_submitted_at": moments(batch.precheck_submitted, until),
            "precheck_answered_at": moments(batch.precheck_answered, until),
            "received_at": moments(course.received, until),
            "accepted_at": moments(course.accepted, until),
            "decided_at": moments(course.decided, until),
            "delivered_at": moments(course.delivered, until),
            "closed_at": moments(course.closed, until),
            "outcome": chosen(OUTCOMES, np.where(is_over, course.outcome, -1)),
            "decision_reason": chosen(REASONS, reason),
            "remedy_told": numbers((reason >= 0).astype(int), refused),
            "promised_due_at": moments(_own_promise(batch, world), NEVER - 1),
            "source_verdict": _verdicts(batch, until),
            "renews_expiry_on": days(course.expiry, NEVER - 1),
            "visits": numbers(batch.visits, table.max_visits[batch.item] < 9),
            "created_at": moments(created, until),
        },
    )
    _spoil(rows, batch, until, is_sqlite=is_sqlite)
    return rows


def _own_promise(batch: Batch, world: World) -> Ints:
    """The tax system sends the due time of each committed case along; the others leave it to us."""
    table, course = item_table(), batch.course
    by_tax = np.array([place.code == "tax" for place in departments()])[batch.department]
    has = by_tax & table.is_committed[batch.item] & table.is_timed[batch.item]
    has &= (course.accepted < NEVER) & ~course.pauses.has & ~course.extensions.has
    start = np.where(has, course.accepted, course.received) // DAY
    due = world.rhythm.add(start, table.promised_days[batch.item]) * DAY + DAY - 1
    return np.where(has, due, NEVER)


def _verdicts(batch: Batch, until: int) -> Column:
    """The market system judges its own cases, and counts time in pauses."""
    table, course = item_table(), batch.course
    judges = np.array([place.code == "market_regulation" for place in departments()])
    used = course.used + course.pauses.days
    verdict = (used > table.promised_days[batch.item]).astype(np.int64)
    has = judges[batch.department] & (course.decided <= until) & table.is_committed[batch.item]
    return chosen(("on_time", "overdue"), np.where(has, verdict, -1))


def _spoil(rows: Rows, batch: Batch, until: int, *, is_sqlite: bool) -> None:
    """Make the dirty rows dirty."""
    faults, columns, course = batch.faults, rows.columns, batch.course

    def put(name: str, fault: Bools, values: Column) -> None:
        for place in np.flatnonzero(fault).tolist():
            columns[name][place] = values[place]

    count = len(batch)
    put("department_code", faults["unknown_department"], [UNKNOWN_DEPARTMENT] * count)
    unknown: Column = [UNKNOWN_ITEM, None] * (count // 2 + 1)
    put("item_code", faults["unknown_item"], unknown[:count])
    backwards = faults["closed_too_early"] & (course.closed <= until) & (course.accepted <= until)
    put("closed_at", backwards, moments(np.minimum(course.accepted, until) - 5 * DAY, NEVER))
    accepted = course.accepted <= until
    future = np.where(accepted, course.accepted, 0) + FAR_FUTURE_DAYS * DAY
    put("accepted_at", faults["future"] & accepted, moments(future, NEVER))
    for name in ("received_at", "accepted_at"):
        put(name, faults["no_times"], [None] * count)
    if is_sqlite:
        junk: Column = [UNREADABLE[place % len(UNREADABLE)] for place in range(count)]
        put("accepted_at", faults["unreadable"] & accepted, junk)


def _steps(batch: Batch, world: World, ids: Column, until: int) -> Rows:
    steps, course = batch.steps, batch.course
    known = steps.exists & (steps.handed <= until)
    case, _ = np.nonzero(known)
    slot = steps.slot[known]
    number = known.cumsum(axis=1)[known]
    ended = steps.ended[known]
    officers = chosen(world.teams.names, steps.officer[known])
    on_site = slot == ON_SITE
    companion = np.where(on_site, steps.companion[case], NOBODY)
    for place in np.flatnonzero(companion != NOBODY).tolist():
        officers[place] = f"{officers[place]}、{world.teams.names[companion[place]]}"
    outcome = course.outcome[case]
    result = np.where((slot == APPROVE) & (outcome == REFUSAL), 1, 0)
    result = np.where(slot == ACCEPT, 2, result)
    return Rows(
        "case_step",
        {
            "case_id": chosen([str(name) for name in ids], case),
            "step_no": list(number.tolist()),
            "step_code": chosen(SLOTS, slot),
            "name": chosen([zh for zh, _ in NAMES], slot),
            "kind": chosen(KINDS, slot),
            "officer": officers,
            "officer_count": numbers(np.where(companion == NOBODY, 1, 2), on_site),
            "arrived_at": moments(steps.arrived[known], until),
            "started_at": moments(steps.started[known], until),
            "ended_at": moments(ended, until),
            "result": chosen(
                ("agreed", "refused", "accepted"), np.where(ended <= until, result, -1)
            ),
        },
    )


def _pauses(rng: np.random.Generator, batch: Batch, world: World, ids: Column, until: int) -> Rows:
    pauses, faults = batch.course.pauses, batch.faults
    case = np.flatnonzero(pauses.has & (pauses.started <= until))
    kind = rng.choice(len(PAUSE_SHARES), size=len(case), p=PAUSE_SHARES)
    kind = np.where(faults["pause_kind"][case], len(PAUSE_KINDS) - 1, kind)
    told = ~faults["pause_no_notice"][case]
    return Rows(
        "case_pause",
        {
            "case_id": chosen([str(name) for name in ids], case),
            "pause_no": [1] * len(case),
            "kind": chosen(PAUSE_KINDS, kind),
            "started_at": moments(pauses.started[case], until),
            "ended_at": moments(pauses.ended[case], until),
            "limit_days": list(pauses.limit[case].tolist()),
            "notice_no": where(told, [f"P{ids[place]}" for place in case.tolist()]),
            "approver": chosen(world.teams.names, batch.officers.decider[case]),
            "reason": chosen(PAUSE_REASONS, kind),
        },
    )


def _extensions(
    rng: np.random.Generator, batch: Batch, world: World, ids: Column, until: int
) -> Rows:
    extensions = batch.course.extensions
    case = np.flatnonzero(extensions.has & (extensions.approved <= until))
    second = case[extensions.fault[case] == SECOND]
    approved = np.concatenate([extensions.approved[case], extensions.approved[second] + 2 * DAY])
    number = np.concatenate([np.ones_like(case), np.full_like(second, 2)])
    case = np.concatenate([case, second])
    order = np.lexsort((number, case))
    known = approved[order] <= until
    case, approved, number = case[order][known], approved[order][known], number[order][known]
    fault = extensions.fault[case]
    late = fault == AFTER_EXPIRY
    day_count = np.where(late, np.minimum(extensions.days[case], 10), extensions.days[case])
    return Rows(
        "case_extension",
        {
            "case_id": chosen([str(name) for name in ids], case),
            "extension_no": list(number.tolist()),
            "approved_at": moments(approved, until),
            "days": list(day_count.tolist()),
            "approver": where(
                fault != NO_APPROVER, chosen(world.teams.names, batch.officers.decider[case])
            ),
            "notice_no": where(fault != NO_NOTICE, [f"E{ids[place]}" for place in case.tolist()]),
            "reason": chosen(EXTENSION_REASONS, rng.integers(0, len(EXTENSION_REASONS), len(case))),
        },
    )


def _notices(rng: np.random.Generator, batch: Batch, ids: Column, until: int) -> Rows:
    acceptance = batch.course.acceptance
    notified = np.stack([acceptance.notified, acceptance.notified_again], axis=1)
    replied = np.stack([acceptance.replied, acceptance.replied_again], axis=1)
    known = notified <= until
    case, place = np.nonzero(known)
    return Rows(
        "correction_notice",
        {
            "case_id": chosen([str(name) for name in ids], case),
            "notice_no": list((place + 1).tolist()),
            "notified_at": moments(notified[known], until),
            "replied_at": moments(replied[known], until),
            "is_new_fact": list((acceptance.is_new_fact[case] & (place == 1)).astype(int).tolist()),
            "materials": chosen(MATERIALS, rng.integers(0, len(MATERIALS), len(case))),
        },
    )


def _ratings(rng: np.random.Generator, batch: Batch, ids: Column, until: int) -> Rows:
    """Ratings, and what became of the bad ones: a call the next day, a mending, a second word."""
    case = np.flatnonzero((batch.rated <= until) & (batch.course.closed <= until))
    score = np.where(batch.rated_by_default[case], 5, batch.score[case])
    rated, is_bad = batch.rated[case], score <= BAD_SCORE
    draw = rng.random((4, len(case)))
    contacted = rated + np.where(draw[0] < 0.82, 5 * HOUR, 4 * DAY).astype(np.int64)
    contacted = np.where(is_bad & (draw[0] < 0.95), contacted, NEVER)
    valid = np.where(draw[1] < 0.72, 1, 0)
    rectified = rated + np.where(draw[2] < 0.86, 8, 26) * DAY
    rectified = np.where(is_bad & (valid == 1) & (draw[2] < 0.95), rectified, NEVER)
    revisited = np.where((rectified < NEVER) & (draw[3] < 0.9), rectified + 2 * DAY, NEVER)
    again = (revisited <= until) & (draw[3] < 0.6)
    return Rows(
        "case_rating",
        {
            "case_id": chosen([str(name) for name in ids], case),
            "rating_no": [1] * len(case),
            "rated_at": moments(batch.rated[case], until),
            "score": list(score.tolist()),
            "is_default": list(batch.rated_by_default[case].astype(int).tolist()),
            "contacted_at": moments(contacted, until),
            "is_valid": numbers(valid, contacted <= until),
            "rectified_at": moments(rectified, until),
            "revisited_at": moments(revisited, until),
            "later_score": numbers(np.where(draw[0] < 0.8, 4, 2), again),
        },
    )
