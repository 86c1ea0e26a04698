"""Noun phrases in a stream of tokens: whom the words speak of. No grammar, only word lists and order."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.stories.quote_tokens import Token

_PRONOUNS = frozenset("hstif")
#: Small words inside names.
INSIDE_NAMES = frozenset(
    [
        "de",
        "da",
        "do",
        "dos",
        "du",
        "del",
        "della",
        "di",
        "la",
        "le",
        "van",
        "von",
        "der",
        "den",
        "bin",
        "ibn",
        "al",
        "el",
        "y",
        "ben",
        "ter",
        "zu",
        "zur",
        "af",
        "&",
        "of",
    ]
)
_STOP = frozenset("PCRAaN")
_NOUNS = frozenset("McdOn")
_NO_NOUN = _STOP | _PRONOUNS | frozenset("SJToV")
MOST = 14
_PRONOUN_KIND = {"h": "he", "s": "she", "t": "they", "i": "it", "f": "first"}


class Phrase(NamedTuple):
    """Tokens start…core (exclusive) are the phrase to its first comma, start…end with what hangs on it."""

    start: int
    core: int
    end: int
    #: "name", "role", "collective", "document", "noun", or a pronoun "he", "she", "they", "it", "first".
    kind: str


def pronoun(token: Token) -> str | None:
    """The kind of a personal pronoun, else None."""
    if token.shape != "x":
        return None
    for letter in token.kinds:
        if letter in _PRONOUNS:
            return _PRONOUN_KIND[letter]
    return None


def is_name(token: Token) -> bool:
    return token.shape == "X"


def is_word(token: Token) -> bool:
    """May stand inside a noun phrase."""
    if token.shape in "X#":
        return True
    kinds = token.kinds
    if token.shape != "x" or ("H" in kinds and "D" not in kinds):
        return False
    if not kinds or "D" in kinds or "r" in kinds:
        return True
    if not _NOUNS.isdisjoint(kinds):
        return _STOP.isdisjoint(kinds)
    return _NO_NOUN.isdisjoint(kinds)


def kind_of(tokens: Sequence[Token], start: int, core: int) -> str:
    """What sort of speaker a phrase is, by its head."""
    if core - start == 1 and (said := pronoun(tokens[start])):
        return said
    at = _head(tokens, start, core)
    token = tokens[at]
    kinds = set(token.kinds)
    if token.shape == "X":
        titled = {"M", "r"} & kinds and not {"m", "w"} & kinds
        if titled and _titles_only(tokens, start, at):
            return "role"
        if not ("c" in kinds and start < at and "D" in tokens[start].kinds):
            return "name"
    for kind, letters in (("role", {"r", "M"}), ("collective", {"c"}), ("document", {"d"})):
        if letters & kinds:
            return kind
    first = start + 1 if "D" in tokens[start].kinds and core - start > 1 else start
    return "role" if first < at and "r" in tokens[first].kinds else "noun"  # пресс-секретарь суда


def _head(tokens: Sequence[Token], start: int, core: int) -> int:
    """The last token before "of", "for", "at", unless a name follows them."""
    for at in range(start + 1, core):
        if "I" in tokens[at].kinds and tokens[at].shape == "x":
            return core - 1 if _name_follows(tokens, at + 1, core) else at - 1
    return core - 1


def _name_follows(tokens: Sequence[Token], start: int, core: int) -> bool:
    """ "Mayor of London Sadiq Khan": after the place comes the name."""
    names = [at for at in range(start, core) if tokens[at].shape == "X"]
    if len(names) < 2 or names[-1] != core - 1 or any(tokens[at].possessive for at in names[:-1]):
        return False
    given = any({"m", "w"} & set(tokens[at].kinds) for at in names[:-1])
    return given or (len(names) > 2 and not any({"c", "d"} & set(tokens[at].kinds) for at in names))


def _titles_only(tokens: Sequence[Token], start: int, head: int) -> bool:
    """ "the Prime Minister": capitals, but no name."""
    return all(tokens[at].shape != "X" or {"M", "r"} & set(tokens[at].kinds) for at in range(start, head + 1))


def role_within(tokens: Sequence[Token], start: int, end: int) -> bool:
    for at in range(start, end):
        if tokens[at].shape not in "xX-":
            return False
        if "r" in tokens[at].kinds or "M" in tokens[at].kinds:
            return True
    return False


def leads_to_head(tokens: Sequence[Token], at: int, limit: int) -> bool:
    """Inside "UCL astronomer Angelos Tsiaras", "an AEW press release": plain words before a role or a name."""
    for step in range(at, min(limit, at + 4)):
        token = tokens[step]
        if token.shape == "X" or set("rcd") & set(token.kinds):
            return step > at or token.shape == "x" or tokens[at - 1].low == "and"
        if token.shape != "-" and (
            token.shape != "x"
            or (token.kinds and not set("OnM") & set(token.kinds))
            or token.low.endswith("ly")
        ):
            return False
    return False
