"""A link pasted into a private chat: do we have it, why not, and Read it now."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.messages.render.asked import Asked, below, not_told, other_language, render_asked
from bot.messages.render.links import safe_url
from bot.messages.render.presses import Verb
from bot.messages.render.talk import render_sentence
from bot.messages.render.text import Markup, button_text
from bot.model.alert import Alert, AlertState
from bot.model.conversation import Edit, Reply, Request, Say, Toast
from bot.model.entry import NotTold, ReadFailed, WhyNot
from bot.model.feed import FetchFailed
from bot.model.ids import InterestKey, alert_id
from bot.model.message import Copy, Message, Press
from bot.model.poll import TellingNote
from bot.model.story import Story
from handlers.chat import Chat, base_language, open_chat
from handlers.presses import rest_of
from handlers.services import Services
from handlers.telling import story_message, titles

_LINK = re.compile(r"https?://\S+|\bwww\.\S+", re.IGNORECASE)
_ROOM = 60


def find_link(text: str) -> str | None:
    """The first web address in a text, as it stands; None if there is none."""
    found = _LINK.search(text)
    return found[0].rstrip(".,;:!?)]}>’”\"'") if found else None


async def ask_about(request: Request, services: Services) -> Reply:
    """What we know of the article a link leads to."""
    chat = await open_chat(request, services)
    typed = find_link(request.text) or ""
    url = safe_url(typed if typed.lower().startswith("http") else f"https://{typed}")
    if url is None:
        return Say(render_sentence(chat.t("That link cannot be the address of an article.")))
    story = await services.store.stories.by_url(url)
    if story is not None:
        alert = await services.store.outbox.get(alert_id(story.id, request.chat))
        return Say(_about_story(story, alert, chat, services))
    return Say(_about_entry(await services.store.entries.by_url(url), url, chat, services))


def _about_story(story: Story, alert: Alert | None, chat: Chat, services: Services) -> Message:
    t = chat.t
    lead = story.lead
    asked = Asked(lead.url or "", story.title, lead.outlet, lead.published, lead.seen_at)
    keyboard = [[Press(button_text(t("Show it")), f"{Verb.OPEN}:{story.code}")]]
    if alert is not None and alert.state is AlertState.SENT:
        return render_asked(t("You have it"), asked, [t("It was sent here.")], keyboard, t)
    if alert is not None and alert.state is not AlertState.DROPPED:
        return render_asked(t("It comes next"), asked, [t("Owed, waiting for Telegram.")], keyboard, t)
    if not chat.subscribed:
        return render_asked(t("It is here"), asked, [t("Nothing is sent here: /start begins.")], keyboard, t)
    return render_asked(t("Not sent to you"), asked, next(_reasons(story, chat, services)), keyboard, t)


def _reasons(story: Story, chat: Chat, services: Services) -> Iterator[Sequence[Markup | str]]:
    """Why a story was not sent to a chat, the first that stopped it first; never empty."""
    view, t = chat.view, chat.t
    title = titles(view, t, services)
    reached = story.interests(view.sensitivity.threshold)
    wanted = [key for key in reached if view.wants(key)]
    if story.withdrawn is not None:
        yield [t("It was withdrawn.")]
    if story.seen_at < view.since:
        yield [t("It was read before you subscribed.")]
    if story.quiet:
        yield [t("It was older than what is sent, or among a feed’s first entries.")]
    if story.language and view.languages and base_language(story.language) not in view.languages:
        yield [other_language(story.language, t)]
    if not reached:
        key, score = max(story.scores.items(), key=lambda pair: pair[1], default=(None, 0.0))
        term = next((match.term for match in story.matches if match.interest == key), None)
        yield below(title(key) if key else None, score, term, view.sensitivity.threshold, t)
    elif not wanted:
        yield [
            t(
                "It is on {topic}, which this chat did not choose. /topics changes that.",
                topic=title(reached[0]),
            )
        ]
    if story.id in view.muted_stories or (wanted and all(key in view.muted_topics for key in wanted)):
        yield [t("It is muted. /settings unmutes.")]
    if view.paused:
        yield [t("The chat is paused. /resume goes on.")]
    if view.held_until is not None:
        yield [t("Telegram did not let me write here at that time.")]
    yield [t("It is not due yet.")]


def _about_entry(note: TellingNote | None, url: str, chat: Chat, services: Services) -> Message:
    """Read by us but no story, or never seen."""
    t = chat.t
    button = Press(button_text(t("Read it now")), f"{Verb.READ_NOW}:{services.longer.fold(url, _ROOM)}")
    if note is None:
        return render_asked(
            t("Not here"), Asked(url), [t("It stood in no feed I read in the last 30 days.")], [[button]], t
        )
    entry = note.entry
    asked = Asked(url, entry.title, "", entry.published, None)
    why = note.not_told or NotTold(WhyNot.NO_INTEREST)
    title = titles(chat.view, t, services)
    nearest = title(InterestKey(why.nearest)) if why.nearest else None
    reasons = not_told(why, nearest, chat.view.sensitivity.threshold, t)
    return render_asked(t("Not sent to you"), asked, reasons, [[button]], t)


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
