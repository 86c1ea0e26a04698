"""Whatever outlets, people and operators write, a screen is one that Telegram takes, and its buttons come back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.locales.translate import translator
from bot.messages.render.asked import Asked, render_asked
from bot.messages.render.lists import Health, Turning, render_latest, render_search
from bot.messages.render.operator import render_feeds, render_report
from bot.messages.render.presses import ReportKind
from bot.messages.render.statements import Statements, render_quotes_page
from bot.messages.render.talk import render_mistake
from bot.model.feed import FeedSource, FeedState
from bot.model.ids import FeedUrl, InterestKey
from bot.model.message import Copy, Message, Press
from bot.model.story import Passage, Quote, Story, StoryPage
from tests.handlers.stories import story
from tests.messages.parsed import parsed
from tests.storage.samples import NOW

T = translator("en")
#: Hostile and endless, as feeds and people write.
anything = st.one_of(
    st.text(max_size=300),
    st.sampled_from(
        ["<b>", "</a>&", "&lt;", "\u202eabc", "a\u200b" * 200, "😀" * 300, "ا" * 400, "\ud800", "", " ", "\n"]
    ),
)


def taken(message: Message) -> None:
    """Telegram's limits (100 entities, about 9,500 bytes of links, 4,096 units), with room to spare."""
    read = parsed(message.html)
    assert 0 < read.units <= 4000
    assert len(read.entities) <= 60
    assert sum(len(link.encode()) for link in read.links) <= 6000
    assert message.plain.strip()
    for row in message.keyboard:
        assert 0 < len(row) <= 8
        for button in row:
            assert 0 < len(button.text) <= 64
            if isinstance(button, Press):
                assert 1 <= len(button.data.encode()) <= 64
            if isinstance(button, Copy):
                assert 1 <= len(button.payload.encode("utf-16-le")) // 2 <= 256


def named(title: str, outlet: str, address: str = "") -> Story:
    made = story("A story", url=f"https://harbourpost.example/{address}")
    lead = replace(made.lead, outlet=outlet, title=title)
    return replace(made, title=title, sources=(lead, *made.sources[1:]))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.tuples(anything, anything, st.sampled_from(["x", "y" * 1900])), max_size=5), anything)
def test_lists_fit_whatever_stands_in_them(told: Sequence[tuple[str, str, str]], topic: str) -> None:
    stories = [named(*each) for each in told]
    page = StoryPage(stories, 12, 0, {each.id: Passage(topic, ((0, len(topic)),)) for each in stories})
    turning = Turning(
        [f"o:{each.code}|L:0:5:" for each in stories], None, "L:1:5:", [("All topics ▾", "L:t:5:")]
    )
    health = Health(1, 2, 5, NOW - timedelta(days=5))
    taken(render_latest(page, lambda s: list(s.scores), health, turning, T, NOW, topic_title=lambda _: topic))
    for short in (False, True):
        taken(render_search(topic, page, NOW, turning, T, NOW, short=short))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(anything, anything, st.sampled_from(["x", "y" * 1900])), min_size=1, max_size=3),
    anything,
    anything,
)
def test_statements_fit_whatever_was_said(
    told: Sequence[tuple[str, str, str]], asked: str, words: str
) -> None:
    found: list[tuple[Story, Quote]] = []
    for each in told:
        made = named(*each)
        quote = made.quotes[0]
        said = replace(
            quote,
            span=replace(quote.span, text=words or "x"),
            speaker_name=asked,
            speaker_role=words,
            speaker_full=None,
        )
        found.append((made, said))
    taken(render_quotes_page(Statements(asked, words, found, 7, NOW, 7, (asked, words), "Q:0:x", "Q:2:x"), T))
    for kind in ReportKind:
        taken(render_report(replace(found[0][0], quotes=tuple(quote for _, quote in found)), kind, T))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(anything, anything, st.integers(0, 400))
def test_what_was_typed_can_be_shown_back(typed: str, what: str, at: int) -> None:
    taken(render_mistake(f"No: {what}", what, T, corrected=typed, typed=typed, at=min(at, len(typed))))
    taken(
        render_asked(
            "Not here", Asked("https://a.example/x", typed, what, NOW, NOW), [f"Because {what}"], (), T
        )
    )


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.lists(anything, max_size=30), anything)
def test_feeds_fit_whatever_they_call_themselves(names: Sequence[str], error: str) -> None:
    feeds = [
        FeedState(
            FeedSource(FeedUrl(f"https://a{n}.example/f"), name or None), NOW, failures=n % 3, error=error
        )
        for n, name in enumerate(names)
    ]
    for page in range(4):
        taken(render_feeds(feeds, page, T, NOW))


def test_the_strongest_topic_stands_in_a_list() -> None:
    told = story("One", {"spyware": 0.7, "torture": 0.9})
    page = StoryPage([told], 1)
    shown = render_latest(
        page,
        lambda s: s.interests(0.6),
        Health(1, 1),
        Turning(["o:x"]),
        T,
        NOW,
        topic_title=lambda key: key.title(),
    )
    assert "· 23 Nov · Torture" in shown.plain
    assert InterestKey("spyware").title() not in shown.plain
