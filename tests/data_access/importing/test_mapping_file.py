"""A mapping file is read whole, or refused in one sentence that names the place."""

import re

import pytest

from data_access.importing.mapping_file import READY, read_mapping
from data_access.importing.targets import CASE, CODES, STEP, Kind, fillable, kind_of
from tests.data_access.importing.small_files import CASES, STEPS, mapping_of


def test_what_is_declared_is_read(tmp_path):
    mapping = mapping_of(tmp_path, CASES)

    assert (mapping.name, mapping.source_code, mapping.has_steps) == ("mapping", "window", False)
    fields = {field.name: field for field in mapping.case_fields}
    assert fields["received_at"].columns == ("received",)
    assert fields["received_at"].time.formats == ("%Y-%m-%d %H:%M:%S", "%Y年%m月%d日")
    assert fields["channel"].codes == {"网上": "online", "窗口": "window"}
    assert fields["officer"].codes is None
    assert mapping.department.names["housing"] == ("住建局", "Housing")
    assert mapping.item.constants == {"kind": "licence"}


def test_a_row_is_a_step_where_a_step_is_declared(tmp_path):
    mapping = mapping_of(tmp_path, STEPS)

    assert mapping.has_steps
    assert mapping.step_code == ("code", "concept:name")
    due = next(field for field in mapping.step_fields if field.name == "due_at")
    assert due.time.end_of_day
    assert due.time.city.key == "Europe/Amsterdam"


@pytest.mark.parametrize("path", sorted(READY.glob("*.toml")), ids=lambda path: path.stem)
def test_the_mappings_that_come_with_the_product_are_read(path):
    assert read_mapping(path).source_code


def test_the_mapping_in_the_document_is_read(tmp_path):
    document = READY.parent.parent / "docs" / "import.md"
    written = re.search(r"```toml\n(.*?)```", document.read_text(encoding="utf-8"), re.DOTALL)

    assert mapping_of(tmp_path, written[1]).step_code == ("action_code", "concept:name")


def test_a_ready_mapping_can_be_named_alone(tmp_path):
    assert read_mapping(type(tmp_path)("boston_311")).source_code == "boston311"


def test_an_unknown_mapping_names_the_ready_ones(tmp_path):
    ready = "appeals_sheet, boston_311, boston_311_appeals, bpic15, project_list, w"
    with pytest.raises(ValueError, match=rf"no mapping \S+; ready ones are {ready}"):
        read_mapping(tmp_path / "boston")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('code = "window"', 'code = "window', "is not a TOML file"),
        ('code = "window"', "", "source.code is missing"),
        ('code = "window"', 'code = "综合"', "source.code must be at most 32 small letters"),
        ('name = "综合窗口"', 'name = ""', "source.name is empty"),
        ('name = "综合窗口"', "name = 3", "source.name must be a text, not 3"),
        ('zone = "Asia/Shanghai"', "", "time.zone is missing"),
        ('zone = "Asia/Shanghai"', 'zone = "Asia/Jinshan"', "time.zone is not a time zone"),
        ("formats = [", "formats = []\nunused = [", "time.unused is not known"),
        ('"%Y年%m月%d日"', '"%d %B %Y"', "time.formats cannot be used: the time format"),
        ('number = "no"', "", "case.number is missing"),
        ('number = "no"', "number = [1]", "case.number must be a text or a list of texts"),
        ('received_at = "received"', 'recieved_at = "r"', "did you mean received_at?"),
        (
            'received_at = "received"\naccepted_at = "accepted"',
            "",
            "case.columns must fill received_at, accepted_at or both",
        ),
        ('officer = "officer"', 'officer = { form = "x" }', "officer.from is missing"),
        (
            'officer = "officer"',
            'officer = { from = "x", zone = "UTC" }',
            "case.columns.officer.zone is not known",
        ),
        ('"网上" = "online"', '"网上" = "onlin"', "did you mean online?"),
        ('"网上" = "online"', '"网上" = 1', "codes.channel must be a table of texts"),
        ("[codes.channel]", "[codes.chanel]", "codes.chanel belongs to no column"),
        ("[codes.channel]", "[codes.officer]", "codes.officer is of no use"),
        ('open = "在办"', "", "case.status needs the words for open and for closed"),
        ('open = "在办"', 'open = "办结"', "case.status needs the words for open and for closed"),
        ('kind = "licence"', 'kind = "license"', "did you mean licence?"),
        ('kind = "licence"', "promised_limit = 10", "item.promised_limit has both"),
        ('kind = "licence"', 'max_visits = "x"', "item.constants.max_visits must be a number"),
        ('kind = "licence"', "is_joint = 3", "item.constants.is_joint must be a yes or no"),
        ("[town]", "[place]", "[place] is not known here"),
        ('code = "town"', 'code = "town"\nsort = "x"', "town.sort is not known here"),
        ("[department.names]", "[department.names.x]", "department.names.x.zh is missing"),
    ],
)
def test_a_mistake_is_named_in_one_sentence(tmp_path, old, new, sentence):
    assert old in CASES
    with pytest.raises(ValueError, match=r"^mapping\.toml") as error:
        mapping_of(tmp_path, CASES.replace(old, new, 1))

    assert sentence in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('format = "xls"', "file.format must be one of csv, xlsx, xes"),
        ('encoding = "gb2313"', "file.encoding is not known: 'gb2313'"),
        ('delimiter = "::"', "file.delimiter must be one character"),
        ("header_row = 0", "file.header_row is less than 1"),
        ("header_row = true", "file.header_row must be a whole number, not True"),
        ('deliminator = ";"', "did you mean delimiter?"),
    ],
)
def test_a_mistake_about_the_file_is_named(tmp_path, line, sentence):
    with pytest.raises(ValueError, match=r"^mapping\.toml: ") as error:
        mapping_of(tmp_path, f"[file]\n{line}\n{CASES}")

    assert sentence in str(error.value)


def test_columns_of_a_step_need_its_code(tmp_path):
    with pytest.raises(ValueError, match=r"step\.code is missing"):
        mapping_of(tmp_path, STEPS.replace('code = ["code", "concept:name"]', ""))


def test_times_cannot_be_constants(tmp_path):
    text = CASES + '[case.constants]\ndelivered_at = "2026-01-01 00:00:00"\n'
    with pytest.raises(ValueError, match=r"delivered_at is a time"):
        mapping_of(tmp_path, text)


def test_all_limited_codes_are_columns_of_the_contract():
    for (table, column), codes in CODES.items():
        known = {each.name: each for each in (CASE, STEP)}.get(table)
        if known is not None:
            assert column in fillable(known)
            assert kind_of(known.c[column]) is Kind.CODE
        assert all(len(code) <= 64 for code in codes)
