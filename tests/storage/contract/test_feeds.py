"""Feeds: configured, added, removed; seen keys."""

from dataclasses import replace
from datetime import timedelta

from bot.model.feed import FeedSource, FeedState, Validators
from bot.model.ids import FeedUrl
from bot.model.poll import Look, Poll
from bot.model.query import Word
from bot.ports import Store
from tests.storage.contract.conftest import Bot
from tests.storage.samples import FEED, LEASE, NOW, HandClock, decides, poll

OTHER = FeedUrl("https://other.example/rss")
DAY = timedelta(days=1)


async def urls(store: Store) -> list[str]:
    return [state.source.url for state in await store.feeds.all()]


async def test_the_feeds_of_the_file_are_due_at_once_and_leave_with_it(bot: Bot, store: Store) -> None:
    await store.feeds.configure([FeedSource(FEED), FeedSource(OTHER)], NOW)
    assert await store.feeds.next_due_at() == NOW
    assert [due.state.source.url for due in await store.feeds.claim_due(NOW, 9, LEASE)] == [FEED, OTHER]
    after = await bot.restart()
    await after.feeds.configure([FeedSource(OTHER, name="The Other")], NOW)
    (left,) = await after.feeds.all()
    assert (left.source.url, left.name) == (OTHER, "The Other")
    assert (await after.counts()).feeds == 1


async def test_a_feed_that_comes_back_to_the_file_remembers_what_it_saw(store: Store) -> None:
    await poll(store, decides(keys={"a": "1"}))
    await store.feeds.configure([], NOW)
    assert await store.feeds.get(FEED) is None
    await store.feeds.configure([FeedSource(FEED)], NOW + DAY)
    state = await store.feeds.get(FEED)
    assert state is not None
    assert dict(state.seen) == {"a": "1"}
    assert state.due_at == NOW + DAY


async def test_what_operators_did_in_the_chat_wins_over_the_file(bot: Bot, store: Store) -> None:
    await store.feeds.configure([FeedSource(FEED)], NOW)
    assert await store.feeds.remove(FEED, NOW)
    assert not await store.feeds.remove(FEED, NOW)
    assert await store.feeds.add(FeedSource(OTHER, name="Ours"), NOW)
    assert not await store.feeds.add(FeedSource(OTHER), NOW)
    after = await bot.restart()
    await after.feeds.configure([FeedSource(FEED), FeedSource(OTHER, name="The file's")], NOW)
    (left,) = await after.feeds.all()
    assert left.source == FeedSource(OTHER, name="Ours")
    assert await after.feeds.add(FeedSource(FEED), NOW)
    assert await urls(after) == [FEED, OTHER]


async def test_feeds_are_claimed_by_when_they_are_due(store: Store) -> None:
    await store.feeds.configure([FeedSource(FEED), FeedSource(OTHER)], NOW)
    await poll_once(store, FEED, wait=timedelta(minutes=2))
    await poll_once(store, OTHER, wait=timedelta(minutes=1))
    assert await store.feeds.claim_due(NOW, 9, LEASE) == []
    assert await store.feeds.next_due_at() == NOW + timedelta(minutes=1)
    due = await store.feeds.claim_due(NOW + timedelta(minutes=2), 1, LEASE)
    assert [one.state.source.url for one in due] == [OTHER]


async def poll_once(store: Store, url: FeedUrl, wait: timedelta) -> None:
    for due in await store.feeds.claim_due(NOW, 9, LEASE):
        if due.state.source.url == url:
            await store.record(due.claim, decides(wait=wait), NOW)
        else:
            await store.release(due.claim)


async def test_how_a_feed_stands_is_kept_whole(bot: Bot, store: Store) -> None:
    stands = FeedState(
        FeedSource(FEED),
        due_at=NOW + DAY,
        title="News",
        validators=Validators('"abc"', "Tue, 24 Nov 2026 06:00:00 GMT"),
        first_read_at=NOW,
        pace=timedelta(minutes=7),
        failures=3,
        failing_since=NOW,
        error="too slow",
        moved_to="https://new.example/feed",
        moved_times=2,
    )

    def decide(_: Look) -> Poll:
        return Poll(stands)

    await poll(store, decide)
    after = await bot.restart()
    assert list(await after.feeds.all()) == [stands]


async def test_seen_keys_are_added_to_never_replaced(bot: Bot, store: Store) -> None:
    await poll(store, decides(keys={"a": "1", "b": "1"}))
    await poll(store, decides(keys={"b": "2", "c": "1"}))
    await poll(store, decides())
    for opened in (store, await bot.restart()):
        state = await opened.feeds.get(FEED)
        assert state is not None
        assert dict(state.seen) == {"a": "1", "b": "2", "c": "1"}


async def test_a_poll_that_found_nothing_new_writes_no_key(store: Store) -> None:
    keys = {f"key {number}": "hash" for number in range(2000)}
    await poll(store, decides(keys=keys))
    # Whatever stands beside the store has been made once it answers.
    await store.stories.search(Word("any"), NOW, frozenset(), 0, 1)
    before = (await store.counts()).bytes_on_disk
    await poll(store, decides(keys=keys))
    await poll(store, decides())
    assert (await store.counts()).bytes_on_disk - before < 2000


async def test_seen_keys_outlive_a_year_and_never_the_newest(store: Store, clock: HandClock) -> None:
    for day in range(0, 900, 10):
        now = NOW + timedelta(days=day)
        await poll(store, decides(keys={f"{day} {number}": "hash" for number in range(300)}), now)
    clock.move(timedelta(days=890))
    await store.tidy(clock.now())
    state = await store.feeds.get(FEED)
    assert state is not None
    days = sorted({int(key.split()[0]) for key in state.seen})
    assert days[-1] == 890
    assert 300 <= days[0] <= 890 - 400
    assert all(f"{day} {number}" in state.seen for day in range(500, 900, 10) for number in range(300))


async def test_a_quiet_feed_keeps_its_old_keys_however_long(store: Store, clock: HandClock) -> None:
    for day in range(0, 1500, 30):
        await poll(store, decides(keys={str(day): "hash"}), NOW + timedelta(days=day))
    clock.move(timedelta(days=1500))
    await store.tidy(clock.now())
    state = await store.feeds.get(FEED)
    assert state is not None
    assert len(state.seen) == 50


async def test_the_newest_hash_of_a_key_counts_after_tidying(
    bot: Bot, store: Store, clock: HandClock
) -> None:
    for number in range(60):
        await poll(store, decides(keys={"a": str(number)}), NOW + timedelta(hours=12 * number))
    clock.move(timedelta(days=30))
    await store.tidy(clock.now())
    await poll(store, decides(keys={"b": "1"}), clock.now())
    state = await (await bot.restart()).feeds.get(FEED)
    assert state is not None
    assert dict(state.seen) == {"a": "59", "b": "1"}


async def test_an_operators_name_is_not_undone_by_a_poll_under_way(store: Store) -> None:
    await store.feeds.configure([FeedSource(FEED)], NOW)
    (due,) = await store.feeds.claim_due(NOW, 1, LEASE)
    await store.feeds.configure([FeedSource(FEED, name="Renamed")], NOW)

    def decide(_: Look) -> Poll:
        return Poll(replace(due.state, title="News"))

    await store.record(due.claim, decide, NOW)
    state = await store.feeds.get(FEED)
    assert state is not None
    assert (state.name, state.title) == ("Renamed", "News")
