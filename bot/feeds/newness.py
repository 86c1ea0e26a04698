"""Which entries of a poll are new or revised; pure.

Each entry is known by several keys together: its guid, its link without tracking, its title with its text. Dates
never count. One guid or link alone is wrong on a third of real feeds: guids change at every poll, all guids are the
home page, separate entries share one address.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.feeds.links import canonical_link
from bot.model.entry import Entry, News
from bot.model.feed import FeedState
from bot.model.ids import content_id

#: An entry that changes more often is a clock or a counter of comments; its changes are no longer told.
_MOST_REVISIONS = 8
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Keys:
    """An entry's keys; "" where it has none of a kind. `body` is title and text together."""

    guid: str
    link: str
    title: str
    body: str
    hash: str
    damaged: bool

    @property
    def all(self) -> tuple[str, ...]:
        return tuple(key for key in (self.guid, self.link, self.title, self.body) if key)


def find_news(state: FeedState, entries: Sequence[Entry]) -> News:
    """New and revised entries, the oldest first; and every key seen, so that its age counts from when it was last seen.

    A first poll finds all entries new: that it is quiet is for whoever tells them to know (`first_read_at` is None).
    """
    ours = _distinct(entries)
    shared = _shared(keys for _, keys in ours)
    seen = state.seen
    guids_hold = any(keys.guid in seen for _, keys in ours if keys.guid not in shared)
    new: list[Entry] = []
    revised: list[Entry] = []
    remembered: dict[str, str] = {}
    for entry, keys in ours:
        known = _known(keys, shared, seen, guids_hold=guids_hold)
        if known is None:
            new.append(entry)
            held = keys.hash
        else:
            held = _held(seen[known], keys)
            if held != seen[known] and _revisions(held) <= _MOST_REVISIONS:
                revised.append(entry)
        remembered.update((key, held) for key in keys.all if key not in shared)
    return News(_oldest_first(new), _oldest_first(revised), remembered)


def _held(before: str, keys: _Keys) -> str:
    """What is remembered of an entry: the hash of its content, and how often that changed."""
    if keys.damaged or before.partition("~")[0] == keys.hash:
        return before
    return f"{keys.hash}~{min(_revisions(before), _MOST_REVISIONS) + 1}"


def _revisions(held: str) -> int:
    return int(held.partition("~")[2] or 0)


def _known(keys: _Keys, shared: frozenset[str], seen: Mapping[str, str], *, guids_hold: bool) -> str | None:
    """The key by which an entry was seen before, or None."""

    def holds(key: str) -> bool:
        return bool(key) and key not in shared and key in seen

    if holds(keys.guid):
        return keys.guid
    if holds(keys.link):
        # A page that is used for one story after the other, in a feed whose guids can be trusted: new guid and
        # new headline together mean a new entry.
        another = guids_hold and keys.guid and not holds(keys.title)
        if not another:
            return keys.link
    if holds(keys.body):
        return keys.body
    # Headlines of columns return; a headline alone counts only for entries that have nothing else.
    if holds(keys.title) and not keys.guid and not keys.link:
        return keys.title
    return None


def _distinct(entries: Sequence[Entry]) -> list[tuple[Entry, _Keys]]:
    """One of each: the same entry is often given twice in a document."""
    kept: dict[tuple[str, ...], tuple[Entry, _Keys]] = {}
    for entry in entries:
        keys = _keys(entry)
        kept.setdefault(keys.all, (entry, keys))
    return list(kept.values())


def _shared(all_keys: Iterable[_Keys]) -> frozenset[str]:
    """Keys that different entries of one document have in common: they name none of them."""
    counts = Counter(key for keys in all_keys for key in keys.all)
    return frozenset(key for key, count in counts.items() if count > 1)


def _keys(entry: Entry) -> _Keys:
    link = canonical_link(entry.link) if entry.link else None
    title, text = _folded(entry.title), _folded(entry.content or entry.summary)
    damaged = "\ufffd" in entry.title
    return _Keys(
        guid=_key("g", _own_guid(entry)),
        link=_key("l", link),
        title="" if damaged else _key("t", title),
        body="" if damaged else _key("b", f"{title}\n{text}" if title or text else ""),
        hash=content_id(title, text)[:16],
        damaged=damaged or "\ufffd" in entry.summary,
    )


def _own_guid(entry: Entry) -> str | None:
    """Without scheme and tracking if it is an address; None for a home page: that is every entry's."""
    guid = (entry.guid or "").strip()
    return canonical_link(guid) if guid.startswith(("http://", "https://")) else guid or None


def _key(kind: str, value: str | None) -> str:
    return f"{kind}{content_id(value)[:16]}" if value else ""


def _folded(text: str) -> str:
    """Words alone: punctuation, case and spacing are not revisions."""
    return " ".join(_WORDS.findall(text.casefold()))


def _oldest_first(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Feeds give the newest first. Dates settle the order where they differ, and only the order."""
    backwards = list(reversed(entries))
    if all(entry.published for entry in backwards):
        backwards.sort(key=lambda entry: entry.published.timestamp() if entry.published else 0.0)
    return tuple(backwards)
