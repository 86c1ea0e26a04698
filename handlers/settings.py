"""/settings: languages of the stories, sensitivity, topics, pause; each press counts at once."""

from collections import Counter
from dataclasses import replace

from bot.messages.render.languages import LANGUAGES
from bot.messages.render.settings import (
    LanguageChoice,
    SettingsSeen,
    render_languages,
    render_sensitivity,
    render_settings,
)
from bot.model.conversation import Edit, Reply, Request, Say, Toast
from bot.model.interest import Sensitivity
from bot.model.message import Message
from bot.model.subscription import Subscription
from handlers.chat import Chat, about_a_week, base_language, named_topics, open_chat
from handlers.presses import WATCHES, rest_of
from handlers.services import Services
from handlers.subscribe import pause, resume, show_topics

#: Languages offered beside those a chat has.
_OFFERED = 12


async def settings(request: Request, services: Services) -> Reply:
    """/settings."""
    chat = await open_chat(request, services)
    return Say(await _main(chat, services), reply=True)


async def press_setting(request: Request, services: Services) -> Reply:
    """Press: a section, or a value. `e:`, `e:topics`, `e:s.surest`, …"""
    chat = await open_chat(request, services)
    section, _, value = rest_of(request).partition(".")
    match section:
        case "topics":
            return Edit(await show_topics(chat, services))
        case "languages":
            return Edit(await _languages(request, chat, services))
        case "sensitivity":
            return Edit(await _sensitivity(chat, services))
        case "s" if value in list(Sensitivity):
            return await _set_sensitivity(Sensitivity(value), chat, services)
        case "unmute":
            return await _change(
                replace(chat.view, muted_stories=frozenset(), muted_topics={}), chat, services
            )
        case _:
            return Edit(await _main(chat, services))


async def press_language(request: Request, services: Services) -> Reply:
    """Press: one language more or less. `l:<code>`; `l:*` every language."""
    chat = await open_chat(request, services)
    code = rest_of(request)
    if chat.stored is None:
        return Toast(chat.t("Subscribe first: /start."), alert=True)
    if code == "*":
        languages: frozenset[str] = frozenset()
    elif code in LANGUAGES:
        languages = chat.view.languages ^ {code}
        if not languages and chat.view.languages:
            return Toast(chat.t("One language must stay."), alert=True)
    else:
        return Toast(chat.t("I do not know this language."))
    subscription = replace(chat.view, languages=languages)
    await services.store.subscriptions.put(subscription)
    return Edit(await _languages(request, replace(chat, stored=subscription, view=subscription), services))


async def press_pause(request: Request, services: Services) -> Reply:
    """Press: `p:1` pause, `p:0` go on."""
    return await (resume if rest_of(request) == "0" else pause)(request, services)


async def _set_sensitivity(sensitivity: Sensitivity, chat: Chat, services: Services) -> Reply:
    return await _change(replace(chat.view, sensitivity=sensitivity), chat, services)


async def _change(subscription: Subscription, chat: Chat, services: Services) -> Reply:
    if chat.stored is None:
        return Toast(chat.t("Subscribe first: /start."), alert=True)
    await services.store.subscriptions.put(subscription)
    return Edit(await _main(replace(chat, stored=subscription, view=subscription), services))


async def _main(chat: Chat, services: Services) -> Message:
    names = named_topics(chat.view.topics, services)
    return render_settings(
        SettingsSeen(
            subscription=chat.view,
            active=chat.subscribed,
            topics=[topic.title(chat.t.language) for topic in services.topics if topic.name in names],
            of=len(services.topics),
            weekly=await about_a_week(chat.view, services),
            watches=f"{WATCHES}:",
        ),
        chat.t,
    )


async def _languages(request: Request, chat: Chat, services: Services) -> Message:
    written = Counter(
        base_language(feed.source.language or feed.language)
        for feed in await services.store.feeds.all()
        if feed.source.language or feed.language
    )
    often = [code for code, _ in written.most_common(_OFFERED)]
    mine = sorted(chat.view.languages | {base_language(request.language), "en"})
    shown = [code for code in dict.fromkeys([*mine, *often]) if code in LANGUAGES]
    choices = [LanguageChoice(code, code in chat.view.languages, written[code]) for code in shown]
    return render_languages(choices, not chat.view.languages, chat.t)


async def _sensitivity(chat: Chat, services: Services) -> Message:
    weekly = [
        (each, await about_a_week(replace(chat.view, sensitivity=each), services)) for each in Sensitivity
    ]
    return render_sensitivity(chat.view.sensitivity, weekly, chat.t)
