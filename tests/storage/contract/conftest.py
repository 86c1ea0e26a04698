"""Every backend must keep the same promises: each test of this folder runs on each."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from bot.ports import Store
from storage.open import open_store
from tests.storage.samples import HandClock

#: Name → the address of a new, empty store in a folder.
BACKENDS = {"tiny": lambda folder: f"tiny:{folder / 'data'}"}


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(params=BACKENDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return BACKENDS[request.param](tmp_path)


class Bot:
    """A store that can be stopped and started again."""

    def __init__(self, url: str, clock: HandClock) -> None:
        self.url = url
        self.clock = clock
        self._open: AbstractAsyncContextManager[Store] | None = None

    async def start(self) -> Store:
        self._open = open_store(self.url, self.clock)
        return await self._open.__aenter__()

    async def stop(self) -> None:
        if self._open is not None:
            opened, self._open = self._open, None
            await opened.__aexit__(None, None, None)

    async def restart(self) -> Store:
        await self.stop()
        return await self.start()


@pytest.fixture
async def bot(url: str, clock: HandClock) -> AsyncIterator[Bot]:
    started = Bot(url, clock)
    yield started
    await started.stop()


@pytest.fixture
async def store(bot: Bot) -> Store:
    return await bot.start()
