"""RSS of all versions, Atom and RDF, broken ones too, through feedparser.

The one door to it: its parse() opens whatever looks like a file name or an address, so it is given a stream only,
and what makes it slow or stumble is taken out of the text before.
"""

import io
import re
import warnings
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import feedparser

from bot.feeds.links import absolute_link
from bot.feeds.markup import plain_from_html, plain_title
from bot.feeds.shape import MOST_ENTRIES, bounded, read_date, read_language, sane_date
from bot.feeds.whole import sort_texts
from bot.model.entry import Entry, FeedRead
from bot.model.ids import EntryId, FeedUrl

_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,500}\?>")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_REFERENCE = re.compile(r"&#(-?\d{1,20}|[xX][0-9a-fA-F]{1,20});?")
# Long values in these make feedparser's search for mail addresses quadratic.
_PERSON = re.compile(
    r"(<(?:[\w.-]{1,40}:)?(?:author|creator|contributor|publisher|managingEditor|webMaster|owner|name|email)\b[^<>]{0,400}>"
    r"\s{0,100}(?:<!\[CDATA\[)?[^<\]]{200})[^<\]]+",
    re.IGNORECASE,
)
# A guid counts as an address unless it says otherwise, and would then change with the place of the feed.
_NO_ADDRESS = re.compile(r"<guid(?:\s[^<>]{0,200})?>(?=\s*(?!https?:|/)[^\s<])", re.IGNORECASE)
_OPENED = re.compile(r"<(?:item|entry)[\s>]", re.IGNORECASE)
_CLOSED = re.compile(r"</(?:item|entry)\s*>", re.IGNORECASE)
_FINISHED = re.compile(r"</(?:rss|feed|rdf:RDF|channel|RDF)\s*>", re.IGNORECASE)
_PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}
# Faults of form that cost nothing.
_HARMLESS = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)

_Parsed = dict[str, Any]


class _Place(NamedTuple):
    """Where a document was found, and the site it says it is of."""

    found_at: str
    home: str


def read(text: str, url: str, found_at: str) -> FeedRead:
    """`text` is decoded and begins with markup; whatever feedparser raises comes through.

    `url` identifies the feed, links are relative to `found_at`.
    """
    cut_off = _cut_off(text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its remarks on itself
        parsed = feedparser.parse(
            io.BytesIO(_prepared(text)),
            response_headers={"content-type": "application/xml; charset=utf-8", "content-location": found_at},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    head: _Parsed = parsed.get("feed") or {}
    found = parsed.get("entries") or []
    # The last entry of a document that breaks off inside it has a headline or text that does, too.
    found = found[:-1] if cut_off else found
    home = absolute_link(_text(head, "link"), found_at) or found_at
    return FeedRead(
        entries=tuple(_entry(entry, url, _Place(found_at, home)) for entry in found[:MOST_ENTRIES]),
        format=str(parsed.get("version") or "") or "rss",
        title=plain_title(_text(head, "title"))[:200] or None,
        language=read_language(_text(head, "language")),
        wait=_wait(head),
        broken="it breaks off before its end" if cut_off else _fault(parsed),
    )


def _prepared(text: str) -> bytes:
    text = _NOT_XML.sub("", _DECLARATION.sub("", text, count=1))
    text = _REFERENCE.sub(_checked_reference, text)
    text = _PERSON.sub(r"\1", text)
    text = _NO_ADDRESS.sub('<guid isPermaLink="false">', text)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text.lstrip()}'.encode()


def _checked_reference(found: re.Match[str]) -> str:
    digits = found[1]
    code = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    legal = (
        code in {9, 10, 13}
        or 0x20 <= code <= 0xD7FF
        or 0xE000 <= code <= 0xFFFD
        or 0x10000 <= code <= 0x10FFFF
    )
    return found[0] if legal else ""


def _cut_off(text: str) -> bool:
    if _FINISHED.search(text[-2000:]):
        return False
    opened = max((found.start() for found in _OPENED.finditer(text)), default=-1)
    closed = max((found.start() for found in _CLOSED.finditer(text)), default=-1)
    return opened > closed


def _fault(parsed: _Parsed) -> str | None:
    error = parsed.get("bozo_exception")
    if not parsed.get("bozo") or isinstance(error, _HARMLESS):
        return None
    return f"it is not well-formed ({type(error).__name__})"


def _entry(entry: _Parsed, url: str, place: _Place) -> Entry:
    description = plain_from_html(_text(entry, "summary"))
    content = max((plain_from_html(part) for part in _contents(entry)), key=len, default="")
    # feedparser gives the content as the summary where there is none.
    summary, content = sort_texts("" if description == content else description, content)
    return bounded(
        Entry(
            id=EntryId(""),
            feed=FeedUrl(url),
            title=plain_title(_text(entry, "title")),
            summary=summary,
            content=content,
            link=absolute_link(_text(entry, "link"), _base(entry, place)),
            guid=_text(entry, "id").strip() or None,
            author=plain_title(_text(entry, "author")) or None,
            language=_language(entry),
            published=_date(entry, "published") or _date(entry, "created"),
            updated=_date(entry, "updated"),
            categories=tuple(plain_title(str(tag.get("term") or "")) for tag in _get(entry, "tags") or ()),
        )
    )


def _get(values: _Parsed, key: str) -> Any:
    """Past feedparser's own lookups, which answer for absent keys with others and with warnings."""
    return dict.get(values, key)


def _text(values: _Parsed, key: str) -> str:
    value = _get(values, key)
    return value if isinstance(value, str) else ""


def _contents(entry: _Parsed) -> list[str]:
    return [_text(part, "value") for part in _get(entry, "content") or ()]


def _detail(entry: _Parsed, key: str) -> str:
    for name in ("title_detail", "summary_detail"):
        detail = _get(entry, name)
        if detail and _text(detail, key):
            return _text(detail, key)
    return ""


def _base(entry: _Parsed, place: _Place) -> str:
    """What a relative link of the entry is relative to: its xml:base, else the site the feed says it is of."""
    base = _detail(entry, "base")
    return base if base and base != place.found_at else place.home


def _language(entry: _Parsed) -> str | None:
    return read_language(_text(entry, "language") or _detail(entry, "language"))


def _date(entry: _Parsed, name: str) -> datetime | None:
    parsed = _get(entry, f"{name}_parsed")
    if parsed is None:
        return read_date(_text(entry, name))
    try:
        return sane_date(datetime(*parsed[:6]))  # noqa: DTZ001 - already UTC
    except (ValueError, TypeError, OverflowError):
        return None


def _wait(head: _Parsed) -> timedelta | None:
    """The longer of the wishes a feed has: ttl in minutes, or the syndication module's period."""
    ttl = _text(head, "ttl").strip()
    minutes = int(ttl) if ttl.isascii() and ttl.isdecimal() and len(ttl) < 7 else 0
    hours = _PERIODS.get(_text(head, "sy_updateperiod").strip().lower(), 0)
    times = _text(head, "sy_updatefrequency").strip()
    often = int(times) if times.isascii() and times.isdecimal() and 0 < len(times) < 5 else 1
    wait = max(timedelta(minutes=minutes), timedelta(hours=hours) / max(often, 1))
    return wait or None
