"""What a story says of people's watches."""

from dataclasses import replace

from bot.model.ids import InterestKey, is_watch
from bot.model.story import Story


def without_watches(story: Story, *, but: frozenset[InterestKey] = frozenset()) -> Story:
    """The story without what it says of people's watches: a watch can be guessed, and says what somebody looks for."""

    def stays(interest: InterestKey) -> bool:
        return not is_watch(interest) or interest in but

    if all(map(stays, story.scores)) and all(stays(match.interest) for match in story.matches):
        return story
    scores = {key: score for key, score in story.scores.items() if stays(key)}
    return replace(story, scores=scores, matches=tuple(one for one in story.matches if stays(one.interest)))
