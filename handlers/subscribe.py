"""/subscribe /unsubscribe /topics /pause /resume: what a chat gets, and whether it gets anything."""

from collections.abc import Collection
from dataclasses import replace

from bot.messages.render.presses import Verb
from bot.messages.render.settings import render_topics
from bot.messages.render.talk import priced, render_closed, render_sentence
from bot.messages.render.welcome import Agreed, Choice, render_done
from bot.model.conversation import Edit, OneReply, Reply, Request, Say, Toast
from bot.model.ids import InterestKey
from bot.model.interest import Sensitivity
from bot.model.message import Message, Press
from bot.model.subscription import ALL_TOPICS, ChatKind, Mode, Subscription
from handlers.chat import Chat, about_a_week, may_subscribe, named_topics, open_chat
from handlers.names import read_topics
from handlers.presses import rest_of
from handlers.services import Services
from handlers.telling import story_message
from handlers.ticks import pack_ticks, toggle, unpack_ticks

_NOTHING_BEFORE = "-"


async def subscribe(request: Request, services: Services) -> Reply:
    """/subscribe: all topics; with names those, beside the ones chosen before."""
    chat = await open_chat(request, services)
    if not may_subscribe(request, chat, services):
        return Say(render_closed(chat.t), reply=True)
    if not request.text.strip():
        return await subscribe_to({ALL_TOPICS}, request, chat, services)
    topics = read_topics(request.text, services.topics, chat.t, "subscribe")
    chosen = chat.view.topics if chat.subscribed and ALL_TOPICS not in chat.view.topics else frozenset()
    if ALL_TOPICS in topics:
        chosen = frozenset()
    return await subscribe_to(topics | chosen, request, chat, services)


async def subscribe_to(
    topics: Collection[InterestKey],
    request: Request,
    chat: Chat,
    services: Services,
    *,
    pressed: bool = False,
) -> Reply:
    """Write the subscription, say what was agreed, and show the newest story to whoever is new."""
    new = not chat.subscribed
    subscription = replace(
        chat.view,
        topics=frozenset(topics),
        active=True,
        paused=False,
        since=services.clock.now() if new else chat.view.since,
        # Alerts go where they were asked for: a forum topic is remembered.
        thread=request.thread if request.data is None or new else chat.view.thread,
        held_since=None,
        held_until=None,
        held_why=None,
    )
    await services.store.subscriptions.put(subscription)
    example = None
    if new and request.kind is ChatKind.PRIVATE and subscription.mode is Mode.NORMAL:
        example = await _newest(subscription, chat, services)
    agreed = await agreed_on(subscription, chat, services, example=example is not None)
    before = _NOTHING_BEFORE if new else pack_ticks(chat.view.topics, services.topics)
    done = render_done(
        agreed,
        chat.t,
        await _ways_down(subscription, before, chat, services),
        group=request.kind is not ChatKind.PRIVATE,
    )
    first: OneReply = Edit(done) if pressed else Say(done, reply=True)
    return (first, Say(example)) if example is not None else first


async def agreed_on(
    subscription: Subscription, chat: Chat, services: Services, *, example: bool = False
) -> Agreed:
    names = named_topics(subscription.topics, services)
    return Agreed(
        topics=[topic.title(chat.t.language) for topic in services.topics if topic.name in names],
        of=len(services.topics),
        weekly=await about_a_week(subscription, services),
        languages=sorted(subscription.languages),
        example=example,
        watches=len(subscription.watches),
    )


async def _newest(subscription: Subscription, chat: Chat, services: Services) -> Message | None:
    page = await services.store.stories.latest(
        named_topics(subscription.topics, services),
        subscription.sensitivity.threshold,
        subscription.languages,
        0,
        1,
    )
    if not page.stories:
        return None
    return replace(story_message(page.stories[0], subscription, chat.t, services), silent=True)


async def _ways_down(
    subscription: Subscription, before: str, chat: Chat, services: Services
) -> list[list[Press]]:
    """One tap each: only the surest, fewer topics, or back to how it was."""
    t = chat.t
    rows = [
        [Press(t("Choose topics"), f"{Verb.SETTING}:topics"), Press(t("Undo"), f"{Verb.UNDO}:{before}")],
        [Press(t("Latest three"), f"{Verb.LATEST}:0:3:"), Press(t("Settings"), f"{Verb.SETTING}:")],
    ]
    if subscription.sensitivity is Sensitivity.SUREST:
        return rows
    weekly = await about_a_week(subscription, services)
    surest = await about_a_week(replace(subscription, sensitivity=Sensitivity.SUREST), services)
    if weekly is not None and surest is not None and surest < weekly:
        rows.insert(0, [Press(priced(t("Only the surest"), surest, t), f"{Verb.SETTING}:s.surest")])
    return rows


async def undo(request: Request, services: Services) -> Reply:
    """Press: back to how it was before. `U:<ticks>` or `U:-` for nothing."""
    chat = await open_chat(request, services)
    before = rest_of(request)
    if before == _NOTHING_BEFORE or not chat.subscribed:
        return Edit(await stop_all(request, chat, services))
    topics = unpack_ticks(before, services.topics)
    if topics is None or not (topics or chat.view.watches):
        return Toast(chat.t("The topics have changed since then."), alert=True)
    subscription = replace(chat.view, topics=topics)
    await services.store.subscriptions.put(subscription)
    agreed = await agreed_on(subscription, chat, services)
    return Edit(render_done(agreed, chat.t, [[Press(chat.t("Settings"), f"{Verb.SETTING}:")]]))


async def unsubscribe(request: Request, services: Services) -> Reply:
    """/unsubscribe: nothing more; with names those topics less."""
    chat = await open_chat(request, services)
    gone = (
        read_topics(request.text, services.topics, chat.t, "unsubscribe")
        if request.text.strip()
        else frozenset({ALL_TOPICS})
    )
    rest = frozenset(named_topics(chat.view.topics, services)) - gone
    if not chat.subscribed or ALL_TOPICS in gone or not (rest or chat.view.watches):
        return Say(await stop_all(request, chat, services), reply=True)
    subscription = replace(chat.view, topics=rest)
    await services.store.subscriptions.put(subscription)
    return Say(render_topics(*await _topics(subscription, chat, services), chat.t), reply=True)


async def stop_all(request: Request, chat: Chat, services: Services) -> Message:
    """Nothing more is sent; the settings stay until /forgetme."""
    if not chat.subscribed:
        return render_sentence(chat.t("Nothing is sent here."), chat.t("/start begins."))
    await services.store.subscriptions.end(request.chat, "unsubscribed")
    return render_sentence(
        chat.t("Stopped: nothing more is sent."),
        chat.t("Your settings are kept until /forgetme; /start begins again."),
    )


async def stop(request: Request, services: Services) -> Reply:
    """ "stop" in plain words, or the button."""
    chat = await open_chat(request, services)
    message = await stop_all(request, chat, services)
    return Edit(message) if request.data is not None else Say(message, reply=True)


async def topics(request: Request, services: Services) -> Reply:
    """/topics: a keyboard of toggles."""
    chat = await open_chat(request, services)
    return Say(render_topics(*await _topics(chat.stored, chat, services), chat.t), reply=True)


async def show_topics(chat: Chat, services: Services) -> Message:
    return render_topics(*await _topics(chat.stored, chat, services), chat.t)


async def tick(request: Request, services: Services) -> Reply:
    """Press: one topic more or less, at once. `T:<name>`; `T:*` all."""
    chat = await open_chat(request, services)
    name = InterestKey(rest_of(request))
    if name != ALL_TOPICS and name not in {topic.name for topic in services.topics}:
        return Toast(chat.t("This topic is not here any more."))
    if not chat.subscribed:
        if not may_subscribe(request, chat, services):
            return Toast(chat.t("This bot is for invited people."), alert=True)
        now = frozenset({name})
    else:
        now = (
            frozenset({ALL_TOPICS}) if name == ALL_TOPICS else toggle(chat.view.topics, name, services.topics)
        )
    if not now and not chat.view.watches:
        return Toast(chat.t("One topic must stay. Stop ends it all."), alert=True)
    subscription = replace(
        chat.view,
        topics=now,
        active=True,
        since=chat.view.since if chat.subscribed else services.clock.now(),
        thread=chat.view.thread if chat.subscribed else request.thread,
    )
    await services.store.subscriptions.put(subscription)
    return Edit(render_topics(*await _topics(subscription, chat, services), chat.t))


async def _topics(
    subscription: Subscription | None, chat: Chat, services: Services
) -> tuple[list[Choice], int | None, bool]:
    """The toggles, about how many a week for what is ticked, and whether anything is sent."""
    active = subscription is not None and subscription.active
    view = subscription or chat.view
    ticked = named_topics(view.topics, services) if active else ()
    choices = [
        Choice(
            title=topic.title(chat.t.language),
            ticked=topic.name in ticked,
            weekly=await about_a_week(replace(view, topics=frozenset({topic.name})), services),
            data=f"{Verb.TOGGLE}:{topic.name}",
        )
        for topic in services.topics
    ]
    return choices, await about_a_week(view, services) if active else None, active


async def pause(request: Request, services: Services) -> Reply:
    return await _pause(request, services, paused=True)


async def resume(request: Request, services: Services) -> Reply:
    return await _pause(request, services, paused=False)


async def _pause(request: Request, services: Services, *, paused: bool) -> Reply:
    chat = await open_chat(request, services)
    t = chat.t
    if not chat.subscribed:
        message = render_sentence(t("Nothing is sent here."), t("/start begins."))
    else:
        await services.store.subscriptions.put(replace(chat.view, paused=paused))
        message = (
            render_sentence(
                t("Paused: nothing is sent until /resume."),
                t("What comes meanwhile is in /latest."),
                keyboard=[[Press(t("Resume"), f"{Verb.PAUSE}:0")]],
            )
            if paused
            else render_sentence(
                t("Going on."),
                t("What came meanwhile is in /latest."),
                keyboard=[[Press(t("Latest"), f"{Verb.LATEST}:0:5:")]],
            )
        )
    return Edit(message) if request.data is not None else Say(message, reply=True)
