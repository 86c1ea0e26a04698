"""What one poll of a feed reads, decides and writes, in one piece."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.model.alert import Alert
from bot.model.entry import Entry, NotTold
from bot.model.feed import FeedState
from bot.model.ids import AlertId, InterestKey, StoryId
from bot.model.story import Story
from bot.model.subscription import Subscription


@dataclass(frozen=True, slots=True)
class Told:
    """An entry and what was made of it. `revised`: seen before with other content."""

    entry: Entry
    telling: Story | NotTold
    revised: bool = False


@dataclass(frozen=True, slots=True)
class TellingNote:
    """What is kept of an entry's telling for 30 days: in which story it went, or why in none."""

    entry: Entry
    story: StoryId | None
    not_told: NotTold | None = None
    #: Judgement → how many chats said so; who is kept nowhere.
    judged: Mapping[str, int] = field(default_factory=dict)


class Look(Protocol):
    """What `decide` may see, as it stands inside the write."""

    @property
    def state(self) -> FeedState:
        """The feed as it stands now."""
        ...

    def changes(self, since: int) -> tuple[int, Sequence[Story]]:
        """The newest `changed_seq`, and the stories seen in the last 7 days whose `changed_seq` is greater."""
        ...

    def story(self, story: StoryId) -> Story | None: ...

    def developments(self, story: StoryId) -> Mapping[StoryId, datetime]:
        """Those of a story in the last 7 days that were news, and when each was seen."""
        ...

    def wanting(self, interests: Sequence[InterestKey]) -> Sequence[Subscription]:
        """Active subscriptions that want any of these."""
        ...

    def alerts_of(self, story: StoryId) -> Mapping[AlertId, Alert]:
        """Those owed or sent for a story."""
        ...


@dataclass(frozen=True, slots=True)
class Poll:
    """All that one poll changes. `keys` are added to the feed's seen keys; `state.seen` itself is not written."""

    state: FeedState
    entries: tuple[TellingNote, ...] = ()
    #: New and changed ones, whole.
    stories: tuple[Story, ...] = ()
    alerts: tuple[Alert, ...] = ()
    keys: Mapping[str, str] = field(default_factory=dict)


#: Pure; may be called more than once.
Decide = Callable[[Look], Poll]


@dataclass(frozen=True, slots=True)
class Recorded:
    poll: Poll


@dataclass(frozen=True, slots=True)
class Superseded:
    """A newer claim exists, or the chat is gone: nothing was changed."""
