"""How many durable writes a second, beside SQLite and stock TinyDB in the same run; how much memory, how quick to open.

python -m tests.bench.store
"""

import asyncio
import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tinydb import TinyDB
from tinydb.table import Table

from bot.model.alert import Alert, AlertState, Settlement
from bot.ports import Store
from storage.open import open_store
from storage.tiny.database import Database
from storage.tiny.folder import Folder
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

ROUNDS = 9
DOCUMENTS = 10_000
STORIES = 10_000
POLLS = 1_000
#: As long as an article is.
TEXT = "The court ruled that the ministry had used spyware against the reporters without a warrant. " * 45
DOCUMENT = {
    "id": "0" * 32,
    "title": "A court ruled on spyware",
    "text": TEXT[:900],
    "seen_at": NOW.isoformat(),
}

Insert = Callable[[], None]


def inserted(table: Table, batch: int) -> None:
    if batch == 1:
        table.insert(DOCUMENT)
    else:
        table.insert_multiple([DOCUMENT] * batch)


def ours(folder: Path, batch: int) -> tuple[Insert, Callable[[], None]]:
    database = Database(Folder(folder))
    table = database.table("stories")
    for _ in range(DOCUMENTS // 1000):
        table.insert_multiple([DOCUMENT] * 1000)
    return lambda: inserted(table, batch), database.close


def sqlite(folder: Path, batch: int) -> tuple[Insert, Callable[[], None]]:
    database = sqlite3.connect(folder / "store.sqlite", isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("CREATE TABLE stories (id INTEGER PRIMARY KEY, document TEXT)")
    say = "INSERT INTO stories (document) VALUES (?)"
    with database:
        database.executemany(say, [(json.dumps(DOCUMENT),)] * DOCUMENTS)

    def insert() -> None:
        database.execute("BEGIN")
        for _ in range(batch):
            database.execute(say, (json.dumps(DOCUMENT),))
        database.execute("COMMIT")

    return insert, database.close


def stock(folder: Path, batch: int) -> tuple[Insert, Callable[[], None]]:
    database = TinyDB(folder / "store.json")
    table = database.table("stories")
    table.insert_multiple([DOCUMENT] * DOCUMENTS)
    return lambda: inserted(table, batch), database.close


#: Name → how, and how many writes make a round.
PEERS = {
    "ours (TinyDB + journal)": (ours, 500),
    "sqlite3 WAL, FULL": (sqlite, 500),
    "stock TinyDB": (stock, 1),
}


def durable_writes(batch: int) -> dict[str, float]:
    """Documents a second, the median of several rounds that take turns."""
    with tempfile.TemporaryDirectory(dir=".") as place:
        opened = {}
        for number, (name, (make, _)) in enumerate(PEERS.items()):
            folder = Path(place) / str(number)
            folder.mkdir()
            opened[name] = make(folder, batch)
        rates: dict[str, list[float]] = {name: [] for name in PEERS}
        for _ in range(ROUNDS):
            for name, (insert, _) in opened.items():
                writes = PEERS[name][1]
                start = time.perf_counter()
                for _ in range(writes):
                    insert()
                rates[name].append(writes * batch / (time.perf_counter() - start))
        for _, close in opened.values():
            close()
    return {name: statistics.median(rate) for name, rate in rates.items()}


async def fill(folder: Path) -> float:
    """Polls a second, each one story with its entry, keys and one alert."""
    async with open_store(str(folder), HandClock()) as store:
        await store.subscriptions.put(subscription("77", paused=True))
        start = time.perf_counter()
        for number in range(POLLS):
            await tell(store, [number], [alert(story(f"story {number}"), "77")])
        rate = POLLS / (time.perf_counter() - start)
        for number in range(POLLS, STORIES, 10):
            await tell(store, range(number, number + 10))
        return rate


async def tell(store: Store, numbers: Sequence[int], alerts: Sequence[Alert] = ()) -> None:
    told = [replace(story(f"story {n}", seen_at=NOW + timedelta(minutes=n)), text=TEXT) for n in numbers]
    notes = [note(one.title, one) for one in told]
    keys = {f"{kind}{one.id[:16]}": one.id[16:] for one in told for kind in "gltb"}
    await poll(store, decides(told, alerts, notes, keys))


async def settle(folder: Path, alerts: int) -> float:
    """Alerts a second: claimed, intended and settled, fifteen at a time, without Telegram's limits."""
    async with open_store(str(folder), HandClock()) as store:
        told = story("one")
        for number in range(alerts):
            await store.subscriptions.put(subscription(str(number)))
        await poll(store, decides([told], [alert(told, str(number)) for number in range(alerts)]))
        start = time.perf_counter()
        done = 0
        while due := await store.outbox.claim_due(NOW, 15, LEASE):
            await store.outbox.intend([one.claim for one in due])
            for one in due:
                sent = replace(one.alert, state=AlertState.SENT, message_ids=("1",), sent_at=NOW)
                await store.settle(one.claim, Settlement(sent), NOW)
                done += 1
        return done / (time.perf_counter() - start)


def resident() -> float:
    """Private memory of this process in MB."""
    rows = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return sum(int(row.split()[1]) for row in rows if row.startswith("Private_")) / 1024


async def opening(folder: Path) -> None:
    """In a process of its own: prints seconds to open, MB more than before, ms for a page and a look."""
    import gc

    async with open_store(str(folder / "empty"), HandClock()):
        gc.collect()
        before = resident()
    start = time.perf_counter()
    async with open_store(str(folder / "full"), HandClock()) as store:
        seconds = time.perf_counter() - start
        gc.collect()
        more = resident() - before
        start = time.perf_counter()
        page = await store.stories.latest([SPYWARE], 0.6, frozenset({"en"}), 0, 10)
        first = time.perf_counter() - start
        start = time.perf_counter()
        await store.stories.quotes("ana nunez judge", 0, 5)
        quotes = time.perf_counter() - start
        assert page.total == STORIES
        assert await store.feeds.get(FEED) is not None
    print(json.dumps([seconds, more, first * 1000, quotes * 1000]))


def main() -> None:
    for batch in (1, 50):
        print(
            f"durable inserts of 1 KB at {DOCUMENTS:,} documents, {batch} in a write; documents/s, median of {ROUNDS}"
        )
        rates = durable_writes(batch)
        for name, rate in rates.items():
            against = (
                ""
                if name.startswith("ours")
                else f"  ours is {rates[next(iter(PEERS))] / rate:,.1f} times that"
            )
            print(f"  {name:<26}{rate:>12,.0f}{against}")
    with tempfile.TemporaryDirectory(dir=".") as place:
        folder = Path(place)
        print(
            f"record(): {asyncio.run(fill(folder / 'full')):,.0f} polls/s (a story of 4 KB, entry, key, alert)"
        )
        print(
            f"outbox: {asyncio.run(settle(folder / 'outbox', 3000)):,.0f} alerts/s claimed, intended, settled"
        )
        command = [sys.executable, "-m", "tests.bench.store", str(folder)]
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        seconds, more, first, quotes = json.loads(output)
        print(
            f"{STORIES:,} stories: opened in {seconds:.2f} s, {more:.1f} MB of memory with entries and keys"
        )
        print(f"  first page of /latest {first:.1f} ms, a speaker who is not there {quotes:.1f} ms")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        asyncio.run(opening(Path(sys.argv[1])))
    else:
        main()
