"""What the public says of the departments: petitions, reports, lawsuits, audit problems."""

from datetime import datetime

import numpy as np

from sample_data.appeal_batch import AppealWorld
from sample_data.appeal_reference import WATCH, categories
from sample_data.items import Bools, Ints
from sample_data.reference import departments, towns
from sample_data.rhythm import DAY, HOUR, NEVER, Rhythm, arrivals, number_in_day, seconds_of
from sample_data.rows import Rows, chosen, days, moments, numbers

KINDS = (
    "petition",
    "hotline",
    "discipline_report",
    "reconsideration",
    "lawsuit",
    "audit_problem",
    "accountability",
)
SHARES = (0.34, 0.36, 0.06, 0.08, 0.05, 0.09, 0.02)
USUAL_DAYS = (28, 6, 40, 45, 110, 60, 0)
OWN_LIMIT_DAYS = (0, 15, 0, 0, 0, 90, 0)
OUTCOMES: tuple[tuple[tuple[str, float], ...], ...] = (
    (("founded", 0.3), ("unfounded", 0.25), ("answered", 0.45)),
    (("founded", 0.35), ("unfounded", 0.15), ("answered", 0.5)),
    (("founded", 0.2), ("unfounded", 0.7), ("answered", 0.1)),
    (
        *(("upheld", 0.55), ("revoked", 0.08), ("changed", 0.03), ("declared_unlawful", 0.04)),
        *(("rejected", 0.12), ("withdrawn", 0.1), ("mediated", 0.08)),
    ),
    (("won", 0.66), ("lost", 0.12), ("withdrawn", 0.14), ("mediated", 0.08)),
    (("rectified", 0.82), ("partly_rectified", 0.12), ("unrectified", 0.06)),
    (("talked_to", 0.6), ("criticised", 0.28), ("disciplined", 0.12)),
)
PETITIONED_AGAIN, AGAIN_DAYS = 0.08, 80
"""Of petitions of enterprises so many come again with their subject, within these days."""
LOST_AGAIN, YEAR_DAYS = 0.15, 360
"""Of cases lost or corrected so many are the department's next one about the same subject."""
LOSSES = frozenset({"revoked", "changed", "declared_unlawful", "lost"})
SLOW, FOR_EVER, EXTENDED = 0.07, 0.01, 0.1
AUDIT = KINDS.index("audit_problem")
NO_TIME, BACKWARDS = 0.0005, 0.0008


def signal_rows(
    rng: np.random.Generator, world: AppealWorld, rhythm: Rhythm, count: int, until: datetime
) -> Rows:
    """One row of public_signal a signal, three years of them up to now."""
    received, end = arrivals(rng, rhythm, count, until), seconds_of(until)
    kind = rng.choice(len(KINDS), size=count, p=SHARES)
    usual = np.array(USUAL_DAYS)[kind]
    taken = rng.gamma(4.0, 0.22, count) * usual * DAY + rng.integers(0, 5 * HOUR, count)
    taken = np.where(rng.random(count) < SLOW, taken * 3, taken)
    answered = np.where(rng.random(count) < FOR_EVER, NEVER, received + taken.astype(np.int64))
    answered = np.where(usual == 0, received, answered)
    own = np.array(OWN_LIMIT_DAYS)[kind]
    due = np.where(own > 0, (received // DAY + own) * DAY + DAY - 1, NEVER)
    petition = kind == KINDS.index("petition")
    place = np.array([entry.department for entry in categories()])
    subject = rng.integers(0, len(place), count)
    department = np.where(
        rng.random(count) < 0.7, place[subject], rng.integers(0, len(departments()), count)
    )
    enterprise = np.where(
        rng.random(count) < 0.3, rng.integers(0, len(world.enterprises.names), count), -1
    )
    (luck,) = rng.spawn(1)
    after = _again(luck, received, petition & (enterprise >= 0), PETITIONED_AGAIN, AGAIN_DAYS)
    for later, earlier in after:
        enterprise[later], subject[later] = enterprise[earlier], subject[earlier]
        department[later] = department[earlier]
    backwards = rng.random(count) < BACKWARDS
    answered = np.where(backwards & (answered <= end), received - 3 * DAY, answered)
    outcomes = _outcomes(rng.spawn(1)[0], kind, answered <= end)
    lost = np.array([word in LOSSES for word in outcomes], dtype=bool)
    for later, earlier in _again(luck, answered, lost, LOST_AGAIN, YEAR_DAYS):
        subject[later], department[later] = subject[earlier], department[earlier]
    ids = _ids(received)
    return Rows(
        "public_signal",
        {
            "signal_id": list(ids),
            "source_code": [WATCH.code] * count,
            "signal_no": [
                f"{KINDS[k][:3].upper()}-{name[1:]}" for k, name in zip(kind, ids, strict=True)
            ],
            "kind": chosen(KINDS, kind),
            "department_code": chosen([entry.code for entry in departments()], department),
            "town_code": chosen(
                [town.code for town in towns()], rng.integers(-1, len(towns()), count)
            ),
            "subject_code": chosen([entry.code for entry in categories()], subject),
            "enterprise_code": chosen(world.enterprises.numbers, enterprise),
            "received_at": moments(np.where(rng.random(count) < NO_TIME, NEVER, received), end),
            "due_at": moments(due, NEVER - 1),
            "extended_days": numbers(np.full(count, 30), petition & (rng.random(count) < EXTENDED)),
            "answered_at": moments(answered, end),
            "outcome": outcomes,
            "amount": numbers((rng.gamma(1.2, 400_000, count)).astype(np.int64), kind == AUDIT),
        },
    )


def _again(
    rng: np.random.Generator, moment: Ints, among: Bools, share: float, days: int
) -> list[tuple[int, int]]:
    """Pairs of places: some of those among which it happens, each with one some days before it."""
    place = np.flatnonzero(among)
    place = place[np.argsort(moment[place], kind="stable")]
    first = np.searchsorted(moment[place], moment[place] - days * DAY)
    chosen_ones = np.flatnonzero((rng.random(len(place)) < share) & (first < np.arange(len(place))))
    earlier = rng.integers(first[chosen_ones], chosen_ones) if len(chosen_ones) else chosen_ones
    return list(zip(place[chosen_ones].tolist(), place[earlier].tolist(), strict=True))


def _ids(received: Ints) -> list[str]:
    stamps, number = days(received // DAY, NEVER), number_in_day(received)
    return [
        f"S{str(stamp).replace('-', '')}-{place:04d}"
        for stamp, place in zip(stamps, number.tolist(), strict=True)
    ]


def _outcomes(
    rng: np.random.Generator, kind: Ints, is_answered: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> list[str | int | None]:
    draw = rng.random(len(kind))
    words: list[str | int | None] = []
    for place, luck, known in zip(kind.tolist(), draw.tolist(), is_answered.tolist(), strict=True):
        options = OUTCOMES[place]
        left = luck
        word = options[-1][0]
        for name, share in options:
            if left < share:
                word = name
                break
            left -= share
        words.append(word if known else None)
    return words
