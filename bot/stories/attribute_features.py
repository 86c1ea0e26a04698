"""Features every candidate has, however it was found: what kind of phrase it is, and what stands around it."""

from collections.abc import Sequence

from bot.stories.attribute_frames import Candidate
from bot.stories.quote_tokens import Token

_BE = frozenset(["was", "were", "been", "be", "is", "are", "being"])
#: Patterns in which a preposition before the phrase is what makes it a candidate.
_TIED = ("according", "by", "noun")
_ASKED = frozenset(["asked", "told", "reported", "announced"])


def common_features(tokens: Sequence[Token], candidate: Candidate) -> list[str]:
    phrase, pattern = candidate.phrase, candidate.pattern
    features = [pattern, f"np-{phrase.kind}", f"{pattern}:np-{phrase.kind}"]
    if not pattern.endswith(_TIED):
        features.extend(_untied(tokens, candidate))
    if candidate.cue >= 0:
        features.extend(_cue(tokens, candidate))
    if pattern.endswith(("sv", "vs", "according", "subject", "main", "by")):
        media = any(
            "e" in tokens[at].kinds and tokens[at].shape == "X" for at in range(phrase.start, phrase.core)
        )
        if media and phrase.kind in ("name", "collective", "document", "noun"):
            features.extend([f"{pattern}:media", "media"])
    if tokens[phrase.core - 1].possessive and pattern != "before-possessive":
        features.append("possessive")
    if phrase.core - phrase.start > 8:
        features.append("long")
    if phrase.core - phrase.start == 1 and tokens[phrase.start].kinds and phrase.kind == "noun":
        features.append("bare")
    return features


def _untied(tokens: Sequence[Token], candidate: Candidate) -> list[str]:
    """Signs that a phrase is an object, not a subject."""
    phrase = candidate.phrase
    features: list[str] = []
    before = tokens[phrase.start - 1] if phrase.start else None
    if before is not None and before.shape == "x":
        if "P" in before.kinds:
            features.append("after-preposition")
        if "S" in before.kinds and candidate.pattern.endswith(("sv", "subject", "name")):
            features.append("after-verb")
    if tokens[phrase.start].low in ("him", "them"):
        features.append("object-pronoun")
    if "q" in tokens[phrase.start].kinds:
        features.append("oblique")
    return features


def _cue(tokens: Sequence[Token], candidate: Candidate) -> list[str]:
    """What the verb of saying looks like: "saying", "was called", "was told"."""
    cue, pattern = candidate.cue, candidate.pattern
    low = tokens[cue].low
    features = [f"{pattern}:cue-{'ing' if low.endswith('ing') else 'plain'}"]
    behind = cue - 1
    while behind > candidate.phrase.core and "a" in tokens[behind].kinds and tokens[behind].shape == "x":
        behind -= 1
    subject = behind >= 0 and pattern.endswith(("sv", "main"))
    if subject and tokens[behind].low in _BE and not low.endswith("ing"):
        features.append("passive" if "J" in tokens[cue].kinds or low in _ASKED else "passive-said")
    return features
