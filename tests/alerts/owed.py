"""Chats, stories and alerts to route and settle, of invented people and outlets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.model.alert import Alert
from bot.model.feed import FeedSource, FeedState
from bot.model.ids import AlertId, ChatId, FeedUrl, InterestKey, StoryId, alert_id, content_id
from bot.model.poll import Look
from bot.model.story import Source, Story
from bot.model.subscription import ChatKind, Subscription

NOW = datetime(2026, 11, 17, 12, 0, tzinfo=UTC)
SPYWARE, PRESS = InterestKey("spyware"), InterestKey("press-freedom")
ANN, BOB, GROUP = ChatId("1001"), ChatId("1002"), ChatId("-2001")


def chat(
    chat: ChatId = ANN, topics: frozenset[InterestKey] = frozenset({SPYWARE}), **more: object
) -> Subscription:
    kind = ChatKind.GROUP if chat.startswith("-") else ChatKind.PRIVATE
    more = {"since": NOW - timedelta(days=30)} | more
    return Subscription(chat, kind, topics=topics, **more)  # type: ignore[arg-type]


def story(
    name: str = "palefox",
    score: float = 0.9,
    *,
    language: str | None = "en",
    published: datetime | None = NOW,
    seen_at: datetime = NOW,
    outlets: int = 1,
    **more: object,
) -> Story:
    sources = tuple(
        Source(f"Outlet {n}", name, seen_at, url=f"https://outlet{n}.example/{name}", published=published)
        for n in range(outlets)
    )
    return Story(
        StoryId(content_id("test", name)), name, f"About {name}.", sources, {SPYWARE: score, PRESS: 0.1}, (),
        language=language, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def alert(told: Story | None = None, to: ChatId = ANN, **more: object) -> Alert:
    told = told or story()
    return Alert(alert_id(told.id, to), told.id, to, NOW, NOW, interests=(SPYWARE,), **more)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Seen:
    """What `decide` may see, as data."""

    chats: Sequence[Subscription] = (chat(),)
    alerts: Sequence[Alert] = ()
    stories: Sequence[Story] = ()
    state: FeedState = field(
        default_factory=lambda: FeedState(FeedSource(FeedUrl("https://f.example/")), NOW)
    )

    def changes(self, since: int) -> tuple[int, Sequence[Story]]:
        return since, self.stories

    def story(self, story: StoryId) -> Story | None:
        return next((one for one in self.stories if one.id == story), None)

    def developments(self, story: StoryId) -> Mapping[StoryId, datetime]:
        return {one.id: one.seen_at for one in self.stories if one.development_of == story and not one.quiet}

    def wanting(self, interests: Sequence[InterestKey]) -> Sequence[Subscription]:
        return [one for one in self.chats if any(one.wants(key) for key in interests)]

    def alerts_of(self, story: StoryId) -> Mapping[AlertId, Alert]:
        return {one.id: one for one in self.alerts if one.story == story}


_look: Look = Seen()
