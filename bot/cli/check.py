"""`watchword check`: validates the configuration and tries every feed."""

import argparse
import asyncio
import json
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from bot.app.parts import open_reading, topic_problems
from bot.cli.settings import config_of
from bot.cli.show import console, progress, show_table
from bot.clock import SystemClock
from bot.config import Config, is_address
from bot.errors import UsageError
from bot.model.entry import FeedRead, ReadFailed
from bot.model.feed import FeedSource, Fetched, FetchFailed, FetchProblem
from bot.model.ids import FeedUrl
from bot.poll import read_fetched
from bot.ports import Clock, Fetcher, Reader

#: Feeds tried at the same time.
AT_ONCE = 8
FINE = frozenset({"ok", "empty"})


@dataclass(frozen=True, slots=True)
class Checked:
    source: FeedSource
    state: str
    seconds: float
    read: FeedRead | None = None
    moved_to: str | None = None
    error: str | None = None

    @property
    def fine(self) -> bool:
        """Well, or moved and read all the same."""
        return self.state in FINE or (self.state == "moved" and self.read is not None)


def main(options: argparse.Namespace) -> int:
    config = config_of(options.config)
    feeds = _feeds(options.feed, config) if options.feed else config.feeds
    if not feeds and not options.json:
        console().print(
            'The configuration is well. It names no feeds yet: add [[feeds]] with url = "https://…".'
        )
    problems = topic_problems(config)
    for problem in problems:
        console(error=True).print(f"watchword: {problem}\n  remedy: {problem.remedy}")
    checked = asyncio.run(check_feeds(feeds, config))
    if options.json:
        for one in checked:
            print(json.dumps(_as_json(one), ensure_ascii=False))
    elif checked:
        _show(checked)
    return 0 if all(one.fine for one in checked) and not problems else 1


def _feeds(addresses: Sequence[str], config: Config) -> tuple[FeedSource, ...]:
    known = {source.url: source for source in config.feeds}
    for address in addresses:
        if not is_address(address):
            raise UsageError(f"--feed {address}: is no address of a feed", "write it whole, with https://")
    return tuple(known.get(FeedUrl(address)) or FeedSource(FeedUrl(address)) for address in addresses)


async def check_feeds(feeds: Sequence[FeedSource], config: Config) -> list[Checked]:
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        fetcher, reader = await open_reading(stack, config, clock)
        bar = stack.enter_context(progress())
        task = bar.add_task("Trying feeds", total=len(feeds))
        gate = asyncio.Semaphore(AT_ONCE)

        async def check(source: FeedSource) -> Checked:
            async with gate:
                checked = await check_feed(source, fetcher, reader, clock)
            bar.advance(task)
            return checked

        return await asyncio.gather(*map(check, feeds))


async def check_feed(source: FeedSource, fetcher: Fetcher, reader: Reader, clock: Clock) -> Checked:
    """One feed, asked for without validators, as on its first poll."""
    started = clock.monotonic()
    match await fetcher.fetch(source.url):
        case Fetched() as fetched:
            read = await read_fetched(fetched, source.url, reader)
            seconds = clock.monotonic() - started
            if isinstance(read, ReadFailed):
                return Checked(source, read.problem.value, seconds, None, fetched.moved_to, read.detail)
            return Checked(source, _state(read, fetched), seconds, read, fetched.moved_to, read.broken)
        case FetchFailed(problem=problem, detail=detail):
            return Checked(source, problem.value, clock.monotonic() - started, error=detail)
        case _:
            return Checked(
                source, FetchProblem.BROKEN.value, clock.monotonic() - started, error="answered 304 unasked"
            )


def _state(read: FeedRead, fetched: Fetched) -> str:
    if fetched.moved_to:
        return "moved"
    if read.entries:
        return "ok"
    return "broken" if read.broken else "empty"


def _newest(read: FeedRead | None) -> datetime | None:
    times = [when for entry in (read.entries if read else ()) if (when := entry.published or entry.updated)]
    return max(times, default=None)


def _as_json(one: Checked) -> dict[str, Any]:
    read, newest = one.read, _newest(one.read)
    return {
        "url": one.source.url,
        "name": one.source.name or (read.title if read else None),
        "state": one.state,
        "format": read.format if read else None,
        "entries": len(read.entries) if read else 0,
        "first_title": read.entries[0].title if read and read.entries else None,
        "newest": newest.astimezone(UTC).isoformat() if newest else None,
        "moved_to": one.moved_to,
        "error": one.error,
        "seconds": round(one.seconds, 3),
    }


def _show(checked: Sequence[Checked]) -> None:
    # What needs a hand comes last, where the eye is when the table has scrolled by.
    rows = []
    for one in sorted(checked, key=lambda one: (not one.fine, one.state)):
        newest = _newest(one.read)
        name = one.source.name or (one.read.title if one.read else None) or urlsplit(one.source.url).netloc
        told = one.error or (f"→ {one.moved_to}" if one.moved_to else f"{newest:%d %b %Y}" if newest else "")
        rows.append((name[:30], one.state, str(len(one.read.entries)) if one.read else "", told))
    show_table(("Feed", "State", "Entries", "Newest, or what is wrong"), rows, right=frozenset({2}))
    well = sum(one.fine for one in checked)
    console().print(f"\n{well} of {len(checked)} feeds are well.")
