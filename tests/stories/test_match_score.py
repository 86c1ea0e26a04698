"""What a term is worth where it stands, and how evidence adds up."""

import math

from bot.stories.match_score import Piece, scores, total, worth

_LENGTH = 90  # words of a long teaser
_TELLS = 1 - math.exp(-0.92)


def _score(weight: float, *places: int) -> float:
    value, early = worth(weight, places, _LENGTH)
    return scores({0: [Piece(value, early, 0, 1)]}, {}).get(0, 0.0)


def test_a_term_counts_more_in_the_title_than_in_the_first_sentence_and_more_there_than_below() -> None:
    assert _score(0.8, -1) > _score(0.8, 5) > _score(0.8, 60)


def test_a_term_in_title_and_text_counts_more_than_in_the_title_alone() -> None:
    assert _score(0.8, -1, 5) > _score(0.8, -1)


def test_one_strong_term_in_the_first_sentence_tells() -> None:
    assert _score(1.0, 10) >= _TELLS


def test_one_strong_term_far_down_a_teaser_does_not_tell() -> None:
    assert _score(1.0, 60) < _TELLS


def test_many_terms_far_down_a_teaser_alone_do_not_tell() -> None:
    late = [Piece(*worth(1.0, [60 + at], _LENGTH), at, at + 1) for at in range(5)]
    assert scores({0: late}, {})[0] < _TELLS


def test_what_stands_late_supports_what_stands_early() -> None:
    early = Piece(0.7, True, 0, 1)
    assert total([early, Piece(0.5, False, 3, 4)]) > total([early])


def test_words_against_the_article_take_evidence_away() -> None:
    evidence = {0: [Piece(1.0, True, 0, 1)]}
    assert scores(evidence, {0: [Piece(0.5, True, 2, 3)]})[0] < scores(evidence, {})[0]


def test_the_first_hundred_words_of_a_long_article_are_early_and_no_more() -> None:
    assert worth(1.0, [99], 2000)[1]
    assert not worth(1.0, [100], 2000)[1]
