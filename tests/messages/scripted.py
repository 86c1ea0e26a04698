"""A Bot API server that answers as it is told, over a real socket."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from telegram import Bot
from telegram.request import HTTPXRequest

from bot.messages.lanes import Lanes
from bot.messages.send import TelegramMessenger
from tests.messages.turned_clock import START

TOKEN = "123456789:AAScripted-token_of_35_signs-0123456"


@dataclass
class Answer:
    """Status and body; `body` None closes without an answer, `hang` never answers."""

    status: int = 200
    body: str | None = ""
    hang: bool = False


def told(**answer: Any) -> Answer:
    return Answer(
        int(answer.get("error_code", 200)), json.dumps({"ok": "error_code" not in answer, **answer})
    )


def refused(code: int, description: str, **parameters: Any) -> Answer:
    more = {"parameters": parameters} if parameters else {}
    return told(error_code=code, description=description, **more)


def taken(message_id: int = 5) -> Answer:
    chat = {"id": 7, "type": "private", "first_name": "Ann"}
    return told(result={"message_id": message_id, "date": 1794897600, "chat": chat, "text": "x"})


@dataclass
class Script:
    """The answers to give, the last one for ever; and the calls that came, as (method, arguments)."""

    answers: list[Answer] = field(default_factory=lambda: [taken()])
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = next(
                    int(line.split(b":")[1])
                    for line in head.lower().split(b"\r\n")
                    if line.startswith(b"content-length")
                )
                self._note(head, await reader.readexactly(length))
                answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
                if answer.hang:
                    await asyncio.sleep(30)
                if answer.body is None:
                    return
                body = answer.body.encode()
                writer.write(
                    f"HTTP/1.1 {answer.status} X\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
                    + body
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    def _note(self, head: bytes, body: bytes) -> None:
        from urllib.parse import parse_qsl

        method = head.split(b" ")[1].decode().rpartition("/")[2]
        self.calls.append((method, dict(parse_qsl(body.decode(), keep_blank_values=True))))


class WaitlessClock:
    """Time passes only by waiting, and that at once: what a slow machine takes is no time."""

    def __init__(self) -> None:
        self._at = 1000.0

    def now(self) -> datetime:
        return START + timedelta(seconds=self._at - 1000.0)

    def monotonic(self) -> float:
        return self._at

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)
        self._at += max(0.0, seconds)


@asynccontextmanager
async def scripted(*answers: Answer) -> AsyncIterator[tuple[Script, TelegramMessenger]]:
    """The server and a messenger that talks to it."""
    script = Script(list(answers) or [taken()])
    server = await asyncio.start_server(script.serve, "127.0.0.1", 0)
    script.port = server.sockets[0].getsockname()[1]
    patience = 0.4 if any(answer.hang for answer in script.answers) else 20.0
    request = HTTPXRequest(
        connection_pool_size=4, read_timeout=patience, connect_timeout=20.0, pool_timeout=20.0
    )
    bot = Bot(TOKEN, base_url=f"http://127.0.0.1:{script.port}/bot", request=request)
    try:
        clock = WaitlessClock()
        yield script, TelegramMessenger(bot, Lanes(clock), clock)
    finally:
        await request.shutdown()
        server.close()
        await server.wait_closed()
