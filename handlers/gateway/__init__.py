"""The gateway: Telegram's updates become Requests, Replies become messages. Telegram's types live here only.

`register` is the door. updates.py reads, rights.py asks who may, queues.py keeps each chat in order, replies.py
says; none of them knows what is answered: that is handlers.dispatch.
"""

import asyncio
from typing import Any

from telegram import Update
from telegram.ext import Application, TypeHandler

from bot.messages.send import TelegramMessenger
from handlers.gateway.gateway import Gateway
from handlers.gateway.menus import publish_menus
from handlers.services import Services


def register(
    application: "Application[Any, Any, Any, Any, Any, Any]", services: Services, messenger: TelegramMessenger
) -> Gateway:
    """Everything said to this bot goes to the handlers. Call it between `initialize` and `start`."""
    gateway = Gateway(application.bot, services, messenger, lambda: application.running)

    async def on_update(update: Update, _context: object) -> None:
        for work in gateway.take(update):
            if application.running:
                # Known to the application: stopping waits for what is under way.
                application.create_task(work)
            else:
                await work

    application.add_handler(TypeHandler(Update, on_update))
    gateway.menus = asyncio.get_running_loop().create_task(publish_menus(application.bot, services))
    return gateway
