"""The reporter's text as a stream of tokens in which each outermost marked passage is one token "Q"."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from bot.stories.quote_cues import Cues
from bot.stories.quote_marks import Passage

_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}"  # U.S.
    r"|[^\W\d_](?:\w|[\u0300-\u036f\u0900-\u0903\u093a-\u094f\u200c]|[.'’&\-‑](?=[^\W_])|(?<=[א-ת])[\"״](?=[א-ת]))*(?:['’](?!\w))?"
    r"|\d[\w.,:/%]*(?<![.,:])|\n+|--|[^\w\s]"
)
#: Small words that lean on the next one, and pronouns that lean on the verb before.
_LEANING = {
    "fr": re.compile(r"(?:l|d|qu|j|n|s|c|m|t|jusqu|lorsqu|puisqu)['’]", re.IGNORECASE),
    "it": re.compile(r"(?:l|d|un|dell|all|nell|sull|dall|quest)['’]", re.IGNORECASE),
}
_LEANS = frozenset(["fr", "it", "ko"])
_AFTER_VERB = re.compile(r"(?:-t)?-(?:ils?|elles?|on)$")
_PARTICLES = re.compile(r"(?:께서|은|는|이|가)$")
_ABBREVIATIONS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "st",
        "sen",
        "rep",
        "gov",
        "gen",
        "col",
        "capt",
        "lt",
        "sgt",
        "maj",
        "rev",
        "prof",
        "hon",
        "jr",
        "sr",
        "inc",
        "corp",
        "ltd",
        "co",
        "vs",
        "no",
        "nov",
        "dec",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "va",
        "md",
        "pa",
        "fla",
        "calif",
        "mass",
        "conn",
        "ariz",
        "wash",
        "ill",
        "ind",
        "wis",
        "minn",
        "mich",
        "ga",
        "tenn",
        "ala",
        "tex",
        "okla",
        "colo",
        "nev",
        "ore",
        "del",
        "etc",
        "approx",
        "dept",
        "univ",
        "assn",
        "bros",
        "atty",
        "supt",
        "cmdr",
        "adm",
        "ca",
        "bzw",
        "usw",
        "ggf",
        "inkl",
        "evtl",
        "sog",
        "nr",
        "sra",
        "dra",
        "ud",
        "mme",
        "mlle",
        "mm",
    ]
)
_NOUNS_IN_LY = frozenset(
    [
        "family",
        "ally",
        "assembly",
        "supply",
        "rally",
        "bully",
        "monopoly",
        "anomaly",
        "elderly",
        "butterfly",
        "fly",
    ]
)
_DASHES = "—–―-"
_SIGNS = {"،": ",", "、": ",", "，": ",", "：": ":", "；": ";", "؛": ";", "（": "(", "）": ")"}
_ENDS = ".?!…。？！؟।"
#: Kinds a capitalised word may have and still be read as what its lower-case form is.
_FUNCTION = frozenset("DPCARaTNHhstifoBy")


class Token(NamedTuple):
    """`shape`: "X" a name-like word, "x" another word, "#" number, "Q" passage, "¶" line end, "." sentence end, else the sign."""

    start: int
    end: int
    low: str
    shape: str
    kinds: str
    possessive: bool = False
    #: Index of the passage, for "Q".
    passage: int = -1


def read_tokens(text: str, passages: Sequence[Passage], cues: Cues) -> list[Token]:
    """The stream; `passages` are the outermost, in order."""
    tokens: list[Token] = []
    at = 0
    for number, passage in enumerate(passages):
        _plain(text, at, passage.outer_start, cues, tokens)
        tokens.append(Token(passage.outer_start, passage.outer_end, "", "Q", "", False, number))
        at = passage.outer_end
    _plain(text, at, len(text), cues, tokens)
    return tokens


def _plain(text: str, start: int, end: int, cues: Cues, tokens: list[Token]) -> None:
    plain = cues.language not in _LEANS
    for found in _TOKEN.finditer(text, start, end):
        word = found[0]
        first, last = found.span()
        sign = word[0]
        if sign.isalpha():
            if cues.longest is not None:
                _unspaced(text, first, last, cues, tokens)
            elif plain:
                tokens.append(_word(word, first, last, cues, tokens))
            else:
                _leaning(word, first, last, cues, tokens)
        elif sign.isdigit():
            tokens.append(Token(first, last, word, "#", "D" if len(word) < 4 else ""))
        elif sign == "\n":
            tokens.append(Token(first, last, "", "¶", ""))
        elif sign == "." and tokens and tokens[-1].end == first and _abbreviated(tokens[-1], text, last):
            tokens[-1] = tokens[-1]._replace(end=last)
        elif sign in _ENDS:
            tokens.append(Token(first, last, word, ".", ""))
        elif sign in _DASHES:
            spaced = first == 0 or not text[first - 1].isalnum() or word == "--"
            tokens.append(Token(first, last, "—", "—" if spaced or sign != "-" else "-", ""))
        else:
            tokens.append(Token(first, last, sign, _SIGNS.get(sign, sign), ""))


def _unspaced(text: str, start: int, end: int, cues: Cues, tokens: list[Token]) -> None:
    """Chinese and Japanese: known words where they stand, everything between them as one name-like token."""
    assert cues.longest is not None
    at = start
    for found in cues.longest.finditer(text, start, end):
        if found.start() > at:
            tokens.append(Token(at, found.start(), text[at : found.start()], "X", ""))
        word = found[0]
        tokens.append(Token(found.start(), found.end(), word, "x", cues.kinds.get(word, "")))
        at = found.end()
    if at < end:
        tokens.append(Token(at, end, text[at:end], "X", ""))


def _leaning(word: str, start: int, end: int, cues: Cues, tokens: list[Token]) -> None:
    """One token, or two where a language writes two words as one ("l'avocate", "dit-il", 변호사는)."""
    lean = _LEANING.get(cues.language)
    if lean is not None and (prefix := lean.match(word)) and prefix.end() < len(word):
        cut = start + prefix.end()
        tokens.append(_word(prefix[0], start, cut, cues, tokens))
        _leaning(word[prefix.end() :], cut, end, cues, tokens)
        return
    tail = None
    if cues.language == "fr":
        tail = _AFTER_VERB.search(word)
    elif cues.language == "ko" and len(word) > 2 and word not in cues.kinds:
        tail = _PARTICLES.search(word)
    if tail is not None and tail.start() > 0:
        cut = start + tail.start()
        tokens.append(_word(word[: tail.start()], start, cut, cues, tokens))
        low = tail[0].lstrip("-").removeprefix("t-")
        tokens.append(Token(cut + (len(tail[0]) - len(low)), end, low, "x", cues.kinds.get(low, "a")))
        return
    tokens.append(_word(word, start, end, cues, tokens))


def _word(word: str, start: int, end: int, cues: Cues, tokens: list[Token]) -> Token:
    low, possessive = _unpossessed(word.lower()) if cues.language == "en" else (word.lower(), False)
    kind = cues.kinds.get(low) or _guessed(word, low, cues)
    if word.upper() == low:  # a script without capitals: what no list knows is taken for a name
        return Token(start, end, low, "x" if kind else "X", kind, possessive)
    if 1 < len(word) < 6 and word.isupper() and "S" not in kind:
        return Token(start, end, low, "X", _named(kind, "Mrcde"), possessive)
    if not word[0].isupper():
        return Token(start, end, low, "x", kind, possessive)
    first = not tokens or tokens[-1].shape in ".¶Q:—" or (tokens[-1].shape == "-" and len(tokens) == 1)
    function = not _FUNCTION.isdisjoint(kind)
    if kind and first:
        shape = "X" if not function and set(kind) & set("Mmw") else "x"
    else:
        shape = "x" if "T" in kind or (function and (first or word == "I")) else "X"
        if shape == "X":
            kind = _named(kind, "Mrcdenmw")
            if tokens and "T" in tokens[-1].kinds and {"m", "w"} & set(tokens[-1].kinds):  # Jan Holt
                tokens[-1] = tokens[-1]._replace(shape="X", kinds=_named(tokens[-1].kinds, "mw"))
    return Token(start, end, low, shape, kind, possessive)


def _unpossessed(low: str) -> tuple[str, bool]:
    """ "trump's" → "trump", True; "officers'" → "officers", True."""
    if len(low) > 2 and low[-2:] in ("'s", "’s"):
        return low[:-2], True
    if len(low) > 2 and low[-1] in "'’":
        return low[:-1], low[-2] == "s"
    return low, False


def _guessed(word: str, low: str, cues: Cues) -> str:
    """What a word that no list knows is by its ending."""
    if cues.language == "en" and low.endswith("ly") and word[0].islower() and low not in _NOUNS_IN_LY:
        return "a"
    if cues.language == "en" and "-" in low and word[0].islower() and _titled(low, cues):
        return "r"
    return "r" if cues.role_endings and low.endswith(cues.role_endings) else ""


def _titled(low: str, cues: Cues) -> bool:
    """ "editor-in-chief", "attorney-general", "ex-minister", "co-author"."""
    first, *between, last = low.split("-")
    if "r" in cues.kinds.get(first, ""):
        return between == ["in"] or last in ("general", "at", "elect", "designate", "large")
    return not between and first in ("ex", "co", "vice", "deputy") and "r" in cues.kinds.get(last, "")


def _named(kinds: str, kept: str) -> str:
    """Of a name's kinds only what a name can be."""
    return "".join(letter for letter in kinds if letter in kept)


def _abbreviated(token: Token, text: str, after: int) -> bool:
    """Whether the full stop at `after - 1` belongs to the word before it."""
    if token.shape not in "xX#":
        return False
    if token.shape == "#":
        return text[after : after + 1] == " " and len(token.low) < 3 and text[after + 1 : after + 2].isalpha()
    if text[after : after + 1] in (")", ",", ";", ":"):
        return True
    if token.low in _ABBREVIATIONS or (len(token.low) == 1 and token.low != "i"):
        return True
    return after < len(text) and text[after].islower()


def token_at(tokens: Sequence[Token], offset: int) -> int:
    """Index of the last token that starts at or before `offset`."""
    return bisect_right(tokens, offset, key=lambda token: token.start) - 1
