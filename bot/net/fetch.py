"""GuardedFetcher: one document from an address that nobody here vouches for.

Every hop of a redirect is checked like the first; the body of a redirect is never read; what is read is capped.
"""

import asyncio
import ssl
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Literal, Self
from weakref import WeakValueDictionary

from aiohttp import ClientResponse, ClientSession, ClientTimeout, DummyCookieJar
from yarl import URL

from bot.model.feed import Fetched, FetchFailed, FetchOutcome, FetchProblem, NotModified, Validators
from bot.net.decode import BodyDecoder, TooLarge, Undecodable
from bot.net.doors import OpenSocket, Resolve, SystemResolver, open_connector, open_socket
from bot.net.headers import read_fresh_for, read_retry_after
from bot.net.problems import FAULTS, describe_fault, describe_status
from bot.net.targets import Refusal, Target, aim
from bot.ports import Clock

_HOPS = 5
_PERMANENT = frozenset({301, 308})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ACCEPT = {
    "feed": "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, "
    "text/xml;q=0.9, application/json;q=0.8, */*;q=0.1",
    "page": "text/html, application/xhtml+xml, */*;q=0.1",
}
# Large things that are no page; there is no need to read 5 MiB of them to find out.
_NO_PAGE = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip")


class GuardedFetcher:
    """Fits bot.ports.Fetcher; used as `async with GuardedFetcher(clock) as fetcher`.

    `allow_private` holds exact "host:port" of the operator's own network; `resolve`, `opener` and `tls` stand
    for the machine's name service, sockets and certificates. `deadline` is the seconds one fetch may take in all,
    `silence` those a server may say nothing; both real seconds, whatever the clock is told.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        allow_private: frozenset[str] = frozenset(),
        contact: str | None = None,
        version: str = "0.1",
        deadline: float = 30.0,
        silence: float = 10.0,
        limit: int = 5 * 1024 * 1024,
        per_host: int = 2,
        resolve: Resolve | None = None,
        opener: OpenSocket = open_socket,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._clock = clock
        self._allow_private = frozenset(entry.lower() for entry in allow_private)
        self._agent = _agent(version, contact)
        self._deadline = deadline
        self._silence = silence
        self._limit = limit
        self._per_host = per_host
        self._resolve = resolve
        self._opener = opener
        self._tls = tls
        self._queues: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        resolve = self._resolve
        if resolve is None:
            resolve = system = SystemResolver()
            self._stack.callback(system.close)
        self._public = await self._open_session(resolve, private=False)
        self._private = await self._open_session(resolve, private=True)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def fetch(
        self, url: str, validators: Validators | None = None, *, kind: Literal["feed", "page"] = "feed"
    ) -> FetchOutcome:
        """One document; whatever goes wrong is a FetchFailed."""
        target = aim(url, self._allow_private)
        if isinstance(target, Refusal):
            return FetchFailed(FetchProblem.REFUSED, target.why)
        # Waiting for one's turn at a host is not the host's fault and does not count.
        queue = self._queues.setdefault(target.host, asyncio.Semaphore(self._per_host))
        async with queue:
            try:
                async with asyncio.timeout(self._deadline):
                    return await self._follow(url, target, validators or Validators(), kind)
            except TimeoutError:
                return FetchFailed(
                    FetchProblem.TOO_SLOW, "the server did not finish its answer in the time allowed"
                )
            except TooLarge:
                return FetchFailed(FetchProblem.TOO_LARGE, f"larger than {self._limit // 1024} KiB")
            except Undecodable as error:
                return FetchFailed(FetchProblem.BROKEN, str(error))
            except FAULTS as error:
                return describe_fault(error)

    async def _follow(
        self, url: str, target: Target, validators: Validators, kind: Literal["feed", "page"]
    ) -> FetchOutcome:
        permanent = True
        for hop in range(_HOPS + 1):
            session = self._private if target.private else self._public
            async with session.get(
                target.url, headers=self._headers(validators, kind), allow_redirects=False
            ) as response:
                if response.status not in _REDIRECTS:
                    moved = str(target.url) if hop and permanent else None
                    return await self._answer(url, response, moved, validators, kind)
                response.close()  # the body of a redirect is nobody's business
                permanent = permanent and response.status in _PERMANENT
                following = self._next(target, response)
            if isinstance(following, FetchFailed):
                return following
            target = following
        return FetchFailed(FetchProblem.BROKEN, f"more than {_HOPS} redirects")

    def _next(self, target: Target, response: ClientResponse) -> Target | FetchFailed:
        location = response.headers.get("Location", "")
        if not location:
            return FetchFailed(FetchProblem.BROKEN, "a redirect to nowhere", status=response.status)
        try:
            # Joining mends what is no address ("http:host"), so a scheme of its own is looked at as written.
            absolute = location if _has_scheme(location) else str(target.url.join(URL(location)))
        except ValueError:
            return FetchFailed(FetchProblem.REFUSED, "a redirect to what is no address")
        following = aim(absolute, self._allow_private)
        if isinstance(following, Refusal):
            return FetchFailed(FetchProblem.REFUSED, f"a redirect was refused: {following.why}")
        if following.private and not target.private:
            # What the operator allowed is for the operator's own list, not for whoever runs a public site.
            return FetchFailed(FetchProblem.REFUSED, "a redirect into the operator's own network was refused")
        if target.secure and not following.secure:
            return FetchFailed(FetchProblem.REFUSED, "a redirect from https to http was refused")
        return following

    async def _answer(
        self,
        url: str,
        response: ClientResponse,
        moved: str | None,
        validators: Validators,
        kind: Literal["feed", "page"],
    ) -> FetchOutcome:
        headers, now = response.headers, self._clock.now()
        if response.status == 304:
            asked = validators.etag is not None or validators.modified is not None
            return NotModified(read_fresh_for(headers, now), unasked=not asked)
        if response.status not in {200, 203}:
            response.close()
            return describe_status(response.status, read_retry_after(headers, now))
        content_type = headers.get("Content-Type")
        if kind == "page" and (content_type or "").strip().lower().startswith(_NO_PAGE):
            response.close()
            return FetchFailed(
                FetchProblem.BROKEN, "it is no page but a picture, film or document", status=200
            )
        return Fetched(
            url=url,
            final_url=str(response.url),
            body=await self._body(response),
            content_type=content_type,
            validators=Validators(_kept(headers.get("ETag")), _kept(headers.get("Last-Modified"))),
            moved_to=moved,
            fresh_for=read_fresh_for(headers, now),
        )

    async def _body(self, response: ClientResponse) -> bytes:
        if (response.content_length or 0) > self._limit:
            response.close()
            raise TooLarge
        decoder = BodyDecoder(",".join(response.headers.getall("Content-Encoding", ())), self._limit)
        try:
            async for chunk in response.content.iter_any():
                decoder.feed(chunk)
        except (TooLarge, Undecodable):
            response.close()
            raise
        return decoder.finish()

    def _headers(self, validators: Validators, kind: Literal["feed", "page"]) -> dict[str, str]:
        headers = {"User-Agent": self._agent, "Accept": _ACCEPT[kind], "Accept-Encoding": "gzip, deflate"}
        if validators.etag:
            headers["If-None-Match"] = validators.etag
        if validators.modified:
            headers["If-Modified-Since"] = validators.modified
        return headers

    async def _open_session(self, resolve: Resolve, *, private: bool) -> ClientSession:
        connector = open_connector(
            resolve, self._opener, private=private, per_host=self._per_host, tls=self._tls
        )
        return await self._stack.enter_async_context(
            ClientSession(
                connector=connector,
                cookie_jar=DummyCookieJar(),
                trust_env=False,
                auto_decompress=False,
                timeout=ClientTimeout(total=None, sock_connect=self._silence, sock_read=self._silence),
                max_line_size=8190,
                max_field_size=8190,
                max_headers=128,
            )
        )


def _agent(version: str, contact: str | None) -> str:
    about = " ".join((contact or "").split())
    return f"Watchword/{version} ({about})" if about else f"Watchword/{version}"


def _has_scheme(location: str) -> bool:
    head = location.split("/", 1)[0].split("?", 1)[0].split("#", 1)[0]
    return ":" in head


def _kept(header: str | None) -> str | None:
    """A validator we are willing to send back: short, in ASCII, on one line."""
    if header is None or len(header) > 500 or not header.isascii() or not header.isprintable():
        return None
    return header
