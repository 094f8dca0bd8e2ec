"""Addresses of screens: what they carry, and how values are written in them."""

from datetime import date, datetime

import pytest

from ui import links


@pytest.mark.parametrize(
    ("screen", "filters", "address"),
    [
        ("live", {}, "/"),  # the default has no address of its own
        ("live", {"by": "town"}, "/?by=town"),
        ("warnings", {"level": "red", "rule": None, "stage": ""}, "/warnings?level=red"),
        (
            "cases",
            {"measure": "closed", "from_": date(2026, 11, 1)},
            "/cases?measure=closed&from=2026-11-01",
        ),
        (
            "warnings",
            {"as_of": datetime(2026, 11, 23, 9, 5)},
            "/warnings?as_of=2026-11-23T09%3A05%3A00",
        ),
        ("case", {"id": "a/b&c=d 许"}, "/case?id=a%2Fb%26c%3Dd+%E8%AE%B8"),
    ],
)
def test_addresses(screen: str, filters: dict[str, links.Value], address: str):
    assert links.address(screen, **filters) == address


def test_every_screen_has_its_script_and_every_section_its_screens():
    for screen in links.SCREENS.values():
        assert screen.path.exists(), screen.name
        assert screen.folder in links.SECTIONS
    scripts = {path.stem for path in (links.ROOT / "pages").glob("*/*.py")}
    assert scripts == set(links.SCREENS)


def test_no_script_lies_where_it_could_run_without_the_frame():
    assert not list((links.ROOT / "pages").glob("*.py"))
    assert not (links.ROOT / "ui" / "pages").exists()
