"""What chats' judgements say of the terms: those that mostly bring what nobody wants, and those that were not enough."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.messages.render.judged import Doubt, Missed
from bot.model.ids import InterestKey, is_watch
from bot.model.interest import Sensitivity
from bot.model.story import Judgement, Story
from bot.model.words import Translator
from handlers.judged import names_of, terms_of
from handlers.services import Services
from handlers.telling import why_untold

#: From so many judgements on, and such a share of them off topic, a term is in doubt.
_ENOUGH, _MOSTLY = 3, 2 / 3
_LOOK_BACK = timedelta(days=30)
#: Evidence that reaches "balanced": one term of weight 1, or two of 0.5 (bot.model.interest.Term).
_DECIDES = 1.0


async def terms_missed(services: Services, t: Translator) -> list[Missed]:
    """The nearest term of each entry or story of the last 30 days that should have come, the most often missed first."""
    missed: Counter[tuple[str | None, str]] = Counter()
    for note in await services.store.entries.judged():
        why = await why_untold(note, services)
        missed[why.term, why.nearest or ""] += note.judged.get(Judgement.SHOULD_HAVE_COME, 0)
    async for story in await services.store.stories.since(services.clock.now() - _LOOK_BACK):
        times = story.judged.get(Judgement.SHOULD_HAVE_COME, 0)
        if times and (spoke := _spoke(story)) is not None:
            missed[spoke.strongest, spoke.topic] += times
    names = names_of(t, services)
    return [
        Missed(term, names.get(InterestKey(topic), topic), n)
        for (term, topic), n in missed.most_common()
        if n
    ]


@dataclass(frozen=True, slots=True)
class _Spoke:
    """Of one story: the topic it came for first, its strongest term, and what each term of it weighs."""

    came: bool
    only: bool
    topic: InterestKey
    strongest: str
    weights: Mapping[str, float]
    off_topic: int
    judgements: int


async def terms_in_doubt(services: Services, t: Translator) -> list[Doubt]:
    """Terms that are mostly judged useless, those judged most first; by the stories of the last 30 days."""
    after = services.clock.now() - _LOOK_BACK
    spoke = [
        one async for story in await services.store.stories.since(after) if (one := _spoke(story)) is not None
    ]
    names = names_of(t, services)
    return [
        _doubt(topic, term, judgements, off, spoke, names)
        for (topic, term), (judgements, off) in sorted(_useless(spoke).items(), key=lambda pair: -pair[1][1])
    ]


def _spoke(story: Story) -> _Spoke | None:
    if story.quiet or story.withdrawn is not None:
        return None
    ranked = [key for key in story.interests(0.0) if not is_watch(key)]
    if not ranked:
        return None
    best = ranked[0]
    terms = terms_of(story, best)
    if not terms:
        return None
    reached = [key for key in story.interests(Sensitivity.BALANCED.threshold) if not is_watch(key)]
    weights: dict[str, float] = {}
    for match in story.matches:
        if match.interest == best:
            weights[match.term] = max(match.weight, weights.get(match.term, 0.0))
    off = story.judged.get(Judgement.OFF_TOPIC, 0)
    judgements = off + story.judged.get(Judgement.SHOULD_HAVE_COME, 0)
    return _Spoke(bool(reached), len(reached) == 1, best, terms[0], weights, off, judgements)


def _useless(spoke: Iterable[_Spoke]) -> dict[tuple[InterestKey, str], tuple[int, int]]:
    judgements: Counter[tuple[InterestKey, str]] = Counter()
    off_topic: Counter[tuple[InterestKey, str]] = Counter()
    for one in spoke:
        judgements[one.topic, one.strongest] += one.judgements
        off_topic[one.topic, one.strongest] += one.off_topic
    return {
        term: (n, off_topic[term])
        for term, n in judgements.items()
        if n >= _ENOUGH and off_topic[term] >= n * _MOSTLY
    }


def _doubt(
    topic: InterestKey,
    term: str,
    judgements: int,
    off_topic: int,
    spoke: Sequence[_Spoke],
    names: Mapping[InterestKey, str],
) -> Doubt:
    came = [one for one in spoke if one.came]
    gone = [one for one in came if one.only and one.topic == topic and _needs(one, term)]
    return Doubt(
        term,
        names.get(topic, topic),
        judgements,
        off_topic,
        stories=len(came),
        gone=len(gone),
        gone_off_topic=sum(1 for one in gone if one.off_topic),
    )


def _needs(one: _Spoke, term: str) -> bool:
    """Whether what is left of its evidence no longer decides."""
    rest = sum(weight for other, weight in one.weights.items() if other != term)
    return term in one.weights and rest < _DECIDES
