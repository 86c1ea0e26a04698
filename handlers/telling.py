"""A story as a chat sees it, and the story that somebody means."""

from dataclasses import replace

from bot.messages.render.alert import render_story
from bot.messages.render.parts import ForChat, TopicTitle
from bot.messages.render.presses import Pressed
from bot.model.conversation import Request
from bot.model.entry import NotTold, WhyNot
from bot.model.ids import InterestKey, StoryCode, alert_id, is_watch, read_code
from bot.model.message import Message
from bot.model.poll import TellingNote
from bot.model.story import Story
from bot.model.subscription import Subscription
from bot.model.visible import may_know
from bot.model.words import Translator
from bot.stories.tell import not_told
from handlers.services import Services


def titles(subscription: Subscription, t: Translator, services: Services) -> TopicTitle:
    """What the chat reads for a topic, or for a watch of its own."""
    names = {topic.name: topic.title(t.language) for topic in services.topics}
    names |= {watch.key: watch.text for watch in subscription.watches}

    def title(key: InterestKey) -> str:
        return names.get(key, t("deleted since") if is_watch(key) else key)

    return title


def reached(story: Story, subscription: Subscription) -> tuple[InterestKey, ...]:
    """The chat's interests that the story reached, the strongest first; what it reached at all if none of them."""
    all_reached = story.interests(subscription.sensitivity.threshold)
    wanted = tuple(key for key in all_reached if subscription.wants(key))
    topics = tuple(key for key in all_reached if not is_watch(key))
    return wanted or topics or tuple(key for key in story.interests(0.0) if not is_watch(key))[:1]


def as_seen(story: Story, subscription: Subscription) -> Story:
    """The story without other chats' watches: what somebody watches for is nobody else's business."""
    scores = {
        key: score for key, score in story.scores.items() if not is_watch(key) or subscription.wants(key)
    }
    return replace(story, scores=scores) if len(scores) < len(story.scores) else story


def story_message(story: Story, subscription: Subscription, t: Translator, services: Services) -> Message:
    """The alert of a story, as it would stand in this chat."""
    return render_story(
        story,
        reached(story, subscription),
        ForChat.of(subscription),
        t,
        topic_title=titles(subscription, t, services),
    )


def own_watches(subscription: Subscription) -> frozenset[InterestKey]:
    return frozenset(watch.key for watch in subscription.watches)


async def known(story: Story | None, subscription: Subscription, services: Services) -> Story | None:
    """The story, if this chat may know of it: a topic tells it, a watch of the chat found it, or it was sent there.

    What only others' watches found would say what they watch for: it is answered as if it were no story.
    """
    if story is None or may_know(story, own_watches(subscription)):
        return story
    alert = await services.store.outbox.get(alert_id(story.id, subscription.chat))
    return story if alert is not None and alert.message_ids else None


async def story_of_code(code: StoryCode, view: Subscription, services: Services) -> Story | None:
    return await known(await services.store.stories.by_code(code), view, services)


async def story_of_link(url: str, view: Subscription, services: Services) -> Story | None:
    return await known(await services.store.stories.by_url(url), view, services)


async def story_under(
    request: Request, pressed: Pressed | None, view: Subscription, services: Services
) -> Story | None:
    """The story of the message pressed in; two stories may share a code, so the message goes first."""
    if pressed is None:
        return None
    if request.message_id is not None:
        story = await services.store.stories.by_message(request.chat, request.message_id)
        if story is not None and pressed.code in (None, story.code):
            return story
    return await story_of_code(pressed.code, view, services) if pressed.code is not None else None


async def story_meant(request: Request, text: str, view: Subscription, services: Services) -> Story | None:
    """The story of a code, a link, or of the alert that was replied to."""
    code = read_code(text) if text else None
    if code is not None:
        return await story_of_code(code, view, services)
    if text:
        return await story_of_link(text, view, services)
    if request.reply_to is not None:
        return await services.store.stories.by_message(request.chat, request.reply_to)
    return None


async def why_untold(note: TellingNote, services: Services) -> NotTold:
    """Why an entry is in no story that its asker may know of."""
    if note.not_told is not None:
        return note.not_told
    hidden = await services.store.stories.get(note.story) if note.story is not None else None
    return not_told(hidden) if hidden is not None else NotTold(WhyNot.NO_INTEREST)
