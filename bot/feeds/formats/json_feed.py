"""JSON Feed, versions 1 and 1.1 (https://www.jsonfeed.org/version/1.1/); pure."""

import json
from collections.abc import Mapping, Sequence

from bot.feeds.links import absolute_link
from bot.feeds.markup import plain_from_html, plain_title
from bot.feeds.shape import MOST_ENTRIES, bounded, read_date, read_language
from bot.feeds.whole import sort_texts
from bot.model.entry import Entry, FeedRead
from bot.model.ids import EntryId, FeedUrl
from bot.model.plain import plain_text

_Fields = Mapping[str, object]


class NoJsonFeed(ValueError):
    """JSON, or something like it, but no feed."""


def read(text: str, url: str, found_at: str) -> FeedRead:
    """Raises NoJsonFeed if it is none."""
    try:
        head = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NoJsonFeed("not proper JSON") from error
    items = head.get("items") if isinstance(head, dict) else None
    if not isinstance(items, list) or not ("jsonfeed.org" in _text(head, "version") or "title" in head):
        raise NoJsonFeed("JSON, but no feed")
    home = absolute_link(_text(head, "home_page_url"), found_at) or found_at
    entries = (_entry(item, url, home) for item in items[:MOST_ENTRIES] if isinstance(item, dict))
    return FeedRead(
        entries=tuple(entries),
        format="json11" if _text(head, "version").endswith("1.1") else "json1",
        title=plain_title(_text(head, "title"))[:200] or None,
        language=read_language(_text(head, "language")),
    )


def _entry(item: _Fields, url: str, home: str) -> Entry:
    html = plain_from_html(_text(item, "content_html"))
    summary, content = sort_texts(
        plain_from_html(_text(item, "summary")), html or plain_text(_text(item, "content_text"))
    )
    return bounded(
        Entry(
            id=EntryId(""),
            feed=FeedUrl(url),
            title=plain_title(_text(item, "title")),
            summary=summary,
            content=content,
            link=absolute_link(_text(item, "url") or _text(item, "external_url") or _as_link(item), home),
            guid=_text(item, "id").strip() or None,
            author=_author(item),
            language=read_language(_text(item, "language")),
            published=read_date(_text(item, "date_published")),
            updated=read_date(_text(item, "date_modified")),
            categories=tuple(plain_title(tag) for tag in _list(item, "tags") if isinstance(tag, str)),
        )
    )


def _text(fields: _Fields, key: str) -> str:
    value = fields.get(key)
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _list(fields: _Fields, key: str) -> Sequence[object]:
    value = fields.get(key)
    return value if isinstance(value, list) else ()


def _as_link(item: _Fields) -> str:
    guid = _text(item, "id")
    return guid if guid.startswith(("http://", "https://")) else ""


def _author(item: _Fields) -> str | None:
    people = [*_list(item, "authors"), item.get("author")]
    names = [plain_title(_text(person, "name")) for person in people if isinstance(person, dict)]
    return ", ".join(dict.fromkeys(name for name in names if name)) or None
