"""When two addresses are one article's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.urls import same_address

PLAIN = "news.example/world/a-story"


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/world/a-story",
        "http://www.news.example/world/a-story/",
        "HTTPS://News.Example:443/world/a-story#comments",
        "https://news.example./world/a%2Dstory?utm_source=rss&utm_medium=feed",
        " https://news.example/world/a-story?fbclid=1&gclid=2&mc_cid=3 ",
        "news.example/world/a-story",
    ],
)
def test_scheme_www_fragment_tracking_and_last_slash_do_not_count(url: str) -> None:
    assert same_address(url) == PLAIN


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/world/a-story?page=2",
        "https://news.example/World/a-story",
        "https://news.example:8080/world/a-story",
        "https://m.news.example/world/a-story",
        "https://news.example/world/a-story/more",
    ],
)
def test_what_may_be_another_page_is_another_address(url: str) -> None:
    assert same_address(url) != PLAIN


def test_the_order_of_parameters_does_not_count() -> None:
    assert same_address("https://a.example/?b=2&a=1") == same_address("https://a.example/?a=1&b=2")
    assert same_address("https://a.example/?a=1&b=2") != same_address("https://a.example/?a=2&b=1")


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    assert isinstance(same_address(text), str)


@pytest.mark.parametrize("text", ["https://[::1", "http://a.example:99999/", "", "//", "mailto:a@b.example"])
def test_what_is_no_address_does_no_harm(text: str) -> None:
    assert isinstance(same_address(text), str)
