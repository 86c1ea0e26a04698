"""`watchword status`: of a bot that runs or not; it reads only."""

import asyncio
import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.model.alert import AlertState, Settlement
from bot.model.feed import FeedSource
from bot.model.ids import FeedUrl
from bot.model.poll import Look, Poll
from bot.model.subscription import ChatKind
from bot.ports import Store
from storage.open import open_store
from tests.cli.conftest import Run
from tests.storage.samples import LEASE, NOW, HandClock, alert, decides, note, poll, story, subscription

BROKEN = FeedUrl("https://broken.example/feed")


async def fill(store: Store) -> None:
    """Two stories for three chats; one alert sent, one that may repeat; a feed that fails and one never asked."""
    await store.subscriptions.put(subscription("11"))
    await store.subscriptions.put(subscription("-22", kind=ChatKind.GROUP))
    await store.subscriptions.put(subscription("-100", kind=ChatKind.CHANNEL))
    a, b = story("a"), story("b")
    alerts = [alert(a, "11"), alert(a, "-22"), alert(b, "11")]
    await poll(
        store, decides([a, b], alerts, [note("a", a), note("b", b), note("c")], wait=timedelta(hours=1))
    )
    (first, second) = await store.outbox.claim_due(NOW, 9, LEASE)
    sent = replace(first.alert, state=AlertState.SENT, sent_at=NOW, possible_repeat=True)
    await store.settle(first.claim, Settlement(sent), NOW)
    later = NOW + timedelta(days=9999)
    await store.settle(second.claim, Settlement(replace(second.alert, due_at=later), pause_until=later), NOW)
    await store.feeds.add(FeedSource(BROKEN, "The Broken"), NOW)
    (due,) = await store.feeds.claim_due(NOW, 9, LEASE)

    def fails(look: Look) -> Poll:
        return Poll(replace(look.state, failures=3, failing_since=NOW, error="no answer", due_at=later))

    await store.record(due.claim, fails, NOW)
    await store.feeds.add(FeedSource(FeedUrl("https://new.example/feed")), NOW)


def told(run: Run) -> dict[str, object]:
    ran = run("status", "--json")
    assert (ran.status, ran.err) == (0, "")
    (line,) = ran.out.splitlines()
    status: dict[str, object] = json.loads(line)
    assert datetime.fromisoformat(str(status.pop("at"))).tzinfo is not None
    assert isinstance(status["store"], dict)
    assert status["store"].pop("bytes") > 1000
    return status


LATER = (NOW + timedelta(days=9999)).isoformat()
EXPECTED = {
    "feeds": {
        "all": 3,
        "answering": 1,
        "never_read": 3,
        "failing": [
            {
                "url": BROKEN, "name": "The Broken", "error": "no answer", "failures": 3,
                "since": NOW.isoformat(), "next": LATER,
            }
        ],
    },
    "queue": {
        "owed": 2, "intended": 0, "sent": 1, "dropped": 0, "possible_repeats": 1,
        "oldest_owed": NOW.isoformat(), "paused_until": LATER,
    },
    "store": {"stories": 2, "entries": 3},
    "chats": {"active": 3, "private": 1, "groups": 1, "channels": 1, "held": 0},
}  # fmt: skip


@pytest.mark.parametrize("is_running", [True, False])
def test_it_tells_of_a_bot_that_runs_and_of_one_that_was_stopped(run: Run, *, is_running: bool) -> None:
    async def ask() -> dict[str, object]:
        async with open_store("data", HandClock()) as store:
            await fill(store)
            if is_running:
                return await asyncio.to_thread(told, run)
        return await asyncio.to_thread(told, run)

    assert asyncio.run(ask()) == EXPECTED


def test_it_changes_nothing(run: Run, tmp_path: Path) -> None:
    async def prepare() -> None:
        async with open_store("data", HandClock()) as store:
            await fill(store)

    asyncio.run(prepare())
    before = {path.name: path.read_bytes() for path in (tmp_path / "data").iterdir()}
    assert run("status").status == 0
    assert {path.name: path.read_bytes() for path in (tmp_path / "data").iterdir()} == before


def test_it_says_it_in_words_of_at_most_eighty_columns_and_names_no_chat(run: Run) -> None:
    async def ask() -> None:
        async with open_store("data", HandClock()) as store:
            await fill(store)

    asyncio.run(ask())
    ran = run("status")
    assert (ran.status, ran.err) == (0, "")
    words = " ".join(ran.out.split())
    for part in (
        "1 of 3 answer; 3 not read yet",
        "no answer (3 times, next ",
        "2 alerts owed; 1 sent, 0 given up, 1 possible repeats",
        "2 stories, 3 entries, ",
        "3 subscribed: 1 people, 1 groups, 1 channels; 0 held",
    ):
        assert part in words
    assert max(map(len, ran.out.splitlines())) <= 80
    assert "-22" not in words


def test_where_no_bot_ever_ran_it_says_so(run: Run, tmp_path: Path) -> None:
    for more in ([], ["--json"]):
        ran = run("status", *more)
        assert ran.status == 1
        assert ran.out == ""
        assert "there is no data folder" in ran.err
        assert "remedy: start the bot once, or correct [store] folder" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_store_is_told_and_left_alone(run: Run, tmp_path: Path) -> None:
    async def prepare() -> None:
        async with open_store("data", HandClock()) as store:
            await fill(store)

    asyncio.run(prepare())
    file = tmp_path / "data" / "stories-0.json"
    file.write_bytes(file.read_bytes().replace(b"A court", b"A coart", 1))
    damaged = file.read_bytes()
    ran = run("status", "--json")
    assert ran.status == 1
    assert ran.out == ""
    assert "stories-0.json" in ran.err
    assert "remedy: " in ran.err
    assert file.read_bytes() == damaged
