"""ReadingChild: hands documents to a process that may hang, crash or swell without harm, and kills it when it does."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar, cast

from bot.errors import ChildFailed
from bot.model.entry import ReadFailed
from bot.model.feed import FetchProblem
from bot.ports import Job
from bot.reading.wire import HEADER_SIZE, NotAnAnswer, body_size, frame, read_answer

T = TypeVar("T")

_START_SECONDS = 30.0
# Libraries keep what they once used; a fresh worker costs ten milliseconds and what feeds were like.
_JOBS_PER_WORKER = 2000
#: On a busy machine a job may take so many times its seconds of computing on the clock.
_BUSY = 6
# The child needs to find the code and nothing else: no token, no proxy, no home.
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "SYSTEMROOT", "VIRTUAL_ENV")

_Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class ReadingChild:
    """Fits bot.ports.Reader; used as `async with ReadingChild(preload) as reader`. One job at a time, in turn.

    `preload` names the modules that jobs need, imported once, their own `preload()` called if they have one; `memory` is the worker's address space in bytes.
    """

    def __init__(self, preload: Sequence[str] = (), *, memory: int = 1 << 30) -> None:
        self._preload = tuple(preload)
        self._memory = memory
        self._turn = asyncio.Lock()
        self._server: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._line: _Line | None = None
        self._jobs = 0

    async def __aenter__(self) -> Self:
        await self._start_server()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        async with self._turn:
            await self._drop_line()
            await self._stop_server()

    async def read(self, job: Job[T], *args: object) -> T | ReadFailed:
        """Run the job on picklable arguments; a crash, a raise or a timeout is a ReadFailed."""
        request = frame((job.name, job.seconds, args))
        async with self._turn:
            finished = False
            began = asyncio.get_running_loop().time()
            try:
                reader, writer = await self._worker()
                async with asyncio.timeout(_BUSY * job.seconds):
                    writer.write(request)
                    await writer.drain()
                    size = body_size(await reader.readexactly(HEADER_SIZE))
                    answer = read_answer(await reader.readexactly(size))
                finished = True
            except TimeoutError:
                return _too_slow(job)
            except (asyncio.IncompleteReadError, ConnectionError):
                if asyncio.get_running_loop().time() - began >= job.seconds:
                    return _too_slow(job)
                return ReadFailed(FetchProblem.BROKEN, "reading it makes the reader crash")
            except NotAnAnswer as error:
                return ReadFailed(FetchProblem.BROKEN, str(error))
            finally:
                if not finished:
                    await self._drop_line()
        return cast("T | ReadFailed", answer)

    async def _worker(self) -> _Line:
        """The line to a worker that is free."""
        if self._line is not None and self._jobs >= _JOBS_PER_WORKER:
            await self._drop_line()
        if self._line is None:
            try:
                self._line = await self._fork()
            except OSError:  # the server itself was killed
                await self._stop_server()
                await self._start_server()
                self._line = await self._fork()
            self._jobs = 0
        self._jobs += 1
        return self._line

    async def _fork(self) -> _Line:
        """Asks for a new worker."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                if self._control is None:
                    raise ConnectionError("the reading child is not running")
                socket.send_fds(self._control, [b"f"], [theirs.fileno()])
            except OSError:
                ours.close()
                raise
        return await asyncio.open_connection(sock=ours)

    async def _drop_line(self) -> None:
        """Has the worker killed, whatever it is at."""
        if self._line is None:
            return
        _, writer = self._line
        self._line = None
        if self._control is not None:
            with suppress(OSError):
                self._control.send(b"k")
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()

    async def _start_server(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-P", "-m", "bot.reading.server"]
            self._server = subprocess.Popen(  # noqa: ASYNC220, S603 - asyncio's own would need a child watcher
                [*command, str(theirs.fileno()), str(self._memory), *self._preload],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=_environment(),
            )
        self._control = ours
        ours.setblocking(False)
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(_START_SECONDS):
                ready = await loop.sock_recv(ours, 1)
        except (TimeoutError, OSError):
            ready = b""
        if not ready:
            await self._stop_server()
            raise ChildFailed(
                "the process that reads feeds and pages cannot be started",
                f"try it by hand: {sys.executable} -c 'import {', '.join(self._preload) or 'bot'}'",
            )

    async def _stop_server(self) -> None:
        """Closes its line and waits: the server kills its worker and ends."""
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._server is not None:
            server, self._server = self._server, None
            waited = asyncio.get_running_loop().run_in_executor(None, _wait, server)
            await asyncio.shield(waited)


def _too_slow(job: Job[T]) -> ReadFailed:
    return ReadFailed(FetchProblem.TOO_SLOW, f"reading it takes longer than {job.seconds:g} seconds")


def _wait(server: subprocess.Popen[bytes]) -> None:
    try:
        server.wait(2)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    found = os.pathsep.join(path or str(Path.cwd()) for path in sys.path)
    return {**kept, "PYTHONPATH": found, "PYTHONUTF8": "1"}
