"""Ratings of cases: contract rows read leniently, and the row that evaluation writes of each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from data_access.contract_rows import FUTURE_MINUTES, RowReader, contract_rows
from data_access.finding_rows import Fault
from data_access.schema import CaseRating
from supervision.ratings import FollowUp, Rating

Row = Mapping[Any, Any]
BEST_SCORE = 5
LATER = ("contacted_at", "rectified_at", "revisited_at")


def load_ratings(
    connection: Connection, case_ids: Sequence[str], faults: dict[str, list[Fault]], now: datetime
) -> dict[str, list[Rating]]:
    """The ratings of these cases that can be used, by case; what cannot is noted by case."""
    found: dict[str, list[Rating]] = defaultdict(list)
    for row in contract_rows(connection, CaseRating, "case_id", case_ids):
        noted: list[Fault] = []
        if rating := _rating(row, noted, now):
            found[row["case_id"]].append(rating)
        if noted:
            faults.setdefault(row["case_id"], []).extend(noted)
    return found


def rating_rows(case: Row, follow_ups: Iterable[FollowUp]) -> list[dict[str, Any]]:
    """One row of rating_clock a rating; the case gives its id, item, department and town."""
    return [
        {
            **{name: case[name] for name in ("case_id", "item_code", "department_code")},
            "town_code": case["town_code"],
            "rating_no": entry.rating.number,
            "rated_at": entry.rating.rated_at,
            "score": entry.rating.score,
            "is_default": entry.rating.is_default,
            "is_valid": entry.rating.is_valid,
            "contacted_at": entry.rating.contacted_at,
            "contact_due_at": entry.contact_due_at,
            "rectified_at": entry.rating.rectified_at,
            "rectify_due_at": entry.rectify_due_at,
            "revisited_at": entry.rating.revisited_at,
            "later_score": entry.rating.later_score,
        }
        for entry in follow_ups
    ]


def _rating(row: Row, faults: list[Fault], now: datetime) -> Rating | None:
    """A rating without a time that can be used is left out; a bad later time is left empty."""
    read = RowReader(row, "case_rating", faults, quarantines=False)
    rated_at = read.moment("rated_at")
    if rated_at is None:
        return None
    if rated_at > now + timedelta(minutes=FUTURE_MINUTES):
        faults.append(Fault("T06", "case_rating", "rated_at", str(rated_at), False))
        return None
    later = {name: read.moment(name) for name in LATER}
    for name, moment in later.items():
        if moment is not None and moment < rated_at:
            faults.append(Fault("T02", "case_rating", name, f"{moment} < {rated_at}", False))
            later[name] = None
    return Rating(
        row["rating_no"],
        rated_at,
        _score(read, "score", faults),
        bool(row["is_default"]),
        later["contacted_at"],
        None if row["is_valid"] is None else bool(row["is_valid"]),
        later["rectified_at"],
        later["revisited_at"],
        _score(read, "later_score", faults),
    )


def _score(read: RowReader, name: str, faults: list[Fault]) -> int | None:
    score = read.number(name)
    if score is None or 1 <= score <= BEST_SCORE:
        return score
    faults.append(Fault("V01", "case_rating", name, str(score), False))
    return None
