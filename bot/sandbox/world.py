"""Opens the world in a box: two small servers on loopback, one that plays Telegram and one that plays the outlets."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from bot.sandbox.bot_api import BODY_LIMIT, BotApi
from bot.sandbox.chat_page import ChatPage, same_origin
from bot.sandbox.chats import Chats
from bot.sandbox.feed_server import FeedServer

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class World:
    """What the bot needs to live in it. The last four are for whoever looks on."""

    #: Stands where https://api.telegram.org would.
    api_url: str
    token: str
    feed_urls: tuple[str, ...]
    page_url: str
    #: host:port of the feeds, which are private addresses and must be allowed.
    addresses: tuple[str, ...]
    chats: Chats
    feeds: FeedServer
    bot_api: BotApi


def _wants_stories(text: str | None) -> bool:
    """Subscribing, by command or by any button, starts the stories."""
    return text is None or text.split("@")[0].split(" ")[0].lower() == "/subscribe"


async def _listen(app: web.Application, port: int) -> tuple[web.AppRunner, int]:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, HOST, port)
        await site.start()
    except OSError:
        await runner.cleanup()
        raise
    return runner, int(runner.addresses[0][1])


@asynccontextmanager
async def open_world(
    port: int = 0, *, first_story_after: float = 3.0, story_every: float = 20.0
) -> AsyncIterator[World]:
    """The world on loopback until the block ends.

    `port`: of the chat page and the Bot API (0: any free one; OSError if it is taken). `first_story_after`,
    `story_every`: seconds from somebody's subscription to the first new story, and from each to the next.
    """
    number = 700_000_000 + secrets.randbelow(99_999_999)
    token = f"{number}:{secrets.token_urlsafe(26)[:35]}"
    state = Chats(
        {"id": number, "is_bot": True, "first_name": "Watchword", "username": "watchword_sandbox_bot"}
    )
    feeds = FeedServer(
        first_story_after, story_every, lambda brought, of: state.change("stories", brought=brought, of=of)
    )
    state.when_spoken.append(lambda text: feeds.start_bringing() if _wants_stories(text) else None)
    api, page = BotApi(state, token), ChatPage(state, feeds)

    outside = web.Application()
    outside.add_routes(feeds.routes())
    telegram = web.Application(client_max_size=BODY_LIMIT, middlewares=[same_origin])
    telegram.add_routes([*api.routes(), *page.routes()])

    pages, page_port = await _listen(telegram, port)
    try:
        outlets, feed_port = await _listen(outside, 0)
        feeds.base = f"http://{HOST}:{feed_port}"
        try:
            url = f"http://{HOST}:{page_port}"
            addresses = (f"{HOST}:{feed_port}",)
            yield World(url, token, feeds.urls, f"{url}/", addresses, state, feeds, api)
        finally:
            await feeds.stop()
            await outlets.cleanup()
    finally:
        page.stopping.set()
        api.poller.stopping = True
        state.wake()
        await pages.cleanup()
