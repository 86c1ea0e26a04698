"""What the bot makes of one article after another, as a stream in time; and that as JSON (`explain`, `preview`)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.app.parts import topics_of
from bot.cli.articles import Asked
from bot.config import Config
from bot.model.entry import Article
from bot.model.ids import InterestKey, StoryId
from bot.model.interest import Interests, Sensitivity
from bot.model.story import Match, Matching, Quote, Story
from bot.stories.match import compile_interests, match_article
from bot.stories.place import place_stories
from bot.stories.same import Recent
from bot.stories.tell import tell_matched


@dataclass(frozen=True, slots=True)
class Judged:
    asked: Asked
    matched: bool
    score: float
    #: Those that reach the threshold; of an unmatched article the nearest, if any.
    topics: tuple[InterestKey, ...]
    matches: tuple[Match, ...]
    #: As the article tells it; None if unmatched.
    telling: Story | None = None
    #: The story it went into.
    story: StoryId | None = None
    development_of: StoryId | None = None


class Judge:
    """Takes articles in the order of time; a later one may join the story of an earlier one."""

    def __init__(
        self, config: Config, sensitivity: Sensitivity, *, always: bool = False, now: datetime
    ) -> None:
        self._matcher = compile_interests(Interests(topics_of(config)))
        self._sensitivity = sensitivity
        self._always = always
        self._stories: dict[StoryId, Story] = {}
        self._recent = Recent()
        self._now = now
        self._started = False

    def judge(self, asked: Asked) -> Judged:
        now = self._time_of(asked.article)
        matching = match_article(asked.article, self._matcher, now)
        best = matching.best
        score = best[1] if best else 0.0
        threshold = self._sensitivity.threshold
        if not self._always and score < threshold:
            return Judged(asked, False, score, (best[0],) if best else (), matching.matches)
        telling = tell_matched(asked.article, matching, now)
        # Two lines may give the same article: each is a telling of its own here.
        telling = replace(telling, id=StoryId(f"{telling.id[:24]}{len(self._stories):08x}"))
        changed, went = place_stories((telling,), self._stories.get, self._recent, now)
        self._stories.update(changed)
        return Judged(
            asked,
            True,
            score,
            telling.interests(threshold) or _nearest(matching),
            matching.matches,
            telling,
            went[0],
            self._stories[went[0]].development_of,
        )

    def _time_of(self, article: Article) -> datetime:
        # Look-back needs a time that does not go back; without one, order is all there is.
        published = article.published
        if published is not None and (not self._started or published > self._now):
            self._now = published
            self._started = True
        return self._now


def _nearest(matching: Matching) -> tuple[InterestKey, ...]:
    return (matching.best[0],) if matching.best else ()


def as_json(judged: Judged, *, verbose: bool = False) -> dict[str, Any]:
    """The keys of CONTRACT's explain, and with `verbose` why each marked passage was taken or left."""
    telling = judged.telling
    line: dict[str, Any] = {
        "id": judged.asked.id,
        "matched": judged.matched,
        "score": round(judged.score, 4),
        "topics": list(judged.topics) if judged.matched else [],
        "why": [_why(match) for match in judged.matches],
        "quotes": [_quote(quote, verbose) for quote in telling.quotes] if telling else [],
        "summary": [{"start": span.start, "end": span.end, "text": span.text} for span in telling.summary]
        if telling
        else [],
        "story": judged.story,
        "development_of": judged.development_of,
    }
    if verbose:
        line["left_out"] = [
            {"start": left.span.start, "end": left.span.end, "text": left.span.text, "why": left.why}
            for left in (telling.left_out if telling else ())
        ]
    if judged.asked.page:
        line["article"] = _article(judged.asked.article)
    return line


def _why(match: Match) -> dict[str, Any]:
    return {
        "interest": match.interest,
        "term": match.term,
        "field": match.place.value,
        "start": match.start,
        "end": match.end,
    }


def _quote(quote: Quote, verbose: bool) -> dict[str, Any]:
    speaker = quote.speaker
    line: dict[str, Any] = {
        "start": quote.span.start,
        "end": quote.span.end,
        "text": quote.span.text,
        "kind": quote.kind.value,
        "pushed": quote.pushed,
        "speaker_start": speaker.start if speaker else None,
        "speaker_end": speaker.end if speaker else None,
        "speaker_text": speaker.text if speaker else None,
        "speaker_full": quote.speaker_full,
        "speaker_role": quote.speaker_role,
    }
    return line | {"why": quote.why} if verbose else line


def _article(article: Article) -> dict[str, Any]:
    return {
        "title": article.title,
        "text": article.text,
        "author": article.author,
        "published": article.published.isoformat() if article.published else None,
        "language": article.language,
        "url": article.url,
    }
