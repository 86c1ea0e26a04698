"""What a noun phrase holds: which of its tokens are the proper name, which say what the bearer is."""

import re
from collections.abc import Sequence

from bot.stories.names import INSIDE_NAMES, Phrase, is_word
from bot.stories.quote_cues import Cues
from bot.stories.quote_tokens import Token

#: How a word looks that says what somebody is, where no list knows it ("astronomer", "biologist").
_OCCUPATION = re.compile(r"\w{2,}(?:er|or|ist|ian|man|woman|men|ant|ent|eur|euse|in)$")
#: Heads of bodies' names that are not spoken of as one who acts elsewhere, so no list of collectives has them.
BODIES = frozenset(
    ["league", "forum", "centre", "center", "society", "trust", "academy", "lab", "labs", "laboratory", "initiative",
     "watch", "observatory", "campaign", "project", "fund"]
)  # fmt: skip
_COURTESIES = frozenset(["mr", "mrs", "ms", "miss"])
#: "British Philip Hammond", but "Cornell William Brooks".
_ADJECTIVES = ("an", "ish", "ese", "ive", "ic", "our", "nch")
#: Titles that are surnames as well.
_SURNAMES = frozenset(["king", "prince", "pope", "bishop", "judge", "justice", "major", "page", "cardinal"])
#: Words of the longest role; the full titles of mandate holders are long.
_LONGEST_ROLE = 32
_PLURAL = ("s", "people", "police", "women", "men", "children")
_SINGULAR = ("ss", "us", "is")


def words_of(text: str, tokens: Sequence[Token], start: int, stop: int) -> str:
    """The text of tokens start…stop in one line, without the possessive at its end."""
    first, last = tokens[start], tokens[stop - 1]
    words = text[first.start : last.end]
    if last.possessive:
        words = words[:-2] if words[-1] in "sS" and words[-2] in "'’" else words[:-1]
    return " ".join(words.split())


def head_of(tokens: Sequence[Token], phrase: Phrase) -> int:
    """The token that says what kind of thing the phrase is: the last before "of", "for", "at"."""
    for at in range(phrase.start + 1, phrase.core):
        if "I" in tokens[at].kinds and tokens[at].shape == "x":
            return at - 1
    return phrase.core - 1


def is_plural(tokens: Sequence[Token], phrase: Phrase) -> bool:
    head = tokens[head_of(tokens, phrase)].low
    return head.endswith(_PLURAL) and not head.endswith(_SINGULAR)


def name_in(tokens: Sequence[Token], phrase: Phrase) -> tuple[int, int]:
    """The tokens of the proper name in a phrase, (n, n) if there is none."""
    stop = _person_before_tie(tokens, phrase) or _name_end(tokens, phrase)
    start = _name_start(tokens, phrase.start, stop)
    if start > phrase.start + 1 and stop - start > 2 and _titled_place(tokens, start):
        start = stop - 2  # "President of Argentina Alberto Fernández"
    for at in range(stop - 2, start, -1):  # "United States Donald Trump": the given name begins it
        given = {"m", "w"} & set(tokens[at].kinds) and not {"m", "w"} & set(tokens[at - 1].kinds)
        label = stop - start > 3 or tokens[at - 1].low.endswith(_ADJECTIVES)
        if given and label and tokens[at - 1].shape == "X" and len(tokens[at - 1].low) > 2:
            start = at
            break
    for at in range(stop - 2, start - 1, -1):  # "the Washington Post Trump"
        if "e" in tokens[at].kinds:
            start = at + 1
            break
    while start < stop and (tokens[start].shape == "-" or ("M" in tokens[start].kinds and stop - start > 1)):
        start += 1
    while start < stop and tokens[start].shape == "x":
        start += 1  # "de Cruz Roja"
    if all("T" in tokens[at].kinds for at in range(start, stop)) or _titles(tokens, start, stop):
        return stop, stop
    return start, stop


def _titles(tokens: Sequence[Token], start: int, stop: int) -> bool:
    """ "the CEO", "Virginia Gov.": a title, and at most a place before it."""
    last = tokens[stop - 1]
    if not {"M", "r"} & set(last.kinds) or last.low in _SURNAMES:
        return False
    return stop - start < 3 or not {"m", "w"} & set(tokens[start].kinds)


def _person_before_tie(tokens: Sequence[Token], phrase: Phrase) -> int | None:
    """Where the name ends in "Cardinal Marc Ouellet of the Holy See": before "of", if a whole name stands there."""
    for at in range(phrase.start + 1, phrase.core):
        token = tokens[at]
        if token.shape == "(":
            return None
        if token.shape != "x" or "I" not in token.kinds:
            continue
        names = [
            k
            for k in range(phrase.start, at)
            if tokens[k].shape == "X" and not {"M", "r"} & set(tokens[k].kinds)
        ]
        inside = len(names) > 1 and all(tokens[k].low in INSIDE_NAMES for k in range(names[-2] + 1, at - 1))
        whole = inside and names[-1] == at - 1  # "Mohammad bin Salman of Saudi Arabia"
        body = any(is_body(tokens[k]) for k in range(phrase.start, at))
        return at if whole and not body and not tokens[at - 1].possessive else None
    return None


def is_body(token: Token) -> bool:
    """A word that makes the name it stands in a body's, not a person's."""
    return bool({"c", "d"} & set(token.kinds)) or token.low in BODIES


def _titled_place(tokens: Sequence[Token], start: int) -> bool:
    tie, title = tokens[start - 1], tokens[start - 2]
    return tie.low in ("of", "for") and tie.shape == "x" and bool({"M", "r"} & set(title.kinds))


def _name_end(tokens: Sequence[Token], phrase: Phrase) -> int:
    stop = phrase.core
    while stop > phrase.start and tokens[stop - 1].shape in ")(":
        stop -= 1
    opened = next((at for at in range(phrase.start, stop) if tokens[at].shape == "("), None)
    if opened is not None and opened > phrase.start:
        stop = opened
    if stop == phrase.start or tokens[stop - 1].shape == "X":
        return stop
    for at in range(phrase.start + 1, stop):
        if "I" in tokens[at].kinds and tokens[at].shape == "x":
            return at if tokens[at - 1].shape == "X" else phrase.start
    return phrase.start


def _name_start(tokens: Sequence[Token], low: int, stop: int) -> int:
    start = stop
    while start > low:
        token = tokens[start - 1]
        if token.possessive and start < stop:
            break
        if token.shape == "X":
            titled = {"M", "r"} & set(token.kinds) and not {"m", "w"} & set(token.kinds)
            if start < stop and titled:
                break
            start -= 1
        elif token.shape == "-" or (
            token.shape == "x" and token.low in INSIDE_NAMES - {"of"} and start > low + 1
        ):
            start -= 1
        elif _tied(tokens, start, low):
            start -= 2
        else:
            break
    return start


def _tied(tokens: Sequence[Token], start: int, low: int) -> bool:
    """ "Bank of England", not "Mayor of London"."""
    tie = tokens[start - 1]
    if tie.shape != "x" or tie.low not in ("of", "for") or start - 2 < low or tokens[start - 2].shape != "X":
        return False
    return not {"m", "w"} & set(tokens[start].kinds) and not {"M", "r"} & set(tokens[start - 2].kinds)


def role_in(
    text: str, tokens: Sequence[Token], cues: Cues, phrase: Phrase, start: int, stop: int
) -> str | None:
    """What the phrase says its name (tokens start…stop) is: before it, or in the apposition after it."""
    whence = _of(text, tokens, phrase, stop) if stop - start > 1 else None
    for role in (_after(text, tokens, phrase), _before(text, tokens, phrase.start, start), whence):
        if role is not None and len(role.split()) <= _LONGEST_ROLE and _says_what(role, cues):
            return role
    return None


def _after(text: str, tokens: Sequence[Token], phrase: Phrase) -> str | None:
    """ ", a researcher at Open Rights", ", 45, head of the unit", ", who is the mayor"."""
    if phrase.end <= phrase.core:
        return None
    at = phrase.core + 1
    while at < phrase.end and tokens[at].shape in "#,":
        at += 1
    if at >= phrase.end:
        return None
    first = tokens[at]
    if "R" in first.kinds:
        stated = at + 2 < phrase.end and "A" in tokens[at + 1].kinds and "D" in tokens[at + 2].kinds
        return words_of(text, tokens, at + 2, phrase.end) if stated else None
    if is_word(first) or {"r", "M"} & set(first.kinds):
        return words_of(text, tokens, at, phrase.end)
    return None


def _before(text: str, tokens: Sequence[Token], low: int, start: int) -> str | None:
    """ "Greek Foreign Minister" before the name."""
    first = low
    for at in range(low + 1, start):
        if "P" not in tokens[at].kinds or tokens[at].shape != "x":
            continue
        titled = any({"r", "M"} & set(tokens[k].kinds) for k in range(at + 1, start))
        if titled and not {"r", "M"} & set(tokens[at - 1].kinds):
            first = at + 1  # "stolen from incumbent President", "the administration of former President"
    while first < start and tokens[first].shape == "x" and "D" in tokens[first].kinds:
        first += 1
    last = tokens[start - 1]
    tied = any("I" in tokens[at].kinds and tokens[at].shape == "x" for at in range(first, start))
    if first >= start or (last.possessive and tied):
        return None  # "the director of Argentina's Amnesty International" is not what Amnesty is
    if (
        last.shape == "x"
        and not {"r", "M", "c"} & set(last.kinds)
        and not last.possessive
        and not _OCCUPATION.match(last.low)
    ):
        return None
    words = words_of(text, tokens, first, start)
    return None if words.lower().rstrip(".") in _COURTESIES else words


def _of(text: str, tokens: Sequence[Token], phrase: Phrase, stop: int) -> str | None:
    """ "of Privacy Now" after the name."""
    tied = stop < phrase.core and tokens[stop].shape == "x" and tokens[stop].low in ("of", "from", "at")
    named = tied and any(tokens[at].shape == "X" for at in range(stop, phrase.core))
    return words_of(text, tokens, stop, phrase.core) if named else None


def _says_what(role: str, cues: Cues) -> bool:
    """Whether words hold a role, a title or a body; not every word before a name does."""
    words = [word.strip(".,()").lower() for word in role.split()[:8]]
    kinds = cues.kinds
    if any({"r", "M", "c"} & set(kinds.get(word, kinds.get(word.split("-")[-1], ""))) for word in words):
        return True
    return (
        any(_OCCUPATION.match(word) for word in words)
        or words[0] in ("of", "from", "at")
        or not role[0].isascii()
    )
