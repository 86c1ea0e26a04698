"""Stories and articles that became none, each event once: what the same stream would have told, looked at afterwards."""

from collections.abc import Iterable

from bot.model.ids import StoryId
from bot.model.story import SameAs, Story
from bot.stories.place import join
from bot.stories.same import Recent, same_story


def each_once(found: Iterable[Story]) -> list[Story]:
    """Oldest first. An article (a story without scores) that tells what another one tells is left out.

    Told stories were placed when they were read and are not placed again; an article before one gives way to it.
    """
    recent = Recent()
    kept: dict[StoryId, Story] = {}
    known: dict[StoryId, Story] = {}
    for story in sorted(found, key=lambda one: (one.seen_at, one.id)):
        recent.sync((), story.seen_at)
        sameness = same_story(story, recent, story.seen_at)
        first = known.get(sameness.story) if isinstance(sameness, SameAs) else None
        if first is None or (first.scores and story.scores):
            kept[story.id] = known[story.id] = story
            recent.add(story)
            continue
        if story.scores:
            kept[first.id] = story
        known[first.id] = join(first, story)
        recent.add(known[first.id])
    return list(kept.values())
