"""What of a story can be found: its words field by field, as folded forms and as stems."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from bot.model.entry import Article
from bot.model.ids import is_watch
from bot.model.interest import Sensitivity
from bot.model.query import Field
from bot.model.story import Quote, Story
from bot.stories.fold import Token, is_cjk, stem, stem_language, tokens
from bot.stories.fold import words as words_of

#: Stands between two headlines or quotes, so that no phrase reaches from one into the next. Never a folded word.
GAP = "__"
#: Compared as written, without inflections: names of outlets and topics, codes of languages.
AS_WRITTEN = frozenset({Field.SOURCE, Field.TOPIC, Field.LANGUAGE})


@dataclass(frozen=True, slots=True)
class Sought:
    """Words to be found side by side. `open_end`: the last one is only the beginning of a word."""

    words: tuple[str, ...]
    open_end: bool


@lru_cache(maxsize=1 << 16)
def sought(text: str, prefix: bool) -> Sought:
    """What a word or phrase of a query looks for; no words if it has none."""
    found = tuple(token.text for token in words_of(text))
    # A single Chinese sign begins a token wherever it stands.
    return Sought(found, prefix or (bool(found) and len(found[-1]) == 1 and is_cjk(found[-1])))


class _Keyed(dict[str, str]):
    """The stems of one language's words with the language whose rules made them, remembered."""

    def __init__(self, language: str | None) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, word: str) -> str:
        if len(self) >= 1 << 16:
            self.clear()
        found = self[word] = f"{stem_language(word, self._language)}_{stem(word, self._language)}"
        return found


@lru_cache(maxsize=32)
def keys_in(language: str | None) -> Mapping[str, str]:
    """Folded word → `keyed`."""
    return _Keyed(language)


def keyed(word: str, language: str | None) -> str:
    """The stem of a word with the language whose rules made it: stems of two languages are never mixed up."""
    return keys_in(language)[word]


class SearchDocument:
    """A story, or an article on its way to be one, as `judge` sees it. Made when asked for, and then kept."""

    def __init__(
        self,
        *,
        titles: Sequence[str],
        text: str,
        seen_at: datetime,
        language: str | None = None,
        quotes: Sequence[str] = (),
        speakers: Sequence[str] = (),
        outlets: Sequence[str] = (),
        topics: Sequence[str] = (),
        line: Sequence[Token] | None = None,
    ) -> None:
        """`titles`: the headline of each outlet; `topics`: names, "press-freedom".

        `line`: the tokens of the text (bot.stories.fold.tokens), where somebody has them already.
        """
        self.seen_at = seen_at
        self.language = language
        self._texts: dict[Field, Sequence[str]] = {
            Field.TITLE: titles,
            Field.ANY: (text,),
            Field.QUOTE: quotes,
            Field.SPEAKER: speakers,
            Field.SOURCE: outlets,
            Field.TOPIC: topics,
            Field.LANGUAGE: (language.partition("-")[0],) if language else (),
        }
        self.line = line
        self._forms: dict[Field, list[str]] = {}
        self._keys: dict[Field, list[str]] = {}
        self._key_sets: dict[Field, frozenset[str]] = {}
        self._form_lists: dict[Field, list[str]] = {}
        self._stemmed: dict[Field, dict[str, str]] = {}
        self._places: dict[Field, dict[str, list[int]]] = {}

    def forms(self, field: Field) -> list[str]:
        """The folded words of a field in order, GAP between its parts. ANY: the text alone, without the titles."""
        known = self._forms.get(field)
        if known is None:
            if field is Field.ANY and self.line is not None:
                known = [token.text for token in self.line]
            else:
                known = list(_spread(self._texts[field]))
            self._forms[field] = known
        return known

    def keys(self, field: Field) -> list[str]:
        """The same as stems (`keyed`)."""
        known = self._keys.get(field)
        if known is None:
            known = self._keys[field] = list(map(self._stems(field).__getitem__, self.forms(field)))
        return known

    def key_set(self, field: Field) -> frozenset[str]:
        """The stems of a field without order; GAP as well, where there is one."""
        known = self._key_sets.get(field)
        if known is None:
            known = self._key_sets[field] = frozenset(self._stems(field).values())
        return known

    def _stems(self, field: Field) -> dict[str, str]:
        """Folded word → stem, each once."""
        known = self._stemmed.get(field)
        if known is None:
            forms = set(self.forms(field))
            known = dict(zip(forms, map(keys_in(self.language).__getitem__, forms), strict=True))
            if GAP in known:
                known[GAP] = GAP
            self._stemmed[field] = known
        return known

    def form_list(self, field: Field) -> list[str]:
        """The folded words of a field, each once, sorted."""
        known = self._form_lists.get(field)
        if known is None:
            known = self._form_lists[field] = sorted(set(self.forms(field)))
        return known

    def has(self, text: str, field: Field, *, prefix: bool = False) -> bool:
        """Whether these words stand there side by side. ANY: in a headline or in the text."""
        looked_for = sought(text, prefix)
        if not looked_for.words:
            return False
        if field is Field.ANY:
            return self._has(looked_for, Field.TITLE) or self._has(looked_for, field)
        return self._has(looked_for, field)

    def _has(self, looked_for: Sought, field: Field) -> bool:
        if looked_for.open_end:
            *firsts, last = looked_for.words
            return any(
                self._stand([*firsts, whole], field, stems=False) for whole in self.beginning(last, field)
            )
        if field in AS_WRITTEN:
            return self._stand([*looked_for.words], field, stems=False)
        wanted = [keyed(word, self.language) for word in looked_for.words]
        return self.key_set(field).issuperset(wanted) and (
            len(wanted) == 1 or self._stand(wanted, field, stems=True)
        )

    def beginning(self, start: str, field: Field) -> Iterator[str]:
        """The folded words of a field that begin so."""
        line = self.form_list(field)
        for at in range(bisect_left(line, start), len(line)):
            if not line[at].startswith(start):
                return
            yield line[at]

    def standing(self, word: str, field: Field, *, stems: bool) -> Sequence[int]:
        """At which places in `keys` or `forms` a word stands, as stem or as folded."""
        if not stems:  # seldom asked
            return list(_standing(word, self.forms(field)))
        places = self._places.get(field)
        if places is None:
            places = self._places[field] = defaultdict(list)
            for at, each in enumerate(self.keys(field)):
                places[each].append(at)
        return places.get(word, ())

    def _stand(self, wanted: list[str], field: Field, *, stems: bool) -> bool:
        """Whether they stand side by side."""
        line = self.keys(field) if stems else self.forms(field)
        # The longest is seldom the most frequent.
        step = max(range(len(wanted)), key=lambda at: len(wanted[at]))
        return any(
            at >= step and line[at - step : at - step + len(wanted)] == wanted
            for at in self.standing(wanted[step], field, stems=stems)
        )


def _standing(word: str, line: list[str]) -> Iterator[int]:
    at = -1
    for _ in range(line.count(word)):
        at = line.index(word, at + 1)
        yield at


def _spread(parts: Iterable[str]) -> Iterator[str]:
    for number, part in enumerate(parts):
        if number:
            yield GAP
        for token in tokens(part):
            yield token.text


def document_of_article(
    article: Article,
    seen_at: datetime,
    *,
    topics: Sequence[str] = (),
    quotes: Sequence[Quote] = (),
    line: Sequence[Token] | None = None,
) -> SearchDocument:
    """An article as it is found: what it is told under and who is quoted in it is in `topics` and `quotes`."""
    return SearchDocument(
        titles=(article.title,),
        text=article.text,
        seen_at=seen_at,
        language=article.language,
        quotes=[quote.span.text for quote in quotes],
        speakers=_speakers(quotes),
        outlets=(article.outlet,),
        topics=topics,
        line=line,
    )


def document_of(story: Story) -> SearchDocument:
    """A story as it is found: under the topics that a chat with the usual sensitivity gets it for."""
    return SearchDocument(
        titles=(story.title, *(source.title for source in story.sources if source.title != story.title)),
        text=story.text,
        seen_at=story.seen_at,
        language=story.language,
        quotes=[quote.span.text for quote in story.quotes],
        speakers=_speakers(story.quotes),
        outlets=[source.outlet for source in story.sources],
        # A watch belongs to one chat and must not be found by others.
        topics=[key for key in story.interests(Sensitivity.BALANCED.threshold) if not is_watch(key)],
    )


def _speakers(quotes: Iterable[Quote]) -> list[str]:
    """Who is certainly quoted: name and role, else the mention."""
    return [
        name
        for quote in quotes
        if not quote.doubted and (name := quote.speaker_full or (quote.speaker.text if quote.speaker else ""))
    ]
