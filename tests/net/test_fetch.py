"""Whatever a server does, a fetch ends in time with a value."""

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import SystemClock
from bot.model.feed import Fetched, FetchFailed, FetchOutcome, FetchProblem, NotModified, Validators
from bot.net.fetch import GuardedFetcher
from bot.net.headers import read_fresh_for, read_retry_after
from bot.ports import Fetcher
from tests.net.servers import Answer, Names, always, respond, serving

LIMIT = 256 * 1024


@asynccontextmanager
async def asking(answer: Answer) -> AsyncIterator[tuple[Fetcher, str]]:
    """A fetcher and the address of a server that answers so."""
    async with serving(answer) as port:
        allowed = frozenset({f"127.0.0.1:{port}"})
        async with GuardedFetcher(SystemClock(), allow_private=allowed) as fetcher:
            yield fetcher, f"http://127.0.0.1:{port}/"


async def ask(
    answer: Answer, validators: Validators | None = None, *, path: str = "/feed", deadline: float = 2.0
) -> FetchOutcome:
    async with serving(answer) as port:
        allowed = frozenset({f"127.0.0.1:{port}"})
        fetcher = GuardedFetcher(
            SystemClock(), allow_private=allowed, deadline=deadline, silence=0.5, limit=LIMIT
        )
        async with fetcher:
            return await fetcher.fetch(f"http://127.0.0.1:{port}{path}", validators)


def failed(outcome: FetchOutcome) -> FetchFailed:
    assert isinstance(outcome, FetchFailed), outcome
    assert "127.0.0.1" not in outcome.detail
    return outcome


def fetched(outcome: FetchOutcome) -> Fetched:
    assert isinstance(outcome, Fetched), outcome
    return outcome


async def test_a_document_comes_with_all_that_is_worth_keeping() -> None:
    headers = {
        "ETag": '"a"',
        "Last-Modified": "Mon, 04 May 2026 10:00:00 GMT",
        "Content-Type": "application/rss+xml",
    }
    got = fetched(await ask(always(respond(b"<rss/>", headers=headers | {"Cache-Control": "max-age=600"}))))
    assert got.body == b"<rss/>"
    assert got.validators == Validators('"a"', "Mon, 04 May 2026 10:00:00 GMT")
    assert (got.content_type, got.fresh_for) == ("application/rss+xml", timedelta(minutes=10))
    assert got.moved_to is None


async def test_the_question_names_us_and_asks_only_for_what_is_new() -> None:
    heads: list[str] = []

    async def answer(head: str, writer: asyncio.StreamWriter) -> None:
        heads.append(head.lower())
        writer.write(b"HTTP/1.1 304 Not Modified\r\n\r\n")

    outcome = await ask(answer, Validators('"a"', "Mon, 04 May 2026 10:00:00 GMT"))
    assert outcome == NotModified()
    assert 'if-none-match: "a"' in heads[0]
    assert "if-modified-since: mon, 04 may 2026 10:00:00 gmt" in heads[0]
    assert "user-agent: watchword/" in heads[0]
    assert "accept-encoding: gzip, deflate\r\n" in heads[0]
    assert "cookie" not in heads[0]


async def test_nothing_new_though_we_never_asked_is_a_confused_server() -> None:
    assert await ask(always(b"HTTP/1.1 304 Not Modified\r\n\r\n")) == NotModified(unasked=True)


@pytest.mark.parametrize(
    ("status", "problem"),
    [(401, "forbidden"), (402, "forbidden"), (403, "forbidden"), (451, "forbidden"), (404, "gone"), (410, "gone"),
     (400, "unreachable"), (405, "unreachable"), (408, "unreachable"), (418, "unreachable"), (421, "unreachable"),
     (429, "unreachable"), (500, "unreachable"), (503, "unreachable"), (520, "unreachable"), (599, "unreachable"),
     (999, "unreachable"), (206, "broken"), (204, "broken"), (300, "broken")],
)  # fmt: skip
async def test_each_status_has_its_word(status: int, problem: str) -> None:
    outcome = failed(await ask(always(respond(b"" if status == 204 else b"no", status))))
    assert (outcome.problem, outcome.status) == (problem, status)


@pytest.mark.parametrize(
    ("value", "wait"),
    [("120", 120), ("0", None), ("-1", None), ("abc", None), ("1e9", None), ("99999999", 86_400),
     ("Mon, 04 May 2026 12:05:00 GMT", 300), ("Wed, 21 Oct 2015 07:28:00 GMT", None), ("", None)],
)  # fmt: skip
def test_a_server_may_ask_us_to_wait_a_day_at_most(value: str, wait: int | None) -> None:
    now = datetime(2026, 5, 4, 12, tzinfo=UTC)
    assert read_retry_after({"Retry-After": value}, now) == (
        None if wait is None else timedelta(seconds=wait)
    )


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [({"Cache-Control": "public, max-age=300"}, 300), ({"Cache-Control": "max-age=300", "Age": "100"}, 200),
     ({"Cache-Control": "no-cache, max-age=300"}, None), ({"Cache-Control": "max-age=99999999"}, 86_400),
     ({"Cache-Control": "max-age=0"}, None), ({"Expires": "Mon, 04 May 2026 12:10:00 GMT"}, 600),
     ({"Expires": "0"}, None), ({"Expires": "Mon, 04 May 2026 12:10:00 GMT", "Date": "Mon, 04 May 2026 12:09:00 GMT"}, 60),
     ({}, None)],
)  # fmt: skip
def test_how_long_an_answer_holds(headers: Mapping[str, str], seconds: int | None) -> None:
    now = datetime(2026, 5, 4, 12, tzinfo=UTC)
    assert read_fresh_for(headers, now) == (None if seconds is None else timedelta(seconds=seconds))


def redirects(*hops: tuple[int, str | None]) -> Answer:
    """Each request to /n is sent on as the n-th hop says; the last place has the document."""

    async def answer(head: str, writer: asyncio.StreamWriter) -> None:
        place = int(head.split()[1].strip("/") or 0)
        if place >= len(hops):
            writer.write(respond(b"<rss/>"))
            return
        status, location = hops[place]
        writer.write(respond(b"", status, {} if location is None else {"Location": location}))

    return answer


async def test_permanent_redirects_tell_the_new_address() -> None:
    got = fetched(await ask(redirects((301, "/1"), (308, "2")), path="/0"))
    assert got.moved_to == got.final_url
    assert got.final_url.endswith("/2")


async def test_one_passing_redirect_on_the_way_moves_nothing() -> None:
    got = fetched(await ask(redirects((301, "/1"), (302, "/2")), path="/0"))
    assert got.moved_to is None
    assert got.final_url.endswith("/2")


async def test_five_redirects_are_followed_and_not_six() -> None:
    five = [(302, f"/{n}") for n in range(1, 6)]
    assert fetched(await ask(redirects(*five), path="/0")).final_url.endswith("/5")
    assert failed(await ask(redirects(*five, (302, "/6")), path="/0")).problem is FetchProblem.BROKEN


async def test_a_redirect_to_nowhere_is_an_error() -> None:
    assert failed(await ask(redirects((302, None)), path="/0")).problem is FetchProblem.BROKEN


async def test_a_redirect_out_of_what_is_allowed_is_refused() -> None:
    outcome = failed(await ask(redirects((302, "http://127.0.0.1:1/")), path="/0"))
    assert outcome.problem is FetchProblem.REFUSED


async def test_the_body_of_a_redirect_is_never_read() -> None:
    async def answer(head: str, writer: asyncio.StreamWriter) -> None:
        if "/new" in head:
            writer.write(respond(b"<rss/>"))
            return
        writer.write(
            b"HTTP/1.1 302 Found\r\nLocation: /new\r\nContent-Encoding: gzip\r\nContent-Length: 999999999\r\n\r\n"
        )

    assert fetched(await ask(answer)).body == b"<rss/>"


BOMB = gzip.compress(b"\0" * (64 << 20))


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "x-gzip"])
async def test_a_bomb_is_too_large(encoding: str) -> None:
    outcome = failed(await ask(always(respond(BOMB, headers={"Content-Encoding": encoding}))))
    assert outcome.problem is FetchProblem.TOO_LARGE


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "x-unknown", "gzip, br"])
async def test_an_encoding_we_did_not_ask_for_is_not_undone(encoding: str) -> None:
    outcome = failed(await ask(always(respond(BOMB, headers={"Content-Encoding": encoding}))))
    assert outcome.problem is FetchProblem.BROKEN


@pytest.mark.parametrize("window", [zlib.MAX_WBITS, -zlib.MAX_WBITS, zlib.MAX_WBITS | 16])
async def test_packed_documents_are_unpacked(window: int) -> None:
    pack = zlib.compressobj(wbits=window)
    body = pack.compress(b"<rss/>" * 1000) + pack.flush()
    name = "gzip" if window > zlib.MAX_WBITS else "deflate"
    assert (
        fetched(await ask(always(respond(body, headers={"Content-Encoding": name})))).body == b"<rss/>" * 1000
    )


async def test_a_document_said_to_be_packed_that_is_not_is_taken_as_it_is() -> None:
    got = fetched(await ask(always(respond(b"<rss/>", headers={"Content-Encoding": "gzip"}))))
    assert got.body == b"<rss/>"


@pytest.mark.parametrize(
    "body",
    [gzip.compress(b"<rss/>" * 1000)[:-9], b"\x1f\x8b\x08 this is no gzip"],
    ids=["cut off", "no gzip"],
)
async def test_a_damaged_packing_is_a_clean_error(body: bytes) -> None:
    outcome = failed(await ask(always(respond(body, headers={"Content-Encoding": "gzip"}))))
    assert outcome.problem is FetchProblem.BROKEN


async def test_a_document_without_end_is_too_large() -> None:
    async def answer(_head: str, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            writer.write(b"4000\r\n" + b" " * 0x4000 + b"\r\n")
            await writer.drain()

    assert failed(await ask(answer)).problem is FetchProblem.TOO_LARGE


async def test_a_document_said_to_be_too_large_is_not_even_begun() -> None:
    outcome = failed(await ask(always(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n")))
    assert outcome.problem is FetchProblem.TOO_LARGE


async def test_a_byte_now_and_then_does_not_outlast_the_deadline() -> None:
    async def answer(_head: str, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.1)

    assert failed(await ask(answer, deadline=0.8)).problem is FetchProblem.TOO_SLOW


async def test_headers_that_drip_do_not_outlast_the_deadline() -> None:
    async def answer(_head: str, writer: asyncio.StreamWriter) -> None:
        for byte in b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0.1)

    assert failed(await ask(answer, deadline=0.8)).problem is FetchProblem.TOO_SLOW


async def test_a_server_that_falls_silent_is_too_slow() -> None:
    async def answer(_head: str, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<rss")
        await writer.drain()
        await asyncio.sleep(10)

    assert failed(await ask(answer)).problem is FetchProblem.TOO_SLOW


@pytest.mark.parametrize(
    "raw",
    [b"<rss/>", b"\x00\x01\x02\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nContent-Length: 7\r\n\r\n<rss/>",
     b"HTTP/1.1 200 OK\r\nX: a\x00b\r\nContent-Length: 6\r\n\r\n<rss/>", b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
     b"HTTP/1.1 200 OK\r\n" + b"Set-Cookie: a=b\r\n" * 5000 + b"\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<rss/>",
     b""],
    ids=["http09", "garbage", "two-lengths", "nul", "huge-header", "cookies", "cut-off", "nothing"],
)  # fmt: skip
async def test_what_is_not_proper_http_is_a_clean_error(raw: bytes) -> None:
    async def answer(_head: str, writer: asyncio.StreamWriter) -> None:
        writer.write(raw)
        await writer.drain()
        writer.close()

    outcome = failed(await ask(answer))
    assert outcome.problem in {FetchProblem.BROKEN, FetchProblem.UNREACHABLE}


async def test_a_flood_of_interim_answers_is_bounded() -> None:
    outcome = await ask(always(b"HTTP/1.1 100 Continue\r\n\r\n" * 10_000))
    assert isinstance(outcome, FetchFailed)


async def test_cookies_are_not_kept() -> None:
    heads: list[str] = []

    async def answer(head: str, writer: asyncio.StreamWriter) -> None:
        heads.append(head)
        writer.write(respond(headers={"Set-Cookie": "who=you"}))

    async with asking(answer) as (fetcher, url):
        for _ in range(2):
            await fetcher.fetch(url)
    assert "cookie" not in "".join(heads).lower()


async def test_a_picture_is_no_page() -> None:
    async with asking(always(respond(b"\x89PNG", headers={"Content-Type": "image/png"}))) as (fetcher, url):
        outcome = await fetcher.fetch(url, kind="page")
    assert failed(outcome).problem is FetchProblem.BROKEN


async def test_connections_are_kept_and_at_most_two_at_a_host() -> None:
    open_now = most = 0
    connections: set[asyncio.StreamWriter] = set()

    async def answer(_head: str, writer: asyncio.StreamWriter) -> None:
        nonlocal open_now, most
        connections.add(writer)
        open_now += 1
        most = max(most, open_now)
        await asyncio.sleep(0.02)
        open_now -= 1
        writer.write(respond())

    async with asking(answer) as (fetcher, url):
        outcomes = await asyncio.gather(*(fetcher.fetch(f"{url}{n}") for n in range(12)))
    assert all(isinstance(outcome, Fetched) for outcome in outcomes)
    assert most == 2
    assert len(connections) == 2


@pytest.fixture
async def nowhere() -> AsyncIterator[Fetcher]:
    async with GuardedFetcher(SystemClock(), resolve=Names({}), deadline=2) as fetcher:
        yield fetcher


async def test_a_name_nobody_knows_is_unreachable(nowhere: Fetcher) -> None:
    outcome = failed(await nowhere.fetch("https://nowhere.example/feed"))
    assert outcome.problem is FetchProblem.UNREACHABLE


async def test_a_name_service_that_never_answers_is_too_slow() -> None:
    async def never(_host: str, _port: int) -> list[str]:
        await asyncio.sleep(60)
        return []

    async with GuardedFetcher(SystemClock(), resolve=never, deadline=0.3) as fetcher:
        outcome = failed(await fetcher.fetch("https://slow.example/feed"))
    assert outcome.problem is FetchProblem.TOO_SLOW
