"""The bot's talking half over a real socket: python-telegram-bot, the gateway, and the strict simulator of Telegram."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from telegram.ext import ApplicationBuilder

from bot.clock import SystemClock
from bot.messages.lanes import LaneLimits, Lanes
from bot.messages.send import TelegramMessenger
from bot.model.ids import ChatId
from handlers.gateway import register
from handlers.gateway.gateway import Gateway
from handlers.gateway.updates import ALLOWED_UPDATES
from handlers.services import Services
from tests.tgsim.tgsim import TgSim

TOKEN = "123456789:GATEWAY_token_of_the_tests"
#: For tests that say more than people do; the simulator then limits nothing either.
NO_LIMITS = LaneLimits((10_000, 1.0), (10_000, 1.0), (10_000, 1.0), 0.0, 0.0, 0)


@dataclass
class World:
    sim: TgSim
    gateway: Gateway
    services: Services

    async def said(self, chat: int, user: int, text: str, n: int = 1, **more: Any) -> list[dict[str, Any]]:
        """What the bot answers to a text: n messages, newer than it."""
        own = self.sim.say(chat, user, text, **more)
        got = await self.sim.wait(chat, n=n, after=own["message_id"], timeout=10)
        assert got["ok"], f"no answer to {text!r}: {self.sim.calls(errors=True)}"
        messages: list[dict[str, Any]] = got["messages"]
        return messages

    def button(self, chat: int, label: str) -> tuple[int, str]:
        """The newest message with a button whose text begins so, and the button's data."""
        for message in reversed(self.sim.transcript(chat, bot=True)):
            for row in (
                (message["keyboard"] or {}).get("inline_keyboard", []) if not message["deleted"] else []
            ):
                for button in row:
                    if button["text"].startswith(label) and "callback_data" in button:
                        return message["id"], button["callback_data"]
        raise AssertionError(f"no button {label!r}: {self.shown(chat)}")

    async def pressed(self, chat: int, user: int, label: str = "", data: str | None = None) -> dict[str, Any]:
        """The answer to a press on the button whose text begins so; `data`: made up, in the newest message."""
        if data is None:
            message, data = self.button(chat, label)
            query = self.sim.press(chat, user, data=data, message_id=message)
        else:
            query = self.forge(chat, user, data)
        got: dict[str, Any] = await self.sim.wait(answer=query["query_id"], timeout=10)
        assert got["ok"], f"the press was not answered: {label or data}"
        await self.settled(chat)
        return got

    async def settled(self, chat: int) -> None:
        """Until what was said in a chat is answered."""
        while self.gateway._queues.busy(ChatId(str(chat))):
            await asyncio.sleep(0.01)

    def forge(self, chat: int, user: int, data: str) -> dict[str, Any]:
        """A press with data that stands in no button."""
        message = self.sim.transcript(chat, bot=True)[-1]
        real = next(
            iter(self.sim._chat_by_id(chat).items[message["id"]].m["reply_markup"]["inline_keyboard"])
        )[0]
        kept, real["callback_data"] = real["callback_data"], data
        try:
            query: dict[str, Any] = self.sim.press(chat, user, data=data, message_id=message["id"])
        finally:
            real["callback_data"] = kept
        return query

    def shown(self, chat: int) -> str:
        """The newest message of the bot in a chat, as it reads now."""
        messages = [m for m in self.sim.transcript(chat, bot=True) if not m["deleted"]]
        return str(messages[-1]["text"]) if messages else ""

    def refused(self) -> list[str]:
        """Calls of the bot that the server refused."""
        return [f"{call['method']}: {call['error']}" for call in self.sim.calls(errors=True)]


@asynccontextmanager
async def gateway_world(services: Services, limits: LaneLimits | None = NO_LIMITS) -> AsyncIterator[World]:
    """`services.bot_username` must be sim_bot. `limits` None: Telegram's own, which the simulator then holds as well."""
    async with TgSim(TOKEN) as sim:
        sim.config(flood={"enabled": limits is None}, poll_quirks=False)
        application = (
            ApplicationBuilder()
            .token(TOKEN)
            .base_url(f"{sim.url}/bot")
            .base_file_url(f"{sim.url}/file/bot")
            .concurrent_updates(True)
            .build()
        )
        await application.initialize()
        # Operators have written to their bot, so it may put a menu there.
        for operator in services.instance.operators:
            sim.user(id=int(operator), started=True)
        clock = SystemClock()
        messenger = TelegramMessenger(application.bot, Lanes(clock, limits), clock)
        gateway = register(application, services, messenger)
        assert application.updater is not None
        await application.updater.start_polling(allowed_updates=ALLOWED_UPDATES)
        await application.start()
        try:
            yield World(sim, gateway, services)
        finally:
            await application.updater.stop()
            await application.stop()
            await application.shutdown()
