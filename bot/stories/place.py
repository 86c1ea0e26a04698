"""Where a telling belongs: a new story, one more outlet of a known one, or a development. Pure.

Runs inside the store's write, so that two polls cannot both find a story new.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from bot.model.entry import TextFrom
from bot.model.ids import InterestKey, StoryId, is_watch
from bot.model.story import DevelopmentOf, NewStory, SameAs, Source, Story
from bot.model.visible import is_public
from bot.stories.same import Recent, same_story


def place_stories(
    told: Iterable[Story], known: Callable[[StoryId], Story | None], recent: Recent, now: datetime
) -> tuple[dict[StoryId, Story], list[StoryId]]:
    """The new and changed stories by id, and for each telling, in order, the story it went into.

    `known` finds a story already recorded; `recent` is brought up to date with what is placed here.
    """
    changed: dict[StoryId, Story] = {}
    went: list[StoryId] = []

    def find(story: StoryId) -> Story | None:
        return changed.get(story) or known(story)

    for story in told:
        placed = place_story(story, find, recent, now)
        went.append(placed.id)
        if placed is not find(placed.id):
            changed[placed.id] = placed
            recent.add(placed)
    return changed, went


def place_story(
    story: Story, find: Callable[[StoryId], Story | None], recent: Recent, now: datetime
) -> Story:
    """The story this telling now belongs to, changed by it; the very one found if it changes nothing."""
    before = find(story.id)
    if before is not None:
        return retell(before, story)
    match same_story(story, recent, now):
        case NewStory():
            return story
        case SameAs(story=wanted):
            first = find(wanted)
            return story if first is None else join(first, story)
        case DevelopmentOf(story=wanted):
            return replace(story, development_of=wanted)


def retell(before: Story, story: Story) -> Story:
    """The lead outlet changed its entry: its words are taken over; identity, outlets and order stay."""
    if not _same_source(before.lead, story.lead) or before.withdrawn:
        return before
    if (before.title, before.text) == (story.title, story.text):
        return before
    # A page read in full is not given up for a teaser because the page could not be read this time.
    if before.lead.text_from is not TextFrom.TEASER and story.lead.text_from is TextFrom.TEASER:
        return before
    lead = replace(story.lead, seen_at=before.lead.seen_at)
    return _with_words_of(before, story, (lead, *before.sources[1:]))


def join(first: Story, story: Story) -> Story:
    """One more outlet carries it; it leads if it leads better."""
    source = story.lead
    if any(_same_source(source, other) for other in first.sources):
        return first
    # An outlet that had it as news wakes a story that was only in the backlog of a feed newly added.
    quiet = first.quiet and story.quiet
    scores = _joint_scores(first, story)
    if _leads_better(story, first):
        # Look-back runs on the time the story was first seen, whoever leads.
        lead = replace(source, seen_at=min(source.seen_at, first.seen_at))
        told = _with_words_of(first, story, (lead, *first.sources))
        return replace(told, quiet=quiet, scores={**scores, **story.scores})
    return replace(first, sources=(*first.sources, source), quiet=quiet, scores=scores)


def _joint_scores(first: Story, story: Story) -> dict[InterestKey, float]:
    """Topics as the lead tells them, unless no topic told it yet; watches that any outlet answers."""
    more = {key: score for key, score in story.scores.items() if is_watch(key) or not is_public(first)}
    return {**first.scores, **{key: max(score, first.scores.get(key, 0.0)) for key, score in more.items()}}


def _leads_better(story: Story, first: Story) -> bool:
    """A text read in full before a teaser; one that a topic tells before one that only somebody's watch found."""
    told_in_full, led_in_full = (one.lead.text_from is not TextFrom.TEASER for one in (story, first))
    if first.withdrawn or (led_in_full and not told_in_full):
        return False
    return told_in_full > led_in_full or (is_public(story) and not is_public(first))


def _same_source(one: Source, other: Source) -> bool:
    """The same entry, or the same page; what has neither is nobody's repeat."""
    if one.entry is not None and one.entry == other.entry:
        return True
    return one.url is not None and one.url == other.url


def _with_words_of(before: Story, story: Story, sources: tuple[Source, ...]) -> Story:
    return replace(
        before,
        title=story.title,
        text=story.text,
        sources=sources,
        scores=story.scores,
        matches=story.matches,
        quotes=story.quotes,
        left_out=story.left_out,
        summary=story.summary,
        language=story.language or before.language,
    )
