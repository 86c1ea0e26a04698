"""Buttons under an alert: quotes, outlets, why, something is wrong; in the same message, with ‹ Back.

They go on working after a restart: the story is found by the message pressed in, or by its code.
"""

from dataclasses import replace

from bot.messages.render.operator import render_report
from bot.messages.render.parts import ForChat, menu_keyboard, report_keyboard
from bot.messages.render.presses import Pressed, ReportKind, Verb
from bot.messages.render.story_screens import render_left_out, render_quotes, render_sources, render_why
from bot.messages.render.text import button_text
from bot.model.conversation import Edit, OneReply, Reply, Request, Say, Toast
from bot.model.ids import ChatId, alert_id
from bot.model.message import Keyboard, Message, Press
from bot.model.story import Judgement, Story
from handlers.chat import Chat, open_chat
from handlers.judged import judge_story
from handlers.presses import NOT_FOR_US, edits, pressed_of, trail_of, with_trail
from handlers.services import Services
from handlers.telling import as_seen, story_message, story_under, titles


async def press_story(request: Request, services: Services) -> Reply:
    """Press: any screen of one story."""
    chat = await open_chat(request, services)
    pressed = pressed_of(request)
    story = await story_under(request, pressed, chat.view, services)
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
            return render_why(as_seen(story, chat.view), alert, view, chat.t, topic_title=title)
        case _:
            return with_keyboard(story, menu_keyboard(story, chat.t), chat, services)


def opened(story: Story, chat: Chat, services: Services, trail: str | None) -> Message:
    """The alert itself; opened from a list it has one row more, back to the list."""
    message = with_trail(story_message(story, chat.view, chat.t, services), trail)
    if trail is None:
        return message
    return replace(
        message, keyboard=(*message.keyboard, (Press(button_text(chat.t("‹ Back to the list")), trail),))
    )


def with_keyboard(story: Story, keyboard: Keyboard, chat: Chat, services: Services) -> Message:
    return replace(story_message(story, chat.view, chat.t, services), keyboard=keyboard)


# ── something is wrong ──────────────────────────────────────────────────────────────────────────────────────


async def _report(story: Story, kind: str, chat: Chat, request: Request, services: Services) -> Reply:
    if kind not in list(ReportKind):
        *asked, back = report_keyboard(story, chat.t)
        # The same signal as "Off topic", but nobody is told.
        quiet = (Press(button_text(chat.t("Not for us")), f"{NOT_FOR_US}:{story.code}"),)
        return edits(with_keyboard(story, (*asked, quiet, back), chat, services), request)
    if kind == ReportKind.TOPIC:
        await judge_story(story, Judgement.OFF_TOPIC, request.chat, services)
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
