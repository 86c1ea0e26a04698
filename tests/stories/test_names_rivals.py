"""A role or a pronoun that may be another's is not shown with a name. Sentences of our own."""

import pytest

from bot.stories.quote import quote_article

OPEN = "\n\n“The archive of the harbour was sold to a broker in spring,”"
UNSURE = [
    f"Captain Otto Brink arrested the printer Emil Sand at noon.{OPEN} he said.",
    f"Senator Vera Lind accused the editor Clara Fink of fraud.{OPEN} she said.",
    f"Printer Otto Brink was led from his shop. His brother, Emil Sand, saw it.{OPEN} he said.",
    f"The assistant director, Otto Brink, was questioned.{OPEN} the director said.",
    f"Former mayor Otto Brink left the hall.{OPEN} the mayor said.",
    f"Maria and Otto Brink run the harbour.{OPEN} said Mrs Brink.",
]  # fmt: skip


@pytest.mark.parametrize("text", UNSURE)
def test_where_two_may_be_meant_neither_is_shown(text: str) -> None:
    assert not [quote for quote in quote_article(text, language="en").quotes if quote.pushed]


@pytest.mark.parametrize("text", UNSURE)
def test_nobody_is_named_for_such_words_anywhere(text: str) -> None:
    assert all(
        quote.doubted or quote.speaker_full is None for quote in quote_article(text, language="en").quotes
    )


def test_what_continues_a_doubtful_quote_is_not_surer_than_its_beginning() -> None:
    text = f"Captain Otto Brink met the printer Emil Sand.{OPEN} he said. “We never saw a single coin of the money.”"
    assert not [quote for quote in quote_article(text, language="en").quotes if quote.pushed]


def test_the_plain_bearer_of_a_role_is_meant_where_a_former_one_is_named_too() -> None:
    text = f"Former mayor Otto Brink left. Mayor Emil Sand stayed.{OPEN} the mayor said."
    assert [quote.speaker_name for quote in quote_article(text, language="en").quotes if quote.pushed] == [
        "Emil Sand"
    ]


def test_a_pronoun_behind_the_only_one_it_fits_is_sure() -> None:
    text = f"Senator Vera Lind met Mr Emil Sand on Monday.{OPEN} she said."
    assert [quote.speaker_name for quote in quote_article(text, language="en").quotes if quote.pushed] == [
        "Vera Lind"
    ]
