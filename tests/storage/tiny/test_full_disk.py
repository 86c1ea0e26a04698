"""What cannot be written leaves nothing half done, and is tried again soon."""

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.model.alert import AlertState, Settlement
from bot.model.feed import FeedSource
from bot.model.poll import Recorded
from bot.model.query import Word
from storage.open import open_store
from storage.tiny.store import TinyStore
from tests.storage.samples import FEED, LEASE, NOW, HandClock, alert, decides, poll, story, subscription

#: More than the room that a journal keeps ahead.
_LONG = "x" * 600_000


@contextmanager
def limited(what: int, most: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(what)
    resource.setrlimit(what, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(what, (soft, hard))


@pytest.mark.parametrize("handles", [0, 1])
async def test_a_checkpoint_that_fails_at_the_new_segment_leaves_no_half_of_it(
    tmp_path: Path, handles: int
) -> None:
    """With no handle left it cannot be made at all; with one it is made, but its name cannot be made durable."""
    async with open_store(str(tmp_path), HandClock()) as store:
        assert isinstance(store, TinyStore)
        await poll(store, decides([story("before")]))
        await store.stories.search(
            Word("spyware"), NOW, frozenset(), 0, 1
        )  # the index has opened what it needs
        free = os.dup(0)
        os.close(free)
        with (
            limited(resource.RLIMIT_NOFILE, free + handles),
            pytest.raises(StoreError, match="cannot be written"),
        ):
            await store.checkpoint()
        assert [path.name for path in tmp_path.glob("journal-*")] == ["journal-000001"]
        await poll(store, decides([story("after")]))
        await store.checkpoint()
        await poll(store, decides([story("later")]))
    async with open_store(str(tmp_path), HandClock()) as store:
        for name in ("before", "after", "later"):
            assert await store.stories.get(story(name).id) is not None


async def test_a_checkpoint_whose_files_do_not_fit_leaves_the_journal_as_it_was(tmp_path: Path) -> None:
    async with open_store(str(tmp_path), HandClock()) as store:
        assert isinstance(store, TinyStore)
        for number in range(30):
            await poll(store, decides([replace(story(str(number)), text="y" * 20_000)]))
        # Half a megabyte of stories: their file is larger than the next journal.
        with limited(resource.RLIMIT_FSIZE, 1_000_000):
            await store.checkpoint()
            await poll(store, decides([replace(story("last"), text=_LONG)]))
            with pytest.raises(StoreError, match="checkpoint"):
                await store.checkpoint()
        assert not list(tmp_path.glob("*.new"))
    async with open_store(str(tmp_path), HandClock()) as store:
        assert (await store.counts()).stories == 31


async def test_a_feed_whose_poll_could_not_be_written_is_due_again_soon_but_not_at_once(
    tmp_path: Path,
) -> None:
    clock = HandClock()
    async with open_store(str(tmp_path), clock) as store:
        await store.feeds.configure([FeedSource(FEED)], NOW)
        (due,) = await store.feeds.claim_due(NOW, 1, LEASE)
        told = decides([replace(story("long"), text=_LONG)])
        with limited(resource.RLIMIT_FSIZE, 400_000), pytest.raises(StoreError):
            await store.record(due.claim, told, NOW)
        assert await store.feeds.claim_due(NOW, 1, LEASE) == []
        clock.move(timedelta(seconds=30))
        (again,) = await store.feeds.claim_due(NOW, 1, LEASE)
        assert isinstance(await store.record(again.claim, told, NOW), Recorded)


async def test_a_poll_that_could_not_be_written_may_be_written_by_who_still_holds_it(tmp_path: Path) -> None:
    async with open_store(str(tmp_path), HandClock()) as store:
        await store.feeds.configure([FeedSource(FEED)], NOW)
        (due,) = await store.feeds.claim_due(NOW, 1, LEASE)
        told = decides([replace(story("long"), text=_LONG)])
        with limited(resource.RLIMIT_FSIZE, 400_000), pytest.raises(StoreError):
            await store.record(due.claim, told, NOW)
        assert isinstance(await store.record(due.claim, told, NOW), Recorded)


async def test_what_was_sent_and_could_not_be_settled_comes_back_soon_as_unsure(tmp_path: Path) -> None:
    clock = HandClock()
    async with open_store(str(tmp_path), clock) as store:
        a = story("a")
        await store.subscriptions.put(subscription("77"))
        await poll(store, decides([a], [alert(a, "77")]))
        (due,) = await store.outbox.claim_due(NOW, 1, LEASE)
        await store.outbox.intend([due.claim])
        sent = Settlement(replace(due.alert, state=AlertState.SENT, error=_LONG))
        with limited(resource.RLIMIT_FSIZE, 400_000), pytest.raises(StoreError):
            await store.settle(due.claim, sent, NOW)
        assert await store.outbox.claim_due(NOW, 1, LEASE) == []
        clock.move(timedelta(seconds=30))
        (again,) = await store.outbox.claim_due(NOW, 1, LEASE)
        assert again.unsure
