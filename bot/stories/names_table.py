"""Who is who in one article, read from left to right: names with their roles, short forms, pronouns, bodies."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.stories.names import Phrase, kind_of, phrase_right, pronoun
from bot.stories.quote_cues import Cues
from bot.stories.quote_tokens import Token

_HE_TITLES = frozenset(
    "mr sir lord king prince spokesman chairman congressman herr herrn señor monsieur businessman".split()
)
_SHE_TITLES = frozenset(
    "mrs ms miss dame lady queen princess spokeswoman chairwoman congresswoman frau señora madame businesswoman".split()
)
#: How a word looks that says what somebody is, where no list knows it ("astronomer", "biologist").
_OCCUPATION = re.compile(r"\w{2,}(?:er|or|ist|ian|man|woman|men|ant|ent|eur|euse|in)$")
#: Titles that stand before the name and say little after it.
_BEFORE_NAMES = frozenset(
    "sen rep gov dr prof professor king queen prince princess pope sir dame lord lady col gen lt sgt maj capt judge justice rabbi imam sheikh ayatollah rev pastor father sister bishop cardinal archbishop".split()
)
_LONGEST_ROLE = 16
_PLURAL = ("s", "people", "police", "women", "men", "children")


@dataclass(slots=True)
class Person:
    """A person or body the article names. Offsets into the text."""

    name: str
    words: tuple[str, ...]
    role: str | None = None
    #: "he", "she", or None where the text does not say.
    gender: str | None = None
    #: A body or several persons: "it", "they", never "he" or "she".
    body: bool = False
    acronym: str | None = None
    mentions: list[int] = field(default_factory=list)
    subjects: list[int] = field(default_factory=list)

    @property
    def full(self) -> str:
        if not self.role:
            return self.name
        if len(self.role.split()) == 1 and self.role.lower().rstrip(".") in _BEFORE_NAMES:
            return f"{self.role} {self.name}"
        return f"{self.name}, {self.role}"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a mention is: what may be shown."""

    full: str | None
    name: str | None
    role: str | None
    #: How it was found: "name", "short", "role", "pronoun", "itself", "nobody".
    how: str
    #: Another person could have been meant.
    doubtful: bool = False
    body: bool = False


def _latest(offsets: Sequence[int], before: int) -> int | None:
    """The last of ascending offsets that lies before one."""
    at = bisect_left(offsets, before)
    return offsets[at - 1] if at else None


class NamesTable:
    """`resolve(mention)` answers from what the article said up to the mention, then from the whole of it."""

    def __init__(self, text: str, tokens: Sequence[Token], cues: Cues) -> None:
        self._text = text
        self._tokens = tokens
        self._cues = cues
        self.people: list[Person] = []
        self._by_word: dict[str, list[Person]] = {}
        self._spoken: list[tuple[int, Person]] = []
        self._groups: list[tuple[int, str]] = []
        self._read()

    # reading

    def _read(self) -> None:
        tokens = self._tokens
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
            starts = token.shape == "X" or (
                token.shape == "x"
                and (
                    "D" in token.kinds
                    or "r" in token.kinds
                    or "M" in token.kinds
                    or not token.kinds
                    or "c" in token.kinds
                )
            )
            if starts and (phrase := phrase_right(tokens, at, min(len(tokens), at + 40))) is not None:
                self._take(phrase, opening)
                at = max(at + 1, phrase.core)
                opening = False
            else:
                if not ("P" in token.kinds or "D" in token.kinds or token.shape in ",—"):
                    opening = False
                at += 1

    def _headline(self, at: int) -> int:
        """The end of a line in title case, whose capitals say nothing about names; 0 for any other line."""
        tokens = self._tokens
        if at and tokens[at - 1].shape != "¶":
            return 0
        end = at
        words = capitals = 0
        while end < len(tokens) and tokens[end].shape != "¶":
            if tokens[end].shape in "xX" and tokens[end].end - tokens[end].start > 3:
                words += 1
                capitals += self._text[tokens[end].start].isupper()
            end += 1
        return end if end > at and words > 3 and capitals > 0.8 * words and self._cues.language != "de" else 0

    def _take(self, phrase: Phrase, opening: bool) -> None:
        tokens = self._tokens
        start, stop = self._name_in(phrase)
        offset = tokens[phrase.start].start
        if start == stop:
            if phrase.kind in ("role", "collective", "noun") and self._is_plural(phrase):
                self._groups.append((offset, self._words(phrase.start, phrase.core)))
            return
        if phrase.core < len(tokens) and phrase.kind != "name" and tokens[phrase.core].shape == ",":
            pass
        person = self._enter(start, stop, phrase)
        person.mentions.append(offset)
        if opening or self._acts(phrase):
            person.subjects.append(offset)

    def _acts(self, phrase: Phrase) -> bool:
        """Whether a phrase looks like the subject of a clause: a verb follows, no preposition or verb stands before."""
        tokens = self._tokens
        if phrase.start:
            before = tokens[phrase.start - 1]
            if before.shape == "x" and {"P", "S", "J"} & set(before.kinds):
                return False
        at = max(phrase.core, phrase.end)
        if at < len(tokens) and tokens[at].shape == "," and phrase.end > phrase.core:
            at += 1
        if at >= len(tokens) or tokens[at].shape != "x" or tokens[phrase.core - 1].possessive:
            return False
        kinds = tokens[at].kinds
        return not kinds or bool({"S", "J", "A", "a"} & set(kinds))

    def _words(self, start: int, stop: int) -> str:
        first, last = self._tokens[start], self._tokens[stop - 1]
        words = self._text[first.start : last.end]
        if last.possessive:
            words = words[:-2] if words[-1] in "sS" and words[-2] in "'’" else words[:-1]
        return " ".join(words.split())

    def _is_plural(self, phrase: Phrase) -> bool:
        head = self._tokens[self._head(phrase)].low
        return head.endswith(_PLURAL) and not head.endswith("ss")

    def _head(self, phrase: Phrase) -> int:
        for at in range(phrase.start + 1, phrase.core):
            if "I" in self._tokens[at].kinds and self._tokens[at].shape == "x":
                return at - 1
        return phrase.core - 1

    def _name_in(self, phrase: Phrase) -> tuple[int, int]:
        """The tokens of the proper name in a phrase, (n, n) if there is none."""
        tokens = self._tokens
        stop = phrase.core
        while stop > phrase.start and tokens[stop - 1].shape in ")(":
            stop -= 1
        opened = next((at for at in range(phrase.start, stop) if tokens[at].shape == "("), None)
        if opened is not None and tokens[stop - 1].shape != "(":
            stop = opened
        if stop == phrase.start:
            return stop, stop
        if tokens[stop - 1].shape != "X":
            tie = next(
                (
                    at
                    for at in range(phrase.start + 1, stop)
                    if "I" in tokens[at].kinds and tokens[at].shape == "x"
                ),
                None,
            )
            if tie is None or tokens[tie - 1].shape != "X":
                return stop, stop
            stop = tie
        start = stop
        while start > phrase.start:
            token = tokens[start - 1]
            if token.possessive and start < stop:
                break
            if token.shape == "X":
                if start < stop and set("Mr") & set(token.kinds) and not (set("mw") & set(token.kinds)):
                    break
                start -= 1
            elif token.shape == "-" or (
                token.shape == "x"
                and token.low
                in (
                    "de",
                    "da",
                    "bin",
                    "al",
                    "van",
                    "von",
                    "der",
                    "la",
                    "el",
                    "del",
                    "di",
                    "du",
                    "ibn",
                    "af",
                    "ter",
                    "&",
                )
                and start > phrase.start + 1
            ):
                start -= 1
            else:
                tie = (
                    token.shape == "x"
                    and token.low in ("of", "for")
                    and start - 2 >= phrase.start
                    and tokens[start - 2].shape == "X"
                )
                if (
                    tie
                    and not (set("mw") & set(tokens[start].kinds))
                    and not (set("Mr") & set(tokens[start - 2].kinds))
                ):
                    start -= 2
                    continue
                break
        for at in range(stop - 2, start, -1):
            if (
                set("mw") & set(tokens[at].kinds)
                and tokens[at - 1].shape == "X"
                and not (set("mw") & set(tokens[at - 1].kinds))
                and len(tokens[at - 1].low) > 2
            ):
                start = at
                break
        while start < stop and (
            tokens[start].shape == "-" or (set("M") & set(tokens[start].kinds) and stop - start > 1)
        ):
            start += 1
        if all("T" in tokens[at].kinds for at in range(start, stop)):
            return stop, stop
        return start, stop

    def _enter(self, start: int, stop: int, phrase: Phrase) -> Person:
        tokens = self._tokens
        words = tuple(tokens[at].low for at in range(start, stop) if tokens[at].shape != "-")
        role = self._role(start, stop, phrase)
        person = self._find(words)
        if person is None:
            person = Person(self._words(start, stop), words)
            self.people.append(person)
        elif len(words) > len(person.words):
            person.name, person.words = self._words(start, stop), words
        for word in words:
            known = self._by_word.setdefault(word, [])
            if person not in known:
                known.append(person)
        if role and (
            person.role is None
            or (len(person.role.split()) == 1 < len(role.split()) and len(person.mentions) < 3)
        ):
            person.role = role
        self._describe(person, start, stop, phrase)
        return person

    def _find(self, words: tuple[str, ...]) -> Person | None:
        """The latest entry these words name: equal, or one is the tail (surname) or the head (given name) of the other."""
        for person in reversed(self._by_word.get(words[-1], [])):
            if person.words == words or (
                len(words) < len(person.words) and person.words[-len(words) :] == words
            ):
                return person
            if len(words) > len(person.words) and words[-len(person.words) :] == person.words:
                return person
            if (
                len(words) > 1
                and len(person.words) > 1
                and words[-1] == person.words[-1]
                and words[0] == person.words[0]
            ):
                return person
        if len(words) == 1:
            named = [person for person in self._by_word.get(words[0], []) if len(person.words) > 1]
            for person in reversed(named):
                if person.words[0] == words[0]:
                    return person
            for person in reversed(self.people):
                if person.acronym == words[0]:
                    return person
            for person in reversed(named):
                if not person.body and len(words[0]) > 3:
                    return person  # "Rosselló" of "Ricardo Rosselló Nevares"
        return None

    def _namesakes(self, word: str, before: int) -> list[Person]:
        """Those who bear a surname and were named before an offset, the most often named last."""
        found = [
            person
            for person in self._by_word.get(word, [])
            if len(person.words) > 1
            and person.words[-1] == word
            and person.mentions
            and person.mentions[0] < before
        ]
        return sorted(found, key=lambda person: len(person.mentions))

    def _role(self, start: int, stop: int, phrase: Phrase) -> str | None:
        role = self._role_words(start, stop, phrase)
        if role is None or len(role.split()) > _LONGEST_ROLE:
            return None
        words = [word.strip(".,()").lower() for word in role.split()[:8]]
        kinds = self._cues.kinds
        known = any(
            {"r", "M", "c"} & set(kinds.get(word, kinds.get(word.split("-")[-1], ""))) for word in words
        )
        if (
            known
            or any(_OCCUPATION.match(word) for word in words)
            or words[0] in ("of", "from", "at")
            or not role[0].isascii()
        ):
            return role
        return None

    def _role_words(self, start: int, stop: int, phrase: Phrase) -> str | None:
        tokens = self._tokens
        first = phrase.start
        while first < start and tokens[first].shape == "x" and "D" in tokens[first].kinds:
            first += 1
        for at in range(first + 1, start):
            unsound = tokens[at - 1].shape == "x" and not {"r", "M", "c"} & set(tokens[at - 1].kinds)
            if "P" in tokens[at].kinds and tokens[at].shape == "x" and unsound:
                first = at + 1  # "stolen from incumbent President"
        while first < start and tokens[first].shape == "x" and "D" in tokens[first].kinds:
            first += 1
        before = None
        if first < start:
            before = self._words(first, start)
            if before.lower().rstrip(".") in ("mr", "mrs", "ms", "miss"):
                before = None
        if phrase.end > phrase.core:
            at = phrase.core + 1
            while at < phrase.end and tokens[at].shape in "#,":
                at += 1
            if at < phrase.end and (
                "D" in tokens[at].kinds
                or "r" in tokens[at].kinds
                or "M" in tokens[at].kinds
                or tokens[at].shape == "X"
            ):
                return self._words(at, phrase.end)
            if (
                at + 2 < phrase.end
                and "R" in tokens[at].kinds
                and "A" in tokens[at + 1].kinds
                and "D" in tokens[at + 2].kinds
            ):
                return self._words(at + 2, phrase.end)
            if at < phrase.end and tokens[at].shape == "x" and not tokens[at].kinds:
                return self._words(at, phrase.end)
        if (
            before is None
            and stop < phrase.core
            and tokens[stop].shape == "x"
            and tokens[stop].low in ("of", "from", "at")
        ):
            return self._words(stop, phrase.core)
        return before

    def _describe(self, person: Person, start: int, stop: int, phrase: Phrase) -> None:
        tokens = self._tokens
        if person.gender is None and not person.body:
            for at in range(phrase.start, stop):
                token = tokens[at]
                if token.low in _HE_TITLES:
                    person.gender = "he"
                elif token.low in _SHE_TITLES:
                    person.gender = "she"
            given = tokens[start].kinds if stop - start > 1 else ""
            if person.gender is None and ("m" in given) != ("w" in given):
                person.gender = "he" if "m" in given else "she"
        following = stop
        if (
            following + 2 < len(tokens)
            and tokens[following].shape == "("
            and tokens[following + 2].shape == ")"
            and tokens[following + 1].shape == "X"
        ):
            short = tokens[following + 1].low
            if (
                "".join(word[0] for word in person.words if word not in ("of", "for"))[: len(short)] == short
                or len(short) < 6
            ):
                person.acronym = short
                person.body = True
        if any("c" in tokens[at].kinds or "d" in tokens[at].kinds for at in range(start, stop)):
            person.body = True

    # asking

    def spoke(self, offset: int, person: Person) -> None:
        """Remembers who spoke where: pronouns prefer them."""
        self._spoken.append((offset, person))

    def person_called(self, name: str) -> Person | None:
        """The entry of a label such as "WALLACE" or "Chris Wallace"."""
        return self._find(tuple(name.lower().split()))

    def person_of(self, phrase: Phrase) -> Person | None:
        """The entry a phrase names, if it names one."""
        start, stop = self._name_in(phrase)
        if start == stop:
            return None
        tokens = self._tokens
        words = tuple(tokens[at].low for at in range(start, stop) if tokens[at].shape != "-")
        return self._find(words)

    def resolve(self, phrase: Phrase) -> tuple[Speaker, Person | None]:
        """Who a mention is, and the entry it stands for."""
        mention = self._words(phrase.start, phrase.core)
        offset = self._tokens[phrase.start].start
        if phrase.kind in ("he", "she"):
            person, doubtful = self._of_gender(phrase.kind, offset)
            if person is None:
                return Speaker(None, None, None, "nobody"), None
            return Speaker(person.full, person.name, person.role, "pronoun", doubtful), person
        if phrase.kind in ("they", "it"):
            return self._of_body(phrase.kind, offset)
        if phrase.kind == "first":
            return Speaker(None, None, None, "nobody"), None
        person = self.person_of(phrase)
        if person is not None and phrase.kind == "name":
            how = (
                "name"
                if len(person.words) == 1 or self._words(*self._name_in(phrase)) == person.name
                else "short"
            )
            namesakes = (
                self._namesakes(self._tokens[self._name_in(phrase)[0]].low, offset) if how == "short" else []
            )
            if len(namesakes) > 1:
                person = self._titled(phrase, namesakes) or namesakes[-1]
            doubtful = len(namesakes) > 1 and self._titled(phrase, namesakes) is None
            return Speaker(person.full, person.name, person.role, how, doubtful, body=person.body), person
        if phrase.kind == "role" and phrase.end > phrase.core + 1:
            inner = phrase_right(self._tokens, phrase.core + 1, phrase.end)
            named = self.person_of(inner) if inner is not None and inner.kind == "name" else None
            if named is not None and len(named.words) > 1:  # "the mayor of London, Sadiq Khan,"
                role = named.role or mention
                return Speaker(f"{named.name}, {role}", named.name, role, "name"), named
        if phrase.kind == "role" and not self._is_plural(phrase):
            by_role = self._of_role(phrase, offset)
            if by_role is not None:
                return Speaker(by_role.full, by_role.name, by_role.role, "role"), by_role
        return Speaker(mention, None, mention, "itself", body=self._is_plural(phrase)), None

    def _titled(self, phrase: Phrase, namesakes: Sequence[Person]) -> Person | None:
        """The one of several namesakes that "Mr" or "Mrs" before the name can mean."""
        lows = {self._tokens[at].low for at in range(phrase.start, phrase.core)}
        gender = "he" if lows & _HE_TITLES else "she" if lows & _SHE_TITLES else None
        fitting = [person for person in namesakes if gender and person.gender == gender]
        return fitting[0] if len(fitting) == 1 else None

    def _of_gender(self, gender: str, offset: int) -> tuple[Person | None, bool]:
        scored: list[tuple[float, int, Person]] = []
        for number, person in enumerate(self.people):
            if person.body or (person.gender is not None and person.gender != gender):
                continue
            if person.gender is None and not person.subjects and person.role is None:
                continue  # a place, or whoever is only spoken of
            score = self._salience(person, offset)
            if score is None:
                continue
            if person.gender == gender:
                score += 1.5
            if len(person.words) > 1 or person.role:
                score += 0.5
            scored.append((score, number, person))
        scored.sort(key=lambda row: (-row[0], row[1]))
        if not scored:
            return None, True
        doubtful = len(scored) > 1 and scored[0][0] - scored[1][0] < 1.0
        return scored[0][2], doubtful

    def _salience(self, person: Person, offset: int) -> float | None:
        """Higher for who was named lately, most of all as the subject of a clause, and for who spoke last."""
        last = _latest(person.mentions, offset)
        if last is None:
            return None
        score = 0.8 - (offset - last) / 300
        subject = _latest(person.subjects, offset)
        if subject is not None:
            score = max(score, 2.0 - (offset - subject) / 300)
            last = max(last, subject)
        spoken = next((who for at, who in reversed(self._spoken) if at < offset), None)
        if spoken is person:
            score += 0.8
        if "\n" in self._text[last:offset]:
            score -= 0.6
        return score

    def _of_body(self, kind: str, offset: int) -> tuple[Speaker, Person | None]:
        best: tuple[int, Person | None, str] | None = None
        for person in self.people:
            if person.body:
                last = _latest(person.mentions, offset)
                if last is not None and (best is None or last > best[0]):
                    best = (last, person, person.full)
        if kind == "they":
            for at, words in self._groups:
                if at < offset and (best is None or at > best[0]):
                    best = (at, None, words)
        if best is None:
            return Speaker(None, None, None, "nobody"), None
        _, person, full = best
        return Speaker(
            full, person.name if person else None, person.role if person else full, "pronoun", True, body=True
        ), person

    def _of_role(self, phrase: Phrase, offset: int) -> Person | None:
        tokens = self._tokens
        if "D" not in tokens[phrase.start].kinds or tokens[phrase.start].low in ("a", "an", "another", "one"):
            return None
        head = tokens[self._head(phrase)].low
        found = [
            person
            for person in self.people
            if person.role
            and head in person.role.lower().split()
            and any(at < offset for at in person.mentions)
        ]
        return max(found, key=lambda person: max(at for at in person.mentions if at < offset), default=None)


__all__ = ["NamesTable", "Person", "Speaker", "kind_of", "pronoun"]
