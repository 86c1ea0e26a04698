"""`watchword preview`: what the configured feeds would push now, and why; needs no token and writes nothing."""

import argparse
import asyncio
import json
from contextlib import AsyncExitStack
from datetime import datetime, timedelta

from bot.app.parts import open_reading, topics_of
from bot.cli.articles import Asked
from bot.cli.judged import Judge, as_json
from bot.cli.settings import config_of
from bot.cli.show import console, progress, show_judged
from bot.clock import SystemClock
from bot.config import Config
from bot.errors import ConfigError, UsageError
from bot.model.entry import Article, FeedRead
from bot.model.feed import FeedSource, FeedState, Fetched
from bot.model.interest import Interests, Sensitivity
from bot.poll import Articles, read_fetched
from bot.ports import Fetcher, Reader
from bot.stories.match import Matcher, compile_interests

#: Feeds read at the same time.
AT_ONCE = 8


def main(options: argparse.Namespace) -> int:
    if not 0 < options.hours <= 24 * 365:
        raise UsageError(
            f"--hours {options.hours:g}: is no span of time to look back", "write a number from 1 to 8760"
        )
    config = config_of(options.config)
    if not config.feeds:
        raise ConfigError(
            "the configuration names no feeds", 'add [[feeds]] with url = "https://…", or name the file'
        )
    clock = SystemClock()
    now = clock.now()
    articles = asyncio.run(_articles(config, now - timedelta(hours=options.hours), now))
    judge = Judge(config, Sensitivity(options.sensitivity), now=now)
    told = set()
    for article in articles:
        judged = judge.judge(Asked(article.url, article))
        # One story once: what joins a story shown already is not pushed again.
        if not judged.matched or judged.story in told:
            continue
        told.add(judged.story)
        if options.json:
            print(json.dumps(as_json(judged, verbose=options.verbose), ensure_ascii=False), flush=True)
        else:
            show_judged(judged, verbose=options.verbose)
    if not options.json:
        console().print(
            f"{len(told)} of {len(articles)} entries of the last {options.hours:g} hours would be pushed."
        )
    return 0


async def _articles(config: Config, since: datetime, now: datetime) -> list[Article]:
    """Those published since then, or undated, oldest first."""
    matcher = compile_interests(Interests(topics_of(config)))
    async with AsyncExitStack() as stack:
        fetcher, reader = await open_reading(stack, config, SystemClock())
        bar = stack.enter_context(progress())
        task = bar.add_task("Reading feeds", total=len(config.feeds))
        gate = asyncio.Semaphore(AT_ONCE)

        async def read(source: FeedSource) -> list[Article]:
            async with gate:
                found = await _of_feed(FeedState(source, now), since, fetcher, reader, matcher)
            bar.advance(task)
            return found

        found = [article for group in await asyncio.gather(*map(read, config.feeds)) for article in group]
    return sorted(found, key=lambda article: article.published or now)


async def _of_feed(
    state: FeedState, since: datetime, fetcher: Fetcher, reader: Reader, matcher: Matcher
) -> list[Article]:
    fetched = await fetcher.fetch(state.source.url)
    if not isinstance(fetched, Fetched):
        console(error=True).print(f"{state.name}: brought nothing; `watchword check` tells why")
        return []
    read = await read_fetched(fetched, state.source.url, reader)
    if not isinstance(read, FeedRead):
        console(error=True).print(f"{state.name}: {read.detail}")
        return []
    articles = Articles(fetcher, reader)
    state = FeedState(state.source, state.due_at, title=read.title, language=read.language)
    fresh = [entry for entry in read.entries if (entry.published or entry.updated or since) >= since]
    return [await articles.of_entry(entry, state, matcher) for entry in fresh]
