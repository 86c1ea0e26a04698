"""Where the words of a query stand in a text: what a passage sets bold, and what a watch was met by."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.model.query import And, Field, Or, Phrase, Query, Word
from bot.stories.fold import tokens
from bot.stories.query_document import SearchDocument, Sought, keyed, sought

#: No place hangs on a time.
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Found:
    """`leaf`: which of the query's words or phrases, counted from 0; `words`: how many words it has."""

    leaf: int
    term: str
    start: int
    end: int
    words: int


class Places:
    """A text read once, to be asked for the places of many queries."""

    def __init__(
        self, text: str, language: str | None, *, title: bool = False, document: SearchDocument | None = None
    ) -> None:
        """`title`: the text is a headline. `document`: what it is the text of, where somebody has read that already."""
        self._fields = {Field.ANY, Field.TITLE} if title else {Field.ANY, Field.QUOTE}
        self._language = language
        self._line = tokens(text) if document is None or document.line is None else document.line
        self._document = document or SearchDocument(
            titles=(), text=text, seen_at=_NEVER, language=language, line=self._line
        )

    def of(self, query: Query) -> list[Found]:
        """In order; a word that must not occur, or is sought in another field, has none."""
        found = [
            found
            for number, leaf in enumerate(_leaves(query, self._fields))
            for found in self._of_leaf(
                number, leaf.text, sought(leaf.text, isinstance(leaf, Word) and leaf.prefix)
            )
        ]
        return sorted(found, key=lambda place: (place.start, place.end, place.leaf))

    def _of_leaf(self, number: int, term: str, looked_for: Sought) -> Iterator[Found]:
        if not looked_for.words:
            return
        *firsts, last = looked_for.words
        for end in self._ends(last, open_end=looked_for.open_end):
            first = end - len(firsts)
            if not firsts or (
                first >= 0
                and all(
                    self._same(self._line[first + step].text, word, stemmed=not looked_for.open_end)
                    for step, word in enumerate(firsts)
                )
            ):
                yield Found(number, term, self._line[first].start, self._line[end].end, len(looked_for.words))

    def _ends(self, last: str, *, open_end: bool) -> Iterator[int]:
        document = self._document
        if not open_end:
            yield from document.standing(keyed(last, self._language), Field.ANY, stems=True)
            return
        for form in document.beginning(last, Field.ANY):
            yield from document.standing(form, Field.ANY, stems=False)

    def _same(self, form: str, word: str, *, stemmed: bool) -> bool:
        return form == word or (stemmed and keyed(form, self._language) == keyed(word, self._language))


def _leaves(query: Query, fields: set[Field]) -> list[Word | Phrase]:
    match query:
        case Word(field=where) | Phrase(field=where):
            return [query] if where in fields else []
        case And(nodes=nodes) | Or(nodes=nodes):
            return [leaf for node in nodes for leaf in _leaves(node, fields)]
        case _:
            return []
