"""The look-alike's HTML mode against the simulator, which agrees with Telegram's own parser."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.sandbox.markup import formatted, parse_html
from bot.sandbox.refusal import Refused
from tests.tgsim import tgsim

_PIECES = some.sampled_from(
    [
        "<b>", "</b>", "<i>", "</i>", "<s>", "</s>", "<blockquote>", "</blockquote>", "<blockquote expandable>",
        '<a href="https://harbourpost.example/a?b=1&amp;c=2">', "</a>", '<tg-time unix="1794897600" format="Dt">',
        "</tg-time>", "<code>", "</code>", "<p>", "<br>", "</>", "<", ">", "&", "&amp;", "&lt;", "&#1234;", "&nbsp;", "&quot;",
        "word", " ", "\n", "«ظلّ هاتفي»", "😀", "<B>", "</B >", '<a href="javascript:x">', "<span>", '<b class="x" y>',
    ]
)  # fmt: skip


def _told(source: str) -> tuple[str, object]:
    try:
        text, entities = parse_html(source)
    except Refused as refused:
        return "refused", refused.description.removeprefix("Bad Request: can't parse entities: ")
    return text, sorted((e["type"], e["offset"], e["length"], e.get("url", "")) for e in entities)


def _expected(source: str) -> tuple[str, object]:
    try:
        text, entities = tgsim.parse_html(source)
    except tgsim.ParseError as error:
        return "refused", str(error)
    return text, sorted((e["type"], e["offset"], e["length"], e.get("url", "")) for e in entities)


@settings(max_examples=600, deadline=None)
@given(some.lists(_PIECES, max_size=9).map("".join))
def test_html_is_read_and_refused_as_the_strict_simulator_does(source: str) -> None:
    assert _told(source) == _expected(source)


@pytest.mark.parametrize(
    ("source", "wording"),
    [
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("“<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("“<b>x</i>", 'Unmatched end tag at byte offset 7, expected "</b>", found "</i>"'),
    ],
)
def test_a_refusal_names_the_byte(source: str, wording: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_html(source)
    assert caught.value.description == f"Bad Request: can't parse entities: {wording}"


def test_offsets_count_utf_16_units() -> None:
    _, entities = parse_html("😀<b>x</b>")
    assert (entities[0]["offset"], entities[0]["length"]) == (2, 1)


def test_what_comes_after_the_hundredth_entity_is_dropped_without_an_error() -> None:
    _, entities = formatted("<b>x</b> " * 130, "HTML")
    assert len(entities) == 100


def test_too_many_bytes_of_links_are_refused() -> None:
    link = f'<a href="https://harbourpost.example/{"x" * 900}">x</a> '
    with pytest.raises(Refused, match="entities too long"):
        formatted(link * 11, "HTML")


def test_a_text_is_measured_after_its_markup_is_read() -> None:
    assert len(formatted("<b>" + "x" * 4096 + "</b>", "HTML")[0]) == 4096
    with pytest.raises(Refused, match="message is too long"):
        formatted("x" * 4097, "HTML")


def test_a_time_inside_a_link_is_dropped_and_the_words_stay() -> None:
    text, entities = formatted(
        '<a href="https://harbourpost.example/">seen <tg-time unix="1" format="t">00:00</tg-time></a>', "HTML"
    )
    assert text == "seen 00:00"
    assert [entity["type"] for entity in entities] == ["text_link"]
