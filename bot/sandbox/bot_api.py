"""The Bot API look-alike over HTTP: /bot<token>/<method>, fields from the address, a form, a multipart form or JSON."""

import inspect
import json

from aiohttp import BodyPartReader, web

from bot.sandbox.chats import Chats
from bot.sandbox.methods import METHODS, Method, Poller
from bot.sandbox.refusal import Json, Refused, bad_request

#: A document of the Bot API may have 50 MB.
BODY_LIMIT = 50 * 1024 * 1024


class BotApi:
    """Answers one bot. `refusals` lists what was refused, as (method, description)."""

    def __init__(self, state: Chats, token: str) -> None:
        self.state = state
        self.token = token
        self.refusals: list[tuple[str, str]] = []
        self.poller = Poller()
        self._methods: dict[str, Method] = {**METHODS, "getupdates": self.poller.get_updates}

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/bot{token}/{method}", self._answer),
            web.post("/bot{token}/{method}", self._answer),
        ]

    async def _answer(self, request: web.Request) -> web.Response:
        name = request.match_info["method"]
        try:
            result = self._method(request.match_info["token"], name)(self.state, await _fields(request))
            if inspect.isawaitable(result):
                result = await result
        except Refused as refused:
            self.refusals.append((name, refused.description))
            answer: Json = {"ok": False, "error_code": refused.status, "description": refused.description}
            if refused.parameters:
                answer["parameters"] = refused.parameters
            return web.json_response(answer, status=refused.status)
        return web.json_response({"ok": True, "result": result})

    def _method(self, token: str, name: str) -> Method:
        if token != self.token:
            raise Refused(401, "Unauthorized")
        method = self._methods.get(name.lower())
        if method is None:
            raise Refused(404, "Not Found: method not found")
        return method


async def _fields(request: web.Request) -> Json:
    """Every field of the call; a file as (name, bytes)."""
    fields: Json = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = await request.json()
        except json.JSONDecodeError:
            raise bad_request("can't parse JSON object") from None
        return {**fields, **body} if isinstance(body, dict) else fields
    if not request.content_type.startswith("multipart/"):
        return {**fields, **await request.post()}
    parts: dict[str, tuple[str | None, bytes]] = {}
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader) and part.name:
            parts[part.name] = (part.filename, bytes(await part.read(decode=True)))
    for name, (file, body) in parts.items():
        if file is None:
            fields[name] = body.decode()
        else:
            fields[name] = (file, body)
    for name, value in list(fields.items()):  # "attach://x" names another part
        if isinstance(value, str) and value.startswith("attach://"):
            fields[name] = fields.get(value.removeprefix("attach://"))
    return fields
