"""The bot: its rooms put together, started in order, stopped in reverse."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import AsyncExitStack

from bot.app.parts import open_reading
from bot.app.telegrams import Fatal, TelegramSide
from bot.config import Config
from bot.poll import Articles, Pace, Poller, Teller, try_feed
from bot.ports import Clock
from bot.schedule import Schedule
from bot.topics.load import load_topics
from storage.open import open_store

log = logging.getLogger(__name__)


async def run_bot(config: Config, clock: Clock, stop: asyncio.Event, ready: Callable[[], None]) -> None:
    """The bot until `stop` is set. `ready` is called once it polls, answers and delivers.

    Feeds are read, and alerts owed, also while Telegram cannot be reached.
    Raises TokenRefused, TokenInUse, StoreInUse, StoreDamaged.
    """
    fatal = Fatal(stop)
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(open_store(f"tiny:{config.folder}", clock))
        await store.feeds.configure(config.feeds, clock.now())
        fetcher, reader = await open_reading(stack, config, clock)
        loaded = load_topics(config.topics_folder)
        for problem in loaded.problems:
            log.error("topic file left out: %s (remedy: %s)", problem, problem.remedy)
        teller = Teller(loaded.topics, store, Articles(fetcher, reader), clock)
        poller = Poller(store, fetcher, reader, clock, teller, Pace(config.floor, config.ceiling))
        # Compiled, and looked back over, before people wait for answers.
        await teller.matcher()
        await poller.warm_up()
        telegram = TelegramSide(
            config, clock, store, loaded.topics, teller, lambda url: try_feed(url, fetcher, reader), fatal
        )
        schedule = Schedule(poller.poll_due, telegram.deliver_due, lambda: store.tidy(clock.now()), fatal)
        # Closed last in, first out: what is under way is sent before the way to Telegram closes.
        telegrams = await stack.enter_async_context(AsyncExitStack())
        schedule.start()
        stack.push_async_callback(schedule.stop)
        connecting = asyncio.ensure_future(telegram.connect(telegrams))
        stopped = asyncio.ensure_future(stop.wait())
        stack.callback(stopped.cancel)
        await asyncio.wait((connecting, stopped), return_when=asyncio.FIRST_COMPLETED)
        if connecting.done():
            connecting.result()
            ready()
            await stopped
        else:
            connecting.cancel()
        log.info("stopping: what is under way is finished")
    fatal.raise_if_any()
