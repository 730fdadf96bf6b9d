"""Files as one zip archive that is never whole in memory: made and handed on in pieces."""

import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import RawIOBase
from itertools import groupby
from operator import itemgetter
from typing import Any

PIECE = 128 * 1024  # of what goes in: some milliseconds' work
QUICK = 1  # of zlib's nine levels: a third of the time of the usual one, for a tenth more bytes


class _Outlet(RawIOBase):
    """What the archive writes to, and cannot seek in."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.waiting += data
        return len(data)

    def taken(self) -> bytes:
        taken = bytes(self.waiting)
        self.waiting.clear()
        return taken


def zipped(pieces: Iterable[tuple[str, str]], made_at: datetime) -> Iterator[bytes]:
    """The archive's bytes, of (path, some of its text); the pieces of a file follow each other.

    After every PIECE of text there is a piece of the archive, be it empty: whoever asks for the next one decides when
    the work goes on.
    """
    outlet, size = _Outlet(), 0
    moment = made_at.timetuple()[:6]
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED, compresslevel=QUICK) as archive:
        for path, texts in groupby(pieces, key=itemgetter(0)):
            entry = zipfile.ZipInfo(path, moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w") as member:
                for _, text in texts:
                    data = text.encode("utf-8", "replace")
                    member.write(data)
                    size += len(data)
                    if size >= PIECE:
                        yield outlet.taken()
                        size = 0
            size += len(path)
    yield outlet.taken()
