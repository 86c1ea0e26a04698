"""What a chat is at this moment: its subscription, what it would have without one, and the language it speaks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.model.conversation import Request
from bot.model.ids import InterestKey
from bot.model.subscription import ALL_TOPICS, Subscription
from bot.model.words import Translator
from handlers.services import Services


@dataclass(frozen=True, slots=True)
class Chat:
    #: None for a chat that never subscribed (or was forgotten).
    stored: Subscription | None
    #: The stored one, or the one it would get by default: what it may see.
    view: Subscription
    t: Translator

    @property
    def subscribed(self) -> bool:
        return self.stored is not None and self.stored.active


async def open_chat(request: Request, services: Services) -> Chat:
    stored = await services.store.subscriptions.get(request.chat)
    view = stored or default_subscription(request, services)
    return Chat(stored, view, services.translator(view.language))


def default_subscription(request: Request, services: Services) -> Subscription:
    """All topics, in the person's language and English, spoken to in the person's language."""
    language = base_language(request.language)
    return Subscription(
        chat=request.chat,
        kind=request.kind,
        since=services.clock.now(),
        thread=request.thread,
        languages=frozenset({language, "en"}),
        language=services.translator(request.language or "en").language,
    )


def base_language(language: str | None) -> str:
    """ "pt-br" → "pt"; English where it is not known."""
    base = (language or "").replace("_", "-").partition("-")[0].lower()
    return base if base.isascii() and base.isalpha() and len(base) in (2, 3) else "en"


def may_subscribe(request: Request, chat: Chat, services: Services) -> bool:
    """A closed instance takes operators and those it let in before; an invitation is how one is let in."""
    return services.instance.open or request.is_operator or chat.stored is not None


def wanted_topics(chat: Chat, services: Services) -> Sequence[InterestKey]:
    """The names of the topics a chat has, in the order in which topics are shown."""
    return named_topics(chat.view.topics, services)


def named_topics(topics: Collection[InterestKey], services: Services) -> Sequence[InterestKey]:
    """Those of `topics` that there are now, in the order in which topics are shown."""
    return tuple(topic.name for topic in services.topics if ALL_TOPICS in topics or topic.name in topics)


async def about_a_week(subscription: Subscription, services: Services) -> int | None:
    """How many stories a week it would get, by the last 30 days; None while nobody can know."""
    return await services.weekly.about(
        subscription.topics, subscription.sensitivity.threshold, subscription.languages
    )
