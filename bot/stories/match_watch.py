"""People's watches beside the topics: what of them an article answers, and which words make its page worth a look."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from bot.model.entry import Article
from bot.model.ids import is_watch
from bot.model.interest import Sensitivity, Watch
from bot.model.story import Match, Matching, Place, Quote
from bot.stories.fold import Token, stem
from bot.stories.query_document import document_of_article
from bot.stories.watch import Answered, Watches, compile_watches, match_quoted, match_watches, words_sought


@dataclass(frozen=True, slots=True)
class Watched:
    """Compiled watches."""

    watches: Watches
    #: Folded words that watches ask for, and beginnings of such.
    words: frozenset[str]
    beginnings: tuple[str, ...]
    #: The words' stems, made as languages are met.
    stems: dict[str | None, frozenset[str]] = field(default_factory=dict, compare=False)


def compile_watched(watches: Iterable[Watch]) -> Watched | None:
    """None if there are no watches."""
    compiled = compile_watches(watches)
    if not compiled.queries:
        return None
    sought = frozenset(chain.from_iterable(map(words_sought, compiled.queries)))
    words = frozenset(anchor.word for anchor in sought if anchor.whole)
    return Watched(compiled, words, tuple(sorted({anchor.word for anchor in sought if not anchor.whole})))


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
    """Whether one of the folded words of a teaser is one that a watch asks for: its page may hold the others."""
    forms = frozenset(words)
    if not watched.words.isdisjoint(forms):
        return True
    stems = watched.stems.get(language)
    if stems is None:
        stems = watched.stems[language] = frozenset(stem(word, language) for word in watched.words)
    return any(stem(form, language) in stems for form in forms) or any(
        form.startswith(watched.beginnings) for form in forms
    )
