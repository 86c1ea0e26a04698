"""Is it the same story? Looks back at the stories of the last seven days, by when their entries were seen. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.model.ids import StoryId
from bot.model.story import NewStory, SameAs, Sameness, Story
from bot.stories.fold import fold

LOOK_BACK = timedelta(days=7)


class Recent:
    """The stories of the last seven days, in memory; brought up to date with what changed in the store."""

    def __init__(self) -> None:
        #: The newest `changed_seq` it holds.
        self.version = 0
        self._titles: dict[str, tuple[StoryId, datetime]] = {}

    def sync(self, version: int, stories: Sequence[Story]) -> None:
        """Take the new and changed stories; `version` is the newest `changed_seq` of the store."""
        for story in stories:
            self.add(story)
        self.version = version

    def add(self, story: Story) -> None:
        """A new story, or a known one as it now stands."""
        for source in story.sources:
            self._titles[fold(source.title)] = (story.id, story.seen_at)

    def with_title(self, title: str, since: datetime) -> StoryId | None:
        found = self._titles.get(fold(title))
        return found[0] if found is not None and found[1] >= since else None


def same_story(story: Story, recent: Recent, now: datetime) -> Sameness:
    """Whether the story is new, one more outlet's telling of a known one, or real news on it."""
    known = recent.with_title(story.title, now - LOOK_BACK)
    return NewStory() if known is None or known == story.id else SameAs(known)
