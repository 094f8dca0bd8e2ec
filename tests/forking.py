"""Processes of tests, forked from one that has imported everything already."""

import multiprocessing
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import Any

PRELOADED = [
    "data_access.watching",
    "data_access.orders.writing",
    "tests.browser.forked_server",
]


def forks() -> ForkServerContext:
    """Where such processes come from; start them `without_main`."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context


@contextmanager
def without_main() -> Iterator[None]:
    """A test of a screen leaves it behind as the main module, which each would run first."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    yield
    sys.modules["__main__"] = main


def started(target: Callable[..., None], *arguments: Any) -> BaseProcess:
    """A process that does this; it ends with this one."""
    with without_main():
        process = forks().Process(target=target, args=arguments, daemon=True)
        process.start()
    return process
