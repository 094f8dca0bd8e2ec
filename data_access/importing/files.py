"""Open a file, plain or gzip, told apart by its first bytes, and never trust its size."""

import gzip
import io
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

GZIP, ZIP, OLE = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
LARGEST_UNPACKED = 1 << 30
"""Bytes of a gzipped workbook, which must be unpacked as a whole."""
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Opened:
    """An open file: its unpacked bytes, and how far the packed ones are read."""

    path: Path
    stream: IO[bytes]
    packed: IO[bytes]
    size: int

    @property
    def share_read(self) -> float:
        """How much of the file is read, 0 to 1."""
        return self.packed.tell() / self.size if self.size else 1.0


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """The file for reading; damage on the way raises ValueError with the name of the file."""
    if not path.is_file():
        raise ValueError(f"there is no file {path}")
    with path.open("rb") as packed:
        is_packed = packed.read(2) == GZIP
        packed.seek(0)
        stream = cast(IO[bytes], gzip.GzipFile(fileobj=packed)) if is_packed else packed
        try:
            yield Opened(path, stream, packed, path.stat().st_size)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise ValueError(f"{path.name} is damaged or cut off: {error}") from error


def plain_name(path: Path) -> str:
    """The file's name without .gz: its ending says the format."""
    return path.name.removesuffix(".gz")


def first_bytes(file: Opened) -> bytes:
    """The first unpacked bytes, left unread."""
    head = file.stream.read(8)
    file.stream.seek(0)
    return head


def unpacked(file: Opened) -> IO[bytes]:
    """The bytes in a file that can be read from anywhere; ValueError when they are too many."""
    if file.stream is file.packed:
        return file.stream
    whole = tempfile.TemporaryFile()  # noqa: SIM115  its reader closes it
    while chunk := file.stream.read(CHUNK):
        if whole.tell() + len(chunk) > LARGEST_UNPACKED:
            whole.close()
            raise ValueError(f"{file.path.name} unpacks to more than {LARGEST_UNPACKED:,} bytes")
        whole.write(chunk)
    whole.seek(0)
    return whole


def text_of(file: Opened, encoding: str) -> io.TextIOWrapper:
    """The text, with every byte that is not of the encoding kept as a lone surrogate."""
    if encoding.lower().replace("_", "-") in ("utf-8", "utf8"):
        encoding = "utf-8-sig"  # the same, without the mark that Excel puts in front
    return io.TextIOWrapper(file.stream, encoding=encoding, errors="surrogateescape", newline="")
