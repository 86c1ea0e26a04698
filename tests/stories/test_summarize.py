"""Summaries: whole sentences that read well alone, or none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.story import Match, Place
from bot.stories.quote import quote_article
from bot.stories.summarize import summarize

FIRST = "The interior ministry of Veldora bought a tool that reads phones from afar."
SECOND = "A laboratory in Oslo found its traces on the phones of nine reporters."
THIRD = "Parliament will hear the minister and two of the reporters on Thursday."
FOURTH = "The firm from Malta that sells the tool did not answer a letter."


def told(text: str, title: str = "") -> list[str]:
    return [span.text for span in summarize(text, title=title, language="en")]


def test_a_summary_is_the_first_three_good_sentences() -> None:
    assert told(f"{FIRST} {SECOND}\n\n{THIRD} {FOURTH}") == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize(
    "bad",
    [
        "He did not say who had paid for it in the end.",
        "But nobody in the house had seen the letter before Monday.",
        "These are the last days of a long and bitter fight.",
        "Read more: what the tool can do on a phone.",
        "Sign up for our newsletter and never miss a story again.",
        "We use cookies to give you the best experience on our site.",
        "Photo: A man stands before the ministry in the rain.",
        "By Lena Marowitz and Jan Reyk.",
        "14:05 The minister has left the building by the back door.",
        "Updated at 14:05 with a statement by the ministry of the interior.",
        "A caption without an end",
        "Veldora Ministry Buys Tool That Reads Every Phone.",
        "Too short.",
    ],
)
def test_what_does_not_read_well_alone_is_left_out(bad: str) -> None:
    assert told(f"{bad}\n\n{FIRST} {SECOND} {THIRD}") == [FIRST, SECOND, THIRD]


def test_a_dateline_is_left_out_and_its_sentence_kept() -> None:
    assert told(f"MARSK, Veldora (AP) — {FIRST}")[0] == FIRST


def test_the_headline_is_not_said_again() -> None:
    assert told(f"{FIRST} {SECOND}", title=FIRST.rstrip(".")) == [SECOND]


def test_a_quote_that_is_shown_is_not_in_the_summary() -> None:
    quote = "“There was no warrant and no judge, and nobody told us about it at all,” Lena Marowitz said."
    text = f"{FIRST}\n\n{quote}\n\n{SECOND}"
    quotes = quote_article(text, language="en").quotes
    assert [one.pushed for one in quotes] == [True]
    assert [span.text for span in summarize(text, language="en", quotes=quotes)] == [FIRST, SECOND]


def test_one_sentence_is_about_the_topic() -> None:
    text = f"{FIRST} {SECOND} {THIRD} {FOURTH}"
    start = text.index("Malta")
    match = Match(interest="x", term="Malta", place=Place.TEXT, start=start, end=start + 5)  # type: ignore[arg-type]
    assert FOURTH in [span.text for span in summarize(text, language="en", matches=[match])]


def test_a_feed_that_gives_only_a_headline_gets_no_summary() -> None:
    assert told("", title=FIRST) == []
    assert told("Ministry buys tool", title="Ministry buys tool") == []


def test_a_sentence_of_a_hundred_words_is_left_not_cut() -> None:
    long = "The ministry " + "and the police and the army and the court " * 12 + "came."
    assert told(f"{long} {FIRST}") == [FIRST]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [FIRST, SECOND, "He left.", "“", "”", "\n", " ", "Read more", "(AP) — ", '"', "。", "But "]
        ),
        max_size=30,
    ).map("".join),
    st.sampled_from(["en", "de", "zh", None]),
)
def test_every_sentence_stands_in_the_text_as_it_is(text: str, language: str | None) -> None:
    spans = summarize(text, language=language)
    assert len(spans) <= 3
    assert all(text[span.start : span.end] == span.text for span in spans)
    assert list(spans) == sorted(spans, key=lambda span: span.start)
