"""The shipped weights are what the training makes of the shipped data."""

import json

from tests.eval.train.quotes import TARGET, priors, read_documents, train


def test_training_rebuilds_the_shipped_weights_byte_for_byte() -> None:
    weights = train(read_documents())
    data = {"speakers": weights.speakers, "statements": weights.statements}
    assert json.dumps(data, indent=0, sort_keys=True) + "\n" == TARGET.read_text("utf-8")


def test_the_weights_are_small() -> None:
    assert TARGET.stat().st_size < 300 * 1024


def test_every_article_that_is_learned_from_names_its_address() -> None:
    articles = [document for document in read_documents() if document["id"].startswith("wikinews/")]
    assert len(articles) > 100
    assert all(document["url"].startswith("https://en.wikinews.org/") for document in articles)


def test_a_priori_a_verb_of_saying_speaks_for_its_subject() -> None:
    assert priors().speaker(["after-vs", "after-vs:S"]) > priors().speaker(["near-name"])
