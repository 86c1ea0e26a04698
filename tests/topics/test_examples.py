"""Each topic file's own sentences are tests of it."""

import pytest

from bot.model.entry import Article
from bot.model.interest import Interests, Sensitivity, Topic
from bot.stories.match import compile_interests, match_article
from bot.topics.load import load_topics

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
