"""Appeals as rows of the contract, dirty rows included; steps where more happened than a line."""

import numpy as np

from sample_data.appeal_batch import AppealBatch, AppealWorld
from sample_data.appeal_course import CLAIMS, OUTCOMES, VERDICTS, AppealCourse
from sample_data.appeal_reference import (
    CHANNELS,
    SOURCE_OF_CHANNEL,
    SOURCES,
    categories,
    class_codes,
)
from sample_data.items import Bools, Ints
from sample_data.people import PERSONS, Applicants
from sample_data.reference import departments, towns
from sample_data.rhythm import DAY, NEVER
from sample_data.rows import Column, Rows, chosen, days, moments, numbers, where

STEPS_TOLD = 0.1
"""Of appeals with nothing special, the share whose source tells every step."""
UNKNOWN_CATEGORY, UNKNOWN_DEPARTMENT = "X-OLD-THEME", "999"
DIRT = {
    "unknown_category": 0.0006,
    "unknown_department": 0.0004,
    "closed_too_early": 0.0005,
    "future": 0.0002,
    "no_times": 0.0002,
    "unreadable": 0.0003,
    "strange_outcome": 0.0004,
}
PHRASES = (
    "{enterprise}反映{theme}问题，影响正常生产经营，请予协调解决。",
    "我公司在{theme}方面遇到困难，已与窗口沟通，请主管部门答复。",
    "关于{theme}，企业多次咨询未果，希望明确办理时间。",
    "{enterprise}希望了解{theme}的最新规定和办理路径。",
    "受{theme}影响，订单交付可能推迟，请尽快处理，联系电话{phone}。",
)
DENIALS = (
    "答复只讲了政策，问题没有解决。",
    "至今没有人到现场，与答复不符。",
    "补贴仍未到账，已等两个多月。",
    "又被告知要找别的部门。",
    "承诺的时间已过，没有下文。",
)


def appeal_ids(batch: AppealBatch) -> list[str]:
    """A-day-number: they sort by the day of the request."""
    stamps = days(batch.requested // DAY, NEVER)
    return [
        f"A{str(stamp).replace('-', '')}-{number:05d}"
        for stamp, number in zip(stamps, batch.number.tolist(), strict=True)
    ]


def appeal_rows(
    rng: np.random.Generator, batch: AppealBatch, world: AppealWorld, until: int
) -> Rows:
    """One row of appeal an appeal, as far as it is known at the end."""
    course, ids = batch.course, appeal_ids(batch)
    count = len(batch)
    source = np.array(SOURCE_OF_CHANNEL)[batch.channel]
    again = course.answered2 <= until
    is_answered = np.where(course.reopened <= until, again, course.answered <= until)
    outcome = np.where(again, course.outcome2, course.outcome)
    is_called2 = course.called_back2 <= until
    is_called = is_called2 | (course.called_back <= until)
    verdict = np.where(is_called2, course.verdict2, course.verdict)
    mark = np.where(is_called2, course.mark2, course.mark)
    person = rng.integers(0, PERSONS, count)
    rows = Rows(
        "appeal",
        {
            "appeal_id": list(ids),
            "source_code": chosen([entry.code for entry in SOURCES], source),
            "appeal_no": [
                f"SQ{SOURCES[place].code[:1].upper()}{name[1:]}"
                for place, name in zip(source.tolist(), ids, strict=True)
            ],
            "category_code": chosen([entry.code for entry in categories()], batch.category),
            "class_code": where(batch.has_own_class, chosen(class_codes(), batch.kind)),
            "department_code": chosen(
                [entry.code for entry in departments()], _holder_now(batch, until)
            ),
            "town_code": chosen([town.code for town in towns()], batch.town),
            "channel": chosen(CHANNELS, batch.channel),
            "enterprise_code": chosen(world.enterprises.numbers, batch.enterprise),
            "enterprise_name": chosen(world.enterprises.names, batch.enterprise),
            "contact_name": chosen(world.persons.names, person),
            "contact_phone": chosen(world.persons.phones, person),
            "title": [f"关于{categories()[place].name}的诉求" for place in batch.category.tolist()],
            "content": _contents(rng, batch, world, person),
            "case_id": chosen(world.slow.case_ids, batch.case),
            "claim": chosen(CLAIMS, np.where(course.answered <= until, course.claim, -1)),
            "requested_at": moments(batch.requested, until),
            "accepted_at": moments(course.accepted, until),
            "dispatched_at": moments(course.dispatched, until),
            "signed_at": moments(course.signed, until),
            "contacted_at": moments(course.contacted, until),
            "replied_at": moments(course.replied, until),
            "answered_at": where(
                is_answered, moments(_last(course.answered, course.answered2, until), until)
            ),
            "closed_at": where(
                is_answered, moments(_last(course.closed, course.answered2, until), until)
            ),
            "outcome": chosen(OUTCOMES, np.where(is_answered, outcome, -1)),
            "called_back_at": moments(_last(course.called_back, course.called_back2, until), until),
            "enterprise_verdict": chosen(VERDICTS, np.where(is_called, verdict, -1)),
            "satisfaction": numbers(mark, is_called & (mark > 0)),
            "verified_at": moments(course.verified, until),
            "officer": _officers(batch, world, until),
            "created_at": moments(batch.requested, until),
        },
    )
    _spoil(rng, rows, course, until, is_sqlite=world.is_sqlite)
    return rows


def _last(first: Ints, second: Ints, until: int) -> Ints:
    """The later of the two, where it is known."""
    return np.where(second <= until, second, first)


def _holder_now(batch: AppealBatch, until: int) -> Ints:
    course = batch.course
    hops = (course.dispatched_again <= until).sum(axis=1)
    return course.holders[np.arange(len(batch)), hops]


def _officers(batch: AppealBatch, world: AppealWorld, until: int) -> Column:
    """The same person for the same appeal, from the team of its department."""
    teams = world.teams
    place = teams.first[batch.department] + batch.number % np.maximum(
        1, teams.size[batch.department] // 2
    )
    return chosen(teams.names, np.where(batch.course.signed <= until, place, -1))


def _contents(
    rng: np.random.Generator, batch: AppealBatch, world: AppealWorld, person: Ints
) -> Column:
    phrase = rng.integers(0, len(PHRASES), len(batch))
    names, phones = world.enterprises.names, world.persons.phones
    return [
        PHRASES[words].format(
            enterprise=names[who] if who >= 0 else "商户",
            theme=categories()[theme].name,
            phone=phones[contact],
        )
        for words, who, theme, contact in zip(
            phrase.tolist(),
            batch.enterprise.tolist(),
            batch.category.tolist(),
            person.tolist(),
            strict=True,
        )
    ]


def _spoil(
    rng: np.random.Generator, rows: Rows, course: AppealCourse, until: int, *, is_sqlite: bool
) -> None:
    """Make the dirty rows dirty."""
    columns, count = rows.columns, len(rows)
    dirt = {name: rng.random(count) < share for name, share in DIRT.items()}

    def put(name: str, fault: Bools, values: Column) -> None:
        for place in np.flatnonzero(fault).tolist():
            columns[name][place] = values[place]

    put("category_code", dirt["unknown_category"], [UNKNOWN_CATEGORY] * count)
    put("department_code", dirt["unknown_department"], [UNKNOWN_DEPARTMENT] * count)
    is_closed = course.closed <= until
    early = moments(np.minimum(course.accepted, until) - 4 * DAY, NEVER)
    put("closed_at", dirt["closed_too_early"] & is_closed, early)
    ahead = moments(np.minimum(course.accepted, until) + 500 * DAY, NEVER)
    put("accepted_at", dirt["future"], ahead)
    for name in ("requested_at", "accepted_at"):
        put(name, dirt["no_times"], [None] * count)
    put("outcome", dirt["strange_outcome"] & is_closed, ["圆满解决"] * count)
    if is_sqlite:
        put("accepted_at", dirt["unreadable"], ["见纸质登记"] * count)


def step_rows(rng: np.random.Generator, batch: AppealBatch, until: int) -> Rows:
    """The steps of appeals that went round, were held, urged or opened again, and of a few more."""
    course, count = batch.course, len(batch)
    told = (
        (course.returned[:, 0] < NEVER)
        | (course.suspended < NEVER)
        | (course.urged < NEVER)
        | (course.reopened < NEVER)
        | (rng.random(count) < STEPS_TOLD)
    )
    place = np.flatnonzero(told)
    acts = _acts(batch)
    kinds = [kind for kind, *_ in acts]
    at = np.stack([moment[place] for _, moment, _, _ in acts], axis=1)
    who = np.stack([holder[place] for _, _, holder, _ in acts], axis=1)
    result = np.stack([words[place] for *_, words in acts], axis=1)
    order = np.argsort(at, axis=1, kind="stable")
    row = np.arange(len(place))[:, None]
    at, who, result = at[row, order], who[row, order], result[row, order]
    known = at <= until
    appeal, _ = np.nonzero(known)
    codes = [entry.code for entry in departments()]
    ids = appeal_ids(batch)
    return Rows(
        "appeal_step",
        {
            "appeal_id": [ids[number] for number in place[appeal].tolist()],
            "step_no": list(known.cumsum(axis=1)[known].tolist()),
            "kind": chosen(kinds, order[known]),
            "department_code": chosen(codes, who[known]),
            "happened_at": moments(at[known], until),
            "result": chosen((*OUTCOMES, *VERDICTS), result[known]),
            "note": _notes([kinds[place] for place in order[known].tolist()], result[known]),
        },
    )


def _notes(kinds: list[str], results: Ints) -> Column:
    """What an enterprise said at a call-back when it was not content; others say nothing."""
    denial = len(OUTCOMES) + VERDICTS.index("not_solved")
    return [
        DENIALS[place % len(DENIALS)] if kind == "call_back" and result == denial else None
        for place, (kind, result) in enumerate(zip(kinds, results.tolist(), strict=True))
    ]


def _acts(batch: AppealBatch) -> list[tuple[str, Ints, Ints, Ints]]:
    """Kind, moment, department (-1: the centre) and result (-1: none) of all that happens."""
    course, count = batch.course, len(batch)
    centre, holder = np.full(count, -1), batch.department
    none = centre
    verdict, verdict2 = course.verdict + len(OUTCOMES), course.verdict2 + len(OUTCOMES)
    acts = [("dispatch", course.dispatched, course.holders[:, 0], none)]
    for hop in range(course.returned.shape[1]):
        back = np.where(course.is_returned, course.returned[:, hop], NEVER)
        acts.append(("return", back, course.holders[:, hop], none))
        again = course.dispatched_again[:, hop]
        acts.append(("redispatch", again, course.holders[:, hop + 1], none))
    acts += [
        ("sign", course.signed, holder, none),
        ("contact", course.contacted, holder, none),
        ("reply", course.replied, holder, none),
        ("suspend", course.suspended, holder, none),
        ("resume", course.resumed, holder, none),
        ("urge", course.urged, centre, none),
        ("supervise", course.supervised, centre, none),
        ("answer", course.answered, holder, course.outcome),
        ("close", course.closed, holder, course.outcome),
        ("call_back", course.called_back, centre, verdict),
        ("verify", course.verified, centre, none),
        ("reopen", course.reopened, centre, none),
        ("redispatch", course.dispatched2, holder, none),
        ("sign", course.signed2, holder, none),
        ("answer", course.answered2, holder, course.outcome2),
        ("close", course.answered2, holder, course.outcome2),
        ("call_back", course.called_back2, centre, verdict2),
    ]
    return acts


def enterprise_rows(rng: np.random.Generator, enterprises: Applicants) -> Rows:
    """One row of enterprise for each of these."""
    names, count = enterprises.names, len(enterprises.names)
    weights = np.array([town.weight for town in towns()])
    scale = rng.choice(4, size=count, p=(0.03, 0.12, 0.45, 0.4))
    return Rows(
        "enterprise",
        {
            "enterprise_code": list(enterprises.numbers),
            "source_code": [SOURCES[0].code] * count,
            "name": list(names),
            "town_code": chosen(
                [town.code for town in towns()],
                rng.choice(len(weights), size=count, p=weights / weights.sum()),
            ),
            "industry": [_industry(name) for name in names],
            "scale": chosen(("large", "medium", "small", "micro"), scale),
            "is_listed_key": list(((scale == 0) | (rng.random(count) < 0.03)).astype(int).tolist()),
        },
    )


INDUSTRIES = {
    "食品": "manufacturing",
    "化工材料": "chemicals",
    "机械": "manufacturing",
    "建筑工程": "construction",
    "物流": "logistics",
    "餐饮管理": "catering",
    "农业科技": "agriculture",
    "医疗器械": "biomedicine",
    "生物科技": "biomedicine",
    "商贸": "trade",
    "新材料": "chemicals",
    "环保科技": "services",
    "文化传播": "services",
    "物业服务": "services",
}


def _industry(name: str) -> str:
    return next((code for word, code in INDUSTRIES.items() if word in name), "other")
