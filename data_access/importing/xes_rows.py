"""The events of an XES log, streamed: one row an event, the attributes of its case before it.

Attributes of the trace are named "case:key", those of the event "key". A trace without events
gives one row with nothing in the columns of the event.
"""

from collections.abc import Iterator
from itertools import count
from xml.parsers import expat

from data_access.importing.files import Opened
from data_access.importing.rows import Row

CHUNK = 1 << 17
CASE_PREFIX = "case:"


class XesRows:
    """The rows of a log; its fields are the wanted columns, for a log declares none of its own."""

    def __init__(self, file: Opened, wanted: tuple[str, ...]) -> None:
        self.fields = wanted
        self._file = file
        self._numbers = count(1)
        self._rows: list[Row] = []
        self._path: list[str] = []
        self._case: dict[str, str] = {}
        self._event: dict[str, str] = {}
        self._events: list[dict[str, str]] = []
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype

    def __iter__(self) -> Iterator[Row]:
        """Every event with its number in the file; a trace is held until it ends."""
        name = self._file.path.name
        try:
            while chunk := self._file.stream.read(CHUNK):
                self._parser.Parse(chunk)
                yield from self._rows
                self._rows.clear()
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise ValueError(f"{name} is not well-formed XML: {error}") from error

    def close(self) -> None:
        """Nothing is held beyond the file itself."""

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        parent = self._path[-1] if self._path else None
        self._path.append(tag)
        if parent is None and tag != "log":
            raise ValueError(f"{self._file.path.name} is XML, but not an XES log")
        if tag == "event":
            self._event = {}
        elif tag == "trace":
            self._case, self._events = {}, []
        elif parent == "event":
            self._event[attributes.get("key", "")] = attributes.get("value", "")
        elif parent == "trace":
            self._case[CASE_PREFIX + attributes.get("key", "")] = attributes.get("value", "")

    def _end(self, _name: str) -> None:
        tag = self._path.pop()
        if tag == "event" and self._path[-1] == "trace":
            self._events.append(self._event)
        elif tag == "trace":
            for event in self._events or [{}]:
                found = (self._case | event).get
                self._rows.append(
                    (next(self._numbers), [found(field, "") for field in self.fields])
                )

    def _refuse_doctype(self, *_declaration: object) -> None:
        raise ValueError(f"{self._file.path.name} has a document type, which no log needs")
