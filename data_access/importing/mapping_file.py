"""Read a mapping file, and say in one clear sentence what is wrong with it (docs/import.md)."""

import codecs
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Table

from data_access.importing.mapping import (
    Catalogued,
    Field,
    FileMapping,
    FileRule,
    StatusRule,
)
from data_access.importing.project_mapping import Part, ProjectMapping
from data_access.importing.refusal import BadValueError
from data_access.importing.sections import Section, suggestion
from data_access.importing.targets import (
    APPEALS,
    BLOCKER,
    CASES,
    CODES,
    MONTH,
    PROJECT,
    STEP,
    YEAR,
    Kind,
    Target,
    fillable,
    kind_of,
)
from data_access.importing.times import TimeRule, check_format
from data_access.importing.values import (
    Reader,
    Value,
    decimal_reader,
    number_reader,
    words_reader,
    yes_no_reader,
)

READY = Path(__file__).parent.parent / "mappings"
"""The mappings that come with the product; they can be named without path and ending."""
FORMATS = ("csv", "xlsx", "xes")
SOURCE_CODE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,31}")

Codes = dict[str, dict[str, str]]


def read_mapping(path: Path) -> FileMapping | ProjectMapping:
    """The mapping in a file, or the ready one of that name.

    Raises ValueError with one sentence that names the file and the place in it.
    """
    path = _found(path)
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path.name} is not a TOML file: {error}") from error
    try:
        return _mapping(path.stem, Section("", values))
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from error


def _found(path: Path) -> Path:
    if path.is_file():
        return path
    ready = READY / f"{path}.toml"
    if path.name == str(path) and ready.is_file():
        return ready
    names = ", ".join(sorted(each.stem for each in READY.glob("*.toml")))
    raise ValueError(f"there is no mapping {path}; ready ones are {names}")


def _mapping(name: str, top: Section) -> FileMapping | ProjectMapping:
    return _project_mapping(name, top) if "project" in top else _case_mapping(name, top)


def _project_mapping(name: str, top: Section) -> ProjectMapping:
    source = top.section("source")
    source_code = _source_code(source)
    file = _file_rule(top.section("file"))
    time = _default_time(top.section("time"))
    codes = _code_lists(top.section("codes"))
    project = top.section("project")
    number, year, month = (project.texts(key) for key in ("number", "year", "month"))
    for key, columns in (("number", number), ("year", year), ("month", month)):
        if not columns:
            raise project.error(key, "is missing: the columns that hold it, or '@file'")
    mapping = ProjectMapping(
        name,
        source_code,
        source.text("name"),
        source.optional_text("name_en"),
        file,
        time.city,
        number,
        year,
        month,
        _catalogued(top.section("department")),
        _catalogued(top.section("town")),
        _part(project, PROJECT, time, codes),
        _part(top.section("year"), YEAR, time, codes),
        _part(top.section("month"), MONTH, time, codes),
        _part(top.section("blocker"), BLOCKER, time, codes),
    )
    for section in (source, project, top):
        section.finish()
    parts = (mapping.project, mapping.year_part, mapping.month_part, mapping.blocker)
    _check_codes_used([each for part in parts for each in part.fields], codes)
    return mapping


def _part(section: Section, table: Table, time: TimeRule, codes: Codes) -> Part:
    return Part(
        _fields(section.section("columns"), table, time, codes),
        _constants(section.section("constants"), table),
    )


def _source_code(source: Section) -> str:
    code = source.text("code")
    if not SOURCE_CODE.fullmatch(code):
        raise source.error("code", "must be at most 32 small letters, digits, '_', '-' and '.'")
    return code


def _case_mapping(name: str, top: Section) -> FileMapping:
    source = top.section("source")
    source_code = _source_code(source)
    file = _file_rule(top.section("file"))
    time = _default_time(top.section("time"))
    codes = _code_lists(top.section("codes"))
    target = APPEALS if APPEALS.section in top else CASES
    case, step = top.section(target.section), top.section("step")
    number = case.texts("number")
    if not number:
        raise case.error("number", f"is missing: the columns that hold the {target.section} number")
    case_fields = _fields(case.section("columns"), target.table, time, codes)
    if not {each.name for each in case_fields} & set(target.starts):
        starts = ", ".join(target.starts)
        raise ValueError(f"{target.section}.columns must fill {starts} or both")
    mapping = FileMapping(
        name,
        target,
        source_code,
        source.text("name"),
        source.optional_text("name_en"),
        file,
        time.city,
        number,
        case_fields,
        _constants(case.section("constants"), target.table),
        _status(case.section("status")),
        _catalogued(top.section("department")),
        _catalogued(top.section("town")),
        _catalogued(top.section(target.item.removesuffix("_code")), target, time, codes),
        step.texts("code"),
        _fields(step.section("columns"), STEP, time, codes),
        _constants(step.section("constants"), STEP),
    )
    if mapping.step_code and target.steps is None:
        raise step.error("code", f"is of no use: a row of an {target.section} mapping is no step")
    if mapping.step_fields and not mapping.step_code:
        raise step.error("code", "is missing: the columns that name the step")
    for section in (source, case, step, top):
        section.finish()
    _check_once(mapping)
    fields = (*mapping.case_fields, *mapping.step_fields, *mapping.item.fields)
    _check_codes_used(fields, codes)
    return mapping


def _file_rule(section: Section) -> FileRule:
    rule = FileRule(
        section.optional_text("format"),
        section.text("encoding", "utf-8"),
        section.text("delimiter", ","),
        section.optional_text("sheet"),
        section.number("header_row", 1),
        frozenset(section.texts("blank_words")),
    )
    section.finish()
    if rule.format not in (None, *FORMATS):
        raise section.error("format", f"must be one of {', '.join(FORMATS)}")
    if len(rule.delimiter) != 1:
        raise section.error("delimiter", "must be one character")
    try:
        codecs.lookup(rule.encoding)
    except LookupError as error:
        raise section.error("encoding", f"is not known: {rule.encoding!r}") from error
    return rule


def _default_time(section: Section) -> TimeRule:
    city = _zone(section, section.text("zone"))
    rule = TimeRule(_time_formats(section), city, city)
    section.finish()
    if not rule.formats:
        raise section.error("formats", "is missing: how the times of this source are written")
    return rule


def _time_formats(section: Section) -> tuple[str, ...]:
    formats = section.texts("formats")
    for text in formats:
        try:
            check_format(text)
        except ValueError as error:
            raise section.error("formats", f"cannot be used: {error}") from error
    return formats


def _zone(section: Section, name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise section.error("zone", f"is not a time zone: {name!r}") from error


def _code_lists(section: Section) -> Codes:
    lists: Codes = {}
    for column, values in section.items():
        if not isinstance(values, dict) or not all(
            isinstance(code, str) for code in values.values()
        ):
            raise section.error(column, "must be a table of texts: word of the source = code")
        lists[column] = values
    return lists


def _fields(section: Section, table: Table, time: TimeRule, codes: Codes) -> tuple[Field, ...]:
    known = fillable(table)
    fields = []
    for name, value in section.items():
        if name not in known:
            raise section.error(name, f"is no column of {table.name}" + suggestion(name, known))
        fields.append(
            _field(Section(f"{section.path}.{name}", _as_table(value)), table, name, time)
        )
    return tuple(_with_codes(each, codes) for each in fields)


def _as_table(value: object) -> Mapping[str, Any]:
    """A column may be given by its names alone, or by a table that says more."""
    return value if isinstance(value, dict) else {"from": value}


def _field(section: Section, table: Table, name: str, time: TimeRule) -> Field:
    columns = section.texts("from")
    if not columns:
        raise section.error("from", "is missing: the columns of the source")
    field = Field(table, name, columns, time, None)
    if field.kind in (Kind.TIME, Kind.DAY):
        zone = section.optional_text("zone")
        own = TimeRule(
            _time_formats(section) or time.formats,
            _zone(section, zone) if zone else time.zone,
            time.city,
            section.truth("end_of_day"),
        )
        field = replace(field, time=own, of_month=_of_month(section))
    if field.kind is Kind.DECIMAL:
        field = replace(field, factor=section.number("factor", 1))
    section.finish()
    return field


def _of_month(section: Section) -> str:
    chosen = section.optional_text("of_month") or ""
    if chosen not in ("", "first", "last"):
        raise section.error("of_month", "must be 'first' or 'last'")
    return chosen


def _with_codes(field: Field, codes: Codes) -> Field:
    """The field with its code list: the mapping's own, or the contract's codes as they are."""
    allowed = CODES.get((field.table.name, field.name))
    own = codes.get(field.name)
    if own is not None and field.kind is not Kind.CODE:
        raise ValueError(f"codes.{field.name} is of no use: {field.name} holds no code")
    if own is None:
        own = {code: code for code in allowed} if allowed else None
    elif allowed:
        for word, code in own.items():
            if code and code not in allowed:
                raise ValueError(
                    f"codes.{field.name} gives {code!r} for {word!r}, which the contract does not"
                    f" know{suggestion(code, sorted(allowed))}"
                )
    return replace(field, codes=own)


def _constants(section: Section, table: Table) -> dict[str, Any]:
    known = fillable(table)
    constants: dict[str, Any] = {}
    for name, value in section.items():
        if name not in known:
            raise section.error(name, f"is no column of {table.name}" + suggestion(name, known))
        constants[name] = _constant(section, table, name, value)
    return constants


def _constant(section: Section, table: Table, name: str, value: object) -> Value:
    kind, allowed = kind_of(table.c[name]), CODES.get((table.name, name))
    if kind in (Kind.TIME, Kind.DAY):
        raise section.error(name, "is a time: it cannot be the same for every case")
    if allowed and value not in allowed:
        raise section.error(name, f"is {value!r}{suggestion(str(value), sorted(allowed))}")
    readers: dict[Kind, Reader] = {
        Kind.NUMBER: number_reader(),
        Kind.YES_NO: yes_no_reader(),
        Kind.DECIMAL: decimal_reader(),
    }
    try:
        return readers.get(kind, words_reader(64))(str(value))
    except BadValueError as bad:
        raise section.error(name, f"must be a {kind.value}, not {value!r}") from bad


def _status(section: Section) -> StatusRule | None:
    columns = section.texts("columns")
    rule = StatusRule(columns, frozenset(section.texts("open")), frozenset(section.texts("closed")))
    section.finish()
    if not columns:
        return None
    if not rule.open or not rule.closed or rule.open & rule.closed:
        raise ValueError(f"{section.path} needs the words for open and for closed, apart")
    return rule


def _catalogued(
    section: Section,
    target: Target | None = None,
    time: TimeRule | None = None,
    codes: Codes | None = None,
) -> Catalogued:
    fields: tuple[Field, ...] = ()
    constants: dict[str, Any] = {}
    if target is not None and time is not None:
        fields = _fields(section.section("columns"), target.catalogue, time, codes or {})
        constants = _constants(section.section("constants"), target.catalogue)
    catalogued = Catalogued(
        section.texts("code"),
        section.texts("name"),
        section.optional_text("constant"),
        section.optional_text("prefix") or "",
        _names(section.section("names")),
        fields,
        constants,
    )
    section.finish()
    return catalogued


def _names(section: Section) -> dict[str, tuple[str, str | None]]:
    names: dict[str, tuple[str, str | None]] = {}
    for code, value in section.items():
        entry = Section(
            f"{section.path}.{code}", value if isinstance(value, dict) else {"zh": value}
        )
        names[code] = (entry.text("zh"), entry.optional_text("en"))
        entry.finish()
    return names


def _check_once(mapping: FileMapping) -> None:
    pairs = (
        (mapping.target.section, mapping.case_fields, mapping.case_constants),
        ("step", mapping.step_fields, mapping.step_constants),
        ("item", mapping.item.fields, mapping.item.constants),
    )
    for part, fields, constants in pairs:
        for each in fields:
            if each.name in constants:
                raise ValueError(f"{part}.{each.name} has both a column and a constant")


def _check_codes_used(fields: Iterable[Field], codes: Codes) -> None:
    used = [each.name for each in fields if each.kind is Kind.CODE]
    for name in codes:
        if name not in used:
            raise ValueError(f"codes.{name} belongs to no column{suggestion(name, used)}")
