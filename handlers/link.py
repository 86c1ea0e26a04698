"""A link pasted into a private chat: do we have it, why not, and Read it now."""

import re
from dataclasses import replace

from bot.messages.render.asked import Asked, not_told, render_asked
from bot.messages.render.clean import clean, cut
from bot.messages.render.links import safe_url
from bot.messages.render.presses import Verb
from bot.messages.render.talk import render_sentence
from bot.messages.render.text import button_text
from bot.model.conversation import Edit, Reply, Request, Say, Toast
from bot.model.entry import NotTold, ReadFailed
from bot.model.feed import FetchFailed
from bot.model.ids import InterestKey, alert_id
from bot.model.message import Copy, Message, Press
from bot.model.poll import TellingNote
from bot.model.story import Source, Story
from handlers.chat import Chat, open_chat
from handlers.presses import MISSED, rest_of
from handlers.services import Services
from handlers.telling import story_message, story_of_link, titles, why_untold
from handlers.why_not import why_not

_LINK = re.compile(r"https?://\S+|\bwww\.\S+", re.IGNORECASE)
_ROOM = 60


def find_link(text: str) -> str | None:
    """The first web address in a text, as it stands; None if there is none."""
    found = _LINK.search(text)
    return found[0].rstrip(".,;:!?)]}>’”\"'") if found else None


async def ask_about(request: Request, services: Services) -> Reply:
    """What we know of the article that a pasted link leads to."""
    chat = await open_chat(request, services)
    return await about_link(find_link(request.text) or "", request, chat, services)


async def about_link(typed: str, request: Request, chat: Chat, services: Services) -> Say:
    """What we know of the article that a link leads to: sent, not sent and why, or in no feed."""
    url = safe_url(typed if typed.lower().startswith("http") else f"https://{typed}")
    if url is None:
        return Say(render_sentence(chat.t("That link cannot be the address of an article.")), reply=True)
    story = await story_of_link(url, chat.view, services)
    if story is not None:
        return await about_story(story, url, request, chat, services)
    note = await services.store.entries.by_url(url)
    return Say(await _about_entry(note, url, chat, services), reply=True)


async def about_story(story: Story, url: str | None, request: Request, chat: Chat, services: Services) -> Say:
    """Whether a story came here, and if not the first reason that stopped it. `url`: the link that was asked about.

    An article that joined a story which came here is answered as a reply to that alert.
    """
    t = chat.t
    source = _source(story, url)
    asked = Asked(
        source.url or "", source.title or story.title, source.outlet, source.published, source.seen_at
    )
    alert = await services.store.outbox.get(alert_id(story.id, request.chat))
    keyboard = [[Press(button_text(t("Show it")), f"{Verb.OPEN}:{story.code}")]]
    if alert is not None and alert.message_ids:
        if source is story.lead:
            keyboard[0].append(Press(button_text(t("Why this")), f"{Verb.WHY}:{story.code}"))
            return Say(
                render_asked(t("You have it"), asked, [t("It was sent here.")], keyboard, t), reply=True
            )
        lead = cut(clean(story.title), 150)
        reasons = [t("It joined a story you have: {title}.", title=lead)]
        told = render_asked(t("You have the story"), asked, reasons, keyboard, t)
        return Say(told, reply=True, reply_to=alert.message_ids[0], thread=alert.thread)
    why = await why_not(story, alert, chat, services)
    if why.judge:
        keyboard.insert(0, [Press(button_text(t("Should have come")), f"{MISSED}:{story.code}")])
    return Say(render_asked(why.head, asked, why.reasons, keyboard, t), reply=True)


def _source(story: Story, url: str | None) -> Source:
    """The telling that a link leads to; the lead if it is not known."""
    wanted = _bare(url)
    return next((each for each in story.sources if wanted and _bare(each.url) == wanted), story.lead)


def _bare(url: str | None) -> str:
    """An address without what does not tell articles apart."""
    address, _, _ = (url or "").partition("#")
    bare = address.split("://", 1)[-1].removeprefix("www.").rstrip("/")
    head, _, query = bare.partition("?")
    kept = [part for part in query.split("&") if part and not part.startswith("utm_")]
    return "?".join(filter(None, (head, "&".join(kept))))


async def _about_entry(note: TellingNote | None, url: str, chat: Chat, services: Services) -> Message:
    """Read by us but no story, or never seen."""
    t = chat.t
    folded = services.longer.fold(url, _ROOM)
    button = Press(button_text(t("Read it now")), f"{Verb.READ_NOW}:{folded}")
    if note is None:
        return render_asked(
            t("Not here"), Asked(url), [t("It stood in no feed I read in the last 30 days.")], [[button]], t
        )
    entry = note.entry
    asked = Asked(url, entry.title, "", entry.published, None)
    why = await why_untold(note, services)
    title = titles(chat.view, t, services)
    nearest = title(InterestKey(why.nearest)) if why.nearest else None
    reasons = not_told(why, nearest, chat.view.sensitivity.threshold, t)
    missed = Press(button_text(t("Should have come")), f"{MISSED}:{folded}")
    return render_asked(t("Not sent to you"), asked, reasons, [[missed, button]], t)


async def read_now(request: Request, services: Services) -> Reply:
    """Press: the article is fetched through the guarded door and told here as an alert would be. `n:<address>`."""
    chat = await open_chat(request, services)
    t = chat.t
    url = services.longer.unfold(rest_of(request))
    if url is None or safe_url(url) is None:
        return Toast(t("Please send the link again."), alert=True)
    wait = services.reads.wait(request.chat)
    if wait > 0:
        return Toast(t("One at a time: please try again in {n} seconds.", n=int(wait) + 1), alert=True)
    match await services.read_now(url):
        case Story() as story:
            return Edit(_not_stored(story_message(story, chat.view, t, services)))
        case NotTold() as why:
            nearest = titles(chat.view, t, services)(InterestKey(why.nearest)) if why.nearest else None
            reasons = not_told(why, nearest, chat.view.sensitivity.threshold, t)
            return Edit(render_asked(t("Read just now"), Asked(url), reasons, (), t))
        case FetchFailed(detail=detail) | ReadFailed(detail=detail):
            return Edit(render_asked(t("It could not be read"), Asked(url), [t(detail)], (), t))


def _not_stored(message: Message) -> Message:
    """What was read for one person is kept nowhere: buttons that would look it up again are left out."""
    rows = [[button for button in row if isinstance(button, Copy)] for row in message.keyboard]
    return replace(message, keyboard=[row for row in rows if row])
