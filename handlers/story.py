"""Buttons under an alert: quotes, outlets, why, mute, something is wrong; in the same message, with ‹ Back.

They go on working after a restart: the story is found by the message pressed in, or by its code.
"""

from dataclasses import replace
from datetime import timedelta

from bot.messages.render.operator import render_report
from bot.messages.render.parts import ForChat, menu_keyboard, mute_topics_keyboard, report_keyboard
from bot.messages.render.presses import Pressed, ReportKind, Verb, topic_of_sign
from bot.messages.render.story_screens import render_left_out, render_quotes, render_sources, render_why
from bot.messages.render.text import button_text
from bot.model.conversation import Edit, OneReply, Reply, Request, Say, Toast
from bot.model.ids import ChatId, InterestKey, alert_id
from bot.model.message import Keyboard, Message, Press
from bot.model.story import Story
from handlers.chat import Chat, open_chat
from handlers.presses import edits, pressed_of, trail_of, with_trail
from handlers.services import Services
from handlers.telling import reached, story_message, story_under, titles

#: How long a topic is muted by the button.
_TOPIC_MUTED = timedelta(days=7)
#: A list of muted stories is no archive: the oldest are let go.
_MUTED = 200


async def press_story(request: Request, services: Services) -> Reply:
    """Press: any screen of one story."""
    chat = await open_chat(request, services)
    pressed = pressed_of(request)
    story = await story_under(request, pressed, services)
    if pressed is None or story is None:
        return Toast(chat.t("This story is not here any more."), alert=True)
    if pressed.verb is Verb.BACK or story.withdrawn is not None:
        # Behind an old button too, what was withdrawn is not shown again.
        return Edit(opened(story, chat, services, trail_of(request)))
    if pressed.verb is Verb.REPORT:
        return await _report(story, pressed.extra, chat, request, services)
    return edits(await _screen(story, pressed, chat, request, services), request)


async def _screen(
    story: Story, pressed: Pressed, chat: Chat, request: Request, services: Services
) -> Message:
    view = ForChat.of(chat.view)
    match pressed.verb:
        case Verb.QUOTES:
            return render_quotes(story, view, chat.t, pressed.page)
        case Verb.LEFT_OUT:
            return render_left_out(story, view, chat.t, pressed.page)
        case Verb.SOURCES:
            return render_sources(story, view, chat.t, pressed.page)
        case Verb.WHY:
            alert = await services.store.outbox.get(alert_id(story.id, request.chat))
            title = titles(chat.view, chat.t, services)
            return render_why(story, alert, view, chat.t, topic_title=title)
        case _:
            return _with_keyboard(story, menu_keyboard(story, chat.t), chat, services)


def opened(story: Story, chat: Chat, services: Services, trail: str | None) -> Message:
    """The alert itself; opened from a list it has one row more, back to the list."""
    message = with_trail(story_message(story, chat.view, chat.t, services), trail)
    if trail is None:
        return message
    return replace(
        message, keyboard=(*message.keyboard, (Press(button_text(chat.t("‹ Back to the list")), trail),))
    )


def _with_keyboard(story: Story, keyboard: Keyboard, chat: Chat, services: Services) -> Message:
    return replace(story_message(story, chat.view, chat.t, services), keyboard=keyboard)


# ── mute ────────────────────────────────────────────────────────────────────────────────────────────────────


async def press_mute_story(request: Request, services: Services) -> Reply:
    """Press: nothing more of this story: no development, no correction."""
    chat = await open_chat(request, services)
    pressed = pressed_of(request)
    story = await story_under(request, pressed, services)
    if story is None:
        return Toast(chat.t("This story is not here any more."), alert=True)
    if chat.stored is None:
        return Toast(chat.t("Nothing is sent here anyway."))
    muted = chat.view.muted_stories
    if len(muted) >= _MUTED:
        muted = frozenset(sorted(muted)[1 - _MUTED :])
    await services.store.subscriptions.put(replace(chat.view, muted_stories=muted | {story.id}))
    return (
        edits(story_message(story, chat.view, chat.t, services), request),
        Toast(chat.t("Muted: nothing more of this story.")),
    )


async def press_mute_topic(request: Request, services: Services) -> Reply:
    """Press: which topic to mute, or that one. For a week; /settings unmutes."""
    chat = await open_chat(request, services)
    pressed = pressed_of(request)
    story = await story_under(request, pressed, services)
    if pressed is None or story is None:
        return Toast(chat.t("This story is not here any more."), alert=True)
    if chat.stored is None:
        return Toast(chat.t("Nothing is sent here anyway."))
    interests = reached(story, chat.view)
    if not pressed.extra:
        title = titles(chat.view, chat.t, services)
        keyboard = mute_topics_keyboard(story, interests, chat.t, topic_title=title)
        return edits(_with_keyboard(story, keyboard, chat, services), request)
    topic = topic_of_sign(pressed.extra, interests)
    if topic is None:
        return Toast(chat.t("This topic is not here any more."))
    return await _mute_topic(topic, story, chat, request, services)


async def _mute_topic(
    topic: InterestKey, story: Story, chat: Chat, request: Request, services: Services
) -> Reply:
    now = services.clock.now()
    muted = {key: until for key, until in chat.view.muted_topics.items() if until > now}
    muted[topic] = now + _TOPIC_MUTED
    await services.store.subscriptions.put(replace(chat.view, muted_topics=muted))
    title = titles(chat.view, chat.t, services)(topic)
    return (
        edits(story_message(story, chat.view, chat.t, services), request),
        Toast(chat.t("{topic} is muted for a week. /settings unmutes.", topic=title)),
    )


# ── something is wrong ──────────────────────────────────────────────────────────────────────────────────────


async def _report(story: Story, kind: str, chat: Chat, request: Request, services: Services) -> Reply:
    if kind not in list(ReportKind):
        return edits(_with_keyboard(story, report_keyboard(story, chat.t), chat, services), request)
    thanks: list[OneReply] = [edits(story_message(story, chat.view, chat.t, services), request)]
    if services.reports.wait(request.chat) > 0:
        return (*thanks, Toast(chat.t("Thank you. That is enough for now.")))
    thanks.append(
        Toast(chat.t("Thank you. The operator has it."))
        if services.instance.operators
        else Toast(chat.t("Thank you. Nobody is set to receive it."))
    )
    for operator in sorted(services.instance.operators):
        # Who reported is not shown, not even whether it was a group.
        other = await services.store.subscriptions.get(ChatId(operator))
        t = services.translator(other.language if other else "en")
        thanks.append(Say(render_report(story, ReportKind(kind), t), chat=ChatId(operator)))
    return thanks
