"""Words planned, ordered, faked, played or lent: an alert tells none of them. Sentences of our own."""

import pytest

from bot.stories.quote import quote_article

SAID = "“The archive of the harbour was sold to a broker in spring.”"
SAYING = f"{SAID[:-2]},”"

NEVER_SPOKEN = [
    f"Senator Vera Lind says she did not write to the editor, {SAID}",
    f"Senator Vera Lind insists that she never told the board: {SAID}",
    f"Senator Vera Lind had planned to tell the board: {SAID}",
    f"Senator Vera Lind wanted to say: {SAID}",
    f"Senator Vera Lind intended to write: {SAID}",
    f"Senator Vera Lind forgot to tell the board: {SAID}",
    f"Senator Vera Lind was ordered to say, {SAID}",
    f"Senator Vera Lind declined to say, {SAID}",
    f"Senator Vera Lind was supposed to tell the board: {SAID}",
    f"Senator Vera Lind had meant to say: {SAID}",
    f"Senator Vera Lind was asked to say: {SAID}",
    f"Senator Vera Lind nearly said: {SAID}",
]
FAKED = [
    f"In a doctored interview, Senator Vera Lind says: {SAID}",
    f"In a manipulated video shared on Sunday, Senator Vera Lind tells the board: {SAID}",
    f"The false Senator Vera Lind says: {SAID}",
    f"An actress playing Senator Vera Lind says: {SAID}",
    f"The clip, which was made with artificial intelligence, shows Senator Vera Lind. {SAYING} she says.",
    f"A placard said: {SAID}",
]
LENT = [
    f"Her lawyer, Otto Brink, relayed her words: {SAID}",
    f"Deputy Otto Brink, reading out the words of prisoner Vera Lind, said: {SAID}",
    f"Sergeant Otto Brink, said Vera Lind, told her: {SAID}",
]
SPOKEN = [
    f"Senator Vera Lind was asked to say a few words, and told the board: {SAID}",
    f"Senator Vera Lind went on to say: {SAID}",
    f"{SAYING} said Vera Lind, a satirist.",
    f"Senator Vera Lind read the report and said: {SAID}",
]


@pytest.mark.parametrize("text", [*NEVER_SPOKEN, *FAKED, *LENT])
def test_words_their_speaker_never_spoke_are_not_shown(text: str) -> None:
    assert not [quote for quote in quote_article(text, language="en").quotes if quote.pushed]


@pytest.mark.parametrize("text", SPOKEN)
def test_words_really_spoken_are_still_shown(text: str) -> None:
    assert [quote.speaker_name for quote in quote_article(text, language="en").quotes if quote.pushed] == [
        "Vera Lind"
    ]
