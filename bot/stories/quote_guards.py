"""What is never told as a quote, whatever the models think: broken marks, page furniture, denied or supposed words."""

import re
from collections.abc import Sequence

from bot.stories.attribute import Attribution
from bot.stories.quote_choose import Candidate
from bot.stories.quote_heads import right_head
from bot.stories.quote_marks import Passage
from bot.stories.quote_particles import whole_name
from bot.stories.quote_tokens import Token
from bot.stories.quote_unsaid import DENIED, no_name, why_unsaid

#: "(CROSSTALK)", "Follow Ann on Twitter": not spoken by anybody in the article.
_FURNITURE = re.compile(
    r"\s*(?:\([A-Z .,]{2,40}\)?\s*$|(?:Follow|Read|Watch|Listen|Click|Subscribe|Related|Share|Sign up)\b"
    r"(?=[^.!?]*(?:@|:|\bnewsletter\b|\bbutton\b|\bmore\b|\bTwitter\b|$)))"
)


def why_never(text: str, passage: Passage) -> str | None:
    """Why a passage cannot be told whatever it says, or None."""
    if not any(sign.isalnum() for sign in text[passage.start : passage.end]):
        return "no words between its marks"
    if passage.depth:
        return "a quote inside a quote"
    if passage.broken:
        return "its closing mark is missing"
    if passage.opening in ("''", "``"):
        return "between doubled apostrophes, which are no sure marks"
    if _FURNITURE.match(text, passage.start, passage.end):
        return "part of the page, not of the article"
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
        return DENIED
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


def checked(text: str, candidate: Candidate, language: str) -> Candidate:
    """The last look at a candidate: its speaker put right, and a doubt where the sentence around it gives one.

    A doubt that is `DENIED` says that nobody spoke these words.
    """
    quote = right_head(text, whole_name(text, candidate.quote), language)
    key = candidate.speaker_key
    if quote is not candidate.quote:
        key = quote.speaker_name or quote.speaker_full or key
    doubt = candidate.doubt
    if quote.speaker_full is None and candidate.quote.speaker_full is not None:
        doubt = doubt or "the article does not name the speaker"
    if no_name(quote):
        doubt = doubt or "the speaker is neither a name nor a role"
    unsaid = why_unsaid(text, quote, language)
    if unsaid == DENIED or (unsaid is not None and doubt is None):
        doubt = unsaid
    return Candidate(quote, doubt, key)
