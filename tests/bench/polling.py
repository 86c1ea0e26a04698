"""Polling many feeds over loopback: the guarded door beside bare aiohttp, and the whole way to news.

CPU seconds of this process, median of seven; the server runs in a process of its own.
"""

import asyncio
import multiprocessing
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from multiprocessing.connection import Connection

from aiohttp import ClientSession, DummyCookieJar, TCPConnector

from bot.clock import SystemClock
from bot.feeds.newness import find_news
from bot.feeds.read import READ_FEED
from bot.model.entry import FeedRead
from bot.model.feed import FeedSource, FeedState, Fetched, NotModified, Validators
from bot.model.ids import FeedUrl
from bot.net.fetch import GuardedFetcher
from bot.reading.child import ReadingChild

FEEDS, HOSTS, ROUNDS = 1000, 50, 7
READ = 200

_ITEM = (
    "<item><title>Court bars face scans at gate {n}</title><link>https://harbour.example/{n}</link><guid>{n}</guid>"
    "<description>{text}</description></item>"
)


def document() -> bytes:
    """A feed of about 50 KB: 50 entries."""
    items = "".join(_ITEM.format(n=n, text="The judges found no law for it. " * 26) for n in range(50))
    return f"<rss version='2.0'><channel><title>Harbour</title>{items}</channel></rss>".encode()


def serve(line: Connection) -> None:
    """304 for who asks with a validator, else the document; connections are kept."""
    body = document()
    full = (
        b'HTTP/1.1 200 OK\r\nETag: "a"\r\nContent-Type: application/rss+xml\r\nContent-Length: %d\r\n\r\n'
        % len(body)
    )

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                known = b"if-none-match" in head.lower()
                writer.write(b"HTTP/1.1 304 Not Modified\r\n\r\n" if known else full + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def run() -> None:
        server = await asyncio.start_server(answer, "0.0.0.0", 0)
        line.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


async def bare(urls: list[str], *, conditional: bool) -> None:
    headers = {"If-None-Match": '"a"'} if conditional else {}
    connector = TCPConnector(limit=100, limit_per_host=2)
    async with ClientSession(connector=connector, cookie_jar=DummyCookieJar()) as session:

        async def one(url: str) -> None:
            async with session.get(url, headers=headers) as response:
                await response.read()

        await asyncio.gather(*map(one, urls))


async def guarded(urls: list[str], *, conditional: bool) -> None:
    validators = Validators('"a"') if conditional else None
    expected = NotModified if conditional else Fetched
    async with GuardedFetcher(SystemClock(), allow_private=hosts_of(urls)) as fetcher:

        async def one(url: str) -> None:
            assert isinstance(await fetcher.fetch(url, validators), expected)

        await asyncio.gather(*map(one, urls))


def hosts_of(urls: list[str]) -> frozenset[str]:
    return frozenset(url.split("/")[2] for url in urls)


async def whole_way(urls: list[str]) -> tuple[float, float]:
    """Wall seconds a feed: fetched, read in the child, news found; the first time, and again with nothing new."""
    async with (
        GuardedFetcher(SystemClock(), allow_private=hosts_of(urls)) as fetcher,
        ReadingChild(["bot.feeds.read"]) as child,
    ):
        seen: dict[str, Mapping[str, str]] = {}

        async def one(url: str) -> int:
            fetched = await fetcher.fetch(url)
            assert isinstance(fetched, Fetched)
            read = await child.read(READ_FEED, fetched.body, url, fetched.content_type)
            assert isinstance(read, FeedRead)
            state = FeedState(FeedSource(FeedUrl(url)), due_at=datetime.now(UTC), seen=seen.get(url, {}))
            news = find_news(state, read.entries)
            seen[url] = {**state.seen, **news.keys}
            return len(news.new)

        taken = []
        for expected in (50, 0):
            began = time.perf_counter()
            for url in urls:
                assert await one(url) == expected
            taken.append((time.perf_counter() - began) / len(urls))
        return taken[0], taken[1]


Way = Callable[..., Awaitable[None]]


def cpu_seconds(way: Way, urls: list[str], *, conditional: bool) -> float:
    began = time.process_time()
    asyncio.run(_run(way, urls, conditional))
    return time.process_time() - began


async def _run(way: Way, urls: list[str], conditional: bool) -> None:
    await way(urls, conditional=conditional)


def main() -> None:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    server = context.Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    try:
        port = ours.recv()
        urls = [f"http://127.0.0.{n % HOSTS + 1}:{port}/{n}" for n in range(FEEDS)]
        for conditional, what in ((True, "all 304"), (False, "all 200, 50 KB")):
            times: dict[Way, list[float]] = {bare: [], guarded: []}
            for _ in range(ROUNDS):
                for way, taken in times.items():
                    taken.append(cpu_seconds(way, urls, conditional=conditional))
            plain, door = (statistics.median(taken) for taken in times.values())
            print(
                f"{FEEDS} feeds on {HOSTS} hosts, {what}: aiohttp {plain:.2f} s, guarded {door:.2f} s, {door / plain:.2f} ×"
            )
        first, again = asyncio.run(whole_way(urls[:READ]))
        print("one after the other, fetched whole, read in the child, news found, wall:")
        print(f"  all entries new {first * 1000:.1f} ms a feed, nothing new {again * 1000:.1f} ms")
    finally:
        server.terminate()
        server.join()
