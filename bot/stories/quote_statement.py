"""Is a marked passage a statement somebody made, or a title, a name, a term, a scare quote? Features one can read."""

import re
from collections.abc import Sequence

from bot.stories.attribute import Attribution
from bot.stories.quote_cues import Cues
from bot.stories.quote_marks import Passage
from bot.stories.quote_tokens import Token

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
#: "(CROSSTALK)", "Follow Ann on Twitter": not spoken by anybody in the article.
_FURNITURE = re.compile(
    r"\s*(?:\([A-Z .,]+\)?\s*$|(?:Follow|Read|Watch|Listen|Click|Subscribe|Related|Share|Sign up)\b(?=[^.!?]*(?:@|:|\bnewsletter\b|\bbutton\b|\bmore\b|\bTwitter\b|$)))"
)
_BE = frozenset(["was", "were", "been", "be", "is", "are", "being"])
_FINITE = "Ahstif"


def words_in(text: str) -> list[str]:
    return _WORD.findall(text)


def why_never(text: str, passage: Passage) -> str | None:
    """Why a passage cannot be told whatever it says, or None."""
    if _FURNITURE.match(text, passage.start, passage.end):
        return "part of the page, not of the article"
    if passage.depth:
        return "a quote inside a quote"
    if passage.broken:
        return "its closing mark is missing"
    if passage.opening in ("''", "``"):
        return "between doubled apostrophes, which are no sure marks"
    return None


def why_denied(tokens: Sequence[Token], attribution: Attribution) -> str | None:
    """Denied and supposed words are nobody's: "he never said", "people who say", "if a user says"."""
    best = attribution.best
    if (
        best is None
        or best.cue < 0
        or best.cue > attribution.frame.at
        or not best.pattern.startswith("before")
    ):
        return None
    left, cue = attribution.frame.left, best.cue
    near: list[int] = []
    for at in range(cue - 1, max(left, cue - 4) - 1, -1):
        if tokens[at].shape != "x":
            break
        near.append(at)
    denying = "N" in tokens[cue].kinds and attribution.frame.lead in ("", "that")
    if denying or any("N" in tokens[at].kinds for at in near):
        return "it is denied that this was said"
    start = max(left, best.phrase.start - 2)
    supposed = any(
        "y" in tokens[at].kinds and tokens[at].shape == "x" for at in range(start, best.phrase.start + 1)
    )
    someone = best.phrase.kind in ("noun", "role") and tokens[best.phrase.start].low in (
        "people",
        "those",
        "anyone",
        "whoever",
    )
    if (supposed or someone) and attribution.frame.lead in ("", "that", ","):
        return "it is only supposed that somebody says this"
    return None


def statement_features(
    text: str, tokens: Sequence[Token], passage: Passage, attribution: Attribution, cues: Cues, before: bool
) -> list[str]:
    """`before`: whether the passage before in the same sentence is a statement (fragments come in rows)."""
    frame = attribution.frame
    inside = text[passage.start : passage.end]
    words = words_in(inside)
    count = len(words) if cues.longest is None else len(inside) // 2
    size = next((f"size{limit}" for limit in (1, 2, 3, 5, 8, 14) if count <= limit), "size-many")
    features = ["always", size, f"lead{frame.lead}", f"{size}:lead{frame.lead}"]
    features.extend(_shape(inside, words, cues))
    features.extend(_left(tokens, frame.at, frame.left, cues))
    features.extend(_right(tokens, frame.at, frame.right, cues))
    features.extend(_speaker(attribution, tokens))
    best = attribution.best
    if (
        best is not None
        and best.phrase.core - best.phrase.start == 1
        and best.phrase.kind in ("noun", "role", "collective")
    ):
        features.append("speaker-bare")
    features.extend(_together(features, best.pattern if best else "none", count))
    if best is not None and 0 <= best.cue < frame.at and "J" in tokens[best.cue].kinds:
        features.extend(_judged(tokens, best.cue, best.phrase.kind))
    if before:
        features.append("row")
    if frame.alone:
        features.append("alone")
    if passage.opening in ("'", "‘", "‚"):
        features.append("single")
    if passage.broken:
        features.append("broken")
    if count <= 4 and inside and len(re.findall(re.escape(inside.strip(" ,.")), text)) > 1:
        features.append("repeated")
    if "\n" not in text[: passage.start].strip():
        features.append("first-line")
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
    side = pattern.split("-")[0]
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
            if word.isalpha()
            and not cues.has(word.lower(), "P")
            and not cues.has(word.lower(), "D")
            and not cues.has(word.lower(), "C")
        ]
        capitals = sum(word[0].isupper() for word in plain)
        if plain and capitals == len(plain) and len(plain) > 1:
            features.append("titlecase")
            features.append(f"titlecase{min(len(words), 6)}")
    kinds = {letter for word in words for letter in cues.kinds.get(word.lower(), "")}
    if kinds & set(_FINITE) or any("'" in word or "’" in word for word in words):
        features.append("clause")
        if len(words) > 3:
            features.append("clause4")
    if "f" in kinds or any(word.lower() in ("our", "my", "us", "me", "you", "your") for word in words):
        features.append("first-person")
    if words and words[0].isdigit():
        features.append("digit")
    return features


def _left(tokens: Sequence[Token], at: int, left: int, cues: Cues) -> list[str]:
    features: list[str] = []
    if at == 0:
        return ["left-nothing"]
    before = tokens[at - 1]
    if before.shape == "x":
        letters = before.kinds or "-"
        for letter in "DPASJnvOCHra":
            if letter in letters:
                features.append(f"left-{letter}")
        if letters == "-":
            features.append("left-word")
        if before.possessive:
            features.append("left-possessive")
        features.append(
            f"left-is-{before.low}"
            if before.low
            in (
                "as",
                "a",
                "an",
                "the",
                "of",
                "with",
                "to",
                "for",
                "by",
                "is",
                "was",
                "on",
                "in",
                "called",
                "word",
                "words",
                "phrase",
                "like",
                "say",
                "said",
                "saying",
                "says",
                "so-called",
                "or",
                "and",
            )
            else "left-is-other"
        )
    elif before.shape == "X":
        features.append("left-name")
        if before.possessive:
            features.append("left-possessive")
    else:
        features.append(f"left-sign{before.shape}")
    near = range(max(left, at - 4), at)
    if any("n" in tokens[k].kinds for k in near):
        features.append("near-naming")
    if any("v" in tokens[k].kinds for k in near):
        features.append("near-naming-verb")
    if any("y" in tokens[k].kinds for k in near):
        features.append("near-hypothetical")
    if any("N" in tokens[k].kinds for k in near):
        features.append("near-negation")
    if any("O" in tokens[k].kinds for k in near):
        features.append("near-noun")
    span = range(left, at)
    if any("S" in tokens[k].kinds and tokens[k].shape == "x" for k in span):
        features.append("sentence-says")
        if any("S" in tokens[k].kinds and tokens[k].shape == "x" for k in near):
            features.append("near-says")
            if "near-negation" in features:
                features.append("near-negation:near-says")
    if any("J" in tokens[k].kinds and tokens[k].shape == "x" for k in span):
        features.append("sentence-judges")
        if any("J" in tokens[k].kinds and tokens[k].shape == "x" for k in near):
            features.append("near-judges")
    return features


def _right(tokens: Sequence[Token], at: int, right: int, cues: Cues) -> list[str]:
    if at + 1 >= len(tokens):
        return ["right-end"]
    after = tokens[at + 1]
    features: list[str] = []
    if after.shape == "x":
        letters = after.kinds or "-"
        for letter in "DPASJOCRhstia":
            if letter in letters:
                features.append(f"right-{letter}")
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
    if best.cue >= 0:
        cue = tokens[best.cue]
        features.append("by-says" if "S" in cue.kinds else "by-judges")
        features.append(f"by-{best.pattern}:{'says' if 'S' in cue.kinds else 'judges'}")
        features.append(f"cue-gap{min(abs(best.cue - attribution.frame.at), 8)}")
    return features
