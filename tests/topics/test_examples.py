"""Each topic file's own sentences are tests of it."""

import tomllib

import pytest

from bot.model.entry import Article
from bot.model.interest import Interests, Sensitivity, Topic
from bot.stories.match import compile_interests, match_article
from bot.topics.load import SHIPPED, load_topics

LOADED = load_topics()
MATCHER = compile_interests(Interests(LOADED.topics))


def _score(sentence: str, topic: Topic, language: str) -> float:
    return match_article(Article(title=sentence, text="", language=language), MATCHER).scores.get(
        topic.name, 0.0
    )


def _examples(kind: str) -> list[object]:
    return [
        pytest.param(topic, language, sentence, id=f"{topic.name}-{language}-{number}")
        for topic in LOADED.topics
        for language, file in topic.languages.items()
        for number, sentence in enumerate(getattr(file, kind), 1)
    ]


@pytest.mark.parametrize(("topic", "language", "sentence"), _examples("must_match"))
def test_a_sentence_that_must_reach_its_topic_does(topic: Topic, language: str, sentence: str) -> None:
    assert _score(sentence, topic, language) >= Sensitivity.BALANCED.threshold


@pytest.mark.parametrize(("topic", "language", "sentence"), _examples("must_not_match"))
def test_a_sentence_that_must_not_reach_its_topic_does_not(
    topic: Topic, language: str, sentence: str
) -> None:
    assert _score(sentence, topic, language) < Sensitivity.BALANCED.threshold


def test_all_shipped_files_can_be_read() -> None:
    assert LOADED.problems == ()


@pytest.mark.parametrize("topic", LOADED.topics, ids=lambda topic: topic.name)
def test_each_topic_speaks_six_languages_with_enough_terms_and_examples(topic: Topic) -> None:
    assert set(topic.languages) == {"ar", "en", "es", "fr", "ru", "zh"}
    for language, file in topic.languages.items():
        few_terms, few_examples = (40, 20) if language == "en" else (25, 10)
        assert len({term.text for term in file.terms}) >= few_terms
        assert len(file.must_match) + len(file.must_not_match) >= few_examples


def test_each_file_says_whether_a_native_speaker_has_read_it() -> None:
    for path in SHIPPED.glob("*/*.toml"):
        source = path.read_text("utf-8")
        reviewed = tomllib.loads(source)["reviewed"]
        assert isinstance(reviewed, bool), path
        assert reviewed or source.startswith("# Not yet read by a native speaker"), path
