"""/start: the one question, Start, and Undo. Until Start is pressed nothing of the chat is stored."""

from collections.abc import Collection
from dataclasses import replace

from bot.messages.render.presses import Verb
from bot.messages.render.talk import render_closed
from bot.messages.render.welcome import Choice, Welcome, render_again, render_greeting, render_welcome
from bot.model.conversation import Edit, Reply, Request, Say, Silence, Toast
from bot.model.ids import InterestKey
from bot.model.message import Message, Press
from bot.model.subscription import ChatKind, Subscription
from handlers.chat import Chat, about_a_week, default_subscription, may_subscribe, named_topics, open_chat
from handlers.presses import ABOUT, rest_of
from handlers.services import Services
from handlers.subscribe import agreed_on, subscribe_to
from handlers.ticks import pack_ticks, toggle, unpack_ticks

#: Ticked at first, where they are among the topics.
_SUGGESTED = ("spyware", "surveillance", "shutdowns", "encryption", "press-freedom")


async def start(request: Request, services: Services) -> Reply:
    """/start, also with an invitation behind it."""
    chat = await open_chat(request, services)
    token = request.text.strip()
    if not may_subscribe(request, chat, services):
        if not services.invitations.holds(token, services.clock.now()):
            return Say(render_closed(chat.t), reply=True)
        # A chat that was let in is one we hold settings for; nothing is sent before Start.
        await services.store.subscriptions.put(replace(default_subscription(request, services), active=False))
    if chat.subscribed:
        agreed = await agreed_on(chat.view, chat, services)
        buttons = [
            Press(chat.t("Latest"), f"{Verb.LATEST}:0:5:"),
            Press(chat.t("Topics"), f"{Verb.SETTING}:topics"),
            Press(chat.t("Settings"), f"{Verb.SETTING}:"),
        ]
        return Say(render_again(agreed, chat.t, paused=chat.view.paused, keyboard=[buttons]), reply=True)
    before = named_topics(chat.view.topics, services)
    if chat.stored is None or len(before) in (0, len(services.topics)):
        return Say(await welcome(chat, suggested(services), services, expanded=False), reply=True)
    # Somebody comes back: what they had is ticked again.
    expanded = not suggested(services).issuperset(before)
    return Say(await welcome(chat, before, services, expanded=expanded), reply=True)


async def greet(request: Request, services: Services) -> Reply:
    """The bot was added to a group: one quiet line, once."""
    if request.kind is ChatKind.CHANNEL:
        return Silence()
    chat = await open_chat(request, services)
    choose = first_question(services)
    return Say(render_greeting(chat.t, choose if may_subscribe(request, chat, services) else None))


def first_question(services: Services) -> str:
    """Data of a button that asks the one question."""
    return _welcome_data(suggested(services), services, expanded=False)


async def show_welcome(request: Request, services: Services) -> Reply:
    """Press: a topic was ticked, or all are shown. `P:<ticks>:<0|1>`."""
    chat = await open_chat(request, services)
    packed, _, expanded = rest_of(request).partition(":")
    ticked = unpack_ticks(packed, services.topics)
    if ticked is None:
        ticked = suggested(services)
    return Edit(await welcome(chat, ticked, services, expanded=expanded == "1"))


async def begin(request: Request, services: Services) -> Reply:
    """Press: Start. `g:<ticks>`."""
    chat = await open_chat(request, services)
    if not may_subscribe(request, chat, services):
        return Toast(chat.t("This bot is for invited people."), alert=True)
    ticked = unpack_ticks(rest_of(request), services.topics)
    if not ticked:
        return Edit(await welcome(chat, suggested(services), services, expanded=False))
    return await subscribe_to(ticked, request, chat, services, pressed=True)


async def welcome(
    chat: Chat, ticked: Collection[InterestKey], services: Services, *, expanded: bool
) -> Message:
    """The one question, with a few topics or all of them."""
    every = tuple(topic.name for topic in services.topics)
    shown = every if expanded else tuple(name for name in every if name in suggested(services))
    view = replace(chat.view, topics=frozenset(ticked))
    choices = [
        await _choice(name, ticked, chat.view, services, chat.t.language, expanded=expanded) for name in shown
    ]
    return render_welcome(
        Welcome(
            feeds=len(await services.store.feeds.all()),
            choices=choices,
            of=len(every) if len(shown) < len(every) else None,
            weekly=await about_a_week(view, services) if ticked else None,
            start=f"{Verb.START}:{pack_ticks(ticked, services.topics)}",
            expand=_welcome_data(ticked, services, expanded=True),
            about=f"{ABOUT}:{pack_ticks(ticked, services.topics)}:{int(expanded)}",
        ),
        chat.t,
    )


def suggested(services: Services) -> frozenset[InterestKey]:
    """The few that stand ticked at first; all where none of them is there."""
    few = frozenset(topic.name for topic in services.topics if topic.name in _SUGGESTED)
    return few or frozenset(topic.name for topic in services.topics)


async def _choice(
    name: InterestKey,
    ticked: Collection[InterestKey],
    view: Subscription,
    services: Services,
    language: str,
    *,
    expanded: bool,
) -> Choice:
    topic = next(topic for topic in services.topics if topic.name == name)
    now = named_topics(ticked, services)
    return Choice(
        title=topic.title(language),
        ticked=name in now,
        weekly=await about_a_week(replace(view, topics=frozenset({name})), services),
        data=_welcome_data(toggle(ticked, name, services.topics), services, expanded=expanded),
    )


def _welcome_data(ticked: Collection[InterestKey], services: Services, *, expanded: bool) -> str:
    return f"{Verb.TOPICS}:{pack_ticks(ticked, services.topics)}:{int(expanded)}"
