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
    """Each person subscribes to all topics and is told so; some at a time, as people do."""
    for first in range(0, len(chats), 10):
        some = chats[first : first + 10]
        for chat in some:
            telegram.say(chat, "/subscribe")
        for chat in some:
            await until(telegram, chat, "^Done")


def alerts(telegram: Telegram, chat: int, piece: Piece) -> int:
    """How many alerts of a story stand in a chat: its headline is a line of its own there, unlike in lists."""
    return sum(piece.title in message.text.split("\n") for message in telegram.said(chat))


async def all_once(telegram: Telegram, chats: list[int], pieces: list[Piece], seconds: float = 60.0) -> None:
    """Until every chat has every story and nothing more comes; fails if any has one twice."""
    async with asyncio.timeout(seconds):
        while any(alerts(telegram, chat, piece) < 1 for chat in chats for piece in pieces):
            await asyncio.sleep(0.1)
    before = -1
    while (now := sum(len(telegram.said(chat)) for chat in chats)) != before:
        before = now
        await asyncio.sleep(1.5)
    twice = [(chat, piece.title) for chat in chats for piece in pieces if alerts(telegram, chat, piece) > 1]
    assert twice == []
