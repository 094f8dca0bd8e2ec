"""Appeals out of files: a plain sheet with good and bad rows, and Boston's requests whole."""

import csv
import gzip
import io
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import select

from data_access.appeals.appeal_loading import load_appeal_catalogue, load_appeals
from data_access.engine import reading
from data_access.importing.mapping_file import read_mapping
from data_access.importing.run import import_file
from data_access.schema import Appeal, AppealCategory, ApprovalCase, ChangeQueue, Department
from sample_data.sheet import write_sheet
from tests.data_access.importing.small_files import (
    NOW,
    empty_queue,
    faults,
    mapping_of,
    queue_empty,
    stored,
    table,
    workbook,
    write,
)
from tests.real_data import real_data

SHEET = read_mapping(Path("appeals_sheet"))
COLUMNS = tuple(dict.fromkeys(column for _, columns in SHEET.wanted() for column in columns))
GOOD = {
    "诉求编号": "2026-001",
    "提交时间": "2026-03-02 09:00",
    "渠道": "企业服务云",
    "办理分类": "一般类",
    "统一社会信用代码": "99990001ABCDEFGHJ0",
    "企业名称": "枫溪启恒食品有限公司",
    "联系电话": "10012345678",
    "诉求标题": "厂区门前道路积水",
    "受理时间": "2026年03月02日 10:30",
    "分派时间": "2026/03/02 11:00",
    "答复时间": "2026-03-05 16:00",
    "办结时间": "2026-03-06 09:00:00",
    "办理结果": "已解决",
    "到期日": "2026-03-09",
    "回访时间": "2026-03-09 10:00",
    "企业评价": "未解决",
    "满意度": "2",
    "状态": "已办结",
    "承办部门代码": "water",
    "承办部门": "区水务局",
    "街镇代码": "310116102",
    "所在街镇": "枫泾镇",
    "类别代码": "drainage",
    "诉求类别": "排水积水",
}


def sheet_of(engine, folder, *rows, name="appeals.csv"):
    content = table(COLUMNS, rows)
    return import_file(engine, SHEET, write(folder, name, content), now=NOW)


def test_a_row_of_the_sheet_is_an_appeal_with_both_voices(database, tmp_path):
    result = sheet_of(database, tmp_path, GOOD)
    assert (result.rows_read, result.rows_shown, result.faults) == (1, 1, 0)
    names = ("appeal_id", "category_code", "class_code", "department_code", "channel", "outcome")
    assert stored(database, Appeal, *names, "enterprise_verdict", "satisfaction") == [
        (
            *("appeals_sheet:2026-001", "drainage", "ordinary", "water", "online", "solved"),
            *("not_solved", 2),
        )
    ]
    times = stored(database, Appeal, "requested_at", "accepted_at", "dispatched_at", "expected_at")
    assert times == [
        (
            *("2026-03-02 09:00:00", "2026-03-02 10:30:00", "2026-03-02 11:00:00"),
            "2026-03-09 23:59:59",
        )
    ]
    assert stored(database, AppealCategory, "category_code", "name") == [("drainage", "排水积水")]
    assert stored(database, Department, "department_code", "name") == [("water", "区水务局")]
    assert set(stored(database, ChangeQueue, "line", "subject_id")) == {
        ("appeal", "appeals_sheet:2026-001"),
        ("appeal_category", "drainage"),
        ("department", "water"),
    }


@pytest.mark.parametrize(
    ("changed", "rule", "column", "is_out"),
    [
        ({"诉求编号": ""}, "R03", "appeal_no", True),
        ({"提交时间": "", "受理时间": ""}, "T01", "requested_at", True),
        ({"答复时间": "很快"}, "T01", "answered_at", True),
        ({"办结时间": "2026-03-02 09:30"}, "T02", "closed_at", True),
        ({"回访时间": "2026-12-24 09:30"}, "T06", "called_back_at", True),
        ({"状态": "办理中"}, "C03", "closed_at", True),
        ({"办理结果": "圆满"}, "C01", "outcome", False),
        ({"满意度": "很好"}, "V01", "satisfaction", False),
    ],
)
def test_what_a_bad_row_gets(embedded, tmp_path, changed, rule, column, is_out):
    result = sheet_of(embedded, tmp_path, GOOD | changed)
    assert (result.rows_read, result.rows_quarantined) == (1, int(is_out))
    assert (2, rule, column, is_out) in faults(embedded)
    assert len(stored(embedded, Appeal)) == 1 - is_out


def test_the_same_number_twice_is_listed_and_the_first_stands(embedded, tmp_path):
    result = sheet_of(embedded, tmp_path, GOOD, GOOD | {"诉求标题": "又来了"})
    assert (result.rows_shown, result.rows_quarantined) == (1, 1)
    assert faults(embedded) == [(3, "R03", "appeal_no", True)]


def test_the_same_sheet_again_changes_nothing_and_a_worse_one_takes_away(embedded, tmp_path):
    sheet_of(embedded, tmp_path, GOOD, GOOD | {"诉求编号": "2"})
    before = stored(embedded, Appeal)
    empty_queue(embedded)
    sheet_of(embedded, tmp_path, GOOD, GOOD | {"诉求编号": "2"})
    assert stored(embedded, Appeal) == before
    assert queue_empty(embedded)
    sheet_of(embedded, tmp_path, GOOD, GOOD | {"诉求编号": "2", "答复时间": "很快"})
    assert stored(embedded, Appeal, "appeal_no") == [("2026-001",)]


def test_the_sheet_may_be_a_workbook(embedded, tmp_path):
    rows = [COLUMNS, [GOOD.get(column, "") for column in COLUMNS]]
    path = write(tmp_path, "appeals.xlsx", workbook(rows))
    assert import_file(embedded, SHEET, path, now=NOW).rows_shown == 1


def test_the_example_sheet_is_read_whole(embedded, tmp_path):
    text = io.StringIO()
    write_sheet(text, 3_000, 7, NOW)
    result = import_file(embedded, SHEET, write(tmp_path, "a.csv", text.getvalue()), now=NOW)
    assert result.rows_read == 3_000
    assert 0 < result.rows_quarantined <= 15  # its dirty rows
    assert {rule for _, rule, _, is_out in faults(embedded) if is_out} <= {
        "T01",
        "T02",
        "T06",
        "C03",
    }
    with reading(embedded) as connection:
        ids = list(connection.scalars(select(Appeal.appeal_id)))
        loaded = load_appeals(connection, ids, load_appeal_catalogue(connection), NOW)
    assert all(one.appeal for one in loaded)


def test_a_mapping_of_appeals_knows_no_steps_and_names_its_own_columns(tmp_path):
    plain = """
[source]
code = "s"
name = "s"
[time]
zone = "Asia/Shanghai"
formats = "iso"
[appeal]
number = "no"
[appeal.columns]
requested_at = "asked"
"""
    assert mapping_of(tmp_path, plain).target.section == "appeal"
    with pytest.raises(ValueError, match=r"step\.code is of no use"):
        mapping_of(tmp_path, plain + '[step]\ncode = "step"\n')
    with pytest.raises(ValueError, match="no column of appeal"):
        mapping_of(tmp_path, plain + 'received_at = "x"\n')
    with pytest.raises(ValueError, match=r"must fill requested_at, accepted_at or both"):
        mapping_of(tmp_path, plain.replace("requested_at", "closed_at"))
    with pytest.raises(ValueError, match=r"\[item\] is not known here"):
        mapping_of(tmp_path, plain + '[item]\ncode = "x"\n')


def test_boston_as_appeals_is_judged_by_department_as_pandas_does(embedded):
    """All of it; on both databases a part of it is (tests of what Boston's appeals come to)."""
    path = real_data("boston311", "boston311_2011h2.csv.gz")
    result = import_file(embedded, read_mapping(Path("boston_311_appeals")), path, now=NOW)
    assert (result.rows_read, result.rows_shown, result.rows_quarantined) == (58_251, 58_251, 0)

    columns = ["department_code", "expected_at", "closed_at"]
    found = pd.DataFrame(stored(embedded, Appeal, *columns), columns=columns)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
        plain = pd.DataFrame(csv.DictReader(text))
    plain = plain.rename(
        columns={"department": columns[0], "target_dt": columns[1], "closed_dt": columns[2]}
    )[columns].replace("", None)
    assert verdicts(found).equals(verdicts(plain))
    assert verdicts(plain).sum().to_dict() == {
        "in time": 35_591,
        "late": 8_230,
        "no limit": 10_981,
        "open": 3_449,
    }
    assert stored(embedded, ApprovalCase) == []


def verdicts(frame: pd.DataFrame) -> pd.DataFrame:
    """How many requests of each department were closed in time, late, or are not to be judged."""
    verdict = pd.Series("late", index=frame.index)
    verdict[frame["closed_at"] <= frame["expected_at"]] = "in time"
    verdict[frame["closed_at"].isna()] = "open"
    verdict[frame["expected_at"].isna()] = "no limit"
    return pd.crosstab(frame["department_code"], verdict)


def test_the_later_spelling_of_boston_is_read_by_the_same_mapping(embedded):
    path = real_data("boston311", "boston311_2015_2024_sample5k.csv.gz")
    result = import_file(embedded, read_mapping(Path("boston_311_appeals")), path, now=NOW)
    assert (result.rows_read, result.rows_shown) == (4_995, 4_995)
    categories = stored(embedded, AppealCategory, "category_code", "parent_code")
    assert len(categories) > 100
    assert all(parent for _, parent in categories)
