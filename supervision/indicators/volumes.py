"""How much there is: received, accepted, closed, open (A1 to A5)."""

from supervision.indicators.indicator import Direction, Indicator
from supervision.indicators.phrases import (
    AT_ACCEPTANCE,
    AT_CLOSING,
    AT_RECEIPT,
    AT_THE_MOMENT,
    COMMON_PRACTICE,
    LICENSING_LAW_32,
    OUR_RULE,
)
from supervision.words import N_


def _count(
    code: str,
    measure: str,
    title: str,
    sentence: str,
    anchor: str,
    source: str = COMMON_PRACTICE,
    direction: Direction = "none",
) -> Indicator:
    """An indicator that is a measure by itself and bears its name."""
    return Indicator(
        code=code,
        name=measure,
        title=title,
        sentence=sentence,
        formula=N_("件数"),
        numerator=measure,
        denominator=None,
        unit="count",
        anchor=anchor,
        direction=direction,
        source=source,
    )


VOLUMES = (
    _count(
        "A1", "received", N_("收件数"), N_("期间内收到申请的办件，不论以后是否受理。"), AT_RECEIPT
    ),
    _count(
        "A2",
        "accepted",
        N_("受理数"),
        N_("期间内受理的办件，逾期未答复而视为受理的也计入。"),
        AT_ACCEPTANCE,
    ),
    _count(
        "A2_deemed",
        "accepted_deemed",
        N_("视为受理数"),
        N_(
            "收件后五个工作日内既未受理、也未告知补正或不予受理，依法自收到申请之日起视为受理的办件。"
        ),
        AT_ACCEPTANCE,
        LICENSING_LAW_32,
        "down",
    ),
    _count(
        "A3",
        "closed",
        N_("办结数"),
        N_("期间内全部手续完结的办件；作出决定的与不予受理、撤回、退件、作废的分别列出。"),
        AT_CLOSING,
    ),
    _count(
        "A3_decision",
        "closed_by_decision",
        N_("作出决定的办结数"),
        N_("以准予、不予许可、办理完毕或转报上报结束的办件；来源未记录结果的按作出决定计。"),
        AT_CLOSING,
    ),
    _count(
        "A3_not_accepted",
        "closed_not_accepted",
        N_("不予受理数"),
        N_("以不予受理结束的办件。"),
        AT_CLOSING,
    ),
    _count(
        "A3_withdrawn",
        "closed_withdrawn",
        N_("申请人撤回数"),
        N_("由申请人撤回而结束的办件。"),
        AT_CLOSING,
    ),
    _count(
        "A3_returned", "closed_returned", N_("退件数"), N_("未作决定即退回申请的办件。"), AT_CLOSING
    ),
    _count("A3_void", "closed_void", N_("作废数"), N_("在来源系统中作废的办件。"), AT_CLOSING),
    _count(
        "A4",
        "open",
        N_("在办数"),
        N_("到数据时点为止已经受理、尚未办结的办件。"),
        AT_THE_MOMENT,
    ),
    _count(
        "A4_overdue",
        "open_overdue",
        N_("在办超期数"),
        N_(
            "在办件中，承诺时限已过而尚未作出决定的；时限届满前进入特别程序而尚未结束的、没有承诺时限的不计。"
        ),
        AT_THE_MOMENT,
        COMMON_PRACTICE,
        "down",
    ),
    _count(
        "A4_overdue_statutory",
        "open_overdue_statutory",
        N_("在办超法定时限数"),
        N_("在办件中，法定时限已过而尚未作出决定的。"),
        AT_THE_MOMENT,
        COMMON_PRACTICE,
        "down",
    ),
    _count(
        "A4_without_limit",
        "open_without_limit",
        N_("在办无承诺时限数"),
        N_("在办件中没有承诺时限可比的：既不算按时，也不算超期。"),
        AT_THE_MOMENT,
        OUR_RULE,
    ),
    Indicator(
        code="A5",
        name="closing_rate",
        title=N_("办结率（当期办结比当期受理）"),
        sentence=N_("期间内办结的与期间内受理的之比；两者不是同一批办件，可以超过 100%。"),
        formula=N_("办结 ÷ 受理"),
        numerator="closed",
        denominator="accepted",
        unit="rate",
        anchor=N_("办结按办结日，受理按受理日"),
        direction="up",
        source=COMMON_PRACTICE,
    ),
    Indicator(
        code="A5_cohort",
        name="closing_rate_cohort",
        title=N_("办结率（同批受理）"),
        sentence=N_("期间内受理的办件中，到数据时点已经办结的占多少；不会超过 100%。"),
        formula=N_("1 − 受理后至今未办结 ÷ 受理"),
        numerator="accepted_still_open",
        denominator="accepted",
        unit="rate",
        anchor=AT_ACCEPTANCE,
        direction="up",
        source=OUR_RULE,
        complement=True,
        is_share=True,
    ),
)
