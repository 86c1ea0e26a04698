"""Feeds on loopback that a test writes as it goes: real HTTP with ETag and 304, and every way a feed can go wrong."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

from aiohttp import web

from tests.journeys.stories import Piece


@dataclass
class Outlet:
    """One feed. What is set here is what the next poll meets."""

    name: str
    url: str
    pieces: list[tuple[str, Piece, datetime]] = field(default_factory=list)
    #: Answered instead of the feed.
    status: int = 200
    body: bytes | None = None
    delay: float = 0.0
    #: How often it was asked, and how often 304 was the answer.
    polls: int = 0
    unchanged: int = 0
    pages: int = 0

    def publish(self, *pieces: Piece) -> None:
        """New entries at the top of the feed."""
        for piece in pieces:
            slug = hashlib.sha256(f"{self.name}{piece.title}".encode()).hexdigest()[:10]
            self.pieces.insert(0, (slug, piece, datetime.now(UTC)))

    def link(self, piece: Piece) -> str:
        slug = next(slug for slug, one, _ in self.pieces if one == piece)
        return self.url.replace("feed.xml", slug)

    def rss(self) -> bytes:
        base = self.url.removesuffix("/feed.xml")
        entries = "".join(
            f"<item><title>{escape(piece.title)}</title><link>{base}/{slug}</link><guid>{base}/{slug}</guid>"
            f"<pubDate>{format_datetime(when)}</pubDate>"
            f"<description>{escape(piece.text.split(chr(10))[0])}</description></item>"
            for slug, piece, when in self.pieces
        )
        return (
            f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{escape(self.name)}</title>'
            f"<link>{base}</link><description>A feed</description><language>en</language>{entries}</channel></rss>"
        ).encode()


def _paragraphs(piece: Piece) -> str:
    return "".join(f"<p>{escape(text, quote=False)}</p>" for text in piece.text.split("\n\n"))


class Feeds:
    """All outlets of one test on one port."""

    def __init__(self) -> None:
        self.base = ""
        self.outlets: dict[str, Outlet] = {}

    @property
    def address(self) -> str:
        """host:port, to be allowed in the configuration."""
        return self.base.removeprefix("http://")

    def outlet(self, name: str) -> Outlet:
        """A new outlet; its feed is empty but for one old entry, as feeds are when they are first read."""
        slug = name.lower().replace(" ", "-")
        made = self.outlets[slug] = Outlet(name, f"{self.base}/{slug}/feed.xml")
        made.publish(
            Piece(f"{name} has a new address", "The editors have moved. Letters reach them as before.")
        )
        return made

    async def _feed(self, request: web.Request) -> web.Response:
        outlet = self.outlets[request.match_info["outlet"]]
        outlet.polls += 1
        if outlet.delay:
            await asyncio.sleep(outlet.delay)
        if outlet.status != 200:
            return web.Response(status=outlet.status, text="broken")
        body = outlet.rss() if outlet.body is None else outlet.body
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == tag:
            outlet.unchanged += 1
            return web.Response(status=304, headers={"ETag": tag})
        return web.Response(body=body, content_type="application/rss+xml", headers={"ETag": tag})

    async def _page(self, request: web.Request) -> web.Response:
        outlet = self.outlets[request.match_info["outlet"]]
        outlet.pages += 1
        for slug, piece, _ in outlet.pieces:
            if slug == request.match_info["slug"]:
                title = escape(piece.title)
                html = f"<!doctype html><html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1>"
                return web.Response(
                    text=f"{html}{_paragraphs(piece)}</article></body></html>", content_type="text/html"
                )
        raise web.HTTPNotFound

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/{outlet}/feed.xml", self._feed), web.get("/{outlet}/{slug}", self._page)]


@asynccontextmanager
async def open_feeds() -> AsyncIterator[Feeds]:
    """Feeds that end with the block."""
    feeds = Feeds()
    app = web.Application()
    app.add_routes(feeds.routes())
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        feeds.base = f"http://{host}:{port}"
        yield feeds
    finally:
        await runner.cleanup()
