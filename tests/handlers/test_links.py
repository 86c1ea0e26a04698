"""A link pasted into a private chat: have it, why not, Read it now."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.alert import AlertState
from bot.model.entry import NotTold, ReadFailed, WhyNot
from bot.model.feed import FetchProblem
from bot.model.ids import InterestKey
from bot.model.message import Copy
from bot.ports import Store
from handlers.link import find_link
from tests.handlers.conftest import Chatter, Pages
from tests.handlers.stories import record, story
from tests.storage.samples import NOW, HandClock, alert, note

URL = "https://civicmonitor.example/lake-sensors"


async def test_a_link_to_a_story_that_was_sent_says_so_and_shows_it(ann: Chatter, store: Store) -> None:
    await ann.type("/subscribe")
    told = story("Lake", url=URL)
    await record(
        store, told, alerts=[alert(told, "41", state=AlertState.SENT, message_ids=("7",), sent_at=NOW)]
    )
    said = await ann.type(f"what of {URL}?utm_source=x#top, please")
    assert said.startswith("You have it\nLake")
    assert (await ann.tap("Show it")).startswith("Spyware\nLake")


@pytest.mark.parametrize(
    ("change", "scores", "reason"),
    [
        ({"seen_at": NOW - timedelta(days=1)}, {"spyware": 0.9}, "It was read before you subscribed."),
        ({"language": "fr"}, {"spyware": 0.9}, "It is in French, which this chat does not read."),
        ({}, {"spyware": 0.41}, "Nearest topic: Spyware, 0.41; this chat takes from 0.60."),
        ({}, {"torture": 0.9}, "It is on Torture, which this chat did not choose."),
        ({"quiet": True}, {"spyware": 0.9}, "It was older than what is sent"),
        ({"withdrawn": "wrong"}, {"spyware": 0.9}, "It was withdrawn."),
    ],
)
async def test_why_not_is_one_reason_the_first_that_stopped_it(
    ann: Chatter, store: Store, change: dict[str, object], scores: dict[str, float], reason: str
) -> None:
    await ann.type("/subscribe spyware")
    seen_at = change.pop("seen_at", NOW + timedelta(minutes=1))
    told = replace(story("Lake", scores, url=URL, seen_at=seen_at), **change)  # type: ignore[arg-type]
    await record(store, told)
    said = await ann.type(URL)
    assert said.startswith("Not sent to you\nLake")
    assert reason in said


async def test_a_muted_story_says_that_it_is_muted(ann: Chatter, store: Store) -> None:
    await ann.type("/subscribe spyware")
    told = story("Lake", url=URL, seen_at=NOW + timedelta(minutes=1))
    await record(store, told)
    await ann.press(f"z:{told.code}")
    assert "It is muted." in await ann.type(URL)


async def test_an_entry_that_became_no_story_says_how_near_it_was(ann: Chatter, store: Store) -> None:
    near = NotTold(WhyNot.BELOW, InterestKey("surveillance"), 0.35, "sensors")
    await record(store, entries=[replace(note("Lake sensors", link=URL), not_told=near)])
    said = await ann.type(URL)
    assert "Nearest topic: Surveillance, 0.35; this chat takes from 0.60.\nThe evidence: sensors." in said
    assert ann.labels == ["Should have come", "Read it now"]


async def test_a_page_in_no_feed_can_be_read_now_and_is_kept_nowhere(
    ann: Chatter, pages: Pages, store: Store
) -> None:
    pages.told[URL] = story("Lake", url=URL)
    assert "It stood in no feed I read in the last 30 days." in await ann.type(URL)
    assert (await ann.tap("Read it now")).startswith("Spyware\nLake")
    assert all(isinstance(button, Copy) for row in ann.shown.keyboard for button in row)
    assert pages.asked == [URL]
    assert await store.stories.by_url(URL) is None


async def test_a_page_that_cannot_be_read_says_why(ann: Chatter, pages: Pages) -> None:
    pages.told[URL] = ReadFailed(FetchProblem.TOO_SLOW, "reading it took too long")
    await ann.type(URL)
    assert "reading it took too long" in await ann.tap("Read it now")


async def test_an_address_too_long_for_a_button_is_read_as_well(ann: Chatter, pages: Pages) -> None:
    url = f"https://civicmonitor.example/{'a' * 200}"
    pages.told[url] = story("Lake", url=url)
    await ann.type(url)
    assert (await ann.tap("Read it now")).startswith("Spyware\nLake")


async def test_one_chat_cannot_make_us_fetch_without_end(
    ann: Chatter, pages: Pages, clock: HandClock
) -> None:
    for n in range(10):
        await ann.press(f"n:{URL}/{n}")
    assert len(pages.asked) == 3
    assert ann.toast is not None
    assert "try again in" in ann.toast.text
    clock.move(timedelta(seconds=21))
    await ann.press(f"n:{URL}/again")
    assert len(pages.asked) == 4


@pytest.mark.parametrize(
    "data", ["n:javascript:alert(1)", "n:ftp://a.example/", "n:https://bank@evil.example/", "n:", "n:\x1fabc"]
)
async def test_only_web_addresses_are_read(ann: Chatter, pages: Pages, data: str) -> None:
    await ann.press(data)
    assert pages.asked == []


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("see https://a.example/x.", "https://a.example/x"),
        ("(www.a.example)", "www.a.example"),
        ("HTTP://A.example/y", "HTTP://A.example/y"),
        ("no link", None),
        ("mailto:a@b.example", None),
    ],
)
def test_the_first_web_address_in_a_text_is_asked_about(text: str, link: str | None) -> None:
    assert find_link(text) == link
