"""`watchword status`: feeds, queue and store of the running or stopped bot; reads only."""

import argparse
import asyncio
import json
from datetime import datetime
from typing import Any

from bot.app.parts import open_archive
from bot.cli.settings import config_of
from bot.cli.show import console
from bot.clock import SystemClock
from bot.config import Config
from bot.ports import Store


def main(options: argparse.Namespace) -> int:
    config = config_of(options.config)
    status = asyncio.run(_status(config))
    if options.json:
        print(json.dumps(status, ensure_ascii=False))
    else:
        _show(status)
    return 0


async def _status(config: Config) -> dict[str, Any]:
    clock = SystemClock()
    async with open_archive(config, clock) as store:
        return await _gather(store, clock.now())


async def _gather(store: Store, now: datetime) -> dict[str, Any]:
    feeds = await store.feeds.all()
    counts, outbox, chats = (
        await store.counts(),
        await store.outbox.counts(),
        await store.subscriptions.counts(),
    )
    failing = [feed for feed in feeds if feed.failures]
    return {
        "feeds": {
            "all": len(feeds),
            "answering": sum(feed.last_ok_at is not None and not feed.failures for feed in feeds),
            "never_read": sum(feed.first_read_at is None for feed in feeds),
            "failing": [
                {
                    "url": feed.source.url,
                    "name": feed.name,
                    "error": feed.error,
                    "failures": feed.failures,
                    "since": _iso(feed.failing_since),
                    "next": _iso(feed.due_at),
                }
                for feed in failing
            ],
        },
        "queue": {
            "owed": outbox.owed,
            "intended": outbox.intended,
            "sent": outbox.sent,
            "dropped": outbox.dropped,
            "possible_repeats": outbox.possible_repeats,
            "oldest_owed": _iso(outbox.oldest_owed),
            "paused_until": _iso(await store.outbox.pause_until()),
        },
        "store": {"stories": counts.stories, "entries": counts.entries, "bytes": counts.bytes_on_disk},
        "chats": {
            "active": chats.active,
            "private": chats.private,
            "groups": chats.groups,
            "channels": chats.channels,
            "held": chats.held,
        },
        "at": _iso(now),
    }


def _iso(when: datetime | None) -> str | None:
    return when.isoformat(timespec="seconds") if when else None


def _show(status: dict[str, Any]) -> None:
    feeds, queue, store, chats = status["feeds"], status["queue"], status["store"], status["chats"]
    out = console()
    out.print(f"Feeds   {feeds['answering']} of {feeds['all']} answer; {feeds['never_read']} not read yet")
    for feed in feeds["failing"]:
        times = "once" if feed["failures"] == 1 else f"{feed['failures']} times"
        out.print(
            f"        {feed['name']} {feed['url']}\n          {feed['error']} ({times}, next {feed['next']})"
        )
    out.print(
        f"Queue   {queue['owed'] + queue['intended']} alerts owed; {queue['sent']} sent, {queue['dropped']} given up, "
        f"{queue['possible_repeats']} possible repeats"
    )
    if queue["oldest_owed"]:
        out.print(f"        the oldest is owed since {queue['oldest_owed']}")
    if queue["paused_until"]:
        out.print(f"        Telegram told us to wait until {queue['paused_until']}")
    out.print(
        f"Store   {store['stories']} stories, {store['entries']} entries, {store['bytes'] / 1e6:.1f} MB on disk"
    )
    out.print(
        f"Chats   {chats['active']} subscribed: {chats['private']} people, {chats['groups']} groups, "
        f"{chats['channels']} channels; {chats['held']} held"
    )
