"""Steps that many journeys take."""

import asyncio

from tests.journeys.feeds import Outlet
from tests.journeys.stories import Piece
from tests.journeys.telegrams import Telegram, until


async def first_read(*outlets: Outlet, seconds: float = 20.0) -> None:
    """Until every outlet was read once and asked again: what it publishes from now on is new."""
    async with asyncio.timeout(seconds):
        while any(outlet.polls < 2 for outlet in outlets):
            await asyncio.sleep(0.05)


async def polled_again(outlet: Outlet, times: int = 2, seconds: float = 20.0) -> None:
    """Until the outlet was asked so often again."""
    target = outlet.polls + times
    async with asyncio.timeout(seconds):
        while outlet.polls < target:
            await asyncio.sleep(0.05)


async def subscribe(telegram: Telegram, *chats: int) -> None:
    """Each person subscribes to all topics and is told so."""
    for chat in chats:
        telegram.say(chat, "/subscribe")
    for chat in chats:
        await until(telegram, chat, "^Done")


def alerts(telegram: Telegram, chat: int, piece: Piece) -> int:
    """How many alerts of a story stand in a chat."""
    return sum(piece.title in message.text and "Done" not in message.text for message in telegram.said(chat))
