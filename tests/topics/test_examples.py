"""Each topic file's own sentences are tests of it."""

import tomllib

import pytest

from bot.model.entry import Article
from bot.model.interest import Interests, Sensitivity, Topic
from bot.stories.match import compile_interests, match_article
from bot.topics.load import SHIPPED, load_topics

LOADED = load_topics()
MATCHER = compile_interests(Interests(LOADED.topics))
FILES = [
    pytest.param(topic, language, id=f"{topic.name}-{language}")
    for topic in LOADED.topics
    for language in topic.languages
]


def _score(sentence: str, topic: Topic, language: str) -> float:
    """A sentence is the title of an article without text."""
    article = Article(title=sentence, text="", language=language)
    return match_article(article, MATCHER).scores.get(topic.name, 0.0)


@pytest.mark.parametrize(("topic", "language"), FILES)
def test_all_sentences_that_must_reach_a_topic_do(topic: Topic, language: str) -> None:
    scores = {
        sentence: _score(sentence, topic, language) for sentence in topic.languages[language].must_match
    }
    assert {
        sentence: score for sentence, score in scores.items() if score < Sensitivity.BALANCED.threshold
    } == {}


@pytest.mark.parametrize(("topic", "language"), FILES)
def test_no_sentence_that_must_not_reach_a_topic_does(topic: Topic, language: str) -> None:
    scores = {
        sentence: _score(sentence, topic, language) for sentence in topic.languages[language].must_not_match
    }
    assert {
        sentence: score for sentence, score in scores.items() if score >= Sensitivity.BALANCED.threshold
    } == {}


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
