"""Tell a story: an article and what people want → Story or NotTold. Puts the stages together; decides nothing else."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.model.entry import Article, NotTold, TextFrom, WhyNot
from bot.model.ids import StoryId, content_id, is_watch
from bot.model.interest import Sensitivity
from bot.model.story import Match, Matching, Source, Story
from bot.stories.match import Matcher, match_article
from bot.stories.match_watch import match_who_is_quoted
from bot.stories.quote import Quotes, quote_article
from bot.stories.summarize import summarize

#: Characters of a source's text that are kept to compare later tellings with.
OPENING = 600
#: The lowest score anybody can ask for: below it nobody would be sent the story.
LOWEST = Sensitivity.EVERYTHING.threshold


def tell_story(article: Article, matcher: Matcher, now: datetime, *, always: bool = False) -> Story | NotTold:
    """What the bot makes of an article. `always`: as if the whole article were on topic."""
    matching = match_article(article, matcher, now)
    quotes = None
    if matching.waiting and matcher.watched is not None:
        quotes = _quotes(article, matching.matches)
        matching = match_who_is_quoted(article, quotes.quotes, matching, matcher.watched, now)
    if not always and not _is_told(matching):
        return _not_told(matching)
    return tell_matched(article, matching, now, quotes)


def _is_told(matching: Matching) -> bool:
    return matching.best is not None and matching.best[1] >= LOWEST


def tell_matched(article: Article, matching: Matching, now: datetime, quotes: Quotes | None = None) -> Story:
    """The story of an article whose matches are known, whatever its score; `quotes`: read already."""
    quotes = quotes or _quotes(article, matching.matches)
    return replace(
        bare_story(article, now),
        scores=dict(matching.scores),
        matches=matching.matches,
        quotes=quotes.quotes,
        left_out=quotes.left_out,
        summary=summarize(
            article.text,
            title=article.title,
            language=article.language,
            matches=matching.matches,
            quotes=quotes.quotes,
        ),
    )


def bare_story(article: Article, now: datetime) -> Story:
    """An article as a story of which nothing is known but that it was read."""
    return Story(
        id=story_id(article),
        title=article.title,
        text=article.text,
        sources=(_source(article, now),),
        scores={},
        matches=(),
        language=article.language,
    )


def with_quotes(story: Story, article: Article) -> Story:
    """The bare story of this article with who is quoted in it."""
    return replace(story, quotes=_quotes(article, ()).quotes)


def story_id(article: Article) -> StoryId:
    """The same for the same entry, whatever becomes of its headline."""
    return StoryId(content_id("story", article.entry or article.url or f"{article.title}\n{article.text}"))


def _quotes(article: Article, matches: Sequence[Match]) -> Quotes:
    # A text we did not read in full may lack the sentence that says who spoke, or that it was denied.
    if article.text_from is TextFrom.TEASER:
        return Quotes((), ())
    return quote_article(article.text, title=article.title, language=article.language, matches=matches)


def not_told(story: Story) -> NotTold:
    """What would be kept of an article that only watches told, if there were none."""
    topics = {key: score for key, score in story.scores.items() if not is_watch(key)}
    return _not_told(Matching(topics, story.matches))


def _not_told(matching: Matching) -> NotTold:
    best = matching.best
    if best is None:
        return NotTold(WhyNot.NO_INTEREST)
    strongest = max(
        (match for match in matching.matches if match.interest == best[0]),
        key=lambda match: match.weight,
        default=None,
    )
    term = strongest.term if strongest is not None else None
    return NotTold(WhyNot.BELOW, nearest=best[0], score=best[1], term=term)


def _source(article: Article, now: datetime) -> Source:
    return Source(
        outlet=article.outlet,
        title=article.title,
        seen_at=now,
        feed=article.feed,
        entry=article.entry,
        url=article.url,
        language=article.language,
        published=article.published,
        text_from=article.text_from,
        opening=article.text[:OPENING],
    )
