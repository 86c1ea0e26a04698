"""Who spoke each marked passage: candidates ranked by a small linear model over features one can read."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, fsum

from bot.stories.attribute_after import after_passage
from bot.stories.attribute_before import before_passage, sentence_before
from bot.stories.attribute_features import common_features
from bot.stories.attribute_frames import Candidate, Frame, frame_of
from bot.stories.quote_cues import Cues
from bot.stories.quote_marks import Passage
from bot.stories.quote_tokens import Token
from bot.stories.quote_weights import Weights

#: The features of "nobody is said to have spoken it".
NOBODY = ("nobody",)
#: The best candidate is named unless it is so much less likely than nobody.
NOBODY_AT_ALL = 0.1


@dataclass(frozen=True, slots=True)
class Attribution:
    """The best candidate for a passage (None: nobody), with its probability among all, and the next best one's."""

    frame: Frame
    best: Candidate | None
    certainty: float
    #: One candidate for each phrase with its probability, the best first.
    ranked: tuple[tuple[Candidate, float], ...] = ()
    #: All candidates as they were scored.
    ranked_all: tuple[tuple[Candidate, float], ...] = ()


def attribute(
    text: str, tokens: Sequence[Token], passages: Sequence[Passage], cues: Cues, weights: Weights
) -> list[Attribution]:
    """One attribution per passage (the outermost, in order)."""
    places = [at for at, token in enumerate(tokens) if token.shape == "Q"]
    frames = [frame_of(text, tokens, at) for at in places]
    local = [_candidates(tokens, frame, cues) for frame in frames]
    done: list[Attribution] = []
    for number, frame in enumerate(frames):
        options = list(local[number])
        if number:
            options.extend(_carried(tokens, frame, done[number - 1], passages[number - 1]))
        if number + 1 < len(frames):
            options.extend(_from_next(tokens, frame, frames[number + 1], local[number + 1]))
        for option in options:
            option.features.extend(common_features(tokens, option))
        done.append(_rank(frame, options, weights))
    return done


def _candidates(tokens: Sequence[Token], frame: Frame, cues: Cues) -> list[Candidate]:
    """All candidates of the passage's own sentence and of the one before it."""
    found: list[Candidate] = []
    after_passage(tokens, frame, cues, found)
    before_passage(tokens, frame, cues, found)
    if frame.opens or frame.lead == "":
        sentence_before(tokens, frame, found)
    return found


def _rank(frame: Frame, options: Sequence[Candidate], weights: Weights) -> Attribution:
    scored = [(weights.speaker(option.features), number) for number, option in enumerate(options)]
    nobody = weights.speaker(NOBODY)
    top = max([score for score, _ in scored] + [nobody])
    whole = fsum(exp(score - top) for score, _ in scored) + exp(nobody - top)
    # Two candidates with one phrase are one speaker: their shares add up.
    shares: dict[tuple[int, int], float] = {}
    for score, number in scored:
        phrase = options[number].phrase
        shares[phrase.start, phrase.core] = (
            shares.get((phrase.start, phrase.core), 0.0) + exp(score - top) / whole
        )
    order = sorted(scored, key=lambda row: (-shares[_key(options[row[1]])], -row[0], row[1]))
    ranked: list[tuple[Candidate, float]] = []
    seen: set[tuple[int, int]] = set()
    for _, number in order:
        key = _key(options[number])
        if key not in seen:
            seen.add(key)
            ranked.append((options[number], shares[key]))
    everything = tuple((options[number], score) for score, number in scored)
    if not ranked or ranked[0][1] < NOBODY_AT_ALL * exp(nobody - top) / whole:
        return Attribution(frame, None, exp(nobody - top) / whole, tuple(ranked), everything)
    return Attribution(frame, ranked[0][0], ranked[0][1], tuple(ranked), everything)


def _key(candidate: Candidate) -> tuple[int, int]:
    return candidate.phrase.start, candidate.phrase.core


def _carried(tokens: Sequence[Token], frame: Frame, before: Attribution, passage: Passage) -> list[Candidate]:
    """The speaker of the passage before: "…," said X. "…"; paragraphs that run on; lists of fragments."""
    if before.best is None:
        return []
    between = tokens[before.frame.at + 1 : frame.at]
    lines = sum(token.shape == "¶" for token in between)
    where = "same" if lines == 0 else "next" if lines == 1 else "far"
    words = [token for token in between if token.shape in "xX#"]
    if before.best.cue > before.frame.at and before.best.cue < frame.at:
        gap = "cue"
    elif len(words) <= 1:
        gap = "touching"
    elif any("S" in token.kinds for token in words):
        gap = "spoken"
    else:
        gap = "short" if len(words) < 8 else "long"
    ended = "ended" if before.frame.last in ".?!…" else "open"
    stands = "alone" if frame.alone else "opens" if frame.opens else f"lead{frame.lead}"
    features = [
        f"carry:{where}", f"carry:{gap}", f"carry:{stands}", f"carry:{where}:{gap}:{stands}", f"carry:{gap}:{ended}",
        f"carry:{where}:{stands}",
    ]  # fmt: skip
    if any("K" in tokens[at].kinds for at in range(frame.left, frame.at)):
        features.append("carry:reported")
    if passage.runs_on:
        features.append("carry:runs-on")
    if before.certainty < 0.6:
        features.append("carry:unsure")
    sentences = sum(token.shape == "." for token in between)
    features.append(f"carry:sentences{min(sentences, 3)}")
    return [Candidate(before.best.phrase, "carry", before.best.cue, features)]


def _from_next(
    tokens: Sequence[Token], frame: Frame, following: Frame, options: Sequence[Candidate]
) -> list[Candidate]:
    """The speaker of the passage after: "A" and "B", said X."""
    between = tokens[frame.at + 1 : following.at]
    if any(token.shape == "¶" for token in between):
        return []
    words = sum(token.shape in "xX#" for token in between)
    gap = "touching" if words <= 1 else "short" if words < 6 else "long"
    found: list[Candidate] = []
    for option in options:
        if (
            option.pattern in ("after-sv", "after-vs", "after-according", "after-by")
            and f"{option.pattern}:later" not in option.features
        ):
            stands = "opens" if frame.opens else f"lead{frame.lead}"
            found.append(
                Candidate(
                    option.phrase,
                    "next",
                    option.cue,
                    [f"next:{gap}", f"next:{gap}:{stands}", f"next:{option.pattern}"],
                )
            )
            break
    return found
