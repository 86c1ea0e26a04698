"""Serves the chat page: its files, what was said so far, a stream of changes, and what a person types or taps."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from aiohttp import web

from bot.sandbox.chats import GROUP, MEMBER, PERSON, Chats
from bot.sandbox.feed_server import FeedServer
from bot.sandbox.library import read_samples
from bot.sandbox.refusal import Json

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

FOLDER = Path(__file__).parent / "page"
_FILES = {"page.css": "text/css", "page.js": "text/javascript", "draw.js": "text/javascript"}
#: A sign of life on a silent stream, so that a closed page is noticed, in seconds.
_HEARTBEAT = 15.0
_POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:"


class ChatPage:
    """What a person sees and does; two chats: hers with the bot, and a group."""

    def __init__(self, state: Chats, feeds: FeedServer) -> None:
        self.state = state
        self.feeds = feeds
        self.stopping = asyncio.Event()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self._index),
            web.get("/page/state", self._state),
            web.get("/page/changes", self._changes),
            web.get("/page/file/{file_id}", self._download),
            web.get("/page/{file}", self._file),
            web.post("/page/say", self._acting(self._say)),
            web.post("/page/press", self._acting(self._press)),
            web.post("/page/next", self._acting(self._next)),
            web.post("/page/block", self._acting(self._block)),
        ]

    async def _index(self, _request: web.Request) -> web.Response:
        return _text(FOLDER / "index.html", "text/html")

    async def _file(self, request: web.Request) -> web.Response:
        name = request.match_info["file"]
        if name not in _FILES:
            raise web.HTTPNotFound
        return _text(FOLDER / name, _FILES[name])

    async def _download(self, request: web.Request) -> web.Response:
        found = self.state.files.get(request.match_info["file_id"])
        if found is None:
            raise web.HTTPNotFound
        name, body = found
        disposition = f"attachment; filename*=UTF-8''{quote(name)}"
        return web.Response(
            body=body, content_type="application/octet-stream", headers={"Content-Disposition": disposition}
        )

    async def _state(self, _request: web.Request) -> web.Response:
        state = self.state
        shown = [state.chats[PERSON], state.chats[GROUP]]
        brought, of = self.feeds.brought
        sources = [(s.title, s.url, s.licence, str(s.written)) for s in read_samples() if s.url]
        return web.json_response(
            {
                "next": len(state.changes),
                "bot": state.bot,
                "people": [
                    {**state.people[p], "place": place}
                    for p, place in ((PERSON, "administrator"), (MEMBER, "member"))
                ],
                "chats": [{**chat.data, "messages": list(chat.messages.values())} for chat in shown],
                "blocked": state.chats[PERSON].blocked,
                "commands": state.commands,
                "stories": {"brought": brought, "of": of},
                "sources": [
                    dict(zip(("title", "url", "licence", "date"), row, strict=True)) for row in sources
                ],
            }
        )

    async def _changes(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events; each carries its number, so that a page that reconnects misses nothing."""
        seen = int(request.headers.get("Last-Event-ID", request.query.get("after", "0")))
        answer = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await answer.prepare(request)
        with suppress(ConnectionError):  # the page was closed
            await self._follow(answer, seen)
        return answer

    async def _follow(self, answer: web.StreamResponse, seen: int) -> None:
        changes = self.state.changes
        await answer.write(b": hello\n\n")
        while not self.stopping.is_set():
            if seen >= len(changes):
                await self.state.changed(_HEARTBEAT)
            if seen >= len(changes):
                await answer.write(b": still here\n\n")
                continue
            body = json.dumps(changes[seen], ensure_ascii=False)
            seen += 1
            await answer.write(f"id: {seen}\ndata: {body}\n\n".encode())

    def _acting(self, act: Callable[[Json], Json]) -> Handler:
        async def handle(request: web.Request) -> web.Response:
            try:
                return web.json_response(act(await request.json()))
            except (KeyError, ValueError, TypeError, IndexError) as error:
                return web.json_response({"error": f"cannot do that: {error!r}"}, status=400)

        return handle

    def _say(self, asked: Json) -> Json:
        text = str(asked["text"]).strip()
        if not text:
            raise ValueError("nothing was typed")
        reply_to = asked.get("reply_to")
        chat, person = int(asked["chat"]), int(asked.get("person", PERSON))
        message = self.state.say(chat, person, text, int(reply_to) if reply_to else None)
        return {"message_id": message["message_id"]}

    def _press(self, asked: Json) -> Json:
        chat, message = int(asked["chat"]), int(asked["message"])
        rows = self.state.chats[chat].messages[message]["reply_markup"]["inline_keyboard"]
        button = rows[int(asked["row"])][int(asked["column"])]
        query = self.state.press(chat, int(asked.get("person", PERSON)), message, button["callback_data"])
        return {"query": query}

    def _next(self, _asked: Json) -> Json:
        return {"brought": self.feeds.bring_next()}

    def _block(self, asked: Json) -> Json:
        self.state.block(PERSON, blocked=bool(asked["blocked"]))
        return {}


def _text(path: Path, kind: str) -> web.Response:
    headers = {
        "Content-Security-Policy": _POLICY,
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return web.Response(
        text=path.read_text(encoding="utf-8"), content_type=kind, charset="utf-8", headers=headers
    )


@web.middleware
async def same_origin(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Only this machine's own page may act: no other site in the browser, and no name that points here."""
    host = request.host.rsplit(":", 1)[0]
    origin = request.headers.get("Origin")
    if host not in ("127.0.0.1", "localhost") or (origin and origin != f"http://{request.host}"):
        raise web.HTTPForbidden(text="The sandbox answers on this machine only.")
    return await handler(request)
