"""Feeds: where they are and how they stand. What operators said in the chat wins over the file, by URL."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.model.alert import Claim
from bot.model.feed import FeedSource, FeedState
from bot.model.ids import FeedUrl
from bot.model.kept import KeptFeed, KeptKeys
from bot.ports import DueFeed
from storage.codec import decode, encode
from storage.tiny.core import Core, Writing
from storage.tiny.sealed import unseal
from storage.tiny.seen import Bringing, Seen

TABLE = "feeds"


@dataclass(frozen=True, slots=True)
class _Feed:
    row: int
    #: Without seen keys.
    state: FeedState
    #: Stands in the configuration.
    listed: bool = False
    #: An operator added it in the chat.
    added: bool = False
    #: An operator removed it in the chat.
    removed: bool = False

    @property
    def is_active(self) -> bool:
        return (self.listed or self.added) and not self.removed


class TinyFeeds:
    def __init__(self, core: Core) -> None:
        self._core = core
        self._seen = Seen(core)
        self._feeds: dict[FeedUrl, _Feed] = {}
        for row in core.journal.rows.get(TABLE, ()):
            raw = core.journal.raw(TABLE, row)
            if raw is not None:
                document = unseal(raw)
                feed = _read(row, document)
                self._feeds[feed.state.source.url] = feed

    # ── the port ────────────────────────────────────────────────────────────────────────────────────────────

    async def configure(self, sources: Sequence[FeedSource], now: datetime) -> None:
        listed = {source.url: source for source in sources}
        writing = self._core.write()
        changed = [self._configured(writing, source, now) for source in listed.values()]
        for url, feed in self._feeds.items():
            if feed.listed and url not in listed:
                changed.append(replace(feed, listed=False))
        for one in changed:
            if one is not None:
                self._put(writing, one)
        writing.commit("feeds")

    def _configured(self, writing: Writing, source: FeedSource, now: datetime) -> _Feed | None:
        feed = self._feeds.get(source.url)
        if feed is None:
            return _Feed(writing.new_id(TABLE), FeedState(source, due_at=now), listed=True)
        state = feed.state
        if not feed.added and state.source != source:
            state = replace(state, source=source)
        if not feed.is_active and not feed.removed:
            state = replace(state, due_at=now)
        wanted = replace(feed, state=state, listed=True)
        return None if wanted == feed else wanted

    async def claim_due(self, now: datetime, n: int, lease: timedelta) -> Sequence[DueFeed]:
        due = [feed for feed in self._feeds.values() if feed.is_active and feed.state.due_at <= now]
        due.sort(key=lambda feed: (feed.state.due_at, feed.row))
        claimed: list[DueFeed] = []
        for feed in due:
            if len(claimed) >= n:
                break
            key = _key(feed.state.source.url)
            if not self._core.claims.is_held(key):
                claim = self._core.claims.take(key, feed.state.failures + 1, lease)
                claimed.append(DueFeed(claim, self._with_seen(feed.state)))
        return claimed

    async def add(self, source: FeedSource, now: datetime) -> bool:
        feed = self._feeds.get(source.url)
        if feed is not None and feed.is_active:
            return False
        writing = self._core.write()
        if feed is None:
            feed = _Feed(writing.new_id(TABLE), FeedState(source, due_at=now))
        state = replace(feed.state, source=source, due_at=now)
        self._put(writing, replace(feed, state=state, added=True, removed=False))
        writing.commit("feeds")
        return True

    async def remove(self, url: FeedUrl, now: datetime) -> bool:  # noqa: ARG002  # the port's signature
        feed = self._feeds.get(url)
        if feed is None or not feed.is_active:
            return False
        writing = self._core.write()
        self._put(writing, replace(feed, added=False, removed=True))
        writing.commit("feeds")
        self._core.claims.drop(_key(url))
        return True

    async def next_due_at(self) -> datetime | None:
        held = self._core.claims.is_held
        active = (feed.state for feed in self._feeds.values() if feed.is_active)
        return min((state.due_at for state in active if not held(_key(state.source.url))), default=None)

    async def all(self) -> Sequence[FeedState]:
        return [feed.state for feed in self._feeds.values() if feed.is_active]

    async def get(self, url: FeedUrl) -> FeedState | None:
        return self.state(url)

    # ── for the other rooms of the store ────────────────────────────────────────────────────────────────────

    def state(self, url: FeedUrl) -> FeedState | None:
        feed = self._feeds.get(url)
        return self._with_seen(feed.state) if feed and feed.is_active else None

    def claimed(self, claim: Claim) -> FeedState | None:
        """The feed a claim is for, if the claim is current and the feed still wanted."""
        return (
            self.state(FeedUrl(claim.key.removeprefix("feed:")))
            if self._core.claims.is_current(claim)
            else None
        )

    def plan(self, writing: Writing, state: FeedState, keys: dict[str, str], now: datetime) -> None:
        feed = self._feeds[state.source.url]
        # The source is the operator's, who may have renamed the feed while it was polled.
        self._put(writing, replace(feed, state=replace(state, source=feed.state.source, seen={})))
        self._seen.plan(writing, state.source.url, keys, now)

    def kept_keys(self) -> Iterator[KeptKeys]:
        return self._seen.kept()

    def plan_keys(self, writing: Writing, kept: KeptKeys, bringing: Bringing) -> bool:
        return self._seen.plan_kept(writing, kept, bringing)

    def kept(self) -> Iterator[KeptFeed]:
        """Those that were removed or are no longer configured too."""
        return map(_kept, list(self._feeds.values()))

    def held(self, url: FeedUrl) -> KeptFeed | None:
        feed = self._feeds.get(url)
        return _kept(feed) if feed else None

    def stands(self, url: FeedUrl) -> FeedState | None:
        """Without seen keys; one that is no longer read as well. For any thread."""
        feed = self._feeds.get(url)
        return feed.state if feed else None

    def plan_kept(self, writing: Writing, kept: KeptFeed) -> bool:
        """Whether it was not so before."""
        url = kept.state.source.url
        before = self._feeds.get(url)
        row = before.row if before else writing.new_id(TABLE)
        wanted = _Feed(row, replace(kept.state, seen={}), kept.listed, kept.added, kept.removed)
        if wanted == before:
            return False
        self._put(writing, wanted)
        return True

    def count(self) -> int:
        return sum(feed.is_active for feed in self._feeds.values())

    def tidy(self, now: datetime) -> None:
        self._seen.tidy(now)

    def _with_seen(self, state: FeedState) -> FeedState:
        return replace(state, seen=self._seen.of(state.source.url))

    def _put(self, writing: Writing, feed: _Feed) -> None:
        url = feed.state.source.url
        marks = {"listed": feed.listed, "added": feed.added, "removed": feed.removed}
        writing.put(TABLE, feed.row, {"id": url, **marks, "state": encode(feed.state)})

        def show() -> None:
            self._feeds[url] = feed

        writing.then(show)


def _kept(feed: _Feed) -> KeptFeed:
    return KeptFeed(feed.state, feed.listed, feed.added, feed.removed)


def _key(url: FeedUrl) -> str:
    return f"feed:{url}"


def _read(row: int, document: dict[str, Any]) -> _Feed:
    state = decode(FeedState, document["state"])
    return _Feed(row, state, document["listed"], document["added"], document["removed"])
