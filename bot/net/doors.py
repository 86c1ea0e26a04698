"""The connectors: names are resolved once, every answer is checked, and only checked addresses are connected to."""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from aiohttp import TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.connector import AddrInfoType

from bot.net.addresses import is_public, read_address

#: host, port → the addresses as text; OSError if there are none.
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
#: What a connection is made on; given only addresses that passed.
OpenSocket = Callable[[AddrInfoType], socket.socket]

# A name with a thousand addresses is all checked, but not all tried.
_TRIED = 8


class AddressRefused(OSError):
    """A name leads, or a connection was about to go, where it may not."""


def open_socket(info: AddrInfoType) -> socket.socket:
    return socket.socket(info[0], info[1], info[2])


class SystemResolver:
    """The machine's resolver, in threads of its own: a slow name server must not stop other work."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(8, thread_name_prefix="resolve")

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(
            self._threads, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        )
        return [str(info[4][0]) for info in found]

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


class _CheckingResolver(AbstractResolver):
    """Refuses a name unless every one of its answers may be reached."""

    def __init__(self, resolve: Resolve, *, private: bool) -> None:
        self._resolve = resolve
        self._private = private

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        results: list[ResolveResult] = []
        for answer in await self._resolve(host, port):
            address = read_address(answer)
            if address is None or not (self._private or is_public(address)):
                raise AddressRefused("the name leads to an address that is not public")
            kind = socket.AF_INET if address.version == 4 else socket.AF_INET6
            if family in {socket.AF_UNSPEC, kind}:
                results.append(
                    ResolveResult(
                        hostname=host,
                        host=str(address),
                        port=port,
                        family=kind,
                        proto=socket.IPPROTO_TCP,
                        flags=socket.AI_NUMERICHOST,
                    )
                )
        if not results:
            raise OSError("the name has no address")
        return results[:_TRIED]

    async def close(self) -> None:
        pass


def open_connector(
    resolve: Resolve,
    opener: OpenSocket,
    *,
    private: bool,
    per_host: int,
    tls: ssl.SSLContext | None,
) -> TCPConnector:
    """`private` connectors are for hosts the operator allowed by name; all others check every socket once more."""

    def checked(info: AddrInfoType) -> socket.socket:
        # The client never asks a resolver about addresses written as such: this sees every one.
        address = read_address(str(info[4][0]))
        if address is None or not (private or is_public(address)):
            raise AddressRefused("the address is not public")
        return opener(info)

    return TCPConnector(
        resolver=_CheckingResolver(resolve, private=private),
        socket_factory=checked,
        limit=100,
        limit_per_host=per_host,
        keepalive_timeout=30,
        ttl_dns_cache=60,
        ssl=True if tls is None else tls,
    )
