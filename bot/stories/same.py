"""Is it the same story? Looks back at the stories of the last seven days, by when their entries were seen. Pure.

Two tellings are alike by the cosine of their words, each weighed by how few of the recent stories have it. A telling
goes to the story whose tellings it is most like: the nearest counts, and so does how like it the next ones are. Days
between two tellings, the same outlet, and figures of which none agrees speak against them (same_telling).
"""

import heapq
import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain

from bot.model.ids import StoryId
from bot.model.story import DevelopmentOf, NewStory, SameAs, Sameness, Story
from bot.stories.same_names import Names
from bot.stories.same_telling import Telling, alike, lead_telling, tellings_of
from bot.stories.same_turn import turns
from bot.stories.same_words import is_roundup

LOOK_BACK = timedelta(days=7)
#: How like a story's tellings a new one must be to be one of them; measured by tests/eval/same.py.
SAME = 0.225
#: A round-up is only joined by its own repeats.
SAME_ROUNDUP = 0.7
#: How like a telling must be to be real news on the story, if it says that something turned.
DEVELOPMENT = 0.19
#: Share of the next nearest tellings in how like a story a telling is, and how many they are.
_OTHERS, _NEAREST = 0.6, 5
# Before any story was seen: so many stories in which a word stands with that probability.
_IMAGINED, _USUAL = 300, 0.001
#: Tellings kept of a story: the first and the last ones.
_KEPT = 48
# Stories looked at closely, and how many stories may share a word for it to suggest them.
_CLOSELY, _TELLING_WORD = 8, 60
#: Words of a telling that suggest stories, the most telling ones.
_TELLING_WORDS = 24
_LOG_USUAL = math.log(0.3 + _IMAGINED * _USUAL)


@dataclass(slots=True)
class _Known:
    """A recent story as the index holds it."""

    seen_at: datetime
    roundup: bool
    #: The first story, if it is a development; else itself.
    first: StoryId
    tellings: list[Telling]
    #: All their words.
    words: Collection[str] = ()
    #: All the countries they name.
    countries: frozenset[str] = frozenset()
    #: Word → number of the telling, and how much it stands there; made when it is first looked at closely.
    places: dict[str, list[tuple[int, float]]] = field(default_factory=dict)
    #: Among how many stories the tellings' lengths were measured.
    among: int = 0

    def __post_init__(self) -> None:
        lead, *others = (telling.words for telling in self.tellings)
        self.words = {*lead, *chain.from_iterable(others)} if others else lead
        self.countries = frozenset().union(*(telling.about.mentioned for telling in self.tellings))


class Recent:
    """The stories of the last seven days, in memory; brought up to date with what changed in the store."""

    def __init__(self) -> None:
        self._stories: dict[StoryId, _Known] = {}
        self._by_word: dict[str, set[StoryId]] = defaultdict(set)
        self._names = Names()

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
        before = self._stories.get(story.id)
        self._forget(story.id)
        # With each outlet that joins only its own telling is read, not those of all the others again.
        tellings = tellings_of(story, _KEPT, before.tellings if before is not None else ())
        known = _Known(story.seen_at, is_roundup(story.title), story.development_of or story.id, tellings)
        known.among = before.among if before is not None else 0
        self._stories[story.id] = known
        for word in known.words:
            self._by_word[word].add(story.id)
        self._names.add(story)

    def _forget(self, story: StoryId) -> None:
        known = self._stories.pop(story, None)
        self._names.forget(story)
        for word in known.words if known is not None else ():
            having = self._by_word[word]
            having.discard(story)
            if not having:
                del self._by_word[word]

    def _weighed(self, words: Mapping[str, float]) -> tuple[dict[str, float], float]:
        """Each word by how much it tells (the logarithm of how few recent stories have it); the length of them all."""
        by_word = self._by_word
        usual = 0.3 + _IMAGINED * _USUAL
        among = math.log(len(self._stories) + _IMAGINED + 1)
        weighed = {}
        square = 0.0
        for word, often in words.items():
            having = by_word.get(word)
            rarity = among - (math.log(len(having) + usual) if having else _LOG_USUAL)
            weight = often * max(0.05, rarity)
            weighed[word] = weight
            square += weight * weight
        return weighed, math.sqrt(square)

    def likeness(self, story: Story, since: datetime) -> Iterator[tuple[float, StoryId, _Known]]:
        """The stories that share telling words with this one, and how like their tellings it is."""
        telling = lead_telling(story)
        weights, telling.length = self._weighed(telling.words)
        # What a word weighs in both, so that a telling has only to add up how much it has of it.
        both = {word: weight * weight / telling.words[word] for word, weight in weights.items()}
        for candidate in self._candidates(weights, story.id, since):
            known = self._stories[candidate]
            near = sorted(self._likenesses(telling, both, known), reverse=True)[:_NEAREST]
            yield (1 - _OTHERS) * near[0] + _OTHERS * sum(near) / len(near), candidate, known

    def elsewhere(self, story: Story, since: datetime) -> StoryId | None:
        """The story that outlets in other languages tell with the same names and numbers."""
        for known in self._names.elsewhere(story):
            if self._stories[known].seen_at >= since and not self._stories[known].roundup:
                return known
        return None

    def _candidates(self, weights: Mapping[str, float], but: StoryId, since: datetime) -> list[StoryId]:
        shared: dict[StoryId, float] = {}
        limit = max(_TELLING_WORD, len(self._stories) // 100)
        telling = heapq.nlargest(_TELLING_WORDS, weights.items(), key=lambda pair: (pair[1], pair[0]))
        for word, weight in telling:
            having = self._by_word.get(word, ())
            if len(having) <= limit:
                worth = weight * weight
                for known in having:
                    shared[known] = shared.get(known, 0.0) + worth
        best = heapq.nlargest(_CLOSELY + 8, shared.items(), key=lambda pair: (pair[1], pair[0]))
        return [known for known, _ in best if known != but and self._stories[known].seen_at >= since][
            :_CLOSELY
        ]

    def _likenesses(self, telling: Telling, both: Mapping[str, float], known: _Known) -> list[float]:
        """How like the story's tellings it is, those whose words are nearest."""
        self._prepare(known)
        dots = [0.0] * len(known.tellings)
        for word in filter(known.places.__contains__, both):
            worth = both[word]
            for number, often in known.places[word]:
                dots[number] += worth * often
        cosines = [
            (dot / (telling.length * other.length) if dot else 0.0, number)
            for number, (dot, other) in enumerate(zip(dots, known.tellings, strict=True))
        ]
        cosines.sort(reverse=True)
        return [
            cosine * telling.holds(known.tellings[number], known.countries)
            for cosine, number in cosines[: 2 * _NEAREST]
        ]

    def _prepare(self, known: _Known) -> None:
        """What looking closely needs; few of the stories are ever looked at."""
        if not known.places:
            for number, telling in enumerate(known.tellings):
                for word, often in telling.words.items():
                    known.places.setdefault(word, []).append((number, often))
        # What words weigh changes slowly: weighing them all again each time would be most of the work.
        stale = abs(len(self._stories) - known.among) > 0.05 * (known.among + _IMAGINED)
        for telling in known.tellings:
            if stale or not telling.length:
                telling.length = self._weighed(telling.words)[1]
        if stale:
            known.among = len(self._stories)


def same_story(story: Story, recent: Recent, now: datetime) -> Sameness:
    """Whether the story is new, one more outlet's telling of a known one, or real news on it."""
    roundup = is_roundup(story.title)
    best: tuple[float, StoryId, _Known] | None = None
    for like, known_id, known in recent.likeness(story, now - LOOK_BACK):
        if (roundup or known.roundup) and like < SAME_ROUNDUP:
            continue
        if best is None or (like, known_id) > best[:2]:
            best = like, known_id, known
    if best is not None and best[0] >= DEVELOPMENT and turns(story, best[2].words, best[2].seen_at):
        return DevelopmentOf(best[2].first)
    if best is not None and best[0] >= SAME:
        return DevelopmentOf(best[2].first) if _taken_back(story, best[2]) else SameAs(best[1])
    elsewhere = None if roundup else recent.elsewhere(story, now - LOOK_BACK)
    return NewStory() if elsewhere is None else SameAs(elsewhere)


def _taken_back(story: Story, known: _Known) -> bool:
    """Whether the headline says that what another says is not so, or that it is; if none of the story's said that."""
    own = lead_telling(story)
    return all(own.about.reversed != other.about.reversed for other in known.tellings) and any(
        alike(own.about.title, other.about.title) for other in known.tellings
    )
