"""The passage that shows why a story was found."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.ids import StoryId
from bot.model.story import Passage, Source, Story
from bot.stories.query_passage import find_passage
from bot.stories.search import parse_query

FILLER = "Nothing of interest happened in the harbour that day, and nobody came to look at it. "


def passage(text: str, typed: str, language: str = "en") -> Passage:
    source = Source("Kanal 5", "A title", datetime(2026, 11, 24, tzinfo=UTC))
    return find_passage(
        parse_query(typed), Story(StoryId("0"), "A title", text, (source,), {}, (), language=language)
    )


def bold(found: Passage) -> list[str]:
    return [found.text[start:end] for start, end in found.bold]


def test_it_stands_where_most_of_the_words_are_and_they_are_bold() -> None:
    text = (
        "The school opened. "
        + FILLER * 4
        + "They said police would compare faces at the school gate. "
        + FILLER * 3
    )
    found = passage(text, "police face school")
    assert bold(found) == ["police", "faces", "school"]
    assert found.text.startswith("… ")
    assert found.text.endswith(" …")
    assert found.text.strip("… ") in text


def test_at_most_three_words_are_bold() -> None:
    assert len(bold(passage("one two three four five", "one two three four five"))) == 3


def test_a_phrase_is_bold_as_a_whole() -> None:
    assert bold(passage("It uses Facial Recognition daily.", '"facial recognition"')) == [
        "Facial Recognition"
    ]


def test_a_long_phrase_is_shown_and_not_bold() -> None:
    found = passage(FILLER * 5 + "We are asking for a front door. " + FILLER, '"asking for a front door"')
    assert "asking for a front door" in found.text
    assert found.bold == ()


def test_what_must_not_occur_or_stands_elsewhere_is_not_bold() -> None:
    assert bold(passage("Police met the press in the school.", "police -football title:press")) == ["Police"]


def test_a_story_found_by_its_title_shows_its_beginning() -> None:
    found = passage(FILLER * 5, "title:title")
    assert found.bold == ()
    assert found.text.startswith("Nothing of interest")


@pytest.mark.parametrize("text", ["", "\n\n", "x" * 5000, "监控" * 300])
def test_texts_without_spaces_or_words_are_no_trouble(text: str) -> None:
    assert len(passage(text, "监控", "zh").text) <= 162


@given(
    st.text(alphabet="ab \n.é", max_size=600), st.sampled_from(["a", "b*", "aa OR b", '"a b"', "aaaa bbbb"])
)
def test_it_is_short_word_for_word_and_its_bold_parts_lie_in_it(text: str, typed: str) -> None:
    found = passage(text, typed)
    assert len(found.text) <= 162
    assert found.text.removeprefix("… ").removesuffix(" …") in text.replace("\n", " ")
    assert all(0 <= start < end <= len(found.text) for start, end in found.bold)
