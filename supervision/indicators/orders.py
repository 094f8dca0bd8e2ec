"""Supervision orders: done and answered in time, closed, their lights, reviews (U1 to U6, B7).

They join INDICATORS together with the measures that they name.
"""

from supervision.indicators.indicator import NOTHING_LEFT_OUT, Direction, Indicator, Unit
from supervision.indicators.phrases import AT_THE_MOMENT, COMMON_PRACTICE, OUR_RULE
from supervision.words import N_

PRACTICE = N_("督查督办工作通行口径")
AT_DUE = N_("督办单规定的办结日")
AT_ANSWER_DUE = N_("反馈时限届满日")
AT_ISSUE = N_("督办单发出日")
AT_ACT = N_("复核、通报、约谈当日")
WITHDRAWN_BEFORE = N_("时限届满前撤销的、届满时正在申诉的不计。")
CONTESTED_BEFORE = N_("时限届满前申诉的、撤销的不计；退回和维持后重新起算，各计一次。")


def _card(
    code: str,
    name: str,
    title: str,
    sentence: str,
    formula: str,
    measures: tuple[str, ...],
    direction: Direction,
    anchor: str,
    unit: Unit = "rate",
    exclusions: str = NOTHING_LEFT_OUT,
    source: str = PRACTICE,
) -> Indicator:
    return Indicator(
        code=code,
        name=name,
        title=title,
        sentence=sentence,
        formula=formula,
        numerator=measures[0],
        denominator=measures[1] if len(measures) > 1 else None,
        unit=unit,
        anchor=anchor,
        direction=direction,
        source=source,
        exclusions=exclusions,
        is_share=unit == "rate",
        line="order",
    )


ORDERS = (
    _card(
        "B7",
        "card_answer_on_time_rate",
        N_("发牌反馈及时率"),
        N_("就牌发出督办单的，首次反馈时限在期间内届满的牌中，届满前反馈的占多少。"),
        N_("按时反馈的牌 ÷ 应反馈的牌"),
        ("card_answers_met", "card_answers_due"),
        "up",
        AT_ANSWER_DUE,
        exclusions=N_("没有发出督办单的牌不要求反馈，不计；时限届满前申诉的、撤销的不计。"),
        source=COMMON_PRACTICE,
    ),
    _card(
        "U1",
        "order_on_time_rate",
        N_("督办按期办结率"),
        N_("办结日在期间内的督办单中，到办结日已报告办结、未被退回的占多少。"),
        N_("按期办结 ÷ 到期"),
        ("orders_due_met", "orders_due"),
        "up",
        AT_DUE,
        exclusions=WITHDRAWN_BEFORE,
    ),
    _card(
        "U2",
        "order_answer_on_time_rate",
        N_("督办按期反馈率"),
        N_("反馈时限在期间内届满的督办单中，届满前反馈的占多少。"),
        N_("按时反馈 ÷ 应反馈"),
        ("order_answers_met", "order_answers_due"),
        "up",
        AT_ANSWER_DUE,
        exclusions=CONTESTED_BEFORE,
    ),
    _card(
        "U3_answered",
        "order_answer_rate",
        N_("督办反馈率"),
        N_("期间内发出的督办单中，到数据时点已经反馈的占多少。"),
        N_("已反馈 ÷ 发出"),
        ("orders_issued_answered", "orders_issued"),
        "up",
        AT_ISSUE,
    ),
    _card(
        "U3",
        "order_closing_rate",
        N_("督办销号率"),
        N_("期间内发出的督办单中，到数据时点已经销号的占多少；撤销的不算销号。"),
        N_("已销号 ÷ 发出"),
        ("orders_issued_closed", "orders_issued"),
        "up",
        AT_ISSUE,
    ),
    *(
        _card(
            f"U4_{colour}",
            f"order_{colour}_share",
            title,
            sentence,
            N_("该灯督办单 ÷ 未销号督办单"),
            (f"orders_{colour}", "orders_open"),
            "up" if colour == "normal" else "down",
            AT_THE_MOMENT,
            source=OUR_RULE,
        )
        for colour, title, sentence in (
            (
                "red",
                N_("督办红灯占比"),
                N_("未销号的督办单中，已逾期、反馈严重超时或复核不实的占多少。"),
            ),
            (
                "yellow",
                N_("督办黄灯占比"),
                N_("未销号的督办单中，临期、未签收或未按时反馈而未亮红灯的占多少。"),
            ),
            (
                "normal",
                N_("督办绿灯占比"),
                N_("未销号的督办单中，没有上述情形的占多少。"),
            ),
        )
    ),
    _card(
        "U5",
        "order_untrue_rate",
        N_("复核不实率"),
        N_("期间内作出的复核中，认定所报情况不实的占多少。"),
        N_("复核不实 ÷ 复核"),
        ("orders_refuted", "orders_reviewed"),
        "down",
        AT_ACT,
    ),
    _card(
        "U6",
        "orders_circulated_or_summoned",
        N_("通报、约谈次数"),
        N_("期间内就督办单作出的通报和约谈之和；一单多次各计一次。"),
        N_("次数"),
        ("orders_circulated_or_summoned",),
        "none",
        AT_ACT,
        unit="count",
    ),
)
