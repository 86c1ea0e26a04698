"""What of a story can be found: its words field by field, as folded forms and as stems."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from bot.model.interest import Sensitivity
from bot.model.query import Field
from bot.model.story import Story
from bot.stories.fold import is_cjk, stem, stem_language, tokens, words

#: Stands between two headlines or quotes, so that no phrase reaches from one into the next. Never a folded word.
GAP = "__"
#: Compared as written, without inflections: names of outlets and topics, codes of languages.
AS_WRITTEN = frozenset({Field.SOURCE, Field.TOPIC, Field.LANGUAGE})


@dataclass(frozen=True, slots=True)
class Sought:
    """Words to be found side by side. `open_end`: the last one is only the beginning of a word."""

    words: tuple[str, ...]
    open_end: bool


@lru_cache(maxsize=4096)
def sought(text: str, prefix: bool) -> Sought:
    """What a word or phrase of a query looks for; no words if it has none."""
    found = tuple(token.text for token in words(text))
    # A single Chinese sign begins a token wherever it stands.
    return Sought(found, prefix or (bool(found) and len(found[-1]) == 1 and is_cjk(found[-1])))


def keyed(word: str, language: str | None) -> str:
    """The stem of a word with the language whose rules made it: stems of two languages are never mixed up."""
    return f"{stem_language(word, language)}_{stem(word, language)}"


class SearchDocument:
    """A story, or an article on its way to be one, as `judge` sees it."""

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
    ) -> None:
        """`titles`: the headline of each outlet; `topics`: names, "press-freedom"."""
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
        self._forms: dict[Field, list[str]] = {}
        self._keys: dict[Field, list[str]] = {}
        self._key_sets: dict[Field, frozenset[str]] = {}

    def forms(self, field: Field) -> list[str]:
        """The folded words of a field in order, GAP between its parts. ANY: the text alone, without the titles."""
        known = self._forms.get(field)
        if known is None:
            known = self._forms[field] = list(_spread(self._texts[field]))
        return known

    def keys(self, field: Field) -> list[str]:
        """The same as stems (`keyed`)."""
        known = self._keys.get(field)
        if known is None:
            known = self._keys[field] = [
                form if form == GAP else keyed(form, self.language) for form in self.forms(field)
            ]
        return known

    def has(self, text: str, field: Field, *, prefix: bool = False) -> bool:
        """Whether these words stand there side by side. ANY: in a headline or in the text."""
        if field is Field.ANY:
            return self._has(sought(text, prefix), Field.TITLE) or self._has(sought(text, prefix), field)
        return self._has(sought(text, prefix), field)

    def _has(self, looked_for: Sought, field: Field) -> bool:
        if not looked_for.words:
            return False
        if looked_for.open_end or field in AS_WRITTEN:
            return _stands(looked_for.words, self.forms(field), looked_for.open_end)
        wanted = tuple(keyed(word, self.language) for word in looked_for.words)
        if len(wanted) == 1:
            return wanted[0] in self.key_set(field)
        return _stands(wanted, self.keys(field), open_end=False)

    def key_set(self, field: Field) -> frozenset[str]:
        """The stems of a field without order."""
        known = self._key_sets.get(field)
        if known is None:
            known = self._key_sets[field] = frozenset(self.keys(field))
        return known


def _spread(parts: Iterable[str]) -> Iterable[str]:
    for number, part in enumerate(parts):
        if number:
            yield GAP
        for token in tokens(part):
            yield token.text


def _stands(wanted: Sequence[str], line: Sequence[str], open_end: bool) -> bool:
    *firsts, last = wanted
    for at in range(len(firsts), len(line)):
        if (line[at].startswith(last) if open_end else line[at] == last) and list(
            line[at - len(firsts) : at]
        ) == firsts:
            return True
    return False


def document_of(story: Story) -> SearchDocument:
    """A story as it is found: under the topics that a chat with the usual sensitivity gets it for."""
    return SearchDocument(
        titles=(story.title, *(source.title for source in story.sources if source.title != story.title)),
        text=story.text,
        seen_at=story.seen_at,
        language=story.language,
        quotes=[quote.span.text for quote in story.quotes],
        speakers=[
            name
            for quote in story.quotes
            if (name := quote.speaker_full or (quote.speaker.text if quote.speaker else ""))
        ],
        outlets=[source.outlet for source in story.sources],
        # A watch belongs to one chat and must not be found by others.
        topics=[
            key for key in story.interests(Sensitivity.BALANCED.threshold) if not key.startswith("watch:")
        ],
    )
