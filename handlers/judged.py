"""What chats say of stories: off topic, should have come. Counted with the story; who said it is kept nowhere."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.messages.render.asked import below
from bot.messages.render.judged import render_missed, render_should_have_come
from bot.messages.render.text import Markup
from bot.model.conversation import OneReply, Reply, Request, Say, Toast
from bot.model.entry import NotTold
from bot.model.ids import ChatId, InterestKey, is_watch, read_code
from bot.model.interest import Sensitivity
from bot.model.poll import TellingNote
from bot.model.story import Judgement, Place, Story
from bot.model.words import Translator
from handlers.chat import Chat, open_chat
from handlers.presses import edits, rest_of
from handlers.services import Services
from handlers.telling import story_message, story_of_code, why_untold


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


async def _judge_entry(note: TellingNote, chat: ChatId, services: Services) -> TellingNote | None:
    """The entry with one more who says that it should have come; None if this chat said so before."""
    if not services.judging.first(chat, f"{Judgement.SHOULD_HAVE_COME}:{note.entry.id}"):
        return None
    return await services.store.entries.judge(note.entry.id, Judgement.SHOULD_HAVE_COME)


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
    elif note is not None:
        note = await _judge_entry(note, request.chat, services)
        if note is None:
            return told
    for operator, t in await _operators(services):
        if story is not None:
            times = story.judged.get(Judgement.SHOULD_HAVE_COME, 0)
            why = _why_not_story(story, t, services)
            told.append(Say(render_should_have_come(story, why, t, times=times), chat=operator))
        elif note is not None:
            why = _why_not_entry(await why_untold(note, services), t, services)
            told.append(
                Say(
                    render_missed(
                        note.entry.link or url or "",
                        note.entry.title,
                        why,
                        t,
                        times=note.judged.get(Judgement.SHOULD_HAVE_COME, 1),
                    ),
                    chat=operator,
                )
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
    names = names_of(t, services)
    topics = [(key, score) for key, score in story.scores.items() if not is_watch(key)]
    key, score = max(topics, key=lambda pair: pair[1], default=(None, 0.0))
    nearest = names.get(key, key) if key else None
    return below(nearest, score, terms_of(story, key), Sensitivity.BALANCED.threshold, t, all_terms=True)


def _why_not_entry(why: NotTold, t: Translator, services: Services) -> Sequence[Markup | str]:
    nearest = names_of(t, services).get(InterestKey(why.nearest), why.nearest) if why.nearest else None
    terms = [why.term] if why.term else []
    return below(nearest, why.score, terms, Sensitivity.BALANCED.threshold, t, all_terms=False)


def names_of(t: Translator, services: Services) -> Mapping[InterestKey, str]:
    """What topics are called."""
    return {topic.name: topic.title(t.language) for topic in services.topics}


def terms_of(story: Story, key: InterestKey | None) -> list[str]:
    """The terms that spoke for an interest, the strongest first, the headline's before the text's."""
    ranked = sorted(
        (match for match in story.matches if match.interest == key),
        key=lambda match: (-match.weight, match.place is not Place.TITLE, match.start),
    )
    return list(dict.fromkeys(match.term for match in ranked))
