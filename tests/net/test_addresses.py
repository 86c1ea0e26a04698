"""Nothing but public addresses is ever connected to, however they are spelled."""

import asyncio
import json
import os
import shutil
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.clock import SystemClock
from bot.model.feed import Fetched, FetchFailed, FetchOutcome, FetchProblem
from bot.net.addresses import is_public, read_address
from bot.net.fetch import GuardedFetcher
from bot.net.targets import Refusal, Target, aim
from tests.net.servers import Divert, Names, make_certificate, respond, serving

SHARED = Path(os.environ.get("WATCHWORD_SHARED", Path(__file__).parents[3] / "shared"))
ROWS = SHARED / "data" / "hostile" / "ssrf_urls.jsonl"
needs_openssl = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="needs openssl to make a certificate"
)


@pytest.mark.parametrize(
    "address",
    ["0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "192.0.0.192",
     "192.88.99.1", "192.168.1.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "168.63.129.16", "::", "::1",
     "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "64:ff9b:1::1", "2001::1", "2002:808:808::1", "fc00::1", "fe80::1",
     "fec0::1", "ff02::1", "2001:db8::1", "5f00::1", "3fff::1", "fe80::1%eth0"],
)  # fmt: skip
def test_an_address_that_is_not_public_is_known_as_such(address: str) -> None:
    read = read_address(address)
    assert read is not None
    assert not is_public(read)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "172.32.0.1", "100.128.0.1", "11.0.0.1", "2606:4700:4700::1111"]
)
def test_a_public_address_is_known_as_such(address: str) -> None:
    read = read_address(address)
    assert read is not None
    assert is_public(read)


@pytest.mark.parametrize(
    "url",
    ["http://127.1/", "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/", "http://127.0.0.1./",
     "http://127。0。0。1/", "http://①②⑦.⓪.⓪.①/", "http://127%2E0%2E0%2E1/", "http://[::ffff:127.0.0.1]/",
     "http://[fe80::1%25eth0]/", "http:127.0.0.1/", "http:///127.0.0.1/", "file:///etc/passwd", "tg://resolve",
     "http://user:secret@news.example/", "http://news.example@127.0.0.1/", "http://news.example\\@127.0.0.1/",
     "http://news.example:22/", "https://news.example:80/", "http://news.example:99999/", " http://127.0.0.1/",
     "http://news.example/\r\nHost: x", "http://", "/etc/passwd", "http://a..example/", f"http://{'a' * 64}.example/",
     "http://news.example/" + "a" * 5000],
)  # fmt: skip
def test_an_address_written_to_deceive_is_refused_before_anything_is_asked(url: str) -> None:
    assert isinstance(aim(url, frozenset()), Refusal)


@pytest.mark.parametrize(
    "url", ["http://news.example/feed", "https://news.example:443/?next=http://127.0.0.1/", "https://müller.example/",
            "http://news.example:/", "https://[2606:4700:4700::1111]/", "https://127.example/", "HTTPS://News.Example./"]
)  # fmt: skip
def test_an_ordinary_address_is_not_refused(url: str) -> None:
    assert isinstance(aim(url, frozenset()), Target)


def test_an_intranet_feed_is_allowed_by_its_exact_host_and_port() -> None:
    allowed = frozenset({"127.0.0.1:8090", "[::1]:8090", "wiki.intranet:8080"})
    for url in ("http://127.0.0.1:8090/f", "http://[::1]:8090/f", "https://wiki.intranet:8080/f"):
        target = aim(url, allowed)
        assert isinstance(target, Target)
        assert target.private
    for url in ("http://127.0.0.1:8091/f", "http://127.0.0.2:8090/f", "http://127.0.0.1/f"):
        assert isinstance(aim(url, allowed), Refusal)


async def fetch(url: str, names: Names, divert: Divert, **settings: Any) -> FetchOutcome:
    async with GuardedFetcher(SystemClock(), resolve=names, opener=divert, deadline=5, **settings) as fetcher:
        return await fetcher.fetch(url)


async def test_one_answer_that_is_not_public_refuses_the_name() -> None:
    divert = Divert(1)
    outcome = await fetch(
        "http://mixed.example/", Names({"mixed.example": [["93.184.215.14", "10.0.0.1"]]}), divert
    )
    assert isinstance(outcome, FetchFailed)
    assert outcome.problem is FetchProblem.REFUSED
    assert divert.goals == []


async def test_a_name_that_changes_its_answer_is_connected_to_where_it_was_checked() -> None:
    async def answer(_head: str, writer: asyncio.StreamWriter) -> None:
        writer.write(respond())

    async with serving(answer) as port:
        divert = Divert(port)
        names = Names({"rebind.example": [["93.184.215.14"], ["169.254.169.254"]]})
        outcome = await fetch("http://rebind.example/", names, divert)
    assert isinstance(outcome, Fetched)
    assert divert.goals == ["93.184.215.14"]


async def test_a_name_the_operator_allowed_may_lead_inside() -> None:
    async def answer(_head: str, writer: asyncio.StreamWriter) -> None:
        writer.write(respond())

    async with serving(answer) as port:
        names = Names({"wiki.intranet": [["10.0.0.7"]]})
        divert = Divert(port)
        allowed = frozenset({"wiki.intranet:8080"})
        assert isinstance(
            await fetch("http://wiki.intranet:8080/", names, divert, allow_private=allowed), Fetched
        )
        refused = await fetch("http://wiki.intranet/", names, divert, allow_private=allowed)
    assert isinstance(refused, FetchFailed)
    assert refused.problem is FetchProblem.REFUSED


async def test_a_public_site_cannot_send_us_to_what_the_operator_allowed() -> None:
    heads: list[str] = []

    async def answer(head: str, writer: asyncio.StreamWriter) -> None:
        heads.append(head)
        writer.write(respond(b"", 302, {"Location": "http://wiki.intranet:8080/delete"}))

    async with serving(answer) as port:
        names = Names({"pub.example": [["93.184.215.14"]], "wiki.intranet": [["10.0.0.7"]]})
        allowed = frozenset({"wiki.intranet:8080"})
        outcome = await fetch("http://pub.example/", names, Divert(port), allow_private=allowed)
    assert isinstance(outcome, FetchFailed)
    assert outcome.problem is FetchProblem.REFUSED
    assert len(heads) == 1


def rows() -> Iterator[dict[str, Any]]:
    if ROWS.exists():
        yield from map(json.loads, ROWS.read_text(encoding="utf-8").splitlines())


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    names = {"other.example"}
    for row in rows():
        target = aim(row["url"], frozenset())
        names |= {target.host.rstrip(".")} if isinstance(target, Target) else set()
    certificate, key = make_certificate(tmp_path_factory.mktemp("tls"), *sorted(names))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key)
    return server, ssl.create_default_context(cafile=str(certificate))


@needs_openssl
@pytest.mark.skipif(not ROWS.exists(), reason="needs the shared SSRF addresses")
@pytest.mark.parametrize("row", list(rows()), ids=lambda row: str(row["id"]))
async def test_each_address_ends_where_its_row_says(
    row: dict[str, Any], certificate: tuple[ssl.SSLContext, ssl.SSLContext]
) -> None:
    hops = 0

    async def answer(_head: str, writer: asyncio.StreamWriter) -> None:
        nonlocal hops
        hops += 1
        redirected = row["redirect"] and hops == 1
        writer.write(respond(b"", 302, {"Location": row["redirect"]}) if redirected else respond())

    tls = certificate[0] if row["url"].lower().startswith("https") else None
    async with serving(answer, tls) as port:
        divert = Divert(port)
        outcome = await fetch(row["url"], Names(row["dns"]), divert, tls=certificate[1])
    for goal in divert.goals:
        address = read_address(goal)
        assert address is not None
        assert is_public(address)
    if row["expect"] == "block":
        assert isinstance(outcome, FetchFailed)
        assert outcome.problem in {FetchProblem.REFUSED, FetchProblem.UNREACHABLE}
        assert len(divert.goals) == (1 if row["redirect"] else 0)
    elif row["expect"] == "pinned":
        assert divert.goals == [row["dns"][next(iter(row["dns"]))][0][0]]
    else:
        assert isinstance(outcome, Fetched)
