"""Every measure of appeals and signals counted a second, naive way (see tests.naive_counts)."""

from collections.abc import Callable
from typing import Any

from tests.naive_counts import Question, Row, always, column, flow, has, stock

DROPPED = ("withdrawn", "not_accepted")
JUDGED = ("solved", "partly", "not_solved")


def kept(row: Row) -> bool:
    return row["outcome"] not in DROPPED


def by(done: str, due: str) -> Callable[[Row], bool]:
    return lambda row: row[done] is not None and row[done] <= row[due]


def counts(due: str) -> Callable[[Row], bool]:
    """Withdrawn or refused within the limit, an appeal is not due."""
    return lambda row: kept(row) or not by("answered_at", due)(row)


def all_of(*holds: Callable[[Row], bool]) -> Callable[[Row], bool]:
    return lambda row: all(each(row) for each in holds)


def no(hold: Callable[[Row], bool]) -> Callable[[Row], bool]:
    return lambda row: not hold(row)


def known(name: str) -> Callable[[Row], bool]:
    return lambda row: row[name] is not None


def filled(name: str) -> Callable[[Row], bool]:
    return lambda row: row[name] != ""


def done_later(
    anchor: str, holds: Callable[[Row], bool], *moments: str, rows: str = "rounds"
) -> Any:
    """Rows of the period of which something else had happened by the moment."""

    def counted(row: Row, q: Question) -> bool:
        return q.happened(row[anchor]) and holds(row) and all(q.past(row[one]) for one in moments)

    return stock(rows, counted)


def is_open(row: Row, q: Question) -> bool:
    return q.past(row["opened_at"]) and not q.past(row["answered_at"])


def signed(row: Row) -> bool:
    return row["sign_due_at"] is None or by("signed_at", "sign_due_at")(row)


def kind(name: str) -> Callable[[Row], bool]:
    return has("kind", name)


def in_loop(row: Row) -> bool:
    return kept(row) and row["class_code"] != ""


def stands(row: Row, q: Question) -> bool:
    return q.past(row["received_at"]) and not q.past(row["answered_at"])


def is_accountability(row: Row) -> bool:
    return row["kind"] == "accountability"


def of_kind(name: str, is_late: bool) -> Any:
    """Signals of a kind that are not answered; of these, the ones past their limit."""

    def counted(row: Row, q: Question) -> bool:
        late = not is_late or q.overrun(row["due_at"])
        return row["kind"] == name and stands(row, q) and late

    return stock("signals", counted)


CHANNELS = ("petition", "hotline", "discipline_report", "reconsideration", "lawsuit")
first = has("round_no", 1)
contact = counts("contact_due_at")
contacted = all_of(contact, by("contacted_at", "contact_due_at"))
due = counts("due_at")
missed = all_of(due, no(by("answered_at", "due_at")))
timed = all_of(kept, known("due_at"))
judged = has("enterprise_verdict", *JUDGED)
said_solved = has("outcome", "solved")
waits = has("stage", "sign")
in_time = by("answered_at", "due_at")

WAYS = ("online", "centre", "phone", "visit", "hotline")
settled = has("outcome", "solved", "explained")


def reached(*moments: str, holds: Callable[[Row], bool] = always) -> Any:
    """First rounds of the period for which all of this had happened by the moment."""
    return done_later("opened_at", all_of(first, holds), *moments)


def reached_by_now(*moments: str, holds: Callable[[Row], bool] = always) -> Any:
    """First rounds of the period for which all of this is known, whenever it happened."""
    return flow("rounds", "opened_at", all_of(first, holds, *map(known, moments)))


def ever_found(rule: str) -> Any:
    """What a rule found of appeals in the period, withdrawn or not."""
    return flow("findings", "occurs_at", all_of(has("line", "appeal"), has("rule", rule)))


def found(rule: str) -> Any:
    """What a rule found of appeals in the period, less what had been withdrawn by the moment."""

    def counted(row: Row, q: Question) -> bool:
        is_mine = row["line"] == "appeal" and row["rule"] == rule
        return is_mine and q.happened(row["occurs_at"]) and not q.past(row["withdrawn_at"])

    return stock("findings", counted)


def findings_open(row: Row, q: Question) -> bool:
    has_ended = q.past(row["ends_at"]) or q.past(row["withdrawn_at"])
    return row["line"] == "appeal" and q.past(row["occurs_at"]) and not has_ended


def announced(tables: dict[str, list[Row]], q: Question) -> int:
    """Cards of cases about which an appeal had been made before."""
    asked = [(row["case_id"], row["opened_at"]) for row in tables["rounds"] if first(row)]
    return sum(
        row["line"] == "approval"
        and row["level"] in ("soon", "yellow", "red")
        and q.lets_through(row)
        and q.happened(row["occurs_at"])
        and not q.past(row["withdrawn_at"])
        and any(case == row["subject_id"] and at < row["occurs_at"] for case, at in asked)
        for row in tables["findings"]
    )


NAIVE: dict[str, Any] = {
    "appeals_received": flow("rounds", "opened_at", first),
    "appeals_of_enterprises": flow("rounds", "opened_at", all_of(first, filled("enterprise_code"))),
    "appeals_repeated": flow("rounds", "opened_at", all_of(first, has("is_repeat", True))),
    "appeals_about_case": flow("rounds", "opened_at", all_of(first, filled("case_id"))),
    "appeals_reopened": flow("rounds", "reopened_at", always),
    "appeals_contact_due": flow("rounds", "contact_due_at", contact),
    "appeals_contact_met": flow("rounds", "contact_due_at", contacted),
    "appeals_response_met": flow("rounds", "contact_due_at", all_of(contacted, signed)),
    "appeals_due": flow("rounds", "due_at", due),
    "appeals_due_met": flow("rounds", "due_at", all_of(due, by("answered_at", "due_at"))),
    "appeals_due_missed": flow("rounds", "due_at", missed),
    "appeals_missed_supervised": done_later("due_at", missed, "supervised_at"),
    "appeals_missed_ever_supervised": flow(
        "rounds", "due_at", all_of(missed, lambda row: row["supervised_at"] is not None)
    ),
    "appeals_answered": flow("rounds", "answered_at", always),
    "appeals_answered_timed": flow("rounds", "answered_at", timed),
    "appeals_answered_in_time": flow(
        "rounds", "answered_at", all_of(timed, lambda row: row["answered_at"] <= row["due_at"])
    ),
    "appeals_answered_late": flow(
        "rounds", "answered_at", all_of(timed, lambda row: row["answered_at"] > row["due_at"])
    ),
    "appeals_answered_without_limit": flow(
        "rounds", "answered_at", all_of(kept, no(known("due_at")))
    ),
    "appeals_with_outcome": flow("rounds", "answered_at", all_of(kept, filled("outcome"))),
    "appeals_solved": flow("rounds", "answered_at", said_solved),
    "appeals_to_call_back": flow("rounds", "answered_at", in_loop),
    "appeals_called_back": done_later("answered_at", in_loop, "called_back_at"),
    "appeals_ever_called_back": flow(
        "rounds", "answered_at", all_of(in_loop, known("called_back_at"))
    ),
    "appeals_measured": flow("rounds", "answered_at", all_of(kept, known("used_days"))),
    "appeals_used_days": flow(
        "rounds", "answered_at", all_of(kept, known("used_days")), column("used_days")
    ),
    "appeal_urges": flow("rounds", "answered_at", always, column("urge_count")),
    "appeals_judged": flow("rounds", "called_back_at", judged),
    "appeals_confirmed": flow("rounds", "called_back_at", has("enterprise_verdict", "solved")),
    "appeals_solved_judged": flow("rounds", "called_back_at", all_of(judged, said_solved)),
    "appeals_denied": flow(
        "rounds", "called_back_at", all_of(has("enterprise_verdict", "not_solved"), said_solved)
    ),
    "appeals_marked": flow("rounds", "called_back_at", known("satisfaction")),
    "appeals_satisfied": flow("rounds", "called_back_at", has("satisfaction", 3, 4, 5)),
    "appeal_dispatches": flow("stays", "entered_at", has("begun_by", "dispatch", "redispatch")),
    "appeal_returns": flow("stays", "left_at", has("ended_by", "return")),
    "appeal_sign_due": flow("stays", "due_at", waits),
    "appeal_sign_met": flow("stays", "due_at", all_of(waits, by("left_at", "due_at"))),
    "appeals_open": stock("rounds", is_open),
    "appeals_open_overdue": stock(
        "rounds", lambda row, q: is_open(row, q) and q.overrun(row["due_at"])
    ),
    "appeals_open_soon": stock(
        "rounds",
        lambda row, q: (
            is_open(row, q)
            and q.past(row["soon_at"])
            and row["due_at"] is not None
            and not q.overrun(row["due_at"])
        ),
    ),
    "appeals_open_without_limit": stock(
        "rounds",
        lambda row, q: is_open(row, q) and row["due_at"] is None and row["raw_due_at"] is None,
    ),
    "appeals_suspended": stock(
        "stays",
        lambda row, q: (
            row["stage"] == "suspended" and q.past(row["entered_at"]) and not q.past(row["left_at"])
        ),
    ),
    "appeals_reached_acceptance": reached("accepted_at"),
    "appeals_reached_dispatch": reached("dispatched_at"),
    "appeals_reached_signing": reached("signed_at"),
    "appeals_reached_contact": reached("contacted_at"),
    "appeals_reached_answer": reached("answered_at"),
    "appeals_reached_result": reached("answered_at", holds=settled),
    "appeals_reached_call_back": reached("answered_at", "called_back_at", holds=settled),
    "appeals_reached_verification": reached(
        "answered_at", "called_back_at", "verified_at", holds=settled
    ),
    "appeals_ever_accepted": reached_by_now("accepted_at"),
    "appeals_ever_dispatched": reached_by_now("dispatched_at"),
    "appeals_ever_signed": reached_by_now("signed_at"),
    "appeals_ever_contacted": reached_by_now("contacted_at"),
    "appeals_ever_replied": reached_by_now("answered_at"),
    "appeals_ever_settled": reached_by_now("answered_at", holds=settled),
    "appeals_ever_settled_called_back": reached_by_now(
        "answered_at", "called_back_at", holds=settled
    ),
    "appeals_ever_verified": reached_by_now(
        "answered_at", "called_back_at", "verified_at", holds=settled
    ),
    **{
        f"appeals_received_{code}": flow("rounds", "opened_at", all_of(first, has("channel", code)))
        for code in WAYS
    },
    "appeals_received_other": flow("rounds", "opened_at", all_of(first, no(has("channel", *WAYS)))),
    "appeals_closed_on_paper": found("W45"),
    "appeals_passed_around": found("W46"),
    "appeals_found_w45": ever_found("W45"),
    "appeals_found_w46": ever_found("W46"),
    "appeal_findings_open": stock("findings", findings_open),
    "cards_announced": announced,
    "signals_received": flow("signals", "received_at", always),
    "accountabilities": flow("signals", "received_at", kind("accountability")),
    "reconsiderations_concluded": flow("signals", "answered_at", kind("reconsideration")),
    "reconsiderations_corrected": flow(
        "signals",
        "answered_at",
        all_of(kind("reconsideration"), has("outcome", "revoked", "changed", "declared_unlawful")),
    ),
    "lawsuits_judged": flow(
        "signals", "answered_at", all_of(kind("lawsuit"), has("outcome", "won", "lost"))
    ),
    "lawsuits_lost": flow(
        "signals", "answered_at", all_of(kind("lawsuit"), has("outcome", "lost"))
    ),
    "petitions_due": flow("signals", "due_at", kind("petition")),
    "petitions_due_met": flow("signals", "due_at", all_of(kind("petition"), in_time)),
    "audit_problems_due": flow("signals", "due_at", kind("audit_problem")),
    "audit_problems_due_met": flow(
        "signals", "due_at", all_of(kind("audit_problem"), has("outcome", "rectified"), in_time)
    ),
    **{
        f"{name}s_received": flow("signals", "received_at", kind(name))
        for name in (*CHANNELS, "audit_problem")
    },
    **{
        f"{name}s_{what}": flow("signals", "due_at", all_of(kind(name), hold))
        for name in ("hotline", "reconsideration")
        for what, hold in (("due", always), ("due_met", in_time))
    },
    "signals_open": stock("signals", lambda row, q: stands(row, q) and not is_accountability(row)),
    "signals_overdue": stock(
        "signals",
        lambda row, q: stands(row, q) and not is_accountability(row) and q.overrun(row["due_at"]),
    ),
    **{f"{name}s_open": of_kind(name, False) for name in (*CHANNELS, "audit_problem")},
    **{f"{name}s_overdue": of_kind(name, True) for name in (*CHANNELS, "audit_problem")},
    **{
        name: stock(
            "findings",
            lambda row, q, rule=rule: (
                row["line"] == "signal"
                and row["rule"] == rule
                and q.past(row["occurs_at"])
                and not q.past(row["ends_at"])
                and not q.past(row["withdrawn_at"])
            ),
        )
        for name, rule in (
            ("signals_near_limit", "W110"),
            ("signals_against_department", "W111"),
            ("petitions_repeated", "W112"),
            ("audit_problems_not_rectified", "W113"),
            ("subjects_losing_again", "W114"),
        )
    },
}
