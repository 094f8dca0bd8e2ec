"""Real public data for tests: the folder named by REAL_DATA_DIR, or a reason to skip."""

import os
from pathlib import Path

import pytest


def real_data(*parts: str) -> Path:
    """A file of the real data; the test that asks is skipped when the folder is not given."""
    folder = os.environ.get("REAL_DATA_DIR")
    if not folder:
        pytest.skip("REAL_DATA_DIR names no folder with real data")
    path = Path(folder).joinpath(*parts)
    if not path.exists():
        pytest.skip(f"REAL_DATA_DIR has no {'/'.join(parts)}")
    return path
