"""For operators, in their private chat: /status /feeds /addfeed /removefeed /invite."""

from urllib.parse import urlsplit

from bot.errors import UsageError
from bot.messages.render.links import safe_url
from bot.messages.render.operator import (
    Standing,
    render_feed_added,
    render_feed_refused,
    render_feed_removed,
    render_feeds,
    render_invitation,
    render_status,
)
from bot.model.conversation import Edit, Reply, Request, Say
from bot.model.entry import ReadFailed
from bot.model.feed import FeedSource, FetchFailed, FetchProblem
from bot.model.ids import FeedUrl
from bot.model.words import Translator
from handlers.chat import open_chat
from handlers.judged_terms import terms_in_doubt, terms_missed
from handlers.presses import rest_of
from handlers.read import page_of
from handlers.services import Services


async def status(request: Request, services: Services) -> Reply:
    """/status."""
    chat = await open_chat(request, services)
    store = services.store
    kept, owed, chats = await store.counts(), await store.outbox.counts(), await store.subscriptions.counts()
    standing = Standing(
        feeds=await store.feeds.all(),
        stories=kept.stories,
        entries=kept.entries,
        bytes_on_disk=kept.bytes_on_disk,
        owed=owed.owed + owed.intended,
        sent=owed.sent,
        possible_repeats=owed.possible_repeats,
        dropped=owed.dropped,
        oldest_owed=owed.oldest_owed,
        private=chats.private,
        groups=chats.groups,
        channels=chats.channels,
        held=chats.held,
        pause_until=await store.outbox.pause_until(),
        now=services.clock.now(),
        doubts=await terms_in_doubt(services, chat.t),
        missed=await terms_missed(services, chat.t),
    )
    return Say(render_status(standing, chat.t))


async def feeds(request: Request, services: Services) -> Reply:
    """/feeds, and its pages. `D:<page>`."""
    chat = await open_chat(request, services)
    page = page_of(rest_of(request))
    message = render_feeds(await services.store.feeds.all(), page, chat.t, services.clock.now())
    return Say(message) if request.data is None else Edit(message)


#: What asking again does not mend.
HOPELESS = frozenset({FetchProblem.REFUSED, FetchProblem.NOT_A_FEED, FetchProblem.GONE})


async def addfeed(request: Request, services: Services) -> Reply:
    """/addfeed <address>: read within minutes through the guarded door; wins over the file."""
    chat = await open_chat(request, services)
    url = _read_address(request.text, chat.t)
    match await services.try_feed(url):
        case FetchFailed(problem=problem, detail=detail) | ReadFailed(problem=problem, detail=detail) if (
            problem in HOPELESS
        ):
            return Say(render_feed_refused(url, detail, chat.t))
        case _:
            # One that does not answer just now may do so later: it is asked again, and /feeds tells.
            added = await services.store.feeds.add(FeedSource(url), services.clock.now())
            return Say(render_feed_added(url, added, chat.t))


async def removefeed(request: Request, services: Services) -> Reply:
    """/removefeed <address>."""
    chat = await open_chat(request, services)
    url = _read_address(request.text, chat.t)
    removed = await services.store.feeds.remove(url, services.clock.now())
    return Say(render_feed_removed(url, removed, chat.t))


def _read_address(text: str, t: Translator) -> FeedUrl:
    words = text.split()
    if len(words) != 1:
        raise UsageError(t("One address of a feed, please."))
    try:
        parts = urlsplit(words[0])
        host, secret = parts.hostname, parts.username or parts.password
    except ValueError:
        host = secret = None
    if secret:
        raise UsageError(t("An address with a name or password in it is not taken."))
    # An intranet feed may have a host without a dot; whether it may be reached is for the guarded door to say.
    if not host or not (safe_url(words[0]) or safe_url(words[0].replace(host, f"{host}.example", 1))):
        raise UsageError(t("That is no address of a feed: it must begin with https:// or http://."))
    return FeedUrl(words[0])


async def invite(request: Request, services: Services) -> Reply:
    """/invite: links that let a person or a group into a closed instance."""
    chat = await open_chat(request, services)
    token, until = services.invitations.make(services.clock.now())
    base = f"https://t.me/{services.bot_username}"
    return Say(render_invitation(f"{base}?start={token}", f"{base}?startgroup={token}", until, chat.t))
