"""Same story: what one telling costs inside the store's write, with thousands of recent stories."""

import random
import statistics
import time
from datetime import UTC, datetime, timedelta

from bot.model.ids import EntryId, StoryId
from bot.model.story import Source, Story
from bot.stories.same import Recent, same_story

RECENT = 5_000
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def _stories(n: int) -> list[Story]:
    """Openings of 90 words each, words as rare as in texts; each tenth story is told by twenty outlets."""
    chance = random.Random(1)
    words = [
        "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(3, 10))) for _ in range(30_000)
    ]
    weights = [1 / (number + 10) for number in range(len(words))]
    made = []
    for number in range(n):
        sources = []
        own = chance.choices(words, k=20)
        for outlet in range(20 if number % 10 == 0 else 1):
            text = " ".join([*chance.sample(own, 14), *chance.choices(words, weights, k=76)])
            seen_at = NOW - timedelta(minutes=n - number)
            sources.append(
                Source(
                    f"outlet {outlet}", text[:70], seen_at, entry=EntryId(f"{number}-{outlet}"), opening=text
                )
            )
        made.append(
            Story(
                StoryId(f"{number:032x}"),
                sources[0].title,
                sources[0].opening,
                tuple(sources),
                {},
                (),
                language="en",
            )
        )
    return made


def main() -> None:
    stories = _stories(RECENT + 500)
    recent = Recent()
    began = time.process_time()
    recent.sync(stories[:RECENT], NOW)
    print(f"{RECENT:,} stories taken in: {time.process_time() - began:.2f} s")
    new = stories[RECENT:]
    for story in new:  # a bot that runs has met most words, and most stories that are asked for, before
        same_story(story, recent, NOW)
    asked, added = [], []
    for story in new:
        began = time.process_time()
        same_story(story, recent, NOW)
        asked.append((time.process_time() - began) * 1000)
        began = time.process_time()
        recent.add(story)
        added.append((time.process_time() - began) * 1000)
    for name, took in (("is it the same", asked), ("take it in", added)):
        took.sort()
        print(
            f"{name}: median {statistics.median(took):.2f} ms, 99 of 100 under {took[len(took) * 99 // 100]:.2f} ms"
        )


if __name__ == "__main__":
    main()
