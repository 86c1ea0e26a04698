"""/latest, /search and /quotes: pages in the same message, and the alert opened in it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.alert import AlertState
from bot.model.ids import StoryId
from bot.model.message import Copy
from bot.ports import Store
from tests.handlers.conftest import Chatter
from tests.handlers.stories import record, story
from tests.storage.samples import NOW, HandClock, alert


async def seven(store: Store) -> None:
    """Story 0 is the newest."""
    await record(
        store,
        *(
            story(
                f"Story number {n}", ["torture"] if n % 2 else ["spyware"], seen_at=NOW - timedelta(hours=n)
            )
            for n in range(7)
        ),
    )


def listed(said: str) -> list[int]:
    """The numbers of the stories in a list, in its order."""
    return [int(line.rpartition("Story number ")[2]) for line in said.splitlines() if "Story number" in line]


async def test_latest_pages_in_the_same_message(ann: Chatter, store: Store) -> None:
    await seven(store)
    said = await ann.type("/latest")
    assert listed(said) == [0, 1, 2, 3, 4]
    assert said.startswith("Latest on all topics\n\n1 Story number 0")
    assert "The Harbour Post · 24 Nov · Spyware" in said
    assert said.endswith("1 of 1 feeds answered in the last hour.")
    assert "‹ Newer" not in ann.labels
    assert listed(await ann.tap("Older ›")) == [5, 6]
    assert "Older ›" not in ann.labels
    assert listed(await ann.tap("‹ Newer")) == [0, 1, 2, 3, 4]


async def test_a_number_opens_the_alert_in_the_same_message_and_back_leads_to_the_list(
    ann: Chatter, store: Store
) -> None:
    await seven(store)
    await ann.type("/latest")
    await ann.tap("Older ›")
    assert (await ann.tap("2")).startswith("Spyware\nStory number 6\n")
    assert isinstance(ann.shown.keyboard[0][0], Copy)
    assert (await ann.tap("Quotes · 7")).startswith("Quotes · 7")
    assert (await ann.tap("More ›")).startswith("Quotes · 7")
    await ann.tap("‹ Back")
    await ann.tap("⋯")
    assert (await ann.tap("Why this")).startswith("Why this alert")
    await ann.tap("‹ Back")
    assert listed(await ann.tap("‹ Back to the list")) == [5, 6]


async def test_latest_can_be_of_one_topic(ann: Chatter, store: Store) -> None:
    await seven(store)
    assert listed(await ann.type("/latest torture")) == [1, 3, 5]
    await ann.type("/latest")
    await ann.tap("All topics ▾")
    said = await ann.tap("Torture")
    assert listed(said) == [1, 3, 5]
    assert said.startswith("Latest on Torture")
    assert "Torture ▾" in ann.labels


async def test_latest_shows_what_the_chat_may_see(ann: Chatter, store: Store) -> None:
    await record(
        store,
        story("Story number 1", language="fr"),
        story("Story number 2", {"spyware": 0.5}),
        story("Story number 3"),
    )
    assert listed(await ann.type("/latest")) == [3]
    await ann.type("/subscribe")
    await ann.press("e:s.everything")
    await ann.press("l:*")
    assert set(listed(await ann.type("/latest"))) == {1, 2, 3}


async def test_a_quiet_week_says_that_the_bot_is_alive(ann: Chatter, store: Store, clock: HandClock) -> None:
    await record(store, story("Story number 1", seen_at=NOW - timedelta(days=6)))
    said = await ann.type("/latest")
    assert said.endswith("Nothing new since 18 Nov. 0 entries read since then from 1 of 1 feeds.")


@pytest.mark.parametrize("typed", ["3", "5", "50"])
async def test_latest_takes_how_many(ann: Chatter, store: Store, typed: str) -> None:
    await seven(store)
    assert len(listed(await ann.type(f"/latest {typed}"))) == min(int(typed), 5)


@pytest.mark.parametrize("typed", ["0", "1e5", "5 5 5", "0x10", "1;2", "nonsense", "spyware torture"])
async def test_latest_answers_what_it_cannot_read_with_how_to_write_it(ann: Chatter, typed: str) -> None:
    said = await ann.type(f"/latest {typed}")
    assert "/latest" in said or "/topics" in said


async def test_search_pages_in_the_same_message_and_survives_a_restart(ann: Chatter, store: Store) -> None:
    await seven(store)
    said = await ann.type("/search story")
    assert said.startswith("story · 7 stories")
    first = listed(said)
    assert len(first) == 3
    more = ann.data("More ›")
    second = listed(await ann.press(more))
    assert not set(first) & set(second)
    opened = await ann.tap("1")
    assert f"Story number {second[0]}" in opened
    assert listed(await ann.tap("‹ Back to the list")) == second


async def test_plain_words_in_a_private_chat_are_a_search(ann: Chatter, store: Store) -> None:
    await seven(store)
    assert (await ann.type("story")).startswith("story · 7 stories")


async def test_a_search_too_long_for_a_button_pages_as_well(ann: Chatter, store: Store) -> None:
    await seven(store)
    words = " ".join(["story"] * 30)
    first = listed(await ann.type(f"/search {words}"))
    assert not set(first) & set(listed(await ann.tap("More ›")))


async def test_after_a_restart_a_list_of_a_long_search_asks_to_be_sent_again(ann: Chatter) -> None:
    await ann.press("S:1r:\x1f0123456789ab")
    assert ann.toast is not None
    assert "send the search again" in ann.toast.text


async def test_a_search_that_finds_nothing_says_which_word_is_in_the_way(ann: Chatter, store: Store) -> None:
    await seven(store)
    said = await ann.type("/search story zeppelin")
    assert said.startswith("No story has all of: story zeppelin. Without “zeppelin”: 7.")
    assert len(listed(await ann.tap("Without “zeppelin”"))) == 3


async def test_a_search_with_a_slip_of_the_finger_says_what_was_perhaps_meant(
    ann: Chatter, store: Store
) -> None:
    await seven(store)
    said = await ann.type("/search story minstry zeppelin OR minstry")
    assert "Did you mean ministry? 7." in said
    assert len(listed(await ann.tap("Search ministry · 7"))) == 3
    said = await ann.type("/search story mimistry")
    assert said.startswith(
        "No story has all of: story mimistry. Without “mimistry”: 7. Did you mean ministry? 7."
    )
    assert ann.labels == ["Without “mimistry” · 7", "Search ministry · 7"]


async def test_words_of_what_only_anothers_watch_found_are_not_suggested(ann: Chatter, store: Store) -> None:
    await seven(store)
    await record(store, story("Zeppelin", {"watch:0123": 1.0}))
    assert "mean" not in await ann.type("/search zepelin")


async def test_a_mistake_in_a_long_search_is_mended_by_a_tap_too(ann: Chatter, store: Store) -> None:
    await seven(store)
    words = " ".join(["story"] * 20)
    said = await ann.type(f"/search ({words}")
    assert "never closed" in said
    assert len(listed(await ann.tap("/search (story"))) == 3


async def test_search_without_words_says_how_to_search(ann: Chatter) -> None:
    said = await ann.type("/search")
    assert said == "What should I search for?\nWrite /search words\nFor example /search police face after:30d"


async def test_in_a_group_answers_are_short_and_go_away(member: Chatter, store: Store) -> None:
    await seven(store)
    said = await member.type("/search story")
    assert len(listed(said)) == 2
    assert "Archive" not in said
    assert member.replies[0].fleeting == 600  # type: ignore[union-attr]
    assert member.replies[0].reply  # type: ignore[union-attr]


async def test_in_a_group_plain_words_and_unknown_commands_get_silence(member: Chatter) -> None:
    for text in ("hello", "stop", "/nosuch", "/status", "https://news.example/x"):
        await member.type(text)
        assert member.silent


async def test_quotes_of_a_speaker_are_dated_sourced_and_can_be_copied(ann: Chatter, store: Store) -> None:
    await record(store, story("One", seen_at=NOW - timedelta(days=40)), story("Two"))
    said = await ann.type("/quotes marowitz")
    assert said.startswith("Lena Marowitz, editor-in-chief of the Marsk Courier\n2 statements")
    assert "“There was no warrant, no judge and no notice." in said
    assert "The Harbour Post, 23 Nov 2026" in said
    assert "Copy 1" in ann.labels
    assert "Archive since 15 Oct 2026." in said


async def test_quotes_of_a_speaker_can_be_narrowed_by_words_and_years(ann: Chatter, store: Store) -> None:
    await record(store, story("One", seen_at=NOW - timedelta(days=400)), story("Two"))
    assert "8 statements" in await ann.type("/quotes Tomas Reyk")
    assert "2026 · 4 statements" in await ann.type("/quotes Reyk 2026")
    assert "number · 2 · 2025 · 1 statement" in await ann.type("/quotes Reyk number 2 2025")
    assert (await ann.type("/quotes Reyk zeppelin")).startswith(
        "No statement of Reyk has all of: zeppelin.\n\nArchive since"
    )
    assert "8 statements" in await ann.tap("Without “zeppelin” · 8")


async def test_quotes_page_and_come_as_a_file(ann: Chatter, store: Store) -> None:
    await record(store, story("One"))
    await ann.type("/quotes Tomas Reyk")
    await ann.tap("Older ›")
    assert "Statement number 3." in ann.shown.plain
    await ann.tap("As a file")
    assert ann.document.name == "Tomas-Reyk.txt"
    text = ann.document.content.decode()
    assert text.count("— Tomas Reyk, interior minister\nThe Harbour Post, 23 Nov 2026") == 4


async def test_quotes_alone_are_those_of_the_newest_alerts(ann: Chatter, store: Store) -> None:
    await record(store, story("One"))
    said = await ann.type("/quotes")
    assert said.startswith("Quotes · 3 statements")
    assert "— Lena Marowitz, editor-in-chief of the Marsk Courier" in said


async def test_a_mistake_in_a_search_is_shown_with_its_place_and_a_form_that_works_to_be_tapped(
    ann: Chatter, store: Store
) -> None:
    await seven(store)
    said = await ann.type("/search story AND")
    assert said.splitlines()[1:] == ["story ▲AND", "For example /search story"]
    assert (await ann.tap("/search story")).startswith("story · 7 stories")


async def test_a_greeting_that_finds_nothing_is_pointed_to_help(ann: Chatter) -> None:
    assert (await ann.type("hello there")).endswith("/help shows what I can do.")
    assert not (await ann.type("/search hello there")).endswith("/help shows what I can do.")


async def test_a_code_or_a_reply_to_an_alert_means_that_story(ann: Chatter, store: Store) -> None:
    told = replace(story("One"), id=StoryId(f"00012345{'0' * 24}"))
    sent = alert(told, "41", state=AlertState.SENT, message_ids=("7",), sent_at=NOW)
    await ann.type("/subscribe")
    await record(store, told, alerts=[sent])
    assert (await ann.type("/quotes", reply_to="7")).startswith("Quotes · 7\nOne")
    assert (await ann.type(f"/quotes {told.code.lower()}")).startswith("Quotes · 7\nOne")
    assert (await ann.type(told.code)).startswith("Spyware\nOne")
