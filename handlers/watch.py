"""/watch and /watches: searches of one's own that send. Before one is saved, what it would have sent is shown."""

import re
from dataclasses import replace

from bot.errors import UsageError
from bot.messages.render.presses import topic_of_sign, topic_sign
from bot.messages.render.talk import render_closed, render_sentence
from bot.messages.render.watch import (
    Kept,
    Near,
    OneWatch,
    Preview,
    Variant,
    Would,
    render_change_watch,
    render_one_watch,
    render_watch,
    render_watch_saved,
    render_watches,
)
from bot.model.conversation import Edit, Reply, Request, Say, Toast
from bot.model.interest import Watch
from bot.model.message import Message
from bot.model.query import Query
from bot.model.subscription import Subscription
from bot.stories.query_write import write_query
from handlers.chat import Chat, may_subscribe, open_chat
from handlers.presses import WATCH, WATCHES, rest_of
from handlers.previews import LISTED, came_anyway, held_for, one_topic
from handlers.services import Services
from handlers.telling import titles
from handlers.watch_query import Wanted, can_watch, read_watch, watch_key

#: A chat's watches.
MOST = 30
#: More than this a week is too many to send one by one.
_TOO_MANY = 50
_NEWEST = 5
#: Bytes of a query that a button can carry beside its verbs.
_ROOM = 54
#: "/watch 2 = new query" puts a new query in the place of the second watch.
_REPLACES = re.compile(r"\s*([0-9]{1,2})\s*=\s*(.*)", re.DOTALL)


async def watch(request: Request, services: Services) -> Reply:
    """/watch QUERY: what it would have sent, then Save. /watch 2 = QUERY changes the second watch."""
    chat = await open_chat(request, services)
    if not may_subscribe(request, chat, services):
        return Say(render_closed(chat.t), reply=True)
    text, replaces = " ".join(request.text.split()), ""
    if form := _REPLACES.fullmatch(text):
        number = int(form[1])
        if not 0 < number <= len(chat.view.watches):
            raise UsageError(chat.t("There is no watch {n} here. /watches shows them.", n=number))
        text, replaces = form[2], topic_sign(chat.view.watches[number - 1].key)
    return Say(await _preview(read_watch(text, replaces, chat.t), chat, services), reply=True)


async def watches(request: Request, services: Services) -> Reply:
    """/watches."""
    chat = await open_chat(request, services)
    return Say(await _list(chat, services), reply=True)


async def press_watch(request: Request, services: Services) -> Reply:
    """Press, before it is saved. `wa:<p|s|c|d><sign of the watch it replaces>:<query>`; `wa:n:<query>` under a search."""
    chat = await open_chat(request, services)
    what, _, folded = rest_of(request).partition(":")
    if what.startswith("d"):
        return Edit(render_sentence(chat.t("Dropped. Nothing was saved.")))
    typed = services.longer.unfold(folded)
    if not typed:
        return Toast(chat.t("This is from before a restart: please send the watch again."), alert=True)
    wanted = read_watch(typed, what[1:], chat.t)
    match what[:1]:
        case "s":
            return await _save(wanted, request, chat, services)
        case "c":
            number = _number(wanted.replaces, chat.view)
            form = f"/watch {number} = {typed}" if number else f"/watch {typed}"
            return Edit(render_change_watch(form, _data("p", typed, wanted.replaces, services), chat.t))
        case "n":
            return Say(await _preview(wanted, chat, services))
        case _:
            return Edit(await _preview(wanted, chat, services))


async def press_watches(request: Request, services: Services) -> Reply:
    """Press in the list. `wl:` all, `wl:<o|z|x><sign>` one: open, pause or resume, delete."""
    chat = await open_chat(request, services)
    rest = rest_of(request)
    what, sign = rest[:1], rest[1:]
    one = next((each for each in chat.view.watches if topic_sign(each.key) == sign), None)
    if not sign:
        return Edit(await _list(chat, services))
    if one is None or chat.stored is None:
        return Toast(chat.t("This watch is not here any more. /watches shows them."), alert=True)
    match what:
        case "z":
            turned = replace(one, paused=not one.paused)
            kept = tuple(turned if each.key == one.key else each for each in chat.view.watches)
            chat = await _keep(kept, chat, services)
            return Edit(await _one(turned, chat, services))
        case "x":
            kept = tuple(each for each in chat.view.watches if each.key != one.key)
            chat = await _keep(kept, chat, services)
            return (Edit(await _list(chat, services)), Toast(chat.t("Deleted.")))
        case _:
            return Edit(await _one(one, chat, services))


async def _keep(watches: tuple[Watch, ...], chat: Chat, services: Services) -> Chat:
    changed_view = replace(chat.view, watches=watches)
    await services.store.subscriptions.put(changed_view)
    return replace(chat, stored=changed_view, view=changed_view)


# ── showing ─────────────────────────────────────────────────────────────────────────────────────────────────


async def _preview(wanted: Wanted, chat: Chat, services: Services) -> Message:
    return render_watch(await _would(wanted, chat, services), chat.t, services.clock.now())


async def _would(wanted: Wanted, chat: Chat, services: Services) -> Preview:
    t, held = chat.t, await held_for(chat.view, services)
    counted = await held.count(wanted.query)
    had = {story.id: came_anyway(story, chat.view, subscribed=chat.subscribed) for story in counted.stories}
    came = [topics for topics in had.values() if topics]
    topic = one_topic(came)
    near = [] if counted.count else await held.nearest(wanted.query)
    variants = []
    if narrower := await held.narrower(wanted.query):
        query, fewer = narrower
        if fewer.count < counted.count:
            variants.append(_variant(t("Title only"), fewer.weekly, query, wanted, services))
    if wider := await held.wider(wanted.query, counted.count):
        other, more = wider
        label = t("Without “{part}”", part=other.without)
        variants.append(_variant(label, more.weekly, other.query, wanted, services))
    why_not = _why_not(wanted, counted.weekly, chat)
    return Preview(
        text=wanted.text,
        days=held.days,
        count=counted.count,
        weekly=counted.weekly,
        had=len(came),
        had_topic=titles(chat.view, t, services)(topic) if topic else None,
        newest=[Would(story, bool(had[story.id])) for story in counted.stories[:_NEWEST]],
        near=[Near(story, failed) for story, failed in near],
        variants=variants,
        save=None if why_not else _data("s", wanted.text, wanted.replaces, services),
        why_not=why_not,
        change=_data("c", wanted.text, wanted.replaces, services),
        drop=f"{WATCH}:d:",
    )


def _variant(label: str, weekly: int | None, query: Query, wanted: Wanted, services: Services) -> Variant:
    return Variant(label, weekly, _data("p", write_query(query), wanted.replaces, services))


def _why_not(wanted: Wanted, weekly: int | None, chat: Chat) -> str:
    """Why it cannot be saved; "" where it can."""
    t, key = chat.t, watch_key(wanted.text)
    if any(each.key == key for each in chat.view.watches):
        return t("This watch is here already. /watches shows it.")
    if len(chat.view.watches) >= MOST and not _number(wanted.replaces, chat.view):
        return t("There are {n} watches here, the most one chat can have. /watches deletes.", n=MOST)
    if weekly is not None and weekly > _TOO_MANY:
        return t("More than {n} a week are too many to send one by one: narrow it to save it.", n=_TOO_MANY)
    return ""


def _data(verb: str, text: str, replaces: str, services: Services) -> str:
    return f"{WATCH}:{verb}{replaces}:{services.longer.fold(text, _ROOM)}"


def _number(sign: str, view: Subscription) -> int:
    """Which of a chat's watches a sign names, from 1; 0 for none."""
    key = topic_of_sign(sign, [each.key for each in view.watches]) if sign else None
    return next((n for n, each in enumerate(view.watches, start=1) if each.key == key), 0)


async def _list(chat: Chat, services: Services) -> Message:
    held = await held_for(chat.view, services)
    kept = []
    for each in chat.view.watches:
        counted = await held.count(each.query, LISTED)
        kept.append(Kept(each.text, each.paused, counted.weekly, f"{WATCHES}:o{topic_sign(each.key)}"))
    return render_watches(kept, chat.t, MOST)


async def _one(one: Watch, chat: Chat, services: Services) -> Message:
    sign = topic_sign(one.key)
    preview = await _would(Wanted(one.text, one.query, sign), chat, services)
    shown = OneWatch(
        replace(preview, why_not="", save=None),
        one.paused,
        f"{WATCHES}:z{sign}",
        f"{WATCHES}:x{sign}",
        f"{WATCHES}:",
    )
    return render_one_watch(shown, chat.t, services.clock.now())


def watch_this(typed: str, query: Query, services: Services) -> str | None:
    """Data of a button that makes a watch of a search; None for what a watch cannot ask."""
    if not can_watch(typed, query):
        return None
    return _data("n", typed, "", services)


# ── saving ──────────────────────────────────────────────────────────────────────────────────────────────────


async def _save(wanted: Wanted, request: Request, chat: Chat, services: Services) -> Reply:
    if not may_subscribe(request, chat, services):
        return Toast(chat.t("This bot is for invited people."), alert=True)
    counted = await (await held_for(chat.view, services)).count(wanted.query)
    if why_not := _why_not(wanted, counted.weekly, chat):
        return Toast(why_not, alert=True)
    new = Watch(watch_key(wanted.text), wanted.text, wanted.query)
    place = _number(wanted.replaces, chat.view)
    before = list(chat.view.watches)
    if place:
        before[place - 1] = new
    else:
        before.append(new)
    subscription = replace(chat.view, watches=tuple(before))
    if not chat.subscribed:
        # Nobody chose a topic here: only the watch sends.
        subscription = replace(
            subscription,
            topics=frozenset(),
            active=True,
            paused=False,
            since=services.clock.now(),
            thread=request.thread,
            held_since=None,
            held_until=None,
            held_why=None,
        )
    await services.store.subscriptions.put(subscription)
    return Edit(
        render_watch_saved(
            wanted.text,
            counted.weekly,
            chat.t,
            alone=not subscription.topics,
            paused=subscription.paused,
            listed=f"{WATCHES}:",
        )
    )
