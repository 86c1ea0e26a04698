"""What may be asked for at all: the address as written, before anything is resolved."""

import re
import unicodedata
from dataclasses import dataclass

from yarl import URL

from bot.net.addresses import is_public, read_address

_PORTS = {"http": 80, "https": 443}
_FORM = re.compile(r"(https?)://([^/?#]+)(?:[/?#].*)?", re.IGNORECASE | re.DOTALL)
# What no address carries and some readers silently drop or turn: controls, white space, backslashes, invisible signs.
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\xa0\\\u2028\u2029\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_LONGEST = 4096


@dataclass(frozen=True, slots=True)
class Target:
    """An address that may be tried. `private` is True if the operator allowed exactly its host and port."""

    url: URL
    host: str
    port: int
    private: bool

    @property
    def secure(self) -> bool:
        return self.url.scheme == "https"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an address is not even tried; one line for people."""

    why: str


def aim(url: str, allow_private: frozenset[str]) -> Target | Refusal:
    """The target an address names, or why it is refused."""
    why = _badly_written(url)
    if why:
        return Refusal(why)
    try:
        parsed = URL(url)
        host, port = parsed.raw_host, parsed.port
    except ValueError:
        return Refusal("the address cannot be read")
    if not host or not port or parsed.user or parsed.password:
        return Refusal("the address names no host")
    private = f"{host.rstrip('.')}:{port}" in allow_private or f"[{host}]:{port}" in allow_private
    if not private:
        why = _refused_port(parsed.scheme, port) or _refused_host(host)
        if why:
            return Refusal(why)
    return Target(parsed.with_fragment(None), host, port, private)


def _badly_written(url: str) -> str | None:
    form = _FORM.fullmatch(url)
    if len(url) > _LONGEST or _FORBIDDEN.search(url):
        return "the address is too long or has signs that no address has"
    if form is None:
        return "only http:// and https:// addresses are fetched"
    if "@" in form[2]:
        return "the address carries a user name or password"
    if "%" in form[2]:
        return "the host is written with percent signs"
    return None


def _refused_port(scheme: str, port: int) -> str | None:
    if port == _PORTS[scheme]:
        return None
    return f"port {port} is not fetched from, only 80 (http) and 443 (https)"


def _refused_host(host: str) -> str | None:
    literal = read_address(host)
    if literal is not None:
        return None if is_public(literal) else "the address is not a public one"
    name = unicodedata.normalize("NFKC", host).rstrip(".")
    labels = name.split(".")
    # Browsers and resolvers read a host whose last label is a number as an IPv4 address, in many spellings.
    if re.fullmatch(r"[0-9]+|0[xX][0-9a-fA-F]*", labels[-1]):
        return "the host is a number in disguise"
    if ":" in name or len(name) > 253 or not all(0 < len(label) <= 63 for label in labels):
        return "the host is no name"
    return None
