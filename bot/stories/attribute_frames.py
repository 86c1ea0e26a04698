"""Where a marked passage stands, and what a candidate for its speaker is."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.stories.names import Phrase
from bot.stories.names_right import phrase_right
from bot.stories.quote_tokens import Token

REACH = 60


@dataclass(slots=True)
class Candidate:
    """A phrase that may be the speaker. `pattern` is how it was found, `cue` the token that says so (-1: none)."""

    phrase: Phrase
    pattern: str
    cue: int = -1
    features: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a passage stands. Indices into the tokens; `left`…`at` and `at+1`…`right` are the reporter's sentence."""

    at: int
    left: int
    right: int
    #: Begins its sentence, its paragraph; nothing but passages in the paragraph.
    opens: bool
    opens_paragraph: bool
    alone: bool
    #: The last sign inside the marks.
    last: str
    #: What stands before: ":" "," "that" "" (a word) or "start".
    lead: str


def frame_of(text: str, tokens: Sequence[Token], at: int) -> Frame:
    token = tokens[at]
    inside = text[token.start : token.end].rstrip("”\"“»«’'‘」』;& ")
    last = inside[-1:]
    if inside.endswith((".]", ",]", "?]")):
        last = inside[-2]
    left = at
    while left > 0 and at - left < REACH:
        before = tokens[left - 1]
        if before.shape in ".¶":
            break
        if before.shape == "Q" and left == at and _ended(text, before):
            break
        if (
            before.shape == "Q"
            and left < at
            and _ended(text, before)
            and _capital(text, tokens[left])
            and (_ended(text, before, ".。") or not _speaks(tokens, left, at))
        ):
            break
        left -= 1
    right = at + 1
    while right < len(tokens) and right - at < REACH and tokens[right].shape not in ".¶Q":
        right += 1
    first = left == at
    paragraph = first and (at == 0 or tokens[at - 1].shape == "¶")
    alone = paragraph and _only_passages(tokens, at)
    lead = "start"
    if not first:
        closest = tokens[at - 1]
        lead = closest.shape if closest.shape in ":,—" else "that" if "H" in closest.kinds else ""
    return Frame(at, left, right, first, paragraph, alone, last, lead)


def _ended(text: str, passage: Token, signs: str = ".?!…。") -> bool:
    return text[passage.start : passage.end].rstrip("”\"“»«’'‘」』 ")[-1:] in signs


def _capital(text: str, token: Token) -> bool:
    return text[token.start].isupper()


def _speaks(tokens: Sequence[Token], start: int, end: int) -> bool:
    return any("S" in tokens[at].kinds for at in range(start, min(end, start + 6)))


def _only_passages(tokens: Sequence[Token], at: int) -> bool:
    step = at
    while step < len(tokens) and tokens[step].shape != "¶":
        if tokens[step].shape not in "Q.,…":
            return False
        step += 1
    return True


def verbs_in(tokens: Sequence[Token], start: int, end: int) -> list[int]:
    return [
        at
        for at in range(start, end)
        if tokens[at].shape == "x" and ("S" in tokens[at].kinds or "J" in tokens[at].kinds)
    ]


def phrase_behind(tokens: Sequence[Token], verb: int, limit: int) -> Phrase | None:
    """The phrase after a verb, past "sich"; of "heißt es in der Erklärung" the place."""
    at = verb + 1
    while at < limit and at < verb + 3 and tokens[at].shape == "x" and "a" in tokens[at].kinds:
        at += 1
    if at < limit and "z" in tokens[verb].kinds and "P" in tokens[at].kinds:
        return phrase_right(tokens, at + 1, limit)
    if at + 1 == limit < len(tokens) and "D" in tokens[at].kinds and tokens[limit].shape == "Q":
        return Phrase(at, limit + 1, limit + 1, "collective")  # sagt die „Abendpost“
    phrase = phrase_right(tokens, at, limit)
    if phrase is not None and phrase.kind == "it":
        step = at + 1
        while step < limit and "a" in tokens[step].kinds:
            step += 1
        if step + 1 < limit and "P" in tokens[step].kinds:
            return phrase_right(tokens, step + 1, limit) or phrase
    return phrase


def strength_of(token: Token) -> str:
    return "S" if "S" in token.kinds else "J"


def gap_name(count: int) -> str:
    for limit in (0, 1, 2, 4, 7, 12, 20):
        if count <= limit:
            return str(limit)
    return "far"


def add(found: list[Candidate], phrase: Phrase | None, pattern: str, cue: int, *features: str) -> None:
    if phrase is not None:
        found.append(Candidate(phrase, pattern, cue, [f"{pattern}:{feature}" for feature in features]))
