"""`watchword read`: the files are successive polls of one feed; what each brings. The first one is quiet."""

import argparse
import asyncio
import json
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.app.parts import open_reader
from bot.cli.articles import bytes_of
from bot.cli.show import show_table
from bot.clock import SystemClock
from bot.feeds.newness import find_news
from bot.feeds.read import READ_FEED
from bot.model.entry import Entry, FeedRead, News, ReadFailed
from bot.model.feed import FeedSource, FeedState
from bot.model.ids import FeedUrl
from bot.ports import Reader

#: The files have no address of their own; relative links in them are resolved against this.
ADDRESS = FeedUrl("https://feed.invalid/feed")


@dataclass(frozen=True, slots=True)
class PollRead:
    file: Path
    entries: int
    news: News
    error: str | None


def main(options: argparse.Namespace) -> int:
    polls = asyncio.run(read_polls(options.files, SystemClock().now()))
    if options.json:
        for poll in polls:
            print(json.dumps(_as_json(poll), ensure_ascii=False))
    else:
        show_table(
            ("File", "Entries", "New", "Revised", ""),
            [_row(poll) for poll in polls],
            right=frozenset({1, 2, 3}),
        )
    return 1 if any(poll.error and not poll.entries for poll in polls) else 0


async def read_polls(files: Sequence[Path], now: datetime) -> list[PollRead]:
    async with AsyncExitStack() as stack:
        reader = await open_reader(stack)
        reads = [(file, await _read(file, reader)) for file in files]
    return list(follow_polls(reads, now))


async def _read(file: Path, reader: Reader) -> FeedRead | ReadFailed | str:
    body = bytes_of(file)
    if isinstance(body, str):
        return body
    return await reader.read(READ_FEED, body, ADDRESS, None)


def follow_polls(
    reads: Sequence[tuple[Path, FeedRead | ReadFailed | str]], now: datetime
) -> Iterator[PollRead]:
    """What each poll brings, after those before it."""
    state = FeedState(FeedSource(ADDRESS), due_at=now)
    for file, read in reads:
        if isinstance(read, FeedRead):
            news = find_news(state, read.entries)
            first = state.first_read_at is None
            yield PollRead(file, len(read.entries), replace(news, new=()) if first else news, read.broken)
            if read.entries:
                state = replace(state, seen={**state.seen, **news.keys}, first_read_at=now)
        else:
            yield PollRead(file, 0, News((), ()), read.detail if isinstance(read, ReadFailed) else read)


def _as_json(poll: PollRead) -> dict[str, Any]:
    return {
        "file": str(poll.file),
        "entries": poll.entries,
        "new": [_entry(entry) for entry in poll.news.new],
        "revised": [_entry(entry) for entry in poll.news.revised],
        "error": poll.error,
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {"title": entry.title, "link": entry.link, "id": entry.guid or entry.link or entry.id}


def _row(poll: PollRead) -> tuple[str, ...]:
    return (
        poll.file.name,
        str(poll.entries),
        str(len(poll.news.new)),
        str(len(poll.news.revised)),
        poll.error or "; ".join(entry.title for entry in poll.news.new[:2]),
    )
