"""Screens of watches, judgements and namesakes: whatever stands in them, Telegram takes them."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messages.render.asked import Asked, below, render_asked, with_everything
from bot.messages.render.judged import (
    Doubt,
    Missed,
    doubts_markup,
    missed_markup,
    render_missed,
    render_should_have_come,
)
from bot.messages.render.parts import ForChat
from bot.messages.render.statements import WhichOne, render_no_quotes, render_which_one
from bot.messages.render.story_screens import render_why
from bot.messages.render.text import PAGE, Markup, message, words
from bot.messages.render.watch import (
    Kept,
    Near,
    OneWatch,
    Preview,
    Variant,
    Would,
    render_change_watch,
    render_one_watch,
    render_watch,
    render_watch_saved,
    render_watches,
)
from bot.model.ids import InterestKey
from tests.handlers.test_screens import T, anything, named, taken
from tests.storage.samples import NOW

hostile = settings(max_examples=25, deadline=None, derandomize=True)


@hostile
@given(
    anything,
    anything,
    st.lists(st.tuples(anything, anything, st.sampled_from(["x", "y" * 1900])), max_size=5),
    st.sampled_from([None, 0, 1, 49]),
    st.integers(0, 40),
)
def test_a_watch_before_it_is_saved_fits(
    text: str, topic: str, told: Sequence[tuple[str, str, str]], weekly: int | None, had: int
) -> None:
    stories = [named(*each) for each in told]
    preview = Preview(
        text=text,
        days=30,
        count=len(stories),
        weekly=weekly,
        had=had,
        had_topic=topic if had % 2 else None,
        newest=[Would(each, had > 1) for each in stories],
        near=[Near(each, text) for each in stories[:3]],
        variants=[Variant(text, weekly, "wa:p:x"), Variant(topic, 12, "wa:p:y")],
        save="wa:s:x",
        why_not="",
        change="wa:c:x",
        drop="wa:d:",
    )
    taken(render_watch(preview, T, NOW))
    taken(render_one_watch(OneWatch(preview, bool(had % 2), "wl:z", "wl:x", "wl:"), T, NOW))
    taken(render_watch_saved(text, weekly, T, alone=True, paused=False, listed="wl:"))
    taken(render_change_watch(text, "wa:p:x", T))


@hostile
@given(st.lists(anything, max_size=30))
def test_thirty_watches_fit_on_one_screen(texts: Sequence[str]) -> None:
    shown = render_watches([Kept(each, not n % 3, n, f"wl:o{n:04}") for n, each in enumerate(texts)], T, 30)
    taken(shown)
    assert len([button for row in shown.keyboard for button in row]) == len(texts)


@hostile
@given(st.lists(st.tuples(anything, anything, anything), min_size=1, max_size=6), anything)
def test_namesakes_fit(people: Sequence[tuple[str, str, str]], asked: str) -> None:
    choices = [WhichOne(name, role, [outlet] * 3, 12, "Q:0:x") for name, role, outlet in people]
    taken(render_which_one(asked, [*choices, WhichOne("", "", (), 99, "Q:0:y")], T))
    taken(render_no_quotes(asked, [asked] * 8, NOW, [(asked, 3, "Q:0:z")], T))


@hostile
@given(anything, anything, anything)
def test_judgements_and_reasons_fit(title: str, term: str, topic: str) -> None:
    told = named(title, topic)
    why: list[Markup | str] = [*below(topic, 0.4, [term] * 9, 0.6, T, all_terms=True), with_everything(6, T)]
    taken(render_should_have_come(told, why, T, times=3))
    taken(render_missed("https://a.example/x", title, why, T, times=3))
    taken(render_asked("Not sent to you", Asked("https://a.example/x", title, topic, NOW, NOW), why, (), T))
    doubts = [Doubt(term, topic, 4, 3, 100, 9, 3)] * 9
    assert PAGE.fit(doubts_markup(doubts, T))
    missed = [Missed(term, topic, 4), Missed(None, "", 1)] * 4
    taken(message(words("Status") + missed_markup(missed, T) + doubts_markup(doubts, T)))
    key = InterestKey("watch:1")
    watched = replace(told, scores={**told.scores, key: 1.0})
    taken(render_why(watched, None, ForChat(), T, topic_title=lambda _: topic))
