"""The persons and bodies of one article, entered from left to right; a short form joins the longest it belongs to."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.stories.names import Phrase
from bot.stories.names_apposed import apposed, comma, titled
from bot.stories.names_groups import Group, group_in, is_plain
from bot.stories.names_inside import is_body, is_plural, name_in, role_in, words_of
from bot.stories.names_right import phrase_right
from bot.stories.quote_cues import Cues
from bot.stories.quote_tokens import Token

HE_TITLES = frozenset(
    ["mr", "sir", "lord", "king", "prince", "spokesman", "chairman", "congressman", "herr", "herrn", "señor",
     "monsieur", "businessman"]
)  # fmt: skip
SHE_TITLES = frozenset(
    ["mrs", "ms", "miss", "dame", "lady", "queen", "princess", "spokeswoman", "chairwoman", "congresswoman", "frau",
     "señora", "madame", "businesswoman"]
)  # fmt: skip
#: Titles that stand before the name and say little after it.
_BEFORE_NAMES = frozenset(
    ["sen", "rep", "gov", "dr", "prof", "professor", "king", "queen", "prince", "princess", "pope", "sir", "dame",
     "lord", "lady", "col", "gen", "lt", "sgt", "maj", "capt", "judge", "justice", "rabbi", "imam", "sheikh",
     "ayatollah", "rev", "pastor", "father", "sister", "bishop", "cardinal", "archbishop"]
)  # fmt: skip
#: How many entries of one surname, and how many mentions, are looked back over: keeps hostile texts linear.
_BACK = 30


@dataclass(slots=True, eq=False)
class Person:
    """A person or body the article names. Offsets into the text, ascending."""

    name: str
    words: tuple[str, ...]
    role: str | None = None
    #: Token at which the role is told, where it stands before the name and a comma.
    role_at: int | None = None
    #: "he", "she", or None where the text does not say.
    gender: str | None = None
    #: A body or several persons: "it", "they", never "he" or "she".
    body: bool = False
    acronym: str | None = None
    mentions: list[int] = field(default_factory=list)
    subjects: list[int] = field(default_factory=list)
    #: Where the person is the subject of a verb of saying.
    speaking: list[int] = field(default_factory=list)

    @property
    def full(self) -> str:
        """Name and role as the article gives them."""
        if not self.role:
            return self.name
        if all(word.rstrip(".") in _BEFORE_NAMES for word in self.role.lower().split()):
            return f"{self.role} {self.name}"
        return f"{self.name}, {self.role}"


def latest(offsets: Sequence[int], before: int) -> int | None:
    """The last of ascending offsets that lies before one."""
    at = bisect_left(offsets, before)
    return offsets[at - 1] if at else None


class Register:
    """Reads the whole stream once; `people` in the order in which they are first named."""

    def __init__(self, text: str, tokens: Sequence[Token], cues: Cues) -> None:
        self.text = text
        self.tokens = tokens
        self.cues = cues
        self.people: list[Person] = []
        #: Several persons without a name ("the experts"): offset and words.
        self.groups: list[tuple[int, str]] = []
        #: Groups and bodies called by more than one word ("UN human rights experts").
        self.namings: list[Group] = []
        #: The role that ends before the comma before the phrase that is read ("the presiding judge, …").
        self._pending: Phrase | None = None
        #: Where what hangs on the last name ends: a role in it is that person's.
        self._hanging = 0
        #: Where somebody is spoken of without a name ("my mother").
        self.unnamed: list[int] = []
        self._by_word: dict[str, list[Person]] = {}
        self._by_acronym: dict[str, Person] = {}
        self._named: list[tuple[int, Person]] = []
        self._read()

    def find(self, words: tuple[str, ...]) -> Person | None:
        """The entry these words name: equal, or one is the tail (surname) or the head (given name) of the other."""
        if len(words) == 1:
            return self._find_short(words[0])
        for person in reversed(self._by_word.get(words[-1], [])[-_BACK:]):
            known = person.words
            if known[-len(words) :] == words or words[-len(known) :] == known:
                return person
            if len(known) > 1 and words[-1] == known[-1] and words[0] == known[0]:
                return person
        return None

    def _find_short(self, word: str) -> Person | None:
        surnamed = [person for person in self._by_word.get(word, [])[-_BACK:] if person.words[-1] == word]
        if surnamed:
            return max(reversed(surnamed), key=lambda person: len(person.mentions))
        named = [person for person in self._by_word.get(word, [])[-_BACK:] if len(person.words) > 1]
        for person in reversed(named):
            if person.words[0] == word:
                return person
        if word in self._by_acronym:
            return self._by_acronym[word]
        for person in reversed(named):
            if not person.body and len(word) > 3:
                return person  # "Rosselló" of "Ricardo Rosselló Nevares"
        return None

    def namesakes(self, word: str, before: int) -> list[Person]:
        """Those who bear a surname and were named before an offset, the most often named last."""
        found = [
            person
            for person in self._by_word.get(word, [])[-_BACK:]
            if len(person.words) > 1
            and person.words[-1] == word
            and person.mentions
            and person.mentions[0] < before
        ]
        return sorted(found, key=lambda person: len(person.mentions))

    def named_before(self, offset: int) -> list[Person]:
        """The people of the last mentions before an offset, each once, the nearest first."""
        at = bisect_right(self._named, offset, key=lambda row: row[0])
        return list(dict.fromkeys(person for _, person in reversed(self._named[max(0, at - 2 * _BACK) : at])))

    def _read(self) -> None:
        tokens = self.tokens
        at = 0
        opening = True
        while at < len(tokens):
            token = tokens[at]
            if opening and (line := self._headline(at)):
                at = line
                continue
            if token.shape in ".¶Q:":
                opening = True
                at += 1
                continue
            phrase = phrase_right(tokens, at, min(len(tokens), at + 40)) if _may_open(token) else None
            if phrase is not None:
                self._take(phrase, opening)
                at = max(at + 1, phrase.core)
                opening = False
            else:
                opening = opening and ({"P", "D"} & set(token.kinds) != set() or token.shape in ",—")
                at += 1

    def _headline(self, at: int) -> int:
        """The end of a line in title case, whose capitals say nothing about names; 0 for any other line."""
        tokens = self.tokens
        if self.cues.language == "de" or (at and tokens[at - 1].shape != "¶"):
            return 0
        end = at
        words = capitals = 0
        while end < len(tokens) and tokens[end].shape != "¶":
            small = {"P", "D", "C", "A", "H"} & set(tokens[end].kinds)
            if tokens[end].shape in "xX" and tokens[end].end - tokens[end].start > 2 and not small:
                words += 1
                capitals += self.text[tokens[end].start].isupper()
            end += 1
        title_case = (words > 4 and capitals > 0.9 * words) or (words == 4 and capitals == 4)
        return end if end > at and title_case else 0

    def _take(self, phrase: Phrase, opening: bool) -> None:
        start, stop = name_in(self.tokens, phrase)
        offset = self.tokens[phrase.start].start
        pending, self._pending = self._pending, None
        if titled(self.tokens, phrase) and comma(self.tokens, phrase.core):
            self._pending = phrase
        if naming := group_in(self.text, self.tokens, phrase):
            self.namings.append(naming)
        if start == stop:
            if phrase.kind == "role" and not is_plural(self.tokens, phrase) and phrase.start >= self._hanging:
                self.unnamed.append(offset)
            plural = phrase.kind in ("role", "collective") and is_plural(self.tokens, phrase)
            if plural and is_plain(self.tokens, phrase):
                self.groups.append((offset, words_of(self.text, self.tokens, phrase.start, phrase.core)))
            return
        if stop - start > 1 and all(
            self.tokens[at].shape == "X" and self._shouted(at) for at in range(start, stop)
        ):
            return  # a heading in capitals
        self._hanging = phrase.end
        person = self._enter(start, stop, phrase)
        if pending is not None:
            self._call(person, pending, phrase)
        person.mentions.append(offset)
        self._named.append((offset, person))
        if opening or self._acts(phrase):
            person.subjects.append(offset)
        if self._says(phrase):
            person.speaking.append(offset)

    def _call(self, person: Person, role: Phrase, named: Phrase) -> None:
        """ "the presiding judge, Anselm Royce,": the role stands before the comma."""
        if apposed(self.tokens, role, named) and not person.body and len(person.words) > 1:
            offset = self.tokens[role.start].start
            if self.unnamed and self.unnamed[-1] == offset:
                self.unnamed.pop()
            person.gender = person.gender or gender_of(
                {self.tokens[at].low for at in range(role.start, role.core)}
            )
            if person.role is None:
                person.role = words_of(self.text, self.tokens, role.start, role.core)
                person.role_at = role.start

    def _says(self, phrase: Phrase) -> bool:
        """Whether a verb of saying follows the phrase, as in "McLenney said Clinton …"."""
        at = phrase.end
        while at < len(self.tokens) and (self.tokens[at].shape == "," or "a" in self.tokens[at].kinds):
            at += 1
        return at < len(self.tokens) and self.tokens[at].shape == "x" and "S" in self.tokens[at].kinds

    def _shouted(self, at: int, least: int = 3) -> bool:
        word = self.text[self.tokens[at].start : self.tokens[at].end]
        return len(word) >= least and word.isupper()

    def _acts(self, phrase: Phrase) -> bool:
        """Whether a phrase looks like the subject of a clause: a verb follows, no preposition or verb stands before."""
        tokens = self.tokens
        before = tokens[phrase.start - 1] if phrase.start else None
        if before is not None and before.shape == "x" and {"P", "S", "J"} & set(before.kinds):
            return False
        at = phrase.end
        if at < len(tokens) and tokens[at].shape == "," and phrase.end > phrase.core:
            at += 1
        if at >= len(tokens) or tokens[at].shape != "x" or tokens[phrase.core - 1].possessive:
            return False
        kinds = tokens[at].kinds
        return not kinds or bool({"S", "J", "A", "a", "V"} & set(kinds))

    def _enter(self, start: int, stop: int, phrase: Phrase) -> Person:
        tokens = self.tokens
        words = tuple(tokens[at].low for at in range(start, stop) if tokens[at].shape != "-")
        role = role_in(self.text, tokens, self.cues, phrase, start, stop)
        person = self.find(words)
        if person is None:
            person = Person(words_of(self.text, tokens, start, stop), words)
            self.people.append(person)
        elif len(words) > len(person.words):
            person.name, person.words = words_of(self.text, tokens, start, stop), words
        for word in words:
            known = self._by_word.setdefault(word, [])
            if person not in known[-_BACK:]:
                known.append(person)
        early = len(person.mentions) < 3
        if role and (person.role is None or (early and len(person.role.split()) == 1 < len(role.split()))):
            person.role = role
            if start > phrase.start and tokens[phrase.start].low == "its":
                person.role, person.role_at = f"its {role}", phrase.start
        self._describe(person, start, stop, phrase)
        return person

    def _describe(self, person: Person, start: int, stop: int, phrase: Phrase) -> None:
        tokens = self.tokens
        if person.gender is None and not person.body:
            person.gender = gender_of({tokens[at].low for at in range(phrase.start, stop)})
            given = set(tokens[start].kinds) & {"m", "w"} if stop - start > 1 else set()
            if person.gender is None and len(given) == 1:
                person.gender = "he" if "m" in given else "she"
        if stop + 2 < len(tokens) and tokens[stop].shape == "(" and tokens[stop + 2].shape == ")":
            short = tokens[stop + 1]
            fits = short.shape == "X" and short.low.isalpha() and 1 < len(short.low) < 8
            if (
                fits
                and self._shouted(stop + 1, 2)
                and short.low[0] == person.words[0][0]
                and person.gender is None
            ):
                person.acronym = short.low
                person.body = True
                self._by_acronym.setdefault(short.low, person)
        if any(is_body(tokens[at]) for at in range(start, stop)):
            person.body = True


def gender_of(lows: set[str]) -> str | None:
    """ "he" or "she" where a title among these words says so."""
    return "he" if lows & HE_TITLES else "she" if lows & SHE_TITLES else None


def _may_open(token: Token) -> bool:
    if token.shape == "X":
        return True
    return token.shape == "x" and (not token.kinds or bool({"D", "r", "M", "c"} & set(token.kinds)))
