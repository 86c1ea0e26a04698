"""The first minutes: the welcome, Start, Undo, and a closed instance."""

from dataclasses import replace
from datetime import timedelta

from bot.model.interest import Sensitivity
from bot.model.message import Copy
from bot.model.subscription import ALL_TOPICS
from bot.ports import Store
from handlers.services import Services
from tests.handlers.conftest import Chatter, person
from tests.handlers.stories import record, story
from tests.storage.samples import NOW, HandClock

FIVE = {"spyware", "surveillance", "shutdowns", "encryption", "press-freedom"}


async def a_month(store: Store) -> None:
    """Eight stories on spyware and four on torture in 28 days."""
    spyware = [story(f"Spyware {n}", seen_at=NOW - timedelta(days=28 - n)) for n in range(8)]
    torture = [story(f"Torture {n}", ["torture"], seen_at=NOW - timedelta(days=20 - n)) for n in range(4)]
    await record(store, *spyware, *torture)


async def test_the_welcome_asks_one_question_and_says_what_each_answer_costs(
    ann: Chatter, store: Store
) -> None:
    await a_month(store)
    said = await ann.type("/start")
    assert said.startswith("I read 1 news feed on human and digital rights")
    assert "What should I send?" in said
    assert "✓ Spyware (2)" in ann.labels
    assert "Start · about 2 a week" in ann.labels
    assert "All 7 topics…" in ann.labels


async def test_until_start_is_pressed_nothing_of_the_chat_is_stored(ann: Chatter) -> None:
    await ann.type("/start")
    await ann.tap("✓ Spyware")
    await ann.tap("All 7")
    await ann.tap("Torture")
    await ann.tap("Who runs this")
    await ann.tap("‹ Back")
    assert await ann.subscription() is None
    assert "✓ Torture" in ann.labels
    assert "Spyware" in ann.labels


async def test_start_subscribes_to_what_is_ticked_in_the_persons_language_and_english(ann: Chatter) -> None:
    await ann.type("/start")
    await ann.tap("✓ Encryption")
    said = await ann.tap("Start")
    assert said.startswith("Done: four topics, in English and German.")
    subscription = await ann.subscription()
    assert subscription is not None
    assert subscription.topics == FIVE - {"encryption"}
    assert subscription.languages == {"de", "en"}
    assert subscription.active


async def test_the_newest_story_comes_at_once_as_an_example_and_does_not_ring(
    ann: Chatter, store: Store
) -> None:
    await record(store, story("Old", seen_at=NOW - timedelta(days=3)), story("New"))
    await ann.type("/start")
    said = await ann.tap("Start")
    assert "the newest story comes now as an example" in said
    assert ann.shown.plain.startswith("Spyware\nNew")
    assert ann.shown.silent
    assert any(isinstance(button, Copy) for button in ann.shown.keyboard[0])


async def test_without_a_tick_there_is_no_start(ann: Chatter) -> None:
    await ann.type("/start")
    for _ in range(5):
        await ann.tap("✓")
    assert not any(label.startswith("Start") for label in ann.labels)


async def test_undo_after_the_first_start_ends_it(ann: Chatter) -> None:
    await ann.type("/start")
    await ann.tap("Start")
    assert (await ann.tap("Undo")).startswith("Stopped")
    subscription = await ann.subscription()
    assert subscription is not None
    assert not subscription.active


async def test_undo_after_a_change_brings_back_what_was(ann: Chatter) -> None:
    await ann.type("/subscribe spyware, torture")
    await ann.type("/subscribe")
    await ann.tap("Undo")
    subscription = await ann.subscription()
    assert subscription is not None
    assert subscription.active
    assert subscription.topics == {"spyware", "torture"}


async def test_who_comes_back_finds_ticked_what_they_had(ann: Chatter) -> None:
    await ann.type("/subscribe torture spyware")
    await ann.type("stop")
    await ann.type("/start")
    assert [label for label in ann.labels if label.startswith("✓")] == ["✓ Spyware", "✓ Torture"]
    await ann.tap("Start")
    subscription = await ann.subscription()
    assert subscription is not None
    assert subscription.active
    assert subscription.topics == {"spyware", "torture"}


async def test_start_again_says_what_there_is_and_changes_nothing(ann: Chatter) -> None:
    await ann.type("/subscribe torture")
    before = await ann.subscription()
    assert (await ann.type("/start")).startswith("You have Torture, in English and German.")
    assert await ann.subscription() == before


async def test_subscribe_alone_means_all_topics_and_says_about_how_many_a_week(
    ann: Chatter, store: Store
) -> None:
    await a_month(store)
    said = await ann.type("/subscribe")
    assert said.startswith("Done: all 7 topics, about 3 a week, in English and German.")
    subscription = await ann.subscription()
    assert subscription is not None
    assert subscription.topics == {ALL_TOPICS}


async def test_one_tap_after_subscribing_makes_it_less(
    ann: Chatter, store: Store, services: Services
) -> None:
    await record(
        store, *(story(f"S{n}", {"spyware": 0.7}, seen_at=NOW - timedelta(days=20)) for n in range(9))
    )
    assert "about 3 a week" in await ann.type("/subscribe")
    # The example stands below; the message above it holds the buttons.
    ann.shown = ann.replies[0].message  # type: ignore[union-attr]
    await ann.tap("Only the surest · less than one a week")
    subscription = await ann.subscription()
    assert subscription is not None
    assert subscription.sensitivity is Sensitivity.SUREST


async def test_a_young_archive_promises_no_number(ann: Chatter, store: Store) -> None:
    await record(store, story("One", seen_at=NOW - timedelta(hours=5)))
    assert "a week" not in await ann.type("/subscribe")


async def test_a_keyboard_from_before_the_topics_changed_asks_again(ann: Chatter, services: Services) -> None:
    await ann.type("/start")
    data = ann.data("Start")
    ann.services = replace(services, topics=services.topics[:-1])
    assert "What should I send?" in await ann.press(data)
    assert await ann.subscription() is None


async def test_a_closed_instance_takes_nobody_without_an_invitation(services: Services) -> None:
    closed = replace(services, instance=replace(services.instance, open=False))
    ann = Chatter(closed, person("41"))
    for text in ("/start", "/start nonsense", "/subscribe", "/subscribe spyware"):
        assert (await ann.type(text)).startswith("This bot is for invited people.")
    for data in ("g:0007f", "T:spyware", "do:subscribe"):
        await ann.press(data)
    assert await ann.subscription() is None


async def test_an_invitation_lets_a_chat_in_until_it_ends(
    services: Services, operator: Chatter, clock: HandClock
) -> None:
    said = await operator.type("/invite")
    token = said.partition("?start=")[2].split()[0]
    closed = replace(services, instance=replace(services.instance, open=False))
    ann, ben = Chatter(closed, person("41")), Chatter(closed, person("42"))
    assert "What should I send?" in await ann.type(f"/start {token}")
    assert (await ann.tap("Start")).startswith("Done")
    clock.move(timedelta(days=31))
    assert (await ben.type(f"/start {token}")).startswith("This bot is for invited people.")
    assert (await ann.type("/subscribe torture")).startswith("Done"), "who was let in stays in"


async def test_an_invitation_cannot_be_made_up(services: Services, operator: Chatter) -> None:
    token = (await operator.type("/invite")).partition("?start=")[2].split()[0]
    other = services.invitations.__class__(b"another secret")
    assert services.invitations.holds(token, NOW)
    assert not other.holds(token, NOW)
    for place in range(len(token)):
        forged = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert not services.invitations.holds(forged, NOW)


async def test_a_group_that_adds_the_bot_sees_one_short_quiet_line(admin: Chatter) -> None:
    said = await admin.type("", added=True)
    assert said == "Ready. An administrator chooses the topics here:"
    assert admin.shown.silent
    await admin.tap("Choose topics")
    assert (await admin.tap("Start")).startswith("Done")
