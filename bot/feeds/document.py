"""A document becomes entries: what it is, in which letters, by which format it is read.

A new feed type is one file in formats/ and one row in FORMATS.
"""

import re
import zlib
from collections.abc import Callable
from dataclasses import replace

from bot.feeds.delta import DeltaReader
from bot.feeds.formats import json_feed, rss
from bot.feeds.shape import identified
from bot.model.entry import FeedRead, ReadFailed
from bot.model.feed import FetchProblem
from bot.reading.charset import decode_document

#: The first sign of a document, once whatever stands before it is gone; and how one is read that begins so.
FORMATS: tuple[tuple[str, Callable[[str, str, str], FeedRead]], ...] = (
    ("{", json_feed.read),
    ("<", DeltaReader(rss.read)),
)

_LARGEST = 6 * 1024 * 1024
_ROOT = re.compile(r"<(?:rss|feed|channel|(?:[\w.-]{1,40}:)?RDF|[\w.-]{1,40}:feed)[\s>/]", re.IGNORECASE)
_PAGE = re.compile(
    r"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_BEGINNING = re.compile(r"<\?xml|<(?:rss|feed|channel|(?:[\w.-]{1,40}:)?RDF)[\s>]|<!DOCTYPE", re.IGNORECASE)
_HUGE_TAG = re.compile(r"<[A-Za-z][^<>]{100000}")
_OPEN_OR_CLOSED = re.compile(r"<(/?)[A-Za-z]")
#: Only documents with more tags are looked at for their depth.
_MANY_TAGS, _DEEPEST = 100_000, 50_000
_JUNK_BEFORE = 65_536


def read_document(body: bytes, url: str, content_type: str | None, found_at: str) -> FeedRead | ReadFailed:
    """The entries of a feed, or why there are none; never raises."""
    try:
        return _read(body, url, content_type, found_at)
    except json_feed.NoJsonFeed as error:
        return ReadFailed(FetchProblem.NOT_A_FEED, str(error))
    except RecursionError:
        return ReadFailed(FetchProblem.BROKEN, "it is nested too deeply")
    except Exception as error:  # noqa: BLE001 - feedparser raises nearly anything on mutated feeds
        return ReadFailed(FetchProblem.BROKEN, f"it cannot be read ({type(error).__name__})")


def _read(body: bytes, url: str, content_type: str | None, found_at: str) -> FeedRead | ReadFailed:
    body = _unpacked(body)
    if len(body) > _LARGEST:
        return ReadFailed(FetchProblem.TOO_LARGE, f"larger than {_LARGEST // 1024} KiB")
    text = decode_document(body, content_type).lstrip("\ufeff \t\r\n\x00")
    failed = _no_feed(text)
    if failed is not None:
        return failed
    text = _without_junk(text)
    for beginning, read in FORMATS:
        if text.startswith(beginning):
            found = read(text, url, found_at)
            if not found.entries and found.broken:
                return ReadFailed(FetchProblem.BROKEN, found.broken)
            return replace(found, entries=identified(found.entries))
    return ReadFailed(FetchProblem.NOT_A_FEED, "nothing in it looks like a feed")


def _no_feed(text: str) -> ReadFailed | None:
    """Why it is not worth a look, before anything costly begins."""
    if not text:
        return ReadFailed(FetchProblem.BROKEN, "the answer is empty")
    if _PAGE.match(text):
        return ReadFailed(FetchProblem.NOT_A_FEED, "a web page, not a feed")
    if text[0] != "{" and not _ROOT.search(text):
        return ReadFailed(FetchProblem.NOT_A_FEED, "nothing in it looks like a feed")
    if _HUGE_TAG.search(text):
        return ReadFailed(FetchProblem.BROKEN, "an element in it is unreasonably large")
    if text.count("<") > _MANY_TAGS and _depth(text) > _DEEPEST:
        return ReadFailed(FetchProblem.BROKEN, "it is nested too deeply")
    return None


def _depth(text: str) -> int:
    """Roughly: tags that want no end, as <br> in plain characters, count as never ended."""
    depth = deepest = 0
    for tag in _OPEN_OR_CLOSED.finditer(text):
        depth += -1 if tag[1] else 1
        deepest = max(deepest, depth)
    return deepest


def _without_junk(text: str) -> str:
    """Without the warnings some servers print before the document."""
    if text[0] == "{":
        return text
    found = _BEGINNING.search(text[:_JUNK_BEFORE])
    return text[found.start() :] if found else text


def _unpacked(body: bytes) -> bytes:
    """Some servers pack the body and do not say so."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
    return inflate.decompress(body, _LARGEST + 1)
