"""What `decide` sees: the store as it stands inside the write."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.model.alert import Alert
from bot.model.feed import FeedState
from bot.model.ids import AlertId, InterestKey, StoryId
from bot.model.story import Story
from bot.model.subscription import Subscription
from storage.tiny.alerts import AlertBook
from storage.tiny.stories import TinyStories
from storage.tiny.subscriptions import SubscriptionBook


class TinyLook:
    """Remembers which alerts were looked at: only those may be replaced."""

    def __init__(
        self, state: FeedState, stories: TinyStories, book: SubscriptionBook, alerts: AlertBook, now: datetime
    ) -> None:
        self._state = state
        self._stories = stories
        self._book = book
        self._alerts = alerts
        self._now = now
        self.looked_at: dict[AlertId, Alert] = {}

    @property
    def state(self) -> FeedState:
        return self._state

    def changes(self, since: int) -> tuple[int, Sequence[Story]]:
        return self._stories.changes(since, self._now)

    def story(self, story: StoryId) -> Story | None:
        return self._stories.find(story)

    def developments(self, story: StoryId) -> Mapping[StoryId, datetime]:
        return self._stories.developments(story)

    def wanting(self, interests: Sequence[InterestKey]) -> Sequence[Subscription]:
        return self._book.wanting(interests)

    def alerts_of(self, story: StoryId) -> Mapping[AlertId, Alert]:
        found = {alert.id: alert for alert in self._alerts.of_story(story)}
        self.looked_at |= found
        return found
