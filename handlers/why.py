"""/why: why a story came, or the one reason why it did not; for an alert, a code, a link or words of a headline."""

from bot.errors import UsageError
from bot.messages.render.clean import clean
from bot.messages.render.links import safe_url
from bot.messages.render.parts import ForChat
from bot.messages.render.presses import Verb
from bot.messages.render.story_screens import render_why
from bot.messages.render.talk import render_sentence
from bot.messages.render.text import button_text
from bot.model.alert import AlertState
from bot.model.conversation import Reply, Request, Say
from bot.model.ids import alert_id, read_code
from bot.model.message import Press
from bot.model.query import And, Field, Query, Word
from bot.model.story import Story
from bot.stories.fold import words
from handlers.chat import Chat, open_chat
from handlers.link import about_link, about_story, find_link
from handlers.services import Services
from handlers.telling import as_seen, own_watches, story_meant, story_of_link, titles

#: Words of a headline that are looked for.
_WORDS = 12


async def why(request: Request, services: Services) -> Reply:
    """/why in reply to an alert, /why 4K7Q, /why <link>, /why words of the headline."""
    chat = await open_chat(request, services)
    text = " ".join(request.text.split())
    if not text:
        if request.reply_to is None:
            raise UsageError(
                chat.t("Why what? Answer an alert with /why, or name a code, a link or a headline.")
            )
        story = await services.store.stories.by_message(request.chat, request.reply_to)
        if story is None:
            raise UsageError(chat.t("That is no alert of mine: name its code, its link or its headline."))
        return await _tell(story, None, request, chat, services)
    link = find_link(text)
    if link is not None:
        return await _link(link, request, chat, services)
    if read_code(text) is not None:
        story = await story_meant(request, text, chat.view, services)
        if story is not None:
            return await _tell(story, None, request, chat, services)
    return await _headline(text, request, chat, services)


async def _link(link: str, request: Request, chat: Chat, services: Services) -> Reply:
    url = safe_url(link if link.lower().startswith("http") else f"https://{link}")
    story = await story_of_link(url, chat.view, services) if url else None
    if url is None or story is None:
        return await about_link(link, request, chat, services)
    return await _tell(story, url, request, chat, services)


async def _tell(story: Story, url: str | None, request: Request, chat: Chat, services: Services) -> Reply:
    """Why this, for a story that was sent here; why not, for any other."""
    alert = await services.store.outbox.get(alert_id(story.id, request.chat))
    joined = url is not None and url != story.lead.url
    if alert is None or alert.state is not AlertState.SENT or story.withdrawn is not None or joined:
        return await about_story(story, url, request, chat, services)
    title = titles(chat.view, chat.t, services)
    return Say(
        render_why(as_seen(story, chat.view), alert, ForChat.of(chat.view), chat.t, topic_title=title),
        reply=True,
    )


async def _headline(text: str, request: Request, chat: Chat, services: Services) -> Reply:
    """The newest story with all of these words in a headline."""
    typed = [token.text for token in words(text)][:_WORDS]
    leaves = tuple(Word(word, Field.TITLE) for word in dict.fromkeys(typed))
    query: Query | None = And(leaves) if len(leaves) > 1 else next(iter(leaves), None)
    page = (
        await services.store.stories.search(
            query, services.clock.now(), frozenset(), 0, 1, newest_first=True, own=own_watches(chat.view)
        )
        if query is not None
        else None
    )
    if page is None or not page.stories:
        nothing = chat.t(
            "No headline here has all of these words. A link finds what became no story as well."
        )
        button = Press(button_text(chat.t("Search the texts")), f"{Verb.SEARCH}:0r:{_folded(text, services)}")
        return Say(render_sentence(nothing, keyboard=[[button]] if clean(text) else ()), reply=True)
    return await _tell(page.stories[0], None, request, chat, services)


def _folded(text: str, services: Services) -> str:
    return services.longer.fold(" ".join(token.text for token in words(text)) or text, 38)
