"""Who a mention is: names, short forms, roles, pronouns and bodies, resolved from what stands before them."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.stories.names import Phrase
from bot.stories.names_apposed import apposed, apposed_name, titled
from bot.stories.names_groups import meant
from bot.stories.names_inside import head_of, is_plural, name_in, words_of
from bot.stories.names_owner import OWNERS, the_words, whose
from bot.stories.names_register import Person, Register, gender_of, latest
from bot.stories.names_right import phrase_right
from bot.stories.names_rivals import bearer, between_two
from bot.stories.quote_cues import Cues
from bot.stories.quote_tokens import Token

#: How far back, in characters, a pronoun's person may have been named to count half.
_FADE = 300
#: The best must lead by so much, or the pronoun is doubtful.
_LEAD = 1.0
_INDEFINITE = frozenset(["a", "an", "another", "one", "ein", "eine", "un", "une", "una"])


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


_NOBODY = Speaker(None, None, None, "nobody")


class NamesTable:
    """Made once for a text; `spoke` tells it who spoke, in order, which pronouns prefer."""

    def __init__(self, text: str, tokens: Sequence[Token], cues: Cues) -> None:
        self._register = Register(text, tokens, cues)
        self._text = text
        self._tokens = tokens
        self._last_spoken: Person | None = None
        #: Where a pronoun was last taken for a person without being sure.
        self._doubted: dict[Person, int] = {}
        for person in self._register.people:
            if person.role is not None and person.role_at is not None:
                person.role = _within(self._owned(person.role, person.role_at).removeprefix("its "))

    def spoke(self, person: Person) -> None:
        self._last_spoken = person

    def person_called(self, name: str) -> Person | None:
        """The entry of a label such as "WALLACE" or "Chris Wallace"."""
        return self._register.find(tuple(name.lower().split()))

    def person_of(self, phrase: Phrase) -> Person | None:
        """The entry a phrase names, if it names one."""
        tokens = self._tokens
        start, stop = name_in(tokens, phrase)
        words = tuple(tokens[at].low for at in range(start, stop) if tokens[at].shape != "-")
        return self._register.find(words) if words else None

    def resolve(self, phrase: Phrase) -> tuple[Speaker, Person | None]:
        """Who a mention is, and the entry it stands for."""
        offset = self._tokens[phrase.start].start
        closed = self._tokens[phrase.core - 1].shape == ")" and self.person_of(phrase) is not None
        found: tuple[Speaker, Person | None] | None
        match "name" if closed else phrase.kind:  # "Rep. Ann Lee (D-N.C.)"
            case "first":
                return _NOBODY, None
            case "he" | "she":
                return self._of_gender(phrase, offset)
            case "they" | "it":
                return self._of_body(phrase, offset)
            case "name":
                found = self._of_apposition(phrase) if titled(self._tokens, phrase) else None
                found = found or self._of_name(phrase, offset) or self._of_apposition(phrase)
            case "role" if not is_plural(self._tokens, phrase):
                found = self._of_apposition(phrase) or self._of_role(phrase, offset)
            case _:
                found = self._of_apposition(phrase)
        if found is not None:
            return found
        if (group := meant(self._tokens, phrase, self._register.namings)) is not None:
            return Speaker(group.words, None, group.words, "role", body=True), None
        mention = words_of(self._text, self._tokens, phrase.start, phrase.core)
        owned = self._tokens[phrase.start].low in OWNERS and phrase.kind != "name"
        role = self._owned(mention, phrase.start)
        return Speaker(
            role, None, role, "itself", owned and role == mention, is_plural(self._tokens, phrase)
        ), None

    def _owned(self, role: str, at: int) -> str:
        """ "its spokeswoman" as "spokeswoman of the Forum" where the text leaves no doubt whose."""
        if self._tokens[at].low != "its":
            return role
        owner = self._subject_before(at)
        return role if owner is None else f"{role.split(maxsplit=1)[-1]} of {owner}"

    def _subject_before(self, at: int) -> str | None:
        """What "its" or "it" at a token stands for, by its fullest naming."""
        owner = whose(self._text, self._tokens, at)
        if owner is None:
            return None
        group = meant(self._tokens, owner, self._register.namings)
        return the_words(self._text, self._tokens, owner) if group is None else f"the {group.words}"

    def _of_name(self, phrase: Phrase, offset: int) -> tuple[Speaker, Person | None] | None:
        person = self.person_of(phrase)
        if person is None:
            return None
        start, stop = name_in(self._tokens, phrase)
        short = len(person.words) > 1 and words_of(self._text, self._tokens, start, stop) != person.name
        namesakes = (
            self._register.namesakes(self._tokens[start].low, offset) if short and stop - start == 1 else []
        )
        doubtful = False
        gender = gender_of({self._tokens[at].low for at in range(phrase.start, phrase.core)})
        if short and gender and person.gender not in (None, gender) and not self._titled(phrase, namesakes):
            words = words_of(self._text, self._tokens, phrase.start, phrase.core)
            return Speaker(words, None, words, "itself", True), None  # "Mrs Lang" is not Peter Lang
        if namesakes:
            titled = self._titled(phrase, namesakes)
            doubtful = titled is None and len(namesakes) > 1
            person = titled or namesakes[-1]
        how = "short" if short else "name"
        return Speaker(person.full, person.name, person.role, how, doubtful, person.body), person

    def _titled(self, phrase: Phrase, namesakes: Sequence[Person]) -> Person | None:
        """The one of several namesakes that "Mr" or "Mrs" before the name can mean."""
        gender = gender_of({self._tokens[at].low for at in range(phrase.start, phrase.core)})
        fitting = [person for person in namesakes if gender and person.gender == gender]
        return fitting[0] if len(fitting) == 1 else None

    def _of_apposition(self, phrase: Phrase) -> tuple[Speaker, Person] | None:
        """ "the mayor of London, Sadiq Khan,"."""
        inner = self.inner_of(phrase)
        named = self.person_of(inner) if inner is not None else None
        if named is None or len(named.words) < 2:
            return None
        role = named.role or _within(words_of(self._text, self._tokens, phrase.start, phrase.core))
        return Speaker(f"{named.name}, {role}", named.name, role, "name"), named

    def inner_of(self, phrase: Phrase) -> Phrase | None:
        """The name after a role and a comma, inside the phrase or right behind it."""
        tokens = self._tokens
        if phrase.end > phrase.core + 1:
            return apposed_name(tokens, phrase)
        if phrase.kind not in ("role", "name") or phrase.end > phrase.core:
            return None
        inner = phrase_right(tokens, phrase.core + 1, min(len(tokens), phrase.core + 20))
        return inner if inner is not None and apposed(tokens, phrase, inner) else None

    def _of_role(self, phrase: Phrase, offset: int) -> tuple[Speaker, Person] | None:
        """ "the minister": whoever was given that role before."""
        tokens = self._tokens
        if "D" not in tokens[phrase.start].kinds or tokens[phrase.start].low in _INDEFINITE:
            return None
        words = {
            tokens[at].low
            for at in range(phrase.start, phrase.core)
            if not {"D", "P"} & set(tokens[at].kinds)
        }
        before = self._register.named_before(offset - 1)
        person, doubtful = bearer(words, before, self._register.people)
        return (
            None
            if person is None
            else (Speaker(person.full, person.name, person.role, "role", doubtful), person)
        )

    def _someone(self, pronoun: Phrase, best: Person | None) -> Speaker | None:
        """ "A teacher, who asked not to be named, …. “…,” she said": nearer than anybody with a name."""
        subject = whose(self._text, self._tokens, pronoun.start)
        if subject is None or subject.kind != "role" or is_plural(self._tokens, subject):
            return None
        opens = subject.start == 0 or self._tokens[subject.start - 1].shape in ".¶Q"
        if (
            not opens
            or self._tokens[subject.start].low not in _INDEFINITE
            or self.inner_of(subject) is not None
        ):
            return None
        if self._tokens[head_of(self._tokens, subject)].shape == "X":
            return None
        offset, spoken = self._tokens[subject.start].start, self._tokens[pronoun.start].start
        if self._of_role(subject, offset) or (best and (latest(best.mentions, spoken) or 0) >= offset):
            return None
        words = words_of(self._text, self._tokens, subject.start, subject.core)
        return Speaker(words, None, words, "pronoun", True)

    def _of_gender(self, phrase: Phrase, offset: int) -> tuple[Speaker, Person | None]:
        gender = phrase.kind
        scored: list[tuple[float, int, Person]] = []
        for number, person in enumerate(self._register.named_before(offset - 1)):
            if person.body or (person.gender is not None and person.gender != gender):
                continue
            known = person.gender is not None or person.role is not None
            if not known and (not person.subjects or (len(person.words) == 1 and len(person.mentions) < 2)):
                continue  # a place, whoever is only spoken of, a capital at the head of a sentence
            score = self._salience(person, offset) + 1.5 * (person.gender == gender)
            score += 0.5 * (len(person.words) > 1 or person.role is not None)
            scored.append((score, number, person))
        scored.sort(key=lambda row: (-row[0], row[1]))
        if (someone := self._someone(phrase, scored[0][2] if scored else None)) is not None:
            return someone, None
        if not scored:
            return _NOBODY, None
        doubtful = len(scored) > 1 and scored[0][0] - scored[1][0] < _LEAD
        best = scored[0][2]
        unnamed = latest(self._register.unnamed, offset)
        if (
            unnamed is not None
            and unnamed > (latest(best.mentions, offset) or 0)
            and unnamed > offset - _FADE
        ):
            doubtful = True  # "my mother": she may be meant
        others = [person for _, _, person in scored[1:]]
        doubtful = doubtful or between_two(self._text, best, others, offset) or self._unsure(best, offset)
        if doubtful:
            self._doubted[best] = offset
        return Speaker(best.full, best.name, best.role, "pronoun", doubtful), best

    def _unsure(self, person: Person, offset: int) -> bool:
        """Whether the last pronoun taken for this person was doubtful, and nothing has named them since."""
        doubted = self._doubted.get(person)
        return doubted is not None and (latest(person.mentions, offset) or 0) <= doubted

    def _salience(self, person: Person, offset: int) -> float:
        """Higher for who was named lately, most of all as the subject of a clause, and for who spoke last."""
        last = latest(person.mentions, offset) or 0
        score = 0.8 - (offset - last) / _FADE
        subject = latest(person.subjects, offset)
        if subject is not None:
            score = max(score, 2.0 - (offset - subject) / _FADE)
            last = max(last, subject)
        spoke = latest(person.speaking, offset)
        if spoke is not None:  # who says something goes on saying it
            score = max(score, 3.2 - (offset - spoke) / _FADE)
        if self._last_spoken is person:
            score += 0.8
        if "\n" in self._text[max(last, offset - 3000) : offset]:
            score -= 0.6
        return score

    def _of_body(self, phrase: Phrase, offset: int) -> tuple[Speaker, Person | None]:
        """The subject of the sentence before, the body or, for "they", the group named last; never certain."""
        kind = phrase.kind
        if kind == "it" and (subject := self._subject_before(phrase.start)) is not None:
            return Speaker(subject, None, subject, "pronoun", True, True), None
        person = next((person for person in self._register.named_before(offset - 1) if person.body), None)
        at = latest(person.mentions, offset) if person is not None else None
        if kind == "they":
            groups = self._register.groups
            last = latest([start for start, _ in groups[-2000:]], offset)
            if last is not None and (at is None or last > at):
                words = next(words for start, words in reversed(groups) if start == last)
                return Speaker(words, None, words, "pronoun", True, True), None
        if person is None:
            return _NOBODY, None
        return Speaker(person.full, person.name, person.role, "pronoun", True, True), person


def _within(role: str) -> str:
    """A role that opened a sentence, for the middle of one: "the presiding judge"."""
    first, _, rest = role.partition(" ")
    return (
        f"{first.lower()} {rest}"
        if first in ("The", "A", "An", "One", "Another", "His", "Her", "Their")
        else role
    )
