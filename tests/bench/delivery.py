"""A broadcast to 3,200 chats against a server that enforces Telegram's limits, while people ask.

The whole way out (store, deliverer, lanes, python-telegram-bot) beside python-telegram-bot's own AIORateLimiter, in the
same run. Takes two minutes, the peer up to nine; WATCHWORD_BENCH_CHATS=300 makes it short.
"""

import asyncio
import logging
import os
import tempfile
import time
from collections.abc import Awaitable, Callable
from importlib.util import find_spec
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bot.model.alert import Sent
from bot.model.ids import ChatId
from bot.model.message import Message
from tests.deliver.world import TOKEN, story, world
from tests.tgsim.tgsim import TgSim

CHATS = int(os.environ.get("WATCHWORD_BENCH_CHATS", "3200"))
#: Telegram's published limit for one bot.
PER_SECOND = 30
#: Seconds between two questions of one person: a private chat allows about one message a second.
ASK_EVERY = 1.25
TURNS = 3
#: A peer that takes this many times the best possible is stopped, and what it delivered is counted.
PATIENCE = 2.5

Say = Callable[[int], Awaitable[bool]]


def main() -> None:
    asyncio.run(_main())


async def _main() -> None:
    print(f"{CHATS} chats, one story; the best possible is {CHATS / PER_SECOND:.1f} s")
    await _ours()
    if find_spec("aiolimiter") is None:
        print("AIORateLimiter: not measured, aiolimiter is not installed (pip install aiolimiter)")
        return
    for retries in (0, 20):
        await _peer(retries)


async def _simulator() -> Any:
    sim = TgSim(TOKEN)
    await sim.start()
    return sim


async def _ours() -> None:
    sim = await _simulator()
    with tempfile.TemporaryDirectory() as folder:
        async with world(Path(folder) / "data", sim=sim) as here:
            await here.subscribe(*(here.person() for _ in range(CHATS)))
            await here.tell(story("Palefox", here.clock.now()))
            asker = here.person()

            async def turn() -> None:
                while (await here.store.outbox.counts()).owed:
                    if not await here.deliverer.deliver_due(PER_SECOND):
                        await asyncio.sleep(0.05)

            async def answer(_: int) -> bool:
                message = Message("An answer", "An answer")
                return isinstance(await here.messenger.send(ChatId(asker), message, lane="reply"), Sent)

            # The first call imports and connects; a running bot has done that long ago.
            await answer(0)
            await asyncio.sleep(3)
            seconds, waits = await _while_asking(asyncio.gather(*(turn() for _ in range(TURNS))), answer)
            counts = await here.store.outbox.counts()
            _report("Watchword", seconds, counts.sent, waits, sim.stats())
    await sim.stop()


async def _peer(retries: int) -> None:
    from telegram.error import RetryAfter, TelegramError
    from telegram.ext import AIORateLimiter, ExtBot
    from telegram.request import HTTPXRequest

    # It writes a traceback for each message it drops.
    logging.getLogger("telegram").setLevel(logging.CRITICAL)
    sim = await _simulator()
    people = [sim.user(first_name="Ann", started=True)["id"] for _ in range(CHATS + 1)]
    request = HTTPXRequest(connection_pool_size=256, pool_timeout=600)
    bot = ExtBot(
        TOKEN, base_url=sim.base_url, request=request, rate_limiter=AIORateLimiter(max_retries=retries)
    )
    sent = 0

    async def say(chat: int) -> bool:
        try:
            await bot.send_message(chat, "Spyware\nA story")
        except (RetryAfter, TelegramError):
            return False
        return True

    async def tell(chat: int) -> None:
        nonlocal sent
        done = await say(chat)
        sent += done

    async def broadcast() -> None:
        try:
            async with asyncio.timeout(PATIENCE * CHATS / PER_SECOND):
                await asyncio.gather(*(tell(person) for person in people[:CHATS]))
        except TimeoutError:
            print(f"(stopped after {PATIENCE} times the best possible)")

    async with bot:
        seconds, waits = await _while_asking(broadcast(), lambda _: say(people[-1]))
    _report(f"AIORateLimiter, {retries} retries", seconds, sent, waits, sim.stats())
    await sim.stop()


async def _while_asking(broadcast: Awaitable[Any], answer: Say) -> tuple[float, list[float]]:
    """How long the broadcast took, and how long each answer to a person."""
    start = time.monotonic()

    async def timed() -> float:
        await broadcast
        return time.monotonic() - start

    task = asyncio.ensure_future(timed())
    waits: list[float] = []
    asking: set[asyncio.Task[None]] = set()

    async def ask(number: int) -> None:
        asked = time.monotonic()
        if await answer(number):
            waits.append(time.monotonic() - asked)

    number = 0
    while not task.done():
        await asyncio.sleep(ASK_EVERY)
        number += 1
        asking.add(asyncio.create_task(ask(number)))
    # A limiter may hold answers back for minutes.
    await asyncio.wait(asking, timeout=60)
    for one in asking:
        one.cancel()
    return await task, waits


def _report(name: str, seconds: float, sent: int, waits: list[float], stats: Any) -> None:
    # Answers take slots, too.
    share = (sent + len(waits)) / PER_SECOND / seconds
    p95 = quantiles(waits, n=20)[-1] if len(waits) > 1 else float("nan")
    print(
        f"{name}: {sent} of {CHATS} delivered in {seconds:.1f} s, {share:.1%} of the best possible; "
        f"{stats['count_429']} refused; {len(waits)} answers, {median(waits or [p95]):.2f} s median, {p95:.2f} s at p95",
        flush=True,
    )
