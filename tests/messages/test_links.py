"""Addresses: only those that a reader may safely tap, and links that scroll to the sentence."""

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages.render.links import safe_url, sentence_link
from bot.messages.render.text import link
from tests.messages.parsed import parsed

URL = "https://harbourpost.example/palefox-34"


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example",
        "https://a.example/x?y=1&z=%20#frag",
        "https://a.example:8443/x",
        "HTTPS://A.EXAMPLE/x",
        "https://bücher.example/ä",
        "https://127.0.0.1/x",
    ],
)
def test_web_addresses_become_links(url: str) -> None:
    assert safe_url(url) == url
    assert len(parsed(link("x", url).html).links) == 1


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "tg://resolve?domain=x",
        "data:text/html,x",
        "ftp://a.example/x",
        "//a.example/x",
        "a.example/x",
        "https://",
        "https:///x",
        "https://localhost/x",
        "https://bank.example@evil.example/",
        "https://user:pass@a.example/",
        "https://@a.example/",
        "https://a.example/x y",
        "https://a.example/\nx",
        "https://a.example\\@evil.example",
        "https://a.example/\u202ex",
        "https://a.example:99999/",
        "https://a.example/" + "x" * 2000,
        'https://a.example/"><b>',
    ],
)
def test_other_addresses_leave_plain_words(url: str | None) -> None:
    assert safe_url(url) is None
    assert link("x", url).html == "x"


@given(st.text(max_size=80))
def test_no_address_breaks_out_of_its_link(text: str) -> None:
    piece = link("x", f"https://a.example/{text}")
    read = parsed(piece.html)
    assert read.text == "x"
    assert {one["type"] for one in read.entities} <= {"text_link"}


def test_a_sentence_link_names_a_few_words_of_each_end() -> None:
    said = "There was no warrant, no judge and no notice. We learned about it from a laboratory."
    assert sentence_link(URL, said) == f"{URL}#:~:text=There%20was%20no,from%20a%20laboratory"


def test_a_short_sentence_is_named_whole() -> None:
    assert sentence_link(URL, "We will not stop.") == f"{URL}#:~:text=We%20will%20not%20stop"


def test_dashes_commas_and_ampersands_are_encoded() -> None:
    link_ = sentence_link(
        URL, "Anti-spyware, R&D rules are what we asked for in this well-known, long-awaited year"
    )
    assert link_ == f"{URL}#:~:text=Anti%2Dspyware%2C%20R%26D%20rules,well%2Dknown%2C%20long%2Dawaited%20year"


def test_arabic_names_two_words_because_letters_cost_six_bytes() -> None:
    link_ = sentence_link(URL, "ظلّ هاتفي مفتوحًا لهم ثمانية أشهر، وفيه أسماء موكّليّ.")
    assert link_ is not None
    assert unquote(link_.partition("text=")[2]) == "ظلّ هاتفي,أسماء موكّليّ"


def test_a_page_with_its_own_fragment_keeps_it() -> None:
    assert sentence_link("https://a.example/x#part2", "Short words here") == (
        "https://a.example/x#part2:~:text=Short%20words%20here"
    )


@given(st.text(max_size=400))
def test_every_sentence_gives_an_address_that_may_stand_in_a_message(text: str) -> None:
    address = sentence_link(URL, text)
    assert address is not None
    assert address.startswith(URL)
    assert safe_url(address) == address
