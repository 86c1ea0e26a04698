"""Which feeds a web page names, for people who give a site's address instead of its feed's.

Runs in the reading child and never raises on bad input.
"""

import re
from typing import TYPE_CHECKING

from bot.feeds.links import absolute_link
from bot.model.entry import ReadFailed
from bot.model.feed import FetchProblem
from bot.model.plain import plain_line
from bot.ports import Job

if TYPE_CHECKING:
    from lxml import etree

#: Arguments: body, address, Content-Type. Gives (address, title) of each feed, the likeliest first.
FIND_FEEDS: Job[tuple[tuple[str, str], ...] | ReadFailed] = Job("bot.feeds.discover:find_feeds", seconds=5.0)

_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "text/xml",
     "application/xml", "application/json"}
)  # fmt: skip
_LOOKS = re.compile(
    r"(?:/(?:feed|rss|atom)s?/?|\.(?:rss|atom|rdf)|/(?:index|feed|rss|atom)\.(?:xml|json))$", re.IGNORECASE
)
# Alternates in plain XML or JSON are often no feeds but doors for programs.
_API = re.compile(r"oembed|/wp-json/|/api/", re.IGNORECASE)
_ASIDE = re.compile(r"comment|replies", re.IGNORECASE)
_LARGEST, _MOST = 6 * 1024 * 1024, 10


def find_feeds(body: bytes, url: str, content_type: str | None) -> tuple[tuple[str, str], ...] | ReadFailed:
    """The feeds a page names in its head; where it names none, those its links look like."""
    if len(body) > _LARGEST:
        return ReadFailed(FetchProblem.TOO_LARGE, f"larger than {_LARGEST // 1024} KiB")
    from bot.reading.charset import decode_document
    from bot.reading.markup import parse_html

    try:
        root = parse_html(decode_document(body, content_type))
    except Exception as error:  # noqa: BLE001 - whatever a page does to a library is the page's fault
        return ReadFailed(FetchProblem.BROKEN, f"the page cannot be read ({type(error).__name__})")
    if root is None:
        return ReadFailed(FetchProblem.BROKEN, "the page is empty")
    base = absolute_link(next((found.get("href") for found in root.iter("base")), None), url) or url
    found = _named(root, base) or _linked(root, base)
    # A comments feed is never what somebody means who names a site.
    ranked = sorted(found.items(), key=lambda feed: bool(_ASIDE.search(f"{feed[0]} {feed[1]}")))
    return tuple(ranked[:_MOST])


def _named(root: "etree._Element", base: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for link in root.iter("link"):
        kind = (link.get("type") or "").split(";")[0].strip().lower()
        relations = (link.get("rel") or "").lower().split()
        address = absolute_link(link.get("href"), base)
        if address and "alternate" in relations and "stylesheet" not in relations and kind in _TYPES:
            found.setdefault(address, plain_line(link.get("title") or "")[:200])
    # Bare XML and JSON alternates are often something else (oEmbed, an API): only where no feed type is named.
    return (
        found
        if len(found) < 2
        else {address: title for address, title in found.items() if not _other(address)}
    )


def _other(address: str) -> bool:
    return "oembed" in address.lower() or "/wp-json/" in address.lower()


def _linked(root: "etree._Element", base: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for link in root.iter("a"):
        address = absolute_link(link.get("href"), base)
        if address and _LOOKS.search(address.split("?")[0]):
            found.setdefault(address, "")
    return found
