"""The stories of the last seven days, and which of them a telling is most like. Pure.

Two tellings are alike by the cosine of their words, each weighed by how few of the recent stories have it. A telling
goes to the story whose tellings it is most like: the nearest counts, and so does how like it the next ones are. Days
between two tellings, the same outlet, and figures of which none agrees speak against them (same_telling).
"""

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import is_

from bot.model.ids import StoryId
from bot.model.story import Story
from bot.stories.same_kind import SAME_ROUNDUP, is_roundup
from bot.stories.same_names import Names
from bot.stories.same_telling import OTHER_MARKS, Telling, tellings_of

LOOK_BACK = timedelta(days=7)
#: Share of the next nearest tellings in how like a story a telling is, and how many they are.
_OTHERS, _NEAREST = 0.6, 5
# Before any story was seen: so many stories in which a word stands with that probability; what is added to how many
# stories have a word.
_IMAGINED, _USUAL = 300, 0.001
_USUALLY = 0.3 + _IMAGINED * _USUAL
#: Tellings kept of a story: the first and the last ones.
_KEPT = 32
# Stories looked at closely, and how many stories may share a word for it to suggest them.
_CLOSELY, _TELLING_WORD = 6, 60
#: Words of a telling that suggest stories, the most telling ones.
_TELLING_WORDS = 24
# Lengths are measured anew when the stories have become so much more or fewer.
_STALE = 0.05


@dataclass(slots=True)
class Known:
    """A recent story as the index holds it."""

    id: StoryId
    seen_at: datetime
    roundup: bool
    #: The first story, if it is a development; else itself.
    first: StoryId
    tellings: list[Telling]
    #: All their words, with the most that each stands in any telling.
    words: Mapping[str, float]
    # Among how many stories the tellings' lengths were measured.
    _among: int

    def unmeasured(self, among: int) -> list[Telling]:
        """Tellings whose length is to be measured among so many stories; what words weigh changes slowly."""
        if abs(among - self._among) > _STALE * (self._among + _IMAGINED):
            self._among = among
            return self.tellings
        return [telling for telling in self.tellings if not telling.length]

    def stands_against(self, telling: Telling, number: int) -> float:
        """The share that stays of how like one of its tellings another is."""
        own = self.tellings[number]
        share = telling.holds(own, frozenset() if own.about.countries else self.countries())
        return share * OTHER_MARKS if telling.apart(own, self.tellings) else share

    def countries(self) -> frozenset[str]:
        """All that its tellings name."""
        return frozenset().union(*(telling.about.mentioned for telling in self.tellings))


class Recent:
    """The stories of the last seven days, in memory; brought up to date with what changed in the store."""

    def __init__(self) -> None:
        self._stories: dict[StoryId, Known] = {}
        self._by_word: dict[str, set[StoryId]] = defaultdict(set)
        self._names = Names()
        # A heap, the oldest first.
        self._by_age: list[tuple[datetime, StoryId]] = []
        # Logarithms of how many stories have a word, by their number.
        self._logs = [math.log(_USUALLY)]

    def __len__(self) -> int:
        return len(self._stories)

    def sync(self, stories: Sequence[Story], now: datetime) -> None:
        """Take the new and changed stories; forget what is older than seven days."""
        oldest = now - LOOK_BACK
        for story in stories:
            if story.seen_at >= oldest:
                self.add(story)
        while self._by_age and self._by_age[0][0] < oldest:
            _, known = heapq.heappop(self._by_age)
            self._forget(known)

    def add(self, story: Story) -> None:
        """A new story, or a known one as it now stands."""
        known = self._stories.get(story.id)
        read = known.tellings if known is not None else []
        tellings = tellings_of(story, _KEPT, read)
        # With each outlet that joins only its own telling is read, not those of all the others again.
        if known is not None and len(tellings) >= len(read) and all(map(is_, read, tellings)):
            new = _words_of(tellings[len(read) :])
            known.tellings = tellings
            if new:
                known.words = {
                    **known.words,
                    **{word: max(new[word], known.words.get(word, 0.0)) for word in new},
                }
        else:
            self._forget(story.id)
            new = _words_of(tellings)
            known = Known(story.id, story.seen_at, False, story.id, tellings, new, len(self._stories))
            self._stories[story.id] = known
            heapq.heappush(self._by_age, (story.seen_at, story.id))
        self._index(story.id, new)
        known.seen_at, known.roundup = story.seen_at, is_roundup(story.title)
        known.first = story.development_of or story.id
        self._names.add(story.id, [telling.written for telling in tellings])

    def _index(self, story: StoryId, words: Iterable[str]) -> None:
        by_word = self._by_word
        for word in words:
            by_word[word].add(story)
        while len(self._logs) <= len(self._stories):
            self._logs.append(math.log(len(self._logs) + _USUALLY))

    def _forget(self, story: StoryId) -> None:
        known = self._stories.pop(story, None)
        self._names.forget(story)
        for word in known.words if known is not None else ():
            having = self._by_word[word]
            having.discard(story)
            if not having:
                del self._by_word[word]

    def likest(
        self, story: Story, telling: Telling, since: datetime, least: float
    ) -> tuple[float, Known] | None:
        """The story whose tellings this one is most like, and how like; None if it is `least` like none."""
        weights = dict(zip(telling.words, self._weights(telling.words), strict=True))
        telling.length = math.hypot(*weights.values())
        # What a word weighs in both, so that a telling has only to add up how much it has of it.
        both = {word: weight * weight / telling.words[word] for word, weight in weights.items()}
        candidates = self._candidates(weights, story.id, since)
        by_words = sorted(
            ((self._at_most(telling, both, known), known.id) for known in candidates), reverse=True
        )
        roundup = is_roundup(story.title)
        best: tuple[float, StoryId] | None = None
        # Tellings are only looked at one by one, and what speaks against them, while they could be the likest.
        for at_most, known_id in by_words:
            enough = least if best is None else best[0]
            if at_most < enough:
                break
            known = self._stories[known_id]
            cosines = _cosines(telling, both, known)
            if _likeness([cosine for cosine, _ in cosines]) < enough:
                continue
            like = _likeness([cosine * known.stands_against(telling, number) for cosine, number in cosines])
            wanted = SAME_ROUNDUP if roundup or known.roundup else least
            if like >= wanted and (best is None or (like, known_id) > best):
                best = like, known_id
        return None if best is None else (best[0], self._stories[best[1]])

    def elsewhere(self, story: Story, telling: Telling, since: datetime) -> StoryId | None:
        """The story that outlets in other languages tell with the same names and numbers, of no other country."""
        for known_id in self._names.elsewhere(story.id, telling.written):
            known = self._stories[known_id]
            if known.seen_at < since or known.roundup:
                continue
            where, countries = telling.about, known.countries()
            if not all(where.elsewhere(other.about, countries) for other in known.tellings):
                return known_id
        return None

    def _weights(self, words: Mapping[str, float]) -> list[float]:
        """How much each word tells: the logarithm of how few recent stories have it."""
        having, logs = self._by_word.get, self._logs
        among = math.log(len(self._stories) + _IMAGINED + 1)
        return [often * (among - logs[len(having(word, ()))]) for word, often in words.items()]

    def _candidates(self, weights: Mapping[str, float], but: StoryId, since: datetime) -> list[Known]:
        shared: dict[StoryId, float] = {}
        limit = max(_TELLING_WORD, len(self._stories) // 100)
        for weight, word in heapq.nlargest(_TELLING_WORDS, zip(weights.values(), weights, strict=True)):
            having = self._by_word.get(word, ())
            if len(having) <= limit:
                worth = weight * weight
                for story in having:
                    shared[story] = shared.get(story, 0.0) + worth
        best = heapq.nlargest(_CLOSELY + 8, zip(shared.values(), shared, strict=True))
        found = [self._stories[story] for _, story in best if story != but]
        return [known for known in found if known.seen_at >= since][:_CLOSELY]

    def _at_most(self, telling: Telling, both: Mapping[str, float], known: Known) -> float:
        """How like the story's tellings are at the very most: as if one had all their words, and no others."""
        for unmeasured in known.unmeasured(len(self._stories)):
            unmeasured.length = math.hypot(*self._weights(unmeasured.words))
        words = known.words
        dot = sum([worth * words[word] for word, worth in both.items() if word in words])
        if not dot:
            return 0.0
        shortest = min([other.length for other in known.tellings if other.length])
        # A hair more, for what rounding takes away.
        return 1.000001 * dot / (telling.length * shortest)


def _cosines(telling: Telling, both: Mapping[str, float], known: Known) -> list[tuple[float, int]]:
    """How like the story's tellings are by their words, the likest ones, each with its number."""
    shared = [(word, worth) for word, worth in both.items() if word in known.words]
    cosines = []
    for number, other in enumerate(known.tellings):
        words = other.words
        dot = sum([worth * words[word] for word, worth in shared if word in words])
        cosines.append((dot / (telling.length * other.length) if dot else 0.0, number))
    return sorted(cosines, reverse=True)[: 2 * _NEAREST]


def _words_of(tellings: Sequence[Telling]) -> Mapping[str, float]:
    # The words of the only one are not held twice.
    if len(tellings) == 1:
        return tellings[0].words
    most: dict[str, float] = {}
    for telling in tellings:
        for word, often in telling.words.items():
            if often > most.get(word, 0.0):
                most[word] = often
    return most


def _likeness(cosines: list[float]) -> float:
    """How like a story a telling is that is so like its tellings."""
    near = sorted(cosines, reverse=True)[:_NEAREST]
    return (1 - _OTHERS) * near[0] + _OTHERS * sum(near) / len(near)
