"""Mute a story or a topic: the buttons under an alert, and /mute. /settings unmutes."""

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from bot.errors import UsageError
from bot.messages.render.dates import day
from bot.messages.render.parts import mute_topics_keyboard
from bot.messages.render.presses import Verb, topic_of_sign
from bot.messages.render.talk import in_a_row, render_sentence
from bot.messages.render.text import button_text
from bot.model.conversation import Reply, Request, Say, Toast
from bot.model.ids import InterestKey, read_code
from bot.model.message import Press
from bot.model.story import Story
from bot.model.subscription import ALL_TOPICS
from handlers.chat import Chat, open_chat
from handlers.link import find_link
from handlers.names import read_topics
from handlers.presses import edits, pressed_of
from handlers.services import Services
from handlers.story import with_keyboard
from handlers.telling import reached, story_meant, story_message, story_under, titles

#: How long a topic is muted where nobody says how long, and at most.
_TOPIC_MUTED, _LONGEST = timedelta(days=7), timedelta(days=365)
#: Of a number of hours, days or weeks; one with more is longer than a year.
_DIGITS = 4
#: A list of muted stories is no archive: the oldest are let go.
_MUTED = 200
_AGE = re.compile(r"(?P<what>.*?)\s*\b(?P<n>[0-9]+)\s*(?P<unit>[hdw])", re.DOTALL | re.IGNORECASE)
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


async def mute(request: Request, services: Services) -> Reply:
    """/mute 4K7Q, /mute in reply to an alert, /mute spyware 7d."""
    chat = await open_chat(request, services)
    text = request.text.strip()
    if chat.stored is None:
        return Say(render_sentence(chat.t("Nothing is sent here anyway.")), reply=True)
    if not text and request.reply_to is None:
        raise UsageError(chat.t("Mute what? A story by its code, or a topic and for how long."))
    if not text or read_code(text) is not None or find_link(text):
        story = await story_meant(request, find_link(text) or text, chat.view, services)
        if story is not None:
            await mute_story(story, chat, services)
            said = (chat.t("Muted: nothing more of this story."), chat.t("/settings unmutes."))
            return Say(render_sentence(*said, keyboard=_unmute(chat)), reply=True)
        if not text:
            raise UsageError(chat.t("That is no alert of mine: answer one with /mute, or name its code."))
    what, length = _read_age(text, chat)
    topics = read_topics(what, services.topics, chat.t, "mute")
    if ALL_TOPICS in topics:
        watches = {watch.key for watch in chat.view.watches}
        topics = frozenset({topic.name for topic in services.topics} | watches)
        named = chat.t("Everything")
    else:
        title = titles(chat.view, chat.t, services)
        named = in_a_row(sorted(title(key) for key in topics), chat.t)
    until = await _mute_topics(topics, length, chat, services)
    said = (
        chat.t("{topics}: muted until {day}.", topics=named, day=day(chat.t, until)),
        chat.t("/settings unmutes."),
    )
    return Say(render_sentence(*said, keyboard=_unmute(chat)), reply=True)


def _unmute(chat: Chat) -> list[list[Press]]:
    return [[Press(button_text(chat.t("Unmute all")), f"{Verb.SETTING}:unmute")]]


def _read_age(text: str, chat: Chat) -> tuple[str, timedelta]:
    """What is muted, and for how long: "spyware 7d", "press freedom 2w"; a week where it is not said."""
    form = _AGE.fullmatch(text)
    if form is None:
        return text, _TOPIC_MUTED
    if len(form["n"]) > _DIGITS:
        raise UsageError(
            chat.t("That is too long: at most a year."), corrected=f"/mute {form['what'].strip()} 7d"
        )
    length = int(form["n"]) * _UNITS[form["unit"].lower()]
    if not timedelta(0) < length <= _LONGEST:
        raise UsageError(
            chat.t("Between one hour and a year, please."), corrected=f"/mute {form['what'].strip()} 7d"
        )
    return form["what"], length


async def press_mute_story(request: Request, services: Services) -> Reply:
    """Press: nothing more of this story: no development, no correction."""
    chat = await open_chat(request, services)
    story = await story_under(request, pressed_of(request), chat.view, services)
    if story is None:
        return Toast(chat.t("This story is not here any more."), alert=True)
    if chat.stored is None:
        return Toast(chat.t("Nothing is sent here anyway."))
    await mute_story(story, chat, services)
    return (
        edits(story_message(story, chat.view, chat.t, services), request),
        Toast(chat.t("Muted: nothing more of this story.")),
    )


async def mute_story(story: Story, chat: Chat, services: Services) -> None:
    muted = chat.view.muted_stories
    if len(muted) >= _MUTED:
        muted = frozenset(sorted(muted)[1 - _MUTED :])
    await services.store.subscriptions.put(replace(chat.view, muted_stories=muted | {story.id}))


async def press_mute_topic(request: Request, services: Services) -> Reply:
    """Press: which topic to mute, or that one. For a week; /settings unmutes."""
    chat = await open_chat(request, services)
    pressed = pressed_of(request)
    story = await story_under(request, pressed, chat.view, services)
    if pressed is None or story is None:
        return Toast(chat.t("This story is not here any more."), alert=True)
    if chat.stored is None:
        return Toast(chat.t("Nothing is sent here anyway."))
    interests = reached(story, chat.view)
    title = titles(chat.view, chat.t, services)
    if not pressed.extra:
        keyboard = mute_topics_keyboard(story, interests, chat.t, topic_title=title)
        return edits(with_keyboard(story, keyboard, chat, services), request)
    topic = topic_of_sign(pressed.extra, interests)
    if topic is None:
        return Toast(chat.t("This topic is not here any more."))
    await _mute_topics({topic}, _TOPIC_MUTED, chat, services)
    return (
        edits(story_message(story, chat.view, chat.t, services), request),
        Toast(chat.t("{topic} is muted for a week. /settings unmutes.", topic=title(topic))),
    )


async def _mute_topics(
    topics: Collection[InterestKey], length: timedelta, chat: Chat, services: Services
) -> datetime:
    now = services.clock.now()
    muted = {key: until for key, until in chat.view.muted_topics.items() if until > now}
    muted |= dict.fromkeys(topics, now + length)
    await services.store.subscriptions.put(replace(chat.view, muted_topics=muted))
    return now + length
