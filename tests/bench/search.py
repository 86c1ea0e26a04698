"""Search: what the index costs and answers, over synthetic stories; and the parser at its longest."""

import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from bot.model.ids import InterestKey, StoryId
from bot.model.story import Source, Story
from bot.stories.search import parse_query
from storage.tiny.archive import Archive

STORIES = 20_000
NOW = datetime(2026, 11, 24, tzinfo=UTC)
QUERIES = (
    "police face school",
    '"w10 w11"',
    "w3*",
    "w5 -w6",
    "(w7 OR w8) w9 after:30d",
    "title:w12",
    "topic:spyware w20",
    "w15000",
    "w1 w2",
)


def _stories() -> list[Story]:
    """About 1,400 characters each; words as rare as in texts (the n-th one 1/n as frequent as the first)."""
    chance = random.Random(1)
    words = [f"w{number}" for number in range(1, 30_000)] + ["police", "face", "school"]
    weights = [1 / number for number in range(1, 30_000)] + [0.0005, 0.0005, 0.0005]
    made = []
    for number in range(STORIES):
        text = " ".join(chance.choices(words, weights, k=250))
        seen_at = NOW - timedelta(minutes=20 * (STORIES - number))
        source = Source("Kanal 5", text[:60], seen_at)
        scores = {InterestKey("spyware"): chance.random()}
        made.append(
            Story(
                StoryId(f"{number:032x}"),
                text[:60],
                text,
                (source,),
                scores,
                (),
                language="en",
                changed_seq=number,
            )
        )
    return made


def _took(work: Callable[[], object], times: int) -> tuple[float, float]:
    """Median and worst, in milliseconds."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    return took[len(took) // 2], took[-1]


def main() -> None:
    stories = _stories()
    held = {story.id: story for story in stories}
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder) / "search.sqlite")
        began = time.perf_counter()
        for start in range(0, STORIES, 200):
            archive.add(stories[start : start + 200])
        each = (time.perf_counter() - began) / STORIES * 1000
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
        text = sum(len(story.text) for story in stories)
        print(
            f"{STORIES:,} stories, {text / 1e6:.0f} MB of text: {each:.2f} ms each to add, {size / 1e6:.0f} MB on disk"
        )
        median, worst = _took(lambda: archive.add(stories[-1:]), 50)
        print(f"one changed story: median {median:.2f} ms, worst {worst:.2f}")
        for typed in QUERIES:
            query = parse_query(typed)
            page = archive.search(query, NOW, frozenset(), 0, 3, False, held.get)
            median, worst = _took(partial(archive.search, query, NOW, frozenset(), 0, 3, False, held.get), 30)
            print(f"{typed:28} {page.total:6} found, median {median:6.2f} ms, worst {worst:6.2f}")
        archive.close()
    for typed in ("a OR " * 800 + "b", "(" * 2000 + "a" + ")" * 2000, '"x" ' * 1000):
        median, worst = _took(partial(parse_query, typed), 10)
        print(f"parse {typed[:8]}… ({len(typed):,} characters): median {median:.2f} ms")


if __name__ == "__main__":
    main()
