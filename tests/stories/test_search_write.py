"""A query written out again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UsageError
from bot.stories.query_write import write_query
from bot.stories.search import parse_query


@pytest.mark.parametrize(
    "typed",
    [
        'police "face search" surveil* -football',
        "(police OR school) title:gate",
        "police (a OR (b c)) -(d OR e)",
        'speaker:"Tomas Reyk" after:7d before:2026-03-01',
        "lang:en after:12h",
        "a OR -b c",
    ],
)
def test_a_query_is_written_as_it_was_typed(typed: str) -> None:
    query = parse_query(typed)
    assert parse_query(write_query(query)) == query


_bits = st.sampled_from(
    [
        "a",
        "b-c",
        "AND",
        "OR",
        "NOT",
        "-",
        "(",
        ")",
        '"d e"',
        "f*",
        "title:",
        "title:g",
        "source:(",
        "after:7d",
        "監視",
        "before:2026",
        "'",
        "!!",
        "+AND",
        "+-x",
        "+:y",
        "title:-z",
    ]
)


@given(st.lists(_bits, min_size=1, max_size=12).map(" ".join))
def test_whatever_parses_can_be_written_and_parses_to_the_same(typed: str) -> None:
    try:
        query = parse_query(typed)
    except UsageError:
        return
    assert parse_query(write_query(query)) == query
