"""Secure connections fail closed."""

import asyncio
import shutil
import ssl
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.model.feed import Fetched, FetchFailed, FetchOutcome, FetchProblem
from bot.net.fetch import GuardedFetcher
from tests.net.servers import Divert, Names, always, listening, make_certificate, respond, serving

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to make a certificate")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return make_certificate(tmp_path_factory.mktemp("tls"), "news.example")


def server_context(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


async def ask(host: str, server: ssl.SSLContext | None, authority: Path | None) -> FetchOutcome:
    tls = None if authority is None else ssl.create_default_context(cafile=str(authority))
    async with serving(always(respond()), server) as port:
        names = Names({host: [["93.184.215.14"]]})
        async with GuardedFetcher(
            SystemClock(), resolve=names, opener=Divert(port), tls=tls, deadline=2, silence=0.5
        ) as fetcher:
            return await fetcher.fetch(f"https://{host}/feed")


async def test_a_certificate_for_the_name_is_taken(certificate: tuple[Path, Path]) -> None:
    assert isinstance(await ask("news.example", server_context(certificate), certificate[0]), Fetched)


async def test_a_certificate_for_another_name_is_not(certificate: tuple[Path, Path]) -> None:
    outcome = await ask("other.example", server_context(certificate), certificate[0])
    assert isinstance(outcome, FetchFailed)
    assert outcome.problem is FetchProblem.UNREACHABLE
    assert "certificate" in outcome.detail


async def test_a_certificate_nobody_vouches_for_is_not(certificate: tuple[Path, Path]) -> None:
    outcome = await ask("news.example", server_context(certificate), None)
    assert isinstance(outcome, FetchFailed)
    assert outcome.problem is FetchProblem.UNREACHABLE


async def test_a_server_that_speaks_no_tls_fails(certificate: tuple[Path, Path]) -> None:
    outcome = await ask("news.example", None, certificate[0])
    assert isinstance(outcome, FetchFailed)
    assert outcome.problem in {FetchProblem.UNREACHABLE, FetchProblem.TOO_SLOW}


async def test_a_handshake_that_hangs_ends_in_time() -> None:
    async def hang(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(30)

    names = Names({"news.example": [["93.184.215.14"]]})
    async with (
        listening(hang) as port,
        GuardedFetcher(SystemClock(), resolve=names, opener=Divert(port), deadline=0.5) as fetcher,
    ):
        outcome = await fetcher.fetch("https://news.example/feed")
    assert isinstance(outcome, FetchFailed)
    assert outcome.problem is FetchProblem.TOO_SLOW
