"""/latest and /search: what there is, for what the chat may see; each pages in the same message."""

import re
from collections.abc import Sequence
from datetime import timedelta

from bot.errors import UsageError
from bot.messages.render.clean import clean
from bot.messages.render.lists import (
    Health,
    Turning,
    render_latest,
    render_nothing_found,
    render_search,
    render_topic_choice,
)
from bot.messages.render.presses import Verb
from bot.model.conversation import Edit, Reply, Request, Say, Toast
from bot.model.ids import InterestKey
from bot.model.message import Message
from bot.model.story import Story, StoryPage
from bot.model.subscription import ALL_TOPICS, ChatKind
from bot.stories.search import parse_query
from handlers.chat import Chat, open_chat
from handlers.names import read_topics
from handlers.nothing_found import QUERY_ROOM, perhaps_meant, without_a_part
from handlers.presses import pressed_of, rest_of, trail_of
from handlers.services import Services
from handlers.story import opened
from handlers.telling import own_watches, reached, story_meant, story_of_code, titles
from handlers.watch import watch_this

_LATEST_SIZE, _SEARCH_SIZE, _GROUP_SIZE = 5, 3, 2
#: A newest story older than this is a quiet week.
_QUIET = timedelta(days=3)
_LAST_PAGE = 999


def page_of(text: str) -> int:
    """A page out of a button; 0 for anything that is no page of ours."""
    return int(text) if re.fullmatch(r"[0-9]{1,3}", text) else 0


# ── /latest ─────────────────────────────────────────────────────────────────────────────────────────────────


async def latest(request: Request, services: Services) -> Reply:
    """/latest, /latest 3, /latest press-freedom."""
    chat = await open_chat(request, services)
    size, topic = _read_latest(request.text, chat, services)
    message = await _latest(0, size, topic, chat, services)
    return Say(message, reply=True)


def _read_latest(text: str, chat: Chat, services: Services) -> tuple[int, InterestKey | None]:
    text = text.strip()
    if not text:
        return _LATEST_SIZE, None
    if re.fullmatch(r"[1-9][0-9]?", text):
        return min(int(text), _LATEST_SIZE), None
    if text.split()[0].isnumeric():
        raise UsageError(chat.t("Five stories stand on a page; the buttons show older ones."))
    topics = read_topics(text, services.topics, chat.t, "latest")
    if ALL_TOPICS in topics:
        return _LATEST_SIZE, None
    if len(topics) > 1:
        raise UsageError(chat.t("One topic at a time, please."))
    return _LATEST_SIZE, next(iter(topics))


async def press_latest(request: Request, services: Services) -> Reply:
    """Press: another page or topic. `L:<page>:<size>:<topic>`; `L:t:<size>:` asks which topic."""
    chat = await open_chat(request, services)
    where, size_text, topic_name, *_ = [*rest_of(request).split(":"), "", "", ""]
    size = min(max(page_of(size_text), 1), _LATEST_SIZE)
    if where == "t":
        choices = [(chat.t("All topics"), f"{Verb.LATEST}:0:{size}:")]
        choices += [
            (topic.title(chat.t.language), f"{Verb.LATEST}:0:{size}:{topic.name}")
            for topic in services.topics
        ]
        return Edit(render_topic_choice(choices, f"{Verb.LATEST}:0:{size}:{topic_name}", chat.t))
    topic = next((topic.name for topic in services.topics if topic.name == topic_name), None)
    return Edit(await _latest(page_of(where), size, topic, chat, services))


async def _latest(page: int, size: int, topic: InterestKey | None, chat: Chat, services: Services) -> Message:
    now = services.clock.now()
    everything = (*(each.name for each in services.topics), *own_watches(chat.view))
    wanted = (topic,) if topic else everything
    threshold = chat.view.sensitivity.threshold
    stories = await services.store.stories.latest(wanted, threshold, chat.view.languages, page, size)
    here = f"{Verb.LATEST}:{page}:{size}:{topic or ''}"
    title = titles(chat.view, chat.t, services)

    def interests(story: Story) -> Sequence[InterestKey]:
        return [key for key in story.interests(threshold) if key in wanted] or reached(story, chat.view)

    turning = Turning(
        opens=_opens(stories, here),
        earlier=f"{Verb.LATEST}:{page - 1}:{size}:{topic or ''}" if page else None,
        later=f"{Verb.LATEST}:{page + 1}:{size}:{topic or ''}"
        if (page + 1) * size < stories.total and page < _LAST_PAGE
        else None,
        more=[
            (f"{title(topic) if topic else chat.t('All topics')} ▾", f"{Verb.LATEST}:t:{size}:{topic or ''}")
        ],
    )
    health = await _health(stories, page, services)
    return render_latest(
        stories,
        interests,
        health,
        turning,
        chat.t,
        now,
        topic_title=title,
        topic=title(topic) if topic else None,
    )


async def _health(stories: StoryPage, page: int, services: Services) -> Health:
    now = services.clock.now()
    feeds = await services.store.feeds.all()
    answered = sum(
        1 for feed in feeds if feed.last_ok_at is not None and feed.last_ok_at > now - timedelta(hours=1)
    )
    if page == 0 and stories.stories:
        newest = stories.stories[0].newest
        if now - newest > _QUIET:
            entries = await services.store.entries.count_since(newest)
            return Health(answered, len(feeds), entries, newest)
    return Health(answered, len(feeds))


def _opens(page: StoryPage, here: str) -> list[str]:
    return [f"{Verb.OPEN}:{story.code}|{here}" for story in page.stories]


async def press_open(request: Request, services: Services) -> Reply:
    """Press: a number of a list; its story in full, in this same message. `o:<code>|<list>`."""
    chat = await open_chat(request, services)
    pressed = pressed_of(request)
    story = await story_of_code(pressed.code, chat.view, services) if pressed and pressed.code else None
    if story is None:
        return Toast(chat.t("This story is not here any more."), alert=True)
    return Edit(opened(story, chat, services, trail_of(request)))


# ── /search ─────────────────────────────────────────────────────────────────────────────────────────────────


async def search(request: Request, services: Services) -> Reply:
    """/search words, or plain words in a private chat; a story's code shows that story."""
    chat = await open_chat(request, services)
    typed = " ".join(request.text.split())
    if not clean(typed):
        raise UsageError(chat.t("What should I search for?"))
    if len(typed) == 4 and any(sign.isdigit() for sign in typed):
        story = await story_meant(request, typed, chat.view, services)
        if story is not None:
            return Say(opened(story, chat, services, None), reply=True)
    return Say(
        await _search(typed, 0, chat, request, services, newest_first=False),
        reply=True,
    )


async def press_search(request: Request, services: Services) -> Reply:
    """Press: another page or order. `S:<page><r|n>:<query>`."""
    chat = await open_chat(request, services)
    where, _, folded = rest_of(request).partition(":")
    typed = services.longer.unfold(folded)
    if not typed:
        return Toast(chat.t("This list is from before a restart: please send the search again."), alert=True)
    newest_first = where.endswith("n")
    return Edit(await _search(typed, page_of(where[:-1]), chat, request, services, newest_first=newest_first))


async def _search(
    typed: str, page: int, chat: Chat, request: Request, services: Services, *, newest_first: bool
) -> Message:
    query = parse_query(typed)
    now = services.clock.now()
    group = request.kind is not ChatKind.PRIVATE
    size = _GROUP_SIZE if group else _SEARCH_SIZE
    found = await services.store.stories.search(
        query,
        now,
        chat.view.languages,
        page,
        size,
        newest_first=newest_first,
        own=own_watches(chat.view),
    )
    first = await services.store.stories.first_seen_at()
    if not found.total:
        without = await without_a_part(query, chat.view, services)
        meant = await perhaps_meant(query, chat.view, services)
        plain = request.data is None and not request.command
        return render_nothing_found(typed, first, without, meant, chat.t, plain=plain)

    def data(page: int, *, newest: bool = newest_first) -> str:
        return f"{Verb.SEARCH}:{page}{'n' if newest else 'r'}:{services.longer.fold(typed, QUERY_ROOM)}"

    other = chat.t("Best first") if newest_first else chat.t("Newest first")
    more = [(other, data(0, newest=not newest_first))] if found.total > 1 else []
    watched = None if group else watch_this(typed, query, services)
    if watched is not None:
        more.append((chat.t("Watch this"), watched))
    turning = Turning(
        opens=_opens(found, data(page)),
        earlier=data(page - 1) if page else None,
        later=data(page + 1) if (page + 1) * size < found.total and page < _LAST_PAGE else None,
        more=more,
    )
    return render_search(typed, found, first, turning, chat.t, now, short=group)
