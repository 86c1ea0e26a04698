"""Round-ups of many stories, and commentary; what only looks like one is a telling like others."""

import pytest

from bot.stories.same_kind import is_commentary, is_roundup


@pytest.mark.parametrize(
    "title",
    [
        "Your Friday briefing: a minister resigns",
        "Veldora politics live: ministers answer MPs",
        "Budget day live: what the minister said",
        "Live : ministers answer MPs",
        "The week in brief",
        "Главное за неделю: выборы и суды",
    ],
)
def test_a_series_of_many_stories_is_a_roundup(title: str) -> None:
    assert is_roundup(title)


@pytest.mark.parametrize(
    "title",
    [
        "‘We live in fear’: journalists of Marsk tell",
        "The right to live in dignity: a village before the court",
        "Ministry: no briefing was held",
        "Alive after ten years: the prisoner of Marsk",
        "Minister resigns | First thing",
    ],
)
def test_a_headline_with_such_a_word_is_no_roundup(title: str) -> None:
    assert not is_roundup(title)


@pytest.mark.parametrize(
    ("title", "url"),
    [
        ("Scanning faces is no way to police", "https://kanal.example/opinion/2026/nov/17/faces"),
        ("Scanning faces is no way to police", "https://kanal.example/commentisfree/2026/faces"),
        ("Opinion: scanning faces is no way to police", ""),
        ("Scanning faces is no way to police | Letters", ""),
        ("社论：人脸识别", ""),
        ("Мнение: лица на улицах", ""),
    ],
)
def test_its_address_or_headline_says_that_it_is_commentary(title: str, url: str) -> None:
    assert is_commentary(title, url)


@pytest.mark.parametrize(
    ("title", "url"),
    [
        ("Court gives its opinion on scanned faces", "https://kanal.example/news/court-opinion"),
        ("Police: faces were scanned", "https://opinion.example/news/1"),
        ("Faces scanned at the march | Kanal Opinion Desk", ""),
        ("", ""),
    ],
)
def test_news_with_such_a_word_is_no_commentary(title: str, url: str) -> None:
    assert not is_commentary(title, url)
