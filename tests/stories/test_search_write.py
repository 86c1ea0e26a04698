"""A query written out again, narrowed, widened."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UsageError
from bot.model.query import Query
from bot.stories.query_write import titles_only, wider, write_query
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


def test_titles_only_leaves_other_fields_and_what_must_not_occur() -> None:
    narrowed = titles_only(parse_query("police (school OR quote:gate) -football"))
    assert narrowed == parse_query("title:police (title:school OR quote:gate) -football")


def test_it_is_widened_by_leaving_out_one_thing_at_a_time() -> None:
    ways = [
        (write_query(left_out), write_query(rest))
        for left_out, rest in wider(parse_query("police (a OR b) -c"))
    ]
    assert ways == [("police", "(a OR b) -c"), ("a OR b", "police -c"), ("-c", "police (a OR b)")]


@pytest.mark.parametrize("typed", ["police", "police -football", "police OR school"])
def test_what_has_one_condition_is_not_widened_to_nothing(typed: str) -> None:
    kept: list[Query] = [rest for _, rest in wider(parse_query(typed))]
    assert all(write_query(rest) == "police" for rest in kept)
