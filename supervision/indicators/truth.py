"""How true the record is (Q1 to Q8): the cards; their numbers are those of data_access.truth.

Numerator and denominator name columns of that answer, not measures: most of them look into what
the source wrote, beside the clocks.
"""

from supervision.indicators.indicator import NOTHING_LEFT_OUT, Direction, Indicator
from supervision.indicators.phrases import AT_CLOSING, AT_RECEIPT, OUR_RULE
from supervision.words import N_


def _card(
    code: str,
    name: str,
    title: str,
    sentence: str,
    formula: str,
    columns: tuple[str, str],
    direction: Direction,
    anchor: str = AT_RECEIPT,
    exclusions: str = NOTHING_LEFT_OUT,
    is_share: bool = True,
) -> Indicator:
    return Indicator(
        code=code,
        name=name,
        title=title,
        sentence=sentence,
        formula=formula,
        numerator=columns[0],
        denominator=columns[1],
        unit="rate",
        anchor=anchor,
        direction=direction,
        source=OUR_RULE,
        exclusions=exclusions,
        is_share=is_share,
        line="truth",
    )


TRUTH: dict[str, Indicator] = {
    indicator.name: indicator
    for indicator in (
        _card(
            "Q1",
            "typed_on_the_day",
            N_("当日录入率"),
            N_("收件中，当天就录入业务系统的占多少。"),
            N_("收件当日录入 ÷ 录入时间可读的收件"),
            ("typed_same_day", "typed_known"),
            "up",
            exclusions=N_("来源未提供录入时间的、录入时间无法读取的不计。"),
        ),
        _card(
            "Q2",
            "complete_rows",
            N_("要素齐全率"),
            N_("收件中，事项、部门、街镇、渠道、申请人类型、经办人六项齐全的占多少。"),
            N_("六项齐全 ÷ 收件"),
            ("complete", "received"),
            "up",
        ),
        _card(
            "Q3",
            "clean_rows",
            N_("校验通过率"),
            N_("收件中，没有任何数据异常的占多少；整行隔离的不在收件之内，另列。"),
            N_("没有异常 ÷ 收件"),
            ("clean", "received"),
            "up",
        ),
        _card(
            "Q4",
            "items_with_cases",
            N_("事项覆盖率"),
            N_("事项目录中，期间内有收件的占多少；长期没有数据的事项可能没有接入。"),
            N_("有收件的事项 ÷ 事项"),
            ("items_used", "items"),
            "up",
        ),
        _card(
            "Q5",
            "zero_length_share",
            N_("零时长链占比"),
            N_(
                "全部环节在同一分钟内起止的办件数，与同期经办人可查的办结数之比；这样的流程是补填的。"
            ),
            N_("零时长链 ÷ 经办人可查的办结"),
            ("chains_zero_length", "deciders_known"),
            "down",
            AT_CLOSING,
            N_("即办件、不足三个环节的不计。"),
            is_share=False,
        ),
        _card(
            "Q6",
            "back_typed_share",
            N_("补录率"),
            N_("收件一个工作日之后才录入业务系统的办件数，与同期录入时间可读的收件数之比。"),
            N_("补录 ÷ 录入时间可读的收件"),
            ("typed_in_late", "typed_known"),
            "down",
            exclusions=N_("来源未提供录入时间的不计。"),
            is_share=False,
        ),
        _card(
            "Q7",
            "out_of_order_share",
            N_("时序异常率"),
            N_(
                "结束早于开始、或时间在未来的办件数，与期间内收件数之比；它们的时间不可信，不分期间。"
            ),
            N_("时序异常 ÷ 收件"),
            ("out_of_order", "received"),
            "down",
            is_share=False,
        ),
        _card(
            "Q8",
            "burst_share",
            N_("集中办结占比"),
            N_("经办人有记录的办结中，同一人在同一个整十分钟内办结超过十件的占多少。"),
            N_("集中办结 ÷ 经办人有记录的办结"),
            ("in_bursts", "closed_by_named"),
            "down",
            AT_CLOSING,
            N_("未记录经办人的不计。"),
        ),
        _card(
            "Q8_hours",
            "off_hours_share",
            N_("非工作时间办结占比"),
            N_("在休息日，或在八点之前、十八点之后办结的，占办结的多少。"),
            N_("非工作时间办结 ÷ 办结"),
            ("off_hours", "closed"),
            "down",
            AT_CLOSING,
        ),
    )
}
"""By name, in the order of their codes."""
