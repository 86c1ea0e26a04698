"""What is written down is read back, also by a version that knows more or less."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.alert import Alert
from bot.model.feed import FeedState
from bot.model.poll import TellingNote
from bot.model.query import After, And, Before, Field, Not, Or, Phrase, Query, Word
from bot.model.story import Story
from bot.model.subscription import Subscription
from storage.codec import CodecError, decode, encode
from tests.storage.samples import NOW, alert, story, subscription

TIMES = st.datetimes(timezones=st.just(UTC))
AGES = st.timedeltas(min_value=timedelta(days=-9999), max_value=timedelta(days=9999))
QUERIES: st.SearchStrategy[Query] = st.recursive(
    st.one_of(
        st.builds(Word, st.text(), st.sampled_from(Field), st.booleans()),
        st.builds(Phrase, st.text(), st.sampled_from(Field)),
        st.builds(After, st.one_of(TIMES, AGES)),
        st.builds(Before, st.one_of(TIMES, AGES)),
    ),
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(And, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Or, st.lists(inner, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)


@pytest.fixture(scope="module", autouse=True)
def _strategies() -> Iterator[None]:
    """What equals itself and can be told exactly; afterwards hypothesis is as it was."""
    st.register_type_strategy(timedelta, AGES)
    st.register_type_strategy(float, st.floats(allow_nan=False))
    yield
    st.register_type_strategy(timedelta, st.timedeltas())
    st.register_type_strategy(float, st.floats())


@pytest.mark.parametrize("kind", [Story, TellingNote, Alert, Subscription, FeedState])
def test_whatever_is_kept_comes_back_the_same_through_json(kind: Any) -> None:
    @settings(max_examples=40, deadline=None)
    @given(st.from_type(kind))
    def comes_back(value: Any) -> None:
        assert decode(kind, json.loads(json.dumps(encode(value)))) == value

    comes_back()


@given(QUERIES)
def test_a_query_comes_back_with_every_kind_of_node(query: Query) -> None:
    held: Any = Not(query)
    assert decode(Not, json.loads(json.dumps(encode(held)))) == held


def test_a_field_of_a_newer_version_is_left_aside_and_an_absent_one_takes_its_default() -> None:
    data = encode(alert(story("a"), "77", plain=True))
    data["colour"] = "red"
    del data["plain"]
    assert decode(Alert, data) == alert(story("a"), "77")


def test_what_is_empty_is_not_written_and_figures_always_are() -> None:
    data = encode(replace(subscription("77"), muted_topics={}))
    assert "muted_topics" not in data
    assert "thread" not in data
    assert data["paused"] is False
    assert data["sensitivity"] == "balanced"


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"id": "a", "story": "b", "chat": "c", "due_at": "yesterday", "owed_since": NOW.isoformat()},
        {"id": "a", "story": "b", "chat": "c", "due_at": NOW.isoformat(), "owed_since": None},
        ["not", "a", "dict"],
        None,
    ],
)
def test_what_does_not_fit_is_refused_by_name(data: Any) -> None:
    with pytest.raises(CodecError, match="Alert"):
        decode(Alert, data)
