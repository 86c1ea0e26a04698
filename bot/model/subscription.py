"""Subscriptions: what one chat wants."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum

from bot.model.ids import ChatId, InterestKey, StoryId, is_watch
from bot.model.interest import Sensitivity, Watch


class ChatKind(StrEnum):
    PRIVATE = "private"
    GROUP = "group"
    CHANNEL = "channel"


class Mode(StrEnum):
    NORMAL = "normal"
    AT_RISK = "at-risk"


class Pace(StrEnum):
    NOW = "now"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When alerts come: each at once, or gathered into a digest; and the hours in which none rings."""

    pace: Pace = Pace.NOW
    digest_at: time = time(8, 0)
    #: From, to, local time; over midnight if from > to.
    quiet: tuple[time, time] | None = None


#: Every topic there is, those added later as well.
ALL_TOPICS = InterestKey("*")


@dataclass(frozen=True, slots=True)
class Subscription:
    """What one chat wants. A chat has at most one; the most sensitive thing we keep."""

    chat: ChatId
    kind: ChatKind
    since: datetime
    #: Forum topic the alerts go to.
    thread: str | None = None
    topics: frozenset[InterestKey] = frozenset({ALL_TOPICS})
    watches: tuple[Watch, ...] = ()
    #: Story languages, as "en"; empty: all.
    languages: frozenset[str] = frozenset()
    sensitivity: Sensitivity = Sensitivity.BALANCED
    rhythm: Rhythm = Rhythm()
    timezone: str = "UTC"
    #: In which the bot speaks.
    language: str = "en"
    mode: Mode = Mode.NORMAL
    #: Set by /pause: alerts are not routed.
    paused: bool = False
    muted_stories: frozenset[StoryId] = frozenset()
    #: Muted until, by topic.
    muted_topics: Mapping[InterestKey, datetime] = field(default_factory=dict)
    #: The chat cannot be written to for now (a right is missing, a topic is closed): since when, until when, why.
    held_since: datetime | None = None
    held_until: datetime | None = None
    held_why: str | None = None
    #: False once unsubscribed: settings stay until /forgetme, nothing is sent.
    active: bool = True

    def wants(self, interest: InterestKey) -> bool:
        if is_watch(interest):
            return any(watch.key == interest and not watch.paused for watch in self.watches)
        return ALL_TOPICS in self.topics or interest in self.topics
