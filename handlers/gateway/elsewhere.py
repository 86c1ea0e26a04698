"""A channel managed from a private chat: nobody else need see how its topics are chosen.

Buttons carry the channel before their own data, `@<id>!<data>`; commands name it, `/subscribe @channel spyware`.
Each time Telegram is asked whether the person manages the channel and whether the bot may write there.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from telegram import Bot, Chat
from telegram.error import TelegramError

from bot.model.conversation import Edit, OneReply, Reply, Request, Say, Toast
from bot.model.ids import ChatId
from bot.model.message import Button, Message, Press
from bot.model.subscription import ChatKind
from handlers.commands import BY_NAME
from handlers.gateway.rights import is_manager, may_write
from handlers.gateway.updates import Heard
from handlers.longer import ROOM
from handlers.services import Services
from handlers.start import first_question

_ADDRESSED = re.compile(r"@(-\d{1,20})!(.*)", re.DOTALL)
_NAMED = re.compile(r"(@[A-Za-z][A-Za-z0-9_]{3,31})(?:\s+(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The request as if made in the chat it is about, and what its buttons must carry."""

    request: Request
    address: str


async def find_elsewhere(bot: Bot, heard: Heard, services: Services) -> Elsewhere | Toast | None:
    """None for what is about the chat it was said in; a Toast where the person may not."""
    request = heard.request
    if request.kind is not ChatKind.PRIVATE:
        return None
    if request.data is not None:
        form = _ADDRESSED.fullmatch(request.data)
        return await _about(bot, request, form[1], services, data=form[2]) if form else None
    command = BY_NAME.get(request.command)
    named = _NAMED.fullmatch(request.text.strip()) if command and command.manages else None
    return await _about(bot, request, named[1], services, text=named[2] or "") if named else None


async def _about(
    bot: Bot, request: Request, chat: str, services: Services, *, data: str | None = None, text: str = ""
) -> Elsewhere | Toast:
    t = services.translator(request.language or "en")
    try:
        found = await bot.get_chat(chat if chat.startswith("@") else int(chat))
    except TelegramError:
        return Toast(t("I know no such channel. Make me an administrator there first."), alert=True)
    there = ChatId(str(found.id))
    if found.type == Chat.PRIVATE or not await is_manager(bot, there, request.person):
        return Toast(t("Only an administrator of that chat can do that."), alert=True)
    if found.type == Chat.CHANNEL and not await may_write(bot, there):
        return Toast(t("I may not write there yet: make me an administrator first."), alert=True)
    kind = ChatKind.CHANNEL if found.type == Chat.CHANNEL else ChatKind.GROUP
    return Elsewhere(
        replace(
            request, chat=there, kind=kind, data=data, text=text, may_manage=True, thread=None, reply_to=None
        ),
        f"@{there}!",
    )


def channel_button(chat: ChatId, services: Services) -> str:
    """Opens the first question for a channel, in the private chat."""
    return f"@{chat}!{first_question(services)}"


def add_address(reply: Reply, address: str) -> Reply:
    """The reply is shown here and is about there: its buttons say so."""
    if isinstance(reply, Sequence):
        return [_addressed(each, address) for each in reply]
    return _addressed(reply, address)


def _addressed(reply: OneReply, address: str) -> OneReply:
    if isinstance(reply, (Say, Edit)):
        return replace(reply, message=_message(reply.message, address))
    return reply


def _message(message: Message, address: str) -> Message:
    rows = [[_button(button, address) for button in row] for row in message.keyboard]
    kept = [[button for button in row if button is not None] for row in rows]
    return replace(message, keyboard=[row for row in kept if row])


def _button(button: Button, address: str) -> Button | None:
    if not isinstance(button, Press):
        return button
    data = f"{address}{button.data}"
    return replace(button, data=data) if len(data.encode()) <= ROOM else None
