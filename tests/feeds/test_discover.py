"""Whoever names a site instead of its feed is told of the feed."""

import pytest

from bot.feeds.discover import FIND_FEEDS, find_feeds
from bot.model.entry import ReadFailed
from bot.reading.child import ReadingChild

URL = "https://harbour.example/news/"


def found(markup: str) -> tuple[tuple[str, str], ...] | ReadFailed:
    return find_feeds(markup.encode(), URL, "text/html; charset=utf-8")


def test_the_feeds_a_head_names_are_found_in_its_order_with_comments_last() -> None:
    markup = """<head><link rel="alternate" type="application/rss+xml" title="Harbour: Comments" href="/comments/feed/">
        <link rel="alternate" type="application/rss+xml" title="Harbour" href="/feed/">
        <link rel="alternate" type="application/atom+xml; charset=utf-8" href="atom.xml">
        <link rel="alternate" type="application/json" href="/wp-json/oembed/1.0/embed?url=x">
        <link rel="alternate" hreflang="fr" href="/fr/"><link rel="stylesheet" href="/a.css"></head>"""
    assert found(markup) == (
        ("https://harbour.example/feed/", "Harbour"),
        ("https://harbour.example/news/atom.xml", ""),
        ("https://harbour.example/comments/feed/", "Harbour: Comments"),
    )


def test_links_that_look_like_feeds_are_found_where_the_head_names_none() -> None:
    markup = "<a href='/rss.xml'>RSS</a><a href='/about'>About</a><a href='https://b.example/feed'>F</a>"
    assert found(markup) == (("https://harbour.example/rss.xml", ""), ("https://b.example/feed", ""))


def test_addresses_are_relative_to_the_base_a_page_gives() -> None:
    markup = (
        "<base href='https://other.example/x/'><link rel='alternate' type='application/rss+xml' href='feed'>"
    )
    assert found(markup) == (("https://other.example/x/feed", ""),)


@pytest.mark.parametrize("href", ["javascript:alert(1)", "data:text/xml,x", "http://[::1", ""])
def test_what_is_no_address_is_no_feed(href: str) -> None:
    assert found(f"<p>x</p><link rel='alternate' type='application/rss+xml' href='{href}'>") in {
        (),
        ((URL, ""),),
    }


def test_an_empty_page_is_said_to_be_empty() -> None:
    assert isinstance(found(""), ReadFailed)


async def test_feeds_are_found_in_the_child_as_here() -> None:
    markup = "<link rel='alternate' type='application/rss+xml' href='/feed'>"
    async with ReadingChild(["bot.feeds.discover"]) as child:
        assert await child.read(FIND_FEEDS, markup.encode(), URL, None) == found(markup)
