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
    },
    "role": {
        "supervisor": "监察员",
        "leader": "领导",
        "staff": "部门经办",
        "administrator": "系统管理员",
        "auditor": "审计员",
    },
    "action": {
        "view": "查看",
        "search": "查找",
        "export": "导出",
        "unmask": "查看完整信息",
        "order": "督办",
        "answer": "答复",
        "denial": "无权访问",
        "sign_in": "登录",
        "sign_out": "退出",
        "refused": "拒绝登录",
        "person_save": "保存人员",
        "person_disable": "停用人员",
        "person_enable": "启用人员",
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
    "appeal_channel": {
        "online": "网上",
        "centre": "服务中心",
        "phone": "电话",
        "visit": "走访",
        "hotline": "12345 热线",
        "other": "其他渠道",
    },
    "appeal_state": {
        "received": "收到",
        "open": "在办",
        "overdue": "超时",
        "soon": "将到期",
        "suspended": "挂起",
        "answered": "已答复",
        "denied": "企业不认可",
        "reopened": "重办",
        "passed_around": "推诿",
    },
    "appeal_stage": {
        "acceptance": "待受理",
        "dispatch": "待分派",
        "sign": "待签收",
        "contact": "待先行联系",
        "handle": "办理中",
        "suspended": "挂起",
        "call_back": "待回访",
        "verify": "待核实",
        "done": "已办结",
    },
    "appeal_act": {
        "request": "提出诉求",
        "accept": "受理",
        "dispatch": "分派",
        "sign": "签收",
        "contact": "先行联系",
        "reply": "阶段答复",
        "return": "退回",
        "redispatch": "重新分派",
        "suspend": "挂起",
        "resume": "恢复",
        "answer": "答复",
        "close": "办结",
        "call_back": "回访",
        "reopen": "重办",
        "verify": "核实",
        "urge": "催办",
        "supervise": "督办",
    },
    "appeal_outcome": {
        "solved": "已解决",
        "explained": "已解释",
        "partly_solved": "部分解决",
        "not_solved": "未解决",
        "not_accepted": "不予受理",
        "withdrawn": "企业撤回",
    },
    "appeal_verdict": {
        "solved": "已解决",
        "partly": "部分解决",
        "not_solved": "未解决",
        "no_answer": "未接通",
    },
    "appeal_clock": {
        "sign": "签收",
        "contact": "先行联系",
        "reply": "阶段答复",
        "close": "办理",
        "redo": "重办",
    },
    "claim": {
        "reasonable": "合理诉求",
        "unreasonable": "不合理诉求",
        "beyond_remit": "超出职权",
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
    "signal_kind": {
        "petition": "信访",
        "hotline": "12345 热线",
        "discipline_report": "纪检举报",
        "reconsideration": "行政复议",
        "lawsuit": "行政诉讼",
        "audit_problem": "审计问题",
        "accountability": "问责",
    },
    "signal_outcome": {
        "founded": "属实",
        "unfounded": "不属实",
        "answered": "已答复",
        "upheld": "维持",
        "revoked": "撤销",
        "changed": "变更",
        "declared_unlawful": "确认违法",
        "rejected": "驳回",
        "withdrawn": "撤回",
        "mediated": "调解",
        "won": "胜诉",
        "lost": "败诉",
        "rectified": "整改到位",
        "partly_rectified": "部分整改",
        "unrectified": "未整改",
        "talked_to": "谈话提醒",
        "criticised": "通报批评",
        "disciplined": "处分",
    },
    "appeal_result": {
        "solved": "已解决",
        "explained": "已解释",
        "partly_solved": "部分解决",
        "not_solved": "未解决",
        "not_accepted": "不予受理",
        "withdrawn": "已撤回",
    },
    "stood": {
        "past_statutory": "已超法定时限",
        "past_promised": "已超承诺时限",
        "within": "在办未超期",
        "closed": "已决定",
    },
    "scale": {"large": "大型", "medium": "中型", "small": "小型", "micro": "微型"},
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
