"""A world in a box and the real python-telegram-bot that talks to it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from telegram import Bot

from bot.sandbox.world import World, open_world


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with open_world(first_story_after=0.1, story_every=0.2) as opened:
        yield opened


@pytest.fixture
async def telegram(world: World) -> AsyncIterator[Bot]:
    async with Bot(world.token, base_url=f"{world.api_url}/bot") as bot:
        yield bot


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session
