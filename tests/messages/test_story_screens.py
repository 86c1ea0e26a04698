"""The screens behind an alert's buttons: one question each, with a way back, never over the limits."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locales.translate import translator
from bot.messages.render.parts import ForChat, menu_keyboard, mute_topics_keyboard, report_keyboard
from bot.messages.render.presses import ReportKind, Verb, read_press, topic_sign
from bot.messages.render.story_screens import render_left_out, render_quotes, render_sources, render_why
from bot.model.alert import Alert, AlertState
from bot.model.ids import ChatId, alert_id
from bot.model.message import Copy, Keyboard, Message, Press
from bot.model.story import LeftOut, Match, Place, Span, Story
from tests.messages.parsed import parsed
from tests.messages.test_alert import stories
from tests.messages.told import CHAT, PRESS, SPYWARE, WHEN, joined, told, topic_title

EN = translator("en")


def verbs(keyboard: Keyboard) -> list[Verb]:
    presses = [read_press(button.data) for row in keyboard for button in row if isinstance(button, Press)]
    return [press.verb for press in presses if press is not None]


def why(story: Story, alert: Alert | None = None) -> Message:
    return render_why(story, alert, CHAT, EN, topic_title=topic_title)


def test_quotes_come_three_to_a_page_and_turn() -> None:
    story = told()
    pages = [render_quotes(story, CHAT, EN, page) for page in range(3)]
    assert [len(parsed(page.html).of("blockquote")) for page in pages] == [3, 3, 1]
    assert [verbs(page.keyboard) for page in pages] == [
        [Verb.QUOTES, Verb.BACK],
        [Verb.QUOTES, Verb.QUOTES, Verb.BACK],
        [Verb.QUOTES, Verb.BACK],
    ]
    copies = [
        [button.text for row in page.keyboard for button in row if isinstance(button, Copy)] for page in pages
    ]
    assert copies == [["Copy 1", "Copy 2", "Copy 3"], ["Copy 4", "Copy 5", "Copy 6"], ["Copy 7"]]


def test_words_that_somebody_else_may_have_said_are_shown_without_a_name() -> None:
    story = told()
    doubted = replace(story.quotes[-1], doubted=True)
    story = replace(story, quotes=(*story.quotes[:-1], doubted))
    pages = [render_quotes(story, CHAT, EN, page).plain for page in range(2)]
    assert "Quotes · 6" in pages[0]
    assert not any(doubted.span.text in page for page in pages)
    left = render_left_out(story, CHAT, EN, 99).plain
    assert doubted.span.text in left
    assert "who said it is not certain" in left
    assert doubted.speaker_name is None or doubted.speaker_name not in left


def test_a_page_that_is_not_there_is_the_last() -> None:
    assert render_quotes(told(), CHAT, EN, 99) == render_quotes(told(), CHAT, EN, 2)
    assert "No quotes in this story." in render_quotes(told(said=[], unsaid=0), CHAT, EN, 5).plain


def test_sources_name_each_outlet_once_with_its_link() -> None:
    story = joined(told(), ("Meridian Wire", "en"), ("meridian wire", "en"), ("Al-Marsad", "ar"))
    message = render_sources(story, CHAT, EN)
    assert message.plain.startswith("Sources · 3\n")
    assert parsed(message.html).of("text_link")[1:] == [
        "The Harbour Post",
        "Meridian Wire",
        "Al-Marsad (Arabic)",
    ]
    many = joined(told(), *[(f"Outlet {n}", "en") for n in range(29)])
    assert verbs(render_sources(many, CHAT, EN, 1).keyboard) == [Verb.SOURCES, Verb.SOURCES, Verb.BACK]


def test_why_names_score_threshold_words_and_times() -> None:
    story = told()
    at = story.title.index("Palefox")
    story = replace(story, matches=(*story.matches, Match(SPYWARE, "Palefox", Place.TITLE, at, at + 7, 1.0)))
    alert = Alert(
        alert_id(story.id, ChatId("7")), story.id, ChatId("7"), WHEN, WHEN,
        state=AlertState.SENT, interests=(SPYWARE, PRESS), sent_at=WHEN + timedelta(minutes=7),
    )  # fmt: skip
    assert why(story, alert).plain == (
        f"Why this alert · {story.code}\n"
        "\n"
        "Spyware, sure (0.97; this chat takes from 0.60)\n"
        "Headline: Veldora’s interior ministry used Palefox on 34 journalists, records show\n"
        "Paragraph 1: … ministry bought a licence for the spyware from Orvane Systems in March 2025, …\n"
        "Press freedom, likely (0.74; this chat takes from 0.60)\n"
        "\n"
        "Published 17 Nov 2026, 06:40 UTC · read 06:46 UTC · sent 06:47 UTC\n"
        "Every sentence and quote stands in the page as read then."
    )


def test_why_counts_what_was_left_out_and_shows_it() -> None:
    story = told()
    left = LeftOut(Span(0, 12, story.text[:12]), "speaker not certain")
    told_less = replace(story, left_out=(left, left))
    message = why(told_less)
    assert "2 of 9 marked passages were left out: not certain enough." in message.plain
    assert Verb.LEFT_OUT in verbs(message.keyboard)
    shown = render_left_out(told_less, CHAT, EN)
    assert "speaker not certain" in shown.plain
    assert verbs(shown.keyboard) == [Verb.WHY]


def test_behind_the_dots_there_are_sources_only_if_there_are_others() -> None:
    alone = menu_keyboard(told(), EN)
    assert verbs(alone) == [Verb.WHY, Verb.MUTE_STORY, Verb.MUTE_TOPIC, Verb.REPORT, Verb.BACK]
    others = menu_keyboard(joined(told(), ("Meridian Wire", "en")), EN)
    assert [button.text for button in others[0]] == ["Why this", "Sources · 2"]


def test_what_is_wrong_is_one_of_four_and_a_way_back() -> None:
    presses = [
        read_press(button.data)
        for row in report_keyboard(told(), EN)
        for button in row
        if isinstance(button, Press)
    ]
    assert [press.extra for press in presses if press][:4] == [kind.value for kind in ReportKind]
    assert presses[-1] is not None
    assert presses[-1].verb is Verb.MENU


def test_a_topic_to_mute_is_named_by_its_sign() -> None:
    keyboard = mute_topics_keyboard(told(), (SPYWARE, PRESS), EN, topic_title=topic_title)
    first = keyboard[0][0]
    assert isinstance(first, Press)
    press = read_press(first.data)
    assert press is not None
    assert (first.text, press.extra) == ("Spyware", topic_sign(SPYWARE))


@given(stories(), st.integers(0, 3))
def test_no_story_makes_a_screen_that_telegram_refuses_or_cuts(story: Story, page: int) -> None:
    left = tuple(LeftOut(quote.span, "no speaker") for quote in story.quotes)
    story = replace(story, left_out=left)
    chat = ForChat(languages=frozenset({"en"}))
    for message in (
        render_quotes(story, chat, EN, page),
        render_sources(story, chat, EN, page),
        render_left_out(story, chat, EN, page),
        render_why(story, None, chat, EN, topic_title=lambda key: key * 9),
    ):
        read = parsed(message.html)
        assert 1 <= read.units <= 1200
        assert len(read.entities) <= 60
        assert sum(len(url.encode()) for url in read.links) <= 4100


@pytest.mark.parametrize("page", [0, 2])
def test_screens_have_a_way_back(page: int) -> None:
    story = joined(told(), *[(f"Outlet {n}", "en") for n in range(29)])
    for message in (render_quotes(story, CHAT, EN, page), render_sources(story, CHAT, EN, page), why(story)):
        assert verbs(message.keyboard)[-1] is Verb.BACK
