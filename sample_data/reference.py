"""What the district is made of: business systems, towns and departments, from tables here."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLES = Path(__file__).parent


@dataclass(frozen=True)
class Source:
    """A business system that writes into the shared database."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True)
class Town:
    """A town or subdistrict: its share of the applicants, and about where its centre lies."""

    code: str
    name: str
    name_en: str
    weight: float
    longitude: float
    latitude: float


@dataclass(frozen=True)
class Department:
    """A department: its share of the cases, how often it is late, how much of a limit it uses."""

    code: str
    name: str
    name_en: str
    source: int
    weight: float
    late_rate: float
    pace: float
    team: int


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of one of the tables beside this file."""
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def sources() -> tuple[Source, ...]:
    """The business systems of the district."""
    return tuple(
        Source(row["source_code"], row["name"], row["name_en"]) for row in rows_of("sources")
    )


@cache
def towns() -> tuple[Town, ...]:
    """The eleven towns and subdistricts."""
    return tuple(
        Town(
            row["town_code"],
            row["name"],
            row["name_en"],
            float(row["weight"]),
            float(row["longitude"]),
            float(row["latitude"]),
        )
        for row in rows_of("towns")
    )


@cache
def departments() -> tuple[Department, ...]:
    """The departments, in the order in which they are shown."""
    place = {source.code: number for number, source in enumerate(sources())}
    return tuple(
        Department(
            row["department_code"],
            row["name"],
            row["name_en"],
            place[row["source_code"]],
            float(row["weight"]),
            float(row["late_rate"]),
            float(row["pace"]),
            int(row["team"]),
        )
        for row in rows_of("departments")
    )
