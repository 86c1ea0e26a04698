"""A poll is written as one, and only by who holds the claim."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.model.feed import FeedSource
from bot.model.ids import ChatId, InterestKey, StoryId
from bot.model.interest import Watch
from bot.model.poll import Look, Poll, Recorded, Superseded
from bot.model.query import Word
from bot.ports import Store
from tests.storage.contract.conftest import Bot
from tests.storage.samples import (
    FEED,
    LEASE,
    NOW,
    SPYWARE,
    HandClock,
    alert,
    decides,
    note,
    poll,
    story,
    subscription,
)


async def test_what_a_poll_brought_is_there_after_a_restart(bot: Bot, store: Store) -> None:
    told = story("one")
    await store.subscriptions.put(subscription("77"))
    await poll(store, decides([told], [alert(told, "77")], [note("one", told)], {"key": "hash"}))
    again = await bot.restart()
    found = await again.stories.get(told.id)
    assert found is not None
    assert replace(found, seq=0, changed_seq=0) == told
    owed = await again.outbox.get(alert(told, "77").id)
    assert owed is not None
    assert replace(owed, seq=0) == alert(told, "77")
    kept = await again.entries.get(note("one").entry.id)
    assert kept == note("one", told)
    state = await again.feeds.get(FEED)
    assert state is not None
    assert dict(state.seen) == {"key": "hash"}


async def test_a_claim_that_was_claimed_again_writes_nothing(store: Store, clock: HandClock) -> None:
    await store.feeds.configure([FeedSource(FEED)], NOW)
    (slow,) = await store.feeds.claim_due(NOW, 1, LEASE)
    assert await store.feeds.claim_due(NOW, 1, LEASE) == []
    clock.move(LEASE)
    (quick,) = await store.feeds.claim_due(NOW, 1, LEASE)
    assert quick.claim.token > slow.claim.token
    assert await store.record(slow.claim, decides([story("slow")]), NOW) == Superseded()
    assert await store.stories.get(story("slow").id) is None
    assert isinstance(await store.record(quick.claim, decides([story("quick")]), NOW), Recorded)


async def test_a_claim_writes_once(store: Store) -> None:
    await store.feeds.configure([FeedSource(FEED)], NOW)
    (due,) = await store.feeds.claim_due(NOW, 1, LEASE)
    assert isinstance(await store.record(due.claim, decides(), NOW), Recorded)
    assert await store.record(due.claim, decides([story("twice")]), NOW) == Superseded()


async def test_a_feed_removed_while_it_was_polled_writes_nothing(store: Store) -> None:
    await store.feeds.configure([FeedSource(FEED)], NOW)
    (due,) = await store.feeds.claim_due(NOW, 1, LEASE)
    await store.feeds.remove(FEED, NOW)
    assert await store.record(due.claim, decides([story("late")]), NOW) == Superseded()
    assert await store.stories.get(story("late").id) is None


async def test_a_claim_given_back_is_due_at_once(store: Store) -> None:
    await store.feeds.configure([FeedSource(FEED)], NOW)
    (due,) = await store.feeds.claim_due(NOW, 1, LEASE)
    await store.release(due.claim)
    assert len(await store.feeds.claim_due(NOW, 1, LEASE)) == 1


async def test_a_fault_in_deciding_leaves_everything_as_it_was(store: Store) -> None:
    def fails(look: Look) -> Poll:
        raise ArithmeticError

    await store.feeds.configure([FeedSource(FEED)], NOW)
    (due,) = await store.feeds.claim_due(NOW, 1, LEASE)
    with pytest.raises(ArithmeticError):
        await store.record(due.claim, fails, NOW)
    assert isinstance(await store.record(due.claim, decides([story("one")]), NOW), Recorded)


async def test_stories_are_numbered_in_the_order_they_were_taken(store: Store) -> None:
    first = (await poll(store, decides([story("a"), story("b")]))).poll.stories
    (again,) = (await poll(store, decides([replace(first[0], quiet=True)]))).poll.stories
    assert [one.seq for one in first] == sorted({one.seq for one in first})
    assert all(one.seq > 0 for one in first)
    assert again.seq == first[0].seq
    assert again.changed_seq > first[1].changed_seq


async def test_writing_the_same_story_twice_changes_nothing(store: Store) -> None:
    (first,) = (await poll(store, decides([story("a")]))).poll.stories
    (second,) = (await poll(store, decides([story("a")]))).poll.stories
    assert second == first


async def test_decide_sees_what_changed_since_it_last_looked(
    bot: Bot, store: Store, clock: HandClock
) -> None:
    seen: list[tuple[int, list[str]]] = []

    def looks(since: int) -> None:
        def decide(look: Look) -> Poll:
            newest, stories = look.changes(since)
            seen.append((newest, [one.title for one in stories]))
            return Poll(look.state)

        self_decide.append(decide)

    self_decide: list[object] = []
    old = story("old", seen_at=NOW - timedelta(days=8))
    (_, a, _b) = (await poll(store, decides([old, story("a"), story("b")]))).poll.stories
    await poll(store, decides([replace(a, quiet=True)]))
    for since in (0, a.changed_seq):
        looks(since)
    for decide in self_decide:
        await poll(store, decide)  # type: ignore[arg-type]  # a Decide, made above
    again = await bot.restart()
    looks(0)
    await poll(again, self_decide[-1])  # type: ignore[arg-type]  # a Decide, made above
    newest = seen[0][0]
    assert seen == [(newest, ["b", "a"]), (newest, ["b", "a"]), (newest, ["b", "a"])]
    clock.move(timedelta(days=8))
    looks(0)
    await poll(again, self_decide[-1], clock.now())  # type: ignore[arg-type]  # a Decide, made above
    assert seen[-1][1] == []


async def test_decide_sees_who_wants_a_story(store: Store) -> None:
    watch = Watch(InterestKey("watch:1"), "drone", Word("drone"))
    await store.subscriptions.put(subscription("all"))
    await store.subscriptions.put(subscription("spy", topics=frozenset({SPYWARE})))
    await store.subscriptions.put(
        subscription("net", topics=frozenset({InterestKey("shutdowns")}), watches=(watch,))
    )
    await store.subscriptions.put(subscription("gone", active=False))
    found: list[list[str]] = []

    def decide(look: Look) -> Poll:
        found.append([str(one.chat) for one in look.wanting([SPYWARE])])
        found.append([str(one.chat) for one in look.wanting([InterestKey("watch:1")])])
        found.append([str(one.chat) for one in look.wanting([])])
        return Poll(look.state)

    await poll(store, decide)
    assert found == [["all", "spy"], ["net"], []]


async def test_no_alert_is_owed_to_a_chat_that_is_gone(store: Store) -> None:
    told = story("one")
    await store.subscriptions.put(subscription("here"))
    await store.subscriptions.put(subscription("ended"))
    await store.subscriptions.end(ChatId("ended"), "unsubscribed")
    wanted = [alert(told, "here"), alert(told, "ended"), alert(told, "unknown")]
    recorded = await poll(store, decides([told], wanted))
    assert [one.chat for one in recorded.poll.alerts] == ["here"]
    assert (await store.outbox.counts()).owed == 1


async def test_an_alert_already_held_is_replaced_only_by_who_saw_it(store: Store) -> None:
    told = story("one")
    later = NOW + timedelta(hours=1)
    await store.subscriptions.put(subscription("77"))
    await poll(store, decides([told], [alert(told, "77")]))
    await poll(store, decides([], [alert(told, "77", due_at=later)]))
    held = await store.outbox.get(alert(told, "77").id)
    assert held is not None
    assert held.due_at == NOW

    def puts_off(look: Look) -> Poll:
        (one,) = look.alerts_of(told.id).values()
        return Poll(look.state, alerts=(replace(one, due_at=later),))

    await poll(store, puts_off)
    held = await store.outbox.get(alert(told, "77").id)
    assert held is not None
    assert held.due_at == later


async def test_a_cache_knows_that_it_is_old(store: Store) -> None:
    before = {what: store.version(what) for what in ("feeds", "stories", "subscriptions", "outbox")}
    await store.subscriptions.put(subscription("77"))
    assert store.version("subscriptions") > before["subscriptions"]
    assert store.version("stories") == before["stories"]
    await poll(store, decides([story("one")], [alert(story("one"), "77")]))
    assert store.version("stories") > before["stories"]
    assert store.version("outbox") > before["outbox"]


async def test_a_look_knows_the_developments_of_late_without_a_restart_or_after_one(
    bot: Bot, store: Store, clock: HandClock
) -> None:
    first = story("first")
    days = [
        replace(story(f"day {n}", seen_at=NOW - timedelta(days=n)), development_of=first.id)
        for n in (0, 3, 9)
    ]
    backlog = replace(story("backlog"), development_of=first.id, quiet=True)
    await poll(store, decides([first, *days, backlog]))
    seen: list[Mapping[StoryId, datetime]] = []

    def look_at(look: Look) -> Poll:
        seen.append(look.developments(first.id))
        return decides()(look)

    await store.tidy(clock.now())
    await poll(store, look_at)
    await poll(await bot.restart(), look_at)
    assert seen == [{days[0].id: NOW, days[1].id: NOW - timedelta(days=3)}] * 2
