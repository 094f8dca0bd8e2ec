"""The app served by a process forked from one that has imported everything."""

import importlib
import os
from collections.abc import Mapping
from pathlib import Path

from streamlit.web.cli import main

import ui.server  # noqa: F401  what the app imports first
from ui.start import WARM_MODULES

for module in WARM_MODULES:
    importlib.import_module(module)


def serve(port: int, directory: Path, environment: Mapping[str, str], said: str) -> None:
    """Serve as `streamlit run app.py` does until the process ends; what it says is in a file."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(directory)
    output = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(output, 1)
    os.dup2(output, 2)
    main(["run", "app.py", "--server.port", str(port)])
