"""Words that the stemmer takes for others."""

import pytest

from bot.model.entry import Article
from bot.model.ids import InterestKey
from bot.model.interest import Interests, Term, Topic, TopicFile
from bot.stories.fold import words
from bot.stories.match import compile_interests, match_article
from bot.stories.match_own_stems import OWN_STEMS


def _found(language: str, term: str, title: str) -> bool:
    file = TopicFile(language, "Own", (Term(term, 1.0),), ())
    matcher = compile_interests(Interests((Topic(InterestKey("own"), {language: file}),)))
    return bool(match_article(Article(title=title, text="", language=language), matcher).scores)


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("судят", "Верховный суд закрыт на ремонт"),
        ("следит", "Следующий поезд придёт вечером"),
        ("ранены", "Вставать придётся рано"),
        ("права человека", "Новые правила человека не пугают"),
        ("медиа", "Дикий мёд подешевел"),
        ("режим", "Режь хлеб тонко"),
        ("верующие", "Вера Павловна пишет роман"),
    ],
)
def test_a_russian_word_is_not_another_one_that_stems_alike(term: str, title: str) -> None:
    assert not _found("ru", term, title)


@pytest.mark.parametrize(
    ("term", "title"),
    [
        ("пытка", "Комитет против пыток"),
        ("слежка за гражданами", "Слежек за гражданами стало больше"),
        ("блокировка сайтов", "Новых блокировок сайтов не будет"),
        ("дети мигрантов", "С детьми мигрантов занимаются"),
        ("защита данных", "Закон о защите данных"),
        ("судят за пост", "Учителя судили за пост"),
        ("трибунал", "О трибунале договорились"),
        ("убитый журналист", "Убит журналист"),
    ],
)
def test_the_forms_of_a_russian_word_stay_together(term: str, title: str) -> None:
    assert _found("ru", term, title)


def test_words_with_a_stem_of_their_own_are_written_as_folded() -> None:
    assert all(
        [token.text for token in words(form)] == [form] for table in OWN_STEMS.values() for form in table
    )
