"""The terms of all topics in one language as one index: a text is walked once, whatever the number of terms.

The index is a tree of words (dictionaries), one over stems and one over folded words as written; a hit costs a
look-up per word. No text becomes a regular expression.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from bot.model.interest import Term
from bot.stories.fold import stem, words
from bot.stories.match_arabic import stem_arabic
from bot.stories.match_chinese import simplified
from bot.stories.match_own_stems import OWN_STEMS

#: Under this key a node of the tree holds the patterns that end there; no word is empty.
_END = ""
_PREFIX_KEY = 3
#: Words remembered before all are forgotten: a few megabytes.
_MEMORY = 60_000


class Hit(NamedTuple):
    """Pattern `pattern` stands at words `first` … `last` (exclusive)."""

    pattern: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Use:
    """What a term means to one interest. Terms of one `group` count once."""

    interest: int
    group: str
    against: bool


@dataclass(slots=True)
class Pattern:
    """One thing to look for: a term, a word that terms want near (or not near) them, or both."""

    #: Words as they must be written, where case counts.
    cased: tuple[str, ...] = ()
    terms: tuple["Slot", ...] = ()  # tuples: there are tens of thousands, most of them of one or none
    #: Numbers of the near lists it belongs to.
    lists: tuple[int, ...] = ()


@dataclass(slots=True)
class Slot:
    """A term with its uses; near lists by their number, -1 for none."""

    term: Term
    near: int
    not_near: int
    uses: tuple[Use, ...] = ()


class _Head(NamedTuple):
    """What begins with a word: patterns that end there too, and the branches that go on, by stems and by forms."""

    ends: tuple[int, ...]
    stems: dict[str, Any] | None
    forms: dict[str, Any] | None


class _Memo(dict[str, Any]):
    """What a function says of a word, remembered."""

    def __init__(self, ask: Callable[[str], Any]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, word: str) -> Any:
        answer = self[word] = self._ask(word)
        return answer


class Index:
    """All terms of one language. Built once, then only read (what it remembers of words changes no answer)."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._own = OWN_STEMS.get(language, {})
        self.patterns: list[Pattern] = []
        self._stems: dict[str, Any] = {}
        self._forms: dict[str, Any] = {}
        self._prefixes: dict[str, list[tuple[str, int]]] = {}
        self._pattern_ids: dict[tuple[str, tuple[str, ...], tuple[str, ...]], int] = {}
        self._slots: dict[Term, Slot] = {}
        self._lists: dict[tuple[str, ...], int] = {}
        #: While it is built: the words of what is looked for, which lists repeat.
        self._words = _Memo(words)
        self._stemmed = _Memo(self._stem)
        self._heads = _Memo(self._head)

    def add(self, term: Term, use: Use) -> None:
        """A term of an interest; the same term of another interest shares its place."""
        slot = self._slots.get(term)
        if slot is None:
            slot = Slot(term, self._list(term.near), self._list(term.not_near))
            pattern = self._pattern(term.text, "exact" if term.name else term.form, cased=term.name)
            if pattern is None:
                return
            self._heads.clear()
            self._slots[term] = slot
            pattern.terms += (slot,)
        slot.uses += (use,)

    def finish(self) -> None:
        """No more terms come: what only building needs is let go."""
        self._words.clear()

    def scan(self, forms: Sequence[str]) -> list[Hit]:
        """All patterns that stand among the folded words, cased ones not yet checked. Linear."""
        hits: list[Hit] = []
        heads = self._heads
        if len(heads) > _MEMORY:
            heads.clear()
            self._stemmed.clear()
        new = tuple.__new__
        # Most words of a text begin nothing: for these a word costs one look-up.
        stemmed = self._stemmed
        total = len(forms)
        for at, head in enumerate(map(heads.__getitem__, forms)):
            if head is None:
                continue
            after = at + 1
            for pattern in head.ends:
                hits.append(new(Hit, (pattern, at, after)))  # noqa: PERF401 (the loop is hot)
            if after < total:
                if head.stems is not None and stemmed[forms[after]] in head.stems:
                    _follow(head.stems, stemmed, forms, after, hits)
                if head.forms is not None and forms[after] in head.forms:
                    _follow(head.forms, None, forms, after, hits)
        return hits

    def _head(self, form: str) -> "_Head | None":
        """What begins with this word."""
        stems, forms = self._stems.get(self._stemmed[form]), self._forms.get(form)
        ends = [*(stems or {}).get(_END, ()), *(forms or {}).get(_END, ())]
        ends += (
            pattern
            for prefix, pattern in self._prefixes.get(form[:_PREFIX_KEY], ())
            if form.startswith(prefix)
        )
        longer = [node if node and len(node) > (_END in node) else None for node in (stems, forms)]
        return _Head(tuple(ends), *longer) if ends or any(longer) else None

    def _stem(self, word: str) -> str:
        if self.language == "zh":
            return simplified(word)
        if self.language == "ar" and "\u0600" <= word[:1] <= "\u077f":
            return stem_arabic(word)
        return self._own.get(word) or stem(word, self.language)

    def _list(self, near: tuple[str, ...]) -> int:
        if not near:
            return -1
        number = self._lists.get(near)
        if number is None:
            number = self._lists[near] = len(self._lists)
            for word in near:
                # Capitals alone mean a name: ICE is an agency, ice is not.
                exact = word.isupper() or word.startswith("=")
                form = "exact" if exact else "prefix" if word.endswith("*") else "stem"
                pattern = self._pattern(word.strip("=*"), form, cased=word.isupper())
                if pattern is not None:
                    pattern.lists += (number,)
        return number

    def _pattern(self, text: str, form: str, *, cased: bool) -> Pattern | None:
        found = self._words[text]
        if not found:
            return None
        raw = tuple(text[token.start : token.end] for token in found) if cased else ()
        path = tuple(self._stemmed[token.text] if form == "stem" else token.text for token in found)
        if form == "prefix" and (len(path) > 1 or len(path[0]) < _PREFIX_KEY):
            form = "exact"
        key = (form, path, raw)
        number = self._pattern_ids.get(key)
        if number is None:
            number = self._pattern_ids[key] = len(self.patterns)
            self.patterns.append(Pattern(raw))
            if form == "prefix":
                self._prefixes.setdefault(path[0][:_PREFIX_KEY], []).append((path[0], number))
            else:
                node = self._stems if form == "stem" else self._forms
                for word in path:
                    node = node.setdefault(word, {})
                node[_END] = (*node.get(_END, ()), number)
        return self.patterns[number]


def _follow(
    node: dict[str, Any], keys: _Memo | None, forms: Sequence[str], last: int, hits: list[Hit]
) -> None:
    """From the first word of a phrase on: all that end after `last` words, at the longest way into the tree."""
    first = last - 1
    while last < len(forms):
        key = forms[last] if keys is None else keys[forms[last]]
        if key not in node:
            return
        node = node[key]
        last += 1
        hits.extend(Hit(pattern, first, last) for pattern in node.get(_END, ()))


def near(positions: Iterable[tuple[int, int]], first: int, last: int, within: int) -> bool:
    """Whether one of the positions stands within so many words of first…last, not inside it."""
    return any(
        (end <= first and first - end < within) or (start >= last and start - last < within)
        for start, end in positions
    )


def across(positions: Iterable[tuple[int, int]], first: int, last: int) -> bool:
    """Whether one of the positions is a longer thing of which first…last is a part, or begins or ends inside it."""
    return any(
        start < last and end > first and not (start >= first and end <= last) for start, end in positions
    )
