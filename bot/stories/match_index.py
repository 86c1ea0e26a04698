"""The terms of all topics in one language as one index: a text is walked once, whatever the number of terms.

The index is a tree of words (dictionaries), one over stems and one over folded words as written; a hit costs a
look-up per word. No text becomes a regular expression.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bot.model.interest import Term
from bot.stories.fold import Token, stem, words
from bot.stories.match_chinese import simplified

#: English words whose stem is that of a quite different word (officer and office, rights and right, reporter and
#: report): they keep a stem of their own.
_OWN_STEMS = {
    form: own
    for own, forms in {
        "officer": "officer officers", "reporter": "reporter reporters", "informant": "informant informants",
        "authority": "authority authorities", "rights": "rights", "executive": "executive executives",
        "campaigner": "campaigner campaigners", "organiser": "organiser organisers organizer organizers",
        "publisher": "publisher publishers", "broadcaster": "broadcaster broadcasters", "posts": "posts",
        "arms": "arms", "tracker": "tracker trackers", "leaker": "leaker leakers", "important": "important",
        "university": "university universities", "missing": "missing", "capitol": "capitol",
        "defender": "defender defenders", "refugee": "refugee refugees", "journalism": "journalism",
        "fined": "fined fines", "tried": "tried", "freed": "freed", "intelligence": "intelligence",
        "marches": "marches marching marched", "execute": "executed executing executes execute",
        "exploit": "exploit exploits exploited", "general": "general generals",
    }.items()
    for form in forms.split()
}  # fmt: skip

#: Under this key a node of the tree holds the patterns that end there; no word is empty.
_END = ""
_PREFIX_KEY = 3


class Hit(NamedTuple):
    """Pattern `pattern` stands at tokens `first` … `last` (exclusive)."""

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
    terms: list["Slot"] = field(default_factory=list)
    #: Numbers of the near lists it belongs to.
    lists: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Slot:
    """A term with its uses; near lists by their number, -1 for none."""

    term: Term
    near: int
    not_near: int
    uses: list[Use] = field(default_factory=list)


class Index:
    """All terms of one language. Built once, then only read."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._own = _OWN_STEMS if language == "en" else {}
        self.patterns: list[Pattern] = []
        self._stems: dict[str, Any] = {}
        self._forms: dict[str, Any] = {}
        self._prefixes: dict[str, list[tuple[str, int]]] = {}
        self._pattern_ids: dict[tuple[str, tuple[str, ...], tuple[str, ...]], int] = {}
        self._slots: dict[Term, Slot] = {}
        self._lists: dict[tuple[str, ...], int] = {}

    def add(self, term: Term, use: Use) -> None:
        """A term of an interest; the same term of another interest shares its place."""
        slot = self._slots.get(term)
        if slot is None:
            slot = Slot(term, self._list(term.near), self._list(term.not_near))
            pattern = self._pattern(term.text, "exact" if term.name else term.form, cased=term.name)
            if pattern is None:
                return
            self._slots[term] = slot
            pattern.terms.append(slot)
        slot.uses.append(use)

    def scan(self, tokens: Sequence[Token]) -> list[Hit]:
        """All patterns that stand among the tokens, cased ones not yet checked. Linear."""
        hits: list[Hit] = []
        language = self.language
        forms = [token[0] for token in tokens]
        own = self._own
        if language == "zh":
            stems = [form if form.isascii() else simplified(form) for form in forms]
        else:
            stems = [own[form] if form in own else stem(form, language) for form in forms]
            if language == "ar":
                stems = [_without_preposition(form) for form in stems]
        _walk(stems, self._stems, hits)
        _walk(forms, self._forms, hits)
        if self._prefixes:
            prefixes = self._prefixes
            for at, form in enumerate(forms):
                hits.extend(
                    Hit(pattern, at, at + 1)
                    for prefix, pattern in prefixes.get(form[:_PREFIX_KEY], ())
                    if form.startswith(prefix)
                )
        return hits

    def _stem(self, word: str) -> str:
        if self.language == "zh":
            return simplified(word)
        found = self._own.get(word) or stem(word, self.language)
        return _without_preposition(found) if self.language == "ar" else found

    def _list(self, near: tuple[str, ...]) -> int:
        if not near:
            return -1
        number = self._lists.get(near)
        if number is None:
            number = self._lists[near] = len(self._lists)
            for word in near:
                # Capitals alone mean a name (ICE is an agency, ice is not); "=officer" is no office.
                exact = word.isupper() or word.startswith("=")
                pattern = self._pattern(word.lstrip("="), "exact" if exact else "stem", cased=word.isupper())
                if pattern is not None:
                    pattern.lists.append(number)
        return number

    def _pattern(self, text: str, form: str, *, cased: bool) -> Pattern | None:
        found = words(text)
        if not found:
            return None
        raw = tuple(text[token.start : token.end] for token in found) if cased else ()
        path = tuple(self._stem(token.text) if form == "stem" else token.text for token in found)
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
                node.setdefault(_END, []).append(number)
        return self.patterns[number]


def _without_preposition(word: str) -> str:
    """An Arabic stem without a preposition of one letter written onto it; at worst a letter of the word itself, on
    both sides of the comparison."""
    return word[1:] if len(word) >= 5 and word[0] in "بلكف" else word


def _walk(keys: Sequence[str], root: dict[str, Any], hits: list[Hit]) -> None:
    total = len(keys)
    for at, key in enumerate(keys):
        if key not in root:
            continue
        node = root[key]
        last = at + 1
        while True:
            hits.extend(Hit(pattern, at, last) for pattern in node.get(_END, ()))
            if last >= total or keys[last] not in node:
                break
            node = node[keys[last]]
            last += 1


def near(positions: Iterable[tuple[int, int]], first: int, last: int, within: int) -> bool:
    """Whether one of the positions stands within so many words of first…last, not inside it."""
    return any(
        (end <= first and first - end < within) or (start >= last and start - last < within)
        for start, end in positions
    )
