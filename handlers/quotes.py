"""/quotes: what somebody said, word for word, in the archive."""

import re
from collections.abc import Callable

from bot.errors import UsageError
from bot.messages.render.clean import clean
from bot.messages.render.parts import ForChat
from bot.messages.render.presses import Verb
from bot.messages.render.statements import (
    Statements,
    WhichOne,
    quotes_as_text,
    render_no_quotes,
    render_quotes_page,
    render_which_one,
)
from bot.messages.render.story_screens import render_quotes
from bot.model.conversation import Document, Edit, Reply, Request, Say, Toast
from bot.model.message import Message
from handlers.chat import Chat, open_chat
from handlers.namesakes import words_of
from handlers.presses import rest_of
from handlers.read import page_of
from handlers.said import ANYBODY, ROLE, Said, distinct_role, find_said
from handlers.services import Services
from handlers.telling import story_meant

_SIZE = 3
_ROOM = 50
_IN_A_FILE = 2000
_LONGEST = 200
#: Choices between namesakes.
_CHOICES = 6
_OLDEST_FIRST = "o"


async def quotes(request: Request, services: Services) -> Reply:
    """/quotes, /quotes Reyk, /quotes Reyk encryption 2026, /quotes 4K7Q, or in reply to an alert."""
    chat = await open_chat(request, services)
    typed = " ".join(request.text.split())
    if len(typed) > _LONGEST:
        raise UsageError(chat.t("That is too long: a name, a few words and a year are enough."))
    # A code, or a reply to an alert, means that story.
    if (not typed and request.reply_to) or (len(typed) == 4 and any(sign.isdigit() for sign in typed)):
        story = await story_meant(request, typed, chat.view, services)
        if story is not None and story.withdrawn is None:
            return Say(render_quotes(story, ForChat.of(chat.view), chat.t), reply=True)
    return Say(await _page(typed, 0, chat, services, oldest_first=False), reply=True)


async def press_quotes(request: Request, services: Services) -> Reply:
    """Press: another page, another order, or all as a file. `Q:<page>:<asked>`, `Q:<page>o:<asked>`, `Q:f:<asked>`."""
    chat = await open_chat(request, services)
    where, _, folded = rest_of(request).partition(":")
    typed = services.longer.unfold(folded)
    if typed is None:
        return Toast(chat.t("This list is from before a restart: please ask again."), alert=True)
    typed = typed[:_LONGEST]
    if where == "f":
        return await _file(typed, chat, services)
    oldest_first = where.endswith(_OLDEST_FIRST)
    page = page_of(where.removesuffix(_OLDEST_FIRST))
    return Edit(await _page(typed, page, chat, services, oldest_first=oldest_first))


async def _file(typed: str, chat: Chat, services: Services) -> Reply:
    said = await find_said(typed, chat.view, services)
    if not said.found:
        return Toast(chat.t("Nothing to put into a file."))
    first = await services.store.stories.first_seen_at()
    name = re.sub(r"[^\w-]+", "-", clean(typed) or "quotes").strip("-")[:40] or "quotes"
    content = quotes_as_text(said.found[:_IN_A_FILE], len(said.found), first, chat.t)
    return Document(f"{name}.txt", content.encode(), chat.t("Word for word, with sources."))


async def _page(typed: str, page: int, chat: Chat, services: Services, *, oldest_first: bool) -> Message:
    said = await find_said(typed, chat.view, services)
    asked, first = said.asked, await services.store.stories.first_seen_at()

    def data(where: str | int, words: str = typed) -> str:
        return f"{Verb.SPEAKER}:{where}:{services.longer.fold(words, _ROOM)}"

    if said.people:
        return render_which_one(clean(asked.speaker), _choices(said, data), chat.t)
    total = len(said.found)
    without = [(word, n, data(0, _leave_out(typed, word))) for word, n in said.without]
    if not said.found:
        return render_no_quotes(asked.speaker or typed, asked.narrowed, first, without, chat.t)
    found = said.found[::-1] if oldest_first else said.found
    turned = _OLDEST_FIRST if oldest_first else ""
    other = chat.t("Newest first") if oldest_first else chat.t("Oldest first")
    return render_quotes_page(
        Statements(
            asked=clean(asked.speaker),
            narrowed=" · ".join(asked.narrowed),
            found=found[page * _SIZE : (page + 1) * _SIZE],
            total=total,
            first=first,
            stories=len({story.id for story, _ in said.found}),
            person=(said.person.name, said.person.role) if said.person else None,
            earlier=data(f"{page - 1}{turned}") if page else None,
            later=data(f"{page + 1}{turned}") if (page + 1) * _SIZE < total else None,
            oldest_first=oldest_first,
            file=data("f") if typed else None,
            order=(other, data(f"0{'' if oldest_first else _OLDEST_FIRST}")) if total > 1 else None,
            without=without[:1],
            in_roles=(said.in_roles, data(0, f"{typed} {ROLE}{max(asked.speaker.split(), key=len)}"))
            if said.in_roles
            else None,
        ),
        chat.t,
    )


def _choices(said: Said, data: Callable[[int, str], str]) -> list[WhichOne]:
    """A button for each of the namesakes, then for all of them together."""
    narrowed = " ".join(said.asked.narrowed)
    choices = []
    names = [words_of(person.name) for person in said.people]
    for person in said.people[:_CHOICES]:
        if any(words_of(person.name) < other for other in names):
            continue  # a short name that may be several people's: among all of them
        rivals = [other for other in said.people if words_of(other.name) == words_of(person.name)]
        role = distinct_role(person, rivals) if len(rivals) > 1 else None
        words = " ".join(filter(None, (person.name, f"{ROLE}{role}" if role else "", narrowed)))
        outlets = list(dict.fromkeys(story.lead.outlet for story, _ in person.statements))
        choices.append(WhichOne(person.name, person.role, outlets, len(person.statements), data(0, words)))
    everybody = sum(len(person.statements) for person in said.people)
    words = " ".join(filter(None, (said.asked.speaker, narrowed, ANYBODY)))
    return [*choices, WhichOne("", "", (), everybody, data(0, words))]


def _leave_out(typed: str, word: str) -> str:
    words = typed.split()
    words.remove(word)
    return " ".join(words)
