"""What all formats share: bounds, dates, languages and the identity of an entry; pure."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from bot.feeds.links import canonical_link
from bot.model.entry import Entry
from bot.model.ids import EntryId, content_id

#: No feed may give more entries at once; the newest stand first in nearly all.
MOST_ENTRIES = 2000
_TITLE, _SUMMARY, _CONTENT, _AUTHOR, _KEY = 500, 20_000, 300_000, 200, 1000
_CATEGORIES = 32
_HEADLINE = 120


def bounded(entry: Entry) -> Entry:
    """Clamped to what an entry may reasonably be; without a title it gets the first words of its text."""
    title = _at_word(entry.title, _TITLE) or _first_words(entry.summary or entry.content)
    return replace(
        entry,
        title=title,
        summary=_at_word(entry.summary, _SUMMARY),
        content=entry.content[:_CONTENT],
        author=(entry.author or "")[:_AUTHOR] or None,
        guid=(entry.guid or "")[:_KEY] or None,
        categories=tuple(word[:100] for word in dict.fromkeys(entry.categories) if word)[:_CATEGORIES],
    )


def identified(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """With ids made of the feed's address and the entry's own key: its guid, link or text, the first that is its own.

    A guid or link that different entries share (some feeds give their home page as every guid) names none of them.
    """
    guids = Counter(entry.guid for entry in set(entries))
    links = Counter(entry.link for entry in set(entries))
    return tuple(replace(entry, id=_identity(entry, guids, links)) for entry in entries)


def _identity(entry: Entry, guids: Counter[str | None], links: Counter[str | None]) -> EntryId:
    address = (entry.guid or "").startswith(("http://", "https://"))
    guid = canonical_link(entry.guid) if address and entry.guid else entry.guid
    if guid and guids[entry.guid] == 1:
        return EntryId(content_id(entry.feed, "guid", guid))
    link = canonical_link(entry.link) if entry.link else None
    if link and links[entry.link] == 1:
        return EntryId(content_id(entry.feed, "link", link))
    return EntryId(
        content_id(entry.feed, "text", entry.guid or "", entry.title, entry.summary or entry.content)
    )


def sane_date(date: datetime | None) -> datetime | None:
    """UTC; None for what no newsroom can mean (the epoch, the year 9999)."""
    if date is None or not 1991 <= date.year <= 2100:
        return None
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)


def read_date(text: str) -> datetime | None:
    """ISO 8601, the form of mail headers, or seconds since 1970."""
    text = text.strip()[:64]
    if text.isascii() and text.isdecimal() and 9 <= len(text) <= 10:
        return sane_date(datetime.fromtimestamp(int(text), UTC))
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return sane_date(read(text))
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def read_language(text: str | None) -> str | None:
    """The language of a tag, without its country: "en" for "en-US"."""
    found = re.match(r"\s*([A-Za-z]{2,3})(?:[-_]|\s*$)", text or "")
    return found[1].lower() if found else None


def _first_words(text: str) -> str:
    return _at_word(text.split("\n", 1)[0], _HEADLINE)


def _at_word(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    head = text[: length - 1]
    return f"{head.rpartition(' ')[0] or head}…"
