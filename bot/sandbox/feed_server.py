"""Four small outlets on loopback: their feeds (RSS and Atom, teasers and full texts) and their article pages.

Nothing new appears until somebody subscribes; then story after story.
"""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape

from aiohttp import web

from bot.sandbox.library import Sample, read_samples


@dataclass(frozen=True, slots=True)
class Outlet:
    name: str
    title: str
    kind: str
    #: The feed carries the whole text; otherwise only the first paragraph.
    full: bool


OUTLETS = (
    Outlet("harbour-post", "The Harbour Post", "rss", full=False),
    Outlet("meridian-wire", "Meridian Wire", "atom", full=True),
    Outlet("civic-monitor", "Civic Monitor", "rss", full=True),
    Outlet("wikinews", "Wikinews (sample)", "rss", full=False),
)


class FeedServer:
    """`base` is its own address, known once it listens."""

    def __init__(self, first_after: float, story_every: float, tell: Callable[[int, int], None]) -> None:
        self.base = ""
        self._first_after = first_after
        self._story_every = story_every
        self._tell = tell
        self._samples = read_samples()
        self._released: list[tuple[Sample, datetime]] = []
        self._task: asyncio.Task[None] | None = None
        started = datetime.now(UTC)
        for n, sample in enumerate(self._samples):
            if sample.order == 0:
                self._released.append((sample, started - timedelta(hours=5 * n + 3)))

    @property
    def urls(self) -> tuple[str, ...]:
        return tuple(f"{self.base}/{outlet.name}/feed.xml" for outlet in OUTLETS)

    @property
    def brought(self) -> tuple[int, int]:
        """How many turns of new stories were brought, of how many."""
        orders = {sample.order for sample, _ in self._released}
        return len(orders - {0}), len({sample.order for sample in self._samples} - {0})

    def bring_next(self) -> bool:
        """The next story appears in its feed; False if there is none left."""
        seen = {sample.slug for sample, _ in self._released}
        waiting = [sample for sample in self._samples if sample.slug not in seen]
        if not waiting:
            return False
        now = datetime.now(UTC)
        self._released += [(sample, now) for sample in waiting if sample.order == waiting[0].order]
        self._tell(*self.brought)
        return True

    def start_bringing(self) -> None:
        """From now on stories come by themselves."""
        if self._task is None:
            self._task = asyncio.create_task(self._bring())

    async def _bring(self) -> None:
        wait = self._first_after
        left = True
        while left:
            await asyncio.sleep(wait)
            left, wait = self.bring_next(), self._story_every

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/{outlet}/feed.xml", self._feed), web.get("/{outlet}/{slug}", self._page)]

    async def _feed(self, request: web.Request) -> web.Response:
        outlet = _outlet(request)
        stories = [(s, when) for s, when in reversed(self._released) if s.outlet == outlet.name]
        body = (_atom if outlet.kind == "atom" else _rss)(outlet, stories, f"{self.base}/{outlet.name}")
        tag = f'"{hashlib.sha256(body.encode()).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        kind = f"application/{outlet.kind}+xml"
        return web.Response(text=body, content_type=kind, charset="utf-8", headers={"ETag": tag})

    async def _page(self, request: web.Request) -> web.Response:
        outlet = _outlet(request)
        for sample, when in self._released:
            if (sample.outlet, sample.slug) == (outlet.name, request.match_info["slug"]):
                return web.Response(
                    text=_article(outlet, sample, when), content_type="text/html", charset="utf-8"
                )
        raise web.HTTPNotFound


def _outlet(request: web.Request) -> Outlet:
    for outlet in OUTLETS:
        if outlet.name == request.match_info["outlet"]:
            return outlet
    raise web.HTTPNotFound


def _paragraphs(sample: Sample) -> str:
    return "\n".join(f"<p>{escape(text, quote=False)}</p>" for text in sample.paragraphs)


def _content(outlet: Outlet, sample: Sample) -> str:
    return _paragraphs(sample) if outlet.full else escape(sample.paragraphs[0], quote=False)


def _rss(outlet: Outlet, stories: list[tuple[Sample, datetime]], base: str) -> str:
    entries = "".join(
        f"""
<item><title>{escape(sample.title)}</title><link>{base}/{sample.slug}</link>
<guid isPermaLink="false">{outlet.name}:{sample.slug}</guid><dc:creator>{escape(sample.author)}</dc:creator>
<pubDate>{format_datetime(when)}</pubDate><description>{escape(_content(outlet, sample))}</description></item>"""
        for sample, when in stories
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>{escape(outlet.title)}</title>
<link>{base}/feed.xml</link><description>{escape(outlet.title)}</description><language>en</language>{entries}
</channel></rss>
"""


def _atom(outlet: Outlet, stories: list[tuple[Sample, datetime]], base: str) -> str:
    entries = "".join(
        f"""
<entry><title>{escape(sample.title)}</title><link rel="alternate" href="{base}/{sample.slug}"/>
<id>{base}/{sample.slug}</id><author><name>{escape(sample.author)}</name></author>
<published>{when.isoformat(timespec="seconds")}</published><updated>{when.isoformat(timespec="seconds")}</updated>
<content type="html">{escape(_content(outlet, sample))}</content></entry>"""
        for sample, when in stories
    )
    newest = max((when for _, when in stories), default=datetime.now(UTC))
    return f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>{escape(outlet.title)}</title><id>{base}/feed.xml</id>
<updated>{newest.isoformat(timespec="seconds")}</updated>{entries}
</feed>
"""


_STYLE = """body{font:17px/1.6 Georgia,serif;margin:0;background:#faf8f4;color:#222}
.outlet,main,footer{max-width:42rem;margin:0 auto;padding:1rem 1.25rem}
.outlet{font:600 15px/1.4 system-ui,sans-serif;color:#555;border-bottom:1px solid #ddd6c8}
h1{font-size:1.7rem;line-height:1.25;margin:.5rem 0}.byline{color:#666;font:14px/1.4 system-ui,sans-serif}
footer{font:14px/1.5 system-ui,sans-serif;color:#555;border-top:1px solid #ddd6c8;margin-bottom:3rem}"""


def _article(outlet: Outlet, sample: Sample, when: datetime) -> str:
    if sample.url:
        day = f"{sample.written.day} {sample.written:%B %Y}" if sample.written else "an earlier day"
        note = (
            f'Text: <a href="{escape(sample.url)}">“{escape(sample.title)}”</a>, English Wikinews, {day}, '
            f'<a href="https://creativecommons.org/licenses/by/2.5/">{sample.licence}</a>, unchanged. '
            "Shown here as a sample; it is not new."
        )
    else:
        note = "A sample: the outlet, the people and the events are invented."
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{escape(sample.title)}</title><meta name="author" content="{escape(sample.author)}">
<meta property="og:site_name" content="{escape(outlet.title)}">
<meta property="article:published_time" content="{when.isoformat(timespec="seconds")}"><style>{_STYLE}</style></head>
<body><div class="outlet">{escape(outlet.title)}</div>
<main><article><header><h1>{escape(sample.title)}</h1>
<p class="byline">{escape(sample.author)} · <time datetime="{when.isoformat(timespec="seconds")}">{when:%d %B %Y, %H:%M} UTC</time></p></header>
{_paragraphs(sample)}
</article></main><footer>{note}</footer></body></html>
"""
