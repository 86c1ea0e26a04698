"""Feeds: where they are, how they stand, and what came of asking for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.model.ids import FeedUrl


@dataclass(frozen=True, slots=True)
class FeedSource:
    """A feed as the operator configured it."""

    url: FeedUrl
    name: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave us to ask "anything new?" with."""

    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class FeedState:
    """How a feed stands; what is due is data here, never a timer."""

    source: FeedSource
    due_at: datetime
    #: The feed's own title, once read.
    title: str | None = None
    language: str | None = None
    validators: Validators = Validators()
    #: None until a poll read entries: the first one is quiet.
    first_read_at: datetime | None = None
    last_ok_at: datetime | None = None
    #: When it last had an entry not seen before.
    last_new_at: datetime | None = None
    #: Current pace between polls.
    pace: timedelta = timedelta(minutes=15)
    failures: int = 0
    failing_since: datetime | None = None
    error: str | None = None
    #: Permanent redirects: where to, and how many equal answers so far.
    moved_to: str | None = None
    moved_times: int = 0
    #: Key of an entry (bot.feeds.newness) → hash of its content when last seen. Kept longer than stories.
    seen: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What people see: the operator's name for it, its own title, or its host."""
        return self.source.name or self.title or self.source.url.split("/")[2].removeprefix("www.")


class FetchProblem(StrEnum):
    """Why a fetch brought nothing; the words of `watchword check`."""

    GONE = "gone"
    FORBIDDEN = "forbidden"
    TOO_LARGE = "too-large"
    TOO_SLOW = "too-slow"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    NOT_A_FEED = "not-a-feed"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Fetched:
    """A body, decoded from its transfer and content encoding and no larger than the limit."""

    url: str
    #: Where the redirects ended.
    final_url: str
    body: bytes
    content_type: str | None = None
    validators: Validators = Validators()
    #: Set when every hop on the way was permanent.
    moved_to: str | None = None
    #: Until when the server says it need not be asked again (Cache-Control, Expires).
    fresh_for: timedelta | None = None


@dataclass(frozen=True, slots=True)
class NotModified:
    """304."""

    fresh_for: timedelta | None = None
    #: We sent no validators: a confused server; forget those we hold.
    unasked: bool = False


@dataclass(frozen=True, slots=True)
class FetchFailed:
    problem: FetchProblem
    #: One line for people: what happened, without addresses that leak anything.
    detail: str
    retry_after: timedelta | None = None
    status: int | None = None


FetchOutcome = Fetched | NotModified | FetchFailed
