"""A story as a chat sees it, and the story that somebody means."""

from dataclasses import replace

from bot.messages.render.alert import render_story
from bot.messages.render.parts import ForChat, TopicTitle
from bot.messages.render.presses import Pressed
from bot.model.conversation import Request
from bot.model.ids import InterestKey, read_code
from bot.model.message import Message
from bot.model.story import Story
from bot.model.subscription import Subscription
from bot.model.words import Translator
from handlers.services import Services


def titles(subscription: Subscription, t: Translator, services: Services) -> TopicTitle:
    """What the chat reads for a topic, or for a watch of its own."""
    names = {topic.name: topic.title(t.language) for topic in services.topics}
    names |= {watch.key: watch.text for watch in subscription.watches}

    def title(key: InterestKey) -> str:
        return names.get(key, key)

    return title


def reached(story: Story, subscription: Subscription) -> tuple[InterestKey, ...]:
    """The chat's interests that the story reached, the strongest first; what it reached at all if none of them."""
    all_reached = story.interests(subscription.sensitivity.threshold)
    wanted = tuple(key for key in all_reached if subscription.wants(key))
    topics = tuple(key for key in all_reached if not key.startswith("watch:"))
    return wanted or topics or tuple(key for key in story.interests(0.0) if not key.startswith("watch:"))[:1]


def as_seen(story: Story, subscription: Subscription) -> Story:
    """The story without other chats' watches: what somebody watches for is nobody else's business."""
    scores = {
        key: score
        for key, score in story.scores.items()
        if not key.startswith("watch:") or subscription.wants(key)
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


async def story_under(request: Request, pressed: Pressed | None, services: Services) -> Story | None:
    """The story of the message pressed in; two stories may share a code, so the message goes first."""
    if pressed is None:
        return None
    if request.message_id is not None:
        story = await services.store.stories.by_message(request.chat, request.message_id)
        if story is not None and pressed.code in (None, story.code):
            return story
    return await services.store.stories.by_code(pressed.code) if pressed.code is not None else None


async def story_meant(request: Request, text: str, services: Services) -> Story | None:
    """The story of a code, a link, or of the alert that was replied to."""
    code = read_code(text) if text else None
    if code is not None:
        return await services.store.stories.by_code(code)
    if text:
        return await services.store.stories.by_url(text)
    if request.reply_to is not None:
        return await services.store.stories.by_message(request.chat, request.reply_to)
    return None
