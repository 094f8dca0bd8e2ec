"""Words for every code that is stored: the one place where a code meets its name."""

from collections.abc import Mapping

from supervision.rulebook import RULEBOOK
from ui.formats import UNKNOWN, printable
from ui.words import t

LABELS: dict[str, dict[str, str]] = {
    "line": {
        "approval": "办件",
        "appeal": "诉求",
        "signal": "外部监督",
        "project": "重点项目",
        "order": "督办单",
    },
    "level": {
        "red": "红牌",
        "yellow": "黄牌",
        "soon": "预警",
        "normal": "正常",
        "order": "督办",
        "hint": "提示",
    },
    "stage": {
        "accept": "受理",
        "review": "审核",
        "approve": "批准",
        "deliver": "办结送达",
        "closed": "已办结",
    },
    "outcome": {
        "granted": "准予",
        "refused": "不予许可",
        "not_accepted": "不予受理",
        "withdrawn": "申请人撤回",
        "returned": "退件",
        "void": "作废",
        "reported_up": "报上级决定",
        "completed": "办理完毕",
    },
    "channel": {
        "online": "网上",
        "window": "窗口",
        "phone": "手机端",
        "self_service": "自助终端",
        "other": "其他渠道",
    },
    "case_kind": {"committed": "承诺件", "instant": "即办件", "reported_up": "上报件"},
    "item_kind": {
        "licence": "行政许可",
        "confirmation": "行政确认",
        "benefit": "行政给付",
        "service": "公共服务",
        "other": "其他事项",
    },
    "approval_level": {"one_person": "一级", "two_persons": "二级", "three_levels": "三级"},
    "limit_unit": {"working_day": "工作日", "natural_day": "自然日", "working_hour": "工作小时"},
    "service_class": {"on_the_spot": "当场办结", "early": "提前办结", "within_limit": "按时办结"},
    "online_depth": {
        "none": "不可网办",
        "pre_check": "网上预审",
        "unified_acceptance": "网上受理",
        "fully_online": "全程网办",
    },
    "applicant_kind": {"person": "个人", "enterprise": "企业"},
    "handled_by": {"approval_section": "行政审批科", "bureau": "业务科室"},
    "pause_kind": {
        "hearing": "听证",
        "bidding": "招标",
        "auction": "拍卖",
        "inspection": "检验",
        "testing": "检测",
        "quarantine": "检疫",
        "appraisal": "鉴定",
        "expert_review": "专家评审",
        "other": "其他暂停",
    },
    "step_kind": {
        "receive": "收件",
        "accept": "受理",
        "review": "审核",
        "approve": "批准",
        "deliver": "办结送达",
        "on_site": "现场踏勘",
        "other": "其他环节",
    },
    "rule_form": {
        "precedence": "先后次序",
        "response": "必有后续",
        "absence": "不得出现",
        "at_most_once": "至多一次",
        "different_persons": "不同的人",
    },
    "source_verdict": {"on_time": "按时", "overdue": "超期"},
    "day_kind": {
        "working": "工作日",
        "weekend": "周末",
        "holiday": "节假日",
        "make_up": "调休上班",
    },
    "light": {"red": "红灯", "yellow": "黄灯", "normal": "正常"},
    "list_kind": {
        "start": "当年开工",
        "complete": "当年竣工",
        "continue": "续建",
        "reserve": "储备",
    },
    "project_kind": {
        "manufacturing": "先进制造",
        "infrastructure": "基础设施",
        "water": "水利水务",
        "housing": "住房保障",
        "public_service": "社会事业",
        "agriculture": "现代农业",
        "logistics": "商贸物流",
    },
    "project_stage": {
        "land_use": "立项用地规划许可",
        "planning_permit": "工程建设许可",
        "construction_permit": "施工许可",
        "completion_acceptance": "竣工验收",
    },
    "blocker_kind": {
        "land": "用地",
        "relocation": "征收搬迁",
        "approval": "审批",
        "funds": "资金",
        "utilities": "管线配套",
        "design": "设计",
        "weather": "天气",
        "other": "其他问题",
    },
    "service_kind": {
        "site_visit": "现场勘察",
        "technical_advice": "技术咨询",
        "technical_guidance": "技术指导",
    },
    "owner": {
        "government": "政府用时",
        "enterprise": "企业用时",
        "special": "特别程序用时",
        "nobody": "环节间等待",
    },
    "order_level": {"ordinary": "一般督办", "key": "重点督办", "listed": "挂牌督办"},
    "order_state": {
        "issued": "待签收",
        "signed": "待反馈",
        "answered": "已反馈",
        "contested": "申诉待决",
        "corrected": "待复核",
        "sent_back": "退回重办",
        "verified": "待销号",
        "closed": "已销号",
        "withdrawn": "已撤销",
    },
    "order_action": {
        "issue": "发出",
        "sign": "签收",
        "answer": "反馈",
        "contest": "申诉",
        "report": "报告整改",
        "note": "补充说明",
        "uphold": "维持",
        "send_back": "退回重办",
        "refute": "复核不实",
        "verify": "复核通过",
        "close": "销号",
        "withdraw": "撤销",
        "urge": "催办",
        "circulate": "通报",
        "summon": "约谈",
    },
    "demand": {"explain": "说明情况", "correct": "限期整改"},
    "party": {"department": "部门", "supervisor": "监察", "nobody": "已了结"},
    "card_state": {
        "standing": "有效",
        "contested": "申诉待决",
        "upheld": "维持",
        "withdrawn": "已撤销",
    },
    "channel_of_notice": {"mail": "邮件", "webhook": "接口推送"},
    "waiting": {
        "day": "不到一日",
        "week": "一日至一周",
        "month": "一周至一月",
        "longer": "一月以上",
    },
}
"""A kind of code, and its codes with their Chinese words (msgids)."""


def label(kind: str, code: object) -> str:
    """The word for a code; a long dash for none, the code itself where it is not one of ours."""
    if not isinstance(code, str) or code == "":
        return UNKNOWN
    word = LABELS[kind].get(code)
    return t(word) if word else printable(code, 40)


def options(kind: str) -> Mapping[str, str]:
    """All codes of a kind with their words, in their natural order."""
    return {code: t(word) for code, word in LABELS[kind].items()}


def rule_title(code: str) -> str:
    """What a rule is called, or its code where it is not one of ours."""
    rule = RULEBOOK.get(code)
    return t(rule.title) if rule else printable(code, 40)
