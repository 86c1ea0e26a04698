"""From places where terms stand to a score: what counts how much.

An interest's evidence is the sum of its distinct terms, each once, at its best place:
- in the title × 1.25, in the first 30 words (a teaser's first sentence) × 0.97, in the next 70 × 0.8, in the next 200
  × 0.7, later × 0.45; a quarter more if it stands in title and text both;
- the two heaviest count in full, the next ones less and less: many weak words do not make a strong one;
- what stands only late (not in the title or the first quarter of the text, 30 to 100 words) adds no more than half of
  what stands early, and 0.4: a passing mention in a long text tells nothing;
- other interests support it with half of what they have beside it, if it has 0.3 of its own;
- words that speak against the article (sport, reviews, product tests …) are taken off.
The score is 1 - exp(-evidence): 0.5 of evidence gives 0.39, 0.92 gives 0.6, 1.9 gives 0.85.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import exp
from typing import NamedTuple

TITLE = 1.25
_PLACES = ((30, 0.97), (100, 0.8), (300, 0.7))
_LATE = 0.45
_EARLY = (30, 100)
_MOST_OF_LATE = 0.4
_STEPS = (1.0, 1.0, 0.7, 0.5)
_LAST_STEP = 0.3
_SUPPORT = 0.5
_SUPPORTED_FROM = 0.3


class Piece(NamedTuple):
    """One distinct piece of evidence: what it is worth at its best place, and where that is."""

    value: float
    early: bool
    #: Token numbers, end exclusive.
    first: int
    last: int


def worth(weight: float, places: Sequence[int], length: int) -> tuple[float, bool]:
    """Of a term of that weight at these places in a text of so many words: its value, and whether any is early.

    A place is -1 in the title, else the number of words of the text before it.
    """
    factor = max(_factor(place) for place in places)
    in_title = any(place < 0 for place in places)
    if in_title and any(place >= 0 for place in places):
        factor += 0.25
    early = min(max(_EARLY[0], length // 4), _EARLY[1])
    return weight * factor, any(place < early for place in places)


def _factor(place: int) -> float:
    if place < 0:
        return TITLE
    return next((factor for end, factor in _PLACES if place < end), _LATE)


def total(pieces: Iterable[Piece]) -> float:
    """The evidence of distinct pieces together."""
    values = sorted(pieces, key=lambda piece: (not piece.early, -piece.value))
    early = late = 0.0
    for number, piece in enumerate(values):
        step = _STEPS[number] if number < len(_STEPS) else _LAST_STEP
        if piece.early:
            early += piece.value * step
        else:
            late += piece.value * step
    return early + min(late, _MOST_OF_LATE + 0.5 * early)


def scores(
    evidence: Mapping[int, Sequence[Piece]], against: Mapping[int, Sequence[Piece]]
) -> dict[int, float]:
    """Interest → score 0…1, for those with any evidence left."""
    own = {interest: total(pieces) for interest, pieces in evidence.items()}
    everything = (
        total(distinct(piece for pieces in evidence.values() for piece in pieces)) if len(own) > 1 else 0.0
    )
    result: dict[int, float] = {}
    for interest, amount in own.items():
        supported = amount
        if amount >= _SUPPORTED_FROM and everything > amount:
            supported += _SUPPORT * (everything - amount)
        left = supported - total(against.get(interest, ()))
        if left > 0:
            result[interest] = round(1 - exp(-left), 4)
    return result


def distinct(pieces: Iterable[Piece]) -> list[Piece]:
    """The heaviest pieces that do not overlap."""
    kept: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: (-piece.value, piece.first)):
        if all(piece.last <= other.first or piece.first >= other.last for other in kept):
            kept.append(piece)
    return kept
