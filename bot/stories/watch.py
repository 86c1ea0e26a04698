"""People's watches, thousands of them, against one article. A watch means what `judge` says, nothing else.

Of each watch a few words are chosen of which one must occur for it to match: its anchors. An article's own words then
name the few watches that are worth judging.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.model.ids import InterestKey
from bot.model.interest import Watch
from bot.model.query import And, Field, Or, Phrase, Query, Word
from bot.model.story import Match, Place
from bot.stories.query_document import AS_WRITTEN, SearchDocument, Sought, keyed, sought
from bot.stories.query_places import Places
from bot.stories.query_quotes import asks_quotes, before_quotes
from bot.stories.search import judge

#: Letters of a word that is no small word.
_TELLING = 4


@dataclass(frozen=True, slots=True)
class Anchor:
    """A word without which a query cannot match. `whole`: inflections count, else it is how a word begins."""

    word: str
    field: Field
    whole: bool


@dataclass(frozen=True, slots=True)
class Watches:
    """Compiled watches; of equal queries one is kept."""

    queries: tuple[Query, ...]
    #: By number of the query: the watches that have it.
    keys: tuple[tuple[InterestKey, ...], ...]
    #: Those that ask who is quoted: what an article must answer before its quotes are read, if anything.
    quoted: Mapping[int, Query | None]
    #: Anchor → numbers of queries; folded words, since a stem depends on the article's language.
    anchored: Mapping[Field, Mapping[str, Sequence[int]]]
    beginnings: Mapping[Field, Mapping[str, Sequence[int]]]
    #: Queries that may match whatever the words ("after:7d"): always judged.
    always: tuple[int, ...]
    #: Filled as languages are met: (language, field) → stem → numbers of queries.
    by_stem: dict[tuple[str | None, Field], dict[str, list[int]]] = field(default_factory=dict, compare=False)
    #: Likewise: (language, number of a query) → stems that must all occur.
    needed: dict[tuple[str | None, int], frozenset[str]] = field(default_factory=dict, compare=False)


def compile_watches(watches: Iterable[Watch]) -> Watches:
    """What `match_watches` needs. Paused ones are left out. Takes a moment; keep it."""
    keys: dict[Query, list[InterestKey]] = {}
    for watch in watches:
        if not watch.paused:
            keys.setdefault(watch.query, []).append(watch.key)
    anchored: dict[Field, dict[str, list[int]]] = {}
    beginnings: dict[Field, dict[str, list[int]]] = {}
    always = []
    quoted = {number: before_quotes(query) for number, query in enumerate(keys) if asks_quotes(query)}
    for number, query in enumerate(keys):
        asked = quoted.get(number, query)
        anchors = _anchors(asked) if asked is not None else None
        if anchors is None:
            always.append(number)
            continue
        for anchor in anchors:
            into = anchored if anchor.whole else beginnings
            into.setdefault(anchor.field, {}).setdefault(anchor.word, []).append(number)
    return Watches(tuple(keys), tuple(map(tuple, keys.values())), quoted, anchored, beginnings, tuple(always))


def _anchors(query: Query) -> frozenset[Anchor] | None:
    """Words of which at least one must occur if the query matches; None if there are none such."""
    match query:
        case Word(text=text, field=where, prefix=prefix):
            return _anchor(text, where, prefix)
        case Phrase(text=text, field=where):
            return _anchor(text, where, prefix=False)
        case And(nodes=nodes):
            known = [anchors for node in nodes if (anchors := _anchors(node)) is not None]
            return min(known, key=_commonness, default=None)
        case Or(nodes=nodes):
            sides = [_anchors(node) for node in nodes]
            return None if None in sides else frozenset(anchor for side in sides if side for anchor in side)
        case _:
            return None


def _anchor(text: str, where: Field, prefix: bool) -> frozenset[Anchor]:
    looked_for = sought(text, prefix)
    if not looked_for.words:
        return frozenset()  # never matches
    if looked_for.open_end and len(looked_for.words) == 1:
        return frozenset({Anchor(looked_for.words[0], where, whole=False)})
    return frozenset({Anchor(max(_whole(looked_for), key=len), where, whole=True)})


def words_sought(query: Query) -> frozenset[Anchor]:
    """Every word of headline, text, quote or speaker that the query asks for: where one stands there may be more.

    Small words only where there are no others: they stand everywhere.
    """
    found = frozenset(_sought_in(query))
    telling = frozenset(
        anchor
        for anchor in found
        if not anchor.word.isascii() or len(anchor.word) >= (_TELLING if anchor.whole else _TELLING - 1)
    )
    return telling or found


def _sought_in(query: Query) -> Iterator[Anchor]:
    match query:
        case Word(text=text, field=where, prefix=prefix) if where not in AS_WRITTEN:
            yield from _anchor(text, where, prefix)
        case Phrase(text=text, field=where) if where not in AS_WRITTEN:
            yield from _anchor(text, where, prefix=False)
        case And(nodes=nodes) | Or(nodes=nodes):
            for node in nodes:
                yield from _sought_in(node)
        case _:
            return


def _commonness(anchors: frozenset[Anchor]) -> float:
    """A guess at how often one of them occurs: short words, beginnings and names of outlets and topics often do."""
    return sum(
        (8.0 if anchor.field in AS_WRITTEN else 1.0) * (1.0 if anchor.whole else 2.0) / len(anchor.word) ** 2
        for anchor in anchors
    )


@dataclass(frozen=True, slots=True)
class Answered:
    """Watches that an article answers, and where in its title and text their words stand (maybe nowhere)."""

    places: Mapping[InterestKey, tuple[Match, ...]]
    #: Numbers of queries that it may answer, once its quotes are read.
    waiting: tuple[int, ...] = ()


def match_watches(
    document: SearchDocument, title: str, text: str, watches: Watches, now: datetime
) -> Answered:
    """What an article answers whose quotes nobody has read."""
    met: list[int] = []
    waiting: list[int] = []
    stems = document.key_set(Field.TITLE) | document.key_set(Field.ANY)
    for number in _candidates(document, watches):
        asked = watches.quoted.get(number, watches.queries[number])
        if asked is None or (
            _needed(watches, number, asked, document.language) <= stems and judge(asked, document, now)
        ):
            (waiting if number in watches.quoted else met).append(number)
    return Answered(_places(met, document, title, text, watches), tuple(waiting))


def match_quoted(
    waiting: Iterable[int], document: SearchDocument, title: str, text: str, watches: Watches, now: datetime
) -> Mapping[InterestKey, tuple[Match, ...]]:
    """Those that waited for the quotes; `document` has them."""
    met = [number for number in waiting if judge(watches.queries[number], document, now)]
    return _places(met, document, title, text, watches)


def _places(
    met: Sequence[int], document: SearchDocument, title: str, text: str, watches: Watches
) -> dict[InterestKey, tuple[Match, ...]]:
    if not met:
        return {}
    in_title = Places(title, document.language, title=True)
    in_text = Places(text, document.language, document=document)
    answered: dict[InterestKey, tuple[Match, ...]] = {}
    for number in met:
        query = watches.queries[number]
        places = [(Place.TITLE, found) for found in in_title.of(query)]
        places += [(Place.TEXT, found) for found in in_text.of(query)]
        for key in watches.keys[number]:
            answered[key] = tuple(
                Match(key, found.term, place, found.start, found.end, 1.0) for place, found in places
            )
    return answered


def _candidates(document: SearchDocument, watches: Watches) -> list[int]:
    found: set[int] = set(watches.always)
    for where, words in watches.anchored.items():
        if where in AS_WRITTEN:
            for form in set(document.forms(where)):
                found.update(words.get(form, ()))
            continue
        stems = _stems(watches, document.language, where, words)
        for part in _parts(where):
            for stem in stems.keys() & document.key_set(part):
                found.update(stems[stem])
    for where, starts in watches.beginnings.items():
        for part in _parts(where):
            line = document.form_list(part)
            for start, numbers in starts.items():
                at = bisect_left(line, start)
                if at < len(line) and line[at].startswith(start):
                    found.update(numbers)
    return sorted(found)


def _parts(where: Field) -> tuple[Field, ...]:
    return (Field.TITLE, Field.ANY) if where is Field.ANY else (where,)


def _needed(watches: Watches, number: int, query: Query, language: str | None) -> frozenset[str]:
    """The stems that must all stand in headline or text; most watches with one of their words lack another."""
    known = watches.needed.get((language, number))
    if known is None:
        known = frozenset(keyed(word, language) for word in _every_word(query))
        watches.needed[language, number] = known
    return known


def _every_word(query: Query) -> Iterator[str]:
    """Words of headline or text without which the query cannot match."""
    match query:
        case And(nodes=nodes):
            for node in nodes:
                yield from _every_word(node)
        case Word(text=text, field=Field.ANY | Field.TITLE, prefix=prefix):
            yield from _whole(sought(text, prefix))
        case Phrase(text=text, field=Field.ANY | Field.TITLE):
            yield from _whole(sought(text, prefix=False))
        case _:
            return


def _whole(looked_for: Sought) -> tuple[str, ...]:
    return looked_for.words[:-1] if looked_for.open_end else looked_for.words


def _stems(
    watches: Watches, language: str | None, where: Field, words: Mapping[str, Sequence[int]]
) -> dict[str, list[int]]:
    """The anchors as the article's language inflects them; made once for each language."""
    known = watches.by_stem.get((language, where))
    if known is None:
        known = {}
        for word, numbers in words.items():
            known.setdefault(keyed(word, language), []).extend(numbers)
        watches.by_stem[language, where] = known
    return known
