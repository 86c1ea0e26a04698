"""Stories: kept for years, read when asked for; in memory only what finds them."""

import asyncio
import json
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.model.ids import ChatId, InterestKey, StoryCode, StoryId
from bot.model.query import Query
from bot.model.story import Quote, Story, StoryPage
from bot.model.visible import may_know
from storage.codec import decode, encode
from storage.tiny.core import Core, Writing
from storage.tiny.facets import Facets, fold_words, signature
from storage.tiny.hashindex import HashIndex, hash64
from storage.tiny.indexer import Indexer
from storage.tiny.sealed import unseal
from storage.urls import same_address

TABLE = "stories"
_RECENT = timedelta(days=7)
#: Long work gives way to others after so many stories.
_TURN = 200
_KEPT_DECODED = 64
#: Fields that are long: they stand last, so that opening a store need not read them.
_LONG = ("title", "text", "matches", "quotes", "left_out", "summary")


_SAID = b',"said":"'


class TinyStories:
    def __init__(
        self, core: Core, indexer: Indexer, by_message: Callable[[ChatId, str], StoryId | None]
    ) -> None:
        self._core = core
        self._indexer = indexer
        self._by_message = by_message
        self._by_id = HashIndex()
        self._by_code = HashIndex()
        self._by_url = HashIndex()
        self.facets = Facets()
        #: (changed_seq, row) of what was seen lately, in that order; rows changed again stand there twice.
        self._recent: list[tuple[int, int]] = []
        self._newest = 0
        #: Story → its developments of late that were news, and when each was seen.
        self._developments: dict[str, dict[StoryId, float]] = {}
        self._decoded: OrderedDict[int, Story] = OrderedDict()
        for row in core.journal.rows.get(TABLE, ()):
            raw = core.journal.raw(TABLE, row)
            if raw is not None:
                about = _head(raw)
                core.seq = max(core.seq, about["changed_seq"])
                self._show(row, about)
        self._recent.sort()
        self.tidy(core.clock.now())

    # ── the port ────────────────────────────────────────────────────────────────────────────────────────────

    async def get(self, story: StoryId) -> Story | None:
        return self.find(story)

    async def by_code(self, code: StoryCode) -> Story | None:
        for row in sorted(self._by_code.find(hash64(code)), reverse=True):
            story = self.load(row)
            if story is not None and story.code == code:
                return story
        return None

    async def by_message(self, chat: ChatId, message_id: str) -> Story | None:
        story = self._by_message(chat, message_id)
        return None if story is None else self.find(story)

    async def by_url(self, url: str) -> Story | None:
        wanted = same_address(url)
        for row in sorted(self._by_url.find(hash64(wanted)), reverse=True):
            story = self.load(row)
            if story and any(source.url and same_address(source.url) == wanted for source in story.sources):
                return story
        return None

    async def latest(
        self,
        interests: Sequence[InterestKey],
        threshold: float,
        languages: frozenset[str],
        page: int,
        size: int,
    ) -> StoryPage:
        speaks = self.facets.of_language(languages)
        reaches = self.facets.of_interest(interests, threshold)
        found = [row for row in reversed(self.facets.order) if reaches(row) and speaks(row)]
        shown = [self.load(row) for row in found[page * size : (page + 1) * size]]
        return StoryPage([story for story in shown if story], len(found), page)

    async def search(
        self,
        query: Query,
        now: datetime,
        languages: frozenset[str],
        page: int,
        size: int,
        *,
        newest_first: bool = False,
        own: Collection[InterestKey] = (),
    ) -> StoryPage:
        return await self._indexer.search(query, now, languages, page, size, newest_first, own)

    async def similar(self, word: str, n: int = 3) -> Sequence[str]:
        return await self._indexer.similar(word, n)

    async def quotes(
        self, speaker: str, page: int, size: int, *, own: Collection[InterestKey] = ()
    ) -> tuple[Sequence[tuple[Story, Quote]], int]:
        wanted = fold_words(speaker)
        found: list[tuple[Story, Quote]] = []
        total = 0
        first, stop = page * size, (page + 1) * size
        for done, row in enumerate(self.facets.may_have_said(wanted) if wanted else ()):
            if done % _TURN == _TURN - 1:
                await asyncio.sleep(0)
            story = self.load(row)
            if story is None or story.withdrawn is not None or not may_know(story, own):
                continue
            for quote in story.sure_quotes:
                if quote.speaker_full and wanted <= fold_words(quote.speaker_full):
                    if first <= total < stop:
                        found.append((story, quote))
                    total += 1
        return found, total

    async def since(self, after: datetime) -> AsyncIterator[Story]:
        seen, moment = self.facets.seen, after.timestamp()
        rows = [(seen[row], row) for row in self.facets.order if seen[row] > moment]
        rows.sort()
        return self._walk([row for _, row in rows])

    async def _walk(self, rows: Sequence[int]) -> AsyncIterator[Story]:
        for done, row in enumerate(rows):
            if done % _TURN == _TURN - 1:
                await asyncio.sleep(0)
            story = self.load(row)
            if story is not None:
                yield story

    async def change(self, story: Story) -> None:
        if self.find(story.id) is None:
            return
        writing = self._core.write()
        written = self.plan(writing, story)
        writing.commit("stories")
        self._indexer.add([written])

    async def first_seen_at(self) -> datetime | None:
        oldest = min((self.facets.seen[row] for row in self.facets.order), default=None)
        return None if oldest is None else datetime.fromtimestamp(oldest, UTC)

    # ── for the other rooms of the store ────────────────────────────────────────────────────────────────────

    def find(self, story: StoryId) -> Story | None:
        row = self._row(story)
        return None if row is None else self.load(row)

    def load(self, row: int) -> Story | None:
        held = self._decoded.get(row)
        if held is not None and held.changed_seq == self.facets.changed[row]:
            return held
        raw = self._core.journal.raw(TABLE, row)
        if raw is None:
            return None
        story = decode(Story, unseal(raw))
        self._decoded[row] = story
        while len(self._decoded) > _KEPT_DECODED:
            try:
                self._decoded.popitem(last=False)
            except KeyError:  # the search thread was quicker
                break
        return story

    def changes(self, since: int, now: datetime) -> tuple[int, list[Story]]:
        """The newest change, and what was seen in the last 7 days and changed after `since`, oldest change first."""
        oldest = (now - _RECENT).timestamp()
        fresh: list[Story] = []
        for changed, row in reversed(self._recent):
            if changed <= since:
                break
            if self.facets.changed[row] == changed and self.facets.seen[row] >= oldest:
                story = self.load(row)
                if story is not None:
                    fresh.append(story)
        fresh.reverse()
        return self._newest, fresh

    def developments(self, story: StoryId) -> dict[StoryId, datetime]:
        """Those seen of late that were news. No story is read for it."""
        seen = self._developments.get(story, {})
        return {known: datetime.fromtimestamp(moment, UTC) for known, moment in seen.items()}

    def plan(self, writing: Writing, story: Story) -> Story:
        """The story as it will stand, with its place in the order; unchanged ones are not written."""
        row = self._row(story.id)
        before = None if row is None else self.load(row)
        if before is not None and _numbered(story, before.seq, before.changed_seq) == before:
            return before
        changed = self._core.next_seq()
        written = _numbered(story, before.seq if before else changed, changed)
        row = writing.new_id(TABLE) if row is None else row
        document = _document(written)
        writing.put(TABLE, row, document)
        at = row
        writing.then(lambda: self._show(at, document))
        return written

    def changed_after(self, seq: int) -> list[int]:
        """Rows whose last change is newer, in the order of change. For any thread."""
        changed = self.facets.changed
        return sorted((row for row in range(len(changed)) if changed[row] > seq), key=changed.__getitem__)

    def all(self) -> Iterator[Story]:
        """In the order in which they came."""
        for row in self._core.journal.rows.get(TABLE, ()):
            story = self.load(row)
            if story is not None:
                yield story

    def count(self) -> int:
        rows = self._core.journal.rows.get(TABLE)
        return rows.count if rows else 0

    def tidy(self, now: datetime) -> None:
        oldest = (now - _RECENT).timestamp()
        facets = self.facets
        self._recent = [
            (seq, row)
            for seq, row in self._recent
            if facets.changed[row] == seq and facets.seen[row] >= oldest
        ]
        for first, seen in list(self._developments.items()):
            late = {story: moment for story, moment in seen.items() if moment >= oldest}
            if late:
                self._developments[first] = late
            else:
                del self._developments[first]

    def _row(self, story: StoryId) -> int | None:
        for row in self._by_id.find(hash64(story)):
            held = self._decoded.get(row)
            if held is not None and held.id == story:
                return row
            raw = self._core.journal.raw(TABLE, row)
            if raw is not None and _head(raw)["id"] == story:
                return row
        return None

    def _show(self, row: int, about: dict[str, Any]) -> None:
        moments = [datetime.fromisoformat(source["seen_at"]).timestamp() for source in about["sources"]]
        news = map(_told_at, about["sources"], moments)
        self._by_id.add(hash64(about["id"]), row)
        self._by_code.add(hash64(about["code"]), row)
        for source in about["sources"]:
            if source.get("url"):
                self._by_url.add(hash64(same_address(source["url"])), row)
        is_withdrawn = about.get("withdrawn") is not None
        self.facets.show(
            row,
            newest=max(news),
            seen=moments[0],
            changed=about["changed_seq"],
            language=about.get("language"),
            scores={} if is_withdrawn else about["scores"],
            said=(int(about["said"][:16], 16), int(about["said"][16:], 16)),
        )
        if first := about.get("development_of"):
            seen = self._developments.setdefault(first, {})
            if about.get("quiet"):
                seen.pop(about["id"], None)
            else:
                seen[about["id"]] = moments[0]
        self._recent.append((about["changed_seq"], row))
        self._newest = max(self._newest, about["changed_seq"])
        self._decoded.pop(row, None)


def _told_at(source: dict[str, Any], seen_at: float) -> float:
    """When an outlet told it: what it says itself, but not later than it was read."""
    published = source.get("published")
    return min(datetime.fromisoformat(published).timestamp(), seen_at) if published else seen_at


def _head(raw: bytes) -> dict[str, Any]:
    """All before the long fields. The mark is a text, and nothing else in a story's head is a text called "said"."""
    end = raw.index(_SAID) + len(_SAID) + 33
    about: dict[str, Any] = json.loads(raw[:end] + b"}")
    return about


def _numbered(story: Story, seq: int, changed_seq: int) -> Story:
    return replace(story, seq=seq, changed_seq=changed_seq)


def _document(story: Story) -> dict[str, Any]:
    """The story with what finds it: its code, and the signature of the words of its speakers."""
    data: dict[str, Any] = encode(story)
    speakers = [quote.speaker_full for quote in story.sure_quotes if quote.speaker_full]
    said = signature(word for speaker in speakers for word in fold_words(speaker))
    short = {name: value for name, value in data.items() if name not in _LONG}
    long = {name: data[name] for name in _LONG if name in data}
    return {
        **short,
        "scores": data.get("scores", {}),
        "code": story.code,
        "said": f"{said[0]:016x}{said[1]:016x}",
        **long,
    }
