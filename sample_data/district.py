"""Fill an empty database with the district: first what is declared, then its cases, in batches."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

import numpy as np
from sqlalchemy import Connection, Engine, insert, select

from data_access.calendar import load_calendar, seed_calendar
from data_access.engine import writing
from data_access.migration import migrate
from data_access.schema import (
    AppealCategory,
    AppealClass,
    ApprovalCase,
    DataSource,
    Department,
    ProcedureRule,
    ProcedureStep,
    ServiceItem,
    Town,
)
from data_access.schema.base import table_of
from data_access.schema.triggers import create_triggers, drop_triggers
from sample_data.appeal_reference import SOURCES as APPEAL_SOURCES
from sample_data.appeal_reference import category_rows, class_rows
from sample_data.appeal_rows import enterprise_rows
from sample_data.appeals import appeal_world, appeals_in_batches
from sample_data.assembly import batch_rows
from sample_data.batch import World, draw_batch
from sample_data.items import Ints, catalogue
from sample_data.links import link_appeals
from sample_data.moves import Desk
from sample_data.newcomers import tamper
from sample_data.people import ENTERPRISES, applicants, more_enterprises, teams
from sample_data.procedure import KINDS, NAMES, SLOTS, declared_rules, has_slots, step_limit
from sample_data.projects import projects_of_the_district
from sample_data.reference import departments, sources, towns
from sample_data.rhythm import Rhythm, arrivals, number_in_day, seconds_of
from sample_data.rows import Rows, queued
from sample_data.signals import signal_rows
from sample_data.writing import write

BATCH = 50_000
"""Cases drawn at once: some 300 MB of arrays and words."""
ALTERED_ONE_IN = 10_000
CASES_AN_APPEAL, APPEALS_A_SIGNAL, APPEALS_AN_ENTERPRISE = 10, 4, 15
SIGNS_A_CASE = 1.9
WORKING_MINUTES_A_YEAR = 250 * 8 * 60
QUIET_FACTOR = 7
"""A source is late after this many times its usual silence."""
NICE_MINUTES = (10, 15, 30, 60, 120, 240, 480, 960, 2400)

Counts = dict[str, int]


def fill(
    engine: Engine,
    count: int,
    seed: int,
    until: datetime,
    progress: Callable[[int], None] | None = None,
    projects: int = 0,
    appeals: int | None = None,
) -> Counts:
    """Migrate the database and fill it in one transaction; the rows written, a table each.

    Appeals and projects come last and are linked to the cases before them. Without a number of
    appeals there is one for every ten cases. Raises ValueError when the database already holds
    cases.
    """
    migrate(engine)
    with writing(engine) as connection:
        if connection.scalar(select(ApprovalCase.case_id).limit(1)) is not None:
            raise ValueError("the database already holds cases; the sample fills an empty one")
        drop_triggers(connection)
        seed_calendar(connection)
        counts: Counts = {}
        declare(connection, count)
        is_sqlite = connection.dialect.name == "sqlite"
        done = 0
        begin, *parts = np.random.SeedSequence(seed).spawn(1 + -(-count // BATCH))
        rng = np.random.default_rng(begin)
        world = _world(connection, rng)
        received = arrivals(rng, world.rhythm, count, until)
        for batch in cases(world, parts, received, until, is_sqlite=is_sqlite):
            _write(connection, batch, counts)
            done += len(batch[0])
            if progress:
                progress(done)
        asked = count // CASES_AN_APPEAL if appeals is None else appeals
        for batch in voices(connection, world, asked, seed, until):
            _write(connection, batch, counts)
        if projects:
            rng = np.random.default_rng([seed, projects])
            _write(connection, projects_of_the_district(connection, rng, projects, until), counts)
            link_appeals(connection, rng)
        create_triggers(connection)
    return counts


def _write(connection: Connection, batch: list[Rows], counts: Counts) -> None:
    for rows in batch:
        write(connection, rows)
        counts[rows.table] = counts.get(rows.table, 0) + len(rows)


def cases(
    world: World,
    parts: Sequence[np.random.SeedSequence],
    received: Ints,
    until: datetime,
    *,
    is_sqlite: bool,
) -> Iterator[list[Rows]]:
    """Batches of rows, one a part, in order of receipt: the same seeds, the same rows."""
    number = number_in_day(received)
    for place, sequence in enumerate(parts):
        own = np.random.default_rng(sequence)
        part = slice(place * BATCH, (place + 1) * BATCH)
        batch = draw_batch(own, world, received[part], number[part])
        yield batch_rows(own, batch, world, seconds_of(until), is_sqlite=is_sqlite)


def voices(
    connection: Connection, district: World, count: int, seed: int, until: datetime
) -> Iterator[list[Rows]]:
    """The enterprises, their appeals, and what else is said of the departments.

    The cases must be written: some appeals are about one that is slow.
    """
    rng = np.random.default_rng([seed, 12345])
    more = more_enterprises(rng, max(0, count // APPEALS_AN_ENTERPRISE - ENTERPRISES))
    world = appeal_world(connection, district.applicants, district.teams, more, until)
    yield [enterprise_rows(rng, world.enterprises)]
    if count:
        yield from appeals_in_batches(world, district.rhythm, count, seed, until)
        signals = count // APPEALS_A_SIGNAL
        said = signal_rows(rng, world, district.rhythm, signals, until)
        yield [said, queued("signal", said)]


def _world(connection: Connection, rng: np.random.Generator) -> World:
    return World(Rhythm.of(load_calendar(connection)), teams(rng), applicants(rng))


def alter_some(engine: Engine, count: int, seed: int, until: datetime) -> list[str]:
    """Back-date a few cases that have been evaluated, as some do to hide a delay (W26)."""
    desk = Desk(until, np.random.default_rng([seed, count]), {})
    with writing(engine) as connection:
        done = [tamper(connection, desk) for _ in range(2 + count // ALTERED_ONE_IN)]
    return [words for words in done if words]


def declare(connection: Connection, count: int) -> None:
    """Write departments, towns, business systems, the catalogue, and the rules about steps."""
    connection.execute(
        insert(table_of(DataSource)),
        [
            {
                "source_code": source.code,
                "name": source.name,
                "name_en": source.name_en,
                "expected_every_minutes": _expected_minutes(place, count),
            }
            for place, source in enumerate(sources())
        ],
    )
    connection.execute(
        insert(table_of(Department)),
        [
            {
                "department_code": entry.code,
                "name": entry.name,
                "name_en": entry.name_en,
                "display_order": order,
            }
            for order, entry in enumerate(departments(), start=1)
        ],
    )
    connection.execute(
        insert(table_of(Town)),
        [
            {
                "town_code": town.code,
                "name": town.name,
                "name_en": town.name_en,
                "longitude": town.longitude,
                "latitude": town.latitude,
            }
            for town in towns()
        ],
    )
    _declare_items(connection)
    _declare_appeals(connection)


def _declare_items(connection: Connection) -> None:
    places = departments()
    connection.execute(
        insert(table_of(ServiceItem)),
        [
            {
                "item_code": item.code,
                "name": item.name,
                "name_en": item.name_en,
                "department_code": places[item.department].code,
                "kind": item.kind,
                "case_kind": item.case_kind,
                "promised_limit": item.promised,
                "statutory_limit": item.statutory,
                "limit_unit": item.unit,
                "approval_level": item.level,
                "service_class": item.service_class,
                "online_depth": item.online_depth,
                "max_visits": item.max_visits,
                "is_centralised": item.is_centralised,
                "is_joint": item.is_joint,
                "needs_document": item.needs_document,
                "delivery_limit": item.delivery_limit,
            }
            for item in catalogue()
        ],
    )
    connection.execute(
        insert(table_of(ProcedureStep)),
        [
            {
                "item_code": item.code,
                "step_code": SLOTS[slot],
                "step_order": slot + 1,
                "name": NAMES[slot][0],
                "name_en": NAMES[slot][1],
                "kind": KINDS[slot],
                "limit_days": step_limit(item, slot),
                "is_required": True,
            }
            for item in catalogue()
            for slot, has in enumerate(has_slots(item))
            if has
        ],
    )
    connection.execute(
        insert(table_of(ProcedureRule)),
        [
            {
                "rule_no": rule.number,
                "item_code": rule.item,
                "form": rule.form,
                "first_kind": rule.first,
                "second_kind": rule.second,
                "sentence": rule.words[0],
                "sentence_en": rule.words[1],
                "article": rule.article[0],
                "article_en": rule.article[1],
                "level": rule.level,
            }
            for rule in declared_rules()
        ],
    )


def _declare_appeals(connection: Connection) -> None:
    for model, rows in ((AppealClass, class_rows()), (AppealCategory, category_rows())):
        connection.execute(insert(table_of(model)), rows)
    connection.execute(
        insert(table_of(DataSource)),
        [{"source_code": s.code, "name": s.name, "name_en": s.name_en} for s in APPEAL_SOURCES],
    )


def _expected_minutes(source: int, count: int) -> int:
    """How often a source shows a sign of life at this volume, with room for a quiet morning."""
    weights = [(entry.weight, entry.source) for entry in departments()]
    share = sum(weight for weight, own in weights if own == source) / sum(w for w, _ in weights)
    signs = count * 0.45 * share * SIGNS_A_CASE
    usual = QUIET_FACTOR * WORKING_MINUTES_A_YEAR / max(signs, 1)
    return next((minutes for minutes in NICE_MINUTES if minutes >= usual), NICE_MINUTES[-1])


def show_progress(total: int) -> Callable[[int], None]:
    """A line on stderr that says how far the filling is."""
    begun = time.monotonic()

    def show(done: int) -> None:
        pace = done / max(time.monotonic() - begun, 0.001)
        print(f"{done:,} of {total:,} cases, {pace:,.0f} a second", file=sys.stderr)

    return show
