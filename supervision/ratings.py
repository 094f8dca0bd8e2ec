"""What applicants say of the service, and whether a bad word is followed up (W48)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from supervision.clocks import ONE_SECOND, Limits
from supervision.findings import Finding, Level
from supervision.rules.rule import Rule, day
from supervision.words import N_

BAD_SCORE = 2
"""Of five: the two marks that say the applicant is not satisfied."""
CONTACT_DAYS, RECTIFY_DAYS = 1, 15


@dataclass(slots=True)
class Rating:
    """One rating, one to five, and what became of a bad one.

    `is_valid` says whether a bad rating was found to be right; None while nobody has looked.
    """

    number: int
    rated_at: datetime
    score: int | None = None
    is_default: bool = False
    contacted_at: datetime | None = None
    is_valid: bool | None = None
    rectified_at: datetime | None = None
    revisited_at: datetime | None = None
    later_score: int | None = None

    @property
    def is_bad(self) -> bool:
        """Whether it must be followed up."""
        return self.score is not None and 1 <= self.score <= BAD_SCORE


@dataclass(slots=True)
class FollowUp:
    """Until when a bad rating is to be answered and to be put right; none for other ratings."""

    rating: Rating
    contact_due_at: datetime | None = None
    rectify_due_at: datetime | None = None


@dataclass(slots=True)
class RatedCase:
    """The ratings of one case with their limits."""

    ratings: list[FollowUp]
    officer: str = ""


def follow_ups(
    ratings: list[Rating], limits: Limits, thresholds: Mapping[str, float] | None = None
) -> list[FollowUp]:
    """Contact within one working day, rectification within fifteen, from the day of the rating.

    A bad rating that turned out to be unfounded needs no rectification.
    """
    given = thresholds or {}
    contact = int(given.get("W48.contact_days", CONTACT_DAYS))
    rectify = int(given.get("W48.rectify_days", RECTIFY_DAYS))
    found = []
    for rating in ratings:
        entry = FollowUp(rating)
        if rating.is_bad:
            rated_on = rating.rated_at.date()
            entry.contact_due_at = limits.calendar.due_at(rated_on, contact)
            if rating.is_valid is not False:
                entry.rectify_due_at = limits.calendar.due_at(rated_on, rectify)
        found.append(entry)
    return found


def not_followed_up(c: RatedCase) -> Iterator[Finding]:
    """A bad rating without a word to the applicant in time, or not put right in time."""
    for entry in c.ratings:
        rating = entry.rating
        answered = [one for one in (rating.contacted_at, rating.rectified_at) if one]
        for level, due, done in (
            (Level.SOON, entry.contact_due_at, min(answered, default=None)),
            (Level.YELLOW, entry.rectify_due_at, rating.rectified_at),
        ):
            if due is not None and (done is None or done > due):
                yield Finding(
                    "W48",
                    level,
                    due + ONE_SECOND,
                    done,
                    due,
                    rating.number,
                    officer=c.officer,
                    evidence={"rated_on": day(rating.rated_at), "due": day(due)},
                )


RULE: Rule[RatedCase] = Rule(
    "W48",
    N_("差评未闭环"),
    N_("{rated_on} 收到差评，应于 {due} 前联系或整改"),
    N_("政务服务“好差评”制度"),
    (Level.SOON, Level.YELLOW),
    not_followed_up,
)
