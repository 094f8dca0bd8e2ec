"""What is wrong with a row or value that cannot be used as it is: every fault by its code.

T are times, R are references, V are numbers, S is text, C is how columns agree, E is an
error of our own. The words are Chinese and are translated where they are shown.
"""

from dataclasses import dataclass

from supervision.words import N_

NOT_WORKED = "E01"
"""Our own rules broke on it."""


@dataclass(frozen=True)
class FaultRule:
    """A kind of fault: what it is, and what becomes of the row."""

    code: str
    title: str
    treatment: str


_OUT = N_("办件的主要时间如此则整行隔离，环节与暂停的只弃用该值")
_LISTED = N_("办件照常列示，该值按未知处理")

FAULT_RULES: dict[str, FaultRule] = {
    rule.code: rule
    for rule in (
        FaultRule("T01", N_("时间缺失或无法读取"), _OUT),
        FaultRule("T02", N_("结束早于开始"), _OUT),
        FaultRule("T03", N_("时间超出 1900 至 2999 年"), _OUT),
        FaultRule("T04", N_("以远期日期代替空值"), _OUT),
        FaultRule("T05", N_("时间格式或时区与约定不符"), _OUT),
        FaultRule("T06", N_("时间在未来"), _OUT),
        FaultRule("R01", N_("部门代码未登记"), N_("归入“未知部门”，各部门之和仍等于全区")),
        FaultRule("R02", N_("事项代码未登记"), N_("归入“未知事项”，没有时限可比")),
        FaultRule("R03", N_("办件编号重复"), N_("两件都列示，并标明重复")),
        FaultRule("R04", N_("上下级循环"), N_("在第二十级截断，并标明循环")),
        FaultRule("R05", N_("关联的办件不存在"), N_("项目照常列示，该关联不计入审批链")),
        FaultRule("V01", N_("数值栏不是数字"), _LISTED),
        FaultRule("V02", N_("数值超出合理范围"), N_("项目照常列示，该值按未知处理")),
        FaultRule("S01", N_("文字编码错误"), N_("错字以替代符号显示，保留原始字节")),
        FaultRule("S02", N_("含控制字符或过长"), N_("显示时去除控制字符并截短，保留原文")),
        FaultRule("S03", N_("编号丢失前导零"), _LISTED),
        FaultRule("C01", N_("代码不在代码表内"), _LISTED),
        FaultRule("C02", N_("已有结果而无办结时间"), N_("仍按在办处理")),
        FaultRule("C03", N_("已有办结时间而无结果"), N_("计入办结，结果记为未知")),
        FaultRule("C04", N_("已作决定而特别程序未结束"), N_("特别程序计至决定或办结之日")),
        FaultRule(
            NOT_WORKED,
            N_("本系统计算该办件时出错"),
            N_("整行隔离，已发出的牌照旧保留；办件变更或全部重算时再试"),
        ),
    )
}
"""By code, in the order in which they are shown."""
