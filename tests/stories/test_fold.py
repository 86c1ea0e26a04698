"""What folds to the same word, and that every word knows its place."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stories.fold import fold, stem, tokens, words


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("SURVEILLANCE", "surveillance"),
        ("Città café Łódź Ærø", "citta cafe lodz aero"),
        ("l’État d'une dell’ONU", "etat une onu"),
        ("Don't", "dont"),
        ("O’Brien's", "obrien"),
        ("journalists’ phones", "journalists phones"),
        ("U.N. and the U.S", "un and the us"),
        ("40,000 people", "40000 people"),
        ("3.500.000, 1,5 and 1,1112", "3500000 1 5 and 1 1112"),
        ("ｓｕｒｖｅｉｌｌａｎｃｅ", "surveillance"),
        ("İstanbul", "istanbul"),
        ("المُراقَبة", "المراقبه"),
        ("أحمد إلى", "احمد الي"),
        ("کتاب ایران", "كتاب ايران"),
        ("٢٠٢٦ ۲۰۲۶", "2026 2026"),
        ("ёлка сле́жка", "елка слежка"),
        ("Майор", "майор"),
        ("हिन्दी", "हिन्दी"),
        ("surveil\u00adlance", "surveillance"),
        ("facial-recognition", "facial recognition"),
        ("监控系统", "监控 控系 系统"),
        ("5G网络", "5g 网络"),
        ("👩🏽‍⚖️ !! _ ''", ""),
        ("bad \ud800 surrogate", "bad surrogate"),
    ],
)
def test_what_is_written_in_different_ways_folds_to_the_same(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_a_run_of_chinese_signs_has_one_token_beginning_at_each_sign() -> None:
    assert [(token.text, token.start, token.end) for token in tokens("看监控")] == [
        ("看监", 0, 2),
        ("监控", 1, 3),
        ("控", 2, 3),
    ]


def test_a_single_chinese_sign_stays_when_it_is_what_is_looked_for() -> None:
    assert [token.text for token in words("面 监控")] == ["面", "监控"]


def test_of_a_word_without_end_the_beginning_is_compared_and_its_whole_place_kept() -> None:
    [token] = tokens("x" * 100_000)
    assert (token.text, token.start, token.end) == ("x" * 64, 0, 100_000)


def test_an_article_that_is_left_away_is_no_part_of_the_place() -> None:
    [token] = tokens("l’État")
    assert (token.start, token.end) == (2, 6)


@given(st.text(max_size=60))
def test_every_token_lies_in_the_text_and_folds_to_itself(text: str) -> None:
    before = 0
    for token in tokens(text):
        assert before <= token.start < token.end <= len(text)
        assert token.text
        before = token.start


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "journalists", "journalist"),
        ("en", "detained", "detains"),
        ("fr", "surveillée", "surveillés"),
        ("es", "detención", "detenciones"),
        ("de", "Überwachungen", "Überwachung"),
        ("ru", "слежки", "слежкой"),
        ("ar", "والصحفيين", "الصحفيون"),
        ("ar", "المراقبة", "مراقبه"),
        ("ru", "phones", "phone"),
        ("en", "журналистов", "журналист"),
        (None, "cameras", "camera"),
        ("xx-YY", "cameras", "camera"),
    ],
)
def test_inflections_have_one_stem(language: str | None, one: str, other: str) -> None:
    assert stem(fold(one), language) == stem(fold(other), language)


@pytest.mark.parametrize("word", ["ab", "2026", "", "x" * 4000, "監視"])
def test_what_has_no_inflections_stays(word: str) -> None:
    assert stem(word, "en") == word


def test_two_threads_that_stem_at_once_do_not_get_each_others_stems() -> None:
    words = [
        f"{root}{ending}"
        for root in ("surveill", "arrest", "detain", "protest")
        for ending in ("s", "ed", "ing")
    ]
    unique = [f"{'x' * n}{word}" for n in range(25) for word in words]
    alone = {word: stem(word, "en") for word in unique}
    stem.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        together = dict(zip(unique * 4, pool.map(lambda word: stem(word, "en"), unique * 4), strict=True))
    assert together == alone
