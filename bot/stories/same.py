"""Is it the same story? Looks back at the stories of the last seven days, by when their entries were seen. Pure.

Two tellings are alike by the cosine of their words, each weighed by how few of the recent stories have it. A telling
goes to the story whose tellings it is most like: the nearest counts, and so does how like it the next ones are.
"""

import heapq
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.model.ids import StoryId
from bot.model.story import DevelopmentOf, NewStory, SameAs, Sameness, Story
from bot.stories.same_turn import turns
from bot.stories.same_words import OPENING, comparable, is_roundup

LOOK_BACK = timedelta(days=7)
#: How like a story's tellings a new one must be to be one of them; measured by tests/eval/same.py.
SAME = 0.235
#: A round-up is only joined by its own repeats.
SAME_ROUNDUP = 0.7
#: How like a telling must be to be real news on the story, if it says that something turned.
DEVELOPMENT = 0.16
#: Share of the next nearest tellings in how like a story a telling is, and how many they are.
_OTHERS, _NEAREST = 0.6, 5
# Before any story was seen: so many stories in which a word stands with that probability.
_IMAGINED, _USUAL = 300, 0.001
#: Tellings kept of a story: the first and the last ones.
_KEPT = 16
# Stories looked at closely, and how many stories may share a word for it to suggest them.
_CLOSELY, _TELLING_WORD = 8, 60


@dataclass(slots=True)
class _Known:
    """A recent story as the index holds it."""

    seen_at: datetime
    roundup: bool
    tellings: list[Mapping[str, float]] = field(default_factory=list)
    words: set[str] = field(default_factory=set)


class Recent:
    """The stories of the last seven days, in memory; brought up to date with what changed in the store."""

    def __init__(self) -> None:
        self._stories: dict[StoryId, _Known] = {}
        self._by_word: dict[str, set[StoryId]] = {}
        self._rarities: dict[str, float] = {}

    def __len__(self) -> int:
        return len(self._stories)

    def sync(self, stories: Sequence[Story], now: datetime) -> None:
        """Take the new and changed stories; forget what is older than seven days."""
        for story in stories:
            self.add(story)
        oldest = now - LOOK_BACK
        for known in [known for known, held in self._stories.items() if held.seen_at < oldest]:
            self._forget(known)

    def add(self, story: Story) -> None:
        """A new story, or a known one as it now stands."""
        self._forget(story.id)
        self._rarities.clear()
        known = _Known(story.seen_at, is_roundup(story.title))
        openings = [source.opening for source in story.sources]
        openings[0] = story.text[: 2 * OPENING]
        for source, opening in zip(story.sources, openings, strict=True):
            title = story.title if source is story.lead else source.title
            telling = comparable(title, opening, source.language or story.language)
            known.tellings.append(telling)
            known.words.update(telling)
        if len(known.tellings) > _KEPT:
            del known.tellings[1 : len(known.tellings) - _KEPT + 1]
        self._stories[story.id] = known
        for word in known.words:
            self._by_word.setdefault(word, set()).add(story.id)

    def _forget(self, story: StoryId) -> None:
        known = self._stories.pop(story, None)
        for word in known.words if known is not None else ():
            having = self._by_word[word]
            having.discard(story)
            if not having:
                del self._by_word[word]

    def rarity(self, word: str) -> float:
        """How much a word tells: the negative logarithm of the share of recent stories that have it."""
        known = self._rarities.get(word)
        if known is None:
            having = len(self._by_word.get(word, ())) + 0.3 + _IMAGINED * _USUAL
            known = max(0.05, -math.log(having / (len(self._stories) + _IMAGINED + 1)))
            self._rarities[word] = known
        return known

    def likeness(self, story: Story, since: datetime) -> Iterator[tuple[float, StoryId, _Known]]:
        """The stories that share telling words with this one, and how like their tellings it is."""
        telling = comparable(story.title, story.text[: 2 * OPENING], story.language)
        weights = {word: weight * self.rarity(word) for word, weight in telling.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values()))
        for candidate in self._candidates(weights, story.id, since):
            known = self._stories[candidate]
            near = sorted((self._cosine(weights, length, other) for other in known.tellings), reverse=True)
            others = near[:_NEAREST]
            yield (1 - _OTHERS) * near[0] + _OTHERS * sum(others) / len(others), candidate, known

    def _candidates(self, weights: Mapping[str, float], but: StoryId, since: datetime) -> list[StoryId]:
        shared: Counter[StoryId] = Counter()
        limit = max(_TELLING_WORD, len(self._stories) // 50)
        for word, weight in weights.items():
            having = self._by_word.get(word, ())
            if len(having) <= limit:
                for known in having:
                    shared[known] += weight * weight  # type: ignore[assignment]
        best = heapq.nlargest(_CLOSELY + 8, shared.items(), key=lambda pair: (pair[1], pair[0]))
        return [known for known, _ in best if known != but and self._stories[known].seen_at >= since][
            :_CLOSELY
        ]

    def _cosine(self, weights: Mapping[str, float], length: float, other: Mapping[str, float]) -> float:
        dot = square = 0.0
        for word, often in other.items():
            weight = often * self.rarity(word)
            square += weight * weight
            dot += weight * weights.get(word, 0.0)
        return dot / (length * math.sqrt(square)) if dot else 0.0


def same_story(story: Story, recent: Recent, now: datetime) -> Sameness:
    """Whether the story is new, one more outlet's telling of a known one, or real news on it."""
    roundup = is_roundup(story.title)
    best: tuple[float, StoryId, _Known] | None = None
    for like, known_id, known in recent.likeness(story, now - LOOK_BACK):
        if (roundup or known.roundup) and like < SAME_ROUNDUP:
            continue
        if best is None or (like, known_id) > best[:2]:
            best = like, known_id, known
    if best is None or best[0] < DEVELOPMENT:
        return NewStory()
    like, known_id, known = best
    if turns(story, known.words, known.seen_at):
        return DevelopmentOf(known_id)
    return SameAs(known_id) if like >= SAME else NewStory()
