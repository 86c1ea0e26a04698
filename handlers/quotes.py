"""/quotes: what somebody said, word for word, in the archive."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.messages.render.clean import clean
from bot.messages.render.parts import ForChat
from bot.messages.render.presses import Verb
from bot.messages.render.statements import Statements, quotes_as_text, render_no_quotes, render_quotes_page
from bot.messages.render.story_screens import render_quotes
from bot.model.conversation import Document, Edit, Reply, Request, Say, Toast
from bot.model.interest import Sensitivity
from bot.model.message import Message
from bot.model.story import Quote, Story
from handlers.chat import Chat, open_chat
from handlers.presses import rest_of
from handlers.read import page_of
from handlers.services import Services
from handlers.telling import story_meant

_SIZE = 3
_ROOM = 50
#: Statements of one speaker that are looked through for words and years.
_MOST = 300
_IN_A_FILE = 500
#: Stories whose quotes are shown when nobody is named.
_NEWEST = 40

Found = Sequence[tuple[Story, Quote]]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked, read: the speaker's words, and what narrows the speaker's statements."""

    speaker: str
    narrowed: tuple[str, ...] = ()


async def quotes(request: Request, services: Services) -> Reply:
    """/quotes, /quotes Reyk, /quotes Reyk encryption 2026, /quotes 4K7Q, or in reply to an alert."""
    chat = await open_chat(request, services)
    typed = " ".join(request.text.split())[:200]
    # A code, or a reply to an alert, means that story.
    if (not typed and request.reply_to) or (len(typed) == 4 and any(sign.isdigit() for sign in typed)):
        story = await story_meant(request, typed, services)
        if story is not None and story.withdrawn is None:
            return Say(render_quotes(story, ForChat.of(chat.view), chat.t), reply=True)
    message = await _page(typed, 0, chat, services)
    return Say(message, reply=True)


async def press_quotes(request: Request, services: Services) -> Reply:
    """Press: another page, or all as a file. `Q:<page>:<asked>`, `Q:f:<asked>`."""
    chat = await open_chat(request, services)
    where, _, folded = rest_of(request).partition(":")
    typed = services.longer.unfold(folded)
    if typed is None:
        return Toast(chat.t("This list is from before a restart: please ask again."), alert=True)
    if where == "f":
        found, _ = await _find(typed, 0, _IN_A_FILE, services)
        if not found:
            return Toast(chat.t("Nothing to put into a file."))
        name = re.sub(r"[^\w-]+", "-", clean(typed) or "quotes").strip("-")[:40] or "quotes"
        return Document(
            f"{name}.txt", quotes_as_text(found, chat.t).encode(), chat.t("Word for word, with sources.")
        )
    return Edit(await _page(typed, page_of(where), chat, services))


async def _page(typed: str, page: int, chat: Chat, services: Services) -> Message:
    asked = await _read(typed, services)
    found, total = await _find_asked(asked, page, _SIZE, services)
    first = await services.store.stories.first_seen_at()
    if not found:
        return render_no_quotes(typed, first, chat.t)

    def data(where: str | int) -> str:
        return f"{Verb.SPEAKER}:{where}:{services.longer.fold(typed, _ROOM)}"

    return render_quotes_page(
        Statements(
            asked=asked.speaker,
            narrowed=" · ".join(asked.narrowed),
            found=found,
            total=total,
            first=first,
            earlier=data(page - 1) if page else None,
            later=data(page + 1) if (page + 1) * _SIZE < total else None,
            file=data("f") if typed else None,
        ),
        chat.t,
    )


async def _find(typed: str, page: int, size: int, services: Services) -> tuple[Found, int]:
    return await _find_asked(await _read(typed, services), page, size, services)


async def _read(typed: str, services: Services) -> _Asked:
    """The most words from the start that name a speaker; the others narrow. Nothing asked: anybody, of late."""
    words = typed.split()[:8]
    for named in range(len(words), 0, -1):
        speaker = " ".join(words[:named])
        _, total = await services.store.stories.quotes(speaker, 0, 1)
        if total:
            return _Asked(speaker, tuple(words[named:]))
    return _Asked(typed)


async def _find_asked(asked: _Asked, page: int, size: int, services: Services) -> tuple[Found, int]:
    if not asked.speaker:
        lately = await _lately(services)
        return lately[page * size : (page + 1) * size], len(lately)
    if not asked.narrowed:
        return await services.store.stories.quotes(asked.speaker, page, size)
    everything, _ = await services.store.stories.quotes(asked.speaker, 0, _MOST)
    now = services.clock.now()
    kept = [pair for pair in everything if all(_holds(word, *pair, now) for word in asked.narrowed)]
    return kept[page * size : (page + 1) * size], len(kept)


async def _lately(services: Services) -> Found:
    """What the alerts of the newest stories quote."""
    topics = tuple(topic.name for topic in services.topics)
    page = await services.store.stories.latest(
        topics, Sensitivity.BALANCED.threshold, frozenset(), 0, _NEWEST
    )
    return [(story, quote) for story in page.stories for quote in story.pushed_quotes]


def _holds(word: str, story: Story, quote: Quote, now: datetime) -> bool:
    """A year, an age ("30d"), or a word in the quote, the headline or the topics."""
    when = story.lead.published or story.seen_at
    if re.fullmatch(r"(19|20)\d\d", word):
        return when.year == int(word)
    if age := re.fullmatch(r"(\d{1,4})d", word):
        return when > now - timedelta(days=int(age[1]))
    text = " ".join((quote.span.text, story.title, *story.scores)).casefold()
    return word.casefold() in text
