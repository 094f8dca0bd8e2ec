"""An embedded database for what does not depend on the kind of database."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from data_access.engine import engine_for
from data_access.migration import migrate


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("embedded") / "migrated.db"
    engine = engine_for(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    return path


@pytest.fixture
def embedded(migrated_file: Path, tmp_path: Path) -> Iterator[Engine]:
    """An empty, migrated SQLite database."""
    shutil.copy(migrated_file, tmp_path / "embedded.db")
    engine = engine_for(f"sqlite:///{tmp_path}/embedded.db")
    yield engine
    engine.dispose()
