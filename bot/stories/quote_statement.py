"""Is a marked passage a statement somebody made, or a title, a name, a term, a scare quote? Features one can read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.stories.attribute import Attribution
from bot.stories.quote_cues import Cues
from bot.stories.quote_marks import Passage
from bot.stories.quote_tokens import Token

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_BE = frozenset(["was", "were", "been", "be", "is", "are", "being"])
_FINITE = "Ahstif"
_OURS = frozenset(["our", "my", "us", "me", "you", "your"])
#: Words before a passage that are features of their own.
_TELLING = frozenset(
    ["as", "a", "an", "the", "of", "with", "to", "for", "by", "is", "was", "on", "in", "called", "word", "words",
     "phrase", "like", "say", "said", "saying", "says", "so-called", "or", "and"]
)  # fmt: skip
#: With more passages than this a text is no news, and repetition is not looked for.
_CROWDED = 300


def words_in(text: str) -> list[str]:
    return _WORD.findall(text)


@dataclass(frozen=True, slots=True)
class Page:
    """What all passages of one text share."""

    text: str
    tokens: Sequence[Token]
    cues: Cues
    #: Where the first line ends.
    first_line: int
    crowded: bool


def read_page(text: str, tokens: Sequence[Token], passages: Sequence[Passage], cues: Cues) -> Page:
    start = len(text) - len(text.lstrip())
    end = text.find("\n", start)
    return Page(text, tokens, cues, len(text) if end < 0 else end, len(passages) > _CROWDED)


def statement_features(page: Page, passage: Passage, attribution: Attribution, before: bool) -> list[str]:
    """`before`: whether the passage before it is a statement (fragments come in rows)."""
    tokens, frame, best = page.tokens, attribution.frame, attribution.best
    inside = page.text[passage.start : passage.end]
    words = words_in(inside)
    count = len(words) if page.cues.longest is None else len(inside) // 2
    size = next((f"size{limit}" for limit in (1, 2, 3, 5, 8, 14) if count <= limit), "size-many")
    features = ["always", size, f"lead{frame.lead}", f"{size}:lead{frame.lead}"]
    features.extend(_shape(inside, words, page.cues))
    features.extend(_left(tokens, frame.at))
    features.extend(_around(tokens, frame.at, frame.left))
    features.extend(_right(tokens, frame.at, frame.right))
    features.extend(_speaker(attribution, tokens))
    features.extend(_together(features, best.pattern if best else "none", count))
    if best is not None and 0 <= best.cue < frame.at and "J" in tokens[best.cue].kinds:
        features.extend(_judged(tokens, best.cue, best.phrase.kind))
    if passage.opening in ("'", "‘", "‚"):
        features.append("single")
    if count <= 4 and not page.crowded and page.text.count(inside.strip(" ,.") or "\n") > 1:
        features.append("repeated")
    flags = {"row": before, "alone": frame.alone, "first-line": passage.start <= page.first_line}
    features.extend(name for name, true in flags.items() if true)
    return features


def _judged(tokens: Sequence[Token], cue: int, kind: str) -> list[str]:
    """ "was called", "a process called": named so by nobody."""
    at = cue - 1
    while at > 0 and "a" in tokens[at].kinds and tokens[at].shape == "x":
        at -= 1
    found = ["judged-passive"] if tokens[at].low in _BE or tokens[at].low == "to" else []
    if kind in ("noun", "document", "it"):
        found.append("judged-by-thing")
    return found


def _together(features: Sequence[str], pattern: str, count: int) -> list[str]:
    """What matters only in company: "the “smart” city", a preposition before words whose speaker comes after."""
    side = pattern.split("-", maxsplit=1)[0]
    found = [f"{feature}:{side}" for feature in features if feature.startswith("left-") and len(feature) == 6]
    short = "short" if count <= 3 else "long"
    if "left-D" in features and "right-word" in features:
        found.append(f"attributive:{short}")
    if "titlecase" in features:
        found.append(f"titlecase:{side}")
        if "left-P" in features or "left-possessive" in features or "left-n" in features:
            found.append("titlecase:placed")
    found.append(f"{short}:{side}")
    return found


def _shape(inside: str, words: list[str], cues: Cues) -> list[str]:
    features: list[str] = []
    last = inside.rstrip()[-1:]
    features.append("closed" if last in ".?!…" and last else "comma" if last == "," else "unclosed")
    first = next((sign for sign in inside if sign.isalpha()), "")
    features.append("upper" if first.isupper() else "lower")
    features.append(f"{features[-1]}:{features[-2]}")
    if len(words) > 1:
        plain = [
            word
            for word in words
            if word.isalpha() and not set("PDC") & set(cues.kinds.get(word.lower(), ""))
        ]
        capitals = sum(word[0].isupper() for word in plain)
        if capitals == len(plain) > 1:
            features.extend(["titlecase", f"titlecase{min(len(words), 6)}"])
    kinds = {letter for word in words for letter in cues.kinds.get(word.lower(), "")}
    if kinds & set(_FINITE) or any("'" in word or "’" in word for word in words):
        features.append("clause")
        if len(words) > 3:
            features.append("clause4")
    if "f" in kinds or any(word.lower() in _OURS for word in words):
        features.append("first-person")
    if len(words) == 1 and words[0][0].isupper() and last not in ".?!…,":
        features.append("one-capital")
    if words and words[0].isdigit():
        features.append("digit")
    return features


def _left(tokens: Sequence[Token], at: int) -> list[str]:
    """The token right before the passage."""
    if at == 0:
        return ["left-nothing"]
    before = tokens[at - 1]
    if before.shape not in "xX":
        return [f"left-sign{before.shape}"]
    features = ["left-possessive"] if before.possessive else []
    if before.shape == "X":
        return [*features, "left-name"]
    features.extend(f"left-{letter}" for letter in "DPASJnvOCHra" if letter in before.kinds)
    if not before.kinds:
        features.append("left-word")
    features.append(f"left-is-{before.low}" if before.low in _TELLING else "left-is-other")
    return features


def _around(tokens: Sequence[Token], at: int, left: int) -> list[str]:
    """What stands in the sentence before the passage, and in its last four words."""
    near = {letter for k in range(max(left, at - 4), at) for letter in tokens[k].kinds}
    said = {
        letter for k in range(max(left, at - 4), at) if tokens[k].shape == "x" for letter in tokens[k].kinds
    }
    whole = {letter for k in range(left, at) if tokens[k].shape == "x" for letter in tokens[k].kinds}
    names = {"n": "naming", "v": "naming-verb", "y": "hypothetical", "N": "negation", "O": "noun"}
    features = [f"near-{name}" for letter, name in names.items() if letter in near]
    for letter, name in (("S", "says"), ("J", "judges")):
        if letter in whole:
            features.append(f"sentence-{name}")
        if letter in said:
            features.append(f"near-{name}")
    if "N" in near and "S" in said:
        features.append("near-negation:near-says")
    return features


def _right(tokens: Sequence[Token], at: int, right: int) -> list[str]:
    if at + 1 >= len(tokens):
        return ["right-end"]
    after = tokens[at + 1]
    features: list[str] = []
    if after.shape == "x":
        letters = after.kinds or "-"
        features.extend(f"right-{letter}" for letter in "DPASJOCRhstia" if letter in letters)
        if letters == "-" or set(letters) <= set("rcdnOM"):
            features.append("right-word")
    elif after.shape == "X":
        features.append("right-name")
    else:
        features.append(f"right-sign{after.shape}")
    span = range(at + 1, right)
    if any("S" in tokens[k].kinds and tokens[k].shape == "x" for k in span):
        features.append("right-says")
    return features


def _speaker(attribution: Attribution, tokens: Sequence[Token]) -> list[str]:
    best = attribution.best
    if best is None:
        return ["nobody"]
    certain = attribution.certainty
    level = next(
        name
        for limit, name in ((0.95, "5"), (0.8, "4"), (0.6, "3"), (0.4, "2"), (-1.0, "1"))
        if certain >= limit
    )
    features = [f"by-{best.pattern}", f"certain{level}", f"speaker-{best.phrase.kind}"]
    if best.phrase.core - best.phrase.start == 1 and best.phrase.kind in ("noun", "role", "collective"):
        features.append("speaker-bare")
    if best.cue >= 0:
        cue = tokens[best.cue]
        features.append("by-says" if "S" in cue.kinds else "by-judges")
        features.append(f"by-{best.pattern}:{'says' if 'S' in cue.kinds else 'judges'}")
        features.append(f"cue-gap{min(abs(best.cue - attribution.frame.at), 8)}")
    return features
