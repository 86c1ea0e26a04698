"""Who may know of a story. What only somebody's watch found would tell others what is watched for."""

from collections.abc import Collection

from bot.model.ids import InterestKey, is_watch
from bot.model.interest import Sensitivity
from bot.model.story import Story


def is_public(story: Story) -> bool:
    """Whether a topic tells it, be it only at the lowest sensitivity."""
    return any(
        score >= Sensitivity.EVERYTHING.threshold and not is_watch(key) for key, score in story.scores.items()
    )


def may_know(story: Story, own: Collection[InterestKey]) -> bool:
    """Whether a chat with these watches may be shown it: a topic tells it, or one of the chat's own watches does."""
    return is_public(story) or any(key in own for key in story.scores)
