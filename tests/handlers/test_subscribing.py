"""What a chat gets: topics, languages, sensitivity, pause, stop."""

from datetime import timedelta

import pytest

from bot.model.interest import Sensitivity
from bot.model.subscription import ALL_TOPICS, Subscription
from bot.ports import Store
from tests.handlers.conftest import Chatter
from tests.handlers.stories import record, story
from tests.storage.samples import NOW


async def have(chat: Chatter) -> Subscription:
    subscription = await chat.subscription()
    assert subscription is not None
    return subscription


@pytest.mark.parametrize(
    "typed", ["press-freedom", "Press freedom", "PRESS FREEDOM", "  press-freedom  ", "press freedom,"]
)
async def test_a_topic_may_be_called_by_name_or_title_in_any_case(ann: Chatter, typed: str) -> None:
    await ann.type(f"/subscribe {typed}")
    assert (await have(ann)).topics == {"press-freedom"}


@pytest.mark.parametrize("typed", ["spyware press freedom torture", "spyware, Press-Freedom, torture"])
async def test_several_topics_stand_in_a_row(ann: Chatter, typed: str) -> None:
    assert (await ann.type(f"/subscribe {typed}")).startswith(
        "Done: Spyware, Press freedom and Torture, in English"
    )
    assert (await have(ann)).topics == {"spyware", "press-freedom", "torture"}


async def test_topics_named_later_come_beside_those_chosen_before(ann: Chatter) -> None:
    await ann.type("/subscribe spyware")
    await ann.type("/subscribe torture")
    assert (await have(ann)).topics == {"spyware", "torture"}
    await ann.type("/subscribe all")
    assert (await have(ann)).topics == {ALL_TOPICS}
    await ann.type("/subscribe torture")
    assert (await have(ann)).topics == {"torture"}


async def test_an_unknown_topic_is_answered_with_the_nearest_as_a_button(ann: Chatter) -> None:
    assert (
        await ann.type("/subscribe survellance")
    ) == "There is no topic “survellance”.\nDid you mean Surveillance?\nFor example /subscribe surveillance"
    assert await ann.subscription() is None
    await ann.tap("/subscribe surveillance")
    assert (await have(ann)).topics == {"surveillance"}


@pytest.mark.parametrize(
    "typed",
    [
        "http://127.0.0.1/feed",
        "file:///etc/passwd",
        "data:text/xml,<rss/>",
        "www.news.example",
        "https://a.example/x",
    ],
)
async def test_addresses_are_no_topics(ann: Chatter, typed: str) -> None:
    assert (await ann.type(f"/subscribe {typed}")).startswith("I take topics here, not addresses")
    assert await ann.subscription() is None


@pytest.mark.parametrize(
    "typed", ["-1001234567890", "all all all", "spyware; rm -rf /", "СURVEILLANCE", "0", "{}"]
)
async def test_what_is_no_topic_changes_nothing(ann: Chatter, typed: str) -> None:
    assert (await ann.type(f"/subscribe {typed}")).startswith("There is no topic")
    assert await ann.subscription() is None


async def test_unsubscribing_from_the_last_topic_is_unsubscribing(ann: Chatter) -> None:
    await ann.type("/subscribe spyware torture")
    await ann.type("/unsubscribe torture")
    assert (await have(ann)).topics == {"spyware"}
    assert (await ann.type("/unsubscribe spyware")).startswith("Stopped")
    assert not (await have(ann)).active


@pytest.mark.parametrize("typed", ["stop", "Stop", "STOP.", "/unsubscribe", "/unsubscribe all"])
async def test_stop_stops(ann: Chatter, typed: str) -> None:
    await ann.type("/subscribe")
    assert (await ann.type(typed)).startswith("Stopped: nothing more is sent.")
    assert not (await have(ann)).active
    assert (await have(ann)).topics == {ALL_TOPICS}, "the settings stay"


async def test_topics_is_a_keyboard_of_toggles(ann: Chatter) -> None:
    await ann.type("/subscribe")
    assert "All 7 topics. A tap changes it at once." in await ann.type("/topics")
    await ann.tap("✓ Torture")
    assert "torture" not in (await have(ann)).topics
    assert len((await have(ann)).topics) == 6
    await ann.tap("Torture")
    await ann.tap("✓ Spyware")
    await ann.tap("All topics")
    assert (await have(ann)).topics == {ALL_TOPICS}


async def test_the_last_topic_cannot_be_unticked(ann: Chatter) -> None:
    await ann.type("/subscribe spyware")
    await ann.type("/topics")
    await ann.tap("✓ Spyware")
    assert ann.toast is not None
    assert (await have(ann)).topics == {"spyware"}


async def test_a_tap_on_a_topic_begins_where_nothing_was_sent(ann: Chatter) -> None:
    assert "Nothing is sent here at present" in await ann.type("/topics")
    await ann.tap("Torture")
    assert (await have(ann)).active
    assert (await have(ann)).topics == {"torture"}


async def test_pause_keeps_everything_and_resume_goes_on(ann: Chatter) -> None:
    assert (await ann.type("/pause")).startswith("Nothing is sent here.")
    await ann.type("/subscribe torture")
    assert (await ann.type("/pause")).startswith("Paused: nothing is sent until /resume.")
    assert (await have(ann)).paused
    await ann.tap("Resume")
    assert not (await have(ann)).paused
    await ann.type("/settings")
    await ann.tap("Pause")
    assert (await have(ann)).paused
    assert (await ann.type("/resume")).startswith("Going on.")
    assert not (await have(ann)).paused


async def test_settings_say_all_that_shapes_what_comes(ann: Chatter) -> None:
    await ann.type("/subscribe torture")
    assert await ann.type("/settings") == (
        "Settings\n\nTopics: one topic\nLanguages of the stories: English and German\n"
        "Sensitivity: Balanced\nEach story is sent at once."
    )


async def test_each_sensitivity_says_what_it_costs_a_week(ann: Chatter, store: Store) -> None:
    scores = [0.5, 0.7, 0.7, 0.9, 0.9, 0.9, 0.9, 0.9]
    days = [NOW - timedelta(days=14 - n) for n in range(8)]
    await record(
        store,
        *(
            story(f"S{n}", {"spyware": score}, seen_at=day)
            for n, (score, day) in enumerate(zip(scores, days, strict=True))
        ),
    )
    await ann.type("/subscribe spyware")
    await ann.type("/settings")
    said = await ann.tap("Sensitivity")
    for each in Sensitivity:
        on_topic, missed = each.measured.on_topic, each.measured.missed
        assert f"of 100 stories {on_topic} are on topic; of 100 on topic {missed} do not come." in said
    assert ann.labels[:3] == [
        "Everything · about 4 a week", "✓ Balanced · about 4 a week", "Only the surest · about 2 a week",
    ]  # fmt: skip
    await ann.tap("Only the surest")
    assert (await have(ann)).sensitivity is Sensitivity.SUREST


async def test_languages_are_ticked_one_by_one_and_one_must_stay(ann: Chatter, store: Store) -> None:
    await record(store, story("One"))
    await ann.type("/subscribe")
    await ann.type("/settings")
    await ann.tap("Languages")
    assert ann.labels[:2] == ["✓ German", "✓ English (1)"]
    await ann.tap("✓ German")
    assert (await have(ann)).languages == {"en"}
    await ann.tap("✓ English")
    assert ann.toast is not None
    assert (await have(ann)).languages == {"en"}
    await ann.tap("Every language")
    assert (await have(ann)).languages == frozenset()
    await ann.press("l:xx")
    assert ann.toast is not None
    assert (await have(ann)).languages == frozenset()


async def test_in_a_group_only_administrators_change_anything(admin: Chatter, member: Chatter) -> None:
    await admin.type("/subscribe torture")
    before = await have(admin)
    for text in (
        "/subscribe",
        "/unsubscribe",
        "/pause",
        "/topics",
        "/settings",
        "/start",
        "/export",
        "/forgetme",
    ):
        assert await member.type(text) == "An administrator of this chat can do that."
    for data in ("T:spyware", "u:", "p:1", "l:fr", "e:s.surest", "U:-", "g:1237f", "F:1", "do:unsubscribe"):
        await member.press(data)
    assert await have(admin) == before


async def test_alerts_go_to_the_forum_topic_where_they_were_asked_for(admin: Chatter) -> None:
    await admin.type("/subscribe torture", thread="12")
    assert (await have(admin)).thread == "12"
    await admin.type("/settings", thread="13")
    await admin.tap("Topics", thread="13")
    await admin.tap("Spyware", thread="13")
    assert (await have(admin)).thread == "12"
    await admin.type("/subscribe spyware", thread="14")
    assert (await have(admin)).thread == "14"
