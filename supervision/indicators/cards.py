"""Cards: how many, how many stand, contested, withdrawn (B1 to B6, B8); B7 is of orders."""

from supervision.indicators.indicator import Direction, Indicator
from supervision.indicators.phrases import (
    AT_OCCURRENCE,
    AT_THE_MOMENT,
    AT_WITHDRAWAL,
    COMMON_PRACTICE,
    OUR_RULE,
)
from supervision.words import N_


def _count(
    code: str,
    measure: str,
    title: str,
    sentence: str,
    anchor: str = AT_OCCURRENCE,
    direction: Direction = "down",
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
        source=COMMON_PRACTICE,
    )


CARDS = (
    _count(
        "B1", "cards_soon", N_("预警数"), N_("期间内发出的预警；后来撤销的也计入，撤销数另列。")
    ),
    _count(
        "B2", "cards_yellow", N_("黄牌数"), N_("期间内发出的黄牌；后来撤销的也计入，撤销数另列。")
    ),
    _count("B3", "cards_red", N_("红牌数"), N_("期间内发出的红牌；后来撤销的也计入，撤销数另列。")),
    _count(
        "B1_cases",
        "open_soon",
        N_("亮预警的办件数"),
        N_("到数据时点，未解除的牌中最高一级是预警的办件；一件多牌只计一件。"),
        AT_THE_MOMENT,
    ),
    _count(
        "B2_cases",
        "open_yellow",
        N_("亮黄牌的办件数"),
        N_("到数据时点，未解除的牌中最高一级是黄牌的办件；一件多牌只计一件。"),
        AT_THE_MOMENT,
    ),
    _count(
        "B3_cases",
        "open_red",
        N_("亮红牌的办件数"),
        N_("到数据时点，未解除的牌中最高一级是红牌的办件；一件多牌只计一件。"),
        AT_THE_MOMENT,
    ),
    _count(
        "B4_issued",
        "cards_issued",
        N_("总牌数"),
        N_("期间内发出的预警、黄牌、红牌之和；一件先后得三牌计三张。"),
    ),
    _count(
        "B4",
        "cards_valid",
        N_("有效牌数"),
        N_("期间内发出、到数据时点未被撤销的牌。"),
    ),
    _count(
        "B4_withdrawn",
        "cards_withdrawn",
        N_("撤销牌数"),
        N_("期间内撤销的牌，不论何时发出。"),
        AT_WITHDRAWAL,
        "none",
    ),
    Indicator(
        code="B5",
        name="card_rate",
        title=N_("发牌率"),
        sentence=N_("每千件收件对应的有效牌数；牌与收件各按自己的日期计。"),
        formula=N_("有效牌 ÷ 收件 × 1000"),
        numerator="cards_valid",
        denominator="received",
        unit="per_mille",
        anchor=N_("有效牌按监察日，收件按收件日"),
        direction="down",
        source=OUR_RULE,
    ),
    Indicator(
        code="B6",
        name="card_contest_rate",
        title=N_("申诉率"),
        sentence=N_("期间内发出的牌中，到数据时点部门提出申诉的占多少。"),
        formula=N_("被申诉的牌 ÷ 总牌数"),
        numerator="cards_contested",
        denominator="cards_issued",
        unit="rate",
        anchor=AT_OCCURRENCE,
        direction="none",
        source=OUR_RULE,
        is_share=True,
    ),
    Indicator(
        code="B6_withdrawn",
        name="card_withdrawal_rate",
        title=N_("撤销率"),
        sentence=N_("期间内发出的牌中，到数据时点已经撤销的占多少；数据更正后撤回的也算。"),
        formula=N_("1 − 有效牌 ÷ 总牌数"),
        numerator="cards_valid",
        denominator="cards_issued",
        unit="rate",
        anchor=AT_OCCURRENCE,
        direction="down",
        source=OUR_RULE,
        complement=True,
        is_share=True,
    ),
    Indicator(
        code="B8",
        name="manual_card_share",
        title=N_("人工发牌占比"),
        sentence=N_("期间内发出的牌中，由监察人员人工认定而非系统规则发出的占多少。"),
        formula=N_("人工发牌 ÷ 总牌数"),
        numerator="cards_manual",
        denominator="cards_issued",
        unit="rate",
        anchor=AT_OCCURRENCE,
        direction="none",
        source=COMMON_PRACTICE,
        is_share=True,
    ),
)
