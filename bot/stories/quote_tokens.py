"""The reporter's text as a stream of tokens in which each outermost marked passage is one token "Q"."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from bot.stories.quote_cues import Cues
from bot.stories.quote_marks import Passage

_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}|[^\W\d_](?:[\w]|[.'’&\-‑](?=[^\W_]))*(?:['’](?!\w))?|\d[\w.,:/%]*(?<![.,:])|\n+|--|[^\w\s]",
)
_ABBREVIATIONS = frozenset(
    """mr mrs ms dr st sen rep gov gen col capt lt sgt maj rev prof hon jr sr inc corp ltd co vs no nov dec jan feb
    mar apr jun jul aug sep sept oct va md pa fla calif mass conn ariz wash ill ind wis minn mich ga tenn ala tex okla
    colo nev ore del etc approx dept univ assn bros atty supt cmdr adm ca bzw usw ggf inkl evtl sog nr sra dra ud
    mme mlle mm""".split()
)
_DASHES = "—–―-"
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
    kinds = cues.kinds
    for found in _TOKEN.finditer(text, start, end):
        word = found[0]
        first, last = found.span()
        sign = word[0]
        if sign.isalpha():
            tokens.append(_word(word, first, last, kinds, tokens))
        elif sign.isdigit():
            tokens.append(Token(first, last, word, "#", "D" if len(word) < 4 else ""))
        elif sign == "\n":
            tokens.append(Token(first, last, "", "¶", ""))
        elif sign == "." and tokens and tokens[-1].end == first and _abbreviated(tokens[-1], text, last):
            before = tokens[-1]
            tokens[-1] = before._replace(end=last)
        elif sign in _ENDS:
            tokens.append(Token(first, last, word, ".", ""))
        elif sign in _DASHES:
            spaced = first == 0 or not text[first - 1].isalnum() or word == "--"
            tokens.append(Token(first, last, "—", "—" if spaced or sign != "-" else "-", ""))
        else:
            tokens.append(
                Token(first, last, sign, "," if sign in "،、，" else ":" if sign in "：" else sign, "")
            )


def _word(word: str, start: int, end: int, kinds: "dict[str, str] | object", tokens: list[Token]) -> Token:
    low = word.lower()
    possessive = False
    if len(low) > 2 and low[-2:] in ("'s", "’s"):
        possessive, low = True, low[:-2]
    elif len(low) > 2 and low[-1] in "'’":
        possessive, low = low[-2] == "s", low[:-1]
    kind: str = kinds.get(low, "")  # type: ignore[attr-defined]
    shape = "x"
    if len(word) > 1 and word.isupper() and len(word) < 6 and "S" not in kind:
        return Token(start, end, low, "X", "".join(letter for letter in kind if letter in "Mrcd"), possessive)
    if word[0].isupper():
        first = not tokens or tokens[-1].shape in ".¶Q:—" or (tokens[-1].shape == "-" and len(tokens) == 1)
        if not kind or not first:
            shape = "X" if not _FUNCTION.intersection(kind) or (not first and word not in ("I",)) else "x"
            if shape == "X" and "T" in kind:
                shape = "x"
            elif shape == "X":
                kind = "".join(letter for letter in kind if letter in "Mrcdnmw")
        elif not _FUNCTION.intersection(kind):
            shape = "X" if set(kind) & set("Mmw") else "x"
    return Token(start, end, low, shape, kind, possessive)


def _abbreviated(token: Token, text: str, after: int) -> bool:
    """Whether the full stop at `after - 1` belongs to the word before it."""
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
