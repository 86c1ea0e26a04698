"""The whole store, piece by piece, out of one and into another: what `watchword export` and `import` ask for."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace

from bot.model.alert import Alert
from bot.model.entry import NotTold
from bot.model.ids import is_watch
from bot.model.kept import Kept, KeptChat, KeptEntry, KeptFeed, KeptKeys
from bot.model.story import Story
from bot.model.subscription import Mode
from storage.tiny.alerts import AlertBook
from storage.tiny.core import Core, Writing
from storage.tiny.entries import TinyEntries
from storage.tiny.feeds import TinyFeeds
from storage.tiny.merge import merged_alert, merged_feed, merged_story
from storage.tiny.seen import Bringing
from storage.tiny.stories import TinyStories
from storage.tiny.subscriptions import SubscriptionBook
from storage.watches import without_watches

#: Long work gives way to others after so many.
_TURN = 200


class Carrier:
    def __init__(
        self,
        core: Core,
        stories: TinyStories,
        feeds: TinyFeeds,
        entries: TinyEntries,
        alerts: AlertBook,
        book: SubscriptionBook,
    ) -> None:
        self._core = core
        self._stories = stories
        self._feeds = feeds
        self._entries = entries
        self._alerts = alerts
        self._book = book
        self._bringing = Bringing()

    # ── out ─────────────────────────────────────────────────────────────────────────────────────────────────

    async def kept(self) -> AsyncIterator[Kept]:
        for done, one in enumerate(self._all()):
            if done % _TURN == _TURN - 1:
                await asyncio.sleep(0)
            yield one

    def _all(self) -> Iterator[Kept]:
        held = [one for one in self._book.all() if one.subscription.mode is not Mode.AT_RISK]
        chats = {one.subscription.chat for one in held}
        watches = frozenset(watch.key for one in held for watch in one.subscription.watches)
        for story in self._stories.all():
            yield without_watches(story, but=watches)
        yield from self._feeds.kept_keys()
        yield from self._feeds.kept()
        for note, seen_at in self._entries.all():
            nearest = note.not_told.nearest if note.not_told else None
            if note.not_told and nearest and is_watch(nearest):
                note = replace(note, not_told=NotTold(note.not_told.why))  # noqa: PLW2901  # whose watch is nobody's
            yield KeptEntry(note, seen_at)
        yield from (alert for alert in self._alerts.all() if alert.chat in chats)
        yield from (KeptChat(one.subscription, one.ended) for one in held)

    # ── in ──────────────────────────────────────────────────────────────────────────────────────────────────

    def bring(self, kept: Iterable[Kept]) -> int:
        """As the port says; what occurs twice among them goes into a write of its own."""
        changed = 0
        writing = self._core.write()
        planned: set[tuple[type, str]] = set()
        for one in kept:
            name = (type(one), _identity(one))
            if name in planned:
                self._commit(writing)
                writing, planned = self._core.write(), set()
            planned.add(name)
            changed += self._plan(writing, one)
        self._commit(writing)
        return changed

    @staticmethod
    def _commit(writing: Writing) -> None:
        writing.commit("feeds", "stories", "subscriptions", "outbox")

    def _plan(self, writing: Writing, one: Kept) -> bool:  # noqa: PLR0911  # one branch for each kind of thing there is
        match one:
            case Story():
                before = self._stories.find(one.id)
                return self._stories.plan(writing, merged_story(before, one)) is not before
            case KeptKeys():
                return self._feeds.plan_keys(writing, one, self._bringing)
            case KeptFeed():
                held = self._feeds.held(one.state.source.url)
                return self._feeds.plan_kept(writing, merged_feed(held, one))
            case KeptEntry(note, seen_at):
                return self._entries.plan_kept(writing, note, seen_at.timestamp())
            case Alert():
                there = self._alerts.get(one.id)
                wanted = merged_alert(there, one)
                if wanted == there:
                    return False
                self._alerts.plan_put(
                    writing, replace(wanted, seq=there.seq if there else self._core.next_seq())
                )
                return True
            case KeptChat(subscription, ended):
                if self._book.get(subscription.chat) is not None:
                    return False
                self._book.plan_put(writing, subscription, ended)
                return True


def _identity(one: Kept) -> str:
    match one:
        case Story() | Alert():
            return one.id
        case KeptKeys(feed, day):
            return f"{feed} {day}"
        case KeptFeed(state):
            return state.source.url
        case KeptEntry(note):
            return note.entry.id
        case KeptChat(subscription):
            return subscription.chat
