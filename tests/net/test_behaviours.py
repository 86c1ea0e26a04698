"""The feed side of the shared server behaviours, each played by a server of raw bytes."""

import asyncio
import gzip
import json
import os
import shutil
import socket
import ssl
import warnings
import zlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import SystemClock
from bot.feeds.pace import pace_feed
from bot.model.feed import (
    FeedSource,
    FeedState,
    Fetched,
    FetchFailed,
    FetchOutcome,
    FetchProblem,
    NotModified,
)
from bot.model.ids import FeedUrl
from bot.net.fetch import GuardedFetcher
from tests.net.servers import Answer, Divert, Names, make_certificate, respond, serving

SHARED = Path(os.environ.get("WATCHWORD_SHARED", Path(__file__).parents[3] / "shared"))
ROWS = SHARED / "data" / "hostile" / "badhttp.jsonl"
FEED = b"<rss><channel><title>T</title></channel></rss>"
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
#: Packed, a row's bomb of 1 GiB is this many times 64 MiB; the limit is met long before.
BOMB = b"\0" * (64 << 20)

Script = dict[str, Any]


def rows() -> Iterator[dict[str, Any]]:
    if ROWS.exists():
        for line in ROWS.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["side"] == "feed":
                yield row


def packed(encoding: str) -> bytes:
    match encoding.lower():
        case "gzip" | "x-gzip":
            return gzip.compress(BOMB)
        case "deflate":
            return zlib.compress(BOMB)
        case "gzip, gzip":
            return gzip.compress(gzip.compress(BOMB))
        case _:
            return BOMB


def body_and_headers(script: Script) -> bytes:
    """An answer that is one run of bytes."""
    status: int = script.get("status", 200)
    headers: dict[str, str] = dict(script.get("headers", {}))
    body: bytes = FEED if status == 200 else b""
    if "encoding" in script:
        headers["Content-Encoding"] = script["encoding"]
        body = packed(str(script["encoding"])) if "bomb" in script else gzip.compress(FEED)[:-10]
    if "bomb" in script and status in {301, 302}:
        headers["Location"] = "/new"
    if "cl" in script:
        headers["Content-Length"] = str(max(0, len(body) + int(script["cl"])))
    if "cookies" in script:
        lines = b"Set-Cookie: a=b\r\n" * int(script["cookies"])
        return b"HTTP/1.1 200 OK\r\n" + lines + b"Content-Length: 4\r\n\r\nfeed"
    answer: bytes = respond(body, status, headers)
    if script.get("cl2"):
        answer = answer.replace(b"\r\n\r\n", b"\r\nContent-Length: 3\r\n\r\n", 1)
    if "hdr" in script:
        value = raw_bytes(script["hdr"])
        answer = answer.replace(b"\r\n\r\n", b"\r\nX-Odd: " + value + b"\r\n\r\n", 1)
    return answer


async def pour(writer: asyncio.StreamWriter, head: bytes, piece: bytes, pause: float = 0.0) -> None:
    writer.write(head)
    while True:
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(pause)


def raw_bytes(text: str) -> bytes:
    text, _, times = text.partition(" * ")
    return text.encode().decode("unicode_escape").encode("latin-1") * int(times or 1)


def play(script: Script) -> Answer:
    """A server that behaves as the script says."""
    hops = 0

    async def answer(_head: str, writer: asyncio.StreamWriter) -> None:
        nonlocal hops
        hops += 1
        if "raw" in script:
            writer.write(raw_bytes(script["raw"]))
            await writer.drain()
            writer.close()
        elif "redirects" in script and hops <= len(script["redirects"]):
            location = script["redirects"][hops - 1]
            writer.write(
                respond(b"", 301, {} if location is None else {"Location": location.replace("%d", str(hops))})
            )
        elif script.get("chunk") == "endless":
            head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            await pour(writer, head, b"8000\r\n" + b" " * 0x8000 + b"\r\n")
        elif script.get("endless"):
            await pour(writer, b"HTTP/1.1 200 OK\r\n\r\n", b" " * 0x8000)
        elif "drip_headers" in script:
            await pour(writer, b"HTTP/1.1 200 OK\r\n", b"x", 0.1)
        elif script.get("hang"):
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
            await writer.drain()
            await asyncio.sleep(30)
        elif "bighdr" in script:
            await pour(writer, b"HTTP/1.1 200 OK\r\nX-Big: ", b"x" * 0x8000)
        elif script.get("close"):
            writer.close()
        else:
            writer.write(body_and_headers(script))
            await writer.drain()
            if "cl" in script:
                writer.close()

    return answer


async def ask(script: Script) -> FetchOutcome:
    async with serving(play(script)) as port:
        allowed = frozenset({f"127.0.0.1:{port}"})
        # A bomb takes a busy machine a while to make; what never ends is given three seconds.
        never_ends = not script.keys().isdisjoint({"endless", "chunk", "drip_headers", "hang", "bighdr"})
        deadline = 3 if never_ends else 30
        fetcher = GuardedFetcher(SystemClock(), allow_private=allowed, deadline=deadline, silence=1)
        async with fetcher:
            return await fetcher.fetch(f"http://127.0.0.1:{port}/feed")


async def ask_names(case: str) -> FetchOutcome:
    async with serving(play({"status": 200})) as port:
        divert = Divert(port)
        table: dict[str, Sequence[Sequence[str]]] = {}
        if case == "1,000 A records":
            table = {"news.example": [[f"93.184.{n // 250}.{n % 250 + 1}" for n in range(1000)]]}
        elif case == "answer changes each query":
            table = {"news.example": [["93.184.215.14"], ["151.101.1.1"]]}
        elif case.startswith("only AAAA"):
            table = {"news.example": [["2606:2800:220:1:248:1893:25c8:1946"]]}

            def no_route(_info: object) -> socket.socket:
                raise OSError("network is unreachable")

            names = Names(table)
            async with GuardedFetcher(SystemClock(), resolve=names, opener=no_route, deadline=3) as fetcher:
                return await fetcher.fetch("http://news.example/feed")
        async with GuardedFetcher(SystemClock(), resolve=Names(table), opener=divert, deadline=3) as fetcher:
            return await fetcher.fetch("http://news.example/feed")


async def ask_tls(case: str, folder: Path) -> FetchOutcome:
    certificate, key = make_certificate(folder, "other.example" if case == "wrong host" else "news.example")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    answer = play({"status": 200})
    if case == "TLS 1.0 only":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
        context.set_ciphers("ALL:@SECLEVEL=0")
    if case == "SNI required":

        def require(_tls: ssl.SSLObject, name: str | None, _context: ssl.SSLContext) -> int | None:
            return None if name == "news.example" else ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME

        context.sni_callback = require
    tls = ssl.create_default_context(cafile=str(certificate))
    async with serving(answer, None if case == "handshake hang" else context) as port:
        names = Names({"news.example": [["93.184.215.14"]]})
        fetcher = GuardedFetcher(
            SystemClock(), resolve=names, opener=Divert(port), tls=tls, deadline=2, silence=1
        )
        async with fetcher:
            return await fetcher.fetch("https://news.example/feed")


def paced(outcome: FetchOutcome) -> FeedState:
    state = FeedState(FeedSource(FeedUrl("https://news.example/feed")), due_at=NOW)
    minutes = timedelta(minutes=5)
    return pace_feed(state, outcome, None, 0, NOW, floor=minutes, ceiling=timedelta(hours=1))


@pytest.mark.skipif(not ROWS.exists(), reason="needs the shared server behaviours")
@pytest.mark.parametrize("row", list(rows()), ids=lambda row: str(row["id"]))
async def test_each_behaviour_ends_as_its_row_says(row: dict[str, Any], tmp_path: Path) -> None:
    script, expect = row["script"], row["expect"]
    if "dns" in script:
        outcome = await ask_names(script["dns"])
    elif "tls" in script:
        if shutil.which("openssl") is None:
            pytest.skip("needs openssl to make a certificate")
        outcome = await ask_tls(script["tls"], tmp_path)
    else:
        outcome = await ask(script)

    if expect.startswith("no entries, no error"):
        assert outcome == NotModified(unasked=True)
    elif (
        script.get("dns") in {"1,000 A records", "answer changes each query"}
        or script.get("tls") == "SNI required"
    ):
        assert isinstance(outcome, Fetched)
    elif expect.startswith("max 5 hops"):
        followed = len(script["redirects"]) <= 5 and None not in script["redirects"]
        assert isinstance(outcome, Fetched if followed else FetchFailed)
        if isinstance(outcome, Fetched):
            state = paced(outcome)
            assert (state.moved_to, state.moved_times) == (outcome.moved_to, 1)
    elif expect.startswith("body of a redirect"):
        assert isinstance(outcome, FetchFailed)  # the server answers the second question with its bomb, too
        assert outcome.problem is FetchProblem.BROKEN
    elif expect in {"bounded", "no cookie jar kept", "truncated feed rules"}:
        assert isinstance(outcome, Fetched | FetchFailed)
    else:
        assert isinstance(outcome, FetchFailed), outcome
        state = paced(outcome)
        assert state.failures == 1
        assert NOW + timedelta(minutes=5) <= state.due_at <= NOW + timedelta(hours=24)
