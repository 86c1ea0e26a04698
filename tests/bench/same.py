"""Same story: what an article costs inside the store's write, with thousands of recent stories; and others' ways beside.

Half of the articles asked about are another outlet's telling of a recent story, half are of none. The peers keep the
headlines of the same stories: `difflib` of the standard library, as a bot of one afternoon does it, and `rapidfuzz`
(token_set_ratio, in C), if it is installed.
"""

import difflib
import importlib
import random
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import ModuleType

from bot.model.ids import EntryId, StoryId
from bot.model.story import NewStory, Source, Story
from bot.stories.same import Recent, same_story

RECENT, ASKED = 5_000, 500
#: Stories stored before, which nothing looks at any more.
OLDER = 95_000
NOW = datetime(2026, 11, 24, tzinfo=UTC)

Way = Callable[[Story], bool]


class News:
    """Invented stories: words as rare as in texts, twenty of its own to each; outlets share most of these."""

    def __init__(self) -> None:
        self._chance = random.Random(1)
        self._words = [self._word() for _ in range(30_000)]
        self._weights = [1 / (number + 10) for number in range(len(self._words))]
        self._told: dict[int, list[str]] = {}

    def _word(self) -> str:
        return "".join(self._chance.choices("abcdefghijklmnopqrstuvwxyz", k=self._chance.randint(3, 10)))

    def tell(self, story: int, outlet: int, seen_at: datetime) -> Source:
        """A headline and an opening of 90 words."""
        own = self._told.setdefault(story, self._chance.choices(self._words, k=20))
        opening = [*self._chance.sample(own, 14), *self._chance.choices(self._words, self._weights, k=76)]
        title = [*self._chance.sample(own, 6), *self._chance.choices(self._words, self._weights, k=5)]
        self._chance.shuffle(opening)
        return Source(
            f"outlet {outlet}",
            " ".join(title),
            seen_at,
            entry=EntryId(f"{story}-{outlet}"),
            opening=" ".join(opening),
            language="en",
        )


def _story(number: int, *sources: Source) -> Story:
    return Story(
        StoryId(f"{number:032x}"), sources[0].title, sources[0].opening, sources, {}, (), language="en"
    )


def _recent(news: News) -> list[Story]:
    """Each tenth story is told by twenty outlets."""
    made = []
    for number in range(RECENT):
        seen_at = NOW - timedelta(minutes=2 * (RECENT - number))
        outlets = 20 if number % 10 == 0 else 1
        made.append(_story(number, *(news.tell(number, outlet, seen_at) for outlet in range(outlets))))
    return made


def _asked(news: News) -> list[tuple[Story, bool]]:
    """Articles, and whether they are of a recent story."""
    made = []
    for number in range(ASKED):
        known = number % 2 == 0
        source = news.tell(number * 10 if known else RECENT + number, 99, NOW)
        made.append((_story(RECENT + number, source), known))
    return made


def _show(name: str, way: Way, asked: list[tuple[Story, bool]]) -> None:
    took, found, wrong = [], 0, 0
    for story, known in asked:
        began = time.process_time()
        same = way(story)
        took.append((time.process_time() - began) * 1000)
        found += same and known
        wrong += same and not known
    took.sort()
    print(
        f"  {name:28} median {statistics.median(took):7.2f} ms, 99 of 100 under {took[len(took) * 99 // 100]:7.2f} ms;"
        f" of {len(asked) // 2} retold found {found}, of as many others {wrong}"
    )


def _peers(titles: list[str]) -> dict[str, tuple[Way, int]]:
    """Name → the way, and of how many articles one is asked about; the thresholds are those usual for each."""

    def by_difflib(story: Story) -> bool:
        return bool(difflib.get_close_matches(story.title, titles, 1, 0.6))

    peers: dict[str, tuple[Way, int]] = {"difflib, get_close_matches": (by_difflib, 100)}
    try:
        process: ModuleType = importlib.import_module("rapidfuzz.process")
        fuzz: ModuleType = importlib.import_module("rapidfuzz.fuzz")
    except ImportError:
        return peers

    def by_rapidfuzz(story: Story) -> bool:
        found = process.extractOne(story.title, titles, scorer=fuzz.token_set_ratio, score_cutoff=60)
        return found is not None

    return peers | {"rapidfuzz, token_set_ratio": (by_rapidfuzz, 1)}


def main() -> None:
    news = News()
    stories, asked = _recent(news), _asked(news)
    recent = Recent()
    began = time.process_time()
    recent.sync(stories, NOW)
    outlets = sum(len(story.sources) for story in stories)
    print(f"{len(stories):,} stories of {outlets:,} outlets taken in: {time.process_time() - began:.2f} s")
    long_ago = news.tell(-1, 0, NOW - timedelta(days=30))
    older = [_story(RECENT + ASKED + number, long_ago) for number in range(OLDER)]
    began = time.process_time()
    recent.sync(older, NOW)
    print(f"{OLDER:,} older ones left out: {time.process_time() - began:.2f} s")

    def ours(story: Story) -> bool:
        return same_story(story, recent, NOW) != NewStory()

    _show("the first time, cold", ours, asked)
    # A bot that runs has met most words, and most stories that are asked for, before.
    _show("ours", ours, asked)
    for name, (peer, one_of) in _peers(
        [source.title for story in stories for source in story.sources]
    ).items():
        _show(name, peer, asked[: len(asked) // one_of])
    took = []
    for story, _ in asked:
        began = time.process_time()
        recent.add(story)
        took.append((time.process_time() - began) * 1000)
    took.sort()
    print(
        f"take it in: median {statistics.median(took):.2f} ms, 99 of 100 under {took[len(took) * 99 // 100]:.2f} ms"
    )


if __name__ == "__main__":
    main()
