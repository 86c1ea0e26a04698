"""The two Telegrams a journey can go through, behind one face: the sandbox's look-alike and the strict simulator."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.sandbox.chats import GROUP, MEMBER, PERSON
from bot.sandbox.world import World, open_world
from tests.tgsim.tgsim import TgSim

TOKEN = "123456789:JOURNEY_token_that_must_never_be_logged"


@dataclass(frozen=True)
class Said:
    """A message of the bot as people see it now."""

    id: int
    text: str
    entities: list[dict[str, Any]] = field(default_factory=list)
    keyboard: list[list[dict[str, Any]]] = field(default_factory=list)
    reply_to: int | None = None

    def link(self) -> str:
        """The first link: that of the headline."""
        return next(str(e["url"]) for e in self.entities if e["type"] == "text_link")

    def labels(self) -> list[str]:
        return [button["text"] for row in self.keyboard for button in row]


class Telegram(Protocol):
    api_url: str
    token: str

    def person(self) -> int:
        """A new person; the number of their private chat."""
        ...

    def say(self, chat: int, text: str, person: int | None = None) -> int: ...

    def press(self, chat: int, label: str, person: int | None = None) -> None: ...

    def block(self, person: int) -> None: ...

    def said(self, chat: int) -> list[Said]:
        """What the bot said in a chat and did not delete, in order."""
        ...

    def refused(self) -> list[str]:
        """Calls of the bot that were refused."""
        ...


async def until(
    telegram: Telegram, chat: int, text: str, n: int = 1, *, after: int = 0, seconds: float = 20.0
) -> list[Said]:
    """The messages of the bot after id `after` that match, once there are n; fails with what there was instead."""
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        hits = [m for m in telegram.said(chat) if m.id > after and re.search(text, m.text, re.DOTALL)]
        if len(hits) >= n:
            return hits
        if asyncio.get_running_loop().time() > deadline:
            others = "\n---\n".join(m.text for m in telegram.said(chat))
            raise AssertionError(
                f"{len(hits)} of {n} messages match {text!r} in {seconds} s; refused: {telegram.refused()}; said:\n{others}"
            )
        await asyncio.sleep(0.05)


class Simulator:
    """tgsim: people, limits, faults."""

    def __init__(self, sim: TgSim) -> None:
        self.sim = sim
        self.api_url = sim.url
        self.token = TOKEN

    def person(self) -> int:
        return int(self.sim.user()["id"])

    def say(self, chat: int, text: str, person: int | None = None) -> int:
        return int(self.sim.say(chat, person or chat, text)["message_id"])

    def press(self, chat: int, label: str, person: int | None = None) -> None:
        found = next(
            text for message in reversed(self.said(chat)) for text in message.labels() if label in text
        )
        self.sim.press(chat, person or chat, label=found)

    def block(self, person: int) -> None:
        self.sim.block(person)

    def said(self, chat: int) -> list[Said]:
        return [
            Said(
                m["id"],
                m["text"] or "",
                m["entities"],
                (m["keyboard"] or {}).get("inline_keyboard", []),
                m["reply_to"],
            )
            for m in self.sim.transcript(chat, bot=True)
            if not m["deleted"]
        ]

    def refused(self) -> list[str]:
        return [f"{call['method']}: {call['error']}" for call in self.sim.calls(errors=True)]


class LookAlike:
    """The sandbox's own."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.api_url = world.api_url
        self.token = world.token
        self._people = [PERSON, MEMBER]

    def person(self) -> int:
        return self._people.pop(0)

    def say(self, chat: int, text: str, person: int | None = None) -> int:
        return int(self.world.chats.say(chat, person or chat, text)["message_id"])

    def press(self, chat: int, label: str, person: int | None = None) -> None:
        for message in reversed(self.said(chat)):
            for button in (button for row in message.keyboard for button in row):
                if label in button["text"]:
                    self.world.chats.press(chat, person or chat, message.id, button["callback_data"])
                    return
        raise AssertionError(f"no button {label!r}")

    def block(self, person: int) -> None:
        self.world.chats.block(person, blocked=True)

    def said(self, chat: int) -> list[Said]:
        chats = self.world.chats
        return [
            Said(
                m["message_id"], str(m.get("text", m.get("caption", ""))), m.get("entities", []),
                m.get("reply_markup", {}).get("inline_keyboard", []), m.get("reply_to_message", {}).get("message_id"),
            )
            for m in chats.chats[chat].messages.values()
            if m["from"]["id"] == chats.bot["id"]
        ]  # fmt: skip

    def refused(self) -> list[str]:
        return [f"{method}: {why}" for method, why in self.world.bot_api.refusals]


__all__ = [
    "GROUP",
    "MEMBER",
    "PERSON",
    "LookAlike",
    "Said",
    "Simulator",
    "Telegram",
    "open_look_alike",
    "open_simulator",
    "until",
]


@asynccontextmanager
async def open_simulator(journal: str | None = None) -> AsyncIterator[Simulator]:
    async with TgSim(TOKEN, journal=journal) as sim:
        yield Simulator(sim)


@asynccontextmanager
async def open_look_alike() -> AsyncIterator[LookAlike]:
    async with open_world() as world:
        yield LookAlike(world)
