"""What chats say of stories: off topic, should have come. Counted with the story; who said it is kept nowhere."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.messages.render.asked import below
from bot.messages.render.judged import Doubt, render_missed, render_should_have_come
from bot.messages.render.text import Markup
from bot.model.conversation import OneReply, Reply, Request, Say, Toast
from bot.model.entry import NotTold
from bot.model.ids import ChatId, InterestKey, read_code
from bot.model.interest import Sensitivity
from bot.model.story import Judgement, Place, Story
from bot.model.words import Translator
from handlers.chat import Chat, open_chat
from handlers.presses import edits, rest_of
from handlers.services import Services
from handlers.telling import story_message, story_of_code, why_untold

#: From so many judgements on, and such a share of them off topic, a term is in doubt.
_ENOUGH, _MOSTLY = 3, 2 / 3
_LOOK_BACK = timedelta(days=30)
#: Evidence that reaches "balanced": one term of weight 1, or two of 0.5 (bot.model.interest.Term).
_DECIDES = 1.0


async def judge_story(story: Story, judgement: Judgement, chat: ChatId, services: Services) -> Story:
    """The story with one more of these judgements; unchanged if this chat said so before."""
    if not services.judging.first(chat, f"{judgement}:{story.id}"):
        return story
    # As it stands now: an outlet may have joined since it was shown.
    now = await services.store.stories.get(story.id) or story
    judged = {**now.judged, judgement.value: now.judged.get(judgement.value, 0) + 1}
    changed = replace(now, judged=judged)
    await services.store.stories.change(changed)
    return changed


async def press_not_for_us(request: Request, services: Services) -> Reply:
    """Press: off topic for this chat; counted, the operators are not told. `nu:<code>`."""
    chat = await open_chat(request, services)
    story = await _story(rest_of(request), chat, services)
    if story is None:
        return Toast(chat.t("This story is not here any more."), alert=True)
    await judge_story(story, Judgement.OFF_TOPIC, request.chat, services)
    return (
        edits(story_message(story, chat.view, chat.t, services), request),
        Toast(chat.t("Counted, without saying who.")),
    )


async def press_missed(request: Request, services: Services) -> Reply:
    """Press: Should have come. `sc:<code>` of a story, `sc:<address>` of an entry that became none."""
    chat = await open_chat(request, services)
    rest = rest_of(request)
    story = await _story(rest, chat, services)
    url = services.longer.unfold(rest)
    note = await services.store.entries.by_url(url) if story is None and url else None
    if story is None and note is None:
        return Toast(chat.t("Please ask about it again."), alert=True)
    if services.reports.wait(request.chat) > 0:
        return Toast(chat.t("Thank you. That is enough for now."))
    told: list[OneReply] = [Toast(chat.t("Thank you. It is counted, without saying who."))]
    if story is not None:
        before = story
        story = await judge_story(story, Judgement.SHOULD_HAVE_COME, request.chat, services)
        if story is before:
            return told
    for operator, t in await _operators(services):
        if story is not None:
            times = story.judged.get(Judgement.SHOULD_HAVE_COME, 0)
            why = _why_not_story(story, t, services)
            told.append(Say(render_should_have_come(story, why, t, times=times), chat=operator))
        elif note is not None:
            why = _why_not_entry(await why_untold(note, services), t, services)
            told.append(
                Say(render_missed(note.entry.link or url or "", note.entry.title, why, t), chat=operator)
            )
    return told


async def _story(code: str, chat: Chat, services: Services) -> Story | None:
    read = read_code(code)
    return await story_of_code(read, chat.view, services) if read is not None else None


async def _operators(services: Services) -> Sequence[tuple[ChatId, Translator]]:
    found = []
    for operator in sorted(services.instance.operators):
        known = await services.store.subscriptions.get(ChatId(operator))
        found.append((ChatId(operator), services.translator(known.language if known else "en")))
    return found


def _why_not_story(story: Story, t: Translator, services: Services) -> Sequence[Markup | str]:
    names = _names(t, services)
    topics = [(key, score) for key, score in story.scores.items() if not key.startswith("watch:")]
    key, score = max(topics, key=lambda pair: pair[1], default=(None, 0.0))
    nearest = names.get(key, key) if key else None
    return below(nearest, score, terms_of(story, key), Sensitivity.BALANCED.threshold, t, all_terms=True)


def _why_not_entry(why: NotTold, t: Translator, services: Services) -> Sequence[Markup | str]:
    nearest = _names(t, services).get(InterestKey(why.nearest), why.nearest) if why.nearest else None
    terms = [why.term] if why.term else []
    return below(nearest, why.score, terms, Sensitivity.BALANCED.threshold, t, all_terms=False)


def _names(t: Translator, services: Services) -> Mapping[InterestKey, str]:
    return {topic.name: topic.title(t.language) for topic in services.topics}


def terms_of(story: Story, key: InterestKey | None) -> list[str]:
    """The terms that spoke for an interest, the strongest first, the headline's before the text's."""
    ranked = sorted(
        (match for match in story.matches if match.interest == key),
        key=lambda match: (-match.weight, match.place is not Place.TITLE, match.start),
    )
    return list(dict.fromkeys(match.term for match in ranked))


# ── terms in doubt ──────────────────────────────────────────────────────────────────────────────────────────


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
    names = _names(t, services)
    return [
        _doubt(topic, term, judgements, off, spoke, names)
        for (topic, term), (judgements, off) in sorted(_useless(spoke).items(), key=lambda pair: -pair[1][1])
    ]


def _spoke(story: Story) -> _Spoke | None:
    if story.quiet or story.withdrawn is not None:
        return None
    ranked = [key for key in story.interests(0.0) if not key.startswith("watch:")]
    if not ranked:
        return None
    best = ranked[0]
    terms = terms_of(story, best)
    if not terms:
        return None
    reached = [key for key in story.interests(Sensitivity.BALANCED.threshold) if not key.startswith("watch:")]
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
