"""All that a store holds goes into another one: once or twice, into an empty one or one that has its own."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.alert import Alert, AlertState, Settlement
from bot.model.entry import NotTold, WhyNot
from bot.model.feed import FeedSource
from bot.model.ids import ChatId, FeedUrl, InterestKey
from bot.model.interest import Watch
from bot.model.kept import Kept, KeptChat, KeptEntry, KeptFeed, KeptKeys
from bot.model.query import Word
from bot.model.story import Match, Place, Source, Story
from bot.model.subscription import Mode
from bot.ports import Store
from storage.open import open_store
from tests.storage.contract.conftest import BACKENDS
from tests.storage.samples import (
    FEED,
    LEASE,
    NOW,
    SPYWARE,
    HandClock,
    alert,
    decides,
    entry,
    note,
    poll,
    story,
    subscription,
)

HOUR = timedelta(hours=1)
WATCH = Watch(InterestKey("watch:palefox"), "palefox", Word("palefox"))
SECRET = Watch(InterestKey("watch:secret"), "secret", Word("secret"))


@pytest.fixture
async def other(tmp_path_factory: pytest.TempPathFactory, url: str) -> AsyncIterator[Store]:
    """A second store of the same kind."""
    folder = tmp_path_factory.mktemp("other")
    async with open_store(BACKENDS[url.partition(":")[0]](folder), HandClock()) as opened:
        yield opened


async def all_of(store: Store) -> list[Kept]:
    return [one async for one in store.kept()]


def bare(kept: Sequence[Kept]) -> list[object]:
    """Without the order that each store gives for itself."""
    plain: list[object] = []
    for one in kept:
        match one:
            case Story():
                plain.append(replace(one, seq=0, changed_seq=0))
            case Alert():
                plain.append(replace(one, seq=0))
            case _:
                plain.append(one)
    return plain


async def fill(store: Store) -> None:
    """A bot that ran for a while: sent, intended, owed, ended, removed, withdrawn."""
    await store.feeds.configure([FeedSource(FEED), FeedSource(FeedUrl("https://gone.example/"))], NOW)
    await store.feeds.add(FeedSource(FeedUrl("https://added.example/"), "Added"), NOW)
    await store.feeds.remove(FeedUrl("https://gone.example/"), NOW)
    await store.subscriptions.put(subscription("77", watches=(WATCH,), muted_topics={SPYWARE: NOW}))
    await store.subscriptions.put(subscription("88"))
    await store.subscriptions.put(subscription("99"))
    await store.subscriptions.end(ChatId("99"), "blocked")
    for name in "abc":
        told = story(name)
        silent = replace(note(f"not {name}"), not_told=NotTold(WhyNot.BELOW, SPYWARE, 0.3, "spy"))
        notes = [note(name, told), silent]
        await poll(store, decides([told], [alert(told, "77"), alert(told, "88")], notes, {name: "hash"}))
    for state in (AlertState.SENT, AlertState.INTENDED):
        for due in await store.outbox.claim_due(NOW, 9, LEASE):
            await store.outbox.intend([due.claim])
            if state is AlertState.SENT:
                sent = replace(due.alert, state=state, message_ids=("5", "6"), sent_at=NOW)
                await store.settle(due.claim, Settlement(sent), NOW)
    c = await store.stories.get(story("c").id)
    assert c is not None
    await store.stories.change(replace(c, withdrawn="wrong words", withdrawn_at=NOW))


async def test_all_that_a_store_holds_is_in_the_other_one_afterwards(store: Store, other: Store) -> None:
    await fill(store)
    kept = await all_of(store)
    kinds = {kind: sum(isinstance(one, kind) for one in kept) for kind in (Story, Alert, KeptChat, KeptFeed)}
    assert kinds == {Story: 3, Alert: 6, KeptChat: 3, KeptFeed: 3}
    assert sum(isinstance(one, KeptEntry) for one in kept) == 6
    assert await other.bring(kept) == len(kept)
    assert bare(await all_of(other)) == bare(kept)
    assert await other.outbox.counts() == await store.outbox.counts()
    assert await other.subscriptions.counts() == await store.subscriptions.counts()
    assert {feed.source.url for feed in await other.feeds.all()} == {FEED, "https://added.example/"}


async def test_bringing_it_twice_changes_nothing(store: Store, other: Store) -> None:
    await fill(store)
    kept = await all_of(store)
    await other.bring([*kept, *kept])
    before = await all_of(other)
    assert await other.bring(kept) == 0
    assert await all_of(other) == before
    assert await store.bring(kept) == 0
    assert await all_of(store) == kept


async def test_it_is_there_after_a_restart_and_can_be_searched(
    store: Store, url: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    await fill(store)
    kept = await all_of(store)
    there = BACKENDS[url.partition(":")[0]](tmp_path_factory.mktemp("there"))
    async with open_store(there, HandClock()) as opened:
        await opened.bring(kept)
    async with open_store(there, HandClock()) as opened:
        assert bare(await all_of(opened)) == bare(kept)
        assert (await opened.stories.search(Word("court"), NOW, frozenset(), 0, 9)).total == 3


async def test_nothing_is_sent_twice_and_what_may_have_been_sent_is_unsure(
    store: Store, other: Store
) -> None:
    await fill(store)
    await other.bring(await all_of(store))
    states = {}
    for _ in range(3):
        for due in await other.outbox.claim_due(NOW, 9, LEASE):
            states[due.alert.id] = due.unsure
            dropped = replace(due.alert, state=AlertState.DROPPED)
            await other.settle(due.claim, Settlement(dropped), NOW)
    was = {one.id: one.state for one in await all_of(store) if isinstance(one, Alert)}
    assert states == {
        name: state is AlertState.INTENDED for name, state in was.items() if state is not AlertState.SENT
    }
    assert sorted(states.values()) == [False, False, True, True]


async def test_what_was_read_there_is_not_new_here(store: Store, other: Store) -> None:
    await fill(store)
    await poll(other, decides(keys={"mine": "1", "a": "changed"}))
    await other.bring(await all_of(store))
    state = await other.feeds.get(FEED)
    assert state is not None
    assert dict(state.seen) == {"mine": "1", "a": "changed", "b": "hash", "c": "hash"}


async def test_a_key_seen_later_there_counts_from_then(other: Store) -> None:
    await poll(other, decides(keys={"a": "old"}))
    await other.bring(
        [KeptKeys(FEED, "2026-12-24", {"a": "new"}), KeptKeys(FEED, "2020-01-01", {"a": "older"})]
    )
    state = await other.feeds.get(FEED)
    assert state is not None
    assert dict(state.seen) == {"a": "new"}


async def test_at_risk_chats_their_alerts_and_watches_never_leave(store: Store) -> None:
    await store.subscriptions.put(subscription("66", watches=(SECRET,), mode=Mode.AT_RISK))
    await store.subscriptions.put(subscription("77", watches=(WATCH,)))
    told = story("a", scores={SPYWARE: 0.9, WATCH.key: 1.0, SECRET.key: 1.0})
    matches = tuple(Match(key, "x", Place.TEXT, 0, 1) for key in told.scores)
    silent = replace(note("b"), not_told=NotTold(WhyNot.BELOW, SECRET.key, 0.3, "secret"))
    told = replace(told, matches=matches)
    await poll(store, decides([told], [alert(told, "66"), alert(told, "77")], [silent]))
    kept = await all_of(store)
    assert "66" not in {one.chat for one in kept if isinstance(one, Alert)}
    assert [one.subscription.chat for one in kept if isinstance(one, KeptChat)] == ["77"]
    (found,) = (one for one in kept if isinstance(one, Story))
    assert set(found.scores) == {match.interest for match in found.matches} == {SPYWARE, WATCH.key}
    assert "secret" not in repr(kept)


async def test_what_people_said_here_outweighs_what_they_said_there(store: Store, other: Store) -> None:
    await fill(store)
    await other.subscriptions.put(subscription("77", paused=True))
    await other.subscriptions.put(subscription("99"))
    await other.feeds.configure([FeedSource(FEED, "Ours"), FeedSource(FeedUrl("https://gone.example/"))], NOW)
    await other.feeds.add(FeedSource(FeedUrl("https://added.example/")), NOW)
    await other.feeds.remove(FeedUrl("https://added.example/"), NOW)
    await other.bring(await all_of(store))
    held = await other.subscriptions.get(ChatId("77"))
    assert held == subscription("77", paused=True)
    assert (await other.subscriptions.get(ChatId("99"))) == subscription("99")
    feeds = {feed.source.url: feed.name for feed in await other.feeds.all()}
    # Removed here, or removed there in the chat: gone. The name is ours.
    assert feeds == {FEED: "Ours"}


async def test_a_story_both_told_has_the_outlets_of_both_and_stays_withdrawn(other: Store) -> None:
    mine = replace(story("a"), judged={"off-topic": 2})
    theirs = Source("Theirs", "A", NOW, url="https://theirs.example/a")
    await poll(other, decides([mine]))
    brought = replace(
        mine,
        sources=(*mine.sources, theirs),
        scores={SPYWARE: 0.1, WATCH.key: 1.0},
        matches=(Match(WATCH.key, "court", Place.TEXT, 2, 7),),
        judged={"off-topic": 1, "should-have-come": 1},
        withdrawn="wrong words",
        withdrawn_at=NOW,
    )
    assert await other.bring([brought]) == 1
    assert await other.bring([brought]) == 0
    held = await other.stories.get(mine.id)
    assert held is not None
    assert [one.outlet for one in held.sources] == ["Example News", "Theirs"]
    assert held.scores == {SPYWARE: 0.9, WATCH.key: 1.0}
    assert [one.interest for one in held.matches] == [SPYWARE, WATCH.key]
    assert held.judged == {"off-topic": 2, "should-have-come": 1}
    assert held.withdrawn == "wrong words"
    await other.bring([mine])
    again = await other.stories.get(mine.id)
    assert again is not None
    assert again.withdrawn == "wrong words"


@pytest.mark.parametrize(
    ("here", "there", "then"),
    [
        (AlertState.OWED, AlertState.SENT, AlertState.SENT),
        (AlertState.SENT, AlertState.OWED, AlertState.SENT),
        (AlertState.OWED, AlertState.INTENDED, AlertState.INTENDED),
        (AlertState.INTENDED, AlertState.SENT, AlertState.SENT),
        (AlertState.DROPPED, AlertState.OWED, AlertState.DROPPED),
        (AlertState.OWED, AlertState.DROPPED, AlertState.OWED),
        (AlertState.DROPPED, AlertState.SENT, AlertState.SENT),
    ],
)
async def test_an_alert_sent_anywhere_is_sent(
    other: Store, here: AlertState, there: AlertState, then: AlertState
) -> None:
    told = story("a")
    await other.subscriptions.put(subscription("77"))
    await poll(other, decides([told], [alert(told, "77", state=here)]))
    await other.bring([alert(told, "77", state=there)])
    held = await other.outbox.get(alert(told, "77").id)
    assert held is not None
    assert held.state is then


async def test_entries_that_another_store_read_long_ago_are_dropped_in_their_time(other: Store) -> None:
    await poll(other, decides(entries=[note("today")]))
    await other.bring(
        [KeptEntry(note("old"), NOW - timedelta(days=29)), KeptEntry(note("today"), NOW - HOUR)]
    )
    assert await other.entries.count_since(NOW - HOUR) == 1
    await other.tidy(NOW + timedelta(days=2))
    assert await other.entries.get(entry("old").id) is None
    assert await other.entries.get(entry("today").id) == note("today")
