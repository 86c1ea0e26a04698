"""Sentences: where they end and where they do not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.stories.sentences import sentences


def split(text: str) -> list[str]:
    return [sentence.text for sentence in sentences(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("One came. Two went!  Three?", ["One came.", "Two went!", "Three?"]),
        ("Mr. Voss and Dr. Lund met in the U.S. Senate. They left.", ["Mr. Voss and Dr. Lund met in the U.S. Senate.", "They left."]),
        ("It cost 3.5 million. Nobody paid.", ["It cost 3.5 million.", "Nobody paid."]),
        ("“We came. We saw,” she said. He left.", ["“We came. We saw,” she said.", "He left."]),
        ("She said: “We came.” He left.", ["She said: “We came.”", "He left."]),
        ("No end\nNext line.", ["No end", "Next line."]),
        ("Am 31. Oktober kam sie. Dann ging er.", ["Am 31. Oktober kam sie.", "Dann ging er."]),
        ("他说：「我们来了。我们看了。」大家都在。", ["他说：「我们来了。我们看了。」", "大家都在。"]),
        ("جاء أمس. ثم ذهب؟ نعم.", ["جاء أمس.", "ثم ذهب؟", "نعم."]),
    ],
)  # fmt: skip
def test_a_text_falls_into_its_sentences(text: str, wanted: list[str]) -> None:
    assert split(text) == wanted


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab X.!?\n“”\"'。،( )1", max_size=200))
def test_sentences_are_verbatim_in_order_and_lose_nothing_but_space(text: str) -> None:
    found = sentences(text)
    last = 0
    for sentence in found:
        assert text[sentence.start : sentence.end] == sentence.text
        assert not text[last : sentence.start].strip()
        last = sentence.end
    assert not text[last:].strip()
