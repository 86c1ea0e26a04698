"""Who may change what a chat gets: asked of Telegram each time, never remembered."""

import logging

from telegram import Bot, ChatMember
from telegram.error import TelegramError

from bot.model.ids import ChatId

log = logging.getLogger(__name__)

_MANAGERS = frozenset({ChatMember.OWNER, ChatMember.ADMINISTRATOR})


async def is_manager(bot: Bot, chat: ChatId, person: str | None) -> bool:
    """Creator or administrator. False where Telegram does not say."""
    if person is None:
        return False
    try:
        member = await bot.get_chat_member(int(chat), int(person))
    except TelegramError as error:
        log.warning("Telegram did not say who manages a chat (%s)", type(error).__name__)
        return False
    return member.status in _MANAGERS


async def may_write(bot: Bot, chat: ChatId) -> bool:
    """Whether the bot itself is an administrator there (in a channel only they write)."""
    return await is_manager(bot, chat, str(bot.id))
