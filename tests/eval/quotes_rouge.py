"""ROUGE-1, ROUGE-2 and ROUGE-Lsum (Lin 2004), F1, on lower-case words without stemming."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

_WORD = re.compile(r"[a-z0-9]+")


class Rouge(NamedTuple):
    one: float
    two: float
    long: float


def rouge(summary: Sequence[str], reference: Sequence[str]) -> Rouge:
    """Both as lists of sentences; each figure 0…1."""
    mine = [_WORD.findall(sentence.lower()) for sentence in summary]
    theirs = [_WORD.findall(sentence.lower()) for sentence in reference]
    flat, other = list(chain.from_iterable(mine)), list(chain.from_iterable(theirs))
    return Rouge(_grams(flat, other, 1), _grams(flat, other, 2), _long(mine, theirs))


def _f1(shared: int, mine: int, theirs: int) -> float:
    return 2 * shared / (mine + theirs) if shared else 0.0


def _grams(mine: Sequence[str], theirs: Sequence[str], size: int) -> float:
    a = Counter(zip(*(mine[at:] for at in range(size)), strict=False))
    b = Counter(zip(*(theirs[at:] for at in range(size)), strict=False))
    return _f1((a & b).total(), a.total(), b.total())


def _long(mine: Sequence[Sequence[str]], theirs: Sequence[Sequence[str]]) -> float:
    """Words of each reference sentence on a longest common subsequence with any summary sentence."""
    have = Counter(word for sentence in mine for word in sentence)
    want = Counter(word for sentence in theirs for word in sentence)
    mine_total, theirs_total, shared = have.total(), want.total(), 0
    for sentence in theirs:
        for at in sorted({place for other in mine for place in _subsequence(sentence, other)}):
            word = sentence[at]
            if have[word] > 0 and want[word] > 0:
                shared += 1
                have[word] -= 1
                want[word] -= 1
    return _f1(shared, mine_total, theirs_total)


def _subsequence(words: Sequence[str], others: Sequence[str]) -> set[int]:
    """Places in `words` of one longest common subsequence."""
    lengths = [[0] * (len(others) + 1) for _ in range(len(words) + 1)]
    for row, word in enumerate(words):
        for column, other in enumerate(others):
            longer = max(lengths[row][column + 1], lengths[row + 1][column])
            lengths[row + 1][column + 1] = lengths[row][column] + 1 if word == other else longer
    places: set[int] = set()
    row, column = len(words), len(others)
    while row and column:
        if words[row - 1] == others[column - 1]:
            row, column = row - 1, column - 1
            places.add(row)
        elif lengths[row - 1][column] >= lengths[row][column - 1]:
            row -= 1
        else:
            column -= 1
    return places
