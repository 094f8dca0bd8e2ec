"""A proxy between a program and its database, which a test can cut, hang and resume."""

import socket
import threading
from contextlib import suppress

CHUNK = 65_536


class Proxy:
    """Forwards a port of loopback to a socket in the file system."""

    def __init__(self, target: str) -> None:
        self._target = target
        self._pairs: set[tuple[socket.socket, socket.socket]] = set()
        self._guard = threading.Lock()
        self._flows, self._is_open, self._is_closed = threading.Event(), True, False
        self._flows.set()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, name="proxy", daemon=True).start()

    def cut(self) -> int:
        """Drop every connection that is open now; how many there were."""
        with self._guard:
            cut, self._pairs = self._pairs, set()
        for pair in cut:
            _close(*pair)
        return len(cut)

    def stop(self) -> None:
        """Drop every connection and take no new one, as where no database runs."""
        self._is_open = False
        self.cut()

    def hang(self) -> None:
        """Forward nothing any more; what is open stays open, what is new is taken and waits."""
        self._flows.clear()

    def resume(self) -> None:
        """Forward as before, first what was sent in between."""
        self._is_open = True
        self._flows.set()

    def close(self) -> None:
        """End."""
        self._is_closed = True
        self._listening.close()
        self.stop()
        self._flows.set()

    def _accept(self) -> None:
        while not self._is_closed:
            try:
                client, _ = self._listening.accept()
            except OSError:  # closed
                return
            threading.Thread(target=self._connect, args=(client,), daemon=True).start()

    def _connect(self, client: socket.socket) -> None:
        self._flows.wait()
        server = socket.socket(socket.AF_UNIX)
        try:
            if not self._is_open:
                raise ConnectionRefusedError
            server.connect(self._target)
        except OSError:
            _close(client, server)
            return
        pair = (client, server)
        with self._guard:
            self._pairs.add(pair)
        for source, sink in (pair, pair[::-1]):
            threading.Thread(target=self._forward, args=(source, sink, pair), daemon=True).start()

    def _forward(
        self,
        source: socket.socket,
        sink: socket.socket,
        pair: tuple[socket.socket, socket.socket],
    ) -> None:
        with suppress(OSError):
            while data := source.recv(CHUNK):
                self._flows.wait()
                sink.sendall(data)
        with self._guard:
            self._pairs.discard(pair)
        _close(*pair)


def _close(*sockets: socket.socket) -> None:
    for one in sockets:
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()
