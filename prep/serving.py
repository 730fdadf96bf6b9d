"""How prep is served: an event loop takes requests in, and two threads answer them.

granian calls `Server` in each of its workers, in an event loop. There a request costs nothing but memory while its body
comes in, so a slow one keeps nobody waiting; what comes too late or is too large is refused there. A whole request goes
to Django by one of two threads: one for reading, and one for writing, which may have to wait for a lock that somebody
else holds. Nobody who only reads waits behind it. The price is measured in docs/performance.md, the reasons are in
docs/decisions.md.
"""

import asyncio
import gc
import logging
import os
import queue
import sys
import threading
import time
from asyncio import AbstractEventLoop, Future
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from io import BytesIO
from tempfile import TemporaryFile
from typing import Any, BinaryIO, NamedTuple

from django.conf import settings
from django.core import signals
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection
from django.http import HttpResponseBase, StreamingHttpResponse

from prep import patience

logger = logging.getLogger("prep.serving")

READS = {"GET", "HEAD", "OPTIONS"}
READER_WAITS = 20  # milliseconds for a lock, in the thread that must not be kept from reading
ONE_LINE_ONLY = {"host", "content-length", "content-type", "transfer-encoding", "authorization"}
OPENED_WITHIN = 10  # seconds; granian opens at once a file that it is to send
FULL_COLLECTION = 60  # seconds; what outlives a request is little
HEALTHY = b'{"status": "ok"}'
HEALTHY_HEADERS = [("Content-Type", "application/json"), ("Cache-Control", "no-store"), ("Content-Length", "16")]
REFUSALS = {
    400: "This is not a request that prep understands.",
    408: "This came too slowly. Please send it again.",
    414: "This address is too long.",
}


class Refused(Exception):
    """A request that is answered by its status alone, before Django sees it."""


class Job(NamedTuple):
    environ: dict[str, Any]
    protocol: Any
    came: float  # time.monotonic
    done: Future


class Piece(NamedTuple):
    """The next one of an answer that is made in pieces, to be written to the file."""

    pieces: Iterator[bytes]
    file: BinaryIO
    done: Future


class Collection(NamedTuple):
    """Of garbage in cycles, such as a failed statement with the frames it failed in.

    The thread that writes does it between two requests. An automatic collection would run in any thread, and finalise
    there what the connection of another has left: SQLite makes it wait until that connection has its lock or gives up,
    and all threads of the process with it.
    """

    generation: int


class Server:
    """One for each worker. granian finds its methods by their names."""

    def __rsgi_init__(self, loop: AbstractEventLoop) -> None:
        self.loop = loop
        self.answered: deque[Future] = deque()
        self.expected: dict[asyncio.Task, float] = {}  # whose bodies are coming in, and until when
        self.writes = Thread("writes", self.answered)
        self.reads = Thread("reads", self.answered, refused_by_lock=self.writes)
        self.one_piece = asyncio.Lock()
        self.seconds = 0
        self.every_second()

    def __rsgi_del__(self, loop: AbstractEventLoop) -> None:
        for thread in (self.reads, self.writes):
            thread.jobs.put(None)
        for thread in (self.reads, self.writes):
            thread.join(patience.LONGEST)
        self.let_go()
        loop.run_until_complete(asyncio.sleep(0))

    def every_second(self) -> None:
        self.let_go()
        self.seconds += 1
        self.writes.jobs.put(Collection(1 if self.seconds % FULL_COLLECTION else 2))
        now = time.monotonic()
        for task in [task for task, ends in self.expected.items() if ends < now]:
            task.cancel()
        self.loop.call_later(1, self.every_second)

    def let_go(self) -> None:
        """End the coroutines of requests that were answered. A thread that woke the loop for each would cost more."""
        while self.answered:
            done = self.answered.popleft()
            if not done.done():
                done.set_result(None)

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        if scope.path == "/healthz" and scope.method in READS:
            protocol.response_bytes(200, HEALTHY_HEADERS, HEALTHY)
            return
        if self.answered:
            self.let_go()
        came = time.monotonic()
        try:
            environ = environ_of(scope)
            body = await self.body_of(environ, protocol)
        except Refused as refused:
            refuse(protocol, *refused.args)
            return
        except Exception:  # the client is gone
            logger.debug("A request was not sent to its end", exc_info=True)
            return
        environ["wsgi.input"] = BytesIO(body)
        done = self.loop.create_future()
        thread = self.reads if scope.method in READS else self.writes
        thread.jobs.put(Job(environ, protocol, came, done))
        streamed = await done  # granian answers for us when this coroutine ends
        if streamed is not None:
            await self.send_in_pieces(protocol, streamed)
        if not body and environ.get("CONTENT_LENGTH", "0") != "0":
            await discard(protocol)

    async def send_in_pieces(self, protocol: Any, response: StreamingHttpResponse) -> None:
        """An answer that takes long to make. The thread that reads makes it piece by piece, and of all such answers
        one piece: others wait for no more than that. It is sent once it is whole, from a file without a name: what
        granian is given in pieces it keeps in memory until the client takes it, be it never.
        """
        pieces, gone = iter(response), asyncio.ensure_future(protocol.client_disconnect())
        try:
            with TemporaryFile(dir=settings.DATA_DIR, buffering=0) as file:
                while not gone.done() and await self.next_piece(pieces, file):
                    pass
                headers = [*headers_of(response), ("Content-Length", str(file.tell()))]
                protocol.response_file(response.status_code, headers, f"/dev/fd/{file.fileno()}")
                await asyncio.sleep(OPENED_WITHIN)
        finally:
            gone.cancel()
            response.close()

    async def next_piece(self, pieces: Iterator[bytes], file: BinaryIO) -> bool:
        """Whether there was one."""
        async with self.one_piece:
            done = self.loop.create_future()
            self.reads.jobs.put(Piece(pieces, file, done))
            return await done

    async def body_of(self, environ: dict[str, Any], protocol: Any) -> bytes:
        """All of it, in time. Of one that is too large nothing: Django refuses it by its length."""
        given = environ.get("CONTENT_LENGTH", "0")
        is_chunked = "HTTP_TRANSFER_ENCODING" in environ
        if given == "0" and not is_chunked:
            return b""
        if not (given.isascii() and given.isdecimal()) or (is_chunked and given != "0"):
            raise Refused(400)
        if int(given) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return b""
        task, ends = asyncio.current_task(), time.monotonic() + settings.BODY_SECONDS
        self.expected[task] = ends + int(given) / settings.BODY_BYTES_PER_SECOND
        try:
            if not is_chunked:
                return await protocol()
            body = bytearray()
            async for chunk in protocol:
                body += chunk
                self.expected[task] = ends + len(body) / settings.BODY_BYTES_PER_SECOND
                if not chunk or len(body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
                    break
            environ["CONTENT_LENGTH"] = str(len(body))
            return bytes(body)
        except asyncio.CancelledError:
            task.uncancel()
            raise Refused(408) from None
        finally:
            del self.expected[task]


def environ_of(scope: Any) -> dict[str, Any]:
    """What Django reads of a request: its own lines, and nothing of the process that serves it."""
    if len(scope.query_string) > settings.QUERY_CHARACTERS:
        raise Refused(414)
    environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),  # as WSGI has it (PEP 3333)
        "QUERY_STRING": scope.query_string,
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "SERVER_NAME": settings.SITE.hostname,
        "SERVER_PORT": str(settings.PORT),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        if (key := _key(name)) is None:
            continue
        if key not in environ:
            environ[key] = value
        elif name in ONE_LINE_ONLY:
            raise Refused(400)
        else:
            environ[key] += ("; " if name == "cookie" else ",") + value
    if "HTTP_HOST" not in environ or scope.authority not in {None, environ["HTTP_HOST"]}:
        raise Refused(400)
    return environ


@lru_cache(maxsize=500)
def _key(name: str) -> str | None:
    """Where WSGI keeps a header. One with an underscore would come to lie where the one with a hyphen is looked for."""
    if "_" in name:
        return None
    key = name.upper().replace("-", "_")
    return key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"


async def discard(protocol: Any) -> None:
    """Take in the rest of a body that was refused for a moment: closing at once would cut off our answer to it."""
    with suppress(Exception):
        async with asyncio.timeout(settings.DISCARD_SECONDS):
            async for chunk in protocol:
                if not chunk:
                    return


def refuse(protocol: Any, status: int) -> None:
    text = REFUSALS[status].encode()
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(text))),
        ("X-Content-Type-Options", "nosniff"),
        ("Connection", "close"),
    ]
    protocol.response_bytes(status, headers, text)


class Thread(threading.Thread):
    """Answers one request after the other. `refused_by_lock` takes over what could not be done without waiting."""

    def __init__(self, name: str, answered: deque[Future], refused_by_lock: "Thread | None" = None):
        super().__init__(name=name, daemon=True)
        self.answered, self.refused_by_lock = answered, refused_by_lock
        self.jobs: queue.SimpleQueue[Job | Piece | Collection | None] = queue.SimpleQueue()
        self.handler = BaseHandler()
        self.handler.load_middleware()
        self.start()

    def run(self) -> None:
        if self.refused_by_lock:
            patience.wait_at_most(READER_WAITS)
        while job := self.jobs.get():
            if isinstance(job, Collection):
                gc.collect(job.generation)
                continue
            if isinstance(job, Piece):
                make(job)
                continue
            is_answered = True
            try:
                is_answered = self.answer(job)
            except Exception:
                logger.exception("%s could not be answered", job.environ["PATH_INFO"])
                job.protocol.response_bytes(500, [("Content-Length", "0")], b"")
            if is_answered:
                self.answered.append(job.done)
        connection.close()

    def answer(self, job: Job) -> bool:
        if not self.refused_by_lock:
            patience.wait_no_later_than(job.came + patience.LONGEST)
            connection.wait_at_most(patience.milliseconds())
        signals.request_started.send(sender=self.__class__, environ=job.environ)
        response = self.handler.get_response(WSGIRequest(job.environ))
        if response.streaming and not is_file(response):
            hand_over(job.done, response)
            return False
        try:
            if response.status_code == 503 and self.refused_by_lock:  # reading changes nothing, so it may be done again
                self.refused_by_lock.jobs.put(job)
                return False
            send(job.protocol, response)
        finally:
            response.close()  # and with it what Django keeps for a request
        return True


def make(job: Piece) -> None:
    try:
        piece = next(job.pieces, None)
        job.file.write(piece or b"")
        hand_over(job.done, piece is not None)
    except Exception as error:
        logger.exception("An answer that is made in pieces could not be made to its end")
        job.done.get_loop().call_soon_threadsafe(fail, job.done, error)


def hand_over(done: Future, result: Any) -> None:
    """Wake the loop for it, at once."""
    done.get_loop().call_soon_threadsafe(settle, done, result)


def settle(done: Future, result: Any) -> None:
    if not done.done():  # the client is gone
        done.set_result(result)


def fail(done: Future, error: Exception) -> None:
    if not done.done():
        done.set_exception(error)


def is_file(response: HttpResponseBase) -> bool:
    file = getattr(response, "file_to_stream", None)
    return response.status_code == 200 and isinstance(name := getattr(file, "name", None), str) and os.path.isfile(name)


def headers_of(response: HttpResponseBase) -> list[tuple[str, str]]:
    return [*response.items(), *(("Set-Cookie", cookie.OutputString()) for cookie in response.cookies.values())]


def send(protocol: Any, response: HttpResponseBase) -> None:
    if response.streaming:
        protocol.response_file(200, headers_of(response), response.file_to_stream.name)
    else:
        protocol.response_bytes(response.status_code, headers_of(response), response.content)
