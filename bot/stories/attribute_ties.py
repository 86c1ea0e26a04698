"""Candidates tied to a passage by a preposition or a noun: "according to X", "described by X", "X’s call for"."""

from collections.abc import Sequence

from bot.stories.attribute_frames import Candidate, add, gap_name
from bot.stories.names import Phrase
from bot.stories.names_left import phrase_left
from bot.stories.names_right import phrase_right
from bot.stories.quote_cues import Cues
from bot.stories.quote_tokens import Token

_OWNERS = {"his": "he", "her": "she", "their": "they"}


def accorded(
    tokens: Sequence[Token],
    start: int,
    end: int,
    cues: Cues,
    found: list[Candidate],
    pattern: str,
    *features: str,
) -> None:
    for at in range(start, end):
        if tokens[at].shape not in "xX":
            continue
        for words in cues.according:
            if tokens[at].low == words[0] and all(
                at + k < end and tokens[at + k].low == word for k, word in enumerate(words)
            ):
                after = at + len(words)
                if after < end and tokens[after].low == "von":
                    after += 1
                phrase = phrase_right(tokens, after, end)
                add(found, phrase, pattern, at, *features, f"skip{gap_name(at - start)}")
                return


def by_agent(
    tokens: Sequence[Token],
    start: int,
    end: int,
    found: list[Candidate],
    pattern: str,
    *features: str,
) -> None:
    """ "described by X as", "a call by X for"."""
    for at in range(start, end):
        if "B" in tokens[at].kinds and tokens[at].shape == "x":
            spoken = any(set("SJO") & set(tokens[k].kinds) for k in range(max(start, at - 3), at))
            spoken = spoken or (at == start and pattern == "after-by")
            phrase = phrase_right(tokens, at + 1, end) if spoken else None
            if phrase is not None:
                ties = (
                    phrase.core >= end
                    or tokens[phrase.core].low in ("as", "for", "that")
                    or tokens[phrase.core].shape in ":Q"
                )
                done = "immediate" if at == start else "judged" if "J" in tokens[at - 1].kinds else "said"
                add(found, phrase, pattern, at, "spoken", "tied" if ties else "untied", done, *features)


def noun_of(
    tokens: Sequence[Token], start: int, end: int, found: list[Candidate], pattern: str, *features: str
) -> None:
    """ "the verdict of X", "a statement from X"."""
    for at in range(start, end - 1):
        if (
            "O" in tokens[at].kinds
            and tokens[at].shape == "x"
            and tokens[at + 1].low in ("of", "from", "by", "von", "de", "du")
        ):
            add(found, phrase_right(tokens, at + 2, end), pattern, at, tokens[at + 1].low, *features)


def possessives(tokens: Sequence[Token], left: int, at: int, found: list[Candidate], lead: str) -> None:
    for step in range(at - 1, left - 1, -1):
        owner = _OWNERS.get(tokens[step].low)
        if tokens[step].possessive or owner:
            follows = next((k for k in range(step + 1, min(at, step + 4)) if "O" in tokens[k].kinds), None)
            phrase = Phrase(step, step + 1, step + 1, owner) if owner else phrase_left(tokens, step + 1, left)
            if phrase is not None and follows is not None:
                add(found, phrase, "before-possessive", step, lead, f"gap{gap_name(at - step - 1)}")
