"""An example of the list of appeals that an enterprise service centre keeps, as CSV."""

import csv
from datetime import datetime
from typing import TextIO

import numpy as np

from data_access.calendar import official_calendar
from sample_data.appeal_batch import AppealWorld, SlowCases
from sample_data.appeal_reference import categories, class_codes
from sample_data.appeals import appeals_in_batches
from sample_data.people import Applicants, applicants, teams
from sample_data.reference import departments, towns
from sample_data.rhythm import Rhythm

COLUMNS = {
    "诉求编号": "appeal_no",
    "提交时间": "requested_at",
    "渠道": "channel",
    "类别代码": "category_code",
    "诉求类别": "category",
    "办理分类": "class_code",
    "统一社会信用代码": "enterprise_code",
    "企业名称": "enterprise_name",
    "联系人": "contact_name",
    "联系电话": "contact_phone",
    "诉求标题": "title",
    "诉求内容": "content",
    "诉求性质": "claim",
    "街镇代码": "town_code",
    "所在街镇": "town",
    "承办部门代码": "department_code",
    "承办部门": "department",
    "承办人": "officer",
    "受理时间": "accepted_at",
    "分派时间": "dispatched_at",
    "签收时间": "signed_at",
    "先行联系时间": "contacted_at",
    "答复时间": "answered_at",
    "办结时间": "closed_at",
    "办理结果": "outcome",
    "到期日": "expected_on",
    "回访时间": "called_back_at",
    "企业评价": "enterprise_verdict",
    "满意度": "satisfaction",
    "状态": "status",
}
WORDS = {
    "channel": {
        "online": "企业服务云",
        "centre": "企业服务中心",
        "phone": "电话",
        "visit": "走访",
        "hotline": "12345热线",
        "other": "其他",
    },
    "class_code": {
        "consult": "咨询类",
        "ordinary": "一般类",
        "complex": "疑难类",
        "at_once": "马上办",
        "hotline": "热线转办",
    },
    "claim": {"reasonable": "合理", "unreasonable": "不合理", "beyond_remit": "超出职责"},
    "outcome": {
        "solved": "已解决",
        "explained": "已解释",
        "partly_solved": "部分解决",
        "not_solved": "未解决",
        "not_accepted": "不予受理",
        "withdrawn": "撤回",
    },
    "enterprise_verdict": {
        "solved": "已解决",
        "partly": "部分解决",
        "not_solved": "未解决",
        "no_answer": "未接通",
    },
}


def write_sheet(file: TextIO, count: int, seed: int, until: datetime) -> None:
    """Write so many appeals of the made-up district, in the form of mappings/appeals_sheet."""
    rng = np.random.default_rng(seed)
    officers, stock = teams(rng), applicants(rng)
    nobody = np.zeros(0, dtype=np.int64)
    slow = SlowCases([], nobody, nobody, nobody, nobody)
    half = len(stock.names) - stock.first_enterprise
    persons = Applicants(stock.names[:-half], stock.numbers[:-half], stock.phones[:-half])
    enterprises = Applicants(stock.names[-half:], stock.numbers[-half:], stock.phones[-half:])
    world = AppealWorld(persons, enterprises, officers, slow, is_sqlite=False)
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    names = {
        "category": {entry.code: entry.name for entry in categories()},
        "department": {entry.code: entry.name for entry in departments()},
        "town": {entry.code: entry.name for entry in towns()},
    }
    usual = {entry.code: class_codes()[entry.class_place] for entry in categories()}
    rhythm = Rhythm.of(official_calendar())
    for appeals, *_ in appeals_in_batches(world, rhythm, count, seed, until):
        lines = zip(*appeals.columns.values(), strict=True)
        for line in lines:
            row = dict(zip(appeals.columns, line, strict=True))
            for name, known in names.items():
                row[name] = known.get(str(row[f"{name}_code"]))
            row["class_code"] = row["class_code"] or usual.get(str(row["category_code"]))
            row["status"] = _status(row)
            writer.writerow([_word(name, row.get(name)) for name in COLUMNS.values()])


def _status(row: dict[str, str | int | None]) -> str:
    if row["closed_at"] is not None:
        return "已办结"
    return "待受理" if row["accepted_at"] is None else "办理中"


def _word(name: str, value: str | int | None) -> str:
    words = WORDS.get(name, {})
    return "" if value is None else words.get(str(value), str(value))
