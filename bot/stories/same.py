"""Is it the same story, real news on it, or another one? Looks back at the stories of the last seven days. Pure."""

from datetime import datetime

from bot.model.story import DevelopmentOf, NewStory, SameAs, Sameness, Story
from bot.stories.same_kind import is_roundup
from bot.stories.same_recent import LOOK_BACK, Known, Recent
from bot.stories.same_telling import Telling, alike, lead_telling
from bot.stories.same_turn import turns

__all__ = ["LOOK_BACK", "Recent", "same_story"]

#: How like a story's tellings a new one must be to be one of them; measured by tests/eval/same.py.
SAME = 0.225
#: Commentary is on what is in the news, in words of its own; it names whom or what it is on.
SAME_COMMENTARY = 0.18
#: How like a telling must be to be real news on the story, if it says that something turned.
DEVELOPMENT = 0.19


def same_story(story: Story, recent: Recent, now: datetime) -> Sameness:
    """Whether the story is new, one more outlet's telling of a known one, or real news on it."""
    since = now - LOOK_BACK
    telling = lead_telling(story)
    wanted = SAME_COMMENTARY if telling.commentary else SAME
    likest = recent.likest(story, telling, since, min(wanted, DEVELOPMENT))
    if likest is not None:
        like, known = likest
        if like >= DEVELOPMENT and turns(story, known.words, known.seen_at):
            return DevelopmentOf(known.first)
        if like >= SAME or (like >= wanted and _on_the_same(telling, known)):
            return DevelopmentOf(known.first) if _taken_back(telling, known) else SameAs(known.id)
    elsewhere = None if is_roundup(story.title) else recent.elsewhere(story, telling, since)
    return NewStory() if elsewhere is None else SameAs(elsewhere)


def _on_the_same(own: Telling, known: Known) -> bool:
    """Whether somebody or something that its headline or first lines name is named in the story."""
    return any(not own.about.names.isdisjoint(other.about.words) for other in known.tellings)


def _taken_back(own: Telling, known: Known) -> bool:
    """Whether the headline says that what another says is not so, or that it is; if none of the story's said that."""
    return all(own.about.reversed != other.about.reversed for other in known.tellings) and any(
        alike(own.about.title, other.about.title) for other in known.tellings
    )
