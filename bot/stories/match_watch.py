"""People's watches beside the topics: what of them an article answers, and which words make its page worth a look."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.model.entry import Article
from bot.model.ids import InterestKey
from bot.model.interest import Watch
from bot.model.query import Field
from bot.model.story import Match
from bot.stories.fold import Token, stem
from bot.stories.query_document import SearchDocument
from bot.stories.watch import Watches, compile_watches, match_watches

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
    language: str | None,
    topics: Sequence[str],
    now: datetime,
) -> dict[InterestKey, tuple[Match, ...]]:
    """Watches that the article answers. `line`: the tokens of its text; `topics`: those it is told under.

    What is asked of quotes and speakers is not known yet and does not match here.
    """
    document = SearchDocument(
        titles=(article.title,),
        text=article.text,
        seen_at=now,
        language=language,
        outlets=(article.outlet,) if article.outlet else (),
        topics=topics,
        line=line,
    )
    return match_watches(document, article.title, article.text, watched.watches, now)


def may_be_watched(words: Sequence[str], language: str | None, watched: Watched) -> bool:
    """Whether one of the folded words is one without which a watch would not match."""
    forms = frozenset(words)
    if not watched.words.isdisjoint(forms):
        return True
    stems = {stem(word, language) for word in watched.words}
    return any(stem(form, language) in stems for form in forms) or any(
        form.startswith(watched.beginnings) for form in forms
    )
