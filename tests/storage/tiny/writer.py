"""A bot in miniature, run as a process of its own to be killed: writes without end, says what was acknowledged.

    python -m tests.storage.tiny.writer FOLDER FIRST [LIMIT]

Prints `story N` when story N and its alert are recorded, `sent N` when the alert is settled. With LIMIT no file may
grow beyond so many bytes (a disk that is full): at the first refusal it prints `full`, the limit is lifted, and it
goes on for ten more.
"""

import asyncio
import resource
import sys
from dataclasses import replace

from bot.errors import StoreError
from bot.model.alert import AlertState, Settlement
from storage.open import open_store
from storage.tiny.store import TinyStore
from tests.storage.samples import LEASE, NOW, HandClock, alert, decides, note, poll, story, subscription

CHAT = "77"


def say(*words: object) -> None:
    print(*words, flush=True)


async def tell(store: TinyStore, number: int) -> None:
    told = story(f"story {number}")
    entry = note(str(number), told)
    await poll(store, decides([told], [alert(told, CHAT)], [entry], {str(number): "hash"}))
    say("story", number)
    for due in await store.outbox.claim_due(NOW, 1, LEASE):
        await store.outbox.intend([due.claim])
        sent = replace(due.alert, state=AlertState.SENT, message_ids=("1",), sent_at=NOW)
        await store.settle(due.claim, Settlement(sent), NOW)
        say("sent", due.story.title.split()[1])


async def run(folder: str, first: int, limit: int | None) -> None:
    clock = HandClock()
    async with open_store(folder, clock) as store:
        assert isinstance(store, TinyStore)
        await store.subscriptions.put(subscription(CHAT))
        number, left = first, None if limit is None else 10_000
        while left != 0:
            try:
                await tell(store, number)
                left = None if left is None else left - 1
            except StoreError as error:
                _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
                resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
                say("full", error)
                left = 10
                # What was claimed and could not be written is due again after its lease.
                clock.move(LEASE)
            number += 1
            if number % 7 == 0 and limit is None:
                await asyncio.gather(store.checkpoint(), tell(store, number))
                number += 1


if __name__ == "__main__":
    most = int(sys.argv[3]) if len(sys.argv) > 3 else None
    if most is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    asyncio.run(run(sys.argv[1], int(sys.argv[2]), most))
