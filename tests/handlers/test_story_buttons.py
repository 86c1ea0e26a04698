"""Buttons under an alert: its screens, mute, and something is wrong."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.messages.render.presses import topic_sign
from bot.model.ids import ChatId, InterestKey
from bot.model.story import Story
from bot.ports import Store
from handlers.services import Services
from tests.handlers.conftest import Chatter, person
from tests.handlers.stories import record, story
from tests.messages.told import joined
from tests.storage.samples import NOW, HandClock


@pytest.fixture
async def told(store: Store) -> Story:
    made = joined(
        story("Palefox on 34 phones", {"spyware": 0.97, "press-freedom": 0.74}), ("Meridian Wire", "en")
    )
    await record(store, made)
    return made


async def alert_in(chat: Chatter, story: Story) -> None:
    """The alert stands in the chat."""
    await chat.press(f"b:{story.code}")
    assert chat.labels == ["Copy quote", "Quotes · 7", "⋯"]


async def test_each_screen_opens_in_the_same_message_and_leads_back(ann: Chatter, told: Story) -> None:
    await alert_in(ann, told)
    alert = ann.shown
    for way, begins in (
        (["Quotes"], "Quotes · 7"),
        (["⋯", "Why this"], "Why this alert"),
        (["⋯", "Sources · 2"], "Sources · 2"),
    ):
        said = ""
        for label in way:
            said = await ann.tap(label)
        assert said.startswith(begins)
        await ann.tap("‹ Back")
        assert ann.shown == alert
    assert not ann.elsewhere


async def test_a_muted_story_is_remembered_and_can_be_unmuted(ann: Chatter, told: Story) -> None:
    await ann.type("/subscribe")
    await alert_in(ann, told)
    await ann.tap("⋯")
    assert "Muted: nothing more of this story." in await ann.tap("Mute this story")
    subscription = await ann.subscription()
    assert subscription is not None
    assert subscription.muted_stories == {told.id}
    assert "Muted: 1" in await ann.type("/settings")
    await ann.tap("Unmute all")
    subscription = await ann.subscription()
    assert subscription is not None
    assert subscription.muted_stories == frozenset()


async def test_a_muted_topic_is_one_of_the_alerts_and_comes_back_after_a_week(
    ann: Chatter, told: Story
) -> None:
    await ann.type("/subscribe")
    await alert_in(ann, told)
    await ann.tap("⋯")
    await ann.tap("Mute a topic")
    assert ann.labels == ["Spyware", "Press freedom", "‹ Back"]
    assert "Press freedom is muted for a week" in await ann.tap("Press freedom")
    subscription = await ann.subscription()
    assert subscription is not None
    assert subscription.muted_topics == {"press-freedom": NOW + timedelta(days=7)}
    await ann.press(f"t:{told.code}:{topic_sign(InterestKey('torture'))}")
    assert (await ann.subscription()) == subscription, "only what the story is about can be muted"


async def test_in_a_group_only_an_administrator_mutes(admin: Chatter, member: Chatter, told: Story) -> None:
    await admin.type("/subscribe")
    before = await admin.subscription()
    for data in (f"z:{told.code}", f"t:{told.code}:{topic_sign(InterestKey('spyware'))}"):
        await member.press(data)
        assert member.toast is not None
    assert await admin.subscription() == before


@pytest.mark.parametrize(
    ("label", "what"),
    [
        ("Wrong speaker", "wrong speaker"),
        ("Wrong words", "wrong words"),
        ("Another story", "another story"),
        ("Off topic", "off topic"),
    ],
)
async def test_something_is_wrong_reaches_each_operator_without_saying_who(
    ann: Chatter, told: Story, services: Services, label: str, what: str
) -> None:
    ann.services = replace(services, instance=replace(services.instance, operators=frozenset({"900", "901"})))
    await alert_in(ann, told)
    await ann.tap("⋯")
    await ann.tap("Something is wrong")
    assert "Thank you. The operator has it." in await ann.tap(label)
    assert [each.chat for each in ann.elsewhere] == ["900", "901"]
    report = ann.elsewhere[0].message.plain
    assert report.startswith(f"Somebody says: {what} · {told.code}\nPalefox on 34 phones")
    assert ("In the page:" in report) == (label in ("Wrong speaker", "Wrong words"))
    assert "41" not in report.replace(told.lead.url or "", "")


async def test_a_chat_cannot_flood_the_operators_with_reports(
    ann: Chatter, told: Story, clock: HandClock
) -> None:
    sent = 0
    for _ in range(20):
        await ann.press(f"r:{told.code}:s")
        sent += len(ann.elsewhere)
    assert sent == 6
    clock.move(timedelta(hours=2))
    await ann.press(f"r:{told.code}:s")
    assert len(ann.elsewhere) == 1


async def test_buttons_work_after_a_restart_and_for_whoever_presses(services: Services, told: Story) -> None:
    other = Chatter(services, person("42"))
    assert (await other.press(f"q:{told.code}:1")).startswith("Quotes · 7")


@pytest.mark.parametrize(
    "data",
    [
        "q:0000",
        "m",
        "o:0000|L:0:5:",
        "z:0000",
        "t:0000:0000",
        "r:0000:s",
        "b:VVVV",
    ],
)
async def test_a_story_that_is_not_here_any_more_is_said_to_be_so(
    ann: Chatter, told: Story, data: str
) -> None:
    assert await ann.press(data) == "This story is not here any more."


@pytest.mark.parametrize(
    "data",
    [
        "cb:unsubscribe:-1001234567890", "cb:", 'cb:{"a":1}', "cb:../../x", "cb:sub:<b>", "", ":", "|", "?", "do:forgetme2",
        "do:addfeed https://evil.example/", "do:pause", "D:0", "D:1", "99999999999999999999", "L", "S", "Q", "S:x", "Q:999999:Reyk",
        "L:99999999999999999999:99:x", "e:s.loudest", "w", "P:", "g:", "U:", "T:", "l:", "n:", "n:ftp://x", "ab:",
    ],
)  # fmt: skip
async def test_made_up_data_changes_nothing_and_never_fails(ann: Chatter, told: Story, data: str) -> None:
    await ann.type("/subscribe torture")
    before = await ann.subscription()
    await ann.press(data)
    assert ann.replies
    assert await ann.subscription() == before


async def test_a_withdrawn_story_shows_no_quotes_anywhere(ann: Chatter, told: Story, store: Store) -> None:
    await store.stories.change(replace(told, withdrawn="wrong speaker", withdrawn_at=NOW))
    assert (await ann.press(f"b:{told.code}")).startswith("Withdrawn")
    assert "Palefox" not in await ann.type("/latest")
    assert (await ann.type("/quotes marowitz")).startswith("No statement")
    for data in (f"q:{told.code}", f"w:{told.code}", f"m:{told.code}"):
        assert "warrant" not in await ann.press(data)


async def test_reports_go_to_operators_in_their_own_chat_only(ann: Chatter, told: Story) -> None:
    await ann.press(f"r:{told.code}:w")
    assert [each.chat for each in ann.elsewhere] == [ChatId("900")]
