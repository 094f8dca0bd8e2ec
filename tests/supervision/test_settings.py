"""Settings from the environment."""

import pytest

from supervision.settings import Settings, settings_from


def test_nothing_set_gives_the_embedded_database():
    assert settings_from({}) == Settings()
    assert settings_from({"SUPERVISION_EVALUATE": "  "}).evaluate
    assert Settings().is_embedded


def test_every_setting_is_read_by_its_name():
    settings = settings_from(
        {
            "SUPERVISION_DATABASE_URL": "postgresql+psycopg://db.internal/supervision",
            "SUPERVISION_SAMPLE_CASES": "500",
            "SUPERVISION_EVALUATE": "No",
            "SUPERVISION_QUERY_SECONDS": "1.5",
            "SUPERVISION_OFFICE_HOURS": "08:30-12:00,14:00-18:00",
            "SUPERVISION_BOUNDARY_GEOJSON": "/srv/outline.geojson",
        }
    )
    database, outline = "postgresql+psycopg://db.internal/supervision", "/srv/outline.geojson"
    hours = "08:30-12:00,14:00-18:00"
    assert settings == Settings(database, 500, False, 1.5, hours, outline)
    assert not settings.is_embedded


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("SUPERVISION_SAMPLE_CASES", "many"),
        ("SUPERVISION_EVALUATE", "perhaps"),
        ("SUPERVISION_QUERY_SECONDS", "3s"),
        ("SUPERVISION_OFFICE_HOURS", "9 to 5"),
    ],
)
def test_a_value_that_cannot_be_read_is_named(name: str, text: str):
    with pytest.raises(ValueError, match=f"{name} cannot be read: '{text}'"):
        settings_from({name: text})
