"""A server of raw bytes on loopback, and sockets that lead there whatever address was asked for."""

import asyncio
import contextlib
import ipaddress
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from aiohttp.connector import AddrInfoType

Handle = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
#: Given the request's head, writes whatever it likes.
Answer = Callable[[str, asyncio.StreamWriter], Awaitable[None]]


@contextlib.asynccontextmanager
async def listening(handle: Handle, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Hands each connection to `handle`; yields the port. At the end nothing of it is left."""
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            await handle(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.transport.abort()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await asyncio.sleep(0.01)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def serving(answer: Answer, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Answers each request on a connection until the answer closes it; yields the port."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while not writer.is_closing():
            head = await reader.readuntil(b"\r\n\r\n")
            await answer(head.decode("latin-1"), writer)
            await writer.drain()
        with contextlib.suppress(OSError):
            await writer.wait_closed()

    async with listening(handle, tls) as port:
        yield port


def respond(body: bytes = b"<rss/>", status: int = 200, headers: Mapping[str, str] | None = None) -> bytes:
    lines = [f"HTTP/1.1 {status} Said"]
    lines += [
        f"{name}: {value}" for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items()
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def always(answer: bytes) -> Answer:
    async def write(_head: str, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)

    return write


class Names:
    """A name service that answers from a table, each name with one list of addresses after the other."""

    def __init__(self, table: Mapping[str, Sequence[Sequence[str]]]) -> None:
        self._table = {name: list(answers) for name, answers in table.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        answers = self._table.get(host)
        if not answers:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return answers.pop(0) if len(answers) > 1 else answers[0]


class Diverted(socket.socket):
    """Connects to loopback instead, and notes where it was told to."""

    def __init__(self, family: int, port: int, goals: list[str]) -> None:
        super().__init__(family, socket.SOCK_STREAM)
        self._port = port
        self._goals = goals

    def connect(self, address: object) -> None:
        assert isinstance(address, tuple)
        self._goals.append(str(ipaddress.ip_address(address[0])))
        here = "127.0.0.1" if self.family == socket.AF_INET else "::ffff:127.0.0.1"
        super().connect((here, self._port))


class Divert:
    """Opens Diverted sockets; `goals` are the addresses that were connected to."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.goals: list[str] = []

    def __call__(self, info: AddrInfoType) -> socket.socket:
        return Diverted(info[0], self._port, self.goals)


def make_certificate(folder: Path, *names: str) -> tuple[Path, Path]:
    """A certificate for these names that is its own authority; `(certificate, key)`."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    alternatives = ",".join(f"IP:{name.strip('[]')}" if _is_ip(name) else f"DNS:{name}" for name in names)
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
    ]
    command += ["-days", "2", "-subj", "/CN=watchword test", "-addext", f"subjectAltName={alternatives}"]
    subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    return certificate, key


def _is_ip(name: str) -> bool:
    with contextlib.suppress(ValueError):
        ipaddress.ip_address(name.strip("[]"))
        return True
    return False
