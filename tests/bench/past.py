"""What a watch would have sent: over a month of entries, how long the answer takes and how long the loop waits."""

import asyncio
import random
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import cast

from bot.model.entry import Entry, NotTold, WhyNot
from bot.model.ids import EntryId, content_id
from bot.model.poll import TellingNote
from bot.ports import Store
from bot.stories.search import parse_query
from handlers.previews import Held
from handlers.services import Services
from storage.open import open_store
from tests.storage.samples import FEED, NOW, HandClock, decides, poll, subscription

ENTRIES = 40_000
QUERIES = ("w50", "w200 w300", "w3000", "w40 w60 -w70", '"w20 w21"', "w1", "speaker:w80", "w15* w9")
_POLL = 100


def _entries() -> list[TellingNote]:
    """A third of them whole articles, the others teasers; words as rare as in texts."""
    chance = random.Random(1)
    words = [f"w{number}" for number in range(1, 30_000)]
    weights = [1 / number for number in range(1, 30_000)]
    made = []
    for number in range(ENTRIES):
        text = " ".join(chance.choices(words, weights, k=400 if number % 3 == 0 else 40))
        entry = Entry(EntryId(content_id(str(number))), FEED, text[:60], content=text, language="en")
        made.append(TellingNote(entry, None, NotTold(WhyNot.NO_INTEREST)))
    return made


class _Services:
    """As much of the services as a preview asks for."""

    def __init__(self, store: Store) -> None:
        self.store = store


async def _waited(longest: list[float]) -> None:
    """How late the loop wakes at most."""
    while True:
        began = time.perf_counter()
        await asyncio.sleep(0.005)
        longest[0] = max(longest[0], time.perf_counter() - began - 0.005)


async def _main(folder: Path) -> None:
    async with open_store(str(folder), HandClock()) as store:
        notes = _entries()
        for start in range(0, ENTRIES, _POLL):
            seen_at = NOW - timedelta(days=30) * (1 - start / ENTRIES)
            await poll(store, decides(entries=notes[start : start + _POLL]), seen_at)
        began = time.perf_counter()
        held = Held(cast("Services", _Services(store)), subscription("1"), NOW, NOW - timedelta(days=30))
        await held.count(parse_query("w29000"))
        size = sum(path.stat().st_size for path in folder.glob("search*"))
        print(
            f"{ENTRIES:,} entries: the index is ready {time.perf_counter() - began:.1f} s later, {size / 1e6:.0f} MB"
        )
        for typed in QUERIES:
            query, longest = parse_query(typed), [0.0]
            watcher = asyncio.create_task(_waited(longest))
            began = time.perf_counter()
            counted = await held.count(query)
            alone = time.perf_counter() - began
            await held.narrower(query)
            await held.wider(query, counted.count)
            took = time.perf_counter() - began
            watcher.cancel()
            print(
                f"{typed:14} {counted.count:6} counted in {alone * 1000:5.0f} ms, with wider and narrower "
                f"{took * 1000:5.0f} ms; the loop waited {longest[0] * 1000:.0f} ms at most"
            )


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_main(Path(folder) / "data"))


if __name__ == "__main__":
    main()
