"""Chats that could not be written to: tried again at once when their right is back, or somebody there speaks to us."""

from dataclasses import replace

from bot.model.ids import ChatId
from handlers.services import Services


async def lift_hold(chat: ChatId, services: Services) -> None:
    """Telegram says that we may write there: whatever held it is over."""
    held = await services.store.subscriptions.get(chat)
    if held is not None and held.held_since is not None:
        free = replace(held, held_since=None, held_until=None, held_why=None)
        await services.store.subscriptions.put(free)


async def try_again(chat: ChatId, services: Services) -> None:
    """Perhaps we may write there again. If not, nobody is told once more: it is still known since when."""
    held = await services.store.subscriptions.get(chat)
    if held is not None and held.held_until is not None:
        await services.store.subscriptions.put(replace(held, held_until=None))
