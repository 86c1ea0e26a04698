"""People's watches beside the topics: what of them an article answers, and which words make its page worth a look."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from bot.model.entry import Article
from bot.model.interest import Sensitivity, Watch
from bot.model.query import Field
from bot.model.story import Match, Matching, Place, Quote
from bot.model.visible import is_watch
from bot.stories.fold import Token, stem
from bot.stories.query_document import document_of_article
from bot.stories.watch import Answered, Watches, compile_watches, match_quoted, match_watches

_IN_TEASERS = (Field.ANY, Field.TITLE)


@dataclass(frozen=True, slots=True)
class Watched:
    """Compiled watches."""

    watches: Watches
    #: Folded words of which a watch needs one, and beginnings of such.
    words: frozenset[str]
    beginnings: tuple[str, ...]


def compile_watched(watches: Iterable[Watch]) -> Watched | None:
    """None if there are no watches."""
    compiled = compile_watches(watches)
    if not compiled.queries:
        return None
    words = {word for where in _IN_TEASERS for word in compiled.anchored.get(where, ())}
    beginnings = {word for where in _IN_TEASERS for word in compiled.beginnings.get(where, ())}
    return Watched(compiled, frozenset(words), tuple(sorted(beginnings)))


def watched_matches(
    article: Article,
    watched: Watched,
    line: Sequence[Token],
    topics: Sequence[str],
    now: datetime,
) -> Answered:
    """Watches that the article answers, or may once its quotes are read.

    `line`: the tokens of its text; `topics`: those it is told under.
    """
    document = document_of_article(article, now, topics=topics, line=line)
    return match_watches(document, article.title, article.text, watched.watches, now)


def match_who_is_quoted(
    article: Article, quotes: Sequence[Quote], matching: Matching, watched: Watched, now: datetime
) -> Matching:
    """The matching with those watches that waited for the article's quotes and are answered by them."""
    topics = [
        key
        for key, score in matching.scores.items()
        if score >= Sensitivity.BALANCED.threshold and not is_watch(key)
    ]
    document = document_of_article(article, now, topics=topics, quotes=quotes)
    places = match_quoted(matching.waiting, document, article.title, article.text, watched.watches, now)
    return Matching(
        {**matching.scores, **dict.fromkeys(places, 1.0)},
        in_order(chain(matching.matches, *places.values())),
    )


def in_order(matches: Iterable[Match]) -> tuple[Match, ...]:
    """As they stand in the article."""
    return tuple(
        sorted(
            matches,
            key=lambda match: (match.place is Place.TEXT, match.start, match.end, match.interest),
        )
    )


def may_be_watched(words: Sequence[str], language: str | None, watched: Watched) -> bool:
    """Whether one of the folded words is one without which a watch would not match."""
    forms = frozenset(words)
    if not watched.words.isdisjoint(forms):
        return True
    stems = {stem(word, language) for word in watched.words}
    return any(stem(form, language) in stems for form in forms) or any(
        form.startswith(watched.beginnings) for form in forms
    )
