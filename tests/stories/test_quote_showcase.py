"""The stories of the sandbox, read like somebody who quotes them in a press release."""

import tomllib
from functools import cache
from pathlib import Path

import pytest

from bot.model.story import Quote
from bot.stories.quote import quote_article

STORIES = Path(__file__).parents[2] / "bot" / "sandbox" / "stories"


@cache
def quotes_of(story: str) -> tuple[Quote, ...]:
    fields = tomllib.loads((STORIES / f"{story}.toml").read_text(encoding="utf-8"))
    return quote_article(fields["text"], title=fields["title"], language="en").quotes


def told(story: str, opening: str) -> Quote:
    (quote,) = [quote for quote in quotes_of(story) if quote.span.text.startswith(opening)]
    return quote


@pytest.mark.parametrize(
    ("story", "opening", "name", "role"),
    [
        ("un-moratorium", "It is highly dangerous", None, "UN human rights experts"),
        (
            "un-moratorium",
            "We have warned",
            "Ana Brisk",
            "the UN special rapporteur on the promotion and protection of the right to freedom of opinion and expression",
        ),
        (
            "un-moratorium",
            "People no longer ask",
            "Jonas Ferreira-Lund",
            "the special rapporteur on the rights to freedom of peaceful assembly and of association",
        ),
        (
            "un-moratorium",
            "a shopping list",
            "Salma Idris",
            "independent expert on the situation of human rights in Tessaly and a former judge of the court of appeal",
        ),
        (
            "un-moratorium",
            "No state should",
            "Salma Idris",
            "independent expert on the situation of human rights in Tessaly and a former judge of the court of appeal",
        ),
        ("un-moratorium", "Secrecy is not", None, "working group on business and human rights"),
        ("un-moratorium", "A moratorium will", "Greta Holm", "spokeswoman of the Forum for Trusted Security"),
        ("palefox", "There was no warrant", "Lena Marowitz", "editor-in-chief of the Marsk Courier"),
        ("palefox", "The owner sees", "Pavel Anders", "director of the laboratory"),
        ("palefox", "A licence for", "Ana Brisk", "UN special rapporteur on freedom of expression"),
        ("palefox", "All operations", None, "the ministry"),
        ("palefox", "I want to hear", "Mira Tolland", "reporter"),
        ("marsk-stadium", "A ticket is", "Anselm Royce", "the presiding judge"),
        ("marsk-stadium", "The system would", "Bea Stroud", "managing director of the operator"),
        ("minister-resigns", "As long as", "Edda Korvin", "leader of the opposition"),
        ("pupils-scanners", "The queue is", "Rolf Tveit", "headmaster of the school"),
        ("pupils-scanners", "I pay for soup", "Elin Bakke", "a pupil of 15"),
        ("tessaly-shutdown", "An election in", "Tessaly League for Human Rights", None),
    ],
)
def test_a_speaker_is_given_by_name_and_in_full(
    story: str, opening: str, name: str | None, role: str | None
) -> None:
    quote = told(story, opening)
    assert (quote.speaker_name, quote.speaker_role) == (name, role)
    assert quote.speaker_full == ", ".join(part for part in (name, role) if part)


@pytest.mark.parametrize("opening", ["It is highly dangerous", "People no longer ask", "A moratorium will"])
def test_named_experts_named_groups_and_spokeswomen_may_be_shown(opening: str) -> None:
    assert "not shown" not in told("un-moratorium", opening).why


def test_an_unnamed_woman_is_not_mistaken_for_somebody_named() -> None:
    quote = told("tessaly-shutdown", "They came to the door")
    assert quote.speaker_name is None
    assert not quote.pushed


@pytest.mark.parametrize("story", sorted(path.stem for path in STORIES.glob("*.toml")))
def test_nobody_is_shown_as_somebodys(story: str) -> None:
    owned = ("its ", "his ", "her ", "their ")
    shown = [quote for quote in quotes_of(story) if quote.pushed]
    assert all(quote.speaker_full and not quote.speaker_full.startswith(owned) for quote in shown)
